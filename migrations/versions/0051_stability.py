"""The signs a stability meeting began from, and what came of it"""

import sqlalchemy as sa
from alembic import op

from coordination.migrating import create_child_table

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def _of_a_meeting(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("review_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f(f"fk_{table}_review_id"), ondelete="CASCADE"),
    )


def upgrade() -> None:
    create_child_table(
        "stability_sign",
        *_of_a_meeting("stability_sign"),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("judged", sa.Text(), nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("judged_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(["judged_by"], ["person.id"], name=op.f("fk_stability_sign_judged_by")),
        sa.UniqueConstraint("review_id", "code", name=op.f("uq_stability_sign_review_id_code")),
        sa.CheckConstraint("judged in ('yes', 'partly', 'no')", name=op.f("ck_stability_sign_judged")),
        sa.CheckConstraint("(judged is null) = (judged_on is null)", name=op.f("ck_stability_sign_judged_on")),
    )
    create_child_table(
        "stability_outcome",
        *_of_a_meeting("stability_outcome"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_stability_outcome_said_by")),
        sa.UniqueConstraint("review_id", name=op.f("uq_stability_outcome_review_id")),
    )


def downgrade() -> None:
    op.drop_table("stability_outcome")
    op.drop_table("stability_sign")
