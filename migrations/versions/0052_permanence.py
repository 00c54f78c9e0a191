"""The plan for permanence as a dated history"""

import sqlalchemy as sa
from alembic import op

from coordination.migrating import create_child_table

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_KINDS = "('home', 'connected_person', 'long_term_foster', 'guardianship', 'adoption', 'adulthood', 'other')"


def upgrade() -> None:
    create_child_table(
        "permanence_plan",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("review_id", sa.UUID(), nullable=True),
        sa.Column("parallel", sa.Text(), nullable=True),
        sa.Column("in_the_way", sa.Text(), nullable=True),
        sa.Column("answers_id", sa.UUID(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_permanence_plan_review_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["answers_id"], ["person.id"], name=op.f("fk_permanence_plan_answers_id")),
        sa.CheckConstraint(f"kind in {_KINDS}", name=op.f("ck_permanence_plan_kind")),
        sa.CheckConstraint(f"parallel in {_KINDS}", name=op.f("ck_permanence_plan_parallel")),
        sa.CheckConstraint("parallel is null or parallel <> kind", name=op.f("ck_permanence_plan_parallel_differs")),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_permanence_plan_dates")),
    )
    op.create_index(
        "uq_permanence_plan_standing",
        "permanence_plan",
        ["child_id"],
        unique=True,
        postgresql_where=sa.text("to_on is null"),
    )


def downgrade() -> None:
    op.drop_table("permanence_plan")
