"""Numbers from 0 to 10 given at a meeting, and who sees things differently: what a record holds beside statements."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.statements import Disagreement
from coordination.db import RuleBroken, db, new_id
from coordination.plans.operations import ROUTES
from coordination.reviews.models import Review, Scale, Score


def keep_scores(review: Review, rows: Iterable[Mapping[str, Any]], *, by: Actor) -> None:
    """The numbers of this meeting. ``scale`` is the key of a question, or a new one: question, low, high.

    A number taken out of the draft goes; the number one person gives to one question stands once.
    """
    wanted = list(rows)
    keys = [row["id"] for row in wanted]
    db.session.execute(delete(Score).where(Score.review_id == review.id, Score.id.not_in(keys)))
    held = {row.id: row for row in db.session.scalars(select(Score).where(Score.review_id == review.id))}
    given: set[tuple[UUID, str]] = set()
    for row in wanted:
        scale_id = _scale(review, row["scale"], by)
        if (scale_id, row["who"]) in given:
            raise RuleBroken(f"{row['who']} has two numbers for the same question. Keep one.", "scores")
        given.add((scale_id, row["who"]))
        if row["value"] is None or not 0 <= row["value"] <= 10:
            raise RuleBroken("A number is from 0 to 10.", "scores")
        score = held.get(row["id"])
        if score is None:
            if db.session.get(Score, row["id"]) is not None:
                raise RuleBroken("Open the page again: a row of it belongs to something else.")
            score = Score(
                id=row["id"],
                authority_id=review.authority_id,
                child_id=review.child_id,
                review_id=review.id,
                recorded_by=by.person_id,
            )
            db.session.add(score)
        score.scale_id = scale_id
        score.review_person_id = row.get("place_id")
        score.who, score.value = row["who"], row["value"]
        score.reason = str(row.get("reason") or "").strip() or None
        score.one_higher = str(row.get("one_higher") or "").strip() or None
        score.scored_on = review.held_on or clock.today()
        db.session.flush()


def _scale(review: Review, asked: UUID | Mapping[str, str], by: Actor) -> UUID:
    """The key of a question; one that was never asked about this child is written down."""
    if isinstance(asked, UUID):
        found = db.session.get(Scale, asked)
        if found is None or found.child_id != review.child_id:
            raise RuleBroken("Choose the question again.", "scores")
        return found.id
    question = str(asked.get("question") or "").strip()
    if not question:
        raise RuleBroken("Write your own question, or choose another.", "scale_question")
    there = db.session.scalar(select(Scale.id).where(Scale.child_id == review.child_id, Scale.question == question))
    if there is not None:
        return there
    scale = Scale(
        id=new_id(),
        authority_id=review.authority_id,
        child_id=review.child_id,
        question=question,
        low=str(asked.get("low") or "").strip() or None,
        high=str(asked.get("high") or "").strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(scale)
    db.session.flush()
    return scale.id


def keep_differing(review: Review, rows: Iterable[Mapping[str, Any]], *, by: Actor) -> None:
    """Who sees the meeting's work differently, in their words. What somebody said once is not taken back by a draft."""
    held = {
        row.id: row
        for row in db.session.scalars(
            select(Disagreement).where(Disagreement.review_id == review.id, Disagreement.statement_id.is_(None))
        )
    }
    for row in rows:
        if row.get("route") and row["route"] not in ROUTES:
            raise RuleBroken("Choose where it is being talked about.", "differs")
        said = held.get(row["id"])
        if said is None:
            if db.session.get(Disagreement, row["id"]) is not None:
                raise RuleBroken("Open the page again: a row of it belongs to something else.")
            said = Disagreement(
                id=row["id"],
                authority_id=review.authority_id,
                child_id=review.child_id,
                review_id=review.id,
                on=review.held_on or clock.today(),
                recorded_by=by.person_id,
            )
            db.session.add(said)
        said.who, said.person_id = row["who"], row.get("person_id")
        said.words, said.route = row["words"].strip(), row.get("route") or None
    db.session.flush()
