"""One row being read: its cells turned into dates, codes, numbers and answers, with a finding for each that
is not.

A required value that is missing or wrong refuses the row. An optional one that is wrong is left out with a
warning, so that the rest of the row is kept and nobody is told something the file does not say.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from coordination.codes import CodeList, return_year
from coordination.exchange.imports.files import Cell
from coordination.exchange.imports.findings import Findings, Origin, shown

EARLIEST: Final = date(1900, 1, 1)
TEXT_LENGTH: Final = 200

_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 00:00(?::00)?)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
# Letters, figures and the signs councils put in an id. One figure at least, so a name is never taken for an
# id.
_LOCAL_ID: Final = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9/_\-]{0,35}")
_SPREADSHEET_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#MULTIVALUE"}
)
_YES: Final = frozenset({"1", "y", "yes", "true", "1 yes"})
_NO: Final = frozenset({"0", "n", "no", "false", "0 no"})


def plain(text: str) -> str:
    """Text for comparing: one case, no accents or punctuation, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(
        sign if sign.isalnum() else " " for sign in decomposed if not unicodedata.combining(sign) and sign not in "'’‘"
    )
    return " ".join(kept.casefold().split())


def as_date(value: Cell) -> date | None:
    """The date in a cell: a date of the spreadsheet, or day/month/year, or year-month-day. None when it is
    none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def as_text(value: Cell) -> str:
    """A cell as text. A whole number is written without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return unicodedata.normalize("NFC", str(value)).strip()


