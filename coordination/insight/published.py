"""Figures that were published for England and for each council, to read beside one's own.

They are the CSV files of the Department for Education (Explore education statistics: Education, health and care plans)
and the list of statistical neighbours of its Local authority interactive tool, in one folder. A file is known by its
columns, whatever it is called. Nothing of it is stored.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from coordination.db import RuleBroken

# Our measure, and the column that publishes it.
COLUMNS = {
    "issued": "pc_plans_issued_within_20_weeks",
    "issued_without_exceptions": "pc_plans_issued_20_weeks_ex",
    "decided": "request_outcome_six_weeks_pc",
    "reviews": "pc_decsion_4weeks",
}
NEIGHBOURS = 10
LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class Beside:
    """One measure for England, and the mean of the council's statistical neighbours and of how many of them."""

    england: float | None
    neighbours: float | None
    of: int


def beside(folder: Path, year: int, code: str) -> dict[str, Beside]:
    """What was published for a year beside the council with this DfE code. Raises RuleBroken where it is no folder."""
    if not folder.is_dir():
        raise RuleBroken(f"{folder} is not a folder of published figures.")
    england: dict[str, float] = {}
    councils: dict[str, dict[str, float]] = {name: {} for name in COLUMNS}
    near: list[str] = []
    for row in _rows(folder):
        if "sn_1" in row and _code(row.get("old_la_code", "")) == code:
            near = [_code(row.get(f"sn_{place}", "")) for place in range(1, NEIGHBOURS + 1)]
        if row.get("time_period") != str(year) or not row.get("breakdown", "All").startswith("All"):
            continue
        for name, column in COLUMNS.items():
            value = _number(row.get(column, ""))
            if value is None:
                continue
            if row.get("geographic_level") == "National":
                england[name] = value
            elif row.get("geographic_level") == "Local authority":
                councils[name][_code(row.get("old_la_code", ""))] = value
    found = {}
    for name in COLUMNS:
        theirs = [councils[name][each] for each in near if each in councils[name]]
        found[name] = Beside(england.get(name), round(fmean(theirs), 1) if theirs else None, len(theirs))
    return found


def _rows(folder: Path) -> Iterator[Mapping[str, str]]:
    for path in sorted(folder.glob("*.csv")):
        if path.stat().st_size > LARGEST:
            raise RuleBroken(f"{path.name} is too large to be a table of published figures.")
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    yield {str(name).lower(): str(value or "").strip() for name, value in row.items()}
        except (UnicodeDecodeError, csv.Error) as problem:
            raise RuleBroken(f"{path.name} is not a CSV file in UTF-8.") from problem


def _code(text: str) -> str:
    return text.strip().removesuffix(".0")


def _number(text: str) -> float | None:
    """A published percentage; None for the signs that stand for what was not published."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 100 else None
