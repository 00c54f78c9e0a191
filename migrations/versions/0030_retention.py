"""Keeping records no longer than they must be: holds, and destroying a record whole"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("subject_id", sa.UUID(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "ground in ('inquiry', 'claim', 'complaint', 'police', 'review', 'archive')",
            name=op.f("ck_retention_hold_ground"),
        ),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("ck_retention_hold_dates")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_retention_hold_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    op.create_index("ix_retention_hold_subject", "retention_hold", ["authority_id", "subject_id"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("subject_id", sa.UUID(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.UUID(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.UUID(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.UUID(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("files", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("file_keys", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "state in ('proposed', 'refused', 'approved', 'shredded', 'done')", name=op.f("ck_erasure_state")
        ),
        sa.CheckConstraint("approved_by is null or approved_by <> proposed_by", name=op.f("ck_erasure_two_people")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_erasure_authority_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_erasure_proposed_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_erasure_approved_by")),
        sa.ForeignKeyConstraint(["refused_by"], ["person.id"], name=op.f("fk_erasure_refused_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("number", name=op.f("uq_erasure_number")),
    )
    op.create_index("ix_erasure_authority", "erasure", ["authority_id", "state"])
    op.create_index(
        "uq_erasure_standing",
        "erasure",
        ["subject_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'refused'"),
    )
    op.execute("grant select, insert, update on retention_hold, erasure to coordination_app, coordination_worker")
    connection = op.get_bind().connection.driver_connection
    connection.execute((SQL / "retention.sql").read_text())
    connection.execute(_filled("retention_facts.sql", being_answered="false"))
    connection.execute(_filled("erase_record.sql", leads_to_the_record="body like '%' || e.subject_id || '%'"))
    connection.execute((SQL / "retention_rights.sql").read_text())


def downgrade() -> None:
    op.execute("drop function erase_record(uuid, timestamptz)")
    op.execute("drop function retention_facts(uuid, uuid, date, int)")
    op.execute("drop function answers_for_records(uuid)")
    op.drop_table("erasure")
    op.drop_table("retention_hold")


def _filled(name: str, **parts: str) -> str:
    """The one definition of a function, with what this revision of the tables can answer."""
    text = (SQL / name).read_text()
    for part, words in parts.items():
        text = text.replace(f":{part}", words)
    return text
