"""What a stability meeting began from, and saying afterwards whether it was so."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.reviews.models import Review
from coordination.stability import queries
from coordination.stability.evidence import Sign
from coordination.stability.models import StabilityOutcome, StabilitySign


def meeting_planned(review: Review, signs: Iterable[Sign], *, by: Actor) -> None:
    """Keep which signs there were when a stability meeting was planned. Said twice it is the same."""
    known = {row.code for row in queries.signs_at(review.id)}
    for sign in signs:
        if sign.code not in known:
            db.session.add(
                StabilitySign(
                    authority_id=review.authority_id,
                    child_id=review.child_id,
                    review_id=review.id,
                    code=sign.code,
                    section=sign.rule.section,
                    seen_on=clock.today(),
                    recorded_by=by.person_id,
                )
            )
    db.session.flush()


def judge(review: Review, *, id: UUID, answers: Mapping[str, str], words: str, by: Actor) -> StabilityOutcome:
    """Say of each sign whether it said something true, and what came of the meeting. Later words take their place."""
    if not queries.was_held(review):
        raise RuleBroken("The meeting has not been held yet.")
    assert by.person_id is not None
    for row in queries.signs_at(review.id):
        if row.code in answers:
            row.judged, row.judged_on, row.judged_by = answers[row.code], clock.today(), by.person_id
    held = queries.outcomes([review.id]).get(review.id)
    if held is None:
        held = StabilityOutcome(
            id=id,
            authority_id=review.authority_id,
            child_id=review.child_id,
            review_id=review.id,
            recorded_by=by.person_id,
        )
        db.session.add(held)
    held.words, held.said_on, held.said_by = words.strip(), clock.today(), by.person_id
    db.session.flush()
    events.record(
        authority_id=review.authority_id,
        child_id=review.child_id,
        kind="stability_meeting_judged",
        about=held,
        by=by.person_id,
    )
    return held
