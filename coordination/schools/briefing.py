"""The staff briefing: for each adult of the school the pupils they teach or help, this week's work, and what works.

It is for the adults in the room, who have no account here: it says what to do and not why, holds no view, worry or
diagnosis, and each pupil is on the sheet of an adult who teaches or helps them and of nobody else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.agencies.models import Person
from coordination.children import disputes
from coordination.children.models import Child
from coordination.children.statements import Disagreement
from coordination.db import db
from coordination.documents.facts import DisputedFact
from coordination.plans.models import Action
from coordination.plans.queries import CLOSED, due
from coordination.schools import queries, words
from coordination.schools.models import SenCycle

NOBODY = "No class teacher named"
WEEK = timedelta(days=7)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One pupil on one adult's sheet."""

    name: str
    year: str
    teaches: bool = False
    works: list[str] = field(default_factory=list)
    gives: list[tuple[str, str]] = field(default_factory=list)
    towards: list[str] = field(default_factory=list)
    actions: list[tuple[str, date | None]] = field(default_factory=list)
    printed: dict[UUID, str] = field(default_factory=dict)
    disputed: list[tuple[DisputedFact, date]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Sheet:
    """One adult's sheet."""

    adult: str
    entries: list[Entry]


def sheets(agency_ids: Iterable[UUID], *, today: date, name_of: Callable[[Child], str]) -> list[Sheet]:
    """A sheet for each adult named by a cycle, a provision or an open action of these schools, by name."""
    keys = list(agency_ids)
    open_cycles = [row for row in queries.pupils(keys) if row.cycle is not None and row.cycle.state == "open"]
    actions = _actions(keys, today + WEEK) if keys else []
    guard.know({*(row.child.id for row in open_cycles), *(child.id for _, child, _ in actions)})
    said = queries.all_lines(row.cycle.id for row in open_cycles if row.cycle is not None)
    made: dict[str, dict[UUID, Entry]] = {}
    lines_of: dict[UUID, list[Any]] = {}
    years: dict[UUID, str] = {}
    for row in open_cycles:
        assert row.cycle is not None
        if not guard.readable([row.cycle], "sen_support"):
            continue
        lines = [held for held in said.get(row.cycle.id, []) if held.kind in queries.KINDS and held.ended_on is None]
        lines_of[row.child.id] = _allowed(lines)
        years[row.child.id] = words.year_words(row.cycle.year_group)
        _teaches(made, row.cycle, row.child, lines_of[row.child.id], name_of)
        _gives(made, row.child, lines_of[row.child.id], years[row.child.id], name_of)
    for action, child, owner in actions:
        if guard.readable([action], "actions"):
            entry = _entry(made, owner.name if owner is not None else NOBODY, child, years.get(child.id, ""), name_of)
            entry.actions.append((action.text, action.due_on or action.check_on))
            entry.printed[action.id] = action.text
            _adds_what_works(entry, lines_of.get(child.id, []))
    _say_what_is_disputed(made)
    return [
        Sheet(adult=adult, entries=sorted(held.values(), key=lambda entry: entry.name))
        for adult, held in sorted(made.items(), key=lambda pair: (pair[0] == NOBODY, pair[0].lower()))
    ]


def _say_what_is_disputed(made: dict[str, dict[UUID, Entry]]) -> None:
    """Beside what stands on a sheet, what somebody says is wrong of it, as far as whoever prints it may read that."""
    every = disputes.of_children(child_id for entries in made.values() for child_id in entries)

    def may(row: Disagreement, section: str) -> Permit | Deny:
        return guard.may("read", section, row)

    for entries in made.values():
        for child_id, entry in entries.items():
            rows = [row for row in every if row.child_id == child_id]
            facts = disputes.on_paper(rows, about=disputes.NAME_AND_SCHOOL, lines=entry.printed, readers=[may])
            entry.disputed = [(held, date.fromisoformat(held["said"]["on"])) for held in facts]


def _allowed(lines: list[Any]) -> list[Any]:
    """Lines the reader may see whole."""
    kept = []
    for line in lines:
        permit = guard.may("read", "sen_support", line)
        if isinstance(permit, Permit) and permit.fields is None:
            kept.append(line)
    return kept


def _teaches(
    made: dict[str, dict[UUID, Entry]],
    cycle: SenCycle,
    child: Child,
    lines: list[Any],
    name_of: Callable[[Child], str],
) -> None:
    adult = (cycle.class_teacher or "").strip() or NOBODY
    entry = _entry(made, adult, child, words.year_words(cycle.year_group), name_of)
    entry.teaches = True
    _adds_what_works(entry, lines)
    towards = [line for line in lines if line.kind == "outcome" and line.status not in {"achieved", "ended"}]
    entry.towards = [line.text for line in towards]
    entry.printed |= {line.id: line.text for line in towards}


def _gives(
    made: dict[str, dict[UUID, Entry]], child: Child, lines: list[Any], year: str, name_of: Callable[[Child], str]
) -> None:
    for line in lines:
        if line.kind == "provision" and (line.who or "").strip():
            entry = _entry(made, line.who.strip(), child, year, name_of)
            entry.gives.append((line.text, words.amount(line.hours_per_week, line.group_size, line.how_often)))
            entry.printed[line.id] = line.text
            _adds_what_works(entry, lines)


def _adds_what_works(entry: Entry, lines: list[Any]) -> None:
    works = [line for line in lines if line.kind == "strategy" and line.place == "school"]
    entry.works = [line.text for line in works]
    entry.printed |= {line.id: line.text for line in works}


def _entry(
    made: dict[str, dict[UUID, Entry]], adult: str, child: Child, year: str, name_of: Callable[[Child], str]
) -> Entry:
    held = made.setdefault(adult, {})
    if child.id not in held:
        held[child.id] = Entry(name=name_of(child), year=year)
    return held[child.id]


def _actions(agency_ids: list[UUID], until: date) -> list[tuple[Action, Child, Person | None]]:
    """The schools' open actions that are overdue, due this week or without a date. One query."""
    rows = db.session.execute(
        select(Action, Child, Person)
        .join(Child, Child.id == Action.child_id)
        .outerjoin(Person, Person.id == Action.owner_id)
        .where(Action.agency_id.in_(agency_ids), Action.status.not_in(CLOSED), Action.ended_on.is_(None))
        .where(Action.due_on.is_(None) | (Action.due_on <= until), Action.acceptance != "declined")
        .options(joinedload(Action.agency))
        .order_by(due(), Action.id)
        .limit(queries.MOST)
    )
    return [(row[0], row[1], row[2]) for row in rows]
