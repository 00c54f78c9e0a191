"""One day for several duties of one child: which are open, the days each can be held on, and planning them in parts.

Each duty keeps a review of its own: its chair, who is asked, its papers and its record, and it is met by its own
conditions alone. Child protection conferences and core groups are never held with anything else. SEND Code of Practice
2015, 9.169; SEND Regulations 2014, regulation 20; Care Planning Regulations 2010, Part 6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from coordination import timescales
from coordination.access.actor import Actor
from coordination.cases.models import Case
from coordination.db import db, new_id
from coordination.deadlines.models import Clock
from coordination.deadlines.one_day import Window
from coordination.reviews import operations
from coordination.reviews.inviting import invite
from coordination.reviews.models import Review, ReviewKind, ReviewState
from coordination.timescales import Calendar, long_date

# The rules of time that a meeting meets, by the kind of meeting.
RULES: Mapping[ReviewKind, tuple[str, ...]] = {
    ReviewKind.LOOKED_AFTER: ("L3", "L4", "L5"),
    ReviewKind.PEP: ("L15", "L16"),
    ReviewKind.EHC_ANNUAL: ("A1", "A14"),
    ReviewKind.PATHWAY: ("L22",),
    ReviewKind.INITIAL_TAC: ("T1",),
    ReviewKind.TAC_REVIEW: ("T2",),
    ReviewKind.CHILD_IN_NEED: ("C7", "C7.2"),
}
# Where no clock of theirs runs, the next one is counted from the last that was held.
AFTER_THE_LAST: Mapping[ReviewKind, str] = {
    ReviewKind.PEP: "L16",
    ReviewKind.PATHWAY: "L22",
    ReviewKind.CHILD_IN_NEED: "C7.2",
}
# Never held with anything else (Working Together 2023).
APART = ("C3", "C4", "C5", "C6")
NOTICE = timedelta(weeks=2)
LETTER = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty that is open: the kind of meeting that meets it, its window and why that is the window, and where its
    date comes from. ``clock_id``: of the clock that runs for it, where one does.
    """

    kind: ReviewKind
    window: Window
    why: tuple[str, ...]
    source: str
    to_confirm: bool
    clock_id: UUID | None = None
    planned_at: datetime | None = None

    @property
    def key(self) -> str:
        """What names it in an address."""
        return self.kind.value


class _Due(NamedTuple):
    """When something is due, and what its rule says of itself."""

    on: date
    source: str
    confidence: str
    clock_id: UUID | None


def duties(
    clocks: Iterable[Clock], reviews: Iterable[Review], calendar: Calendar, today: date
) -> tuple[list[Duty], list[Clock]]:
    """The open duties of a child, the one that ends first first; and the clocks of meetings held by themselves.

    ``clocks``: the running ones, ``reviews``: the child's, planned and held, both as the actor may see them.
    """
    running = sorted(clocks, key=lambda one: (one.due_on, one.id))
    every = list(reviews)
    found: list[Duty] = []
    for kind, rules in RULES.items():
        due = _of_clock(running, rules) or _after_the_last(kind, every, calendar)
        if due is None:
            continue
        window, why = _window(kind, due.on, calendar, today)
        found.append(
            Duty(
                kind=kind,
                window=window,
                why=why,
                source=due.source,
                to_confirm=due.confidence == "M",
                clock_id=due.clock_id,
                planned_at=_planned(kind, every),
            )
        )
    return (
        sorted(found, key=lambda duty: (duty.window.to_on, duty.key)),
        [one for one in running if one.rule in APART],
    )


def _of_clock(running: Iterable[Clock], rules: tuple[str, ...]) -> _Due | None:
    held = next((one for one in running if one.rule in rules and one.paused_on is None), None)
    if held is None:
        return None
    said = held.explanation
    return _Due(held.due_on, str(said.get("source", "")), str(said.get("confidence", "")), held.id)


def _after_the_last(kind: ReviewKind, reviews: Iterable[Review], calendar: Calendar) -> _Due | None:
    """When the next meeting of a kind is due by its rule, counted from the last that was held."""
    rule = AFTER_THE_LAST.get(kind)
    last = max((one.held_on for one in reviews if one.kind == kind.value and one.held_on is not None), default=None)
    if rule is None or last is None:
        return None
    try:
        said = timescales.explain(rule, last, calendar=calendar)
    except timescales.TermsNotSet:
        return None
    return _Due(said.due, said.source, said.confidence, None)


def _planned(kind: ReviewKind, reviews: Iterable[Review]) -> datetime | None:
    return next(
        (one.starts_at for one in reviews if one.kind == kind.value and one.state == ReviewState.PLANNED.value), None
    )


def _window(kind: ReviewKind, due_on: date, calendar: Calendar, today: date) -> tuple[Window, tuple[str, ...]]:
    """The days on which a meeting of this kind can meet its duty, and why."""
    tomorrow = today + timedelta(days=1)
    if kind is ReviewKind.EHC_ANNUAL:
        first, last = today + NOTICE, due_on - LETTER
        return Window(kind.value, first, last), (
            f"Everybody asked must have at least two weeks’ notice, so it can be held from {long_date(first)} "
            "(SEND Regulations 2014, regulation 20(2)).",
            f"The council’s letter with its decision, due by {long_date(due_on)}, ends the review and may follow "
            f"four weeks after the meeting, so the meeting is by {long_date(last)} (regulation 20(10)).",
        )
    if kind is ReviewKind.PEP and calendar.terms is not None:
        term = calendar.terms.term_of(due_on)
        if term is not None and term.starts_on > tomorrow:
            return Window(kind.value, term.starts_on, due_on), (
                f"It belongs to one term: from {long_date(term.starts_on)} to {long_date(due_on)}.",
            )
    return Window(kind.value, tomorrow, due_on), (f"It is due by {long_date(due_on)}, and may be held sooner.",)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the day: the key and kind of its review, its chair, how long it takes, and who is asked to it."""

    id: UUID
    kind: str
    chair_id: UUID | None
    minutes: int
    invitees: Sequence[Mapping[str, Any]]


def plan_parts(
    case: Case, parts: Sequence[Part], *, starts_at: datetime, place: str, asked: str, by: Actor
) -> list[Review]:
    """Plan a review for each part, one after the other from ``starts_at``, each asking its own people.

    ``asked``: what the child said about having them on one day, kept with each. The same keys again are the same
    reviews. Raises RuleBroken as planning one does.
    """
    existing = [held for part in parts if (held := db.session.get(Review, part.id)) is not None]
    if len(existing) == len(parts):
        return existing
    day_id = new_id()
    begins = starts_at
    reviews = []
    for part in parts:
        review = operations.put_down(
            case,
            id=part.id,
            kind=part.kind,
            starts_at=begins,
            minutes=part.minutes,
            place=place,
            reason=asked,
            chair_id=part.chair_id,
            invitees=part.invitees,
            by=by,
        )
        review.day_id = day_id
        begins += timedelta(minutes=part.minutes)
        reviews.append(review)
    db.session.flush()
    for review in reviews:
        invite(review, "REQUEST")
    return reviews
