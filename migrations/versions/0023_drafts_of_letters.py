"""What may be taken away again: a draft of a letter, a place in a plan, what an entry answers; nothing that was sent"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("grant delete on ehc_letter, formal_plan_place, statement_thread to coordination_app")
    # A child's record that is erased takes its letters with it: that is the owner's, not the application's.
    op.execute(
        "create trigger refuse_delete_of_sent before delete on ehc_letter for each row"
        " when (old.sent_on is not null and current_user = 'coordination_app') execute function refuse_change()"
    )


def downgrade() -> None:
    op.execute("drop trigger refuse_delete_of_sent on ehc_letter")
    op.execute("revoke delete on ehc_letter, formal_plan_place, statement_thread from coordination_app")
