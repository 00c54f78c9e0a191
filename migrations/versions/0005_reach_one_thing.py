"""Reach for one thing, and for hours: what an invitation is to, and the instant a relationship ends"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute((SQL / "reach_one_thing.sql").read_text())


def downgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute((SQL / "reach_one_thing_down.sql").read_text())
