"""Decisions that one parent is not told where a looked-after child lives"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "whereabouts_kept",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("member_id", sa.UUID(), nullable=True),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("advice_from", sa.Text(), nullable=True),
        sa.Column("advice_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("member_id is not null or person_id is not null", name=op.f("ck_whereabouts_kept_whom")),
        sa.CheckConstraint(
            "ground in ('C1', 'C2') or (advice_from is not null and advice_on is not null)",
            name=op.f("ck_whereabouts_kept_advice"),
        ),
        sa.CheckConstraint(
            "ended_on is null or (ended_on >= from_on and ended_why is not null)",
            name=op.f("ck_whereabouts_kept_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_whereabouts_kept_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["network_member.id"], name=op.f("fk_whereabouts_kept_member_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_whereabouts_kept_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whereabouts_kept")),
    )
    op.create_index("ix_whereabouts_kept_child", "whereabouts_kept", ["authority_id", "child_id"])
    op.create_index(op.f("ix_whereabouts_kept_member_id"), "whereabouts_kept", ["member_id"])
    op.create_index(op.f("ix_whereabouts_kept_person_id"), "whereabouts_kept", ["person_id"])
    op.create_index(
        "uq_whereabouts_kept_standing",
        "whereabouts_kept",
        ["child_id", sa.text("coalesce(member_id, person_id)")],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.execute("select protect_child_table('whereabouts_kept')")


def downgrade() -> None:
    op.drop_table("whereabouts_kept")
