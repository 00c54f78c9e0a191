"""Types of plans in sections an authority sets up, words that say nothing in provision, and what a reply asks for"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_type",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("layers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("signatories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        *_kept(),
        sa.CheckConstraint("key <> 'ehc'", name=op.f("ck_plan_type_not_the_law")),
        sa.CheckConstraint("review_months between 1 and 12", name=op.f("ck_plan_type_review_months")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_plan_type_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_type")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_plan_type_authority_id_key")),
    )
    op.create_table(
        "vague_word",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        *_kept(),
        sa.CheckConstraint("left_out or instead <> ''", name=op.f("ck_vague_word_says_what")),
        sa.CheckConstraint("words = lower(words)", name=op.f("ck_vague_word_lower_case")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_vague_word_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vague_word")),
        sa.UniqueConstraint("authority_id", "words", name=op.f("uq_vague_word_authority_id_words")),
    )
    op.execute("grant select, insert, update on plan_type, vague_word to coordination_app, coordination_worker")
    op.add_column("formal_plan_sent", sa.Column("school_asked", sa.Text(), nullable=True))
    op.add_column("formal_plan_sent", sa.Column("meeting_wanted", sa.Boolean(), nullable=True))
    op.add_column("ehc_consultation", sa.Column("section_41", sa.Boolean(), server_default=sa.false(), nullable=False))


def _kept() -> tuple[sa.Column, ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("ehc_consultation", "section_41")
    op.drop_column("formal_plan_sent", "meeting_wanted")
    op.drop_column("formal_plan_sent", "school_asked")
    op.drop_table("vague_word")
    op.drop_table("plan_type")
