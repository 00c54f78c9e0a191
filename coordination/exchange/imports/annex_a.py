"""Reading an Ofsted ILACS Annex A workbook: lists 1 to 9 into children, their histories and what is wrong.

Nothing is stored. Annex A is a picture of one day: it gives the latest visit, review and check, the present
legal status and the latest placement, and those are what is carried, each with its date. Left behind, with
the reason: where a child lives, names of staff, counts that follow from the dates, and lists 10 and 11.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from coordination import clock
from coordination.exchange.imports import annex_a_lists, annex_a_records
from coordination.exchange.imports.annex_a_lists import SOURCE, FoundList
from coordination.exchange.imports.annex_a_records import Parsed, Row
from coordination.exchange.imports.files import open_workbook
from coordination.exchange.imports.findings import Findings, LeftOut
from coordination.exchange.imports.histories import overlaps, without_repeats
from coordination.exchange.imports.reading import FileRead, Reading, by_kind
from coordination.exchange.imports.records import CarePeriod, ImportedChild, ProtectionPlanPeriod, Record

_WHY: Final = {
    "location": ("It says where a child lives. A person enters it, who knows whether the place is protected."),
    "staff": "It names staff. Who works with a child is chosen from the people who have an account.",
    "derived": "It is worked out again from the dates.",
    "undated": "It has no date, so it cannot be placed in the child's history.",
}
_WHY_NOT_CARRIED: Final = {
    10: "Adoption decisions come with the SSDA903 return.",
    11: "It is about adopters, not about children.",
}
# Where two lists differ about a child, the list of those most closely known comes first.
_KNOWN_BEST: Final = (8, 7, 6, 9, 5, 4, 3, 2, 1)

# The lists give the latest review, visit and check only. Of a child who became looked after in so many days before the
# file, the latest review may have been the first (CPPCR 2010 reg. 33: within 20 working days, then within 3 months).
_LATEST_IS_FIRST: Final = timedelta(days=92)


def read(path: Path, *, as_at: date | None = None) -> Reading:
    """Read and check the Annex A workbook at ``path``.

    Nothing later than ``as_at`` (today where not given) can have happened. Raises WrongFile, with one
    sentence, for a file that is not such a workbook.
    """
    findings = Findings()
    as_at = as_at or clock.today()
    parsed: list[Parsed] = []
    files: list[FileRead] = []
    left_out: list[LeftOut] = []
    with open_workbook(path) as book:
        for number, found in annex_a_lists.find(book, findings).items():
            rows, here, gone = _list(found, findings, as_at)
            parsed += here
            left_out += gone
            files.append(FileRead(found.sheet.name, f"list_{number}", rows, book.sha256))
        digest = book.sha256
    places = {file.name: _KNOWN_BEST.index(int(file.table[5:])) for file in files if _carried(file)}
    parsed = _one_birth_date(parsed, findings)
    parsed = _once(parsed, findings)
    children = _children(parsed, places, findings)
    return Reading(
        source=SOURCE,
        digest=digest,
        return_year=None,
        files=tuple(files),
        records=by_kind([*children, *(one.about for one in parsed), *_more(parsed, findings)]),
        findings=findings.in_file_order(),
        left_out=tuple(left_out),
        tells_from=as_at - _LATEST_IS_FIRST,
    )


def _carried(file: FileRead) -> bool:
    return int(file.table[5:]) in annex_a_records.READERS


def _list(found: FoundList, findings: Findings, as_at: date) -> tuple[int, list[Parsed], list[LeftOut]]:
    """The rows of one list: how many, those that can be stored, and what of them is left behind."""
    number = found.shape.number
    reader = annex_a_records.READERS.get(number)
    if reader is None:
        rows = sum(1 for row in found.sheet.rows() if row.number > found.heading.number)
        return 0, [], [LeftOut(found.sheet.name, found.shape.title, rows, _WHY_NOT_CARRIED[number])]
    counted: Counter[str] = Counter()
    parsed: list[Parsed] = []
    rows = 0
    for row in found.readers(findings, as_at):
        rows += 1
        counted.update(
            column.field for column in found.shape.columns if column.left_out and not row.blank(column.field)
        )
        about = annex_a_records.child(row, as_at)
        one = reader(Row(row, about)) if about else None
        if one is not None and not row.refused:
            parsed.append(one)
    gone = [
        LeftOut(found.sheet.name, column.heading, counted[column.field], _WHY[column.left_out])
        for column in found.shape.columns
        if column.left_out and counted[column.field]
    ]
    return rows, parsed, gone


def _one_birth_date(parsed: Sequence[Parsed], findings: Findings) -> list[Parsed]:
    """Rows of children with one date of birth. Two dates may be two children under one id, so neither is
    kept."""
    dates: dict[str, dict[date, Parsed]] = {}
    for one in parsed:
        day = one.child.born_on or one.child.expected_on
        if day is not None:
            dates.setdefault(one.child.local_id, {}).setdefault(day, one)
    for one in parsed:
        others = dates.get(one.child.local_id, {})
        if len(others) > 1:
            mine = one.child.born_on or one.child.expected_on
            other = next(found for day, found in others.items() if day != mine)
            findings.refuse(
                one.child.origin,
                None,
                "birth_dates_differ",
                f"Child {one.child.local_id} has another date of birth in {other.child.origin.file}, row "
                f"{other.child.origin.row}. They may be two children, so no row of this id is kept.",
            )
    return [one for one in parsed if not findings.refused(one.child.origin)]


def _once(parsed: Sequence[Parsed], findings: Findings) -> list[Parsed]:
    """Rows that can all be true together: none said twice, no two periods over the same days."""
    about = without_repeats([one.about for one in parsed], findings)
    for kind in (CarePeriod, ProtectionPlanPeriod):
        _apart([record for record in about if isinstance(record, kind)], findings)
    return [one for one in parsed if not findings.refused(one.child.origin)]


def _apart(periods: Iterable[CarePeriod | ProtectionPlanPeriod], findings: Findings) -> None:
    by_child: dict[str, list[CarePeriod | ProtectionPlanPeriod]] = {}
    for period in periods:
        by_child.setdefault(period.local_id, []).append(period)
    for same in by_child.values():
        same.sort(key=lambda period: period.from_on)
        for place, other in overlaps(same).items():
            findings.refuse(
                same[place].origin,
                None,
                "periods_overlap",
                f"This period and row {same[other].origin.row} cover some of the same days. "
                "They cannot both be right, so neither is kept.",
            )


def _children(parsed: Sequence[Parsed], places: dict[str, int], findings: Findings) -> list[ImportedChild]:
    """Each child once, from the list that knows them best, with what the other lists add."""
    rows: dict[str, list[ImportedChild]] = {}
    for one in parsed:
        rows.setdefault(one.child.local_id, []).append(one.child)
    children = []
    for same in rows.values():
        best, *others = sorted(same, key=lambda child: (places[child.origin.file], child.origin.row))
        for other in others:
            best = _joined(best, other, findings)
        children.append(best)
    return children


def _joined(best: ImportedChild, other: ImportedChild, findings: Findings) -> ImportedChild:
    """``best`` with what only ``other`` says. Where they differ ``best`` stands, with a doubt at the other
    row."""
    for name, unknown in (("sex", {"U"}), ("ethnicity", {"NOBT", "REFU"}), ("disabled", set[str]())):
        ours, theirs = getattr(best, name), getattr(other, name)
        if theirs is None or theirs in unknown or ours == theirs:
            continue
        if ours is None or ours in unknown:
            best = replace(best, **{name: theirs})
        else:
            findings.warn(
                other.origin,
                None,
                f"{name}_differs",
                f"What is said of {_SAID[name]} is not what {best.origin.file}, row {best.origin.row}, says. "
                "That one is kept.",
            )
    if best.born_on is None and best.expected_on is None:
        best = replace(best, born_on=other.born_on, expected_on=other.expected_on)
    return best


_SAID: Final = {"sex": "the child's sex", "ethnicity": "the child's ethnicity", "disabled": "disability"}


def _more(parsed: Sequence[Parsed], findings: Findings) -> list[Record]:
    """The visits, reviews and checks of the rows that were kept, each once although several rows may date
    it."""
    kept: dict[str, Record] = {}
    for one in parsed:
        for record in one.more:
            first = kept.setdefault(record.key, record)
            if first.facts() != record.facts():
                findings.warn(
                    record.origin,
                    None,
                    "dates_disagree",
                    f"This row and row {first.origin.row} of {first.origin.file} disagree about one date. "
                    "The first is kept.",
                )
    return list(kept.values())
