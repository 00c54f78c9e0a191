"""The record of a review: saved as a draft as often as somebody likes, nothing twice and nothing lost.

A save says everything the record says: what is no longer in it is taken out, and stays in the history of what was
said. Two people who save at once are told: the second gets both to put together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import attributes

from coordination import clock
from coordination.access.actor import Actor
from coordination.cases import operations as cases
from coordination.db import RuleBroken, db, new_id
from coordination.plans.models import Action
from coordination.reviews import numbers, queries, saves
from coordination.reviews.desk import Desk
from coordination.reviews.kinds import (
    AGREEMENT,
    ATTENDANCE,
    CAME,
    CLOSING,
    DECISIONS,
    NONE_DUE,
    PARTICIPATION,
    REPORTS,
    usual,
)
from coordination.reviews.models import Review, ReviewItem, ReviewKind, ReviewPerson, ReviewState
from coordination.reviews.said import People, Said
from coordination.voice.models import View

Asked = Callable[[Review], frozenset[str]]
_asked: list[Asked] = []


def answer_also(asked: Asked) -> None:
    """Have ``asked`` name the questions this child's review must answer beside those of every review of its kind.
    Hung in ``create_app``, in plain sight."""
    _asked[:] = [asked]


class StaleReview(Exception):
    """Somebody else saved this review's record first."""

    def __init__(self, review: Review) -> None:
        super().__init__("somebody else has saved this record since you opened it")
        self.review = review


def record_review(review: Review, said: Said, *, by: Actor, seen: int) -> Review:
    """Save the record of a review: a draft everybody on the team may see the same day, until its owner signs.

    Every save is kept whole, with the parts it changed. Raises StaleReview when somebody else saved first.
    """
    _lock(review)
    if seen != review.version:
        # What was read before the lock may have been said anew since: the page that puts both together reads it again.
        db.session.expire_all()
        raise StaleReview(review)
    if review.state in {ReviewState.SIGNED.value, ReviewState.CANCELLED.value}:
        raise RuleBroken("This record is closed. A correction is added to the next review.")
    _check(said)
    _check_more(said, review)
    _keep_people(review, said.people)
    _keep_own_words(review, said)
    # Every save is a version of the record, whatever in it changed: whoever has the one before must look.
    attributes.flag_modified(review, "changes")
    db.session.flush()
    _keep_statements(Desk(review, by), said)
    if said.scaling is not None:
        numbers.keep_scores(review, said.scaling, by=by)
    if said.disagreements is not None:
        numbers.keep_differing(review, said.disagreements, by=by)
    if review.case is not None:
        cases.refresh_counters(review.case)
    db.session.flush()
    saves.keep(review, by=by)
    return review


def _keep_people(review: Review, people: People) -> None:
    for who in review.people:
        if who.id in people.attendance:
            came = people.attendance[who.id]
            if came and came not in ATTENDANCE:
                raise RuleBroken("Choose how each person took part.", "attendance")
            who.attended = came or None
        if people.reports is not None and who.id in people.reports:
            report = people.reports[who.id]
            if report and report not in REPORTS:
                raise RuleBroken("Choose whether a report was received.", "attendance")
            who.report = report or None
    add_people(review, people.also_came)


def _keep_own_words(review: Review, said: Said) -> None:
    """What the record says itself, beside its statements."""
    review.held_on, review.began_at, review.ended_at = said.held.on, said.held.began_at, said.held.ended_at
    review.participation = said.views.participation
    review.views_missing_reason = said.views.missing_reason.strip() or None
    if said.changes is not None:
        review.changes = said.changes.strip() or None
    if said.agenda is not None:
        review.agenda = [dict(row) for row in said.agenda]
    if said.considered is not None:
        review.considered = {key: answer for key, answer in said.considered.items() if answer}
    if said.decisions.facts is not None:
        review.decision_facts = dict(said.decisions.facts)
    if said.closure is not None:
        review.closure = dict(said.closure)
    review.decision = said.decisions.decision
    review.decision_reason = said.decisions.reason.strip() or None
    coming = said.next
    review.next_on, review.next_at, review.next_kind = coming.on, coming.at, coming.kind
    review.next_place = coming.place.strip() or None
    review.next_none_reason = coming.none_reason if coming.on is None else None
    review.state = ReviewState.DRAFT.value


def _keep_statements(desk: Desk, said: Said) -> None:
    if said.views.brought is not None:
        desk.bring(said.views.brought)
    if said.views.rows is not None:
        desk.keep_views(said.views.rows)
    if said.decisions.rows is not None:
        desk.keep_decisions(said.decisions.rows)
    if said.actions is not None:
        desk.keep_actions(list(said.actions))
    desk.carry(said.carried or {})
    if said.family is not None:
        desk.keep_family(said.family)
    in_plan = (("strength", said.mapping.strengths), ("worry", said.mapping.worries), ("contingency", said.safety))
    for kind, rows in in_plan:
        if rows is not None:
            desk.keep_in_plan(kind, rows)
    if said.outcomes is not None:
        desk.look_at_outcomes(said.outcomes)


