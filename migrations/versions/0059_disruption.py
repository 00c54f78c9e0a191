"""What was learnt when a home ended unplanned"""

import sqlalchemy as sa
from alembic import op

from coordination.migrating import create_child_table

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_child_table(
        "disruption",
        sa.Column("placement_id", sa.UUID(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("who_came", sa.Text(), nullable=True),
        sa.Column("led_to", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=True),
        sa.Column("child_says", sa.Text(), nullable=False),
        sa.Column("would_have_helped", sa.Text(), nullable=True),
        sa.Column("learning", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_disruption_placement_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("placement_id", name=op.f("uq_disruption_placement_id")),
    )


def downgrade() -> None:
    op.drop_table("disruption")
