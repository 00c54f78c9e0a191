"""Stays away from home, and the checks of a children's home"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from coordination.migrating import create_child_table

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"
_BEFORE = "kind in ('looked_after', 'child_protection', 'child_in_need', 'adviser', 'other')"
_NOW = (
    "kind in ('looked_after', 'child_protection', 'child_in_need', 'adviser', 'private_fostering', 'long_stay',"
    " 'other')"
)


def _kinds_of_visit(words: str) -> None:
    op.drop_constraint(op.f("ck_visit_kind"), "visit", type_="check")
    op.create_check_constraint(op.f("ck_visit_kind"), "visit", words)


def _run(name: str) -> None:
    op.get_bind().connection.driver_connection.execute((SQL / name).read_text())


def upgrade() -> None:
    create_child_table(
        "stay_away",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("with_whom", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind in ('private_fostering', 'hospital', 'care_home', 'residential_school', 'short_break')",
            name=op.f("ck_stay_away_kind"),
        ),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_stay_away_dates")),
        sa.CheckConstraint("kind <> 'private_fostering' or told_on is not null", name=op.f("ck_stay_away_told_on")),
    )
    create_child_table(
        "home_check",
        sa.Column("placement_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_home_check_placement_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("kind in ('independent_visit', 'quality_review')", name=op.f("ck_home_check_kind")),
        sa.CheckConstraint("report_on is null or report_on >= held_on", name=op.f("ck_home_check_report_on")),
    )
    op.create_index(op.f("ix_home_check_placement_id"), "home_check", ["placement_id"])
    _kinds_of_visit(_NOW)
    op.add_column("care_period", sa.Column("told_from", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_care_period_told_from"), "care_period", "told_from is null or told_from > from_on"
    )
    _run("care_measured_as_told.sql")


def downgrade() -> None:
    op.execute("drop function care_measured(uuid, date[])")
    _run("care_measured.sql")
    op.drop_column("care_period", "told_from")
    op.execute("update visit set kind = 'other' where kind in ('private_fostering', 'long_stay')")
    _kinds_of_visit(_BEFORE)
    op.drop_table("home_check")
    op.drop_table("stay_away")
