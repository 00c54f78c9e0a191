"""Whom a paper is for, as the policy weighs them: a person with everything they hold, or somebody typical.

Facts are built for one reader and are decided about as if that reader opened the page themself, so that paper and
screen can never show different things.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor, Agreement, Relationship, RoleHeld
from coordination.access.describing import describe
from coordination.access.policy import Permit, decide
from coordination.access.reach import relationships
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person, SharingAgreement
from coordination.children.models import Child
from coordination.db import db, new_id

Row = TypeVar("Row")

# Kinds of organisation that are the authority's own: their staff need no sharing agreement with it.
OWN_STAFF = frozenset({"childrens_services", "virtual_school", "send_service", "commissioning"})

# For an audience as a whole: the role that may see least among those that belong to it.
_TYPICAL = {"team": "LP", "school": "SEN", "health": "HLT", "provider": "PRV"}


def of_person(person: Person, child: Child) -> Actor:
    """A person as an Actor towards one child: their posts, their organisations' agreements, their relationships."""
    held = agencies.roles_of(person.id)
    places = {role.agency_id for role in held}
    agreements = (
        db.session.scalars(select(SharingAgreement).where(SharingAgreement.agency_id.in_(places))) if places else ()
    )
    return Actor(
        person_id=person.id,
        kind=person.kind,  # type: ignore[arg-type]
        active=person.active,
        second_factor=True,
        roles=tuple(
            RoleHeld(
                role=role.role,
                agency_id=role.agency_id,
                authority_id=role.authority_id if role.agency.kind in OWN_STAFF else None,
                team_id=role.team_id,
                from_on=role.from_on,
                to_on=role.to_on,
            )
            for role in held
        ),
        agreements=tuple(
            Agreement(
                agency_id=row.agency_id,
                authority_id=row.authority_id,
                sections=None if row.sections is None else frozenset(row.sections),
                from_on=row.from_on,
                to_on=row.to_on,
            )
            for row in agreements
        ),
        relationships=tuple(relationships(db.session(), person.id, [child.id])),
        name=person.name,
    )


def typical(audience: str, child: Child) -> Actor:
    """Somebody of an audience with nothing but their place on the team: for a paper that names no reader.

    Raises KeyError for an audience that reads no professional record.
    """
    role, agency, who = _TYPICAL[audience], new_id(), new_id()
    since = clock.today() - timedelta(days=1)
    return Actor(
        person_id=who,
        kind="workforce",
        active=True,
        second_factor=True,
        roles=(RoleHeld(role=role, agency_id=agency, from_on=since),),
        agreements=(Agreement(agency_id=agency, authority_id=child.authority_id, from_on=since),),
        relationships=(
            Relationship(
                child_id=child.id,
                authority_id=child.authority_id,
                person_id=who,
                role=role,
                via="membership",
                agency_id=agency,
                from_on=since,
            ),
        ),
        name=audience,
    )


def reads(reader: Actor, row: Any, section: str, **more: Any) -> bool:
    """Whether a reader may see one row of a section. A limited view shows the kinds of thing its fields name."""
    decision = decide(reader, "read", section, describe(row, section, **more), clock.now())
    if not isinstance(decision, Permit):
        return False
    return decision.fields is None or getattr(row, "kind", "") in decision.fields


def readable(reader: Actor, rows: Iterable[Row], section: str | None = None) -> list[Row]:
    """Those of these statements a reader may see, each by its own section unless one is given."""
    return [row for row in rows if reads(reader, row, section or row.section)]  # type: ignore[attr-defined]
