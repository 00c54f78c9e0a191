"""What is disputed stands beside the fact; a message knows whose record it leads to"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"
_KEY = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def upgrade() -> None:
    op.add_column("disagreement", sa.Column("about_what", sa.Text(), nullable=True))
    op.execute(
        "update disagreement d set about_what = c.about_what from correction c"
        " where c.disagreement_id = d.id and d.statement_id is null"
    )
    op.add_column("outbox_message", sa.Column("subject_id", sa.UUID(), nullable=True))
    op.execute(
        f"update outbox_message m set subject_id = ("  # noqa: S608 - a constant
        f" select c.id from regexp_matches(m.body, '{_KEY}', 'g') found(key)"
        " join child c on c.id = found.key[1]::uuid limit 1)"
    )
    op.create_index(op.f("ix_outbox_message_subject_id"), "outbox_message", ["subject_id"])
    _erase_messages("subject_id = e.subject_id")


def downgrade() -> None:
    _erase_messages("body like '%' || e.subject_id || '%'")
    op.drop_index(op.f("ix_outbox_message_subject_id"), "outbox_message")
    op.drop_column("outbox_message", "subject_id")
    op.drop_column("disagreement", "about_what")


def _erase_messages(leads_to_the_record: str) -> None:
    text = (SQL / "erase_record.sql").read_text().replace(":leads_to_the_record", leads_to_the_record)
    op.get_bind().connection.driver_connection.execute(text)
