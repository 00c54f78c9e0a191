"""Entries for one parent, looks at brothers and sisters, and who is kept from watching over a record"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def _run(name: str) -> None:
    op.get_bind().connection.driver_connection.execute((SQL / name).read_text())


def upgrade() -> None:
    op.add_column("sharing_decision", sa.Column("published_to", postgresql.ARRAY(sa.UUID()), nullable=True))
    _run("looks_that_stand_out.sql")
    _run("watching_over.sql")


def downgrade() -> None:
    op.execute("drop function overseers_kept_out(uuid)")
    op.drop_column("sharing_decision", "published_to")
