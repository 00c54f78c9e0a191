"""Planning, moving and calling off a review; recording it; signing its record."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.cases import operations as cases
from coordination.cases.models import Case
from coordination.children import saying
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.reviews import queries
from coordination.reviews.inviting import invite
from coordination.reviews.kinds import ATTENDANCE, CAME, DECISIONS, PARTICIPATION, meeting
from coordination.reviews.models import Decision, Review, ReviewItem, ReviewKind, ReviewPerson, ReviewState
from coordination.voice import operations as voice


class StaleReview(Exception):
    """Somebody else saved this review's record first."""

    def __init__(self, review: Review) -> None:
        super().__init__("somebody else has saved this record since you opened it")
        self.review = review


def plan_review(
    case: Case,
    *,
    id: UUID,
    kind: str,
    starts_at: datetime,
    by: Actor,
    minutes: int = 60,
    place: str = "",
    reason: str = "",
    chair_id: UUID | None = None,
    invitees: Iterable[Mapping[str, Any]] = (),
) -> Review:
    """Plan a review and ask people to it: each gets a mail with a link and an .ics that says "Meeting" and a time."""
    existing = db.session.get(Review, id)
    if existing is not None:
        return existing
    if case.state != "open":
        raise RuleBroken("Help has ended: reopen it before planning a review.")
    if starts_at < clock.now():
        raise RuleBroken("The review must be in the future. To record one that was held, say so.", "date")
    review = _new_review(case, id=id, kind=kind, by=by, chair_id=chair_id, reason=reason)
    review.starts_at = starts_at
    review.minutes = minutes
    review.place = place or None
    db.session.add(review)
    db.session.flush()
    _add_people(review, invitees)
    case.next_review_on = clock.london_date(starts_at)
    invite(review, "REQUEST")
    _record(review, "review_planned", by, occurred_on=clock.today(), facts={"kind": kind})
    return review


def begin_record(
    case: Case, *, id: UUID, kind: str, held_on: date, by: Actor, invitees: Iterable[Mapping[str, Any]] = ()
) -> Review:
    """Start the record of a review that was held without having been planned here."""
    existing = db.session.get(Review, id)
    if existing is not None:
        return existing
    if held_on > clock.today():
        raise RuleBroken(
            "A review that was held is today or earlier. To plan one, choose its date and time.", "held_on"
        )
    review = _new_review(case, id=id, kind=kind, by=by)
    review.held_on = held_on
    db.session.add(review)
    db.session.flush()
    _add_people(review, invitees)
    return review


def _new_review(
    case: Case, *, id: UUID, kind: str, by: Actor, chair_id: UUID | None = None, reason: str = ""
) -> Review:
    plan = plan_queries.current_plan(case.child_id)
    return Review(
        id=id,
        authority_id=case.authority_id,
        child_id=case.child_id,
        case_id=case.id,
        plan_id=plan.id if plan else None,
        kind=ReviewKind(kind).value,
        number=queries.next_number(case.child_id),
        reason=reason or None,
        chair_id=chair_id or by.person_id,
        minute_taker_id=by.person_id,
        recorded_by=by.person_id,
    )


def _add_people(review: Review, invitees: Iterable[Mapping[str, Any]]) -> None:
    seen = {held.person_id for held in review.people if held.person_id}
    for position, who in enumerate(invitees, start=len(review.people)):
        if who.get("person_id") in seen and who.get("person_id") is not None:
            continue
        review.people.append(
            ReviewPerson(
                authority_id=review.authority_id,
                child_id=review.child_id,
                person_id=who.get("person_id"),
                agency_id=who.get("agency_id"),
                name=who["name"],
                role=who["role"],
                position=position,
            )
        )
    db.session.flush()


def invite_more(review: Review, *, invitees: Iterable[Mapping[str, Any]], by: Actor) -> None:
    """Ask more people to a planned review."""
    if review.state != ReviewState.PLANNED.value:
        raise RuleBroken("People are asked to a review before it is held.")
    before = set(review.people)
    _add_people(review, invitees)
    invite(review, "REQUEST", only=[who for who in review.people if who not in before])


def move_review(review: Review, *, starts_at: datetime, minutes: int, place: str, by: Actor) -> None:
    """Change when or where: everybody asked is told, and their calendar entry moves."""
    if review.state != ReviewState.PLANNED.value:
        raise RuleBroken("Only a planned review can be moved.")
    if starts_at < clock.now():
        raise RuleBroken("The review must be in the future.", "date")
    review.starts_at, review.minutes, review.place = starts_at, minutes, place or None
    if review.case is not None:
        review.case.next_review_on = clock.london_date(starts_at)
    invite(review, "REQUEST")
    _record(review, "review_moved", by, occurred_on=clock.today())


