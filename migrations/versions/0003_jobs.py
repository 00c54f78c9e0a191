"""The job queue's tables, in a schema of their own

The SQL is Procrastinate's, copied; a test compares it with the installed library. The application's login may add a
job and read its id; triggers run with the owner's rights so that it needs nothing else.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute("create schema jobs")
    connection.execute("set local search_path to jobs")
    connection.execute((SQL / "jobs.sql").read_text().replace("%%", "%"))
    connection.execute("set local search_path to public, jobs")
    connection.execute((SQL / "jobs_grants.sql").read_text())


def downgrade() -> None:
    op.execute("drop schema jobs cascade")
