"""How often somebody is told by mail how much changed, and indexes for the overviews of teams"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("often", sa.Text(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("often in ('off', 'daily', 'weekly')", name=op.f("ck_digest_often")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest")),
    )
    op.create_index("ix_digest_wanted", "digest", ["often", "person_id"])
    op.execute("grant select, insert, update on digest to coordination_app, coordination_worker")


def downgrade() -> None:
    op.drop_table("digest")
