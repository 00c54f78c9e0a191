"""Files somebody hands us, read as rows of cells and nothing else: CSV files, workbooks, folders of CSV
files.

A file is hostile until read. Sizes, rows, columns and the ratio of a compressed part are limited before
anything is parsed; XML with a document type is refused, so no entity is ever expanded and nothing is fetched;
formulas are never calculated (the result the spreadsheet program saved is read, and the cell is marked);
macros are refused. Whatever is wrong, the caller gets a ``WrongFile`` with one sentence.
"""

import codecs
import csv
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import openpyxl

from coordination.exchange.imports.findings import WrongFile

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. The largest real return of one authority is a tenth of these."""

    file_bytes: int = 32 * MEGABYTE
    rows: int = 200_000
    columns: int = 120
    line_characters: int = MEGABYTE
    cell_characters: int = 32_767
    files: int = 100
    sheets: int = 60
    parts: int = 2_000
    unpacked_bytes: int = 256 * MEGABYTE
    ratio: int = 200
    row_bytes: int = 2 * MEGABYTE
    other_part_bytes: int = 16 * MEGABYTE
    shared_texts: int = 2_000_000
    rows_walked: int = 1_500_000


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row that is not blank: its number as a spreadsheet counts, its cells, and which of them are
    formulas."""

    number: int
    cells: tuple[Cell, ...]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class CsvFile:
    """A CSV file held in memory. ``sha256`` is the digest of its bytes, in hexadecimal."""

    name: str
    sha256: str
    data: bytes = field(repr=False)
    encoding: str
    limits: Limits = LIMITS

    def rows(self) -> Iterator[RawRow]:
        """Its rows that are not blank, the heading included. Raises WrongFile when a limit is passed."""
        reader = csv.reader(self._lines(), delimiter=self._delimiter())
        count = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if len(cells) > self.limits.columns:
                    raise WrongFile(f"{self.name}, row {number}, has more than {self.limits.columns} columns.")
                stripped = tuple(_tidy(cell) for cell in cells)
                if not any(stripped):
                    continue
                count += 1
                if count > self.limits.rows + 1:
                    raise WrongFile(
                        f"{self.name} has more than {self.limits.rows:,} rows. Split it and import in parts."
                    )
                yield RawRow(number, stripped)
        except csv.Error as problem:
            raise WrongFile(
                f"{self.name} cannot be read as a CSV file after line {reader.line_num}. "
                "A quotation mark may be missing."
            ) from problem

    def _lines(self) -> Iterator[str]:
        # Universal line endings: what a Mac, a mainframe or a mix of programs left behind reads alike.
        with io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, newline=None) as text:
            while line := text.readline(self.limits.line_characters):
                if len(line) >= self.limits.line_characters and not line.endswith("\n"):
                    raise WrongFile(f"{self.name} has a line that is far too long to be a row of a table.")
                yield line

    def _delimiter(self) -> str:
        first = next(self._lines(), "")
        return max(",;\t|", key=lambda sign: (first.count(sign), sign == ","))


