"""The record of a review: saved as a draft as often as somebody likes, nothing twice and nothing lost.

A save says everything the record says: what is no longer in it is taken out, and stays in the history of what was
said. Two people who save at once are told: the second gets both to put together.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import attributes

from coordination import clock
from coordination.access.actor import Actor
from coordination.cases import operations as cases
from coordination.children import saying
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db, new_id
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action
from coordination.reviews import queries
from coordination.reviews.kinds import ATTENDANCE, CAME, DECISIONS, NONE_DUE, PARTICIPATION
from coordination.reviews.models import SAFEGUARDING, Decision, Review, ReviewItem, ReviewPerson, ReviewState
from coordination.voice import operations as voice
from coordination.voice.models import View

# How a statement stands in a review: written in its record, brought into it, or carried forward from before.
WRITTEN = ("view", "decision", "action")
TAKEN_OUT = "Taken out of the draft of a review"
# For whom a decision is when nobody says otherwise: those whose life it is about.
FAMILY = ("carer", "parent", "young_person")


class StaleReview(Exception):
    """Somebody else saved this review's record first."""

    def __init__(self, review: Review) -> None:
        super().__init__("somebody else has saved this record since you opened it")
        self.review = review


def record_review(
    review: Review,
    *,
    by: Actor,
    seen: int,
    held_on: date,
    attendance: Mapping[UUID, str],
    participation: str | None,
    views: Iterable[Mapping[str, Any]] | None = None,
    brought: Iterable[View] | None = None,
    views_missing_reason: str = "",
    also_came: Iterable[Mapping[str, Any]] = (),
    changes: str = "",
    decisions: Iterable[Mapping[str, Any]] | None = None,
    actions: Iterable[Mapping[str, Any]] | None = None,
    carried: Mapping[UUID, Mapping[str, Any]] | None = None,
    decision: str | None = None,
    decision_reason: str = "",
    next_on: date | None = None,
    next_none_reason: str | None = None,
) -> Review:
    """Save the record of a review: a draft everybody on the team may see the same day, until its owner signs.

    Rows carry the ids they will have, so saving again adds nothing twice; a list that is None is left as it stands.
    ``brought`` are views said before that the review looked at. ``carried`` says what became of each open action: its
    status ("cancelled": no longer needed), a note, a new due date. Raises StaleReview when somebody else saved first.
    """
    _lock(review)
    if seen != review.version:
        raise StaleReview(review)
    if review.state in {ReviewState.SIGNED.value, ReviewState.CANCELLED.value}:
        raise RuleBroken("This record is closed. A correction is added to the next review.")
    _check(held_on, participation, decision, next_on, next_none_reason)
    for who in review.people:
        if who.id in attendance:
            if attendance[who.id] and attendance[who.id] not in ATTENDANCE:
                raise RuleBroken("Choose how each person took part.", "attendance")
            who.attended = attendance[who.id] or None
    add_people(review, also_came)
    review.held_on = held_on
    review.participation = participation
    review.views_missing_reason = views_missing_reason.strip() or None
    review.changes = changes.strip() or None
    review.decision = decision
    review.decision_reason = decision_reason.strip() or None
    review.next_on = next_on
    review.next_none_reason = next_none_reason if next_on is None else None
    review.state = ReviewState.DRAFT.value
    # Every save is a version of the record, whatever in it changed: whoever has the one before must look.
    attributes.flag_modified(review, "changes")
    db.session.flush()
    desk = _Desk(review, by)
    if brought is not None:
        desk.bring(brought)
    if views is not None:
        desk.keep_views(views)
    if decisions is not None:
        desk.keep_decisions(decisions)
    if actions is not None:
        desk.keep_actions(list(actions))
    desk.carry(carried or {})
    if review.case is not None:
        cases.refresh_counters(review.case)
    db.session.flush()
    return review


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
    if review.next_on is None and review.next_none_reason is None:
        found.append(("next_on", "Give the date of the next review, or why none is due."))
    return found


