"""Health checks that a yearly return tells of without their day"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("health_check", sa.Column("day_known", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("health_check", "day_known", server_default=None)


def downgrade() -> None:
    op.drop_column("health_check", "day_known")
