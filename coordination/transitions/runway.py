"""The runway to adulthood as data: the steps from 14 to 25, strand by strand, each with the age it is needed by.

A step says whom it is for, what counts as evidence and, where the law or guidance asks for it, where that stands.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from coordination.access.policy import Deny, Permit

FIRST_AGE, LAST_AGE = 14, 25
FOR_WHOM = {
    "all": "Every young person",
    "ehc": "With an EHC plan",
    "care": "Looked after or leaving care",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. ``needed_by``: years and months of age; ``confidence`` M: to be confirmed locally."""

    code: str
    title: str
    for_whom: str
    needed_by: tuple[int, int]
    evidence: str
    source: str
    confidence: str

    @property
    def age(self) -> str:
        """The age it is needed by, in words."""
        years, months = self.needed_by
        return f"{years}" if not months else f"{years} and {months} months"

    @property
    def cited(self) -> str:
        """Where it stands, and whether that is to be confirmed; nothing where no law or guidance asks for it."""
        return f"{self.source}: to be confirmed locally" if self.confidence == "M" else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One strand of steps. ``fields``: the fields of the pathway section by which a limited view shows it."""

    code: str
    title: str
    fields: frozenset[str]
    steps: tuple[Step, ...]


@cache
def strands() -> tuple[Strand, ...]:
    """Every strand, in the order of the page."""
    text = resources.files("coordination.transitions").joinpath("runway.json").read_text(encoding="utf-8")
    held: list[dict[str, Any]] = json.loads(text)["strands"]
    return tuple(
        Strand(
            code=row["code"],
            title=row["title"],
            fields=frozenset(row["fields"]),
            steps=tuple(Step(**{**step, "needed_by": tuple(step["needed_by"])}) for step in row["steps"]),
        )
        for row in held
    )


@cache
def steps() -> dict[str, Step]:
    """Every step, by its code."""
    return {step.code: step for strand in strands() for step in strand.steps}


def strand_of(code: str) -> Strand:
    """The strand a step is of. Raises StopIteration where there is no such step."""
    return next(strand for strand in strands() if any(step.code == code for step in strand.steps))


def seen(permit: Permit | Deny) -> list[Strand]:
    """The strands a reader sees: all, or of a limited view those that show one of its fields. None of what is only
    published: the runway is the work of the team and of the young person.
    """
    if isinstance(permit, Deny) or not permit.extents & {"full", "limited"}:
        return []
    return [strand for strand in strands() if permit.fields is None or strand.fields & permit.fields]


def is_for(step: Step, belongs_to: Collection[str]) -> bool:
    """Whether a step is for a young person who has these: ``ehc``, ``care``."""
    return step.for_whom == "all" or step.for_whom in belongs_to


def at_age(born_on: date, years: int, months: int = 0) -> date:
    """The day somebody is that old. Who was born on a day that a month has not is so on the next."""
    month = born_on.month - 1 + months
    year, month = born_on.year + years + month // 12, month % 12 + 1
    try:
        return born_on.replace(year=year, month=month)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def is_on_it(born_on: date | None, today: date) -> bool:
    """Whether a young person is on the runway: from 14 until the 25th birthday."""
    return born_on is not None and at_age(born_on, FIRST_AGE) <= today < at_age(born_on, LAST_AGE)


def soon(today: date) -> date:
    """Until when a step counts as coming next."""
    return today + timedelta(days=183)
