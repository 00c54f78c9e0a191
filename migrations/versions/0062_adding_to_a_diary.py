"""What a carer adds to an entry of their own diary after they have left the child's team"""

from pathlib import Path

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute((SQL / "add_to_own_diary.sql").read_text())


def downgrade() -> None:
    op.execute("drop function add_to_own_diary(uuid, uuid, text, timestamptz)")
