"""What the policy weighs of the row an item was gathered from, kept with the item: who may read the row reads the item.

An item is a copy, and must not be a way round the rules of the page its row stands on. A row that is a part of another
(a disagreement of a statement, a score of a meeting) is read by whoever may read both.
"""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination.access.describing import describe
from coordination.access.policy import Thing
from coordination.db import Base, db

_KEPT = (
    "agency_id", "author_id", "owner_person_id", "published", "audiences", "caveats", "parts", "named_people",
    "case_kind", "meeting_kind", "meeting_owners", "state", "facts",
)  # fmt: skip

# What a row of a table is a part of: the column that names the whole, and the table of the whole.
_WHOLES = {
    "statement_version": (("statement_id", "statement"),),
    "disagreement": (("statement_id", "statement"), ("review_id", "review")),
    "action_file": (("action_id", "statement"),),
    "review_save": (("review_id", "review"),),
    "score": (("review_id", "review"),),
    "suggestion": (("review_id", "review"),),
    "contribution": (("review_id", "review"),),
    "network_home": (("member_id", "network_member"),),
}
_SECTIONS = {"review": "reviews", "network_member": "family_network"}
PARTS = frozenset(_WHOLES)
WHOLE = "whole"


@cache
def _classes() -> dict[str, type[Any]]:
    """The class of each table; of the tables of a family, the one they share."""
    found: dict[str, type[Any]] = {}
    for mapper in Base.registry.mappers:
        found.setdefault(mapper.base_mapper.local_table.name, mapper.base_mapper.class_)  # type: ignore[attr-defined]
    return found


def things(table: str, child_id: UUID, usual: str) -> dict[UUID, dict[str, Any]]:
    """For every row of a table of one child, by its key: what the policy weighs, as JSON. ``usual``: the
    section of rows that name none.
    """
    kind = _classes()[table]
    key = kind.id if table == "child" else kind.child_id
    found = {}
    for row in db.session.scalars(select(kind).where(key == child_id)):
        section = getattr(row, "section", None) or usual
        thing = describe(row, section)
        found[row.id] = {name: _kept(getattr(thing, name)) for name in _KEPT}
    return found


def wholes(table: str, child_id: UUID) -> dict[UUID, Thing]:
    """For every row of a table that is a part of another row, by its key: the whole, as the policy weighs it."""
    found: dict[UUID, Thing] = {}
    kind = _classes()[table]
    for column, of in _WHOLES.get(table, ()):
        whole = _classes()[of]
        parts = db.session.execute(
            select(kind.id, getattr(kind, column)).where(kind.child_id == child_id, getattr(kind, column).is_not(None))
        ).all()
        if not parts:
            continue
        things = {
            row.id: describe(row, getattr(row, "section", None) or _SECTIONS[of])
            for row in db.session.scalars(select(whole).where(whole.child_id == child_id))
        }
        found |= {part: things[key] for part, key in parts if key in things}
    return found


def kept_of(whole: Thing | None) -> dict[str, Any] | None:
    """What is kept of the whole beside an item: what the policy weighs, with its section and label; None for none."""
    if whole is None:
        return None
    return {
        "section": whole.section,
        "label": whole.label,
        "weighed": {name: _kept(getattr(whole, name)) for name in _KEPT},
    }


def revived(kept: dict[str, Any]) -> dict[str, Any]:
    """What was kept, as arguments of a Thing."""
    return {name: _read(value) for name, value in kept.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, UUID):
        return {"key": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, set | frozenset | list | tuple):
        return {"several": sorted((_kept(one) for one in value), key=str)}
    if hasattr(value, "items"):
        return {"named": {str(name): _kept(one) for name, one in value.items()}}
    return value


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "key" in value:
        return UUID(value["key"])
    if "day" in value:
        return date.fromisoformat(value["day"][:10])
    if "several" in value:
        return frozenset(_read(one) for one in value["several"])
    return {name: _read(one) for name, one in value["named"].items()}
