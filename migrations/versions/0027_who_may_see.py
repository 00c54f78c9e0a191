"""Grants, records opened for oneself, why somebody is excluded, and every decision to share or not to"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"
TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    for column in (
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
    ):
        op.add_column("exclusion", column)
    op.create_table(
        "access_grant",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("sections", TEXTS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        *_of_child("access_grant"),
        sa.CheckConstraint("state in ('asked', 'given', 'declined', 'ended')", name=op.f("ck_access_grant_state")),
        sa.CheckConstraint("cardinality(sections) > 0", name=op.f("ck_access_grant_sections")),
        sa.CheckConstraint(
            "state <> 'given' or (decided_by is not null and decided_by <> person_id and decided_by <> recorded_by)",
            name=op.f("ck_access_grant_two_people"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_grant_person_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_access_grant_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    op.create_index("ix_access_grant_child", "access_grant", ["authority_id", "child_id"])
    op.create_index(op.f("ix_access_grant_person_id"), "access_grant", ["person_id"])
    op.create_table(
        "own_access",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.UUID(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        *_of_child("own_access"),
        sa.CheckConstraint("kind in ('break_glass', 'duty', 'oversight')", name=op.f("ck_own_access_kind")),
        sa.CheckConstraint(
            "outcome in ('justified', 'not_justified', 'look_closer')", name=op.f("ck_own_access_outcome")
        ),
        sa.CheckConstraint("(reviewed_at is null) = (outcome is null)", name=op.f("ck_own_access_reviewed")),
        sa.CheckConstraint("reviewed_by <> person_id", name=op.f("ck_own_access_not_their_own")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_own_access_person_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_own_access_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_access")),
    )
    op.create_index("ix_own_access_child", "own_access", ["authority_id", "child_id"])
    op.create_index(op.f("ix_own_access_person_id"), "own_access", ["person_id"])
    op.create_index(
        "ix_own_access_waiting",
        "own_access",
        ["authority_id", "review_due_on"],
        postgresql_where=sa.text("reviewed_at is null"),
    )
    op.create_table(
        "sharing_decision",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("sections", TEXTS, nullable=False),
        sa.Column("about_id", sa.UUID(), nullable=True),
        sa.Column("with_person_id", sa.UUID(), nullable=True),
        sa.Column("with_agency_id", sa.UUID(), nullable=True),
        sa.Column("with_whom", sa.Text(), nullable=False),
        sa.Column("organisation_kind", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("special_condition", sa.Text(), nullable=True),
        sa.Column("legal_power", sa.Text(), nullable=True),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("agreement_note", sa.Text(), nullable=True),
        sa.Column("reason_not_shared", sa.Text(), nullable=True),
        sa.Column("harm", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("giver", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.UUID(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.UUID(), nullable=True),
        sa.Column("audiences", TEXTS, nullable=False),
        *_of_child("sharing_decision"),
        sa.CheckConstraint("kind in ('shared', 'not_shared', 'consent')", name=op.f("ck_sharing_decision_kind")),
        sa.CheckConstraint(
            "kind <> 'not_shared' or reason_not_shared is not null", name=op.f("ck_sharing_decision_why_not")
        ),
        sa.CheckConstraint("kind <> 'consent' or giver is not null", name=op.f("ck_sharing_decision_giver")),
        sa.CheckConstraint("withdrawn_on is null or kind = 'consent'", name=op.f("ck_sharing_decision_withdrawn")),
        sa.CheckConstraint(
            "agreement in ('given', 'refused', 'not_sought', 'not_needed')", name=op.f("ck_sharing_decision_agreement")
        ),
        sa.CheckConstraint(
            "agreement <> 'not_sought' or agreement_note is not null",
            name=op.f("ck_sharing_decision_why_not_sought"),
        ),
        sa.ForeignKeyConstraint(["with_person_id"], ["person.id"], name=op.f("fk_sharing_decision_with_person_id")),
        sa.ForeignKeyConstraint(["with_agency_id"], ["agency.id"], name=op.f("fk_sharing_decision_with_agency_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sharing_decision_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_decision")),
    )
    op.create_index("ix_sharing_decision_child", "sharing_decision", ["authority_id", "child_id"])
    for name in ("access_grant", "own_access", "sharing_decision"):
        op.execute(f"select protect_child_table('{name}')")
    op.get_bind().connection.driver_connection.execute((SQL / "sharing.sql").read_text())


def _of_child(name: str) -> list[sa.schema.SchemaItem]:
    return [
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
    ]


def downgrade() -> None:
    op.execute(
        "drop function open_own_access(uuid, text, uuid, text, text, date, text[], text, uuid, text, timestamptz),"
        " own_accesses(uuid), own_accesses_due(), who_looked(uuid, timestamptz, timestamptz)"
    )
    for name in ("sharing_decision", "own_access", "access_grant"):
        op.drop_table(name)
    for name in ("ended_why", "ended_by", "why"):
        op.drop_column("exclusion", name)
