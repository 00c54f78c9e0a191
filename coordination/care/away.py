"""Times a child lives or stays away from home without being looked after for it, and checks of a children's home.

Sources: Children (Private Arrangements for Fostering) Regulations 2005 (SI 2005/1533); Children Act 1989 ss.85 to 86A
(long stays: paragraphs to be confirmed locally); Care Planning, Placement and Case Review (England) Regulations 2010,
reg. 48 (short breaks); Children's Homes (England) Regulations 2015, regs 44 and 45.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from coordination import clock, timescales
from coordination.access.actor import Actor
from coordination.care import codes, queries
from coordination.care.models import HomeCheck, Placement, StayAway
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.timescales.calendar import add_months

LONG_STAYS = {"hospital": "In hospital", "care_home": "In a care home", "residential_school": "At a residential school"}
KINDS = {"private_fostering": "Private fostering", **LONG_STAYS, "short_break": "Short break"}
CHECKS = {"independent_visit": "Visit of the independent person", "quality_review": "Review of the quality of care"}
CHECK_EVENTS = {"independent_visit": "home_visited_independently", "quality_review": "home_quality_reviewed"}
# Who is to arrange private fostering tells the council so long before it begins (SI 2005/1533, reg. 3).
NOTICE = timedelta(weeks=6)


@dataclass(frozen=True)
class Cap:
    """How much there was of what a rule allows so much of."""

    words: str
    had: int
    most: int

    @property
    def is_over(self) -> bool:
        """Whether there was more than the rule allows."""
        return self.had > self.most


def begin(child: Child, *, id: UUID, kind: str, by: Actor, **facts: Any) -> StayAway:
    """Record a stay: ``from_on``, ``to_on``, ``told_on``, ``with_whom``, ``note``. The same key again is the same."""
    existing = db.session.get(StayAway, id)
    if existing is not None:
        return existing
    held = StayAway(id=id, authority_id=child.authority_id, child_id=child.id, kind=kind, recorded_by=by.person_id)
    _put(held, facts, queries.stays_away(child.id))
    db.session.add(held)
    db.session.flush()
    _tell(held, {}, by)
    return held


def change(held: StayAway, *, by: Actor, **facts: Any) -> None:
    """Put a stay right, or record its end."""
    was = _happened(held)
    held.kind = facts.pop("kind", held.kind)
    _put(held, facts, [row for row in queries.stays_away(held.child_id) if row.id != held.id])
    db.session.flush()
    _tell(held, was, by)


def caps(rows: Iterable[StayAway]) -> list[Cap]:
    """The longest short break, and the most days of short breaks in any 12 months (CPPCR 2010, reg. 48).

    The first and the last day of a stay are both counted.
    """
    breaks = [(row.from_on, row.to_on or clock.today()) for row in rows if row.kind == "short_break"]
    facts = {
        "stay_days": max((_days(*stay) for stay in breaks), default=0),
        "days_in_12_months": max((_in_a_year(breaks, until) for _, until in breaks), default=0),
    }
    rule = timescales.rule("L25", clock.today())
    return [Cap(cap.words, facts[cap.fact], cap.most) for cap in rule.caps]


def record_check(child: Child, *, id: UUID, kind: str, by: Actor, **facts: Any) -> HomeCheck:
    """Record a check of the home the child lives in: ``held_on``, ``report_on``, ``found``."""
    existing = db.session.get(HomeCheck, id)
    if existing is not None:
        return existing
    home = _home_on(child.id, facts["held_on"])
    held = HomeCheck(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        placement_id=home.id,
        kind=kind,
        recorded_by=by.person_id,
    )
    _put_check(held, facts)
    db.session.add(held)
    db.session.flush()
    _event(held, CHECK_EVENTS[kind], held.held_on, by, childrens_home=True)
    return held


def change_check(held: HomeCheck, *, kind: str, by: Actor, **facts: Any) -> None:
    """Put a check right."""
    was = held.kind, held.held_on
    held.placement_id, held.kind = _home_on(held.child_id, facts["held_on"]).id, kind
    _put_check(held, facts)
    db.session.flush()
    if was != (held.kind, held.held_on):
        stands = standing(held, CHECK_EVENTS.values())
        _event(held, CHECK_EVENTS[held.kind], held.held_on, by, stands, childrens_home=True)


def _put(held: StayAway, facts: dict[str, Any], others: list[StayAway]) -> None:
    from_on, to_on, told_on = (facts.get(name) for name in ("from_on", "to_on", "told_on"))
    if from_on is None or (from_on > clock.today() and held.kind != "private_fostering"):
        raise RuleBroken("The day must be today or earlier.", "from_on")
    if to_on is not None and not from_on <= to_on:
        raise RuleBroken("The end must be on or after the day it began.", "to_on")
    if told_on is not None and held.kind in LONG_STAYS and told_on < from_on:
        raise RuleBroken("The council is told once the stay has begun: enter a day since then.", "told_on")
    for other in others:
        apart = (to_on is not None and to_on < other.from_on) or (other.to_on is not None and other.to_on < from_on)
        if other.kind == held.kind and not apart:
            raise RuleBroken("Another stay of the same kind is recorded for some of these days.", "from_on")
    held.from_on, held.to_on, held.told_on = from_on, to_on, told_on
    held.with_whom = (facts.get("with_whom") or "").strip() or None
    held.note = (facts.get("note") or "").strip() or None


def _happened(held: StayAway) -> dict[str, tuple[date, dict[str, Any]]]:
    """What a stay is in the chronology and to the clocks: each event with its day and its facts."""
    if held.kind == "private_fostering":
        days = {"private_fostering_notified": held.told_on, "private_fostering_ended": held.to_on}
        facts = queries.arrangement_of(held)
    elif held.kind in LONG_STAYS:
        days = {"long_stay_began": held.from_on, "long_stay_notified": held.told_on, "long_stay_ended": held.to_on}
        facts = {}
    else:
        days, facts = {"short_break_had": held.from_on}, {}
    return {kind: (on, facts) for kind, on in days.items() if on is not None}


def _tell(held: StayAway, was: dict[str, tuple[date, dict[str, Any]]], by: Actor) -> None:
    happened = _happened(held)
    for kind, (on, facts) in happened.items():
        if was.get(kind) != (on, facts):
            _event(held, kind, on, by, standing(held, [kind]) if kind in was else None, **facts)
    for kind in was.keys() - happened.keys():
        _event(held, kind, was[kind][0], by, standing(held, [kind]), withdrawn=True)


def _put_check(held: HomeCheck, facts: dict[str, Any]) -> None:
    if facts["held_on"] > clock.today():
        raise RuleBroken("The day must be today or earlier.", "held_on")
    if facts.get("report_on") is not None and facts["report_on"] < facts["held_on"]:
        raise RuleBroken("The report comes after the check.", "report_on")
    held.held_on, held.report_on = facts["held_on"], facts.get("report_on")
    held.found = (facts.get("found") or "").strip() or None


def _home_on(child_id: UUID, on: date) -> Placement:
    for row in queries.placements(child_id):
        if row.code in codes.CHILDRENS_HOMES and row.from_on <= on and (row.to_on is None or on <= row.to_on):
            return row
    raise RuleBroken("The child did not live in a children’s home on that day.", "held_on")


def _days(start: date, end: date) -> int:
    return (end - start).days + 1


def _in_a_year(breaks: list[tuple[date, date]], until: date) -> int:
    """Days of short breaks in the 12 months that end with a day."""
    since = add_months(until, -12) + timedelta(days=1)
    return sum(_days(max(start, since), min(end, until)) for start, end in breaks if start <= until and end >= since)


def _event(
    held: StayAway | HomeCheck, kind: str, on: date, by: Actor, corrects: UUID | None = None, **facts: Any
) -> None:
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=kind,
        occurred_on=on,
        about=held,
        facts=facts,
        by=by.person_id,
        corrects_id=corrects,
    )
