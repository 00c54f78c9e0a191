"""One-time links, the sessions that come by them, files of actions, and an organisation's switch"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.add_column("agency", sa.Column("links_allowed", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("login_session", sa.Column("link_id", sa.UUID(), nullable=True))
    op.create_index(op.f("ix_login_session_link_id"), "login_session", ["link_id"])
    op.create_table(
        "action_file",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("action_id", sa.UUID(), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_of_a_child("action_file"),
        sa.ForeignKeyConstraint(
            ["action_id"], ["statement.id"], name=op.f("fk_action_file_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_action_file_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_file")),
    )
    op.create_index("ix_action_file_child", "action_file", ["authority_id", "child_id"])
    op.create_index(op.f("ix_action_file_action_id"), "action_file", ["action_id"])
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_digest", sa.Text(), nullable=True),
        sa.Column("code_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        *_of_a_child("one_time_link"),
        sa.CheckConstraint("purpose in ('contribution', 'action')", name=op.f("ck_one_time_link_purpose")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_one_time_link_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_one_time_link_token_digest")),
    )
    op.create_index("ix_one_time_link_child", "one_time_link", ["authority_id", "child_id"])
    op.create_index(op.f("ix_one_time_link_person_id"), "one_time_link", ["person_id"])
    op.create_index("ix_one_time_link_thing", "one_time_link", ["thing_id"])
    for name in ("action_file", "one_time_link"):
        op.execute(f"select protect_child_table('{name}')")
    op.get_bind().connection.driver_connection.execute((SQL / "links.sql").read_text())


def downgrade() -> None:
    op.execute("drop function link_by_digest(text)")
    op.drop_table("one_time_link")
    op.drop_table("action_file")
    op.drop_index(op.f("ix_login_session_link_id"), "login_session")
    op.drop_column("login_session", "link_id")
    op.drop_column("agency", "links_allowed")


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
