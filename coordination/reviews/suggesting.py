"""Suggestions for the minutes: one person writes, everybody at the meeting may say what should stand there."""

from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.reviews.models import Review, ReviewState, Suggestion
from coordination.reviews.saves import PARTS

# What a suggestion can be for: parts that are lists of words, or plain text.
FOR = ("decisions", "actions", "views", "changes", "mapping")
# Nobody has more than this many waiting at one meeting.
MOST_WAITING = 20


def suggest(review: Review, *, id: UUID, part: str, text: str, by: Actor) -> Suggestion:
    """Somebody suggests words for a part of the minutes. Sent again with the same id it is the same suggestion."""
    existing = db.session.get(Suggestion, id)
    if existing is not None:
        return existing
    if review.state not in {ReviewState.PLANNED.value, ReviewState.DRAFT.value}:
        raise RuleBroken("This record is closed. A correction is added to the next review.")
    if part not in FOR or part not in PARTS:
        raise RuleBroken("Choose what it is for.", "part")
    if not text.strip():
        raise RuleBroken("Write what the minutes should say.", "text")
    if by.person_id is None:
        raise RuleBroken("Sign in to suggest something.")
    waiting = db.session.scalars(
        select(Suggestion.id).where(
            Suggestion.review_id == review.id, Suggestion.person_id == by.person_id, Suggestion.state == "waiting"
        )
    )
    if len(list(waiting)) >= MOST_WAITING:
        raise RuleBroken("Your other suggestions wait still. Let whoever takes the minutes look at them first.")
    made = Suggestion(
        id=id,
        authority_id=review.authority_id,
        child_id=review.child_id,
        review_id=review.id,
        person_id=by.person_id,
        part=part,
        text=text.strip(),
        at=clock.now(),
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def decide(suggestion: Suggestion, *, taken: bool, by: Actor) -> Suggestion:
    """Whoever takes the minutes took it into the sheet, or set it aside. It is kept either way."""
    if suggestion.state == "waiting":
        suggestion.state = "taken" if taken else "set_aside"
        suggestion.decided_at = clock.now()
        suggestion.decided_by = by.person_id
        db.session.flush()
    return suggestion


def suggestion_of(review: Review, key: str) -> Suggestion | None:
    """A suggestion of this review by its key as text."""
    try:
        found = db.session.get(Suggestion, UUID(key))
    except ValueError:
        return None
    return found if found is not None and found.review_id == review.id else None
