"""Reach, row-level security, audit chains, the child index and who may do what

Row-level security is enabled on every table of a child and never forced: the owner migrates and backs up, and a
forced owner's backfill silently changes nothing. Every table has one read policy in one form, so that a test can
refuse any other.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute((SQL / "reach.sql").read_text())
    connection.execute((SQL / "teams.sql").read_text())
    connection.execute((SQL / "audit.sql").read_text())
    connection.execute((SQL / "child_index.sql").read_text())
    connection.execute("select protect_children()")
    connection.execute((SQL / "grants.sql").read_text())


def downgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute((SQL / "guards_down.sql").read_text())
