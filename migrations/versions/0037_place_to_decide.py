"""Places on a team that are decided again"""

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute((SQL / "place_to_decide.sql").read_text())


def downgrade() -> None:
    op.execute("drop view place_to_decide")
