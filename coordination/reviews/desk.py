"""The statements of one record while it is saved: what stands in it, what is added, what is taken out."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.statements import Statement, StatementVersion
from coordination.db import RuleBroken, db, derived_id, new_id
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action, Plan
from coordination.reviews import queries
from coordination.reviews.kinds import AGREES
from coordination.reviews.models import SAFEGUARDING, Decision, Review, ReviewItem
from coordination.voice import operations as voice
from coordination.voice.models import View

# How a statement stands in a review: written in its record; or brought into it, carried forward, looked at.
WRITTEN = ("view", "family", "decision", "action", "strength", "worry", "contingency")
TAKEN_OUT = "Taken out of the draft of a review"
# For whom a decision is when nobody says otherwise: those whose life it is about.
FAMILY = ("carer", "parent", "young_person")
_SPEAKER = {"PAR": "parent", "FC": "carer"}


class Desk:
    """One record on the desk. Every row that is written carries the key it will have, so nothing is there twice."""

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

    def keep_family(self, said: Mapping[UUID, Mapping[str, Any]]) -> None:
        """What each parent and carer says is better, hard and would help, and whether they agree with the plan."""
        places = {who.id: who for who in self.review.people if who.role in _SPEAKER}
        wanted = {
            derived_id(place, key): (places[place], key, str(row[key]).strip())
            for place, row in said.items()
            if place in places
            for key in voice.ASKED
            if str(row.get(key) or "").strip()
        }
        self._take_out("family", [{"id": key} for key in wanted])
        for key, (who, asked, words) in wanted.items():
            view = voice.record_view(
                self.review.child,
                id=key,
                text=words,
                said_on=self.review.held_on or clock.today(),
                how="meeting",
                speaker=_SPEAKER[who.role],
                speaker_name=who.name,
                speaker_id=who.person_id,
                about=voice.ASKED[asked],
                # Another parent is never among them: each one's words are their own.
                audiences=voice.WORKERS,
                by=self.by,
            )
            self._must_be_ours(view)
            _put_back(view)
            saying.revise(view, by=self.by, wording=saying.professional(words))
            self._stand(view, "family")
        for place, row in said.items():
            if place not in places:
                continue
            agrees = row.get("agrees") or None
            if agrees is not None and agrees not in AGREES:
                raise RuleBroken("Choose whether they agree with the plan.", "family")
            places[place].agrees = agrees
            places[place].agrees_words = str(row.get("agrees_words") or "").strip() or None
        db.session.flush()

    def keep_in_plan(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """What goes well, worries, and what if things get worse: written here, and in the plan from now on."""
        wanted = list(rows)
        self._take_out(kind, wanted)
        plan = self._plan(bool(wanted))
        for row in wanted:
            assert plan is not None  # noqa: S101 - started where there is anything to put in it
            facts = {key: value for key, value in row.items() if key not in {"sign", "what"}}
            if kind == "contingency":
                facts["text"] = f"{row['sign']}: {row['what']}" if row.get("what") else row["sign"]
            held, seen = db.session.get(Statement, row["id"]), self._seen(row["id"])
            if held is not None:
                self._must_be_ours(held)
                _put_back(held)
            try:
                said = plans.add_statement(plan, kind=kind, seen=seen, by=self.by, **facts)
            except plans.Crossed as crossed:
                # Changed in the plan since the last save: both wait there, side by side, for a decision.
                said = crossed.statement
            self._stand(said, kind)

    def look_at_outcomes(self, rows: Mapping[UUID, Mapping[str, Any]]) -> None:
        """How each outcome is going. One nobody said anything about was looked at as it stands."""
        for key, said in rows.items():
            outcome = db.session.get(Statement, key)
            if outcome is None or outcome.kind != "outcome" or outcome.child_id != self.review.child_id:
                continue
            facts = {name: said[name] for name in ("status", "progress") if said.get(name) not in (None, "")}
            if any(getattr(outcome, name) != value for name, value in facts.items()):
                plans.change_statement(outcome, seen=outcome.version, by=self.by, **facts)
            self._stand(outcome, "outcome")

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
        plan = self._plan(bool(wanted))
        for asked in wanted:
            assert plan is not None  # noqa: S101 - started above where there is anything to put in it
            try:
                action = plans.add_action(
                    plan, from_review_id=self.review.id, seen=self._seen(asked["id"]), by=self.by, **dict(asked)
                )
            except RuleBroken as broken:
                raise RuleBroken(f"“{_short(asked['text'])}”: {broken.sentence}", "actions") from broken
            self._must_be_ours(action)
            _put_back(action)
            self._stand(action, "action")

    def _plan(self, needed: bool) -> Plan | None:
        """The plan this review is about; started where there is something to put in it."""
        plan = plan_queries.current_plan(self.review.child_id)
        if plan is None and needed:
            if self.review.case is None:
                raise RuleBroken("Open a case before recording actions.", "actions")
            plan = plans.start_plan(self.review.case, by=self.by)
        if self.review.plan_id is None and plan is not None:
            self.review.plan_id = plan.id
        return plan

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

    def _seen(self, key: UUID) -> int | None:
        """The version of a statement that stands in the record: whoever writes on it next had that before them.

        One that was taken out of the draft, by whomever, is as it was taken out. None for what was never in it.
        """
        line = self.lines.get(key)
        if line is None:
            held = db.session.get(Statement, key)
            return held.version if held is not None and held.ended_why == TAKEN_OUT else None
        version = db.session.get(StatementVersion, line.statement_version_id)
        return version.number if version is not None else None

    def _take_out(self, how: str, wanted: Iterable[Mapping[str, Any]]) -> None:
        """What was written in an earlier save of this draft and is no longer in it."""
        kept = {row["id"] for row in wanted}
        for key in [key for key, line in self.lines.items() if line.how == how and key not in kept]:
            statement = self.lines[key].statement
            self._leave(key)
            if how in {"action", "strength", "worry", "contingency"}:
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


def _put_back(statement: Statement) -> None:
    """What was taken out of the draft and is in it again."""
    if statement.ended_on is not None:
        statement.ended_on = statement.ended_why = None
        db.session.flush()


def _short(text: object) -> str:
    words = str(text).strip()
    return words if len(words) <= 40 else words[:39].rstrip() + "…"
