"""How a child sees their family, as a dated history"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from coordination.migrating import create_child_table

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_child_table(
        "family_time",
        sa.Column("member_id", sa.UUID(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("how_often", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("rests_on", sa.Text(), nullable=False),
        sa.Column("order_words", sa.Text(), nullable=True),
        sa.Column("child_wish", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("both_agree", sa.Boolean(), nullable=False),
        sa.Column("child_reads", sa.Boolean(), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["network_member.id"], name=op.f("fk_family_time_member_id")),
        sa.CheckConstraint("section in ('family_network', 'sibling_links')", name=op.f("ck_family_time_section")),
        sa.CheckConstraint(
            "how in ('in_person', 'supervised', 'phone', 'letters', 'none')", name=op.f("ck_family_time_how")
        ),
        sa.CheckConstraint("rests_on in ('order', 'agreement', 'plan')", name=op.f("ck_family_time_rests_on")),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_family_time_dates")),
    )
    op.create_index(op.f("ix_family_time_member_id"), "family_time", ["member_id"])
    op.create_index(
        "uq_family_time_standing",
        "family_time",
        ["member_id", "how"],
        unique=True,
        postgresql_where=sa.text("to_on is null"),
    )
    create_child_table(
        "family_time_held",
        sa.Column("family_time_id", sa.UUID(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("was_on", sa.Date(), nullable=False),
        sa.Column("happened", sa.Boolean(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["family_time_id"], ["family_time.id"], name=op.f("fk_family_time_held_family_time_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("happened or why_not is not null", name=op.f("ck_family_time_held_why_not")),
    )
    op.create_index(op.f("ix_family_time_held_family_time_id"), "family_time_held", ["family_time_id"])


def downgrade() -> None:
    op.drop_table("family_time_held")
    op.drop_table("family_time")
