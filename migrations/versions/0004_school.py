"""SEN Support cycles and what happens to a pupil at school

Areas of need and group sizes come beside needs and provision; strategies are a kind of statement of their own.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = "'need', 'strength', 'worry', 'outcome', 'action', 'view', 'decision', 'provision', 'contingency'"


def _of_child(name: str) -> tuple[sa.Column, ...]:
    return (
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name=f"fk_{name}_child",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def upgrade() -> None:
    op.drop_constraint(op.f("ck_statement_kind"), "statement", type_="check")
    op.create_check_constraint(op.f("ck_statement_kind"), "statement", f"kind in ({BEFORE}, 'strategy')")
    op.add_column("need", sa.Column("area", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("area", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("group_size", sa.Integer(), nullable=True))
    op.create_table(
        "strategy",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.CheckConstraint("place in ('school', 'home')", name=op.f("ck_strategy_place")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id", "id"],
            ["statement.authority_id", "statement.child_id", "statement.id"],
            name="fk_strategy_statement",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
    )
    op.create_index("ix_strategy_child", "strategy", ["authority_id", "child_id"])
    op.create_table(
        "sen_cycle",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("year_group", sa.Text(), nullable=True),
        sa.Column("class_teacher", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("meeting_words", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("what_changed", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("found", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_of_child("sen_cycle"),
        sa.CheckConstraint("review_on > from_on", name=op.f("ck_sen_cycle_dates")),
        sa.CheckConstraint("state in ('open', 'reviewed')", name=op.f("ck_sen_cycle_state")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sen_cycle_agency_id")),
        sa.UniqueConstraint("child_id", "agency_id", "number", name=op.f("uq_sen_cycle_child_id_agency_id_number")),
    )
    op.create_index("ix_sen_cycle_agency", "sen_cycle", ["agency_id", "state", "review_on"])
    op.create_index("ix_sen_cycle_child", "sen_cycle", ["authority_id", "child_id"])
    op.create_index(
        "uq_sen_cycle_open",
        "sen_cycle",
        ["child_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "sen_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("cycle_id", sa.UUID(), nullable=False),
        sa.Column("statement_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.UUID(), nullable=True),
        *_of_child("sen_line"),
        sa.ForeignKeyConstraint(["cycle_id"], ["sen_cycle.id"], name=op.f("fk_sen_line_cycle_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_sen_line_statement_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("cycle_id", "statement_id", name=op.f("uq_sen_line_cycle_id_statement_id")),
    )
    op.create_index("ix_sen_line_child", "sen_line", ["authority_id", "child_id"])
    op.create_index(op.f("ix_sen_line_statement_id"), "sen_line", ["statement_id"])
    op.create_table(
        "school_event",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Float(), nullable=True),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("hours_per_week", sa.Float(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("other_school", sa.Text(), nullable=True),
        sa.Column("parents_told_on", sa.Date(), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("taken_back_why", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        *_of_child("school_event"),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_school_event_dates")),
        sa.CheckConstraint(
            "kind in ('attendance', 'suspension', 'exclusion', 'part_time', 'move')",
            name=op.f("ck_school_event_kind"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_school_event_agency_id")),
    )
    op.create_index(op.f("ix_school_event_agency_id"), "school_event", ["agency_id"])
    op.create_index("ix_school_event_child", "school_event", ["authority_id", "child_id"])
    op.create_table(
        "school_notice",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        *_of_child("school_notice"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["school_event.id"], name=op.f("fk_school_notice_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_school_notice_person_id")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_school_notice_event_id_person_id")),
    )
    op.create_index("ix_school_notice_child", "school_notice", ["authority_id", "child_id"])
    op.create_index("ix_school_notice_person", "school_notice", ["person_id", "read_at"])
    for which in ("strategy", "sen_cycle", "sen_line", "school_event", "school_notice"):
        op.execute(f"select protect_child_table('{which}')")


def downgrade() -> None:
    for which in ("school_notice", "school_event", "sen_line", "sen_cycle", "strategy"):
        op.drop_table(which)
    op.drop_column("provision_line", "group_size")
    op.drop_column("provision_line", "area")
    op.drop_column("need", "area")
    # A kind that is not known any more takes its statements with it.
    op.execute("delete from statement where kind = 'strategy'")
    op.drop_constraint(op.f("ck_statement_kind"), "statement", type_="check")
    op.create_check_constraint(op.f("ck_statement_kind"), "statement", f"kind in ({BEFORE})")
