"""Which advice is waited for: keys for the job that chases it"""

from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute((SQL / "advice_waited_for.sql").read_text())


def downgrade() -> None:
    op.execute("drop function advice_waited_for()")
