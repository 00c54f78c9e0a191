"""A council's own periods of retention"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_period",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("under_law", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("years between 1 and 150", name=op.f("ck_retention_period_years")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_retention_period_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_period")),
    )
    op.create_index("ix_retention_period_rule", "retention_period", ["authority_id", "rule"])
    # What was set stays as it was set: no update and no delete.
    op.execute("grant select, insert on retention_period to coordination_app, coordination_worker")


def downgrade() -> None:
    op.drop_table("retention_period")
