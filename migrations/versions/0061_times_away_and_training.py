"""A carer's planned times away, and their training"""

import sqlalchemy as sa
from alembic import op

from coordination.migrating import create_child_table

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_child_table(
        "time_away",
        sa.Column("carer_id", sa.UUID(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("who_cares", sa.Text(), nullable=True),
        sa.Column("to_know", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.UUID(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["carer_id"], ["person.id"], name=op.f("fk_time_away_carer_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_time_away_answered_by")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_time_away_dates")),
        sa.CheckConstraint(
            "answer is null or answer in ('agreed', 'later', 'not_possible')", name=op.f("ck_time_away_answer")
        ),
        sa.CheckConstraint("(answer is null) = (answered_on is null)", name=op.f("ck_time_away_answered")),
    )
    create_child_table(
        "carer_training",
        sa.Column("carer_id", sa.UUID(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["carer_id"], ["person.id"], name=op.f("fk_carer_training_carer_id")),
        sa.CheckConstraint("state in ('wanted', 'booked', 'done')", name=op.f("ck_carer_training_state")),
        sa.CheckConstraint("state = 'wanted' or held_on is not null", name=op.f("ck_carer_training_day")),
    )


def downgrade() -> None:
    op.drop_table("carer_training")
    op.drop_table("time_away")
