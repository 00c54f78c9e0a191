"""The lists of Ofsted's ILACS Annex A: finding each list in a workbook, and where its columns are.

The wordings of headings that are accepted are data (``annex_a_columns.json``): for each column Ofsted's
heading, other headings that are known, and sets of words that together tell a column. Source: Ofsted,
inspection of local authority children's services (ILACS), Annex A.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final

from coordination.exchange.imports.annex_a_row import AnnexRow
from coordination.exchange.imports.files import RawRow, Sheet, Workbook
from coordination.exchange.imports.findings import Findings, Origin, WrongFile
from coordination.exchange.imports.values import plain

SOURCE: Final = "annex-a"
_LIST_NUMBER: Final = re.compile(r"(?:^|[^a-z0-9])list[\s_\-]*([0-9]{1,2})(?![0-9])", re.IGNORECASE)
# Lists 10 and 11 are known, so that they can be said to be left behind.
CARRIED: Final = range(1, 10)
_ROWS_LOOKED_AT: Final = 15
# How much of a list's columns a heading must show before an unnamed sheet is taken to be that list.
_ENOUGH: Final = 0.7


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: our field name, Ofsted's heading, and why it is left out where it is."""

    field: str
    heading: str
    exact: frozenset[str]
    words: tuple[frozenset[str], ...]
    left_out: str | None


@dataclass(frozen=True, slots=True)
class ListShape:
    """One list: its number and title, its columns in order, and the one that dates or makes a row."""

    number: int
    title: str
    key: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class FoundList:
    """A sheet known to be a list. ``places`` says at which place in a row each field is."""

    shape: ListShape
    sheet: Sheet
    heading: RawRow
    places: Mapping[str, int]

    def readers(self, findings: Findings, as_at: date) -> Iterator[AnnexRow]:
        """A reader of each row under the heading."""
        columns = {name: str(self.heading.cells[place]) for name, place in self.places.items()}
        left_out = {column.field for column in self.shape.columns if column.left_out}
        with_formulas: set[str] = set()
        for row in self.sheet.rows():
            if row.number <= self.heading.number:
                continue
            cells = {name: row.cells[place] if place < len(row.cells) else None for name, place in self.places.items()}
            formulas = frozenset(name for name, place in self.places.items() if place in row.formulas)
            for name in sorted(formulas - with_formulas - left_out):
                findings.about_file(
                    self.sheet.name,
                    "formulas",
                    f"{columns[name]} holds formulas. They were not calculated: the results saved "
                    "in the file were used.",
                    columns[name],
                )
            with_formulas |= formulas
            yield AnnexRow(Origin(SOURCE, self.sheet.name, row.number), cells, columns, findings, as_at, formulas)


@cache
def shapes() -> dict[int, ListShape]:
    """The lists by number, from the data file."""
    text = resources.files(__package__).joinpath("annex_a_columns.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return {
        int(number): ListShape(
            number=int(number),
            title=entry["title"],
            key=entry["key"],
            columns=tuple(
                _column(name, column)
                for name, column in [*data["shared"].items(), *entry["columns"].items()]
                if int(number) not in column.get("not_in", ())
            ),
        )
        for number, entry in data["lists"].items()
    }


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    return Column(
        field=name,
        heading=entry["heading"],
        exact=frozenset(plain(heading) for heading in [entry["heading"], *entry.get("also", ())]),
        words=tuple(frozenset(words.split()) for words in entry.get("words", ())),
        left_out=entry.get("left_out"),
    )


def find(book: Workbook, findings: Findings) -> dict[int, FoundList]:
    """The lists in a workbook by number, from the name of the sheet or from its headings.

    Raises WrongFile when there is none, when two sheets are one list, or when a list has no child id or no
    date.
    """
    found: dict[int, FoundList] = {}
    for place, sheet in enumerate(book.sheets, start=1):
        match = _recognise(sheet)
        if match is None:
            # What such a sheet is called could be anything, so it is named by its place.
            findings.about_file(
                book.name,
                "not_a_list",
                f"Sheet {place} of the workbook is not a list of Annex A. It was not read.",
            )
            continue
        number = match.shape.number
        if number in found:
            raise WrongFile(
                f"The sheets {found[number].sheet.name} and {sheet.name} are both list {number}. Keep one of them."
            )
        found[number] = match
        _say_columns(match, findings)
    if not found:
        raise WrongFile(f"No list of Ofsted's Annex A is in {book.name}. Its sheets are called List 1 to List 11.")
    return dict(sorted(found.items()))


def _recognise(sheet: Sheet) -> FoundList | None:
    first_rows = []
    for row in sheet.rows():
        first_rows.append(row)
        if len(first_rows) == _ROWS_LOOKED_AT:
            break
    named = _LIST_NUMBER.search(sheet.name)
    shape = shapes().get(int(named[1])) if named else None
    candidates = [shape] if shape else list(shapes().values())
    best: tuple[float, FoundList] | None = None
    for candidate in candidates:
        for row in first_rows:
            places = _places(candidate, row)
            share = len(places) / len(candidate.columns)
            if best is None or share > best[0]:
                best = share, FoundList(candidate, sheet, row, places)
    if best is None or (shape is None and best[0] < _ENOUGH):
        return None
    found = best[1]
    needed = ["enquired_on"] if found.shape.number == 11 else ["child", found.shape.key]
    for column in found.shape.columns:
        if column.field in needed and column.field not in found.places:
            raise WrongFile(
                f"The sheet {sheet.name} has no column “{column.heading}”, so it cannot be read as a list of "
                f"{found.shape.title}."
            )
    _refuse_twice(found)
    return found


def _say_columns(found: FoundList, findings: Findings) -> None:
    """Say which columns are missing, and how many there are that the list does not have."""
    if found.shape.number not in CARRIED:
        return
    name = found.sheet.name
    for column in found.shape.columns:
        if column.field not in found.places and column.left_out is None:
            findings.about_file(name, "missing_column", f"{name} has no column “{column.heading}”.", column.heading)
    extra = [
        place
        for place, cell in enumerate(found.heading.cells)
        if cell not in (None, "") and place not in found.places.values()
    ]
    if extra:
        findings.about_file(
            name,
            "extra_columns",
            f"{name} has columns that the list does not have ({len(extra)}). They were not read.",
        )


def _refuse_twice(found: FoundList) -> None:
    headings = [plain(cell) for cell in found.heading.cells if isinstance(cell, str)]
    for column in found.shape.columns:
        if column.left_out is None and sum(heading in column.exact for heading in headings) > 1:
            raise WrongFile(
                f"The sheet {found.sheet.name} has the column “{column.heading}” more than once. Keep the right one."
            )


def _places(shape: ListShape, row: RawRow) -> dict[str, int]:
    """Where each column of ``shape`` is in a row of headings: known headings first, then by their words."""
    headings = {place: plain(cell) for place, cell in enumerate(row.cells) if isinstance(cell, str) and cell.strip()}
    places: dict[str, int] = {}
    for column in shape.columns:
        for place, heading in headings.items():
            if heading in column.exact and place not in places.values():
                places.setdefault(column.field, place)
    for column in shape.columns:
        for place, heading in headings.items():
            words = set(heading.split())
            if place not in places.values() and any(told <= words for told in column.words):
                places.setdefault(column.field, place)
    return places
