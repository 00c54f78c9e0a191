"""Children in need and child protection"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from coordination.migrating import create_child_table

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_TABLES = ("protection_conference", "child_in_need_plan", "protection_plan", "enquiry", "family_assessment", "referral")


def _text(*names: str, nullable: bool = True) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _day(*names: str, nullable: bool = True) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Date(), nullable=nullable) for name in names]


def _imported(name: str) -> list[Any]:
    return [*_text("source_key"), sa.UniqueConstraint("child_id", "source_key", name=f"uq_{name}_child_id_source_key")]


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _one_runs(table: str, ends: str) -> None:
    op.create_index(
        f"uq_{table}_running",
        table,
        ["child_id"],
        unique=True,
        postgresql_where=sa.text(f"{ends} is null and source_key is null"),
    )


def upgrade() -> None:
    create_child_table(
        "referral",
        *_day("received_on", nullable=False),
        *_text("source", "need_code", "why", "answer"),
        *_day("answered_on"),
        *_text("answer_why"),
        *_day("told_on", "closed_on"),
        *_text("closure_code"),
        *_imported("referral"),
        _check(
            "referral", "answer", "answer in ('assess', 'enquiry', 'early_help', 'other_service', 'no_further_action')"
        ),
        _check("referral", "answered", "(answer is null) = (answered_on is null)"),
        _check("referral", "answered_on", "answered_on >= received_on and told_on >= received_on"),
        _check("referral", "closed_on", "closed_on >= received_on"),
        _check("referral", "closure", "closure_code is null or closed_on is not null"),
    )
    create_child_table(
        "family_assessment",
        *_day("started_on", nullable=False),
        *_day("look_on", "finished_on"),
        sa.Column("child_seen", sa.Boolean(), nullable=True),
        sa.Column("factors", postgresql.ARRAY(sa.Text()), nullable=False),
        *_text("found", "outcome"),
        *_imported("family_assessment"),
        _check(
            "family_assessment",
            "outcome",
            "outcome in ('child_in_need_plan', 'enquiry', 'looked_after', 'early_help', 'other_service',"
            " 'no_further_action')",
        ),
        _check("family_assessment", "dates", "finished_on >= started_on and look_on >= started_on"),
        _check("family_assessment", "outcome_finished", "outcome is null or finished_on is not null"),
    )
    _one_runs("family_assessment", "finished_on")
    create_child_table(
        "enquiry",
        *_day("discussed_on", nullable=False),
        *_text("who_took_part", "why"),
        sa.Column("started", sa.Boolean(), nullable=False),
        *_day("finished_on"),
        *_text("outcome", "found"),
        *_imported("enquiry"),
        _check("enquiry", "outcome", "outcome in ('conference', 'no_conference', 'not_borne_out')"),
        _check("enquiry", "finished_on", "finished_on >= discussed_on"),
        _check("enquiry", "finished_started", "finished_on is null or started"),
        _check("enquiry", "outcome_finished", "(outcome is null) = (finished_on is null)"),
    )
    create_child_table(
        "protection_plan",
        *_day("from_on", nullable=False),
        *_day("to_on"),
        *_text("first_category", "latest_category", "end_why"),
        *_imported("protection_plan"),
        _check("protection_plan", "dates", "to_on is null or to_on >= from_on"),
    )
    _one_runs("protection_plan", "to_on")
    create_child_table(
        "child_in_need_plan",
        *_day("from_on", nullable=False),
        *_day("to_on"),
        *_text("end_why"),
        *_imported("child_in_need_plan"),
        _check("child_in_need_plan", "dates", "to_on is null or to_on >= from_on"),
    )
    _one_runs("child_in_need_plan", "to_on")
    create_child_table(
        "protection_conference",
        *_text("kind", nullable=False),
        *_day("held_on", nullable=False),
        sa.Column("review_id", sa.UUID(), nullable=True),
        sa.Column("plan_id", sa.UUID(), nullable=True),
        *_text("decision", nullable=False),
        *_text("category", "why"),
        *_imported("protection_conference"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_protection_conference_review_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["protection_plan.id"], name=op.f("fk_protection_conference_plan_id"), ondelete="SET NULL"
        ),
        _check("protection_conference", "kind", "kind in ('initial', 'review', 'transfer_in')"),
        _check("protection_conference", "decision", "decision in ('plan', 'no_plan', 'goes_on', 'ends')"),
        _check("protection_conference", "decision_kind", "(kind = 'review') = (decision in ('goes_on', 'ends'))"),
    )


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
