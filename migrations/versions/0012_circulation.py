"""Who got which version of a review's record, copies that are superseded or taken back, and the public check

Being superseded moves from the document to each recipient's copy: people with the same facts share one rendering, and
only the one who was given something newer holds something old. The check answers one word about a code and nothing
else; it is the only thing that reads copies for nobody in particular.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CHECK_CODE = """
create function check_code(p_code text) returns text
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select coalesce(
    (
      select case when c.superseded_at is null and c.withdrawn_at is null then 'current' else 'superseded' end
      from public.document_copy c where c.code = p_code
    ),
    'none'
  )
$$;
revoke execute on function check_code(text) from public;
grant execute on function check_code(text) to coordination_app;
"""


def upgrade() -> None:
    op.add_column("document_copy", sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("document_copy", sa.Column("superseded_by_id", sa.UUID(), nullable=True))
    op.add_column("document_copy", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("document_copy", sa.Column("withdrawn_by", sa.UUID(), nullable=True))
    op.add_column("document_copy", sa.Column("withdrawn_reason", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_document_copy_superseded_by_id"), "document_copy", "document_copy", ["superseded_by_id"], ["id"]
    )
    op.execute(
        "update document_copy c set superseded_at = d.superseded_at from issued_document d where d.id = c.document_id"
    )
    op.drop_column("issued_document", "superseded_at")
    op.create_table(
        "circulation_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("batch_id", sa.UUID(), nullable=False),
        sa.Column("review_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("copy_id", sa.UUID(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("channel in ('account', 'paper', 'withheld')", name=op.f("ck_circulation_line_channel")),
        sa.CheckConstraint("channel <> 'withheld' or reason is not null", name=op.f("ck_circulation_line_reason")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_circulation_line_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["copy_id"], ["document_copy.id"], name=op.f("fk_circulation_line_copy_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circulation_line_person_id")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_circulation_line_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulation_line")),
        sa.UniqueConstraint(
            "batch_id",
            "person_id",
            "name",
            "kind",
            name="uq_circulation_line_batch",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_circulation_line_batch_id"), "circulation_line", ["batch_id"])
    op.create_index("ix_circulation_line_child", "circulation_line", ["authority_id", "child_id"])
    op.create_index(op.f("ix_circulation_line_copy_id"), "circulation_line", ["copy_id"])
    op.create_index("ix_circulation_line_review", "circulation_line", ["authority_id", "review_id"])
    op.execute("select protect_child_table('circulation_line')")
    op.get_bind().connection.driver_connection.execute(CHECK_CODE)


def downgrade() -> None:
    op.execute("drop function check_code(text)")
    op.drop_table("circulation_line")
    op.add_column("issued_document", sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "update issued_document d set superseded_at = (select max(c.superseded_at) from document_copy c"
        " where c.document_id = d.id)"
    )
    op.drop_constraint(op.f("fk_document_copy_superseded_by_id"), "document_copy", type_="foreignkey")
    for column in ("superseded_at", "superseded_by_id", "withdrawn_at", "withdrawn_by", "withdrawn_reason"):
        op.drop_column("document_copy", column)
