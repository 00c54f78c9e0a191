"""Opening and ending relationships, and reading them as the policy's values."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import literal_column, select, text, update
from sqlalchemy.orm import Session

from coordination import clock
from coordination.access.actor import Relationship
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.models import Reach
from coordination.access.thing import State
from coordination.db import new_id

# How a relationship is kept that a one-time link opened.
LINK = "link"

# The state of a whole record, as its rows say it now. Closed: help was given, all of it has ended, nobody's action goes
# on, and nothing runs beside it that the law keeps running (care, SEN Support, an EHC assessment or plan). Held:
# somebody holds this record; a hold on every record of an authority keeps them from being destroyed, and work in them
# goes on.
_STATE: Any = literal_column(
    """
    (case
      when exists (select 1 from child c where c.id = reach.child_id and c.sealed) then 'sealed'
      when exists (select 1 from case_episode e where e.child_id = reach.child_id)
        and not exists (
          select 1 from case_episode e where e.child_id = reach.child_id and (e.state = 'open' or e.open_actions > 0)
        )
        and not exists (select 1 from care_period p where p.child_id = reach.child_id and p.to_on is null)
        and not exists (select 1 from sen_cycle s where s.child_id = reach.child_id and s.state = 'open')
        and not exists (
          select 1 from ehc_assessment a
          where a.child_id = reach.child_id and a.state in ('requested', 'assessing', 'drafting')
        )
        and not exists (select 1 from formal_plan f where f.child_id = reach.child_id and f.state <> 'ceased')
        then 'closed'
      when exists (
        select 1 from retention_hold h
        where h.authority_id = reach.authority_id and h.subject_id = reach.child_id and h.ended_on is null
          and h.from_on <= app_today() and (h.until_on is null or app_today() <= h.until_on)
      ) then 'hold'
      else 'open'
    end)
    """
).label("state")

# Whether the place on a team that a relationship comes from is decided again (``place_to_decide`` of the database).
_ASKED_AGAIN: Any = literal_column(
    "exists (select 1 from place_to_decide d where d.membership_id = reach.source_id)"
).label("asked_again")
# What a place opens until then: who the child is and who is around them, the reader's own messages and decisions, and
# a concern. Family keep the pages of what was published and sent to them, and carers what they wrote.
WHILE_ASKED_AGAIN = frozenset({"core_identity", "memberships", "messages", "sharing_decisions", "enquiries"})
_FAMILY_WHILE_ASKED_AGAIN = WHILE_ASKED_AGAIN | {"reviews", "ehc_plan", "carer_record"}

_EXTEND = text(
    "select extend_reach(:id, :authority, :child, :person, :role, :via, :agency, :team, :case_kind,"
    " cast(:functions as text[]), cast(:sections as text[]), cast(:things as uuid[]), :source, :reason,"
    " :from_on, :to_on, :ends_at, :by)"
)


def open_reach(
    session: Session,
    *,
    authority_id: UUID,
    child_id: UUID,
    person_id: UUID,
    role: str,
    via: str,
    by: UUID | None,
    agency_id: UUID | None = None,
    team_id: UUID | None = None,
    case_kind: str | None = None,
    functions: Iterable[str] = (),
    sections: Iterable[str] | None = None,
    source_id: UUID | None = None,
    reason: str | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    things: Iterable[UUID] | None = None,
    ends_at: datetime | None = None,
) -> UUID:
    """Start a relationship. The first ones are opened before the child's row exists; returns the row's key.

    ``things``: the keys of what an invitation is to, None for no limit. ``ends_at``: aware, for one of hours.
    """
    key = new_id()
    session.execute(
        _EXTEND,
        {
            "id": key,
            "authority": authority_id,
            "child": child_id,
            "person": person_id,
            "role": role,
            "via": via,
            "agency": agency_id,
            "team": team_id,
            "case_kind": case_kind,
            "functions": list(functions),
            "sections": None if sections is None else list(sections),
            "things": None if things is None else list(things),
            "source": source_id,
            "reason": reason,
            "from_on": from_on or clock.today(),
            "to_on": to_on,
            "ends_at": ends_at,
            "by": by,
        },
    )
    return key


def end_reach(session: Session, source_id: UUID, on: date | None = None) -> None:
    """End every relationship that came from one source (a membership, a grant). Takes effect at once.

    One that was to end on a later day ends now; one that has ended stays as it was.
    """
    day = on or clock.today()
    session.execute(
        update(Reach)
        .where(Reach.source_id == source_id, Reach.to_on.is_(None) | (Reach.to_on > day))
        .values(to_on=day)
        .execution_options(synchronize_session=False)
    )


def relationships(
    session: Session, person_id: UUID, children: Iterable[UUID], *, through: UUID | None = None
) -> list[Relationship]:
    """The person's relationships with these children, ended ones included, as the policy's values. One query.

    ``through``: of a session that came by a one-time link, the key of the link. It has that relationship and no other,
    and other sessions never have it: the function ``reach()`` of the database says the same.
    """
    asked = select(Reach.__table__, _STATE, _ASKED_AGAIN).where(
        Reach.person_id == person_id, Reach.child_id.in_(list(children))
    )
    if through is None:
        asked = asked.where(Reach.via != LINK)
    else:
        asked = asked.where(Reach.via == LINK, Reach.source_id == through)
    return [_value(row, row.state, row.asked_again) for row in session.execute(asked)]


def _value(row: Any, state: State, asked_again: bool) -> Relationship:
    sections = None if row.sections is None else frozenset(row.sections)
    if asked_again:
        left = _FAMILY_WHILE_ASKED_AGAIN if row.role in FAMILY_ROLES else WHILE_ASKED_AGAIN
        sections = left if sections is None else sections & left
    return Relationship(
        child_id=row.child_id,
        authority_id=row.authority_id,
        person_id=row.person_id,
        role=row.role,
        # A link is an invitation to one thing: the rules know no difference.
        via="invitation" if row.via == LINK else row.via,
        agency_id=row.agency_id,
        team_id=row.team_id,
        case_kind=row.case_kind,
        functions=frozenset(row.functions),
        sections=sections,
        from_on=row.from_on,
        to_on=row.to_on,
        things=frozenset(row.things or ()) if row.things is not None or row.via == LINK else None,
        ends_at=row.ends_at,
        state=state,
    )
