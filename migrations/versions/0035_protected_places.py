"""Protected places, who was shown one, and words that are held"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def _of_child(name: str, *more: Any) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.UUID(), nullable=False),
        *more,
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
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
    _of_child(
        "protected_place",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("known_to", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.CheckConstraint(
            "kind in ('home', 'school', 'placement', 'work', 'contact', 'phone', 'vehicle', 'identity', 'other')",
            name=op.f("ck_protected_place_kind"),
        ),
        sa.CheckConstraint("ended_on is null or ended_on >= from_on", name=op.f("ck_protected_place_ended")),
    )
    _of_child(
        "protected_reveal",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.UUID(), nullable=True),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.UUID(), nullable=True),
        sa.Column("review_words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "confirmed_by is null or confirmed_by <> person_id", name=op.f("ck_protected_reveal_second")
        ),
        sa.CheckConstraint("(confirmed_by is null) = (until is null)", name=op.f("ck_protected_reveal_until")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_protected_reveal_person_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_protected_reveal_confirmed_by")),
    )
    op.create_index(op.f("ix_protected_reveal_person_id"), "protected_reveal", ["person_id"])
    _of_child(
        "held_text",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.UUID(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("part", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.UUID(), nullable=True),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.CheckConstraint("state in ('waiting', 'released', 'replaced', 'kept')", name=op.f("ck_held_text_state")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_held_text_author_id")),
    )
    op.create_index("ix_held_text_row", "held_text", ["row_id"])


def downgrade() -> None:
    for name in ("held_text", "protected_reveal", "protected_place"):
        op.drop_table(name)
