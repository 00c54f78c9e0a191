"""Workbooks as people and attackers make them."""

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from coordination.exchange.imports.files import LIMITS, MEGABYTE, Limits, RawRow, open_workbook
from coordination.exchange.imports.findings import WrongFile

MakePackage = Callable[..., Path]
SheetOf = Callable[..., bytes]
ROW = b'<row r="1"><c r="A1" t="inlineStr"><is><t>1001</t></is></c></row>'


def rows_of(path: Path, limits: Limits = LIMITS) -> list[RawRow]:
    with open_workbook(path, limits) as book:
        return [row for sheet in book.sheets for row in sheet.rows()]


def refused(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(WrongFile) as caught:
        rows_of(path, limits)
    sentence = caught.value.sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


class TestAnOrdinaryWorkbook:
    def test_cells_keep_their_kind(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(["1001", 7, 1.5, datetime(2024, 6, 3), True, None, "x"])
        book.save(tmp_path / "book.xlsx")
        assert rows_of(tmp_path / "book.xlsx")[0].cells == (
            "1001",
            7,
            1.5,
            datetime(2024, 6, 3),
            True,
            None,
            "x",
        )

    def test_rows_are_numbered_as_the_spreadsheet_numbers_them(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active["A2"] = "heading"
        book.active["B5"] = "value"
        book.save(tmp_path / "book.xlsx")
        assert [row.number for row in rows_of(tmp_path / "book.xlsx")] == [2, 5]

    def test_the_size_a_sheet_claims_is_not_believed(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        claim = sheet_of(ROW).replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
        assert len(rows_of(make_package(claim))) == 1


class TestFormulas:
    def test_the_saved_result_is_read_and_the_cell_marked(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        sheet = sheet_of(b'<row r="1"><c r="A1"><f>1+1</f><v>41</v></c><c r="B1"><v>7</v></c></row>')
        row = rows_of(make_package(sheet))[0]
        assert row.cells == (41, 7)
        assert row.formulas == {0}

    def test_nothing_is_calculated(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        sheet = sheet_of(b'<row r="1"><c r="A1"><f>1+1</f></c></row>')
        row = rows_of(make_package(sheet))[0]
        assert row.cells == (None,)
        assert row.formulas == {0}

    def test_text_that_begins_like_a_formula_is_text(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        text = b'<row r="1"><c r="A1" t="inlineStr"><is><t>=cmd|calc!A1</t></is></c></row>'
        row = rows_of(make_package(sheet_of(text)))[0]
        assert row.cells == ("=cmd|calc!A1",)
        assert not row.formulas


class TestAFileThatIsNoWorkbook:
    def test_a_locked_one_says_to_unlock_it(self, tmp_path: Path) -> None:
        path = tmp_path / "locked.xlsx"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"))
        assert "password" in refused(path)

    def test_an_old_one_says_to_save_it_anew(self, tmp_path: Path) -> None:
        path = tmp_path / "old.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
        assert "old .xls" in refused(path)

    def test_something_else_altogether(self, tmp_path: Path) -> None:
        for data in (
            b"%PDF-1.7 ...",
            b"CHILD,DOB\n1,2\n",
            b"PK\x03\x04 and then nothing",
            b"PK",
            b"\x89PNG\r\n",
        ):
            path = tmp_path / "annex.xlsx"
            path.write_bytes(data)
            assert "annex.xlsx" in refused(path)

    def test_an_empty_one(self, tmp_path: Path) -> None:
        (tmp_path / "annex.xlsx").write_bytes(b"")
        assert refused(tmp_path / "annex.xlsx") == "annex.xlsx is empty."

    def test_a_zip_of_other_things(self, tmp_path: Path) -> None:
        path = tmp_path / "annex.xlsx"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("../../etc/cron.d/job", "x")
        assert "not an Excel workbook" in refused(path)
        assert not (tmp_path.parent.parent / "etc").exists()

    def test_a_document_of_another_office_program(self, tmp_path: Path) -> None:
        path = tmp_path / "annex.xlsx"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("word/document.xml", "<document/>")
        assert "Excel workbook" in refused(path)


class TestAHostileWorkbook:
    def bounded(self, path: Path) -> str:
        tracemalloc.start()
        try:
            sentence = refused(path)
            assert tracemalloc.get_traced_memory()[1] < 96 * MEGABYTE
        finally:
            tracemalloc.stop()
        return sentence

    def test_one_that_unpacks_to_far_more_than_it_is(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        path = make_package(sheet_of(ROW + b" " * (64 * MEGABYTE)))
        assert path.stat().st_size < MEGABYTE
        assert "unpack" in self.bounded(path)

    def test_one_that_lies_about_how_much_it_unpacks_to(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        path = make_package(sheet_of(ROW + b" " * (64 * MEGABYTE)))
        data = bytearray(path.read_bytes())
        real = struct.pack("<I", len(sheet_of(ROW + b" " * (64 * MEGABYTE))))
        assert data.count(real) == 2
        path.write_bytes(bytes(data).replace(real, struct.pack("<I", 900)))
        assert "made.xlsx" in self.bounded(path)

    def test_one_part_overlapping_another_is_no_way_round_the_limit(
        self, make_package: MakePackage, sheet_of: SheetOf
    ) -> None:
        limits = replace(LIMITS, unpacked_bytes=10_000)
        path = make_package(sheet_of(ROW), {f"xl/more{number}.xml": b"<a/>" * 700 for number in range(5)})
        assert "unpack" in refused(path, limits)

    def test_very_many_parts(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        path = make_package(sheet_of(ROW), {f"xl/{number}.xml": b"<a/>" for number in range(2_100)})
        assert "too many parts" in refused(path)

    def test_an_entity_of_another_file_is_never_read(
        self, tmp_path: Path, make_package: MakePackage, sheet_of: SheetOf
    ) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("the-secret")
        doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
        sheet = sheet_of(b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>', doctype)
        sentence = refused(make_package(sheet))
        assert "XML" in sentence
        assert "the-secret" not in sentence

    def test_entities_that_multiply_are_refused(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        lines = [b'<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 10)]
        sheet = sheet_of(ROW, b"<!DOCTYPE x [" + b"".join(lines) + b"]>")
        assert "XML" in self.bounded(make_package(sheet))

    def test_a_document_type_hides_in_no_part_and_no_encoding(
        self, make_package: MakePackage, sheet_of: SheetOf
    ) -> None:
        doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "v">]><x/>'
        for part in ("xl/styles.xml", "xl/sharedStrings.xml", "docProps/core.xml", "xl/_rels/x.rels"):
            assert "XML" in refused(make_package(sheet_of(ROW), {part: doctype.encode()}))
            assert "XML" in refused(make_package(sheet_of(ROW), {part: doctype.encode("utf-16")}))

    def test_a_document_type_across_the_seam_of_two_pieces(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        for shift in range(12):
            padding = b"<!--" + b"x" * (256 * 1024 - 12 - shift) + b"-->"
            sheet = padding + b"<!DOCTYPE x []>" + sheet_of(ROW)
            assert "XML" in refused(make_package(sheet))

    def test_one_row_of_very_many_cells(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        chance = random.Random(1)
        cells = b"".join(f'<c r="A1"><v>{chance.random()}</v></c>'.encode() for _ in range(120_000))
        assert "too large" in self.bounded(make_package(sheet_of(b'<row r="1">' + cells + b"</row>")))

    def test_a_row_numbered_as_if_millions_came_before_it(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        sheet = sheet_of(ROW + b'<row r="99999999"><c r="A99999999"><v>1</v></c></row>')
        limits = replace(LIMITS, rows_walked=50_000)
        assert "too many rows" in refused(make_package(sheet), limits)

    def test_macros(self, make_package: MakePackage, sheet_of: SheetOf) -> None:
        for part in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "XL/VBAPROJECT.BIN"):
            assert "macros" in refused(make_package(sheet_of(ROW), {part: b"x"}))

    def test_too_many_sheets(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for number in range(5):
            book.create_sheet(f"S{number}")
        book.save(tmp_path / "book.xlsx")
        assert "more than 3 sheets" in refused(tmp_path / "book.xlsx", replace(LIMITS, sheets=3))

    def test_a_workbook_damaged_anywhere_gives_rows_or_one_sentence(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for number in range(40):
            book.active.append([number, f"text {number}", datetime(2024, 1, 1)])
        whole = io.BytesIO()
        book.save(whole)
        chance = random.Random(11)
        path = tmp_path / "book.xlsx"
        sentences = 0
        for _ in range(80):
            data = bytearray(whole.getvalue())
            if chance.random() < 0.5:
                data = data[: chance.randrange(len(data))]
            for _ in range(chance.randrange(1, 6)):
                if data:
                    data[chance.randrange(len(data))] = chance.randrange(256)
            path.write_bytes(bytes(data))
            try:
                rows_of(path)
            except WrongFile as wrong:
                sentences += 1
                assert wrong.sentence.endswith(".")
        assert sentences > 40

    def test_a_part_damaged_inside_a_whole_zip_gives_rows_or_one_sentence(
        self, make_package: MakePackage, sheet_of: SheetOf
    ) -> None:
        sheet = sheet_of(b"".join(ROW.replace(b"1", str(number).encode(), 2) for number in range(1, 30)))
        chance = random.Random(12)
        sentences = 0
        for _ in range(80):
            data = bytearray(sheet)
            for _ in range(chance.randrange(1, 4)):
                data[chance.randrange(len(data))] = chance.randrange(1, 256)
            try:
                rows_of(make_package(bytes(data)))
            except WrongFile as wrong:
                sentences += 1
                assert wrong.sentence.endswith(".")
        assert sentences > 20
