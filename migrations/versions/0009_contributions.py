"""Contributions before a review"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("review_id", sa.UUID(), nullable=False),
        sa.Column("review_person_id", sa.UUID(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("seen_on", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("going_well", sa.Text(), nullable=True),
        sa.Column("worries", sa.Text(), nullable=True),
        sa.Column("progress", postgresql.JSONB(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_reason", sa.Text(), nullable=True),
        sa.Column("withheld", sa.Text(), nullable=True),
        sa.Column("withheld_why", sa.Text(), nullable=True),
        sa.Column("asks", sa.Text(), nullable=True),
        sa.Column("will_come", sa.Boolean(), nullable=True),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("score between 0 and 10", name=op.f("ck_contribution_score")),
        sa.CheckConstraint("withheld is null or withheld_why is not null", name=op.f("ck_contribution_withheld")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_contribution_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_contribution_review_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_person_id"],
            ["review_person.id"],
            name=op.f("fk_contribution_review_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_contribution_agency_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_contribution_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("review_person_id", "number", name=op.f("uq_contribution_review_person_id_number")),
    )
    op.create_index("ix_contribution_child", "contribution", ["authority_id", "child_id"])
    op.create_index(op.f("ix_contribution_review_id"), "contribution", ["review_id"])
    op.execute("select protect_child_table('contribution')")
    # What was sent is never changed: a correction is a new row.
    op.execute(
        "create trigger refuse_change before update on contribution for each row execute function refuse_change()"
    )
    op.execute("revoke update on contribution from coordination_app, coordination_worker")


def downgrade() -> None:
    op.drop_table("contribution")
