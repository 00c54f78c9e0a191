"""Reading an SSDA903 return: a folder of CSV files into children, their care and what is wrong with it.

Nothing is stored. Postcodes are left behind: a postcode is a location, and where a child lives or lived is
entered by a person who knows whether it is protected. Source: DfE children looked after (SSDA903) collection
guide and technical specification; the columns of every year since 2017 are read.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from coordination import clock
from coordination.codes import return_year as return_year_of
from coordination.exchange.imports import histories, ssda903_children, ssda903_rows, ssda903_tables
from coordination.exchange.imports.files import csv_files
from coordination.exchange.imports.findings import Findings, LeftOut
from coordination.exchange.imports.reading import FileRead, Reading, by_kind, digest_of
from coordination.exchange.imports.records import CareEpisode, CarePeriod, ImportedChild, Record, ReviewHeld
from coordination.exchange.imports.ssda903_children import Known
from coordination.exchange.imports.ssda903_tables import SOURCE, Found
from coordination.exchange.imports.values import as_date

_POSTCODES: Final = ("HOME_POST", "PL_POST")
_WHY_NO_POSTCODES: Final = (
    "A postcode says where a child lives or lived. A person enters it, who knows whether the place is protected."
)
# A year of the return: one in twenty dates at least, so that a mistyped year does not move it.
_SHARE_OF_A_YEAR: Final = 20
_DATED: Final = {
    "episodes": ("DECOM", "DEC"),
    "reviews": ("REVIEW",),
    "missing": ("MIS_START", "MIS_END"),
    "sw_episodes": ("SW_DECOM", "SW_DEC"),
}


def read(folder: Path, *, as_at: date | None = None, return_year: int | None = None) -> Reading:
    """Read and check the SSDA903 return in ``folder``.

    Nothing later than ``as_at`` (today where not given) can have happened. ``return_year`` is the year in
    which the return ends; where not given it is taken from the dates in the files. Raises WrongFile,
    with one sentence, for a folder that is not a return.
    """
    findings = Findings()
    as_at = as_at or clock.today()
    files, others = csv_files(folder)
    tables = ssda903_tables.find(files, findings)
    if others:
        # What other files are called could be anything, so they are counted and not named.
        findings.about_file("folder", "not_a_csv_file", f"Files that are not CSV files were not read ({len(others)}).")
    year = return_year or _year_of(tables, as_at)
    known = _children(tables["header"], findings, as_at, year)
    rows = Counter({"header": sum(1 for _ in tables["header"].data_rows())})
    last_day = known.last_day

    episodes, left_out = _episodes(tables.get("episodes"), findings, as_at, known, rows)
    born_on = {local_id: child.born_on for local_id, child in known.children.items() if child.born_on}
    joined = histories.join(episodes, born_on, last_day, findings)
    records: list[Record] = [
        *known.children.values(),
        *episodes,
        *joined.periods,
        *joined.legal_statuses,
        *joined.placements,
    ]
    for name, found in tables.items():
        if name in ssda903_rows.READERS:
            records += _others(found, findings, as_at, known, joined.periods, rows)
    reads = tuple(FileRead(found.file.name, name, rows[name], found.file.sha256) for name, found in tables.items())
    return Reading(
        source=SOURCE,
        digest=digest_of(reads),
        return_year=year,
        files=reads,
        records=by_kind(records),
        findings=findings.in_file_order(),
        left_out=left_out,
        tells_from=date(year - 1, 4, 1),
    )


def _year_of(tables: dict[str, Found], as_at: date) -> int:
    """The latest return year that a fair share of the dates fall in."""
    years = Counter(
        return_year_of(day)
        for name, columns in _DATED.items()
        if name in tables
        for day in _days(tables[name], columns)
        if day <= as_at
    )
    enough = [year for year, count in years.items() if count * _SHARE_OF_A_YEAR >= years.total()]
    return max(enough, default=return_year_of(as_at))


def _days(found: Found, columns: Iterable[str]) -> Iterable[date]:
    places = [found.places[column] for column in columns if column in found.places]
    for row in found.data_rows():
        for place in places:
            day = as_date(row.cells[place]) if place < len(row.cells) else None
            if day is not None:
                yield day


def _children(header: Found, findings: Findings, as_at: date, year: int) -> Known:
    read_children: list[ImportedChild] = []
    met: set[str] = set()
    for row in header.readers(findings, as_at):
        if child := ssda903_children.child(row):
            read_children.append(child)
            met.add(child.local_id)
        elif not row.blank("child"):
            met.add(str(row.value("child")))
    kept = {child.local_id: child for child in histories.without_repeats(read_children, findings)}
    _shared_upns(kept.values(), findings)
    return Known(kept, frozenset(met - kept.keys()), year, min(as_at, date(year, 3, 31)))


def _shared_upns(children: Iterable[ImportedChild], findings: Findings) -> None:
    by_upn: dict[str, list[ImportedChild]] = {}
    for child in children:
        if child.upn:
            by_upn.setdefault(child.upn, []).append(child)
    for same in by_upn.values():
        for child in same if len(same) > 1 else []:
            other = same[1] if child is same[0] else same[0]
            findings.warn(
                child.origin,
                "UPN",
                "upn_shared",
                f"Row {other.origin.row} has the same unique pupil number for another child.",
            )


def _episodes(
    found: Found | None, findings: Findings, as_at: date, known: Known, rows: Counter[str]
) -> tuple[list[CareEpisode], tuple[LeftOut, ...]]:
    if found is None:
        return [], ()
    read_episodes: list[CareEpisode] = []
    postcodes: Counter[str] = Counter()
    for row in found.readers(findings, as_at):
        rows["episodes"] += 1
        postcodes.update(column for column in _POSTCODES if not row.blank(column.lower()))
        about = ssda903_children.child_of(row, known)
        episode = ssda903_rows.episode(row, about, known) if about else None
        if episode is not None:
            read_episodes.append(episode)
    once = histories.without_repeats(read_episodes, findings)
    left_out = tuple(
        LeftOut(found.file.name, column, postcodes[column], _WHY_NO_POSTCODES)
        for column in _POSTCODES
        if postcodes[column]
    )
    return histories.without_overlaps(once, findings), left_out


def _others(
    found: Found, findings: Findings, as_at: date, known: Known, periods: list[CarePeriod], rows: Counter[str]
) -> list[Record]:
    read_records: list[Record] = []
    for row in found.readers(findings, as_at):
        rows[found.table.name] += 1
        about = ssda903_children.child_of(row, known)
        record = ssda903_rows.READERS[found.table.name](row, about, known) if about else None
        if record is not None:
            read_records.append(record)
    kept = histories.without_repeats(read_records, findings)
    if found.table.name == "reviews":
        return _while_looked_after(kept, periods, findings)
    return kept


def _while_looked_after(records: list[Record], periods: list[CarePeriod], findings: Findings) -> list[Record]:
    """Reviews that can have been reviews of a looked after child, each with the doubt where it may not have
    been."""
    by_child: dict[str, list[CarePeriod]] = {}
    for period in periods:
        by_child.setdefault(period.local_id, []).append(period)
    kept: list[Record] = []
    for record in records:
        if isinstance(record, ReviewHeld):
            _place_review(record, by_child.get(record.local_id, []), findings)
        if not findings.refused(record.origin):
            kept.append(record)
    return kept


def _place_review(review: ReviewHeld, periods: list[CarePeriod], findings: Findings) -> None:
    if not periods:
        findings.warn(
            review.origin,
            "REVIEW",
            "review_without_episode",
            "The child has no episode in this return that was kept.",
        )
        return
    first = min(periods, key=lambda period: period.from_on)
    if review.held_on < first.from_on:
        if first.began_known:
            findings.refuse(
                review.origin,
                "REVIEW",
                "review_before_care",
                "The review is before the child became looked after.",
            )
        else:
            findings.warn(
                review.origin,
                "REVIEW",
                "review_before_first_episode",
                "The review is before the first episode in this return, "
                "so the return does not show that the child was looked after then.",
            )
    elif not any(_covers(period, review.held_on) for period in periods):
        findings.warn(
            review.origin,
            "REVIEW",
            "review_outside_care",
            "The child was not looked after on the day of the review.",
        )


def _covers(period: CarePeriod, day: date) -> bool:
    return period.from_on <= day and (period.to_on is None or day <= period.to_on)