def read_bytes(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of an ordinary file. Raises WrongFile when there is none, it is empty or it is too large."""
    if not path.is_file():
        raise WrongFile(f"There is no file called {path.name} here.")
    try:
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as problem:
        raise WrongFile(f"{path.name} cannot be opened. Check that you may read it.") from problem
    if not data.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise WrongFile(f"{path.name} is empty.")
    if len(data) > limits.file_bytes:
        raise WrongFile(f"{path.name} is larger than {limits.file_bytes // MEGABYTE} MB. Split it and import in parts.")
    return data


def open_csv(path: Path, limits: Limits = LIMITS) -> CsvFile:
    """A CSV file: UTF-8 with or without a mark, else Latin-1. Raises WrongFile when it is not text."""
    data = read_bytes(path, limits)
    if data.startswith((b"PK\x03\x04", _OLE)):
        raise WrongFile(f"{path.name} is a spreadsheet or a zip file, not a CSV file. Save it as “CSV UTF-8”.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise WrongFile(f"{path.name} is saved as “Unicode text”. Save it as “CSV UTF-8”.")
    if b"\x00" in data:
        raise WrongFile(f"{path.name} is not a text file. Save it as “CSV UTF-8”.")
    encoding = "utf-8-sig" if _is_utf8(data) else "latin-1"
    return CsvFile(path.name, hashlib.sha256(data).hexdigest(), data, encoding, limits)


def csv_files(folder: Path, limits: Limits = LIMITS) -> tuple[list[CsvFile], list[str]]:
    """The CSV files of a folder (not of folders inside it), and the names of its other files.

    Raises WrongFile when ``folder`` is no folder or holds too many files.
    """
    if not folder.is_dir():
        raise WrongFile("That is not a folder. Give the folder that holds the CSV files.")
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if len(paths) > limits.files:
        raise WrongFile(
            f"That folder holds more than {limits.files} files. Give the folder that holds only the return."
        )
    tables = [path for path in paths if path.suffix.lower() == ".csv"]
    return [open_csv(path, limits) for path in tables], [path.name for path in paths if path not in tables]


class Sheet:
    """One sheet of an open workbook."""

    def __init__(self, name: str, file: str, books: "_Books", limits: Limits) -> None:
        self.name = name
        self.file = file
        self._books = books
        self._limits = limits

    def rows(self) -> Iterator[RawRow]:
        """Its rows that are not blank. A formula gives the result saved with it, or None, and is marked."""
        with _spreadsheet_trouble(self.file):
            rows = _sheet_rows(self._books.results, self.name, self._limits)
            if self._books.written is None:
                yield from self._plain((number, cells, frozenset()) for number, cells in rows)
                return
            marks = _formula_places(self._books.written, self.name, self._limits)
            yield from self._plain((number, cells, places) for (number, cells), places in zip(rows, marks, strict=True))

    def _plain(self, rows: Iterable[tuple[int, Sequence[Any], frozenset[int]]]) -> Iterator[RawRow]:
        count = 0
        for number, cells, formulas in rows:
            if number > self._limits.rows_walked:
                raise WrongFile(f"{self.file}, sheet {self.name}, goes on for too many rows.")
            values = [_tidy(cell) if isinstance(cell, str) else cell for cell in cells]
            while values and values[-1] in (None, "") and len(values) - 1 not in formulas:
                values.pop()
            if not values:
                continue
            count += 1
            if count > self._limits.rows:
                raise WrongFile(f"{self.file}, sheet {self.name}, has more than {self._limits.rows:,} rows.")
            yield RawRow(number, tuple(values), formulas)


@dataclass(frozen=True)
class Workbook:
    """An open workbook, looked over and safe to parse. ``sha256`` is the digest of its bytes."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]


@contextmanager
def open_workbook(path: Path, limits: Limits = LIMITS) -> Iterator[Workbook]:
    """An .xlsx workbook. Raises WrongFile when it is not one, is locked, holds macros or passes a limit."""
    data = read_bytes(path, limits)
    if data.startswith(_OLE):
        # A password turns a workbook into an OLE container with the real file encrypted inside.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WrongFile(f"{path.name} is locked with a password. Save it without one and import it again.")
        raise WrongFile(f"{path.name} is an old .xls file. Save it as an Excel workbook (.xlsx).")
    if not data.startswith(b"PK"):
        raise WrongFile(f"{path.name} is not an Excel workbook (.xlsx).")
    with _spreadsheet_trouble(path.name):
        has_formulas = _look_over(path.name, data, limits)
        results = _openpyxl(data, saved_results=True)
        # Only a second, uncalculated view says which cells are formulas; most workbooks have none.
        written = _openpyxl(data, saved_results=False) if has_formulas else None
        names = [sheet.title for sheet in results.worksheets]
    if len(names) > limits.sheets:
        raise WrongFile(f"{path.name} has more than {limits.sheets} sheets.")
    books = _Books(results, written)
    try:
        yield Workbook(
            name=path.name,
            sha256=hashlib.sha256(data).hexdigest(),
            sheets=tuple(Sheet(name, path.name, books, limits) for name in names),
        )
    finally:
        books.close()


@dataclass(frozen=True)
class _Books:
    results: Any
    written: Any | None

    def close(self) -> None:
        self.results.close()
        if self.written is not None:
            self.written.close()


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s/>]")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_TEXT: Final = re.compile(rb"<(?:\w+:)?si[\s/>]")
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK: Final = 256 * 1024
_SEAM: Final = 64


