"""What one import would bring: the records read from the files, what is wrong with them, what is left behind.

Every source is read into this one shape, so that the accepting half compares and stores all of them alike.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import cast

from coordination.exchange.imports.findings import Finding, LeftOut, Severity
from coordination.exchange.imports.records import ImportedChild, R, Record


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file or sheet that was read: as which table, how many rows under the heading, and its digest."""

    name: str
    table: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Reading:
    """Everything one import would bring, and everything that is wrong with it. Nothing has been stored.

    ``digest`` is a SHA-256 over the files that were read, whatever they were called and in whatever order.
    ``return_year`` is the year of a statutory return, None for a source that is not one. ``tells_from`` is the first
    day of the time a source tells of: what began before it had its first review and its first checks before it too.
    """

    source: str
    digest: str
    return_year: int | None
    files: tuple[FileRead, ...]
    records: Mapping[type[Record], tuple[Record, ...]]
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]
    tells_from: date | None = None

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """The records of one kind, in the order of the file."""
        return cast(tuple[R, ...], self.records.get(kind, ()))

    @property
    def children(self) -> tuple[ImportedChild, ...]:
        """The children."""
        return self.of(ImportedChild)

    def all_records(self) -> list[Record]:
        """Every record, children first, then by kind."""
        others = [kind for kind in self.records if kind is not ImportedChild]
        return [*self.children, *(record for kind in others for record in self.records[kind])]

    def refused_rows(self) -> frozenset[tuple[str, int]]:
        """The rows that are not carried, each as its file and row number."""
        return frozenset(
            (finding.file, finding.row)
            for finding in self.findings
            if finding.severity is Severity.REFUSED and finding.row is not None
        )

    def doubts(self, record: Record) -> tuple[Finding, ...]:
        """What is doubtful about the row a record was read from."""
        return tuple(self._by_row.get((record.origin.file, record.origin.row), ()))

    @cached_property
    def _by_row(self) -> dict[tuple[str, int | None], list[Finding]]:
        by_row: dict[tuple[str, int | None], list[Finding]] = {}
        for finding in self.findings:
            by_row.setdefault((finding.file, finding.row), []).append(finding)
        return by_row

    def counts(self) -> dict[str, int]:
        """How many records of each table, and ``rows_read``, ``rows_refused`` and ``warnings``."""
        counted = {kind.TABLE: len(records) for kind, records in self.records.items() if records}
        severities = Counter(finding.severity for finding in self.findings)
        return {
            **counted,
            "rows_read": sum(file.rows for file in self.files),
            "rows_refused": len(self.refused_rows()),
            "warnings": severities[Severity.WARNING],
        }


def digest_of(files: Iterable[FileRead]) -> str:
    """One SHA-256 over several files, whatever they are called and in whatever order they come."""
    lines = sorted(f"{file.table} {file.sha256}" for file in files)
    return sha256("\n".join(lines).encode()).hexdigest()


def by_kind(records: Iterable[Record]) -> dict[type[Record], tuple[Record, ...]]:
    """Records put together by their kind, each kind in the order it came."""
    kinds: dict[type[Record], list[Record]] = {}
    for record in records:
        kinds.setdefault(type(record), []).append(record)
    return {kind: tuple(same) for kind, same in kinds.items()}
