"""The review room: agenda, questions a meeting must answer, closing, scores, every save of a record, suggestions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PERSON = ("needs", "deputy", "agrees", "agrees_words")


def _review_columns() -> list[sa.Column]:
    return [
        sa.Column("access_needs", sa.Text()),
        sa.Column("agenda", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("began_at", sa.Time()),
        sa.Column("ended_at", sa.Time()),
        sa.Column("considered", postgresql.JSONB(), nullable=False, server_default="{}"),
        sa.Column("decision_facts", postgresql.JSONB(), nullable=False, server_default="{}"),
        sa.Column("closure", postgresql.JSONB(), nullable=False, server_default="{}"),
        sa.Column("next_at", sa.Time()),
        sa.Column("next_kind", sa.Text()),
        sa.Column("next_place", sa.Text()),
        sa.Column("agreed_by_manager_at", sa.DateTime(timezone=True)),
        sa.Column("agreed_by_manager_id", sa.UUID()),
        sa.Column("manager_words", sa.Text()),
    ]


def _of_child(name: str, *columns: sa.Column, more: tuple = ()) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.UUID(), nullable=False),
        *columns,
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name=f"fk_{name}_child",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *more,
    )
    op.create_index(f"ix_{name}_child", name, ["authority_id", "child_id"])
    op.execute(f"select protect_child_table('{name}')")


def _belongs(name: str, column: str, to: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{name}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    for column in _review_columns():
        op.add_column("review", column)
    op.create_foreign_key(op.f("fk_review_agreed_by_manager_id"), "review", "person", ["agreed_by_manager_id"], ["id"])
    for name in PERSON:
        op.add_column("review_person", sa.Column(name, sa.Text()))
    _of_child(
        "scale",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("low", sa.Text()),
        sa.Column("high", sa.Text()),
        sa.Column("source", sa.Text()),
        more=(sa.UniqueConstraint("child_id", "question", name=op.f("uq_scale_child_id_question")),),
    )
    _of_child(
        "score",
        sa.Column("scale_id", sa.UUID(), nullable=False),
        sa.Column("review_id", sa.UUID(), nullable=False),
        sa.Column("review_person_id", sa.UUID()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("one_higher", sa.Text()),
        sa.Column("scored_on", sa.Date(), nullable=False),
        more=(
            _belongs("score", "scale_id", "scale"),
            _belongs("score", "review_id", "review"),
            _belongs("score", "review_person_id", "review_person", "SET NULL"),
            sa.CheckConstraint("value between 0 and 10", name=op.f("ck_score_value")),
            sa.UniqueConstraint("review_id", "scale_id", "who", name=op.f("uq_score_review_id_scale_id_who")),
        ),
    )
    op.create_index(op.f("ix_score_scale_id"), "score", ["scale_id"])
    op.execute("grant delete on score to coordination_app, coordination_worker")
    _of_child(
        "review_save",
        sa.Column("review_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        more=(
            _belongs("review_save", "review_id", "review"),
            sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_save_review_id_number")),
        ),
    )
    # What was saved is never changed.
    op.execute(
        "create trigger refuse_change before update on review_save for each row execute function refuse_change();"
        " revoke update on review_save from coordination_app, coordination_worker"
    )
    _of_child(
        "suggestion",
        sa.Column("review_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.UUID()),
        more=(
            _belongs("suggestion", "review_id", "review"),
            _belongs("suggestion", "person_id", "person", None),
            sa.CheckConstraint("state in ('waiting', 'taken', 'set_aside')", name=op.f("ck_suggestion_state")),
        ),
    )
    op.create_index(op.f("ix_suggestion_review_id"), "suggestion", ["review_id"])


def downgrade() -> None:
    for name in ("suggestion", "review_save", "score", "scale"):
        op.drop_table(name)
    for name in PERSON:
        op.drop_column("review_person", name)
    for column in reversed(_review_columns()):
        op.drop_column("review", column.name)
