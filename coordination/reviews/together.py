"""One meeting of several children: brothers and sisters whose reviews are held on one day.

Each child has a review, a record, decisions and papers of their own; only the day is shared, and everybody is asked
once. Whoever sees one child's review learns nothing from it of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from coordination.access.actor import Actor
from coordination.cases.models import Case
from coordination.db import db
from coordination.reviews import operations
from coordination.reviews.inviting import invite
from coordination.reviews.models import Review


class Part(NamedTuple):
    """One child's part of a meeting: the case, the key and kind of its review, and who is asked to it."""

    case: Case
    id: UUID
    kind: str
    chair_id: UUID | None
    invitees: Iterable[Mapping[str, Any]]


def plan_together(
    parts: Sequence[Part], *, starts_at: datetime, by: Actor, minutes: int = 60, place: str = "", **own: Any
) -> list[Review]:
    """Plan one review for each child at the same time and place. Each person is asked once, whatever they come for.

    ``own`` (reason, access_needs) are words about the first child, and stay with that child. The same keys again are
    the same reviews. Raises RuleBroken as planning one does.
    """
    existing = [held for part in parts if (held := db.session.get(Review, part.id)) is not None]
    if len(existing) == len(parts):
        return existing
    together_id = parts[0].id if len(parts) > 1 else None
    reviews = [
        operations.put_down(
            part.case,
            id=part.id,
            kind=part.kind,
            chair_id=part.chair_id,
            invitees=part.invitees,
            starts_at=starts_at,
            minutes=minutes,
            place=place,
            together_id=together_id,
            by=by,
            **(own if place_in_order == 0 else {}),
        )
        for place_in_order, part in enumerate(parts)
    ]
    invite(reviews[0], "REQUEST", beside=reviews[1:])
    return reviews
