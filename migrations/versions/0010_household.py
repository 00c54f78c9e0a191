"""What a carer's household is told, may decide and writes down

Delegated authority, what was told before the move, daily needs, the carer's diary and strain. What a carer wrote is
never changed, and a function gives it back to its author when no relationship with the child is left.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("delegated_decision", "told_before", "daily_need", "diary_entry", "carer_strain")
WRITTEN_ONCE = ("diary_entry", "carer_strain")

OWN_DIARY = """
create function own_diary() returns setof diary_entry
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select d.*
  from public.diary_entry d
  join public.child c on c.authority_id = d.authority_id and c.id = d.child_id
  where d.author_id = nullif(current_setting('app.actor', true), '')::uuid
    and coalesce(current_setting('app.through', true), '') = ''
    and not c.sealed
    and not exists (
      select 1 from public.exclusion e
      where e.person_id = d.author_id and e.child_id = d.child_id
        and e.from_on <= public.app_today() and (e.to_on is null or public.app_today() < e.to_on)
    )
$$;
revoke all on function own_diary() from public;
grant execute on function own_diary() to coordination_app;
"""


def of_child(name: str, *columns: sa.Column, checks: tuple = ()) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.UUID(), nullable=False),
        *columns,
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        *checks,
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name=f"fk_{name}_child",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_child", name, ["authority_id", "child_id"])


def key_to(name: str, column: str, table: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=f"fk_{name}_{column}", ondelete="CASCADE" if cascade else None
    )


def upgrade() -> None:
    of_child(
        "delegated_decision",
        sa.Column("placement_id", sa.UUID(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decides", sa.Text(), nullable=False),
        sa.Column("tell", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("agreed_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        checks=(
            sa.CheckConstraint(
                "decides in ('carer', 'child', 'social_worker', 'parent')", name="ck_delegated_decision_decides"
            ),
            sa.CheckConstraint("tell in ('no', 'notify', 'ask_first')", name="ck_delegated_decision_tell"),
            key_to("delegated_decision", "placement_id", "placement", cascade=True),
        ),
    )
    of_child(
        "told_before",
        sa.Column("placement_id", sa.UUID(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        checks=(
            sa.CheckConstraint("said_by in ('carer', 'worker')", name="ck_told_before_said_by"),
            sa.CheckConstraint("told_on is null or told", name="ck_told_before_told_on"),
            key_to("told_before", "placement_id", "placement", cascade=True),
        ),
    )
    of_child(
        "daily_need",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    of_child(
        "diary_entry",
        sa.Column("author_id", sa.UUID(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("corrects_id", sa.UUID(), nullable=True),
        checks=(
            key_to("diary_entry", "author_id", "person"),
            key_to("diary_entry", "corrects_id", "diary_entry", cascade=True),
        ),
    )
    of_child(
        "carer_strain",
        sa.Column("carer_id", sa.UUID(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("would_help", sa.Text(), nullable=True),
        checks=(
            sa.CheckConstraint("score between 0 and 10", name="ck_carer_strain_score"),
            key_to("carer_strain", "carer_id", "person"),
        ),
    )
    op.create_index("ix_diary_entry_author_id", "diary_entry", ["author_id"])
    for name, columns in (
        ("delegated_decision", ["placement_id", "decision"]),
        ("told_before", ["placement_id", "item", "said_by"]),
        ("daily_need", ["child_id", "kind"]),
    ):
        op.create_index(f"uq_{name}_standing", name, columns, unique=True, postgresql_where=sa.text("ended_at is null"))
    for name in TABLES:
        op.execute(f"select protect_child_table('{name}')")
    for name in WRITTEN_ONCE:
        op.execute(
            f"create trigger refuse_change before update on {name} for each row execute function refuse_change()"
        )
        op.execute(f"revoke update on {name} from coordination_app, coordination_worker")
    op.get_bind().connection.driver_connection.execute(OWN_DIARY)
    op.add_column("view", sa.Column("agrees", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("view", "agrees")
    op.execute("drop function own_diary()")
    for name in reversed(TABLES):
        op.drop_table(name)
