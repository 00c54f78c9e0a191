"""The provision map of a school: who gets what, with hours a week, and totals by adult and by area of need.

Two totals, because they answer two questions. Pupils' hours: what children get. Adults' hours: a group of four who have
one hour together is one hour of an adult, and so is a group of three with a place free; five pupils in groups of four
are two groups.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from uuid import UUID

from coordination.children.models import Child
from coordination.plans.models import ProvisionLine
from coordination.schools import words
from coordination.schools.models import SenCycle

NOBODY = "Nobody named"
NO_AREA = "No area named"


@dataclass(slots=True, kw_only=True)
class Given:
    """One provision for one pupil."""

    child_id: UUID
    child: str
    year: str
    what: str
    area: str
    who: str
    hours: float | None
    group_size: int | None
    how_often: str
    teacher: str


@dataclass(slots=True, kw_only=True)
class Together:
    """One provision with everybody who gets it."""

    what: str
    who: str
    pupils: list[Given] = field(default_factory=list)

    @property
    def hours(self) -> float:
        """The hours its pupils get, together."""
        return sum(held.hours or 0 for held in self.pupils)

    @property
    def adult_hours(self) -> float:
        """The hours it takes of an adult."""
        return adult_hours(self.pupils)


@dataclass(slots=True, kw_only=True)
class Total:
    """What one adult gives, or what is given in one area of need."""

    name: str
    pupils: int
    hours: float
    adult_hours: float


def given(line: ProvisionLine, cycle: SenCycle, child: Child, name: str) -> Given:
    """A row of the map."""
    return Given(
        child_id=child.id,
        child=name,
        year=words.year_words(cycle.year_group),
        what=line.text,
        area=words.AREAS.get(line.area or "", NO_AREA),
        who=(line.who or "").strip() or NOBODY,
        hours=line.hours_per_week,
        group_size=line.group_size,
        how_often=line.how_often or "",
        teacher=cycle.class_teacher or "",
    )


def adult_hours(rows: Iterable[Given]) -> float:
    """The hours it takes of adults: pupils who have the same with the same adult meet in groups of the size named."""
    groups: dict[tuple[str, str, float, int], int] = {}
    for row in rows:
        key = (*_same(row), row.hours or 0, row.group_size or 1)
        groups[key] = groups.get(key, 0) + 1
    return round(sum(hours * ceil(pupils / size) for (_, _, hours, size), pupils in groups.items()), 2)


def _same(row: Given) -> tuple[str, str]:
    return " ".join(row.what.lower().split()), row.who.lower()


def together(rows: Iterable[Given]) -> list[Together]:
    """The map: the same provision by the same adult once, with its pupils; the most hours first."""
    found: dict[tuple[str, str], Together] = {}
    for row in rows:
        found.setdefault(_same(row), Together(what=row.what, who=row.who)).pupils.append(row)
    return sorted(found.values(), key=lambda held: (-held.hours, held.what.lower(), held.who.lower()))


def totals(rows: Iterable[Given], by: str) -> list[Total]:
    """Totals ``by`` "who" or "area", the most hours first."""
    groups: dict[str, list[Given]] = {}
    for row in rows:
        groups.setdefault(getattr(row, by), []).append(row)
    made = [
        Total(
            name=name,
            pupils=len({row.child_id for row in held}),
            hours=round(sum(row.hours or 0 for row in held), 2),
            adult_hours=adult_hours(held),
        )
        for name, held in groups.items()
    ]
    return sorted(made, key=lambda total: (-total.hours, total.name))
