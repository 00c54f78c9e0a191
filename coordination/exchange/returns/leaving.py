"""A return leaves: gathered, checked, and written as files, or held back with what is missing in it.

It is read by whoever runs the command as a named process, for one return and one window, and what was done is in the
audit. No words that anybody wrote are in it, and no place that is kept from somebody.
"""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from coordination import clock
from coordination.agencies.models import Authority
from coordination.db import RuleBroken
from coordination.exchange.returns import guarding, sen2, sen2_gather
from coordination.exchange.returns.rows import Gap, Gathered, Row, Window
from coordination.exchange.whose import authority_of
from coordination.web.csv_files import written


@dataclass(frozen=True, slots=True)
class Return:
    """How one return is made: its window, its rows, its columns and its check."""

    reference_day: Callable[[date], date]
    window: Callable[[date], Window]
    gather: Callable[[Authority, Window, Mapping[str, str]], Gathered]
    columns: Callable[[], dict[str, list[str]]]
    words: Callable[[], dict[str, list[str]]]
    check: Callable[[list[Row], Window], list[Gap]]
    unconfirmed: Callable[[], dict[str, str]]


RETURNS = {
    "sen2": Return(
        sen2.reference_day, sen2.window, sen2_gather.gather, sen2.columns, sen2.words, sen2.check, sen2.unconfirmed
    )
}
# Which row of which file belongs to which other: the files themselves have no column for it.
BELONGS = "belongs.csv"
_BELONGS_COLUMNS = ("file", "row", "under_file", "under_row")


@dataclass
class Outcome:
    """What left, or why nothing did: rows by file, what is missing with its rule, what was left out and why."""

    kind: str
    window: Window
    leaves: bool = False
    files: dict[str, str] = field(default_factory=dict, repr=False)
    rows: Counter[str] = field(default_factory=Counter)
    gaps: list[Gap] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    unconfirmed: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, Any]:
        """For the audit: the return, its window, and counts only."""
        return {
            "kind": self.kind,
            "reference_on": self.window.reference_on.isoformat(),
            "from_on": self.window.opens_on.isoformat(),
            "to_on": self.window.closes_on.isoformat(),
            "written": self.leaves,
            "rows": sum(self.rows.values()),
            "missing": len(self.gaps),
        }

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return self.counts() | {
            "rows": dict(self.rows),
            "missing": [gap.as_json() for gap in self.gaps],
            "left_out": self.left_out,
            "unconfirmed": self.unconfirmed,
        }

    def text(self) -> str:
        """For a person."""
        told = self.window
        lines = [f"{self.kind}: {told.opens_on} to {told.closes_on}, as on {told.reference_on}"]
        lines += [f"{name:<16} {count} rows" for name, count in self.rows.items()]
        lines += [f"missing: {g.file} row {g.row} {g.column} ({g.rule}; record {g.child or '-'}): {g.reason}" for g in
                  self.gaps]  # fmt: skip
        lines += [f"left out: {row['what']} ({row['count']}): {row['reason']}" for row in self.left_out]
        if self.unconfirmed:
            lines.append("Not confirmed with the guide of the year. Look at these before you send it:")
            lines += [f"  {column}: {why}" for column, why in self.unconfirmed.items()]
        if self.leaves:
            lines.append("Written." if not self.gaps else "Written, although it is not complete.")
        else:
            lines.append("Nothing was written. Put right what is missing, or add --anyway.")
        return "\n".join(lines)


def run(
    kind: str,
    out: Path,
    *,
    authority_code: str | None,
    reference_on: date | None = None,
    anyway: bool = False,
    said: Mapping[str, str] | None = None,
) -> Outcome:
    """Gather and check a return for the folder ``out``. It may leave where nothing is missing, or ``anyway``."""
    made = RETURNS[kind]
    today = clock.today()
    on = reference_on or made.reference_day(today)
    if on > today:
        raise RuleBroken("The day a return is a picture of must be today or earlier.")
    if out.exists() and not out.is_dir():
        raise RuleBroken(f"{out} is not a folder.")
    held = made.window(on)
    found = made.gather(authority_of(authority_code), held, said or {})
    guarding.take_out(found, made.words())
    columns = made.columns()
    outcome = Outcome(
        kind,
        held,
        rows=Counter({name: len(found.of(name)) for name in columns}),
        gaps=made.check(found.rows, held),
        unconfirmed=made.unconfirmed(),
        left_out=[
            {"what": what, "count": count, "reason": why} for (what, why), count in sorted(found.left_out.items())
        ],
    )
    outcome.leaves = anyway or not outcome.gaps
    if outcome.leaves:
        for name, headings in columns.items():
            rows = [[row.values.get(column) for column in headings] for row in found.of(name)]
            outcome.files[f"{name}.csv"] = written(headings, rows, mark=False)
        outcome.files[BELONGS] = written(_BELONGS_COLUMNS, _belongs(found, list(columns)), mark=False)
    return outcome


def write(outcome: Outcome, out: Path) -> None:
    """Write the files of a return that may leave, after it is in the audit that they do."""
    if outcome.leaves:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, text in outcome.files.items():
            _write(out / name, text)


def _belongs(found: Gathered, names: list[str]) -> list[list[str | int]]:
    places = {id(row): number for name in names for number, row in enumerate(found.of(name), start=2)}
    return [
        [f"{row.module}.csv", places[id(row)], f"{row.under.module}.csv", places[id(row.under)]]
        for row in found.rows
        if row.under is not None
    ]


def _write(path: Path, text: str) -> None:
    """A file of children's names and dates: only its owner reads it, and a half-written one never stands."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    part.replace(path)