def cancel_review(review: Review, *, why: str, by: Actor) -> None:
    """Call a planned review off, with a reason: everybody asked is told."""
    if review.state != ReviewState.PLANNED.value:
        raise RuleBroken("Only a planned review can be called off.")
    if not why.strip():
        raise RuleBroken("Say why it is called off.", "why")
    review.state = ReviewState.CANCELLED.value
    review.reason = why.strip()
    invite(review, "CANCEL")
    _record(review, "review_cancelled", by, occurred_on=clock.today())


def record_review(
    review: Review,
    *,
    by: Actor,
    seen: int,
    held_on: date,
    attendance: Mapping[UUID, str],
    participation: str | None,
    views: Iterable[Mapping[str, Any]] = (),
    views_missing_reason: str = "",
    changes: str = "",
    decisions: Iterable[Mapping[str, Any]] = (),
    actions: Iterable[Mapping[str, Any]] = (),
    carried: Mapping[UUID, Mapping[str, Any]] | None = None,
    decision: str | None = None,
    decision_reason: str = "",
    next_on: date | None = None,
    next_none_reason: str | None = None,
) -> Review:
    """Save the record of a review: a draft everybody on the team may see the same day, until its owner signs.

    Rows carry the ids they will have, so saving again adds nothing twice. ``carried`` says what became of each open
    action: its status, a note, and a new due date. Raises StaleReview when somebody else saved first.
    """
    if seen != review.version:
        raise StaleReview(review)
    if review.state in {ReviewState.SIGNED.value, ReviewState.CANCELLED.value}:
        raise RuleBroken("This record is closed. A correction is added to the next review.")
    if held_on > clock.today():
        raise RuleBroken("The day it was held must be today or earlier.", "held_on")
    for who in review.people:
        if who.id in attendance:
            if attendance[who.id] not in ATTENDANCE:
                raise RuleBroken("Choose how each person took part.", "attendance")
            who.attended = attendance[who.id]
    if participation is not None and participation not in PARTICIPATION:
        raise RuleBroken("Choose how the child took part.", "participation")
    if decision is not None and decision not in DECISIONS:
        raise RuleBroken("Choose what was decided.", "decision")
    if next_on is not None and next_on <= held_on:
        raise RuleBroken("The next review is after this one.", "next_on")
    review.held_on = held_on
    review.participation = participation
    review.views_missing_reason = views_missing_reason.strip() or None
    review.changes = changes.strip() or None
    review.decision = decision
    review.decision_reason = decision_reason.strip() or None
    review.next_on = next_on
    review.next_none_reason = next_none_reason
    review.state = ReviewState.DRAFT.value
    _keep_views(review, views, by)
    _keep_decisions(review, decisions, by)
    _keep_actions(review, actions, carried or {}, by)
    if review.case is not None:
        cases.refresh_counters(review.case)
    db.session.flush()
    return review


def _keep_views(review: Review, views: Iterable[Mapping[str, Any]], by: Actor) -> None:
    for said in views:
        view = voice.record_view(
            review.child,
            id=said["id"],
            text=said["text"],
            said_on=said.get("said_on") or review.held_on or clock.today(),
            how=said.get("how") or "meeting",
            speaker=said.get("speaker") or "child",
            speaker_name=said.get("speaker_name"),
            wish=bool(said.get("wish")),
            wish_owner_id=said.get("wish_owner_id"),
            by=by,
        )
        if view.text != said["text"].strip():
            saying.revise(view, by=by, wording=saying.professional(said["text"].strip()))
        _stand(review, view, "view")


def _keep_decisions(review: Review, decisions: Iterable[Mapping[str, Any]], by: Actor) -> None:
    for made in decisions:
        held = db.session.get(Decision, made["id"])
        if held is None:
            held = Decision(
                id=made["id"],
                authority_id=review.authority_id,
                child_id=review.child_id,
                section="reviews",
                wording=saying.professional(made["text"].strip()),
                audiences=sorted(made.get("audiences") or ("carer", "parent", "young_person")),
                review_id=review.id,
                decided_on=review.held_on or clock.today(),
                owner_id=made.get("owner_id"),
            )
            saying.say(held, by=by)
        else:
            saying.revise(held, by=by, wording=saying.professional(made["text"].strip()), owner_id=made.get("owner_id"))
        _stand(review, held, "decision")


