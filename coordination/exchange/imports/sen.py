"""Reading an area-SEND Annex A workbook: list 1, children with EHC plans, and list 2, children with SEN support.

Nothing is stored. The columns are those of the workbook inspectors ask for (Ofsted and CQC, area SEND inspections,
Annex A); the headings that are accepted are data (``sen_columns.json``).
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from coordination import clock
from coordination.children import identifiers
from coordination.exchange.imports import annex_a_records
from coordination.exchange.imports.annex_a_row import AnnexRow
from coordination.exchange.imports.files import RawRow, Sheet, Workbook, open_workbook
from coordination.exchange.imports.findings import Findings, LeftOut, Origin, WrongFile
from coordination.exchange.imports.reading import FileRead, Reading, by_kind
from coordination.exchange.imports.records import ImportedChild, Record
from coordination.exchange.imports.sen_records import LearnerNumber, NeedHeld, PlanHeld, SchoolHeld
from coordination.exchange.imports.ssda903_children import upn_of
from coordination.exchange.imports.values import as_text, plain

SOURCE: Final = "sen"
# Without these columns a list says nothing that can be stored.
NEEDED: Final = {1: ("child", "born_on", "first_issued_on"), 2: ("child", "born_on", "need")}
_WHY: Final = {
    "school": "Schools are known by their number.",
    "counted": "It is a count without dates: schools tell each suspension, exclusion and absence with its day.",
    "picture": "It is a picture of one day and has no date, so it cannot be placed in the child's history.",
}
_NUMBER: Final = re.compile(r"(?:^|[^a-z0-9])list[\s_\-]*([12])(?![0-9])", re.IGNORECASE)
_ROWS_LOOKED_AT: Final = 15


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet known to be a list: its row of headings, and the place of each column in it."""

    number: int
    sheet: Sheet
    heading: RawRow
    places: Mapping[str, int]


@cache
def _written() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("sen_columns.json").read_text(encoding="utf-8"))
    return found


def columns(number: int) -> Mapping[str, Mapping[str, Any]]:
    """The columns of a list by our names."""
    return {**_written()["shared"], **_written()[str(number)]["columns"]}


def read(path: Path, *, as_at: date | None = None) -> Reading:
    """Read and check the workbook at ``path``. Raises WrongFile, with one sentence, for one that is something else."""
    findings, as_at = Findings(), as_at or clock.today()
    records: list[Record] = []
    files: list[FileRead] = []
    left_out: list[LeftOut] = []
    seen: dict[str, Origin] = {}
    with open_workbook(path) as book:
        for found in _find(book, findings):
            rows = 0
            counted: Counter[str] = Counter()
            for row in _rows(found, findings, as_at):
                rows += 1
                counted.update(
                    name for name, each in columns(found.number).items() if each.get("left_out") and not row.blank(name)
                )
                records += _row(found.number, row, as_at, seen)
            files.append(FileRead(found.sheet.name, f"list_{found.number}", rows, book.sha256))
            left_out += [
                LeftOut(found.sheet.name, each["heading"], counted[name], _WHY[each["left_out"]])
                for name, each in columns(found.number).items()
                if counted[name]
            ]
        digest = book.sha256
    return Reading(
        source=SOURCE,
        digest=digest,
        return_year=None,
        files=tuple(files),
        records=by_kind(records),
        findings=findings.in_file_order(),
        left_out=tuple(left_out),
    )


def _find(book: Workbook, findings: Findings) -> list[Found]:
    held: dict[int, Found] = {}
    for place, sheet in enumerate(book.sheets, start=1):
        named = _NUMBER.search(sheet.name)
        if named is None:
            findings.about_file(
                book.name, "not_a_list", f"Sheet {place} is neither list 1 nor list 2. It was not read."
            )
            continue
        number = int(named[1])
        if number in held:
            raise WrongFile(f"The sheets {held[number].sheet.name} and {sheet.name} are both list {number}. Keep one.")
        held[number] = _headed(number, sheet)
    if not held:
        raise WrongFile(f"No list of an area-SEND Annex A is in {book.name}. Its sheets are called List 1 and List 2.")
    return [held[number] for number in sorted(held)]


