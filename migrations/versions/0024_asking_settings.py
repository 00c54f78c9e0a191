"""Settings that are asked about a place: chased, withdrawn, and what they say themselves"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.add_column(
        "ehc_consultation",
        sa.Column("chased_on", postgresql.ARRAY(sa.Date()), server_default="{}", nullable=False),
    )
    op.add_column("ehc_consultation", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("ehc_consultation", sa.Column("says_ground", sa.Text(), nullable=True))
    op.add_column("ehc_consultation", sa.Column("would_provide", sa.Text(), nullable=True))
    op.get_bind().connection.driver_connection.execute((SQL / "settings_waited_for.sql").read_text())


def downgrade() -> None:
    op.execute("drop function settings_waited_for()")
    for name in ("would_provide", "says_ground", "withdrawn_on", "chased_on"):
        op.drop_column("ehc_consultation", name)
