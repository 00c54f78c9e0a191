"""Open requests to see a record are gathered again: what each item is a part of is kept with it from now on"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        'update access_request set gathered_at = null, done = 0, "of" = 0'
        " where state = 'open' and gathered_at is not null"
    )


def downgrade() -> None:
    """What was gathered stays good: nothing to put back."""