class _Desk:
    """The statements of one record while it is saved: what stands in it, what is added, what is taken out."""

    def __init__(self, review: Review, by: Actor) -> None:
        self.review = review
        self.by = by
        self.lines = {item.statement_id: item for item in queries.items(review.id)}

    def bring(self, views: Iterable[View]) -> None:
        """Views said before stand in the review as they were said; nobody edits them here."""
        wanted = {view.id: view for view in views}
        for key in [key for key, line in self.lines.items() if line.how == "brought" and key not in wanted]:
            self._leave(key)
        for view in wanted.values():
            if view.child_id == self.review.child_id and view.id not in self.lines:
                self._stand(view, "brought")

    def keep_views(self, views: Iterable[Mapping[str, Any]]) -> None:
        """What was said in the review, in the speaker's exact words."""
        wanted = list(views)
        self._take_out("view", wanted)
        for said in wanted:
            words = str(said["text"]).strip()
            view = voice.record_view(
                self.review.child,
                id=said["id"],
                text=words,
                said_on=said.get("said_on") or self.review.held_on or clock.today(),
                how=said.get("how") or "meeting",
                speaker=said.get("speaker") or "child",
                speaker_name=said.get("speaker_name"),
                speaker_id=said.get("speaker_id"),
                wish=bool(said.get("wish")),
                wish_owner_id=said.get("wish_owner_id"),
                audiences=said.get("audiences") or (),
                by=self.by,
            )
            self._must_be_ours(view)
            _put_back(view)
            facts: dict[str, Any] = {"how": said.get("how") or view.how, "speaker": said.get("speaker") or view.speaker}
            facts |= {name: said[name] for name in ("speaker_id", "speaker_name") if name in said}
            if "wish" in said:
                facts["wish"] = bool(said["wish"])
                if said.get("wish_owner_id") is not None:
                    facts["wish_owner_id"] = said["wish_owner_id"]
            audiences = None
            if said.get("audiences") is not None:
                audiences = set(said["audiences"]) | ({"young_person"} if facts["speaker"] == "child" else set())
            saying.revise(view, by=self.by, wording=saying.professional(words), audiences=audiences, **facts)
            self._stand(view, "view")

    def keep_decisions(self, decisions: Iterable[Mapping[str, Any]]) -> None:
        """What was decided, each for those who may read it once the record is signed."""
        wanted = list(decisions)
        self._take_out("decision", wanted)
        for made in wanted:
            given = made.get("audiences")
            audiences = sorted(FAMILY if given is None else given)
            held = db.session.get(Decision, made["id"])
            if held is None:
                held = Decision(
                    id=made["id"],
                    authority_id=self.review.authority_id,
                    child_id=self.review.child_id,
                    section="reviews",
                    label="S3" if self.review.kind in SAFEGUARDING else "S1",
                    wording=saying.professional(str(made["text"]).strip()),
                    audiences=audiences,
                    review_id=self.review.id,
                    decided_on=self.review.held_on or clock.today(),
                    owner_id=made.get("owner_id"),
                )
                saying.say(held, by=self.by)
            else:
                self._must_be_ours(held)
                _put_back(held)
                saying.revise(
                    held,
                    by=self.by,
                    wording=saying.professional(str(made["text"]).strip()),
                    audiences=audiences,
                    decided_on=self.review.held_on or held.decided_on,
                    owner_id=made.get("owner_id"),
                )
            self._stand(held, "decision")

    def keep_actions(self, wanted: list[Mapping[str, Any]]) -> None:
        """New actions, each of one person of the team by a date."""
        self._take_out("action", wanted)
        plan = plan_queries.current_plan(self.review.child_id)
        if plan is None and wanted:
            if self.review.case is None:
                raise RuleBroken("Open a case before recording actions.", "actions")
            plan = plans.start_plan(self.review.case, by=self.by)
        for asked in wanted:
            assert plan is not None  # noqa: S101 - started above where there is anything to put in it
            try:
                action = plans.add_action(plan, from_review_id=self.review.id, by=self.by, **dict(asked))
            except RuleBroken as broken:
                raise RuleBroken(f"“{_short(asked['text'])}”: {broken.sentence}", "actions") from broken
            self._must_be_ours(action)
            _put_back(action)
            self._stand(action, "action")
        if self.review.plan_id is None and plan is not None:
            self.review.plan_id = plan.id

    def carry(self, carried: Mapping[UUID, Mapping[str, Any]]) -> None:
        """What became of the actions that were open before this review."""
        held = {action.id: action for action in plan_queries.open_actions(self.review.child_id)}
        held |= {key: line.statement for key, line in self.lines.items() if line.how == "carried"}  # type: ignore[misc]
        for key, said in carried.items():
            action = held.get(key)
            if action is None or action.from_review_id == self.review.id:
                continue
            try:
                self._carry_one(action, said)
            except RuleBroken as broken:
                raise RuleBroken(f"Action {action.number}: {broken.sentence}", "carried") from broken
            self._stand(action, "carried")

    def _carry_one(self, action: Action, said: Mapping[str, Any]) -> None:
        status, note = said.get("status") or None, str(said.get("note") or "").strip()
        due_on = said.get("due_on")
        if due_on is not None and due_on != action.due_on:
            plans.change_action(action, seen=action.version, due_on=due_on, by=self.by)
        if status == "cancelled":
            if action.status != "cancelled":
                plans.cancel_action(action, why=note or "No longer needed", by=self.by)
        elif (status and status != action.status) or (note and note != (action.note or "")):
            blocker = str(said.get("blocker") or (note if status == "blocked" else ""))
            going = status or (action.status if action.status != "not_accepted" else "not_started")
            plans.update_action(action, status=going, note=note, blocker=blocker, by=self.by)

    def _stand(self, statement: Statement, how: str) -> None:
        """Put a statement in the review, or point its line at what it says now."""
        line = self.lines.get(statement.id)
        if line is None:
            line = ReviewItem(
                id=new_id(),
                authority_id=self.review.authority_id,
                child_id=self.review.child_id,
                review_id=self.review.id,
                statement_id=statement.id,
                how=how,
                position=1 + max((held.position for held in self.lines.values()), default=-1),
            )
            db.session.add(line)
            self.lines[statement.id] = line
        line.statement_version_id = statement.version_id
        db.session.flush()

    def _take_out(self, how: str, wanted: Iterable[Mapping[str, Any]]) -> None:
        """What was written in an earlier save of this draft and is no longer in it."""
        kept = {row["id"] for row in wanted}
        for key in [key for key, line in self.lines.items() if line.how == how and key not in kept]:
            statement = self.lines[key].statement
            self._leave(key)
            if how == "action":
                plans.end_statement(statement, why=TAKEN_OUT, by=self.by)
            elif statement.ended_on is None:
                saying.withdraw(statement, by=self.by, why=TAKEN_OUT)

    def _leave(self, key: UUID) -> None:
        line = self.lines.pop(key)
        db.session.execute(delete(ReviewItem).where(ReviewItem.id == line.id))
        db.session.expunge(line)

    def _must_be_ours(self, statement: Statement) -> None:
        """A row's key is one the form made, or of something written in this record: never of something else."""
        line = self.lines.get(statement.id)
        if statement.child_id != self.review.child_id or (line is not None and line.how not in WRITTEN):
            raise RuleBroken("Open the page again: a row of it belongs to something else.")


