"""Two people who change the same row at once: what each said alone is kept, and what both said is asked about.

A form carries what its writer had before them. A field that only one of the two changed has that one's words; a field
that both changed differently is a clash, and nobody's words win by being last.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

# What a form must not carry: whoever changes a row may not be allowed to know that this stands in it.
_NEVER_CARRIED = frozenset({"sibling_id"})


def seen(row: Any, fields: Iterable[str]) -> str:
    """What a row says now, to be carried by the form that changes it."""
    carried = {name: _plain(getattr(row, name)) for name in fields if name not in _NEVER_CARRIED}
    return json.dumps(carried, separators=(",", ":"))


def merged(row: Any, carried: str, mine: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The facts to save, and the names of the fields where somebody else has saved something else since.

    ``carried`` is what :func:`seen` gave when the form was opened. One that says nothing of a field, or cannot be read,
    makes what was sent count as meant.
    """
    before = _read(carried)
    facts: dict[str, Any] = {}
    clashes: list[str] = []
    for name, value in mine.items():
        held = _plain(getattr(row, name))
        if name not in before or before[name] == held or _plain(value) == held:
            facts[name] = value
        elif _plain(value) != before[name]:
            clashes.append(name)
    return facts, clashes


def seen_again(row: Any, carried: str, clashes: Iterable[str]) -> str:
    """What the form carries once its writer was told of a clash: of those fields what stands now. Of every other what
    they had before them first, so that sending it again takes away nothing that somebody else has written since.
    """
    now = {name: _plain(getattr(row, name)) for name in clashes}
    return json.dumps(_read(carried) | now, separators=(",", ":"))


def _read(carried: str) -> dict[str, Any]:
    try:
        found = json.loads(carried or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str):
        return "\n".join(value.splitlines()).strip() or None
    return value
