"""Times a child was missing"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "missing_episode",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("police_told", sa.Boolean(), nullable=True),
        sa.Column("known", sa.Text(), nullable=True),
        sa.Column("came_back", sa.Text(), nullable=True),
        sa.Column("interview_on", sa.Date(), nullable=True),
        sa.Column("interview_by", sa.Text(), nullable=True),
        sa.Column("independent", sa.Boolean(), nullable=True),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("learnt", sa.Text(), nullable=True),
        sa.Column("view_id", sa.UUID(), nullable=True),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_missing_episode_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["view_id"], ["statement.id"], name=op.f("fk_missing_episode_view_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_episode")),
        sa.UniqueConstraint("child_id", "source_key", name=op.f("uq_missing_episode_child_id_source_key")),
        sa.CheckConstraint("kind in ('M', 'A')", name=op.f("ck_missing_episode_kind")),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_missing_episode_dates")),
        sa.CheckConstraint("interview_on is null or to_on is not null", name=op.f("ck_missing_episode_interview_on")),
    )
    op.create_index("ix_missing_episode_child", "missing_episode", ["authority_id", "child_id"])
    op.create_index(
        "uq_missing_episode_running",
        "missing_episode",
        ["child_id"],
        unique=True,
        postgresql_where=sa.text("to_on is null and source_key is null"),
    )
    op.execute("select protect_child_table('missing_episode')")


def downgrade() -> None:
    op.drop_table("missing_episode")
