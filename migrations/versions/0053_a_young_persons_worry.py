"""A young person's own worry or question goes the way of a concern, and is answered"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_OUTCOMES = "'strategy_discussion', 'referral', 'in_the_plan', 'no_further_action'"
_GIVES = (
    "id uuid, child_id uuid, reference text, raised_at timestamptz, raised_as text, safe_now text, read_at timestamptz"
)
_READS = "o.id, o.child_id, c.reference, o.raised_at, o.raised_as, o.safe_now, o.read_at"


def upgrade() -> None:
    op.add_column("concern", sa.Column("kind", sa.Text(), server_default="concern", nullable=False))
    op.alter_column("concern", "kind", server_default=None)
    op.add_column("concern", sa.Column("hard_words_why", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_concern_kind"), "concern", "kind in ('concern', 'worry', 'question')")
    _outcomes(f"{_OUTCOMES}, 'answered'")
    _queue(f"{_GIVES}, kind text", f"{_READS}, o.kind")


def downgrade() -> None:
    op.execute("update concern set outcome = 'no_further_action' where outcome = 'answered'")
    _queue(_GIVES, _READS)
    _outcomes(_OUTCOMES)
    op.drop_constraint(op.f("ck_concern_kind"), "concern")
    op.drop_column("concern", "hard_words_why")
    op.drop_column("concern", "kind")


def _outcomes(known: str) -> None:
    op.drop_constraint(op.f("ck_concern_outcome"), "concern")
    op.create_check_constraint(op.f("ck_concern_outcome"), "concern", f"outcome is null or outcome in ({known})")


def _queue(gives: str, reads: str) -> None:
    """The duty workers' queue (sql/concerns.sql), with these columns: never a name."""
    op.execute("drop function concerns_on_duty(uuid)")
    op.execute(
        f"""
        create function concerns_on_duty(p_authority uuid) returns table ({gives})
        language sql stable security definer
        set search_path = pg_catalog, public
        as $$
          select {reads}
          from public.concern o join public.child c on c.authority_id = o.authority_id and c.id = o.child_id
          where o.authority_id = p_authority and o.decided_at is null and not c.sealed
            and coalesce(current_setting('app.through', true), '') = ''
            and public.concern_is_for(o.child_id, o.caveats, nullif(current_setting('app.actor', true), '')::uuid)
            and exists (
              select 1 from public.role_held h
              where h.person_id = nullif(current_setting('app.actor', true), '')::uuid and h.role = 'EDT'
                and h.authority_id = p_authority and h.from_on <= public.app_today()
                and (h.to_on is null or public.app_today() < h.to_on)
            )
          order by o.read_at is not null, o.raised_at, o.id
        $$
        """
    )
    op.execute("revoke execute on function concerns_on_duty(uuid) from public")
    op.execute("grant execute on function concerns_on_duty(uuid) to coordination_app")
