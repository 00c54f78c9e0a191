"""The plans that the law asks for: care, placement, education and pathway plan; and leaving care"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from coordination.migrating import create_child_table

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"
_TABLES = ("leaving_care", "pep_check", "statutory_tie", "statutory_entry", "statutory_plan")


def _of_a_plan(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("statutory_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statutory_id"], ["statutory_plan.id"], name=op.f(f"fk_{table}_statutory_id"), ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    create_child_table(
        "statutory_plan",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("placement_id", sa.UUID(), nullable=True),
        sa.Column("term", sa.Text(), nullable=True),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_by", sa.UUID(), nullable=True),
        sa.Column("agreed_with", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("child_agrees", sa.Text(), nullable=True),
        sa.Column("child_words", sa.Text(), nullable=True),
        sa.Column("look_on", sa.Date(), nullable=True),
        sa.Column("elsewhere", sa.Text(), nullable=True),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_statutory_plan_placement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_statutory_plan_agreed_by")),
        sa.UniqueConstraint("child_id", "kind", "number", name=op.f("uq_statutory_plan_child_id_kind_number")),
        sa.CheckConstraint("kind in ('care', 'placement', 'pep', 'pathway')", name=op.f("ck_statutory_plan_kind")),
        sa.CheckConstraint("state in ('draft', 'agreed', 'superseded')", name=op.f("ck_statutory_plan_state")),
        sa.CheckConstraint(
            "(kind = 'placement') = (placement_id is not null)", name=op.f("ck_statutory_plan_placement")
        ),
        sa.CheckConstraint(
            "(kind = 'pep') = (term is not null and term_ends_on is not null)", name=op.f("ck_statutory_plan_term")
        ),
        sa.CheckConstraint("state = 'draft' or agreed_on is not null", name=op.f("ck_statutory_plan_agreed_on")),
        sa.CheckConstraint(
            "child_agrees in ('yes', 'part', 'no', 'not_asked')", name=op.f("ck_statutory_plan_child_agrees")
        ),
    )
    op.create_index(op.f("ix_statutory_plan_placement_id"), "statutory_plan", ["placement_id"])
    op.create_index(
        "uq_statutory_plan_draft",
        "statutory_plan",
        ["child_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    create_child_table(
        "statutory_entry",
        *_of_a_plan("statutory_entry"),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(10, 2), nullable=True),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.UniqueConstraint(
            "statutory_id", "theme", "question", name=op.f("uq_statutory_entry_statutory_id_theme_question")
        ),
        sa.CheckConstraint("whose in ('worker', 'child')", name=op.f("ck_statutory_entry_whose")),
    )
    create_child_table(
        "statutory_tie",
        *_of_a_plan("statutory_tie"),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.UUID(), nullable=False),
        sa.Column("version_id", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statutory_tie_statement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["statement_version.id"], name=op.f("fk_statutory_tie_version_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "statutory_id", "theme", "statement_id", name=op.f("uq_statutory_tie_statutory_id_theme_statement_id")
        ),
    )
    op.create_index(op.f("ix_statutory_tie_statement_id"), "statutory_tie", ["statement_id"])
    # A theme may be carried out by another action from tomorrow.
    op.execute("grant delete on statutory_tie to coordination_app, coordination_worker")
    create_child_table(
        "pep_check",
        *_of_a_plan("pep_check"),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("rag", sa.Text(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("rag in ('green', 'amber', 'red')", name=op.f("ck_pep_check_rag")),
    )
    op.create_index(op.f("ix_pep_check_statutory_id"), "pep_check", ["statutory_id"])
    create_child_table(
        "leaving_care",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status in ('eligible', 'relevant', 'former_relevant', 'qualifying', 'none')",
            name=op.f("ck_leaving_care_status"),
        ),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_leaving_care_dates")),
        sa.CheckConstraint("(assessed_on is null) = (found is null)", name=op.f("ck_leaving_care_assessed_on")),
    )
    op.create_index(
        "uq_leaving_care_standing",
        "leaving_care",
        ["child_id"],
        unique=True,
        postgresql_where=sa.text("to_on is null"),
    )
    op.get_bind().connection.driver_connection.execute((SQL / "statutory_plans.sql").read_text())


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
    op.execute("drop function refuse_word_of_agreed()")
