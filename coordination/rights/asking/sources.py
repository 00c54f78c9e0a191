"""Where what is held about a child stands: every table of a child is gathered, or named with the reason why not.

A test asks the metadata of the whole house and fails when a new table is neither.
"""

import json
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Boolean, Date, DateTime, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from coordination.db import Base

# Columns that are the product's own housekeeping.
HOUSEKEEPING = frozenset({
    "id", "authority_id", "child_id", "recorded_by", "label", "section", "version", "source_key", "digest", "code",
    "caveats", "audiences", "facts_digest", "about_kind", "explanation", "base", "position", "sort_name", "form",
    "wrapped", "wrapped_with", "token_digest", "code_digest", "severity", "answers_for", "ledger", "sealed",
    "provisional", "reading_age", "invitation_number", "key",
})  # fmt: skip


class Source(NamedTuple):
    """One table: what its rows are called, the section they belong to, the column of the day ("" for when recorded)."""

    table: Table
    title: str
    section: str
    day: str


@cache
def _said() -> dict[str, Any]:
    text = resources.files("coordination.rights.asking").joinpath("gathered.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def _words() -> dict[str, str]:
    text = resources.files("coordination.rights.asking").joinpath("called.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def called(name: str, table: str = "") -> str:
    """What a column is called to whoever reads their record; of what is nested in one, its name as words."""
    words = _words()
    return words.get(f"{table}.{name}") or words.get(name) or name.replace("_", " ").capitalize()


def has_words(name: str, table: str) -> bool:
    """Whether a column of a table has plain words."""
    return f"{table}.{name}" in _words() or name in _words()


@cache
def sources() -> tuple[Source, ...]:
    """What is gathered, in order."""
    tables = Base.metadata.tables
    return tuple(
        Source(tables[name], title, section, day)
        for name, (title, section, day) in _said()["gathered"].items()
        if name in tables
    )


def with_statements() -> list[Table]:
    """The tables of kinds of statement, whose columns are gathered with the statement."""
    return [Base.metadata.tables[name] for name in _said()["with_statements"]]


def left_out() -> dict[str, str]:
    """What is not gathered, each with the reason."""
    return dict(_said()["left_out"])


def named() -> set[str]:
    """Every table that is gathered or named."""
    said = _said()
    return {*said["gathered"], *said["with_statements"], *said["left_out"]}


def fields(table: Table) -> list[str]:
    """The columns of a table that say something to somebody who reads their record: keys alone say nothing."""
    return [
        column.name
        for column in table.columns
        if column.name not in HOUSEKEEPING
        and not column.name.endswith("_id")
        and isinstance(column.type, Text | Date | DateTime | Integer | Numeric | Boolean | JSONB | ARRAY)
        and not (isinstance(column.type, ARRAY) and isinstance(column.type.item_type, Uuid))
        and column.name != "recorded_at"
    ]
