"""Handovers with receipts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from coordination.migrating import create_child_table

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    create_child_table(
        "handover",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moves_on", sa.Date(), nullable=False),
        sa.Column("to_id", sa.UUID(), nullable=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("parts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=True),
        sa.Column("read_at", moment, nullable=True),
        sa.Column("reminded_at", moment, nullable=True),
        sa.Column("accepted_at", moment, nullable=True),
        sa.Column("responsible_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_handover_to_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_handover_agency_id")),
        sa.CheckConstraint(
            "reason in ('school', 'placement', 'authority', 'service')", name=op.f("ck_handover_reason")
        ),
        sa.CheckConstraint("read_at is null or received_at is not null", name=op.f("ck_handover_read_at")),
        sa.CheckConstraint("(accepted_at is null) = (responsible_from is null)", name=op.f("ck_handover_accepted_at")),
        sa.CheckConstraint("accepted_at is null or reason = 'authority'", name=op.f("ck_handover_reason_accepted")),
    )
    op.create_index(op.f("ix_handover_to_id"), "handover", ["to_id"])
    op.create_index(op.f("ix_handover_agency_id"), "handover", ["agency_id"])


def downgrade() -> None:
    op.drop_table("handover")
