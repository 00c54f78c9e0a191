"""Requests to put right what is held"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("asker_id", sa.UUID(), nullable=False),
        sa.Column("asker_name", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.UUID(), nullable=True),
        sa.Column("about_what", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("disagreement_id", sa.UUID(), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'corrected', 'declined')", name=op.f("ck_correction_state")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_correction_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_correction_asker_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_correction_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_child", "correction", ["authority_id", "child_id"])
    op.execute("select protect_child_table('correction')")


def downgrade() -> None:
    op.drop_table("correction")
