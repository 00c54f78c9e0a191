"""From a room's row to the policy's Thing: one place that knows which columns the policy weighs.

A row may say more for itself by a method ``about(section) -> dict`` with further arguments of Thing.
"""

from typing import Any

from coordination.access.policy import Thing


def describe(row: Any, section: str, *, whole: bool = False, **more: Any) -> Thing:
    """``row`` (a model with ``child_id``, or a child) as a Thing of ``section``.

    ``whole``: the question is about the page as a whole rather than this one entry.
    """
    values: dict[str, Any] = {
        "child_id": getattr(row, "child_id", None) or row.id,
        "authority_id": row.authority_id,
        "section": section,
        "label": getattr(row, "label", None),
        "id": row.id,
        "agency_id": getattr(row, "agency_id", None) or getattr(row, "originator_agency_id", None),
        "author_id": getattr(row, "originator_id", None) or getattr(row, "recorded_by", None),
        "owner_person_id": getattr(row, "owner_id", None) or getattr(row, "speaker_id", None),
        "published": getattr(row, "published_at", None) is not None,
        "audiences": frozenset(getattr(row, "audiences", None) or ()),
        "caveats": frozenset(getattr(row, "caveats", None) or ()),
        "whole": whole,
    }
    about = getattr(row, "about", None)
    if callable(about):
        values |= about(section)
    values |= more
    return Thing(**values)
