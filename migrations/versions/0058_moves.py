"""A move of home before it happens, and the child's goodbye and hello"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from coordination.migrating import create_child_table

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def _words(*names: str, missing: bool = True) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=missing) for name in names]


def upgrade() -> None:
    create_child_table(
        "planned_move",
        *_words("needs", "options", "home", "why", "child_view", missing=False),
        sa.Column("agency_id", sa.UUID(), nullable=True),
        *_words("offers", "gaps", "siblings", "school", "identity"),
        sa.Column("moves_on", sa.Date(), nullable=True),
        *_words("before", "on_the_day", "after", "carers_know"),
        sa.Column("carers_read", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_how", sa.Text(), nullable=True),
        sa.Column("over", sa.Text(), nullable=True),
        sa.Column("over_on", sa.Date(), nullable=True),
        sa.Column("over_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_planned_move_agency_id")),
        sa.CheckConstraint("over in ('moved', 'called_off')", name=op.f("ck_planned_move_over")),
        sa.CheckConstraint("(over is null) = (over_on is null)", name=op.f("ck_planned_move_over_on")),
    )
    op.create_index(
        "uq_planned_move_standing", "planned_move", ["child_id"], unique=True, postgresql_where=sa.text("over is null")
    )
    create_child_table(
        "move_words",
        sa.Column("move_id", sa.UUID(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        *_words("goodbye", "comes_with", "hello", "first_night"),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["move_id"], ["planned_move.id"], name=op.f("fk_move_words_move_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_move_words_owner_id")),
        sa.UniqueConstraint("move_id", name=op.f("uq_move_words_move_id")),
    )


def downgrade() -> None:
    op.drop_table("move_words")
    op.drop_table("planned_move")