def _headed(number: int, sheet: Sheet) -> Found:
    best: Found | None = None
    for looked, row in enumerate(sheet.rows()):
        if looked == _ROWS_LOOKED_AT:
            break
        headings = {plain(cell): place for place, cell in enumerate(row.cells) if isinstance(cell, str)}
        places = {
            name: headings[key]
            for name, each in columns(number).items()
            if (key := next((k for k in map(plain, [each["heading"], *each.get("also", ())]) if k in headings), None))
        }
        if best is None or len(places) > len(best.places):
            best = Found(number, sheet, row, places)
    for name in NEEDED[number]:
        if best is None or name not in best.places:
            heading = columns(number)[name]["heading"]
            title = _written()[str(number)]["title"]
            raise WrongFile(
                f"The sheet {sheet.name} has no column “{heading}”, so it cannot be read as the list of {title}."
            )
    assert best is not None
    return best


def _rows(found: Found, findings: Findings, as_at: date) -> list[AnnexRow]:
    said = {name: str(found.heading.cells[place]) for name, place in found.places.items()}
    return [
        AnnexRow(
            Origin(SOURCE, found.sheet.name, row.number),
            {name: row.cells[place] if place < len(row.cells) else None for name, place in found.places.items()},
            said,
            findings,
            as_at,
            frozenset(name for name, place in found.places.items() if place in row.formulas),
        )
        for row in found.sheet.rows()
        if row.number > found.heading.number
    ]


def _row(number: int, row: AnnexRow, as_at: date, seen: dict[str, Origin]) -> list[Record]:
    """The records of one row; none where it is refused."""
    known = annex_a_records.child(row, as_at)
    need = row.coded("need", "sen_type")
    plan = _plan(row, known) if number == 1 else None
    if number == 2 and need is None and not row.refused:
        row.refuse("need", "no_need", "There is no primary need that is known, and the list is about nothing else.")
    if known is not None and not row.refused and known.local_id in seen:
        other = seen[known.local_id]
        row.refuse(
            "child", "told_twice",
            f"{other.file}, row {other.row}, is about the same child. A child has a plan or SEN support, once.",
        )  # fmt: skip
    if known is None or row.refused:
        return []
    seen[known.local_id] = row.origin
    number_of, doubt, unknown = upn_of(row)
    whose: dict[str, Any] = {"local_id": known.local_id, "origin": row.origin}
    found: list[Record] = [replace(known, upn=number_of, upn_doubt=doubt, upn_unknown=unknown)]
    if plan is not None:
        found.append(PlanHeld(**whose, **plan))
    if need is not None:
        found.append(NeedHeld(**whose, code=need, provision="E" if number == 1 else "K"))
    learner = _learner(row)
    if learner is not None:
        found.append(LearnerNumber(**whose, number=learner, doubt=None))
    school = _school(row)
    if school is not None:
        found.append(SchoolHeld(**whose, urn=school))
    return found


def _plan(row: AnnexRow, known: ImportedChild | None) -> dict[str, Any] | None:
    first = row.day("first_issued_on", required=True)
    issued, reviewed = row.day("issued_on"), row.day("reviewed_on")
    if first is None:
        return None
    if known is not None and known.born_on is not None and first < known.born_on:
        row.refuse("first_issued_on", "before_birth", "The plan is older than the child.")
    for name, day in (("issued_on", issued), ("reviewed_on", reviewed)):
        if day is not None and day < first:
            row.refuse(name, "before_plan", f"{row.column(name)} is before the plan was first issued.")
    return {"first_issued_on": first, "issued_on": issued or first, "reviewed_on": reviewed}


def _learner(row: AnnexRow) -> str | None:
    value = row.value("uln")
    if value is None:
        return None
    checked = identifiers.check("uln", as_text(value))
    if not checked.ok:
        row.warn("uln", "uln_check", f"{checked.sentence} It is left out.")
    return checked.value if checked.ok else None


def _school(row: AnnexRow) -> str | None:
    value = row.value("urn")
    if value is None:
        return None
    text = as_text(value).strip()
    if re.fullmatch(r"[0-9]{6}", text):
        return text
    row.warn("urn", "bad_urn", "The URN of a school has 6 digits. It is left out.")
    return None
