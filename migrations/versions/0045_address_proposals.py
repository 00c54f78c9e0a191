"""Addresses people sign in with: proposed by one administrator, confirmed by another"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "address_proposal",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", at, nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", at, nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "confirmed is not true or decided_by <> recorded_by", name=op.f("ck_address_proposal_two_people")
        ),
        sa.CheckConstraint(
            "confirmed is not true or decided_by <> person_id", name=op.f("ck_address_proposal_not_their_own")
        ),
        sa.CheckConstraint("(decided_at is null) = (confirmed is null)", name=op.f("ck_address_proposal_decided")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_address_proposal_authority_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_proposal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_proposal")),
    )
    op.create_index("ix_address_proposal_person_id", "address_proposal", ["person_id"])
    op.create_index(
        "uq_address_proposal_waiting",
        "address_proposal",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("decided_at is null"),
    )
    op.execute("grant select, insert, update on address_proposal to coordination_app, coordination_worker")


def downgrade() -> None:
    op.drop_table("address_proposal")
