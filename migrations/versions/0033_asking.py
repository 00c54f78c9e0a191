"""Requests to see a record, and the items that are gathered for one"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.create_table(
        "access_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("asker_name", sa.Text(), nullable=False),
        sa.Column("authority_shown", sa.Text(), nullable=True),
        sa.Column("identity_how", sa.Text(), nullable=False),
        sa.Column("identity_on", sa.Date(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("proof_on", sa.Date(), nullable=True),
        sa.Column("paused_from", sa.Date(), nullable=True),
        sa.Column("paused_to", sa.Date(), nullable=True),
        sa.Column("paused_why", sa.Text(), nullable=True),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extended_why", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("document_id", sa.UUID(), nullable=True),
        sa.Column("data_id", sa.UUID(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_of_a_child("access_request"),
        sa.CheckConstraint("state in ('open', 'answered', 'withdrawn')", name=op.f("ck_access_request_state")),
        sa.CheckConstraint(
            "capacity in ('young_person', 'former_child', 'parental_responsibility', 'agent')",
            name=op.f("ck_access_request_capacity"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_access_request_document_id")),
        sa.ForeignKeyConstraint(["data_id"], ["stored_file.id"], name=op.f("fk_access_request_data_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_access_request_reference")),
    )
    op.create_table(
        "access_item",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("weighed", postgresql.JSONB(), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("exemption", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_exemption", sa.Text(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("cuts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by", sa.UUID(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        *_of_a_child("access_item"),
        sa.CheckConstraint("proposed in ('release', 'redact', 'withhold')", name=op.f("ck_access_item_proposed")),
        sa.CheckConstraint(
            "decision is null or decision in ('release', 'redact', 'withhold')", name=op.f("ck_access_item_decision")
        ),
        sa.CheckConstraint("second_by is null or second_by <> decided_by", name=op.f("ck_access_item_two_people")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["access_request.id"], name=op.f("fk_access_item_request_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_access_item_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_item")),
    )
    op.create_index("ix_access_request_child", "access_request", ["authority_id", "child_id"])
    op.create_index("ix_access_item_child", "access_item", ["authority_id", "child_id"])
    op.create_index("ix_access_item_request", "access_item", ["request_id", "section", "on"])
    op.create_index(op.f("ix_access_item_request_id"), "access_item", ["request_id"])
    for name in ("access_request", "access_item"):
        op.execute(f"select protect_child_table('{name}')")
    _ask_about_requests(
        "exists (select 1 from public.access_request r"
        " where r.authority_id = p_authority and r.child_id = a.id and r.state = 'open')"
    )


def downgrade() -> None:
    _ask_about_requests("false")
    op.drop_table("access_item")
    op.drop_table("access_request")


def _ask_about_requests(being_answered: str) -> None:
    """A record that somebody asked to see is not destroyed before they are answered."""
    text = (SQL / "retention_facts.sql").read_text().replace(":being_answered", being_answered)
    op.get_bind().connection.driver_connection.execute(text)


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
