"""Asking about the road to adulthood of one young person: everything its pages show comes in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select

from coordination.agencies.models import Person
from coordination.care.models import CarePeriod, Visit
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.children.models import Child
from coordination.db import db
from coordination.ehc.plan_models import FormalPlan
from coordination.statutory_plans.models import LeavingCare
from coordination.transitions.models import AdultArrangement, LeaverHome, RunwayAnswer, RunwayStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """What is kept of one young person's road.

    ``steps`` and ``answers`` by the code of their step; ``who``: who sees to a step, by its code; ``arrangements`` by
    kind, the one decided last first; ``homes`` and ``visits``, the last first; ``belongs_to``: ``ehc``, ``care``.
    """

    steps: Mapping[str, RunwayStep]
    answers: Mapping[str, RunwayAnswer]
    who: Mapping[str, str]
    arrangements: Mapping[str, list[AdultArrangement]]
    homes: list[LeaverHome]
    visits: list[Visit]
    status: str
    advisers: list[str]
    belongs_to: frozenset[str]


def asked(child: Child, today: date) -> list[Select[Any]]:
    """What :func:`told` needs, as parts of ``reading.together``.

    An EHC plan counts from its draft until it ends.
    """
    ehc = exists().where(FormalPlan.child_id == child.id, FormalPlan.type == "ehc", FormalPlan.state != "ceased")
    care = or_(
        exists().where(CarePeriod.child_id == child.id, CarePeriod.to_on.is_(None)),
        exists().where(LeavingCare.child_id == child.id, LeavingCare.to_on.is_(None), LeavingCare.status != "none"),
    )
    status = select(LeavingCare.status).where(LeavingCare.child_id == child.id, LeavingCare.to_on.is_(None))
    return [
        *(reading.rows_of(model, child) for model in (RunwayStep, RunwayAnswer, AdultArrangement, LeaverHome)),
        reading.rows_of(Visit, child, Visit.kind == "adviser"),
        reading.values_of(
            "who",
            select(RunwayStep.step, Person.name)
            .join(Person, Person.id == RunwayStep.responsible_id)
            .where(RunwayStep.child_id == child.id),
        ),
        reading.values_of(
            "adviser",
            select(Person.name)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.child_id == child.id, Membership.role == "PA", Membership.state == "agreed")
            .where(Membership.from_on <= today, or_(Membership.to_on.is_(None), Membership.to_on > today)),
        ),
        reading.values_of(
            "belongs_to", select(ehc.label("ehc"), care.label("care"), status.scalar_subquery().label("status"))
        ),
    ]


def told(found: Mapping[str, list[dict[str, Any]]]) -> Road:
    """The answers to :func:`asked`."""
    arrangements: dict[str, list[AdultArrangement]] = {}
    rows = reading.revived(AdultArrangement, found.get("adult_arrangement", []))
    for row in sorted(rows, key=lambda held: (held.decided_on, held.id), reverse=True):
        arrangements.setdefault(row.kind, []).append(row)
    homes = reading.revived(LeaverHome, found.get("leaver_home", []))
    visits = reading.revived(Visit, found.get("visit", []))
    (belongs,) = found["belongs_to"]
    return Road(
        steps={row.step: row for row in reading.revived(RunwayStep, found.get("runway_step", []))},
        answers={row.step: row for row in reading.revived(RunwayAnswer, found.get("runway_answer", []))},
        who={row["step"]: row["name"] for row in found.get("who", [])},
        arrangements=arrangements,
        homes=sorted(homes, key=lambda held: held.moved_on, reverse=True),
        visits=sorted(visits, key=lambda held: (held.visited_on, held.id), reverse=True),
        status=belongs["status"] or "",
        advisers=sorted({row["name"] for row in found.get("adviser", [])}),
        belongs_to=frozenset(name for name in ("ehc", "care") if belongs[name]),
    )


def road(child: Child, today: date) -> Road:
    """The road of one young person. One query."""
    return told(reading.together(*asked(child, today)))


def step(child_id: UUID, code: str) -> RunwayStep | None:
    """How one step stands, if anybody has recorded it."""
    return db.session.scalar(select(RunwayStep).where(RunwayStep.child_id == child_id, RunwayStep.step == code))


def answer(child_id: UUID, code: str) -> RunwayAnswer | None:
    """What the young person says of one step."""
    return db.session.scalar(select(RunwayAnswer).where(RunwayAnswer.child_id == child_id, RunwayAnswer.step == code))


def arrangement(arrangement_id: UUID) -> AdultArrangement | None:
    """What was settled for the adult years, by its key."""
    return db.session.get(AdultArrangement, arrangement_id)


def home(home_id: UUID) -> LeaverHome | None:
    """One move of a care leaver."""
    return db.session.get(LeaverHome, home_id)
