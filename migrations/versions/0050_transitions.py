"""The road to adulthood: how each step stands, what the young person says, what is settled from 18, a leaver's homes"""

import sqlalchemy as sa
from alembic import op

from coordination.migrating import create_child_table

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_TABLES = ("leaver_home", "adult_arrangement", "runway_answer", "runway_step")


def upgrade() -> None:
    create_child_table(
        "runway_step",
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("responsible_id", sa.UUID(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_runway_step_responsible_id")),
        sa.UniqueConstraint("child_id", "step", name=op.f("uq_runway_step_child_id_step")),
        sa.CheckConstraint(
            "state in ('not_started', 'under_way', 'done', 'not_needed')", name=op.f("ck_runway_step_state")
        ),
        sa.CheckConstraint("(state = 'not_needed') = (why is not null)", name=op.f("ck_runway_step_why")),
        sa.CheckConstraint("(state = 'done') = (done_on is not null)", name=op.f("ck_runway_step_done_on")),
    )
    op.create_index(op.f("ix_runway_step_responsible_id"), "runway_step", ["responsible_id"])
    create_child_table(
        "runway_answer",
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.UniqueConstraint("child_id", "step", name=op.f("uq_runway_answer_child_id_step")),
        sa.CheckConstraint("answer in ('right', 'help', 'disagree')", name=op.f("ck_runway_answer_answer")),
        sa.CheckConstraint("answer <> 'disagree' or words is not null", name=op.f("ck_runway_answer_words")),
    )
    create_child_table(
        "adult_arrangement",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('adult_side', 'home', 'income')", name=op.f("ck_adult_arrangement_kind")),
        sa.CheckConstraint(
            "(kind = 'adult_side') = (decided_by is not null)", name=op.f("ck_adult_arrangement_decided_by")
        ),
        sa.CheckConstraint("(kind = 'adult_side') = (sure is null)", name=op.f("ck_adult_arrangement_sure")),
        sa.CheckConstraint("kind <> 'adult_side' or why is not null", name=op.f("ck_adult_arrangement_why")),
    )
    create_child_table(
        "leaver_home",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("suitable", sa.Boolean(), nullable=False),
        sa.Column("safety", sa.Text(), nullable=False),
        sa.Column("repair", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.Column("young_view", sa.Text(), nullable=True),
        sa.UniqueConstraint("child_id", "moved_on", name=op.f("uq_leaver_home_child_id_moved_on")),
    )


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
