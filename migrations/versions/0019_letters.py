"""Letters of the EHC process: what each is about and why it goes to whom; what was sent never changes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ehc_right_holder", sa.Column("parents_too", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("ehc_letter", sa.Column("about_id", sa.UUID(), nullable=True))
    op.add_column("ehc_letter", sa.Column("why", sa.Text(), nullable=True))
    op.add_column("ehc_letter", sa.Column("key", sa.Text(), nullable=True))
    op.add_column(
        "ehc_letter",
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    op.create_index("ix_ehc_letter_about", "ehc_letter", ["about_id", "kind"])
    op.execute(
        "create trigger refuse_change_of_sent before update on ehc_letter for each row"
        " when (old.sent_on is not null) execute function refuse_change()"
    )


def downgrade() -> None:
    op.execute("drop trigger refuse_change_of_sent on ehc_letter")
    op.drop_index("ix_ehc_letter_about", "ehc_letter")
    for name in ("facts", "key", "why", "about_id"):
        op.drop_column("ehc_letter", name)
    op.drop_column("ehc_right_holder", "parents_too")