def _look_over(name: str, data: bytes, limits: Limits) -> bool:
    """Unpack every part once, keeping none, and refuse what would hurt to parse. True when there are
    formulas."""
    formulas = False
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > limits.parts:
            raise WrongFile(f"{name} is made of too many parts to be a workbook.")
        if any(part.filename.lower().endswith(("vbaproject.bin", "xlmacrosheet.xml")) for part in parts) or any(
            "/macrosheets/" in part.filename.lower() for part in parts
        ):
            raise WrongFile(f"{name} holds macros. Save it as an Excel workbook without macros (.xlsx).")
        if not any(part.filename.lower() == "[content_types].xml" for part in parts):
            raise WrongFile(f"{name} is not an Excel workbook (.xlsx).")
        for part in parts:
            unpacked += part.file_size
            if unpacked > limits.unpacked_bytes or (
                part.file_size > MEGABYTE and part.file_size > limits.ratio * max(part.compress_size, 1)
            ):
                raise WrongFile(f"{name} would unpack to far more than a workbook holds, so it was not opened.")
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                formulas |= _look_over_part(name, package, part, limits)
    return formulas


def _look_over_part(name: str, package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> bool:
    path = part.filename.lower()
    is_sheet = "/worksheets/" in path
    is_text = path.endswith("sharedstrings.xml")
    if not is_sheet and not is_text and part.file_size > limits.other_part_bytes:
        raise WrongFile(f"{name} would unpack to far more than a workbook holds, so it was not opened.")
    formulas = False
    since_row = rows = texts = 0
    seam = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            # A sign cut in two at the end of a chunk is whole in the seam kept for the next one.
            piece = seam + chunk
            if b"\x00" in piece or _DOCTYPE.search(piece):
                raise WrongFile(f"{name} holds a kind of XML that workbooks do not have, so it was not opened.")
            if is_sheet:
                starts = [match.start() for match in _ROW.finditer(piece) if match.end() > len(seam)]
                rows += len(starts)
                since_row = since_row + len(chunk) if not starts else len(piece) - starts[-1]
                formulas = formulas or _FORMULA.search(piece) is not None
            elif is_text:
                texts += sum(match.end() > len(seam) for match in _TEXT.finditer(piece))
            if rows > limits.rows_walked or texts > limits.shared_texts or (is_sheet and since_row > limits.row_bytes):
                raise WrongFile(f"{name} has a sheet that is too large to be a list of children.")
            seam = piece[-_SEAM:]
    return formulas


@contextmanager
def _spreadsheet_trouble(name: str) -> Iterator[None]:
    """Whatever the parser stumbles over in a broken workbook becomes one sentence."""
    try:
        yield
    except WrongFile:
        raise
    except Exception as problem:  # the parser raises a dozen kinds of error for a damaged file
        raise WrongFile(f"{name} is damaged or is not an Excel workbook. Open it, save it again as .xlsx.") from problem


def _openpyxl(data: bytes, *, saved_results: bool) -> Any:
    with warnings.catch_warnings():
        # It warns about styling it does not read, which changes nothing here.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=saved_results, keep_links=False, keep_vba=False
        )


def _sheet_rows(book: Any, name: str, limits: Limits) -> Iterator[tuple[int, tuple[Any, ...]]]:
    sheet = book[name]
    # The size a sheet claims for itself is not to be trusted, and is not needed.
    sheet.reset_dimensions()
    yield from enumerate(sheet.iter_rows(max_col=limits.columns, values_only=True), start=1)


def _formula_places(book: Any, name: str, limits: Limits) -> Iterator[frozenset[int]]:
    sheet = book[name]
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(max_col=limits.columns):
        yield frozenset(place for place, cell in enumerate(cells) if cell.data_type == "f")


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), MEGABYTE):
            decoder.decode(data[start : start + MEGABYTE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _tidy(text: str) -> str:
    """Text without the spaces that cannot be seen."""
    return text.replace("\u00a0", " ").replace("\ufeff", "").strip()
