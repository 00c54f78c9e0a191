"""What is wrong with a file somebody wants to import, said so that they can put it right.

A finding names the file, the row and the column, and gives a sentence. It may carry a child's local id, which
is the number the file itself uses; it never carries a name, and repeats what a cell holds only where that
cannot be a name. A row is *refused* when it cannot be stored truthfully; a *warning* is stored, with the
doubt beside it. A file that cannot be read as what it should be is not a finding but a ``WrongFile``: one
sentence, and nothing is read from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for its row."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a record came from: the source (``ssda903``, ``annex-a``), the file or sheet, the row.

    Rows are counted as a spreadsheet counts them: the heading is usually row 1.
    """

    source: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or doubtful. ``row`` is None for what concerns a whole file."""

    file: str
    row: int | None
    column: str | None
    code: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something the file holds that is deliberately not carried, how often, and why."""

    file: str
    what: str
    count: int
    reason: str


class WrongFile(Exception):
    """A file that cannot be read as what it should be. ``sentence`` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Findings:
    """Findings as they are made, in the order they are made, and which rows they refuse."""

    def __init__(self) -> None:
        self._all: list[Finding] = []
        self._refused: set[tuple[str, int]] = set()

    def refuse(self, origin: Origin, column: str | None, code: str, sentence: str) -> None:
        """The row at ``origin`` is not stored, because of ``sentence``."""
        self._refused.add((origin.file, origin.row))
        self._all.append(Finding(origin.file, origin.row, column, code, Severity.REFUSED, sentence))

    def warn(self, origin: Origin, column: str | None, code: str, sentence: str) -> None:
        """The row at ``origin`` is stored, with a doubt."""
        self._all.append(Finding(origin.file, origin.row, column, code, Severity.WARNING, sentence))

    def about_file(self, file: str, code: str, sentence: str, column: str | None = None) -> None:
        """A doubt about a whole file."""
        self._all.append(Finding(file, None, column, code, Severity.WARNING, sentence))

    def refused(self, origin: Origin) -> bool:
        """Whether the row at ``origin`` has been refused."""
        return (origin.file, origin.row) in self._refused

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)

    def in_file_order(self) -> tuple[Finding, ...]:
        """All findings, by file in the order the files were met, then by row."""
        files = {file: place for place, file in enumerate(dict.fromkeys(finding.file for finding in self._all))}
        return tuple(sorted(self._all, key=lambda finding: (files[finding.file], finding.row or 0)))


_SAFE_NUMBERS = re.compile(r"[0-9][0-9 /.:\-]{0,23}")
_SAFE_CODE = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9]{1,8}")


def shown(value: object) -> str:
    """What a cell holds, quoted, where it can be repeated: dates, numbers and codes with a figure in them.

    Anything else might be a name in the wrong column, so the words "what is written there" stand for it.
    """
    text = str(value).strip()
    if _SAFE_NUMBERS.fullmatch(text) or _SAFE_CODE.fullmatch(text):
        return f"“{text}”"
    return "what is written there"
