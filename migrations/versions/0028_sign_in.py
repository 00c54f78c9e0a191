"""Passkeys, sign-on by an organisation, what was asked for and not answered yet, and how invitations end"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])
    op.create_table(
        "identity",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name="uq_identity_subject"),
        sa.UniqueConstraint("person_id", "issuer", name="uq_identity_person"),
    )
    op.create_table(
        "ceremony",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("browser_digest", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('register', 'passkey_sign_in', 'second_step', 'prove', 'sign_on', 'sign_on_prove')",
            name=op.f("ck_ceremony_kind"),
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_ceremony")),
    )
    op.create_index(op.f("ix_ceremony_ends_at"), "ceremony", ["ends_at"])
    op.add_column("password_link", sa.Column("invitation", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("password_link", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("password_link", sa.Column("ended_why", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_password_link_ended_why"), "password_link", "ended_why in ('replaced', 'withdrawn')"
    )
    # Somebody an administrator sent a link to was invited by it; links they asked for themselves name nobody.
    op.execute("update password_link set invitation = true where recorded_by is not null")
    op.execute(
        "grant select, insert, update, delete on passkey, identity, ceremony to coordination_app, coordination_worker"
    )
    op.get_bind().connection.driver_connection.execute((SQL / "left_behind.sql").read_text())


def downgrade() -> None:
    op.execute("drop function left_behind(uuid[])")
    op.drop_constraint(op.f("ck_password_link_ended_why"), "password_link", type_="check")
    for name in ("ended_why", "ended_at", "invitation"):
        op.drop_column("password_link", name)
    op.drop_table("ceremony")
    op.drop_table("identity")
    op.drop_table("passkey")
