"""A second person looks before a safeguarding record is sent"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "circulation_line", sa.Column("needs_second", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("circulation_line", sa.Column("second_by", sa.UUID(), nullable=True))
    op.add_column("circulation_line", sa.Column("second_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_circulation_line_second_person"), "circulation_line", "second_by <> recorded_by"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_circulation_line_second_person"), "circulation_line")
    for name in ("second_at", "second_by", "needs_second"):
        op.drop_column("circulation_line", name)
