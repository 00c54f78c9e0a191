"""A young person's story so far, part by part"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from coordination.migrating import create_child_table

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_child_table(
        "story_entry",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("photo_id", sa.UUID(), nullable=True),
        sa.Column("photo_shows", sa.Text(), nullable=True),
        sa.Column("left_out", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hard_words_why", sa.Text(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["stored_file.id"], name=op.f("fk_story_entry_photo_id"), ondelete="SET NULL"
        ),
        sa.CheckConstraint(
            "part in ('home', 'school', 'person', 'achievement', 'day')", name=op.f("ck_story_entry_part")
        ),
        sa.CheckConstraint("to_on is null or from_on is null or to_on >= from_on", name=op.f("ck_story_entry_dates")),
        sa.CheckConstraint("not own or published_at is not null", name=op.f("ck_story_entry_own")),
    )


def downgrade() -> None:
    op.drop_table("story_entry")
