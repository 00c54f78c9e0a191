"""The coach beside a field: what a page needs to show it, on opening, on "Check the words" and while somebody types."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for

from coordination.wording import coach, queries
from coordination.wording.coach import Look

# The name of the button that has the words looked at without keeping anything.
LOOK = "look_at_the_words"


@dataclass(frozen=True, slots=True)
class Coach:
    """What ``coach_beside`` of components/coach.html takes: where a script asks, and what is said now."""

    url: str
    look: Look | None


def asked_to_look() -> bool:
    """Whether the form was sent to have its words looked at: it is shown again, nothing is saved."""
    return request.method == "POST" and LOOK in request.form


def a_field(child: Any, words: str | None) -> Coach:
    """The coach for one field about a child (a row with ``authority_id`` and ``child_id``, or the child).

    One query, none where nothing is written yet.
    """
    child_id = getattr(child, "child_id", None) or child.id
    text = (words or "").strip()
    return Coach(url_for("wording.look", child_id=child_id), look_at(child.authority_id, child_id, text))


def look_at(authority_id: UUID, child_id: UUID, text: str) -> Look | None:
    """What the coach says of words written for a child; None of no words. One query."""
    if not text:
        return None
    known = queries.measure(authority_id, child_id)
    return coach.look(text, wanted=known.wanted, jargon=known.jargon)


def for_the_young_person(statement: Any) -> str:
    """The words a statement has for the young person; none where it is not for them."""
    if "young_person" not in statement.audiences:
        return ""
    return str((statement.wording.get("young_person") or {}).get("en", ""))


def harder_than_agreed(of: Any, texts: Iterable[str]) -> list[str]:
    """Those of these texts that read older than was chosen for the child. ``of``: the child, or a row of theirs. One
    query, none where there is no text.
    """
    said = [text for text in texts if text]
    if not said:
        return []
    wanted = queries.measure(of.authority_id, getattr(of, "child_id", None) or of.id).wanted
    return [text for text in said if coach.look(text, wanted=wanted, jargon={}).is_too_hard]
