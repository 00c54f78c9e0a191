"""Of what an import brought: the day its file came, in place of three answers worked out from it"""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

NAMES = "array['was_planned_before', 'was_answered_before', 'was_reviewed_before']"


def upgrade() -> None:
    op.execute(
        "update event set facts = (facts - "
        f"{NAMES}) || jsonb_build_object('file_came_on', to_char(recorded_at, 'YYYY-MM-DD')) where facts ?| {NAMES}"
    )


def downgrade() -> None:
    op.execute(
        "update event set facts = facts || jsonb_build_object("
        "'was_planned_before', recorded_at::date - occurred_on > 28,"
        " 'was_answered_before', recorded_at::date - occurred_on > 14,"
        " 'was_reviewed_before', recorded_at::date - occurred_on > 92) where facts ? 'file_came_on'"
    )
