"""Rows of a return before they leave, what is missing in them, and what was left out: plain data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from coordination.web.csv_files import Cell


@dataclass(frozen=True, slots=True)
class Window:
    """What a return covers: the day it is a picture of, and the first and last day of the year it tells."""

    reference_on: date
    opens_on: date
    closes_on: date

    def within(self, on: date | None) -> bool:
        """Whether a day is one of the year that is told."""
        return on is not None and self.opens_on <= on <= self.closes_on


@dataclass(eq=False, slots=True)
class Row:
    """One row of one file. ``child``: the reference of the record it is about. ``under``: the row it belongs to."""

    module: str
    values: dict[str, Cell]
    child: str = ""
    under: "Row | None" = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing or wrong in a row, with the rule that says so. Never the value: it may be a name."""

    file: str
    row: int
    column: str
    rule: str
    child: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


@dataclass(slots=True)
class Gathered:
    """What was gathered for a return: its rows in order, and what stays behind, counted by what and why."""

    rows: list[Row] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, module: str, child: str = "", under: Row | None = None, **values: Cell) -> Row:
        """A further row."""
        row = Row(module, values, child, under)
        self.rows.append(row)
        return row

    def leave(self, what: str, why: str) -> None:
        """One more of something that does not leave."""
        self.left_out[what, why] += 1

    def of(self, module: str) -> Sequence[Row]:
        """The rows of one file."""
        return [row for row in self.rows if row.module == module]
