"""Figures that were published for England and for each council: read from files, kept, and shown beside one's own.

They are the CSV files of the Department for Education (Explore education statistics: Education, health and care plans)
and the list of statistical neighbours of its Local authority interactive tool. A file is known by its columns, whatever
it is called. Every row is checked by itself: what cannot be right is refused and told, and the rest is read.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

from sqlalchemy import or_, select

from coordination import clock
from coordination.db import RuleBroken, db
from coordination.insight.models import PublishedFigure, PublishedNeighbour

# Our measure, and the column that publishes it.
COLUMNS = {
    "issued": "pc_plans_issued_within_20_weeks",
    "issued_without_exceptions": "pc_plans_issued_20_weeks_ex",
    "decided": "request_outcome_six_weeks_pc",
    "reviews": "pc_decsion_4weeks",
}
ENGLAND = ""
NEIGHBOURS = 10
LARGEST = 50_000_000
SOURCE = "Department for Education, Explore education statistics and Local authority interactive tool"
# What stands for a number that was not published: the signs of official statistics.
SIGNS = frozenset({"", "x", "z", "c", "u", ":", "..", "~", "-", "low", "k", "n/a"})
_CODE = re.compile(r"[0-9]{3}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Beside:
    """One measure in one year: England, the council's own as published, the mean of its statistical neighbours and of
    how many of them.
    """

    england: float | None
    neighbours: float | None
    of: int
    own: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be right, and why."""

    file: str
    row: int
    column: str
    reason: str


@dataclass(slots=True)
class Read:
    """What files say: percentages by year, DfE code and measure; neighbours by code and place; what was refused and
    what was left out.
    """

    figures: dict[tuple[int, str, str], float] = field(default_factory=dict)
    neighbours: dict[tuple[str, int], str] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    left_out: Counter[tuple[str, str, str]] = field(default_factory=Counter)


# -- reading ---------------------------------------------------------------------------------------------------


def read(path: Path) -> Read:
    """Read one file, or every CSV file of a folder. Raises RuleBroken where nothing there is a table of figures."""
    if path.is_dir():
        files = sorted(path.glob("*.csv"))
    elif path.is_file():
        files = [path]
    else:
        raise RuleBroken(f"{path} is not a file or a folder of published figures.")
    found, known = Read(), 0
    for each in files:
        known += _file(each, found)
    if not known:
        raise RuleBroken(
            f"{path} holds no published figures: none of the columns {', '.join(COLUMNS.values())} or SN_1 is there."
        )
    return found


