"""Planning, moving and calling off a review, and signing its record. Recording it is in ``reviews.recording``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.rules import rows
from coordination.agencies import queries as agencies
from coordination.cases import operations as cases
from coordination.cases.models import Case
from coordination.children import saying
from coordination.children.queries import family_rows
from coordination.db import RuleBroken, db, new_id
from coordination.documents import operations as documents
from coordination.events import operations as events
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action
from coordination.reviews import queries
from coordination.reviews.inviting import invite, tell_apart, tell_signed
from coordination.reviews.kinds import meeting, usual
from coordination.reviews.models import Review, ReviewKind, ReviewPerson, ReviewState
from coordination.reviews.recording import StaleReview, add_people, missing, needs_manager, record_review

__all__ = [
    "RESPONSES",
    "StaleReview",
    "answer_invitation",
    "begin_record",
    "cancel_review",
    "invite_more",
    "missing",
    "manager_answers",
    "move_review",
    "needs_manager",
    "plan_review",
    "put_down",
    "record_review",
    "sign_review",
]

# What somebody who was asked may answer.
RESPONSES = {"accepted": "Coming", "tentative": "May come", "declined": "Not coming"}


def plan_review(
    case: Case,
    *,
    id: UUID,
    kind: str,
    starts_at: datetime,
    by: Actor,
    minutes: int = 60,
    place: str = "",
    access_needs: str = "",
    reason: str = "",
    chair_id: UUID | None = None,
    invitees: Iterable[Mapping[str, Any]] = (),
) -> Review:
    """Plan a review and ask people to it: each gets a mail with a link and an .ics that says "Meeting" and a time."""
    existing = db.session.get(Review, id)
    if existing is not None:
        return existing
    review = put_down(
        case,
        id=id,
        kind=kind,
        starts_at=starts_at,
        by=by,
        minutes=minutes,
        place=place,
        access_needs=access_needs,
        reason=reason,
        chair_id=chair_id,
        invitees=invitees,
    )
    invite(review, "REQUEST")
    return review


def put_down(
    case: Case,
    *,
    id: UUID,
    kind: str,
    starts_at: datetime,
    by: Actor,
    minutes: int,
    place: str = "",
    access_needs: str = "",
    reason: str = "",
    chair_id: UUID | None = None,
    invitees: Iterable[Mapping[str, Any]] = (),
    together_id: UUID | None = None,
) -> Review:
    """Put a review in the diary without asking anybody yet. ``together_id``: of a meeting of several children."""
    if case.state != "open":
        raise RuleBroken("Help has ended: reopen it before planning a review.")
    if starts_at < clock.now():
        raise RuleBroken("The review must be in the future. To record one that was held, say so.", "date")
    review = _new_review(case, id=id, kind=kind, by=by, chair_id=chair_id, reason=reason)
    review.starts_at = starts_at
    review.minutes = minutes
    review.place = place or None
    review.access_needs = access_needs.strip() or None
    review.together_id = together_id
    db.session.add(review)
    db.session.flush()
    add_people(review, invitees)
    _record(review, "review_planned", by, occurred_on=clock.today(), facts={"kind": kind})
    cases.refresh_counters(case)
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
    add_people(review, invitees)
    return review


def _new_review(
    case: Case, *, id: UUID, kind: str, by: Actor, chair_id: UUID | None = None, reason: str = ""
) -> Review:
    plan = plan_queries.current_plan(case.child_id)
    authority = agencies.authority(case.authority_id)
    agenda = meeting(kind, authority.settings if authority is not None else None).agenda
    return Review(
        id=id,
        authority_id=case.authority_id,
        child_id=case.child_id,
        case_id=case.id,
        plan_id=plan.id if plan else None,
        kind=ReviewKind(kind).value,
        number=queries.next_number(case.child_id),
        reason=reason or None,
        agenda=[{"id": str(new_id()), "text": line, "minutes": None, "lead": "", "note": ""} for line in agenda],
        chair_id=chair_id or by.person_id,
        minute_taker_id=by.person_id,
        recorded_by=by.person_id,
    )


def invite_more(review: Review, *, invitees: Iterable[Mapping[str, Any]], by: Actor) -> None:
    """Ask more people to a planned review."""
    if review.state != ReviewState.PLANNED.value:
        raise RuleBroken("People are asked to a review before it is held.")
    added = add_people(review, invitees)
    # Who comes for a brother or sister already has the day in their calendar.
    coming = {who.person_id for held in _still_planned(review) for who in held.people if who.response != "not_asked"}
    invite(review, "REQUEST", only=[who for who in added if who.person_id not in coming])


def move_review(
    review: Review, *, starts_at: datetime, minutes: int, place: str, by: Actor, beside: Sequence[Review] = ()
) -> None:
    """Change when or where: everybody asked is told once, and their calendar entry moves.

    ``beside``: the reviews of other children that are the same meeting and move with it. One of the meeting that stays
    where it is leaves it from now on, and whoever planned the meeting is told.
    """
    every = [review, *beside]
    of_several = review.together_id is not None
    if any(held.state != ReviewState.PLANNED.value for held in every):
        raise RuleBroken("Only a planned review can be moved.")
    if starts_at < clock.now():
        raise RuleBroken("The review must be in the future.", "date")
    stays = any(held not in every for held in _still_planned(review))
    if stays:
        apart = new_id() if beside else None
        for held in every:
            held.together_id = apart
    before = review.starts_at
    for held in every:
        held.starts_at, held.minutes, held.place = starts_at, minutes, place or None
    invite(review, "REQUEST", beside=beside)
    if of_several and (stays or not beside or by.person_id != review.recorded_by):
        tell_apart(review, by=by)
    moved = {"before": before.isoformat() if before else None, "after": starts_at.isoformat()}
    for held in every:
        _record(held, "review_moved", by, occurred_on=clock.today(), facts=moved)
        _recount(held)


def _still_planned(review: Review) -> list[Review]:
    return [held for held in queries.beside(review) if held.state == ReviewState.PLANNED.value]


def cancel_review(review: Review, *, why: str, by: Actor) -> None:
    """Call a planned review off, with a reason: everybody asked is told.

    Of a meeting of several children this child's part alone is off: who comes for another keeps the day, and whoever
    planned the meeting is told.
    """
    if review.state != ReviewState.PLANNED.value:
        raise RuleBroken("Only a planned review can be called off.")
    if not why.strip():
        raise RuleBroken("Say why it is called off.", "why")
    review.state = ReviewState.CANCELLED.value
    review.reason = why.strip()
    coming = {who.person_id for held in _still_planned(review) for who in held.people if who.response != "not_asked"}
    invite(review, "CANCEL", only=[who for who in review.people if who.person_id not in coming])
    if review.together_id is not None:
        tell_apart(review, by=by)
    _record(review, "review_cancelled", by, occurred_on=clock.today())
    _recount(review)


def answer_invitation(
    review: Review, *, review_person_id: UUID, response: str, by: Actor, reason: str = ""
) -> ReviewPerson:
    """Somebody who was asked says whether they come; whoever runs the review may note it for them."""
    who = next((held for held in review.people if held.id == review_person_id), None)
    if who is None or who.response == "not_asked":
        raise RuleBroken("This person was not asked.")
    if review.state != ReviewState.PLANNED.value:
        raise RuleBroken("The review has been held or called off.")
    if response not in RESPONSES:
        raise RuleBroken("Choose an answer.", "response")
    who.response, who.reason = response, reason.strip() or None
    # Somebody who comes for several children answers once.
    for held in _still_planned(review):
        for same in held.people:
            if same.person_id is not None and same.person_id == who.person_id and same.response != "not_asked":
                same.response = response
    db.session.flush()
    return who


def sign_review(review: Review, *, by: Actor, agrees_plan: bool | None = None, hard_words_why: str = "") -> Review:
    """The owner signs: the record is final and what it says is published to its audiences.

    ``agrees_plan``: the plan as it stands is agreed with it, a new version. Only for who may agree a plan: a reviewing
    officer signs the record and approves no plan. None: by the signer's posts. ``hard_words_why``: why words for the
    young person are harder than was chosen for them, where they are.
    """
    if review.state == ReviewState.SIGNED.value:
        return review
    if review.state != ReviewState.DRAFT.value:
        raise RuleBroken("Save the record before signing it.")
    held = queries.items(review.id)
    stops = missing(review, held)
    if stops:
        raise RuleBroken(" ".join(sentence for _, sentence in stops))
    for item in held:
        action = item.statement
        if item.how == "carried" and isinstance(action, Action) and action.status not in plan_queries.CLOSED:
            saying.revise(action, by=by, carried=action.carried + 1)
    saying.publish([item.statement for item in held], by=by)
    plan = plan_queries.current_plan(review.child_id)
    if plan is not None:
        if _agrees(by) if agrees_plan is None else agrees_plan:
            plans.agree_plan(plan, note=f"Review {review.number}", hard_words_why=hard_words_why, by=by)
        review.plan_version = plan.agreed_version or None
    if hard_words_why.strip():
        review.decision_facts = {**review.decision_facts, "hard_words_why": hard_words_why.strip()}
    review.state = ReviewState.SIGNED.value
    review.signed_at = clock.now()
    review.signed_by = by.person_id
    # Who signed was asked for before somebody had: a paper made in the same breath names them.
    db.session.expire(review, ["signer"])
    review.family_as_signed = family_rows(review.child)
    documents.supersede_drafts(review.id)
    # The lines keep the versions that were signed.
    for item in held:
        item.statement_version_id = item.statement.version_id
    facts = {"kind": review.kind, "review_number": queries.number_of_kind(review), "number": review.number}
    # The kind of its own first: a looked-after review meets the clock of the team, and only then the next one starts.
    own_event = usual(review.kind).event
    if own_event:
        _record(review, own_event, by, facts=facts)
    _record(review, "review_held", by, facts=facts)
    _record(review, "review_signed", by, occurred_on=clock.today(), facts=facts)
    tell_signed(review, by=by)
    _recount(review)
    db.session.flush()
    return review


def manager_answers(review: Review, *, words: str, by: Actor) -> Review:
    """The manager answers what was decided: agrees, or says what happens now. Written once; the record stays signed.

    A step up and a closing wait for it; of a looked-after review the IRO Handbook (2010) gives them 5 working days.
    """
    if not needs_manager(review) or review.state not in {ReviewState.DRAFT.value, ReviewState.SIGNED.value}:
        raise RuleBroken("This record does not wait for a manager.")
    if review.agreed_by_manager_at is not None:
        return review
    if not words.strip():
        raise RuleBroken("Write the answer.", "words")
    review.manager_words = words.strip()
    review.agreed_by_manager_at = clock.now()
    review.agreed_by_manager_id = by.person_id
    _record(review, "manager_answered", by, occurred_on=clock.today())
    db.session.flush()
    return review


def _agrees(by: Actor) -> bool:
    """Whether one of the signer's posts may agree a plan."""
    return any(rows("support_plan", post.role, "approve") for post in by.roles_on(clock.today()))


def _recount(review: Review) -> None:
    if review.case is not None:
        cases.refresh_counters(review.case)


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
