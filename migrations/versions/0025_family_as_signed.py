"""Family and network as they stood when a review's record was signed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was signed before nothing is known: its copies show the network of their day, as they did.
    op.add_column("review", sa.Column("family_as_signed", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    op.drop_column("review", "family_as_signed")