def _file(path: Path, found: Read) -> bool:
    """Read one file. Whether it is one of published figures."""
    if path.stat().st_size > LARGEST:
        raise RuleBroken(f"{path.name} is too large to be a table of published figures.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            headings = {str(name).strip().lower() for name in rows.fieldnames or ()}
            figures = {"time_period", "geographic_level"} <= headings and bool(headings & set(COLUMNS.values()))
            if not figures and "sn_1" not in headings:
                found.left_out[path.name, "the file", "It holds none of the measures."] += 1
                return False
            for number, row in enumerate(rows, start=2):
                said = {str(name).strip().lower(): str(value or "").strip() for name, value in row.items()}
                (_figures if figures else _neighbours)(path.name, number, said, found)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise RuleBroken(f"{path.name} is not a CSV file in UTF-8.") from problem
    return True


def _figures(file: str, number: int, row: Mapping[str, str], found: Read) -> None:
    level = row.get("geographic_level", "")
    if not row.get("breakdown", "All").startswith("All"):
        found.left_out[file, "rows of a part of the children", "Only the figures for all are kept."] += 1
        return
    if level == "Regional":
        found.left_out[file, "rows of a region", "England and councils are kept."] += 1
        return
    if level not in ("National", "Local authority"):
        found.refused.append(Refused(file, number, "geographic_level", "It is not National or Local authority."))
        return
    if not _YEAR.fullmatch(row["time_period"]):
        found.refused.append(Refused(file, number, "time_period", "It is not a calendar year."))
        return
    code = ENGLAND if level == "National" else _code(row.get("old_la_code", ""))
    if level == "Local authority" and not _CODE.fullmatch(code):
        found.refused.append(Refused(file, number, "old_la_code", "It is not a DfE number of 3 digits."))
        return
    for measure, column in COLUMNS.items():
        if column in row:
            _figure(file, number, column, (int(row["time_period"]), code, measure), row[column], found)


def _figure(file: str, number: int, column: str, key: tuple[int, str, str], text: str, found: Read) -> None:
    if text.lower() in SIGNS:
        found.left_out[file, column, "It was not published for this year or council."] += 1
        return
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        found.refused.append(Refused(file, number, column, "It is not a percentage from 0 to 100."))
    elif found.figures.setdefault(key, value) != value:
        found.refused.append(Refused(file, number, column, "An earlier row says another number for the same."))


def _neighbours(file: str, number: int, row: Mapping[str, str], found: Read) -> None:
    code = _code(row.get("old_la_code", ""))
    if not _CODE.fullmatch(code):
        found.refused.append(Refused(file, number, "old_la_code", "It is not a DfE number of 3 digits."))
        return
    for place in range(1, NEIGHBOURS + 1):
        said = _code(row.get(f"sn_{place}", ""))
        if said.lower() in SIGNS:
            found.left_out[file, f"SN_{place}", "It was not published for this year or council."] += 1
        elif not _CODE.fullmatch(said):
            found.refused.append(Refused(file, number, f"SN_{place}", "It is not a DfE number of 3 digits."))
        elif found.neighbours.setdefault((code, place), said) != said:
            found.refused.append(
                Refused(file, number, f"SN_{place}", "An earlier row says another number for the same.")
            )


def _code(text: str) -> str:
    return text.strip().removesuffix(".0")


# -- keeping ---------------------------------------------------------------------------------------------------


def keep(found: Read, *, source: str = SOURCE, made_up: bool = False) -> dict[str, Counter[str]]:
    """Keep what was read: how much is new, changed or the same, by table. What is the same keeps its source and day."""
    figures = {(row.year, row.code, row.measure): row for row in db.session.scalars(select(PublishedFigure))}
    neighbours = {(row.code, row.place): row for row in db.session.scalars(select(PublishedNeighbour))}
    facts: dict[str, Any] = {"source": source, "read_on": clock.today(), "made_up": made_up}
    counted = {"published_figure": Counter[str](), "published_neighbour": Counter[str]()}
    for (year, code, measure), percent in found.figures.items():
        held = figures.get((year, code, measure))
        new = PublishedFigure(year=year, code=code, measure=measure, percent=percent, **facts)
        counted["published_figure"][_put(held, new, "percent", facts)] += 1
    for (code, place), neighbour in found.neighbours.items():
        near = neighbours.get((code, place))
        fresh = PublishedNeighbour(code=code, place=place, neighbour=neighbour, **facts)
        counted["published_neighbour"][_put(near, fresh, "neighbour", facts)] += 1
    db.session.flush()
    return counted


def _put(held: Any, new: Any, name: str, facts: Mapping[str, Any]) -> str:
    if held is None:
        db.session.add(new)
        return "new"
    if getattr(held, name) == getattr(new, name) and held.made_up == facts["made_up"]:
        return "same"
    for each, value in {**facts, name: getattr(new, name)}.items():
        setattr(held, each, value)
    return "changed"


# -- beside one's own ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for one council: each measure by year, and where it came from."""

    figures: Mapping[tuple[int, str], Beside]
    sources: Sequence[tuple[str, date]]
    made_up: bool

    def of(self, year: int, measure: str) -> Beside:
        """One measure in one year."""
        return self.figures.get((year, measure), Beside(None, None, 0))


def kept(code: str, years: Iterable[int]) -> Kept:
    """What is kept beside the council with this DfE code. Two questions of the database."""
    near = db.session.scalars(select(PublishedNeighbour).where(PublishedNeighbour.code == code)).all()
    theirs = [row.neighbour for row in near]
    rows = db.session.scalars(
        select(PublishedFigure)
        .where(PublishedFigure.year.in_(list(years)))
        .where(or_(PublishedFigure.code.in_([ENGLAND, code]), PublishedFigure.code.in_(theirs)))
    ).all()
    values = {(row.year, row.code, row.measure): row.percent for row in rows}
    used: list[Any] = [*rows, *(near if any(row.code in theirs for row in rows) else ())]
    return Kept(
        {(year, measure): _beside(values, theirs, code, year, measure) for year, _, measure in values},
        sorted({(row.source, row.read_on) for row in used}),
        any(row.made_up for row in used),
    )


def beside(path: Path, year: int, code: str) -> dict[str, Beside]:
    """What files say of a year beside the council with this DfE code, kept nowhere. Raises RuleBroken as ``read``."""
    found = read(path)
    near = [found.neighbours[code, place] for place in range(1, NEIGHBOURS + 1) if (code, place) in found.neighbours]
    return {measure: _beside(found.figures, near, code, year, measure) for measure in COLUMNS}


def _beside(
    values: Mapping[tuple[int, str, str], float], near: Iterable[str], code: str, year: int, measure: str
) -> Beside:
    theirs = [values[year, each, measure] for each in near if (year, each, measure) in values]
    return Beside(
        england=values.get((year, ENGLAND, measure)),
        neighbours=round(fmean(theirs), 1) if theirs else None,
        of=len(theirs),
        own=values.get((year, code, measure)),
    )
