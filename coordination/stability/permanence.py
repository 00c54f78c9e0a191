"""The plan for where a child grows up: a dated history, decided at a review; and the adults who stay through it.

Sources: Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959), reg. 5(1)(a): the care plan
says the long term plan for the child's upbringing. The Children Act 1989 guidance and regulations, Volume 2 (2021): by
the second looked-after review there is a plan for permanence (from memory, to be confirmed locally).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.care import queries as care
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.reviews.models import Review, ReviewKind, ReviewState
from coordination.stability.models import Permanence, PermanencePlan

WORDS = {
    Permanence.HOME.value: "Return home",
    Permanence.CONNECTED.value: "A relative, or somebody the child knows well",
    Permanence.FOSTER.value: "Long-term foster care",
    Permanence.GUARDIANSHIP.value: "Special guardianship",
    Permanence.ADOPTION.value: "Adoption",
    Permanence.ADULTHOOD.value: "Staying where they live until adulthood",
    Permanence.OTHER.value: "Something else",
}
_EVENT = "permanence_planned"
# By which looked-after review there is a plan: Volume 2, as above.
BY_REVIEW = 2


def plans(child_id: UUID) -> list[PermanencePlan]:
    """Every plan a child has had, the newest first."""
    return list(
        db.session.scalars(
            select(PermanencePlan)
            .where(PermanencePlan.child_id == child_id)
            .order_by(PermanencePlan.from_on.desc(), PermanencePlan.id.desc())
        )
    )


def plan(permanence_id: UUID) -> PermanencePlan | None:
    """One plan, where it is in reach."""
    return db.session.get(PermanencePlan, permanence_id)


def reviews(child_id: UUID) -> list[Review]:
    """The looked-after reviews that were held since the child is looked after, the newest first."""
    period = care.period_on(child_id, None)
    if period is None:
        return []
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.child_id == child_id, Review.kind == ReviewKind.LOOKED_AFTER.value)
            .where(Review.held_on >= period.from_on, Review.state != ReviewState.CANCELLED.value)
            .order_by(Review.held_on.desc(), Review.id.desc())
        )
    )


def decide(
    child: Child,
    *,
    id: UUID,
    kind: str,
    from_on: date,
    by: Actor,
    review_id: UUID | None = None,
    parallel: str | None = None,
    in_the_way: str = "",
    answers_id: UUID | None = None,
    note: str = "",
) -> PermanencePlan:
    """Record the plan from a day on; the one that stood ends on that day. The same key again is the same plan."""
    existing = plan(id)
    if existing is not None:
        return existing
    _check(kind, from_on, parallel)
    for before in (row for row in plans(child.id) if row.to_on is None):
        if before.from_on > from_on:
            raise RuleBroken("A later plan is recorded already.", "from_on")
        before.to_on = from_on
    db.session.flush()
    held = PermanencePlan(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        from_on=from_on,
        review_id=review_id,
        parallel=parallel or None,
        in_the_way=in_the_way.strip() or None,
        answers_id=answers_id,
        note=note.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event(held, by)
    return held


def change(held: PermanencePlan, *, by: Actor, **facts: Any) -> None:
    """Put a plan right. ``facts`` are those of :func:`decide` that are meant."""
    said = {name: (value.strip() or None) if isinstance(value, str) else value for name, value in facts.items()}
    stands: dict[str, Any] = {"kind": held.kind, "from_on": held.from_on, "parallel": held.parallel} | said
    _check(stands["kind"], stands["from_on"], stands["parallel"])
    every = sorted((row for row in plans(held.child_id) if row.id != held.id), key=lambda row: row.from_on)
    before = next((row for row in reversed(every) if row.to_on == held.from_on), None)
    if held.to_on is not None and stands["from_on"] > held.to_on:
        raise RuleBroken("It must begin before the plan that followed.", "from_on")
    if before is not None and stands["from_on"] < before.from_on:
        raise RuleBroken("It must begin after the plan before it.", "from_on")
    tells = (held.kind, held.from_on) != (stands["kind"], stands["from_on"])
    if before is not None:
        before.to_on = stands["from_on"]
    for name, value in said.items():
        setattr(held, name, value)
    db.session.flush()
    if tells:
        _event(held, by, corrects=standing(held, [_EVENT]))


def _check(kind: str, from_on: date, parallel: str | None) -> None:
    if from_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "from_on")
    if parallel and parallel == kind:
        raise RuleBroken("Choose another plan to prepare beside it, or none.", "parallel")


def _event(held: PermanencePlan, by: Actor, corrects: UUID | None = None) -> None:
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=_EVENT,
        occurred_on=held.from_on,
        about=held,
        facts={"what": WORDS[held.kind].lower()},
        by=by.person_id,
        corrects_id=corrects,
    )


def is_owed(held: Iterable[PermanencePlan], reviews_held: list[Review]) -> bool:
    """Whether so many reviews were held that there is to be a plan, and none stands."""
    return len(reviews_held) >= BY_REVIEW and not any(row.to_on is None for row in held)


def rows(
    held: Iterable[PermanencePlan], reviews_held: Iterable[Review], people: Mapping[UUID, Person]
) -> list[dict[str, Any]]:
    """Each plan as the page shows it."""
    decided = {review.id: review for review in reviews_held}
    return [
        {
            "id": row.id,
            "what": WORDS[row.kind],
            "from_on": row.from_on,
            "to_on": row.to_on,
            "decided": decided[row.review_id].held_on if row.review_id in decided else None,
            "elsewhere": row.review_id is None,
            "parallel": WORDS.get(row.parallel or "", ""),
            "in_the_way": row.in_the_way or "",
            "answers": people[row.answers_id].name if row.answers_id is not None else "",
            "note": row.note or "",
        }
        for row in held
    ]