def add_people(review: Review, people: Iterable[Mapping[str, Any]]) -> list[ReviewPerson]:
    """Put people on a review, each once: ``person_id`` or none, ``name``, ``role``, ``agency_id``, and more if known.

    A row that carries an ``id`` is the same person when it is sent again.
    """
    known = {held.person_id for held in review.people if held.person_id}
    keys = {held.id for held in review.people}
    added = []
    for who in people:
        if (who.get("person_id") is not None and who["person_id"] in known) or who.get("id") in keys:
            continue
        if not str(who["name"]).strip():
            raise RuleBroken("Enter their name.", "also_came")
        held = ReviewPerson(
            id=who.get("id") or new_id(),
            authority_id=review.authority_id,
            child_id=review.child_id,
            person_id=who.get("person_id"),
            agency_id=who.get("agency_id"),
            name=str(who["name"]).strip(),
            role=who["role"],
            position=len(review.people),
            response=who.get("response"),
            attended=who.get("attended") or None,
            reason=who.get("reason") or None,
        )
        review.people.append(held)
        added.append(held)
    db.session.flush()
    return added


def missing(review: Review, items: Sequence[ReviewItem] | None = None) -> list[tuple[str, str]]:
    """What still stops a signature: the field and a sentence. Five things finish a review, and no more are asked."""
    held = queries.items(review.id) if items is None else items
    kinds = {item.how for item in held}
    found: list[tuple[str, str]] = []
    if not any(who.attended in CAME for who in review.people):
        found.append(("attendance", "Say who came."))
    if not review.views_missing_reason and not any(
        isinstance(item.statement, View) and item.statement.speaker == "child" for item in held
    ):
        found.append(("views", "Write what the child said, or why their views are missing."))
    if review.decision is None and "decision" not in kinds:
        found.append(("decision", "Say what was decided."))
    if review.decision in {"step_up", "step_down", "close"} and not review.decision_reason:
        found.append(("decision_reason", "Give the reason for the decision."))
    if not kinds & {"action", "carried"} and review.decision != "close":
        found.append(("actions", "Add an action, or say what became of one that was carried forward."))
    for item in held:
        action = item.statement
        if item.how == "action" and isinstance(action, Action):
            wants = [
                words
                for words, there in (
                    ("a person", action.owner_id is not None),
                    ("a date", action.due_on is not None or action.check_on is not None),
                )
                if not there
            ]
            if wants:
                found.append(("actions", f"Give action {action.number} {' and '.join(wants)}."))
    also = _asked[0](review) if _asked else frozenset()
    for gate in usual(review.kind).gates:
        if (gate.must or gate.key in also) and not review.considered.get(gate.key):
            found.append(("considered", f"Answer “{gate.question}”"))
    if review.next_on is None and review.next_none_reason is None:
        found.append(("next_on", "Give the date of the next review, or why none is due."))
    return found


def needs_manager(review: Review) -> bool:
    """Whether a manager answers what was decided: a step up, a closing, and every looked-after review."""
    return review.kind == ReviewKind.LOOKED_AFTER.value or review.decision in {"step_up", "close"}


def _check(said: Said) -> None:
    if said.held.on > clock.today():
        raise RuleBroken("The day it was held must be today or earlier.", "held_on")
    if said.views.participation is not None and said.views.participation not in PARTICIPATION:
        raise RuleBroken("Choose how the child took part.", "participation")
    if said.decisions.decision is not None and said.decisions.decision not in DECISIONS:
        raise RuleBroken("Choose what was decided.", "decision")
    if said.next.on is not None and said.next.on <= said.held.on:
        raise RuleBroken("The next review is after this one.", "next_on")
    if said.next.none_reason is not None and said.next.none_reason not in NONE_DUE:
        raise RuleBroken("Choose why no review is due.", "next_none_reason")


def _check_more(said: Said, review: Review) -> None:
    began_at, ended_at = said.held.began_at, said.held.ended_at
    if began_at is not None and ended_at is not None and ended_at <= began_at:
        raise RuleBroken("It ended after it began.", "ended_at")
    if said.next.kind is not None and said.next.kind not in set(ReviewKind):
        raise RuleBroken("Choose what kind of meeting is next.", "next_kind")
    facts = said.decisions.facts or {}
    for name, known in (("step_agreement", AGREEMENT), ("close_because", CLOSING)):
        if facts.get(name) and facts[name] not in known:
            raise RuleBroken("Choose an answer.", name)
    if set(said.considered or {}) - {gate.key for gate in usual(review.kind).gates}:
        raise RuleBroken("Open the page again: a question is not one of this meeting.", "considered")


def _lock(review: Review) -> None:
    """Take the record for this transaction, and read it as it now stands."""
    db.session.flush()
    table = Review.__table__
    db.session.execute(select(table.c.id).where(table.c.id == review.id).with_for_update())
    db.session.refresh(review, [column.key for column in table.c if column.key != "id"])
