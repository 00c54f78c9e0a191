"""How long each kind of record is kept: rules as data, each with its source and whether it is law or local practice.

A child may have had several kinds of help: the record is one, so the rule that lasts longest decides for all of it.
Plain Python, without the database: the facts of a record come in, and the day it may be destroyed comes out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, NamedTuple
from uuid import UUID

Basis = Literal["law", "local"]
ADULT = 18


class Rule(NamedTuple):
    """One row of the schedule. ``confirmed``: read in its source; what is not says so wherever it is shown.

    ``least``: the years the law sets (by ``source``), None where no statute does. ``set``: the council chose the years.
    """

    id: str
    title: str
    applies_if: str
    anchor: str
    years: int
    counted: str
    source: str
    basis: Basis
    confirmed: bool
    least: int | None
    set: bool = False

    @property
    def basis_words(self) -> str:
        """Law or local practice, and whether somebody still has to confirm it."""
        words = "Law" if self.basis == "law" else "Local practice"
        if self.set:
            return f"{words}, period set by the council"
        return words if self.confirmed else f"{words}, to be confirmed locally"


@dataclass(frozen=True)
class Facts:
    """What the schedule asks about one record: dates and kinds of help, no name and no word of what is in it."""

    subject_id: UUID
    reference: str
    born_on: date | None
    died_on: date | None
    adopted_on: date | None
    ended_on: date
    adopted: bool
    looked_after: bool
    child_protection: bool
    child_in_need: bool
    early_help: bool
    special_needs: bool
    at_school: bool
    is_open: bool
    being_answered: bool
    held: bool
    # The council's own periods, in years, by the code of the rule.
    periods: Mapping[str, int] = field(default_factory=dict)


class Kept(NamedTuple):
    """The rule that decides for a record, and the first day it may be destroyed; None where the day cannot be told."""

    rule: Rule
    due_on: date | None


@cache
def _table() -> dict[str, object]:
    text = resources.files("coordination.rights.retention").joinpath("schedule.json").read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(text)
    return found


@cache
def _rules() -> tuple[Rule, ...]:
    held = _table()["rules"]
    assert isinstance(held, list)
    return tuple(Rule(**row) for row in held)


def rules(periods: Mapping[str, int] = MappingProxyType({})) -> tuple[Rule, ...]:
    """The schedule, in its order, with a council's own ``periods`` (years by code) where it has any."""
    return tuple(_with(held, periods.get(held.id)) for held in _rules())


def _with(held: Rule, years: int | None) -> Rule:
    if years is None:
        return held
    counted = held.counted if years == held.years else counted_words(held.anchor, years)
    return held._replace(years=years, counted=counted, set=True)


def counted_words(anchor: str, years: int) -> str:
    """How long a council's own period is, in words."""
    return {
        "birth": f"until {years} years from birth",
        "death": f"{years} years from the death",
        "adoption": f"{years} years from the adoption order",
        "end": f"{years} years after the last help or work ended",
    }[anchor]


def note() -> str:
    """What is said of the schedule as a whole."""
    return str(_table()["note"])


def rule(code: str, periods: Mapping[str, int] = MappingProxyType({})) -> Rule:
    """The rule with this code, as a council has it. Raises KeyError."""
    return {held.id: held for held in rules(periods)}[code]


def longest(facts: Facts) -> Kept:
    """The rule that keeps this record longest. Where a day is missing that a rule counts from, nobody can tell."""
    applies = [held for held in rules(facts.periods) if _applies(held, facts)]
    kept = [Kept(held, _due(held, facts)) for held in applies]
    unknown = next((held for held in kept if held.due_on is None), None)
    return unknown or max(kept, key=lambda held: held.due_on or date.max)


def is_due(facts: Facts, on: date) -> bool:
    """Whether nothing keeps the record any longer: its time is over, no help runs, nothing holds it."""
    due_on = longest(facts).due_on
    return due_on is not None and due_on <= on and not (facts.is_open or facts.being_answered or facts.held)


def _applies(held: Rule, facts: Facts) -> bool:
    died_young = (
        facts.died_on is not None and facts.born_on is not None and facts.died_on < _years(facts.born_on, ADULT)
    )
    if held.applies_if == "looked_after":
        return facts.looked_after and not died_young
    if held.applies_if == "looked_after_and_died":
        return facts.looked_after and died_young
    if held.applies_if == "nothing_else":
        return not any(_applies(other, facts) for other in _rules() if other.applies_if != "nothing_else")
    return bool(getattr(facts, held.applies_if))


def _due(held: Rule, facts: Facts) -> date | None:
    anchors = {
        "birth": facts.born_on,
        "death": facts.died_on,
        "adoption": facts.adopted_on,
        "end": facts.ended_on,
    }
    anchor = anchors[held.anchor]
    return _years(anchor, held.years) if anchor is not None else None


def _years(day: date, years: int) -> date:
    """The anniversary; of 29 February in a year without one, 1 March: never a day sooner."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