def _keep_actions(
    review: Review, actions: Iterable[Mapping[str, Any]], carried: Mapping[UUID, Mapping[str, Any]], by: Actor
) -> None:
    wanted = list(actions)
    plan = plan_queries.current_plan(review.child_id)
    if plan is None and wanted:
        if review.case is None:
            raise RuleBroken("Open a case before recording actions.")
        plan = plans.start_plan(review.case, by=by)
    for asked in wanted:
        if plan is None:
            break
        action = plans.add_action(plan, from_review_id=review.id, by=by, **dict(asked))
        _stand(review, action, "action")
    if review.plan_id is None and plan is not None:
        review.plan_id = plan.id
    held = {action.id: action for action in plan_queries.open_actions(review.child_id)}
    for action_id, said in carried.items():
        action = held.get(action_id)
        if action is None:
            continue
        if said.get("status") and said["status"] != action.status:
            plans.update_action(
                action, status=said["status"], note=said.get("note", ""), blocker=said.get("blocker", ""), by=by
            )
        if said.get("due_on") and said["due_on"] != action.due_on:
            plans.change_action(action, seen=action.version, due_on=said["due_on"], carried=action.carried + 1, by=by)
        _stand(review, action, "carried")


def _stand(review: Review, statement: Statement, how: str) -> None:
    """Put a statement in the review, or point its line at what it says now."""
    line = db.session.scalar(
        select(ReviewItem).where(ReviewItem.review_id == review.id, ReviewItem.statement_id == statement.id)
    )
    if line is None:
        last = db.session.scalar(select(func.count()).select_from(ReviewItem).where(ReviewItem.review_id == review.id))
        line = ReviewItem(
            id=new_id(),
            authority_id=review.authority_id,
            child_id=review.child_id,
            review_id=review.id,
            statement_id=statement.id,
            how=how,
            position=int(last or 0),
        )
        db.session.add(line)
    line.statement_version_id = statement.version_id
    db.session.flush()


def missing(review: Review) -> list[tuple[str, str]]:
    """What still stops a signature: the field and a sentence. Five things finish a review, and no more are asked."""
    held = queries.items(review.id)
    kinds = {item.how for item in held}
    found: list[tuple[str, str]] = []
    if not any(who.attended in CAME for who in review.people):
        found.append(("attendance", "Say who came."))
    has_child_view = any(item.how == "view" and getattr(item.statement, "speaker", "") == "child" for item in held)
    if not has_child_view and not review.views_missing_reason:
        found.append(("views", "Write what the child said, or why their views are missing."))
    if review.decision is None and "decision" not in kinds:
        found.append(("decision", "Say what was decided."))
    if review.decision in {"step_up", "step_down", "close"} and not review.decision_reason:
        found.append(("decision_reason", "Give the reason for the decision."))
    if not kinds & {"action", "carried"} and review.decision != "close":
        found.append(("actions", "Add an action, or say what became of one that was carried forward."))
    if review.next_on is None and review.next_none_reason is None:
        found.append(("next_on", "Give the date of the next review, or why none is due."))
    return found


def sign_review(review: Review, *, by: Actor) -> Review:
    """The owner signs: the record is final, what it says is published to its audiences, a plan version is agreed."""
    if review.state == ReviewState.SIGNED.value:
        return review
    if review.state != ReviewState.DRAFT.value:
        raise RuleBroken("Save the record before signing it.")
    stops = missing(review)
    if stops:
        raise RuleBroken(" ".join(sentence for _, sentence in stops))
    review.state = ReviewState.SIGNED.value
    review.signed_at = clock.now()
    review.signed_by = by.person_id
    held = queries.items(review.id)
    saying.publish([item.statement for item in held], by=by)
    plan = plan_queries.current_plan(review.child_id)
    if plan is not None:
        agreed = plans.agree_plan(plan, note=f"Review {review.number}", by=by)
        review.plan_version = agreed.number
    # The lines keep the versions that were signed.
    for item in held:
        item.statement_version_id = item.statement.version_id
    facts = {"kind": review.kind, "review_number": queries.number_of_kind(review), "number": review.number}
    _record(review, "review_held", by, facts=facts)
    own_event = meeting(review.kind).event
    if own_event:
        _record(review, own_event, by, facts=facts)
    _record(review, "review_signed", by, occurred_on=clock.today(), facts=facts)
    if review.case is not None:
        review.case.next_review_on = review.next_on
        cases.refresh_counters(review.case)
    db.session.flush()
    return review


def _record(
    review: Review, kind: str, by: Actor, *, occurred_on: date | None = None, facts: dict[str, Any] | None = None
) -> None:
    events.record(
        authority_id=review.authority_id,
        child_id=review.child_id,
        kind=kind,
        occurred_on=occurred_on or review.held_on or clock.today(),
        about=review,
        facts=facts,
        by=by.person_id,
    )
