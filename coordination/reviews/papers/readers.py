"""Whom a paper is for, as the policy weighs them: a person with everything they hold, or somebody typical.

Facts are built for one reader and are decided about as if that reader opened the page themself, so that paper and
screen can never show different things.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from coordination import clock
from coordination.access import reach
from coordination.access.actor import Actor, Agreement, Relationship
from coordination.access.actor import RoleHeld as RoleOfActor
from coordination.access.describing import describe
from coordination.access.models import Reach
from coordination.access.policy import Deny, Permit, decide
from coordination.access.thing import Thing
from coordination.agencies.models import Agency, Person, RoleHeld, SharingAgreement
from coordination.children import reading
from coordination.children.models import Child
from coordination.db import new_id

Row = TypeVar("Row")

# Kinds of organisation that are the authority's own: their staff need no sharing agreement with it.
OWN_STAFF = frozenset({"childrens_services", "virtual_school", "send_service", "commissioning"})

# For an audience as a whole: the role that may see least among those that belong to it.
_TYPICAL = {"team": "LP", "school": "SEN", "health": "HLT", "provider": "PRV"}


def asked_about(people: Iterable[UUID], child: Child) -> list[Select[Any]]:
    """What :func:`of_people` asks of the database, as parts of ``reading.together``."""
    keys, today = list(people), clock.today()
    posts = (
        select(RoleHeld.__table__, Agency.kind.label("agency_kind"))
        .join(Agency, Agency.id == RoleHeld.agency_id)
        .where(RoleHeld.person_id.in_(keys), RoleHeld.from_on <= today)
        .where(RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
    )
    return [
        reading.values_of("post", posts),
        reading.values_of(
            "agreement",
            select(SharingAgreement.__table__).where(
                SharingAgreement.agency_id.in_(select(RoleHeld.agency_id).where(RoleHeld.person_id.in_(keys)))
            ),
        ),
        reading.values_of(
            "relationship",
            select(Reach.__table__).where(
                Reach.person_id.in_(keys), Reach.child_id == child.id, Reach.via != reach.LINK
            ),
        ),
    ]


def of_people(people: Iterable[Person], found: dict[str, list[dict[str, Any]]]) -> dict[UUID, Actor]:
    """People as Actors towards one child, by key: their posts, their organisations' agreements, their relationships.

    ``found``: the answers to :func:`asked_about`.
    """
    posts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    stands: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found.get("post", []):
        posts[row["person_id"]].append(row)
    for row in found.get("relationship", []):
        stands[row["person_id"]].append(row)
    return {
        person.id: Actor(
            person_id=person.id,
            kind=person.kind,  # type: ignore[arg-type]
            active=person.active,
            second_factor=True,
            roles=tuple(_post(row) for row in posts[str(person.id)]),
            agreements=tuple(
                _agreement(row)
                for row in found.get("agreement", [])
                if any(row["agency_id"] == post["agency_id"] for post in posts[str(person.id)])
            ),
            relationships=tuple(_relationship(row) for row in stands[str(person.id)]),
            name=person.name,
        )
        for person in people
    }


def of_person(person: Person, child: Child) -> Actor:
    """A person as an Actor towards one child. One query."""
    return of_people([person], reading.together(*asked_about([person.id], child)))[person.id]


def _post(row: dict[str, Any]) -> RoleOfActor:
    return RoleOfActor(
        role=row["role"],
        agency_id=UUID(row["agency_id"]),
        authority_id=_key(row["authority_id"]) if row["agency_kind"] in OWN_STAFF else None,
        team_id=_key(row["team_id"]),
        from_on=_day(row["from_on"]) or clock.today(),
        to_on=_day(row["to_on"]),
    )


def _agreement(row: dict[str, Any]) -> Agreement:
    return Agreement(
        agency_id=UUID(row["agency_id"]),
        authority_id=UUID(row["authority_id"]),
        sections=None if row["sections"] is None else frozenset(row["sections"]),
        from_on=_day(row["from_on"]) or clock.today(),
        to_on=_day(row["to_on"]),
    )


def _relationship(row: dict[str, Any]) -> Relationship:
    return Relationship(
        child_id=UUID(row["child_id"]),
        authority_id=UUID(row["authority_id"]),
        person_id=UUID(row["person_id"]),
        role=row["role"],
        via=row["via"],
        agency_id=_key(row["agency_id"]),
        team_id=_key(row["team_id"]),
        case_kind=row["case_kind"],
        functions=frozenset(row["functions"]),
        sections=None if row["sections"] is None else frozenset(row["sections"]),
        from_on=_day(row["from_on"]) or clock.today(),
        to_on=_day(row["to_on"]),
        things=None if row["things"] is None else frozenset(UUID(key) for key in row["things"]),
        ends_at=datetime.fromisoformat(row["ends_at"]) if row["ends_at"] else None,
    )


def _key(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
        roles=(RoleOfActor(role=role, agency_id=agency, from_on=since),),
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
    return sees(reader, row, describe(row, section, **more))


def sees(reader: Actor, row: Any, described: Thing) -> bool:
    """As :func:`reads`, for a row that was described once for all its readers."""
    decision = decide(reader, "read", described.section, described, clock.now())
    if not isinstance(decision, Permit):
        return False
    return decision.fields is None or getattr(row, "kind", "") in decision.fields


def readable(reader: Actor, rows: Iterable[Row], section: str | None = None) -> list[Row]:
    """Those of these statements a reader may see, each by its own section unless one is given."""
    return [row for row in rows if reads(reader, row, section or row.section)]  # type: ignore[attr-defined]


def sees_beside(reader: Actor, described: Thing) -> bool:
    """Whether a reader may see what stands in a review beside its statements (a number, a disagreement), described once
    for all its readers.
    """
    return isinstance(decide(reader, "read", "reviews", described, clock.now()), Permit)


def may_of_fact(reader: Actor, row: Any, section: str) -> Permit | Deny:
    """What the rules say of a reader and something that stands beside a fact of a section."""
    return decide(reader, "read", section, describe(row, section), clock.now())


def label_of_score(of: UUID, shown_in: UUID, guarded: Collection[UUID]) -> str | None:
    """The label of a number given at one meeting and shown in the record of another: that of safeguarding where it was
    given at one of the ``guarded`` meetings, else None for the section's own.
    """
    return "S3" if of != shown_in and of in guarded else None
