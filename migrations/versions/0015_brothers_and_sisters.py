"""Brothers and sisters: reviews that are one meeting, and actions that stand in several plans"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = (("review", "together_id"), ("action", "shared_id"))


def upgrade() -> None:
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.UUID(), nullable=True))
        op.create_index(f"ix_{table}_{name}", table, [name])


def downgrade() -> None:
    for table, name in COLUMNS:
        op.drop_index(f"ix_{table}_{name}", table)
        op.drop_column(table, name)
