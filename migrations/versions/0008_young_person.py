"""The young person's own page: picture and colours, circles, ratings, trusted adults; plain words for them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UUID = postgresql.UUID(as_uuid=True)
TABLES = ("young_page", "circle_person", "rating", "trusted_adult")


def _recorded() -> tuple[sa.Column, ...]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", UUID, nullable=True),
    )


def _of_child(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", UUID, nullable=False),
        *columns,
        sa.Column("authority_id", UUID, nullable=False),
        sa.Column("child_id", UUID, nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name=f"fk_{name}_child",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_child", name, ["authority_id", "child_id"])
    op.execute(f"select protect_child_table('{name}')")


def upgrade() -> None:
    op.add_column("child_profile", sa.Column("reading_age", sa.SmallInteger(), nullable=True))
    op.add_column("plan_version", sa.Column("hard_words_why", sa.Text(), nullable=True))
    op.create_table(
        "jargon_word",
        sa.Column("id", UUID, nullable=False),
        sa.Column("authority_id", UUID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_recorded(),
        sa.CheckConstraint("left_out or instead <> ''", name=op.f("ck_jargon_word_says_what")),
        sa.CheckConstraint("words = lower(words)", name=op.f("ck_jargon_word_lower_case")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_jargon_word_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jargon_word")),
        sa.UniqueConstraint("authority_id", "words", name=op.f("uq_jargon_word_authority_id_words")),
    )
    op.execute("grant select, insert, update on jargon_word to coordination_app, coordination_worker")
    _of_child(
        "young_page",
        sa.Column("colours", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("photo_id", UUID, nullable=True),
        sa.Column("large_text", sa.Boolean(), nullable=False),
        sa.Column("symbols", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "colours in ('river', 'moss', 'plum', 'slate', 'brick', 'sun', 'night')", name=op.f("ck_young_page_colours")
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_young_page_photo_id")),
        sa.UniqueConstraint("child_id", name=op.f("uq_young_page_child_id")),
    )
    _of_child(
        "circle_person",
        sa.Column("owner_id", UUID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ring", sa.Text(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ring in ('closest', 'close', 'further', 'not_now')", name=op.f("ck_circle_person_ring")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_circle_person_owner_id")),
    )
    # Somebody who was never shown to anybody can be taken away without a trace.
    op.execute("grant delete on circle_person to coordination_app, coordination_worker")
    _of_child(
        "rating",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("rated_by", UUID, nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "area in ('relationships', 'independence', 'confidence', 'safety', 'belonging')",
            name=op.f("ck_rating_area"),
        ),
        sa.CheckConstraint("score between 0 and 10", name=op.f("ck_rating_score")),
        sa.ForeignKeyConstraint(["rated_by"], ["person.id"], name=op.f("fk_rating_rated_by")),
    )
    op.create_index("ix_rating_newest", "rating", ["authority_id", "child_id", "area", "rated_on"])
    _of_child(
        "trusted_adult",
        sa.Column("owner_id", UUID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "until_on is null or since_on is null or until_on >= since_on", name=op.f("ck_trusted_adult_dates")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_trusted_adult_owner_id")),
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_table("jargon_word")
    op.drop_column("plan_version", "hard_words_why")
    op.drop_column("child_profile", "reading_age")