class RowReader:
    """One row of a known table.

    ``cells`` are by our own field names; ``columns`` gives the heading each field has in the file, for
    findings; ``formulas`` are the fields whose cell is a formula; ``as_at`` is the day nothing can have
    happened after.
    """

    def __init__(
        self,
        origin: Origin,
        cells: Mapping[str, Cell],
        columns: Mapping[str, str],
        findings: Findings,
        as_at: date,
        formulas: frozenset[str] = frozenset(),
    ) -> None:
        self.origin = origin
        self.findings = findings
        self._cells = cells
        self._columns = columns
        self._as_at = as_at
        self._formulas = formulas
        self._doubted: set[str] = set()

    @property
    def refused(self) -> bool:
        """Whether the row has been refused by now."""
        return self.findings.refused(self.origin)

    def column(self, field: str) -> str:
        """The heading of ``field`` in the file."""
        return self._columns.get(field, field)

    def refuse(self, field: str | None, code: str, sentence: str) -> None:
        """Refuse the row, because of ``field`` where one is to blame."""
        self.findings.refuse(self.origin, self.column(field) if field else None, code, sentence)

    def warn(self, field: str | None, code: str, sentence: str) -> None:
        """Keep the row, with a doubt."""
        self.findings.warn(self.origin, self.column(field) if field else None, code, sentence)

    def value(self, field: str) -> Cell:
        """What the cell holds, None when blank. A spreadsheet's error sign is blank, with a warning."""
        value = self._cells.get(field)
        if isinstance(value, str):
            value = value.strip()
            if value.upper() in _SPREADSHEET_ERRORS:
                self._doubt(field, "spreadsheet_error", "holds an error sign of the spreadsheet")
                return None
        if value is None or value == "":
            if field in self._formulas:
                self._doubt(field, "formula_without_result", "is a formula without a saved result")
            return None
        return value

    def _doubt(self, field: str, code: str, what: str) -> None:
        """Say once that a cell is taken to be blank, however often it is asked for."""
        if field not in self._doubted:
            self._doubted.add(field)
            self.warn(field, code, f"{self._said(field)} {what}. It is taken to be empty.")

    def blank(self, field: str) -> bool:
        """Whether the cell is empty or its column is missing."""
        return self._cells.get(field) in (None, "")

    def text(self, field: str) -> str | None:
        """Short free text without control signs, None when blank. Longer text is cut, with a warning."""
        value = self.value(field)
        if value is None:
            return None
        text = "".join(sign for sign in as_text(value) if unicodedata.category(sign)[0] != "C")
        if len(text) > TEXT_LENGTH:
            self.warn(field, "text_cut", f"{self._said(field)} is longer than {TEXT_LENGTH} signs and was cut.")
        return text[:TEXT_LENGTH] or None

    def local_id(self, field: str = "child") -> str | None:
        """The child's number at the authority; refuses the row when there is none or it cannot be one."""
        value = self.value(field)
        if value is None:
            self.refuse(field, "no_child_id", "There is no child id on this row.")
            return None
        text = as_text(value)
        if not _LOCAL_ID.fullmatch(text):
            self.refuse(
                field,
                "bad_child_id",
                "The child id is not an id: it may have letters, figures, /, - and _, and needs a figure.",
            )
            return None
        return text

    def day(self, field: str, *, required: bool = False, future: bool = False) -> date | None:
        """A date. One that cannot be read refuses the row when ``required``, as does one still to come.

        An optional date that cannot be read is left out with a warning; ``future`` allows a date still to
        come.
        """
        value = self.value(field)
        if value is None:
            if required:
                self.refuse(field, "no_date", f"{self._said(field)} is empty, and the row needs it.")
            return None
        day = as_date(value)
        problem = refused_date(day, self._as_at, future)
        if problem is None:
            return day
        sentence = f"{self._said(field)}: {shown(value)} {problem[1]}"
        if required:
            self.refuse(field, problem[0], sentence)
        else:
            self.warn(field, problem[0], f"{sentence} It is left out.")
        return None

    def end_day(self, field: str) -> date | None:
        """An end date: blank while something goes on, but one that cannot be read refuses the row.

        Leaving a wrong end date out would say that something ended is still going on.
        """
        return None if self.blank(field) else self.day(field, required=True)

    def code(self, field: str, codes: CodeList, *, required: bool = False) -> str | None:
        """A code of ``codes`` as it is stored. An unknown one refuses the row when ``required``."""
        value = self.value(field)
        if value is None:
            if required:
                self.refuse(field, "no_code", f"{self._said(field)} is empty, and the row needs it.")
            return None
        text = as_text(value).upper()
        if text in codes:
            return codes[text].stored_as
        self.unknown_code(field, codes, value, required=required)
        return None

    def unknown_code(self, field: str, codes: CodeList, value: Cell, *, required: bool = False) -> None:
        """Say that a cell holds no code of ``codes``."""
        sentence = f"{self._said(field)}: {shown(value)} is not a code for {codes.name.replace('_', ' ')}."
        if required:
            self.refuse(field, "unknown_code", sentence)
        else:
            self.warn(field, "unknown_code", f"{sentence} It is left out.")

    def code_years(self, field: str, codes: CodeList, first: date, last: date) -> None:
        """Warn when the code in ``field`` belongs to no return between two days: its meaning is known, its
        use odd."""
        code = codes.get(as_text(self._cells.get(field)).upper())
        if code is not None and not code.valid_between(return_year(first), max(return_year(first), return_year(last))):
            self.warn(
                field,
                "code_out_of_years",
                f"{self._said(field)}: “{code.code}” ({code.label}) is a code of returns {code.years}.",
            )

    def yes_no(self, field: str) -> bool | None:
        """Yes or no, None when blank. Anything else is left out with a warning."""
        value = self.value(field)
        if value is None:
            return None
        if isinstance(value, bool):
            return value
        text = plain(as_text(value))
        if text in _YES or text in _NO:
            return text in _YES
        self.warn(field, "not_yes_or_no", f"{self._said(field)}: {shown(value)} is not yes or no. It is left out.")
        return None

    def whole_number(self, field: str, lowest: int, highest: int) -> int | None:
        """A whole number between two others, both included, None when blank. Anything else is left out."""
        value = self.value(field)
        if value is None:
            return None
        text = as_text(value)
        if re.fullmatch(r"[0-9]{1,6}", text) and lowest <= int(text) <= highest:
            return int(text)
        self.warn(
            field,
            "not_a_number",
            f"{self._said(field)}: {shown(value)} is not a whole number from {lowest} to {highest}. It is left out.",
        )
        return None

    def _said(self, field: str) -> str:
        return self.column(field)


def refused_date(day: date | None, as_at: date, future: bool) -> tuple[str, str] | None:
    """Why a date cannot be stored, as a code and the end of a sentence; None when it can."""
    if day is None:
        return "not_a_date", "is not a date. Write day/month/year."
    if day < EARLIEST:
        return "date_too_early", "is before 1900."
    if not future and day > as_at:
        return "date_to_come", "has not happened yet."
    return None
