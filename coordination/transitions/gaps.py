"""Who turns 18 with something missing: each young person named with the reasons, before the day and not after it.

An adviser is owed to an eligible, a relevant and a former relevant child (Children Act 1989, Schedule 2, paragraph 19C,
and sections 23B and 23C). That somebody decides for the adult side follows from Care Act 2014, sections 58 and 59.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from coordination.agencies.models import Person
from coordination.care.models import CarePeriod
from coordination.cases.models import Case, Membership
from coordination.children.models import Child
from coordination.db import db
from coordination.statutory_plans.leaving import STATUSES
from coordination.statutory_plans.models import LeavingCare
from coordination.transitions import runway
from coordination.transitions.models import AdultArrangement, LeaverHome
from coordination.transitions.words import WHATS

# In the order of the page: what may be missing, and why somebody is named for it.
GAPS = {
    "status": "Nobody has confirmed what they are by the law of leaving care",
    "adviser": "No personal adviser, and one is owed",
    "adult_side": "No decision of the adult side",
    "home": "No home from 18",
    "income": "No income from 18",
}
OWED_AN_ADVISER = frozenset({"eligible", "relevant", "former_relevant"})
# Up to the 18th birthday, so many years before it; and after it.
SHOWN = {"before": "Turning 18 within 24 months", "after": "18 to 25"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One young person: when they turn 18, what is known of the adult years, and the keys of what is missing."""

    child: Child
    adult_on: date
    status: str
    adviser: str
    settled: dict[str, str]
    gaps: tuple[str, ...]

    @property
    def reasons(self) -> list[str]:
        """Why they are named."""
        return [GAPS[gap] for gap in self.gaps]


def of_age(shown: str, today: date) -> list[Child]:
    """Everybody in reach who is of that age and is helped, looked after or a care leaver. One query."""
    youngest, oldest = (18, 16) if shown == "before" else (25, 18)
    helped = or_(
        exists().where(Case.child_id == Child.id, Case.state == "open"),
        exists().where(CarePeriod.child_id == Child.id, CarePeriod.to_on.is_(None)),
        exists().where(LeavingCare.child_id == Child.id, LeavingCare.to_on.is_(None), LeavingCare.status != "none"),
    )
    born_after, born_until = runway.at_age(today, -youngest), runway.at_age(today, -oldest)
    return list(
        db.session.scalars(
            select(Child)
            .where(Child.born_on > born_after, Child.born_on <= born_until, Child.died_on.is_(None), helped)
            .order_by(Child.born_on, Child.sort_name, Child.id)
        )
    )


def found(children: Iterable[Child], today: date) -> list[Missing]:
    """What is missing for each of these, in their order: the nearest birthday first. Three queries."""
    held = list(children)
    keys = [child.id for child in held]
    law = {row.id: row for row in db.session.execute(_by_law(keys))}
    advisers = _advisers(keys, today)
    settled: dict[UUID, dict[str, str]] = {}
    for row in db.session.scalars(
        select(AdultArrangement)
        .where(AdultArrangement.child_id.in_(keys))
        .order_by(AdultArrangement.decided_on.desc(), AdultArrangement.id.desc())
    ):
        words = WHATS[row.kind][row.what] + (" (planned)" if row.sure is False else "")
        settled.setdefault(row.child_id, {}).setdefault(row.kind, words)
    rows = []
    for child in held:
        assert child.born_on is not None
        mine = settled.get(child.id, {})
        now = law[child.id]
        if now.moved and today >= runway.at_age(child.born_on, 18):
            mine = {"home": "Lives in a home of their own as a care leaver", **mine}
        gaps = [gap for gap in ("adult_side", "home", "income") if gap not in mine]
        if now.status in OWED_AN_ADVISER and child.id not in advisers:
            gaps.insert(0, "adviser")
        if now.status is None and now.looked_after:
            gaps.insert(0, "status")
        rows.append(
            Missing(
                child=child,
                adult_on=runway.at_age(child.born_on, 18),
                status=STATUSES.get(now.status or "", ""),
                adviser=advisers.get(child.id, ""),
                settled=mine,
                gaps=tuple(gaps),
            )
        )
    return rows


def _by_law(keys: list[UUID]) -> Any:
    """What each is by the law of leaving care, whether looked after, and whether they moved as a care leaver."""
    looked_after = exists().where(CarePeriod.child_id == Child.id, CarePeriod.to_on.is_(None))
    moved = exists().where(LeaverHome.child_id == Child.id)
    standing = (LeavingCare.child_id == Child.id) & LeavingCare.to_on.is_(None)
    return (
        select(Child.id, LeavingCare.status, looked_after.label("looked_after"), moved.label("moved"))
        .outerjoin(LeavingCare, standing)
        .where(Child.id.in_(keys))
    )


def _advisers(keys: list[UUID], today: date) -> dict[UUID, str]:
    """The personal adviser of each of these who is on a team today."""
    rows = db.session.execute(
        select(Membership.child_id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.child_id.in_(keys), Membership.role == "PA", Membership.state == "agreed")
        .where(Membership.from_on <= today, or_(Membership.to_on.is_(None), Membership.to_on > today))
        .order_by(Membership.from_on)
    )
    return {row.child_id: row.name for row in rows}
