"""Contributions as pages show them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Select

from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Permit
from coordination.cases import words
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.plans.operations import STATUS_WORDS
from coordination.reviews import contributions
from coordination.reviews.kinds import meeting_of
from coordination.reviews.models import Contribution, ReviewPerson
from coordination.web.first_page import Found, Wanted
from coordination.web.forms.fields import lowered


def shown(row: Contribution, who: ReviewPerson | None = None) -> dict[str, Any]:
    """One contribution for ``contribution_card``. Only what was said: a heading without words under it is not drawn."""
    place = who or row.place
    return {
        "id": row.id,
        "name": place.name,
        "role": ", ".join(part for part in (words.role(place.role), row.agency.name if row.agency else "") if part),
        "sent_at": row.recorded_at,
        "late": row.late,
        "by_link": row.source == "link",
        "number": row.number,
        "seen_on": row.seen_on,
        "parts": [
            {"heading": heading, "text": text}
            for heading, text in (
                ("Going well", row.going_well),
                ("Worries", row.worries),
                ("Asks of others", row.asks),
            )
            if text
        ],
        "progress": [
            {
                "number": said["number"],
                "text": said["text"],
                "status": STATUS_WORDS.get(said["status"], said["status"]),
                "note": said.get("note") or "",
                "crossed": bool(said.get("crossed")),
                "url": url_for("plans.action", action_id=said["action"]),
            }
            for said in row.progress
        ],
        "score": row.score,
        "score_reason": row.score_reason or "",
        "withheld": row.withheld or "",
        "withheld_why": row.withheld_why or "",
        "will_come": {True: "Will come", False: "Will not come"}.get(row.will_come)
        if row.will_come is not None
        else "",
        "deputy": row.deputy or "",
        "file_name": row.file_name or "",
        "file_url": url_for("reviews.contribution_file", contribution_id=row.id) if row.file_id else "",
        "url": url_for("reviews.contribution", contribution_id=row.id),
    }


def all_shown(rows: Iterable[Contribution]) -> list[dict[str, Any]]:
    """The contributions of one review that the reader may see: what ``reviews/contributions.html`` draws."""
    return [shown(row) for row in contributions.visible(rows)]


def asked(who: Actor) -> list[Select[Any]]:
    """What :func:`wanted` needs, as parts of ``reading.together``."""
    return [contributions.asked_waiting_for(who.person_id or UUID(int=0))]


def wanted(found: Found) -> list[Wanted]:
    """For somebody's first page: the reviews still to be held for which they have sent nothing."""
    places = contributions.waiting(found)
    guard.know(place.child_id for place in places)
    return [
        Wanted(
            f"Your contribution for {short_name(place.review.child)}: {lowered(meeting_of(place.review).words)}",
            place.review.starts_at,
            url_for("reviews.contribute", review_id=place.review_id),
        )
        for place in places
        if isinstance(guard.may("create", "reviews", place), Permit) and _may_name(place.review.child)
    ]


def _may_name(child: Child) -> bool:
    return bool(guard.readable([child], "core_identity"))