def _check(
    held_on: date,
    participation: str | None,
    decision: str | None,
    next_on: date | None,
    next_none_reason: str | None,
) -> None:
    if held_on > clock.today():
        raise RuleBroken("The day it was held must be today or earlier.", "held_on")
    if participation is not None and participation not in PARTICIPATION:
        raise RuleBroken("Choose how the child took part.", "participation")
    if decision is not None and decision not in DECISIONS:
        raise RuleBroken("Choose what was decided.", "decision")
    if next_on is not None and next_on <= held_on:
        raise RuleBroken("The next review is after this one.", "next_on")
    if next_none_reason is not None and next_none_reason not in NONE_DUE:
        raise RuleBroken("Choose why no review is due.", "next_none_reason")


def _lock(review: Review) -> None:
    """Take the record for this transaction, and read it as it now stands."""
    db.session.flush()
    table = Review.__table__
    db.session.execute(select(table.c.id).where(table.c.id == review.id).with_for_update())
    db.session.refresh(review, [column.key for column in table.c if column.key != "id"])


def _put_back(statement: Statement) -> None:
    """What was taken out of the draft and is in it again."""
    if statement.ended_on is not None:
        statement.ended_on = statement.ended_why = None
        db.session.flush()


def _short(text: object) -> str:
    words = str(text).strip()
    return words if len(words) <= 40 else words[:39].rstrip() + "…"
