"""What the record shows of one child, looked at by each rule: a sign is its evidence, line by line, and no score.

Only rows that the reader may read are looked at: what is hidden from somebody makes no sign and changes no number.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from coordination.care.codes import words
from coordination.stability.signals import Rule, rules
from coordination.web.filters import day

# Stays of a few days away from where a child lives (SSDA903: T0 to T4), after which they go back.
_SHORT_STAY = "T"
# The chief sections of the record by the rows that are looked at.
SECTION_OF = {rule.code: rule.section for rule in rules().values()}


class Line(NamedTuple):
    """One piece of evidence: its day where it has one, and what it says."""

    on: date | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign: the rule that found it and what it found."""

    rule: Rule
    lines: tuple[Line, ...]

    @property
    def code(self) -> str:
        """The code of its rule."""
        return self.rule.code


@dataclass(slots=True)
class Facts:
    """The rows of one child that each rule looks at, by the rule's code; ``names``: what people are called."""

    rows: dict[str, list[Any]] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)


def signs(held: Facts, today: date) -> list[Sign]:
    """The signs of a child today, in the order of the rules."""
    found = []
    for code, rule in rules().items():
        lines = tuple(_LOOKING[code](held, rule, today)) if held.rows.get(code) else ()
        if lines:
            found.append(Sign(rule=rule, lines=lines))
    return found


def _moves(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    homes = [row for row in _oldest_first(held.rows["moves"]) if not row.code.startswith(_SHORT_STAY)]
    moved = [row for row in homes[1:] if rule.since(today) <= row.from_on <= today]
    if len(moved) >= rule.least:
        for row in moved:
            yield Line(row.from_on, f"Moved: {words('placement_type', row.code)}" + _unplanned(row))


def _unplanned(row: Any) -> str:
    return ". The move was not planned" if row.planned is False else ""


def _school(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    places = _oldest_first(row for row in held.rows["school"] if row.from_on is not None)
    for before, row in zip(places, places[1:], strict=False):
        if before.name != row.name and rule.since(today) <= row.from_on <= today:
            yield Line(row.from_on, f"From {before.name} to {row.name}")


def _worker(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    leads = _oldest_first(held.rows["worker"])
    for before, row in zip(leads, leads[1:], strict=False):
        if before.person_id != row.person_id and rule.since(today) <= row.from_on <= today:
            yield Line(row.from_on, f"{row.person.name} began to lead, after {before.person.name}")


def _missing(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    for row in _oldest_first(held.rows["missing"]):
        if row.to_on is None or row.to_on >= rule.since(today):
            back = "not back yet" if row.to_on is None else f"back on {day(row.to_on)}"
            yield Line(row.from_on, f"{words('missing_kind', row.kind)}: {back}")


def _attendance(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    told = [row for row in _oldest_first(held.rows["attendance"]) if row.percent is not None]
    if len(told) < 2 or (told[-1].to_on or told[-1].from_on) < rule.since(today):
        return
    before, now = told[-2], told[-1]
    if before.percent - now.percent >= rule.least:
        yield Line(now.from_on, f"{now.percent:g}%, after {before.percent:g}%")


def _sdq(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    scored = sorted((row for row in held.rows["sdq"] if row.score is not None), key=lambda row: (row.held_on, row.id))
    if len(scored) < 2 or scored[-1].held_on < rule.since(today):
        return
    before, now = scored[-2], scored[-1]
    if now.score - before.score >= rule.least:
        yield Line(now.held_on, f"{now.score}, after {before.score}. Higher means more difficulties")


def _strain(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    newest: dict[Any, Any] = {}
    for row in sorted(held.rows["strain"], key=lambda row: (row.said_on, row.id)):
        newest[row.carer_id] = row
    for row in newest.values():
        if row.score >= rule.least and row.said_on >= rule.since(today):
            helps = f". What would help: {row.would_help}" if row.would_help else ""
            yield Line(row.said_on, f"{row.score} of 10{helps}")


def _wishes(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    for row in held.rows["wishes"]:
        if row.said_on <= rule.since(today):
            yield Line(row.said_on, f"Said {(today - row.said_on).days} days ago")


def _therapy(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    for row in held.rows["therapy"]:
        if row.due_on is not None and row.due_on <= rule.since(today):
            who = row.agency.name if row.agency is not None else "A health service"
            yield Line(row.due_on, f"{who}: action {row.number} was due")


def _family_time(held: Facts, rule: Rule, today: date) -> Iterable[Line]:
    for row in _oldest_first(held.rows["family_time"]):
        if row.to_on is not None and rule.since(today) <= row.to_on <= today:
            yield Line(row.to_on, f"With {row.member.name}: what was planned ended or was changed")


def _oldest_first(rows: Iterable[Any]) -> Sequence[Any]:
    return sorted(rows, key=lambda row: (row.from_on, row.id))


_LOOKING: dict[str, Callable[[Facts, Rule, date], Iterable[Line]]] = {
    "moves": _moves,
    "school": _school,
    "worker": _worker,
    "missing": _missing,
    "attendance": _attendance,
    "sdq": _sdq,
    "strain": _strain,
    "wishes": _wishes,
    "therapy": _therapy,
    "family_time": _family_time,
}
