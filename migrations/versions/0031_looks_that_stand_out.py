"""Looks that stand out, and what a privacy officer found about each"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.create_table(
        "look_note",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("outcome in ('expected', 'spoken_to', 'passed_on')", name=op.f("ck_look_note_outcome")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_look_note_authority_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_look_note_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_note")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_look_note_authority_id_key")),
    )
    op.execute("grant select, insert on look_note to coordination_app, coordination_worker")
    op.get_bind().connection.driver_connection.execute((SQL / "looks_that_stand_out.sql").read_text())


def downgrade() -> None:
    op.execute("drop function looks_that_stand_out(uuid, timestamptz, timestamptz, uuid[], text[], int, int)")
    op.drop_table("look_note")
