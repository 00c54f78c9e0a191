"""Asking for what the signs rest on, of one child or of many in as many questions; and what meetings began from."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access import guard
from coordination.agencies.models import AgencyKind
from coordination.care.models import CarePeriod, HealthCheck, MissingEpisode, Placement
from coordination.cases.models import Case, Membership
from coordination.children import reading
from coordination.children.models import Child, SchoolPlace
from coordination.db import db
from coordination.household.models import CarerStrain
from coordination.plans import queries as plans
from coordination.reviews.models import Review, ReviewKind, ReviewState
from coordination.schools.models import Happening, SchoolEvent
from coordination.stability.evidence import SECTION_OF, Facts
from coordination.stability.models import FamilyTime, StabilityOutcome, StabilitySign
from coordination.stability.signals import rules
from coordination.voice import queries as voice

# Which of a list of rows the reader may read, of a section.
Readable = Callable[[Iterable[Any], str], list[Any]]
# Nothing older than this is looked at but for what came before it.
_YEARS_LOOKED_AT = 3


def may_see(code: str, child: Child) -> bool:
    """Whether the actor may be told of a kind of sign of a child at all."""
    rule = rules()[code]
    permit = guard.may("read", rule.section, child, whole=True)
    return bool(permit) and permit.shows(rule.field)


def facts(children: Sequence[Child], readable: Readable) -> dict[UUID, Facts]:
    """What each rule looks at, of each of these children, as far as the actor may read it."""
    found = {child.id: Facts() for child in children}
    if not found:
        return found
    guard.know(found)
    allowed = {child.id: {code for code in rules() if may_see(code, child)} for child in children}
    for code, rows in _rows(list(found)).items():
        for row in readable([row for row in rows if code in allowed[row.child_id]], SECTION_OF[code]):
            found[row.child_id].rows.setdefault(code, []).append(row)
    return found


def _rows(keys: list[UUID]) -> dict[str, list[Any]]:
    long_ago = clock.today() - timedelta(days=365 * _YEARS_LOOKED_AT)
    ended = Placement.to_on.is_(None) | (Placement.to_on >= long_ago)
    asked = {
        "moves": (Placement, _of(Placement, keys, ended)),
        "school": (SchoolPlace, _of(SchoolPlace, keys)),
        "missing": (MissingEpisode, _of(MissingEpisode, keys, MissingEpisode.from_on >= long_ago)),
        "attendance": (
            SchoolEvent,
            _of(
                SchoolEvent,
                keys,
                SchoolEvent.kind == Happening.ATTENDANCE.value,
                SchoolEvent.taken_back_on.is_(None),
                SchoolEvent.from_on >= long_ago,
            ),
        ),
        "sdq": (HealthCheck, _of(HealthCheck, keys, HealthCheck.kind == "sdq", HealthCheck.held_on >= long_ago)),
        "strain": (CarerStrain, _of(CarerStrain, keys, CarerStrain.said_on >= long_ago)),
    }
    answers = reading.together(*(reading.values_of(code, question) for code, (_, question) in asked.items()))
    found: dict[str, list[Any]] = {
        code: list(reading.revived(model, answers.get(code, []))) for code, (model, _) in asked.items()
    }
    found["worker"] = _leads(keys)
    found["wishes"] = [row for row in voice.unanswered_wishes(*keys) if not row.only_my_worker]
    found["family_time"] = list(
        db.session.scalars(
            select(FamilyTime).where(FamilyTime.child_id.in_(keys), FamilyTime.section == SECTION_OF["family_time"])
        )
    )
    found["therapy"] = [
        row
        for row in plans.open_actions(*keys)
        if row.agency is not None and row.agency.kind == AgencyKind.HEALTH.value
    ]
    return found


def _of(model: Any, keys: list[UUID], *conditions: Any) -> Select[Any]:
    return select(model.__table__).where(model.child_id.in_(keys), *conditions)


def _leads(keys: list[UUID]) -> list[Membership]:
    """The social workers who lead or led, one case at a time."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(Case, Case.id == Membership.case_id)
            .where(Membership.child_id.in_(keys), Membership.function == "lead", Membership.role == "SW")
            .where(Membership.state == "agreed")
            .options(joinedload(Membership.case), joinedload(Membership.person))
        )
    )


def looked_after() -> list[Child]:
    """The children in reach who are looked after today, by name; sealed records are in no list."""
    return list(
        db.session.scalars(
            select(Child)
            .join(CarePeriod, CarePeriod.child_id == Child.id)
            .where(CarePeriod.to_on.is_(None), ~Child.sealed)
            .distinct()
            .order_by(Child.sort_name, Child.id)
        )
    )


def meeting(review_id: UUID) -> Review | None:
    """A stability meeting."""
    found = db.session.get(Review, review_id)
    return found if found is not None and found.kind == ReviewKind.STABILITY.value else None


def was_held(review: Review) -> bool:
    """Whether a meeting took place, as far as its record says."""
    return review.held_on is not None and review.state != ReviewState.CANCELLED.value


def signs_at(review_id: UUID) -> list[StabilitySign]:
    """The signs that were there when a meeting was planned, in the order of the rules."""
    order = list(rules())
    rows = db.session.scalars(select(StabilitySign).where(StabilitySign.review_id == review_id))
    return sorted(rows, key=lambda row: order.index(row.code) if row.code in order else len(order))


def meetings(child_id: UUID) -> list[Review]:
    """The stability meetings of a child, the newest first."""
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.child_id == child_id, Review.kind == ReviewKind.STABILITY.value)
            .order_by(Review.starts_at.desc().nulls_last(), Review.id.desc())
        )
    )


def outcomes(review_ids: Iterable[UUID]) -> dict[UUID, StabilityOutcome]:
    """What came of these meetings, by meeting."""
    rows = db.session.scalars(select(StabilityOutcome).where(StabilityOutcome.review_id.in_(list(review_ids))))
    return {row.review_id: row for row in rows}


def judged(keys: Iterable[UUID]) -> list[StabilitySign]:
    """The signs of these children about which somebody has said whether they were true."""
    return list(
        db.session.scalars(
            select(StabilitySign).where(StabilitySign.child_id.in_(list(keys)), StabilitySign.judged.is_not(None))
        )
    )
