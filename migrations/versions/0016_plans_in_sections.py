"""Plans in sections and the EHC process: requests, advice, decisions, letters, issues, annual reviews, who holds rights

Needs, outcomes and provision get the columns that plans in sections ask for; aspirations are a kind of statement.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = "'need', 'strength', 'worry', 'outcome', 'action', 'view', 'decision', 'provision', 'contingency', 'strategy'"
LINKS_BEFORE = "'contribution', 'action'"
TABLES = (
    "ehc_right_holder",
    "aspiration",
    "formal_plan",
    "statement_thread",
    "ehc_assessment",
    "ehc_budget",
    "ehc_consultation",
    "formal_plan_issue",
    "formal_plan_place",
    "ehc_advice",
    "formal_plan_issue_line",
    "formal_plan_sent",
    "ehc_advice_text",
    "ehc_decision",
    "ehc_review",
    "ehc_dispute",
    "ehc_letter",
)
# What was sent to anybody stays as it was.
IMMUTABLE = ("ehc_advice_text", "formal_plan_issue_line")


def upgrade() -> None:
    op.drop_constraint(op.f("ck_statement_kind"), "statement", type_="check")
    op.create_check_constraint(op.f("ck_statement_kind"), "statement", f"kind in ({BEFORE}, 'aspiration')")
    op.drop_constraint(op.f("ck_one_time_link_purpose"), "one_time_link", type_="check")
    op.create_check_constraint(
        op.f("ck_one_time_link_purpose"), "one_time_link", f"purpose in ({LINKS_BEFORE}, 'advice', 'consultation')"
    )

    op.create_table(
        "ehc_right_holder",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "holder in ('parent', 'young_person', 'alternative')", name=op.f("ck_ehc_right_holder_holder")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_right_holder_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ehc_right_holder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_right_holder")),
        sa.UniqueConstraint("child_id", "from_on", name=op.f("uq_ehc_right_holder_child_id_from_on")),
    )
    op.create_index("ix_ehc_right_holder_child", "ehc_right_holder", ["authority_id", "child_id"], unique=False)
    op.create_table(
        "aspiration",
        sa.Column("prompt", sa.Text(), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("gathered_how", sa.Text(), nullable=True),
        sa.Column("gathered_on", sa.Date(), nullable=True),
        sa.Column("helped_by", sa.Text(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id", "id"],
            ["statement.authority_id", "statement.child_id", "statement.id"],
            name="fk_aspiration_statement",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aspiration")),
    )
    op.create_index("ix_aspiration_child", "aspiration", ["authority_id", "child_id"], unique=False)
    op.create_table(
        "formal_plan",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("first_issued_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("ceased_on", sa.Date(), nullable=True),
        sa.Column("cease_reason", sa.Text(), nullable=True),
        sa.Column("front", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("placement", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("setting_id", sa.UUID(), nullable=True),
        sa.Column("officer_id", sa.UUID(), nullable=True),
        sa.Column("team_id", sa.UUID(), nullable=True),
        sa.Column("from_plan_id", sa.UUID(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("state in ('draft', 'final', 'ceased')", name=op.f("ck_formal_plan_state")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_formal_plan_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["from_plan_id"], ["formal_plan.id"], name=op.f("fk_formal_plan_from_plan_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_formal_plan_officer_id")),
        sa.ForeignKeyConstraint(["setting_id"], ["agency.id"], name=op.f("fk_formal_plan_setting_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_formal_plan_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_plan")),
        sa.UniqueConstraint("reference", name=op.f("uq_formal_plan_reference")),
    )
    op.create_index("ix_formal_plan_child", "formal_plan", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_formal_plan_officer_id"), "formal_plan", ["officer_id"], unique=False)
    op.create_index("ix_formal_plan_source", "formal_plan", ["child_id", "source_key"], unique=True)
    op.create_index("ix_formal_plan_state", "formal_plan", ["authority_id", "type", "state", "issued_on"], unique=False)
    op.create_table(
        "statement_thread",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("from_id", sa.UUID(), nullable=False),
        sa.Column("to_id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_statement_thread_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["statement.id"], name=op.f("fk_statement_thread_from_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["statement.id"], name=op.f("fk_statement_thread_to_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_thread")),
        sa.UniqueConstraint("from_id", "to_id", name=op.f("uq_statement_thread_from_id_to_id")),
    )
    op.create_index("ix_statement_thread_child", "statement_thread", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_statement_thread_to_id"), "statement_thread", ["to_id"], unique=False)
    op.create_table(
        "ehc_assessment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("requester_id", sa.UUID(), nullable=True),
        sa.Column("requester_name", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("youth_accommodation", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.UUID(), nullable=True),
        sa.Column("team_id", sa.UUID(), nullable=True),
        sa.Column("panel_on", sa.Date(), nullable=True),
        sa.Column("panel_words", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("plan_id", sa.UUID(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("kind in ('first', 'reassessment')", name=op.f("ck_ehc_assessment_kind")),
        sa.CheckConstraint(
            "state in ('requested', 'assessing', 'drafting', 'issued', 'refused', 'plan_refused', 'withdrawn')",
            name=op.f("ck_ehc_assessment_state"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_assessment_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_ehc_assessment_officer_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["formal_plan.id"], name=op.f("fk_ehc_assessment_plan_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_ehc_assessment_requester_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_ehc_assessment_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_assessment")),
        sa.UniqueConstraint("reference", name=op.f("uq_ehc_assessment_reference")),
    )
    op.create_index("ix_ehc_assessment_child", "ehc_assessment", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_ehc_assessment_officer_id"), "ehc_assessment", ["officer_id"], unique=False)
    op.create_index(op.f("ix_ehc_assessment_plan_id"), "ehc_assessment", ["plan_id"], unique=False)
    op.create_index("ix_ehc_assessment_source", "ehc_assessment", ["child_id", "source_key"], unique=True)
    op.create_index("ix_ehc_assessment_state", "ehc_assessment", ["authority_id", "state", "received_on"], unique=False)
    op.create_index(
        "uq_ehc_assessment_open",
        "ehc_assessment",
        ["child_id"],
        unique=True,
        postgresql_where="state in ('requested', 'assessing', 'drafting')",
    )
    op.create_table(
        "ehc_budget",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("outcome_id", sa.UUID(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("arrangement", sa.Text(), nullable=False),
        sa.Column("pence_per_year", sa.Integer(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "arrangement in ('direct_payment', 'notional', 'third_party', 'mixed')",
            name=op.f("ck_ehc_budget_arrangement"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_budget_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["statement.id"], name=op.f("fk_ehc_budget_outcome_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["formal_plan.id"], name=op.f("fk_ehc_budget_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_budget")),
    )
    op.create_index("ix_ehc_budget_child", "ehc_budget", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_ehc_budget_plan_id"), "ehc_budget", ["plan_id"], unique=False)
    op.create_table(
        "ehc_consultation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("setting_type", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("asked_for_by", sa.Text(), nullable=True),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("places_left", sa.Integer(), nullable=True),
        sa.Column("decided", sa.Text(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "answer is null or answer in ('yes', 'no', 'conditions')", name=op.f("ck_ehc_consultation_answer")
        ),
        sa.CheckConstraint(
            "decided is null or decided in ('named', 'not_named')", name=op.f("ck_ehc_consultation_decided")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_ehc_consultation_agency_id")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_consultation_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ehc_consultation_person_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["formal_plan.id"], name=op.f("fk_ehc_consultation_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_consultation")),
    )
    op.create_index(op.f("ix_ehc_consultation_agency_id"), "ehc_consultation", ["agency_id"], unique=False)
    op.create_index("ix_ehc_consultation_child", "ehc_consultation", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_ehc_consultation_plan_id"), "ehc_consultation", ["plan_id"], unique=False)
    op.create_table(
        "formal_plan_issue",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("signed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "kind in ('draft', 'amendment', 'final', 'amended')", name=op.f("ck_formal_plan_issue_kind")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_formal_plan_issue_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["formal_plan.id"], name=op.f("fk_formal_plan_issue_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_plan_issue")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_formal_plan_issue_plan_id_number")),
    )
    op.create_index("ix_formal_plan_issue_child", "formal_plan_issue", ["authority_id", "child_id"], unique=False)
    op.create_table(
        "formal_plan_place",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_place_id", sa.UUID(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_formal_plan_place_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["formal_plan.id"], name=op.f("fk_formal_plan_place_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_formal_plan_place_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_plan_place")),
        sa.UniqueConstraint(
            "plan_id", "section", "statement_id", name=op.f("uq_formal_plan_place_plan_id_section_statement_id")
        ),
    )
    op.create_index("ix_formal_plan_place_child", "formal_plan_place", ["authority_id", "child_id"], unique=False)
    op.create_index(
        "ix_formal_plan_place_section",
        "formal_plan_place",
        ["plan_id", "section"],
        unique=False,
    )
    op.create_index(op.f("ix_formal_plan_place_statement_id"), "formal_plan_place", ["statement_id"], unique=False)
    op.create_table(
        "ehc_advice",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("assessment_id", sa.UUID(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sections", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("why_not", sa.Text(), nullable=True),
        sa.Column("chased_on", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "state in ('asked', 'received', 'not_needed', 'withdrawn')", name=op.f("ck_ehc_advice_state")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_ehc_advice_agency_id")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["ehc_assessment.id"], name=op.f("fk_ehc_advice_assessment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_advice_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ehc_advice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_advice")),
    )
    op.create_index(op.f("ix_ehc_advice_assessment_id"), "ehc_advice", ["assessment_id"], unique=False)
    op.create_index("ix_ehc_advice_child", "ehc_advice", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_ehc_advice_person_id"), "ehc_advice", ["person_id"], unique=False)
    op.create_index("ix_ehc_advice_waiting", "ehc_advice", ["authority_id", "state", "asked_on"], unique=False)
    op.create_table(
        "formal_plan_issue_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("issue_id", sa.UUID(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.UUID(), nullable=False),
        sa.Column("statement_version_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_formal_plan_issue_line_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["formal_plan_issue.id"], name=op.f("fk_formal_plan_issue_line_issue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_formal_plan_issue_line_statement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_version_id"],
            ["statement_version.id"],
            name=op.f("fk_formal_plan_issue_line_statement_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_plan_issue_line")),
        sa.UniqueConstraint(
            "issue_id",
            "section",
            "statement_version_id",
            name=op.f("uq_formal_plan_issue_line_issue_id_section_statement_version_id"),
        ),
    )
    op.create_index(
        "ix_formal_plan_issue_line_child", "formal_plan_issue_line", ["authority_id", "child_id"], unique=False
    )
    op.create_table(
        "formal_plan_sent",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("issue_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_formal_plan_sent_agency_id")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_formal_plan_sent_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["formal_plan_issue.id"], name=op.f("fk_formal_plan_sent_issue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_formal_plan_sent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_plan_sent")),
        sa.UniqueConstraint("issue_id", "person_id", name=op.f("uq_formal_plan_sent_issue_id_person_id")),
    )
    op.create_index("ix_formal_plan_sent_child", "formal_plan_sent", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_formal_plan_sent_issue_id"), "formal_plan_sent", ["issue_id"], unique=False)
    op.create_table(
        "ehc_advice_text",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("advice_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("qualification", sa.Text(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["advice_id"], ["ehc_advice.id"], name=op.f("fk_ehc_advice_text_advice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_advice_text_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_ehc_advice_text_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_advice_text")),
        sa.UniqueConstraint("advice_id", "number", name=op.f("uq_ehc_advice_text_advice_id_number")),
    )
    op.create_index("ix_ehc_advice_text_child", "ehc_advice_text", ["authority_id", "child_id"], unique=False)
    op.create_table(
        "ehc_decision",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.UUID(), nullable=True),
        sa.Column("plan_id", sa.UUID(), nullable=True),
        sa.Column("review_id", sa.UUID(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "kind in ('assess', 'not_assess', 'issue', 'not_issue', 'plan_content', 'maintain', 'amend', 'not_amend', 'cease', 'reassess', 'not_reassess')",
            name=op.f("ck_ehc_decision_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["ehc_assessment.id"], name=op.f("fk_ehc_decision_assessment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_decision_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["formal_plan.id"], name=op.f("fk_ehc_decision_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_ehc_decision_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_decision")),
    )
    op.create_index(op.f("ix_ehc_decision_assessment_id"), "ehc_decision", ["assessment_id"], unique=False)
    op.create_index("ix_ehc_decision_child", "ehc_decision", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_ehc_decision_plan_id"), "ehc_decision", ["plan_id"], unique=False)
    op.create_index(op.f("ix_ehc_decision_review_id"), "ehc_decision", ["review_id"], unique=False)
    op.create_table(
        "ehc_review",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("review_id", sa.UUID(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("papers_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("progress", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("provision", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("needs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("more", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=True),
        sa.Column("recommendation_why", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "decision is null or decision in ('maintain', 'amend', 'cease')", name=op.f("ck_ehc_review_decision")
        ),
        sa.CheckConstraint(
            "state in ('preparing', 'met', 'reported', 'decided', 'done')", name=op.f("ck_ehc_review_state")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_ehc_review_agency_id")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_review_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["formal_plan.id"], name=op.f("fk_ehc_review_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_ehc_review_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_review")),
        sa.UniqueConstraint("review_id", name=op.f("uq_ehc_review_review_id")),
    )
    op.create_index(op.f("ix_ehc_review_agency_id"), "ehc_review", ["agency_id"], unique=False)
    op.create_index("ix_ehc_review_child", "ehc_review", ["authority_id", "child_id"], unique=False)
    op.create_index("ix_ehc_review_due", "ehc_review", ["authority_id", "state", "due_on"], unique=False)
    op.create_index(op.f("ix_ehc_review_plan_id"), "ehc_review", ["plan_id"], unique=False)
    op.create_table(
        "ehc_dispute",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("decision_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=True),
        sa.Column("about_health", sa.Boolean(), nullable=False),
        sa.Column("certificate_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("order", sa.Text(), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("unopposed", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("kind in ('mediation', 'appeal')", name=op.f("ck_ehc_dispute_kind")),
        sa.CheckConstraint(
            "\"order\" is null or \"order\" in ('assess', 'make_plan', 'amend_plan', 'name_school')",
            name=op.f("ck_ehc_dispute_order"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_dispute_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["ehc_decision.id"], name=op.f("fk_ehc_dispute_decision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_dispute")),
    )
    op.create_index("ix_ehc_dispute_child", "ehc_dispute", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_ehc_dispute_decision_id"), "ehc_dispute", ["decision_id"], unique=False)
    op.create_table(
        "ehc_letter",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.UUID(), nullable=True),
        sa.Column("assessment_id", sa.UUID(), nullable=True),
        sa.Column("plan_id", sa.UUID(), nullable=True),
        sa.Column("to_person_id", sa.UUID(), nullable=True),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.UUID(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["ehc_assessment.id"], name=op.f("fk_ehc_letter_assessment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_letter_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["ehc_decision.id"], name=op.f("fk_ehc_letter_decision_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_ehc_letter_document_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["formal_plan.id"], name=op.f("fk_ehc_letter_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_ehc_letter_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_letter")),
    )
    op.create_index(op.f("ix_ehc_letter_assessment_id"), "ehc_letter", ["assessment_id"], unique=False)
    op.create_index("ix_ehc_letter_child", "ehc_letter", ["authority_id", "child_id"], unique=False)
    op.create_index(op.f("ix_ehc_letter_decision_id"), "ehc_letter", ["decision_id"], unique=False)
    op.create_index(op.f("ix_ehc_letter_plan_id"), "ehc_letter", ["plan_id"], unique=False)
    op.add_column("need", sa.Column("strength", sa.Text(), nullable=True))
    op.add_column("need", sa.Column("evidence", sa.Text(), nullable=True))
    op.add_column("need", sa.Column("baseline", sa.Text(), nullable=True))
    op.add_column("need", sa.Column("diagnosis", sa.Text(), nullable=True))
    op.add_column("need", sa.Column("impact", sa.Text(), nullable=True))
    op.add_column("need", sa.Column("linked_to_sen", sa.Boolean(), nullable=True))
    op.add_column("outcome", sa.Column("strand", sa.Text(), nullable=True))
    op.add_column("outcome", sa.Column("steps", sa.Text(), nullable=True))
    op.add_column("outcome", sa.Column("monitored_by", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("sessions_per_week", sa.Double(), nullable=True))
    op.add_column("provision_line", sa.Column("session_minutes", sa.Integer(), nullable=True))
    op.add_column("provision_line", sa.Column("weeks_per_year", sa.Integer(), nullable=True))
    op.add_column("provision_line", sa.Column("setting", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("expertise", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("funding", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("monitoring", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("review_on", sa.Date(), nullable=True))
    op.add_column("provision_line", sa.Column("commissioner", sa.Text(), nullable=True))
    op.add_column("provision_line", sa.Column("commissioner_agreed_on", sa.Date(), nullable=True))
    for name in TABLES:
        op.execute(f"select protect_child_table('{name}')")
    for name in IMMUTABLE:
        op.execute(
            f"create trigger refuse_change before update on {name} for each row execute function refuse_change()"
        )


def downgrade() -> None:

    op.drop_column("provision_line", "commissioner_agreed_on")
    op.drop_column("provision_line", "commissioner")
    op.drop_column("provision_line", "review_on")
    op.drop_column("provision_line", "monitoring")
    op.drop_column("provision_line", "funding")
    op.drop_column("provision_line", "expertise")
    op.drop_column("provision_line", "setting")
    op.drop_column("provision_line", "weeks_per_year")
    op.drop_column("provision_line", "session_minutes")
    op.drop_column("provision_line", "sessions_per_week")
    op.drop_column("outcome", "monitored_by")
    op.drop_column("outcome", "steps")
    op.drop_column("outcome", "strand")
    op.drop_column("need", "linked_to_sen")
    op.drop_column("need", "impact")
    op.drop_column("need", "diagnosis")
    op.drop_column("need", "baseline")
    op.drop_column("need", "evidence")
    op.drop_column("need", "strength")
    op.drop_index(op.f("ix_ehc_letter_plan_id"), table_name="ehc_letter")
    op.drop_index(op.f("ix_ehc_letter_decision_id"), table_name="ehc_letter")
    op.drop_index("ix_ehc_letter_child", table_name="ehc_letter")
    op.drop_index(op.f("ix_ehc_letter_assessment_id"), table_name="ehc_letter")
    op.drop_table("ehc_letter")
    op.drop_index(op.f("ix_ehc_dispute_decision_id"), table_name="ehc_dispute")
    op.drop_index("ix_ehc_dispute_child", table_name="ehc_dispute")
    op.drop_table("ehc_dispute")
    op.drop_index(op.f("ix_ehc_review_plan_id"), table_name="ehc_review")
    op.drop_index("ix_ehc_review_due", table_name="ehc_review")
    op.drop_index("ix_ehc_review_child", table_name="ehc_review")
    op.drop_index(op.f("ix_ehc_review_agency_id"), table_name="ehc_review")
    op.drop_table("ehc_review")
    op.drop_index(op.f("ix_ehc_decision_review_id"), table_name="ehc_decision")
    op.drop_index(op.f("ix_ehc_decision_plan_id"), table_name="ehc_decision")
    op.drop_index("ix_ehc_decision_child", table_name="ehc_decision")
    op.drop_index(op.f("ix_ehc_decision_assessment_id"), table_name="ehc_decision")
    op.drop_table("ehc_decision")
    op.drop_index("ix_ehc_advice_text_child", table_name="ehc_advice_text")
    op.drop_table("ehc_advice_text")
    op.drop_index(op.f("ix_formal_plan_sent_issue_id"), table_name="formal_plan_sent")
    op.drop_index("ix_formal_plan_sent_child", table_name="formal_plan_sent")
    op.drop_table("formal_plan_sent")
    op.drop_index("ix_formal_plan_issue_line_child", table_name="formal_plan_issue_line")
    op.drop_table("formal_plan_issue_line")
    op.drop_index("ix_ehc_advice_waiting", table_name="ehc_advice")
    op.drop_index(op.f("ix_ehc_advice_person_id"), table_name="ehc_advice")
    op.drop_index("ix_ehc_advice_child", table_name="ehc_advice")
    op.drop_index(op.f("ix_ehc_advice_assessment_id"), table_name="ehc_advice")
    op.drop_table("ehc_advice")
    op.drop_index(op.f("ix_formal_plan_place_statement_id"), table_name="formal_plan_place")
    op.drop_index("ix_formal_plan_place_section", table_name="formal_plan_place")
    op.drop_index("ix_formal_plan_place_child", table_name="formal_plan_place")
    op.drop_table("formal_plan_place")
    op.drop_index("ix_formal_plan_issue_child", table_name="formal_plan_issue")
    op.drop_table("formal_plan_issue")
    op.drop_index(op.f("ix_ehc_consultation_plan_id"), table_name="ehc_consultation")
    op.drop_index("ix_ehc_consultation_child", table_name="ehc_consultation")
    op.drop_index(op.f("ix_ehc_consultation_agency_id"), table_name="ehc_consultation")
    op.drop_table("ehc_consultation")
    op.drop_index(op.f("ix_ehc_budget_plan_id"), table_name="ehc_budget")
    op.drop_index("ix_ehc_budget_child", table_name="ehc_budget")
    op.drop_table("ehc_budget")
    op.drop_index(
        "uq_ehc_assessment_open",
        table_name="ehc_assessment",
        postgresql_where="state in ('requested', 'assessing', 'drafting')",
    )
    op.drop_index("ix_ehc_assessment_state", table_name="ehc_assessment")
    op.drop_index("ix_ehc_assessment_source", table_name="ehc_assessment")
    op.drop_index(op.f("ix_ehc_assessment_plan_id"), table_name="ehc_assessment")
    op.drop_index(op.f("ix_ehc_assessment_officer_id"), table_name="ehc_assessment")
    op.drop_index("ix_ehc_assessment_child", table_name="ehc_assessment")
    op.drop_table("ehc_assessment")
    op.drop_index(op.f("ix_statement_thread_to_id"), table_name="statement_thread")
    op.drop_index("ix_statement_thread_child", table_name="statement_thread")
    op.drop_table("statement_thread")
    op.drop_index("ix_formal_plan_state", table_name="formal_plan")
    op.drop_index("ix_formal_plan_source", table_name="formal_plan")
    op.drop_index(op.f("ix_formal_plan_officer_id"), table_name="formal_plan")
    op.drop_index("ix_formal_plan_child", table_name="formal_plan")
    op.drop_table("formal_plan")
    op.drop_index("ix_aspiration_child", table_name="aspiration")
    op.drop_table("aspiration")
    op.drop_index("ix_ehc_right_holder_child", table_name="ehc_right_holder")
    op.drop_table("ehc_right_holder")
    # A kind that is not known any more takes its statements with it.
    op.execute("delete from statement where kind = 'aspiration'")
    op.drop_constraint(op.f("ck_statement_kind"), "statement", type_="check")
    op.create_check_constraint(op.f("ck_statement_kind"), "statement", f"kind in ({BEFORE})")
    op.execute("delete from one_time_link where purpose not in ('contribution', 'action')")
    op.drop_constraint(op.f("ck_one_time_link_purpose"), "one_time_link", type_="check")
    op.create_check_constraint(op.f("ck_one_time_link_purpose"), "one_time_link", f"purpose in ({LINKS_BEFORE})")
