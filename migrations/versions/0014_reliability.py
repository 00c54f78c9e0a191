"""How organisations take part, for analysts, and the indexes of the overviews"""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute((SQL / "reliability.sql").read_text())
    connection.execute("revoke execute on function agency_reliability(uuid, date, date) from public")
    # What changed since a day, for many children at once: read by when it was recorded, not by when it happened.
    op.create_index("ix_event_recorded", "event", ["authority_id", "child_id", "recorded_at"])
    op.create_index("ix_statement_version_at", "statement_version", ["authority_id", "child_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_statement_version_at", "statement_version")
    op.drop_index("ix_event_recorded", "event")
    op.execute("drop function agency_reliability(uuid, date, date)")
