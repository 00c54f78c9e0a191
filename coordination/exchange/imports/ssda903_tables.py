"""The tables of the SSDA903 return as CSV: which columns each has, and how a file is known to be one of them.

Source: DfE technical specification of the children looked after (SSDA903) collection, CSV format.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coordination.exchange.imports.files import CsvFile, RawRow
from coordination.exchange.imports.findings import Findings, Origin, WrongFile
from coordination.exchange.imports.values import RowReader

SOURCE = "ssda903"


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``needed`` columns must be there; ``telling`` ones are in no other table."""

    name: str
    columns: tuple[str, ...]
    needed: frozenset[str]
    telling: frozenset[str]
    file_names: frozenset[str]


def _table(name: str, columns: str, needed: str, telling: str, also: str = "") -> Table:
    return Table(
        name,
        tuple(columns.split()),
        frozenset(needed.split()),
        frozenset(telling.split()),
        frozenset({name.replace("_", ""), *also.split()}),
    )


TABLES = (
    _table(
        "header",
        "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
        "CHILD SEX DOB",
        "ETHNIC UPN",
    ),
    _table(
        "episodes",
        "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN",
        "CHILD DECOM RNE LS PLACE DEC REC",
        "DECOM RNE",
        "episode",
    ),
    _table("reviews", "CHILD DOB REVIEW REVIEW_CODE", "CHILD REVIEW", "REVIEW", "review"),
    _table("uasc", "CHILD SEX DOB DUC", "CHILD DUC", "DUC"),
    _table("missing", "CHILD DOB MISSING MIS_START MIS_END", "CHILD MISSING MIS_START MIS_END", "MIS_START"),
    _table(
        "previous_permanence",
        "CHILD DOB PREV_PERM LA_PERM DATE_PERM",
        "CHILD PREV_PERM",
        "PREV_PERM",
        "prevperm",
    ),
    _table(
        "sw_episodes",
        "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON",
        "CHILD SW_ID SW_DECOM SW_DEC",
        "SW_ID SW_DECOM",
        "socialworker swepisode",
    ),
    _table(
        "oc2",
        "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT "
        "SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
        "CHILD",
        "SDQ_SCORE SDQ_REASON",
    ),
    _table("oc3", "CHILD DOB IN_TOUCH ACTIV ACCOM", "CHILD IN_TOUCH", "IN_TOUCH"),
    _table(
        "ad1",
        "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
        "CHILD DATE_INT",
        "DATE_INT",
    ),
    _table(
        "placed_for_adoption",
        "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
        "CHILD DATE_PLACED DATE_PLACED_CEASED",
        "DATE_PLACED",
        "placedadoption",
    ),
    _table("dolo", "CHILD DOB DOLO_START DOLO_END", "CHILD DOLO_START DOLO_END", "DOLO_START"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file known to be a table. ``places`` says at which place in a row each column is."""

    table: Table
    file: CsvFile
    heading: RawRow
    places: dict[str, int]

    def data_rows(self) -> Iterator[RawRow]:
        """The rows under the heading."""
        return (row for row in self.file.rows() if row.number > self.heading.number)

    def readers(self, findings: Findings, as_at: date) -> Iterator[RowReader]:
        """A reader of each row under the heading. A row with cells beyond the heading is refused as it is
        met."""
        columns = {column.lower(): column for column in self.places}
        width = len(self.heading.cells)
        for row in self.data_rows():
            cells = {
                column.lower(): row.cells[place] if place < len(row.cells) else None
                for column, place in self.places.items()
            }
            reader = RowReader(Origin(SOURCE, self.file.name, row.number), cells, columns, findings, as_at)
            if any(row.cells[width:]):
                reader.refuse(
                    None,
                    "too_many_cells",
                    "This row has more cells than there are columns, so its values may be in the wrong ones.",
                )
            yield reader


def find(files: Sequence[CsvFile], findings: Findings) -> dict[str, Found]:
    """The tables among the files of a folder, by the name of the table.

    A file is known by its columns, or by its name where columns are missing. Raises WrongFile when none is a
    table, when two are the same table, when a needed column is missing or when a column is there twice.
    """
    found: dict[str, Found] = {}
    for file in files:
        match = _recognise(file)
        if match is None:
            findings.about_file(
                file.name,
                "not_a_table",
                f"{file.name} is not a table of the SSDA903 return. It was not read.",
            )
            continue
        if match.table.name in found:
            raise WrongFile(
                f"{found[match.table.name].file.name} and {file.name} are both the table {match.table.name}. Keep one."
            )
        _say_columns(match, findings)
        found[match.table.name] = match
    if not found:
        raise WrongFile(
            "No table of the SSDA903 return is in this folder. Give the folder that holds header.csv and episodes.csv."
        )
    if "header" not in found:
        raise WrongFile("The header table (header.csv) is not in this folder, so nothing says who the children are.")
    return {table.name: found[table.name] for table in TABLES if table.name in found}


def _recognise(file: CsvFile) -> Found | None:
    heading = next(file.rows(), None)
    if heading is None:
        raise WrongFile(f"{file.name} is empty.")
    names = [_column(cell) for cell in heading.cells]
    table = _best(set(names), re.sub(r"[^a-z0-9]", "", file.name.lower().rsplit(".", 1)[0]))
    if table is None:
        return None
    twice = sorted({name for name in names if name in table.columns and names.count(name) > 1})
    if twice:
        raise WrongFile(f"{file.name} has the column {twice[0]} more than once. Keep the right one.")
    missing = [column for column in table.columns if column in table.needed and column not in names]
    if missing:
        raise WrongFile(f"{file.name} looks like the table {table.name}, but it has no column {', '.join(missing)}.")
    return Found(table, file, heading, {name: names.index(name) for name in table.columns if name in names})


def _best(names: set[str], file_name: str) -> Table | None:
    exact = [table for table in TABLES if names == set(table.columns)]
    telling = [table for table in TABLES if table.telling <= names]
    # By its name alone only when it holds children at all, so that another CSV called "missing" is left in
    # peace.
    named = [table for table in TABLES if file_name in table.file_names and "CHILD" in names]
    return next(iter([*exact, *telling, *named]), None)


def _say_columns(found: Found, findings: Findings) -> None:
    names = [_column(cell) for cell in found.heading.cells]
    extra = [name for name in names if name and name not in found.table.columns]
    if extra:
        # The heading of an unknown column could hold anything, so it is counted and not repeated.
        findings.about_file(
            found.file.name,
            "extra_columns",
            f"{found.file.name} has columns that the table {found.table.name} does not have ({len(extra)}). "
            "They were not read.",
        )
    for column in found.table.columns:
        if column not in found.places:
            findings.about_file(found.file.name, "missing_column", f"{found.file.name} has no column {column}.", column)


def _column(cell: object) -> str:
    return re.sub(r"[\s\-]+", "_", str(cell or "").strip().upper())
