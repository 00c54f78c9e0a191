"""Small returns and workbooks made by the tests themselves, and where the shared reference data is."""

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from coordination import clock
from coordination.exchange.imports import annex_a_lists, ssda903_tables

Rows = Sequence[Mapping[str, str]]
MakeReturn = Callable[..., Path]
MakeWorkbook = Callable[..., Path]
SheetOf = Callable[..., bytes]


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.frozen(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def samples() -> Path:
    """The folder of sample files, which is not part of the project."""
    root = Path(__file__).resolve().parents[3]
    shared = Path(os.environ.get("COORDINATION_SHARED") or root.parent / "shared")
    if not (shared / "data" / "samples").is_dir():
        pytest.skip("the shared sample files are not on this machine (COORDINATION_SHARED)")
    return shared / "data" / "samples"


A_CHILD = {"CHILD": "1001", "SEX": "F", "DOB": "14/03/2012", "ETHNIC": "WBRI", "UPN": "UN1", "MOTHER": "0"}
AN_EPISODE = {
    "CHILD": "1001",
    "DECOM": "03/06/2024",
    "RNE": "S",
    "LS": "C2",
    "CIN": "N1",
    "PLACE": "U4",
    "PLACE_PROVIDER": "PR1",
    "URN": "SC010203",
}
A_ROW = {
    "header": A_CHILD,
    "episodes": AN_EPISODE,
    "reviews": {"CHILD": "1001", "DOB": "14/03/2012", "REVIEW": "27/06/2024", "REVIEW_CODE": "PN1"},
    "uasc": {"CHILD": "1001", "SEX": "F", "DOB": "14/03/2012", "DUC": "14/03/2030"},
    "missing": {
        "CHILD": "1001",
        "DOB": "14/03/2012",
        "MISSING": "M",
        "MIS_START": "01/07/2024",
        "MIS_END": "02/07/2024",
    },
    "previous_permanence": {
        "CHILD": "1001",
        "DOB": "14/03/2012",
        "PREV_PERM": "P1",
        "LA_PERM": "E06",
        "DATE_PERM": "zz/06/2014",
    },
    "sw_episodes": {
        "CHILD": "1001",
        "DOB": "14/03/2012",
        "SW_ID": "SW123",
        "SW_DECOM": "03/06/2024",
        "SW_DEC": "",
        "SW_REASON": "FCONTA",
    },
    "oc2": {
        "CHILD": "1001",
        "DOB": "14/03/2012",
        "SDQ_SCORE": "12",
        "SDQ_REASON": "",
        "CONVICTED": "0",
        "HEALTH_CHECK": "1",
        "IMMUNISATIONS": "1",
        "TEETH_CHECK": "1",
        "HEALTH_ASSESSMENT": "1",
        "SUBSTANCE_MISUSE": "0",
        "INTERVENTION_RECEIVED": "0",
        "INTERVENTION_OFFERED": "0",
    },
    "oc3": {"CHILD": "1001", "DOB": "14/03/2012", "IN_TOUCH": "YES", "ACTIV": "F1", "ACCOM": "U1"},
    "ad1": {
        "CHILD": "1001",
        "DOB": "14/03/2012",
        "DATE_INT": "01/07/2024",
        "DATE_MATCH": "01/08/2024",
        "FOSTER_CARE": "0",
        "NB_ADOPTR": "2",
        "SEX_ADOPTR": "MF",
        "LS_ADOPTR": "L11",
    },
    "placed_for_adoption": {
        "CHILD": "1001",
        "DOB": "14/03/2012",
        "DATE_PLACED": "01/07/2024",
        "DATE_PLACED_CEASED": "01/09/2024",
        "REASON_PLACED_CEASED": "RD1",
    },
    "dolo": {
        "CHILD": "1001",
        "DOB": "14/03/2012",
        "DOLO_START": "01/07/2024",
        "DOLO_END": "05/07/2024",
    },
}


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of an SSDA903 table in their order."""
    return next(known.columns for known in ssda903_tables.TABLES if known.name == table)


@pytest.fixture
def make_return(tmp_path: Path) -> MakeReturn:
    """Write an SSDA903 return: rows by table, with one ordinary child where no header is given."""

    def make(**tables: Rows) -> Path:
        folder = tmp_path / "return"
        folder.mkdir(exist_ok=True)
        for table, rows in {"header": [A_CHILD], **tables}.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, columns_of(table), restval="")
            writer.writeheader()
            writer.writerows(rows)
            (folder / f"{table}.csv").write_text(text.getvalue(), encoding="utf-8")
        return folder

    return make


def headings_of(number: int) -> list[str]:
    """Ofsted's headings of one Annex A list, in order."""
    return [column.heading for column in annex_a_lists.shapes()[number].columns]


@pytest.fixture
def make_workbook(tmp_path: Path) -> MakeWorkbook:
    """Write an Annex A workbook: for each list number its rows, each by our field names."""

    def make(lists: Mapping[int, Sequence[Mapping[str, Any]]], name: str = "annex.xlsx") -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, rows in lists.items():
            sheet = book.create_sheet(f"List {number}")
            fields = [column.field for column in annex_a_lists.shapes()[number].columns]
            sheet.append(headings_of(number))
            for row in rows:
                sheet.append([row.get(field) for field in fields])
        book.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def make_package(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook by hand, part by part, so that a part can be what no spreadsheet program writes."""

    def make(sheet: bytes, extra: Mapping[str, bytes] | None = None) -> Path:
        parts = {
            "[Content_Types].xml": b"""<?xml version="1.0"?><Types
 xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
 ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override
 PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""",
            "_rels/.rels": b"""<?xml version="1.0"?><Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="xl/workbook.xml"/></Relationships>""",
            "xl/workbook.xml": b"""<?xml version="1.0"?><workbook
 xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet
 name="List 1" sheetId="1" r:id="rId1"/></sheets></workbook>""",
            "xl/_rels/workbook.xml.rels": b"""<?xml version="1.0"?><Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
 Target="worksheets/sheet1.xml"/></Relationships>""",
            "xl/worksheets/sheet1.xml": sheet,
            **(extra or {}),
        }
        path = tmp_path / "made.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for part, content in parts.items():
                package.writestr(part, content)
        return path

    return make


@pytest.fixture
def sheet_of() -> SheetOf:
    """The XML of a sheet around some rows, after anything that should come before its root."""

    def sheet(rows: bytes, before: bytes = b"") -> bytes:
        return (
            b'<?xml version="1.0" encoding="UTF-8"?>'
            + before
            + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            + rows
            + b"</sheetData></worksheet>"
        )

    return sheet


@pytest.fixture
def ordinary() -> dict[str, dict[str, str]]:
    """One row of each SSDA903 table that is right: a girl of 12, looked after since June 2024."""
    return {table: dict(row) for table, row in A_ROW.items()}
