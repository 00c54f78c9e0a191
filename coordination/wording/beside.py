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


def too_hard(texts: Iterable[str], known: queries.Measure) -> list[str]:
    """Those of these texts that are harder to read than the child should be asked to."""
    return [text for text in texts if coach.look(text, wanted=known.wanted, jargon={}).is_too_hard]
