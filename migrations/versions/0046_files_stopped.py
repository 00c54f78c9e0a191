"""What may not leave, for the privacy officer"""

from pathlib import Path

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute((SQL / "files_stopped.sql").read_text())


def downgrade() -> None:
    op.execute("drop function files_stopped(uuid)")
