"""The measures of children looked after, counted in the database"""

from pathlib import Path

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute((SQL / "care_measured.sql").read_text())


def downgrade() -> None:
    op.execute("drop function care_measured(uuid, date[])")
