"""Links as the page of whoever sends them shows them: to whom, since when, and what became of each."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES
from coordination.cases import words
from coordination.links.models import OneTimeLink
from coordination.reviews.kinds import REPORTS
from coordination.reviews.models import ReviewPerson
from coordination.web.filters import when


def places(people: Iterable[ReviewPerson], links: Iterable[OneTimeLink]) -> list[dict[str, Any]]:
    """Everybody of the workforce who was asked to a review, with the links they were sent."""
    by_place: dict[Any, list[OneTimeLink]] = {}
    for held in links:
        by_place.setdefault(held.thing_id, []).append(held)
    return [
        {
            "id": who.id,
            "name": who.name,
            "role": ", ".join(part for part in (words.role(who.role), who.agency.name if who.agency else "") if part),
            "report": REPORTS[who.report or "no"],
            "known": who.person_id is not None,
            "links": [row(held) for held in by_place.get(who.id, [])],
        }
        for who in people
        if who.role not in FAMILY_ROLES and who.response != "not_asked"
    ]


def row(held: OneTimeLink, end: str = "links.end") -> dict[str, Any]:
    """One link: what became of it, in words, and where it is taken back: at ``end``, an endpoint of its room."""
    return {
        "sent_at": held.recorded_at,
        "name": held.person.name,
        "state": state(held),
        "end_url": url_for(end, link_id=held.id) if _is_open(held) else "",
    }


def _is_open(held: OneTimeLink) -> bool:
    return held.used_at is None and held.ended_at is None and clock.now() < held.ends_at


def state(held: OneTimeLink) -> str:
    """What became of a link."""
    if held.used_at is not None:
        return f"Used {when(held.used_at)}"
    if held.ended_at is not None:
        return f"Ended {when(held.ended_at)}"
    if clock.now() >= held.ends_at:
        return f"Not used by {when(held.ends_at)}"
    opened = f"Opened {when(held.opened_at)}, not used yet. " if held.opened_at is not None else "Not opened yet. "
    return f"{opened}Ends {when(held.ends_at)}"
