"""CSV files as councils' systems, people and attackers leave them."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.exchange.imports.files import LIMITS, MEGABYTE, csv_files, open_csv
from coordination.exchange.imports.findings import WrongFile


def written(folder: Path, data: bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def cells(path: Path) -> list[tuple[object, ...]]:
    return [row.cells for row in open_csv(path).rows()]


class TestAnOrdinaryFile:
    def test_a_byte_order_mark_is_not_part_of_the_first_heading(self, tmp_path: Path) -> None:
        path = written(tmp_path, "\ufeffCHILD,DOB\n1,2\n".encode())
        assert cells(path) == [("CHILD", "DOB"), ("1", "2")]

    def test_latin_1_is_read_where_utf_8_fails(self, tmp_path: Path) -> None:
        path = written(tmp_path, "CHILD,ORG\n1,Caf\u00e9\n".encode("latin-1"))
        assert cells(path)[1] == ("1", "Café")

    def test_odd_line_endings_are_all_line_endings(self, tmp_path: Path) -> None:
        for ending in ("\n", "\r\n", "\r"):
            path = written(tmp_path, f"CHILD,DOB{ending}1,2{ending}3,4".encode())
            assert cells(path) == [("CHILD", "DOB"), ("1", "2"), ("3", "4")]
        mixed = written(tmp_path, b"CHILD,DOB\r1,2\r\n3,4\n")
        assert cells(mixed) == [("CHILD", "DOB"), ("1", "2"), ("3", "4")]

    def test_semicolons_and_tabs_separate_too(self, tmp_path: Path) -> None:
        for sign in ";\t|":
            path = written(tmp_path, f"CHILD{sign}DOB\n1{sign}2\n".encode())
            assert cells(path) == [("CHILD", "DOB"), ("1", "2")]

    def test_a_quoted_comma_is_inside_its_cell(self, tmp_path: Path) -> None:
        assert cells(written(tmp_path, b'A,B\n"1,2",3\n'))[1] == ("1,2", "3")

    def test_rows_are_numbered_as_a_spreadsheet_numbers_them(self, tmp_path: Path) -> None:
        path = written(tmp_path, b"CHILD\n\n\n1\n,\n2\n")
        assert [row.number for row in open_csv(path).rows()] == [1, 4, 6]

    def test_spaces_nobody_sees_are_dropped(self, tmp_path: Path) -> None:
        assert cells(written(tmp_path, "CHILD\n\u00a01001 \n".encode()))[1] == ("1001",)

    def test_the_digest_is_of_the_bytes(self, tmp_path: Path) -> None:
        one = open_csv(written(tmp_path, b"CHILD\n1\n", "one.csv"))
        same = open_csv(written(tmp_path, b"CHILD\n1\n", "two.csv"))
        other = open_csv(written(tmp_path, b"CHILD\n2\n", "two.csv"))
        assert one.sha256 == same.sha256 != other.sha256


class TestAFileThatIsNoTable:
    def refused(self, path: Path) -> str:
        with pytest.raises(WrongFile) as caught:
            list(open_csv(path).rows())
        sentence = caught.value.sentence
        assert "\n" not in sentence
        assert sentence.endswith(".")
        return sentence

    def test_an_empty_file(self, tmp_path: Path) -> None:
        for data in (b"", b"\n\r\n  \n", b"\xef\xbb\xbf", b"\x00\x00"):
            assert self.refused(written(tmp_path, data)) == "table.csv is empty."

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        assert "no file" in self.refused(tmp_path / "table.csv")

    def test_a_folder_instead_of_a_file(self, tmp_path: Path) -> None:
        assert "no file" in self.refused(tmp_path)

    def test_a_spreadsheet_called_csv(self, tmp_path: Path) -> None:
        for start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            assert "Save it as" in self.refused(written(tmp_path, start + b"rest of it"))

    def test_a_binary_file(self, tmp_path: Path) -> None:
        assert "not a text file" in self.refused(written(tmp_path, bytes(range(256)) * 40))

    def test_unicode_text_as_a_spreadsheet_saves_it(self, tmp_path: Path) -> None:
        assert "CSV UTF-8" in self.refused(written(tmp_path, "CHILD\t1\n".encode("utf-16")))

    def test_a_quotation_mark_that_never_ends(self, tmp_path: Path) -> None:
        sentence = self.refused(written(tmp_path, b'A,B\n"1,2\n' + b"3,4\n" * 60_000))
        assert "quotation mark" in sentence

    def test_too_many_columns(self, tmp_path: Path) -> None:
        assert "columns" in self.refused(written(tmp_path, b"," * 500 + b"\n"))

    def test_too_many_rows(self, tmp_path: Path) -> None:
        path = written(tmp_path, b"CHILD\n" + b"1\n" * 50)
        with pytest.raises(WrongFile, match="more than 20 rows"):
            list(open_csv(path, replace(LIMITS, rows=20)).rows())

    def test_a_file_too_large_is_not_read_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "table.csv"
        with path.open("wb") as file:
            file.truncate(2048 * MEGABYTE)  # takes no room on the disk
        tracemalloc.start()
        try:
            with pytest.raises(WrongFile):
                open_csv(path, replace(LIMITS, file_bytes=4 * MEGABYTE))
            assert tracemalloc.get_traced_memory()[1] < 64 * MEGABYTE
        finally:
            tracemalloc.stop()

    def test_a_line_of_ten_megabytes_is_refused_in_bounded_memory(self, tmp_path: Path) -> None:
        path = written(tmp_path, b"CHILD,DOB\n" + b"x" * (10 * MEGABYTE))
        tracemalloc.start()
        try:
            assert "too long" in self.refused(path)
            assert tracemalloc.get_traced_memory()[1] < 64 * MEGABYTE
        finally:
            tracemalloc.stop()


class TestAFolder:
    def test_csv_files_are_found_whatever_their_case(self, tmp_path: Path) -> None:
        written(tmp_path, b"A\n", "Header.CSV")
        written(tmp_path, b"A\n", "episodes.csv")
        written(tmp_path, b"A\n", ".hidden.csv")
        written(tmp_path, b"A\n", "notes.docx")
        (tmp_path / "old.csv").mkdir()
        files, others = csv_files(tmp_path)
        assert [file.name for file in files] == ["Header.CSV", "episodes.csv"]
        assert others == ["notes.docx"]

    def test_a_file_instead_of_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(WrongFile, match="not a folder"):
            csv_files(written(tmp_path, b"A\n"))

    def test_a_folder_of_very_many_files(self, tmp_path: Path) -> None:
        for number in range(12):
            written(tmp_path, b"A\n", f"{number}.csv")
        with pytest.raises(WrongFile, match="more than 10 files"):
            csv_files(tmp_path, replace(LIMITS, files=10))


class TestAnyBytes:
    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.binary(max_size=400))
    def test_give_rows_or_one_sentence(self, tmp_path: Path, data: bytes) -> None:
        path = written(tmp_path, data)
        try:
            rows = list(open_csv(path).rows())
        except WrongFile as wrong:
            assert wrong.sentence.endswith(".")
        else:
            assert all(any(row.cells) for row in rows)
