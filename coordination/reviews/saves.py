"""Every save of a review's record is kept whole, with the parts it changed: what a reader who watches has not seen yet.

A save holds words of the child's record: it is read only by those who may write it, and pages show its parts from the
statements themselves, each asked about by itself.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.children import saying
from coordination.children.statements import Disagreement
from coordination.db import db, new_id
from coordination.reviews import queries
from coordination.reviews.models import Review, ReviewSave, Score, Suggestion

# The parts of a record as a reader is told of them, in the order of the page.
PARTS = {
    "held": "When it was held",
    "views": "What the child says",
    "people": "Who came",
    "agenda": "Agenda",
    "family": "What family and carers say",
    "changes": "What has changed",
    "mapping": "Going well, and worries",
    "scaling": "Numbers from 0 to 10",
    "outcomes": "Outcomes",
    "considered": "What this meeting must consider",
    "carried": "Actions from before",
    "decisions": "Decisions",
    "actions": "New actions",
    "safety": "If things get worse",
    "disagreements": "Where people see things differently",
    "closure": "Closing",
    "next": "Next meeting",
}
_PART_OF = {
    "view": "views", "brought": "views", "family": "family", "strength": "mapping", "worry": "mapping",
    "outcome": "outcomes", "carried": "carried", "decision": "decisions", "action": "actions", "contingency": "safety",
}  # fmt: skip


def keep(review: Review, *, by: Actor) -> ReviewSave:
    """Keep the record as it stands after a save."""
    said = snapshot(review)
    last = newest(review.id)
    before = last.said if last is not None else {}
    row = ReviewSave(
        id=new_id(),
        authority_id=review.authority_id,
        child_id=review.child_id,
        review_id=review.id,
        number=review.version,
        at=clock.now(),
        parts=[part for part in PARTS if said.get(part) != before.get(part)],
        said=said,
        recorded_by=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def snapshot(review: Review) -> dict[str, Any]:
    """What the record says, part by part, as primitives."""
    found: dict[str, Any] = {
        "held": [_text(review.held_on), _text(review.began_at), _text(review.ended_at)],
        "people": [[str(who.id), who.attended, who.report] for who in review.people if who.response != "not_asked"],
        "agenda": review.agenda,
        "changes": review.changes or "",
        "considered": review.considered,
        "closure": review.closure,
        "next": [
            _text(review.next_on), _text(review.next_at), review.next_kind, review.next_place, review.next_none_reason
        ],
    }  # fmt: skip
    for item in queries.items(review.id):
        part = _PART_OF.get(item.how)
        if part is not None:
            facts = saying.facts_of(item.statement)
            found.setdefault(part, []).append([str(item.statement_id), item.statement.text, facts])
    found.setdefault("views", []).append([review.participation, review.views_missing_reason])
    found.setdefault("decisions", []).append([review.decision, review.decision_reason, review.decision_facts])
    found.setdefault("family", []).extend(
        [str(who.id), who.agrees, who.agrees_words] for who in review.people if who.agrees or who.agrees_words
    )
    scores = db.session.scalars(select(Score).where(Score.review_id == review.id).order_by(Score.id))
    found["scaling"] = [
        [str(row.id), str(row.scale_id), row.who, row.value, row.reason, row.one_higher] for row in scores
    ]
    differs = db.session.scalars(
        select(Disagreement)
        .where(Disagreement.review_id == review.id, Disagreement.statement_id.is_(None))
        .order_by(Disagreement.id)
    )
    found["disagreements"] = [[str(row.id), row.who, row.words, row.route] for row in differs]
    return found


def _text(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def newest(review_id: UUID) -> ReviewSave | None:
    """The last save of a review's record."""
    return db.session.scalar(
        select(ReviewSave).where(ReviewSave.review_id == review_id).order_by(ReviewSave.number.desc()).limit(1)
    )


def since(review_id: UUID, number: int) -> list[ReviewSave]:
    """The saves after one that a reader has seen, the oldest first."""
    return list(
        db.session.scalars(
            select(ReviewSave)
            .where(ReviewSave.review_id == review_id, ReviewSave.number > number)
            .order_by(ReviewSave.number)
        )
    )


def changed(saves: list[ReviewSave]) -> list[str]:
    """The parts these saves changed, in the order of the page."""
    touched = {part for save in saves for part in save.parts}
    return [part for part in PARTS if part in touched]


def waiting(review_id: UUID) -> int:
    """How many suggestions wait for whoever takes the minutes."""
    found = select(func.count()).where(Suggestion.review_id == review_id, Suggestion.state == "waiting")
    return int(db.session.scalar(found) or 0)


class Suggested(NamedTuple):
    """What somebody suggests the minutes say, while it waits."""

    id: UUID
    part: str
    text: str
    who: str


def asked_waiting(review_id: UUID) -> Select[*tuple[Any, ...]]:
    """The question for the suggestions that wait, for a page that asks other things with it."""
    return (
        select(Suggestion.id, Suggestion.part, Suggestion.text, Person.name)
        .join(Person, Person.id == Suggestion.person_id)
        .where(Suggestion.review_id == review_id, Suggestion.state == "waiting")
        .order_by(Suggestion.id)
    )


def suggested(rows: Mapping[str, list[dict[str, Any]]]) -> list[Suggested]:
    """The answer to :func:`asked_waiting` among a page's rows."""
    return [Suggested(UUID(row["id"]), row["part"], row["text"], row["name"]) for row in rows.get("suggested", [])]
