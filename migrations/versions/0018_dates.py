"""Why a date may pass or a clock stands still, who was told of it, calendar feeds, and the pace of rules"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.add_column("clock", sa.Column("later_ground", sa.Text(), nullable=True))
    op.add_column("clock", sa.Column("paused_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_clock_pace",
        "clock",
        ["authority_id", "rule", "met_on"],
        postgresql_where=sa.text("state in ('met', 'late')"),
    )
    op.create_table(
        "clock_exception",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("clock_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("said", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("ends_id", sa.UUID(), nullable=True),
        sa.Column("carried_from_id", sa.UUID(), nullable=True),
        *_of_a_child("clock_exception"),
        sa.CheckConstraint("kind in ('later', 'pause', 'end')", name=op.f("ck_clock_exception_kind")),
        sa.CheckConstraint("(kind = 'later') = (ground is not null)", name=op.f("ck_clock_exception_ground")),
        sa.CheckConstraint("(kind = 'end') = (ends_id is not null)", name=op.f("ck_clock_exception_ends")),
        sa.CheckConstraint(
            "to_on is null or from_on is null or to_on >= from_on", name=op.f("ck_clock_exception_dates")
        ),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clock.id"], name=op.f("fk_clock_exception_clock_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_clock_exception_file_id")),
        sa.ForeignKeyConstraint(
            ["ends_id"], ["clock_exception.id"], name=op.f("fk_clock_exception_ends_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_exception")),
        sa.UniqueConstraint("ends_id", name=op.f("uq_clock_exception_ends_id")),
    )
    op.create_index("ix_clock_exception_child", "clock_exception", ["authority_id", "child_id"])
    op.create_index(op.f("ix_clock_exception_clock_id"), "clock_exception", ["clock_id"])
    op.create_table(
        "clock_told",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("clock_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("tell", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        *_of_a_child("clock_told"),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_told_clock_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clock_told_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_told")),
        sa.UniqueConstraint(
            "clock_id", "person_id", "tell", "days", name=op.f("uq_clock_told_clock_id_person_id_tell_days")
        ),
    )
    op.create_index("ix_clock_told_child", "clock_told", ["authority_id", "child_id"])
    op.create_table(
        "dates_mail",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dates_mail_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_dates_mail")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_calendar_feed_token_digest")),
    )
    op.create_index(
        "uq_calendar_feed_live",
        "calendar_feed",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    for name in ("clock_exception", "clock_told"):
        op.execute(f"select protect_child_table('{name}')")
    op.execute(
        "create trigger refuse_change before update on clock_exception for each row execute function refuse_change()"
    )
    op.get_bind().connection.driver_connection.execute((SQL / "dates.sql").read_text())


def downgrade() -> None:
    op.execute("drop function pace_of_rules(uuid[], text[], int)")
    op.execute("drop function dates_to_tell(jsonb, uuid)")
    op.drop_table("calendar_feed")
    op.drop_table("dates_mail")
    op.drop_table("clock_told")
    op.drop_table("clock_exception")
    op.drop_index("ix_clock_pace", "clock", postgresql_where=sa.text("state in ('met', 'late')"))
    op.drop_column("clock", "paused_on")
    op.drop_column("clock", "later_ground")


def _of_a_child(name: str) -> tuple[Any, ...]:
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
    )
