"""Concerns that a child is not safe, and the duty workers' queue of them"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "concern",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("raised_by", sa.UUID(), nullable=False),
        sa.Column("raised_name", sa.Text(), nullable=False),
        sa.Column("raised_as", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("raised_at", at, nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("when_words", sa.Text(), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("child_seen", sa.Text(), nullable=False),
        sa.Column("safe_now", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("reach_by", sa.Text(), nullable=False),
        sa.Column("caveats", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tell_again_at", at, nullable=True),
        sa.Column("read_at", at, nullable=True),
        sa.Column("read_by", sa.UUID(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("asked_whom", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("decided_at", at, nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("teller_told_at", at, nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", at, nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("child_seen in ('yes', 'no', 'not_sure', '')", name=op.f("ck_concern_child_seen")),
        sa.CheckConstraint("safe_now in ('yes', 'no', 'not_sure', '')", name=op.f("ck_concern_safe_now")),
        sa.CheckConstraint(
            "outcome is null or outcome in ('strategy_discussion', 'referral', 'in_the_plan', 'no_further_action')",
            name=op.f("ck_concern_outcome"),
        ),
        sa.CheckConstraint("(decided_at is null) = (outcome is null)", name=op.f("ck_concern_decided")),
        sa.CheckConstraint("(read_at is null) = (read_by is null)", name=op.f("ck_concern_read")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_concern_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_concern_agency_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_concern_decided_by")),
        sa.ForeignKeyConstraint(["raised_by"], ["person.id"], name=op.f("fk_concern_raised_by")),
        sa.ForeignKeyConstraint(["read_by"], ["person.id"], name=op.f("fk_concern_read_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    op.create_index("ix_concern_child", "concern", ["authority_id", "child_id"])
    op.create_index(
        "ix_concern_open", "concern", ["authority_id", "raised_at"], postgresql_where=sa.text("decided_at is null")
    )
    op.execute("select protect_child_table('concern')")
    op.get_bind().connection.driver_connection.execute((SQL / "concerns.sql").read_text())


def downgrade() -> None:
    op.execute("drop function concerns_waiting()")
    op.execute("drop function open_for_concern(uuid, uuid, uuid, timestamptz)")
    op.execute("drop function concerns_on_duty(uuid)")
    op.execute("drop function concern_is_for(uuid, text[], uuid)")
    op.drop_table("concern")
