"""The access rules, read once from ``rules.csv`` and checked before anybody is let in by them.

The file is the policy: a council that disagrees with a cell changes the file. A row that says something the
code does not understand stops the start with its line number, because a rule half understood is a leak or a
lock-out.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from coordination.access.catalogue import EXTENTS, ROLES, SECTIONS, VERBS, limited_fields
from coordination.access.conditions import CONDITIONS, SAYS_WHAT_IS_OWN, Condition

RULES_CSV = Path(__file__).with_name("rules.csv")
COLUMNS = ["section", "label", "role", "verb", "extent", "condition"]

# The ladder of labels. "C" stands beside it: neither above nor below, so nobody is cleared for it by being
# senior.
RANK: Mapping[str, int] = MappingProxyType({"-": -1, "S0": 0, "S1": 1, "S2": 2, "S3": 3, "S4": 4})

# An alert tells people how to stay safe; being told one is no sign of being cleared for safeguarding papers.
_NO_CLEARANCE_FROM = frozenset({"alerts"})

# A view through one extent clears for what was seen through it or wider.
_AT_LEAST = {
    "full": {"full"},
    "own": {"full", "own"},
    "limited": {"full", "limited"},
    "published": {"full", "published"},
    "aggregate": {"full", "aggregate"},
}


class RulesError(ValueError):
    """The rules file says something that cannot be followed; the message names the line and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the rules. ``asks`` are its conditions as questions, but for the fresh proof of identity
    (``step_up``), which is looked at last so that nobody is asked for it in vain."""

    section: str
    role: str
    verb: str
    extent: str
    conditions: tuple[str, ...]
    asks: tuple[tuple[str, Condition], ...]
    step_up: bool
    says_what_is_own: bool


class Rules:
    """The rules as the policy uses them: rows by section and verb, then by role; and who is cleared for which
    label."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.all = tuple(rows)
        table: dict[tuple[str, str], dict[str, tuple[Row, ...]]] = {
            (section, verb): {} for section in SECTIONS for verb in VERBS
        }
        for row in self.all:
            of_role = table[row.section, row.verb]
            of_role[row.role] = (*of_role.get(row.role, ()), row)
        self.table: Mapping[tuple[str, str], Mapping[str, tuple[Row, ...]]] = MappingProxyType(table)
        self._cleared = self._clearances(())
        self._cleared_in_core_group = self._clearances(("core_group_member",))

    def _clearances(self, besides: tuple[str, ...]) -> frozenset[tuple[str, str, str]]:
        """(role, extent, label) for which a role may see a thing labelled above its section.

        A role is cleared for a label when the rules give it, unconditionally, sight of a section that carries
        that label or a higher one.
        """
        cleared: set[tuple[str, str, str]] = set()
        for row in self.all:
            if row.verb != "read" or row.section in _NO_CLEARANCE_FROM:
                continue
            if any(name not in besides for name in row.conditions):
                continue
            label = SECTIONS[row.section].label
            reached = [lower for lower in RANK if lower != "-" and RANK[lower] <= RANK.get(label, -1)]
            for extent, enough in _AT_LEAST.items():
                if row.extent in enough:
                    cleared.update((row.role, extent, lower) for lower in (*reached, label))
        return frozenset(cleared)

    def cleared(self, role: str, extent: str, label: str, *, in_core_group: bool = False) -> bool:
        """Whether a role may see, through an extent, a thing whose label is higher than its section's."""
        asked = (role, extent, label)
        return asked in self._cleared or (in_core_group and asked in self._cleared_in_core_group)

    def rows(self, section: str, role: str, verb: str) -> tuple[Row, ...]:
        """The rows for one section, role and verb: none means the role may not. Raises KeyError on an unknown
        one."""
        if role not in ROLES:
            raise KeyError(role)
        return self.table[section, verb].get(role, ())


def _row(line: int, cells: Mapping[str, str | None]) -> Row:
    """One checked row; ``cells`` by column name."""

    def refuse(what: str) -> RulesError:
        return RulesError(f"rules.csv line {line}: {what}")

    if any(cells.get(column) is None for column in COLUMNS):
        raise refuse(f"a row has six cells: {', '.join(COLUMNS)}")
    section, label, role, verb, extent, condition = (cells[column] or "" for column in COLUMNS)
    if section not in SECTIONS:
        raise refuse(f"there is no section {section!r}; catalogue.py lists them")
    if label != SECTIONS[section].label:
        raise refuse(f"{section} is labelled {SECTIONS[section].label} in catalogue.py; change both or neither")
    if role not in ROLES:
        raise refuse(f"there is no role {role!r}")
    if verb not in VERBS:
        raise refuse(f"there is no verb {verb!r}; use one of {', '.join(VERBS)}")
    if extent not in EXTENTS:
        raise refuse(f"there is no extent {extent!r}; use one of {', '.join(EXTENTS)}")
    names = tuple(condition.split())
    for name in names:
        if name not in CONDITIONS:
            raise refuse(f"there is no condition {name!r}; conditions.py has them all")
    if extent == "limited":
        fields = limited_fields(section, role, placement_agreed=True)
        if not fields:
            raise refuse(f"the limited view of {section} for {role} has no field list in limits.py")
        if not fields <= set(SECTIONS[section].fields):
            stray = ", ".join(sorted(fields - set(SECTIONS[section].fields)))
            raise refuse(f"the limited view of {section} for {role} shows fields that it does not have: {stray}")
    return Row(
        section=section,
        role=role,
        verb=verb,
        extent=extent,
        conditions=names,
        asks=tuple((name, CONDITIONS[name]) for name in names if name != "step_up"),
        step_up="step_up" in names,
        says_what_is_own=extent == "own" and not SAYS_WHAT_IS_OWN.isdisjoint(names),
    )


def load(path: Path = RULES_CSV) -> Rules:
    """Read and check a rules file. Raises RulesError on the first thing that cannot be followed."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise RulesError(f"rules.csv line 1: the columns are {', '.join(COLUMNS)}, in this order")
        rows = []
        seen: dict[Row, int] = {}
        for cells in reader:
            if None in cells:
                raise RulesError(f"rules.csv line {reader.line_num}: a row has six cells: {', '.join(COLUMNS)}")
            row = _row(reader.line_num, cells)
            if row in seen:
                raise RulesError(f"rules.csv line {reader.line_num}: repeats line {seen[row]}")
            seen[row] = reader.line_num
            rows.append(row)
    for what, known, used in (
        ("section", SECTIONS, {row.section for row in rows}),
        ("role", ROLES, {row.role for row in rows}),
    ):
        missing = sorted(set(known) - used)
        if missing:
            raise RulesError(f"rules.csv: no row at all for {what} {', '.join(missing)}")
    return Rules(rows)


@cache
def current() -> Rules:
    """The rules in force, read once."""
    return load()


def sections() -> tuple[str, ...]:
    """The codes of the 33 sections, in the order of the catalogue."""
    return tuple(SECTIONS)


def roles() -> tuple[str, ...]:
    """The codes of the 22 roles, in the order they are printed."""
    return tuple(ROLES)


def rows(section: str, role: str, verb: str) -> tuple[Row, ...]:
    """The rows in force for one section, role and verb. Raises KeyError on an unknown one."""
    return current().rows(section, role, verb)
