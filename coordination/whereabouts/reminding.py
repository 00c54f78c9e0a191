"""What protected places put on first pages of those who answer for a child: held words, emergencies to look at."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import reading
from coordination.messages.operations import path_to
from coordination.protected.clearing import cleared
from coordination.protected.models import HeldState, HeldText, Reveal
from coordination.web.first_page import Found, Wanted


def asked(who: Actor) -> list[Select[Any]]:
    """What :func:`wanted` needs, as parts of ``reading.together``: of children within reach."""
    return [
        reading.values_of(
            "held_words",
            select(HeldText.child_id, HeldText.authority_id)
            .where(HeldText.state == HeldState.WAITING.value)
            .distinct(),
        ),
        reading.values_of(
            "reveals_to_look_at",
            select(Reveal.id, Reveal.child_id, Reveal.authority_id, Reveal.review_on)
            .where(Reveal.emergency, Reveal.confirmed_by.is_not(None), Reveal.reviewed_on.is_(None))
            .where(Reveal.confirmed_by != who.person_id, Reveal.person_id != who.person_id),
        ),
    ]


def wanted(found: Found) -> Iterator[Wanted]:
    """A decision about held words, and a look at each emergency, for those who may know the place."""
    for row in found.get("held_words", []):
        if _answers_for(row):
            yield Wanted(
                "Words that are held wait for you", None, path_to("whereabouts.held", child_id=row["child_id"])
            )
    for row in found.get("reveals_to_look_at", []):
        if _answers_for(row):
            due = datetime.combine(datetime.fromisoformat(row["review_on"]).date(), time(17), clock.LONDON)
            url = path_to("whereabouts.review", reveal_id=row["id"])
            yield Wanted("An emergency to look at", due, url, by_day=True)


def _answers_for(row: dict[str, Any]) -> bool:
    return cleared(UUID(row["child_id"]), UUID(row["authority_id"]))
