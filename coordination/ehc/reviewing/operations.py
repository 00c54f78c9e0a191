"""An EHC review up to its meeting: begun, its meeting planned in the review room, people invited, reports sent round.

The meeting is a review of the review room like any other; what an EHC review asks beside it stands in ``AnnualReview``.
What happens to the meeting there is followed here (``follow``), so that nothing is said twice.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.deadlines.models import Clock
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import quality
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.recording import record
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import words
from coordination.events.models import Event
from coordination.messages import operations as messages
from coordination.plans.adding import take_turn
from coordination.reviews import inviting
from coordination.reviews import operations as reviews
from coordination.reviews.models import Review, ReviewKind, ReviewPerson, ReviewState

# The review whose meeting is being planned from here: the review room's own event is then known already.
_planning: ContextVar[UUID | None] = ContextVar("planning", default=None)


def begin(
    plan: FormalPlan,
    *,
    id: UUID,
    by: Actor,
    type: str = "annual",
    agency_id: UUID | None = None,
    transfer: str = "",
    transfers_on: date | None = None,
) -> AnnualReview:
    """Begin a review of an EHC plan. The same key again is the same review. ``transfer``: the move it is about."""
    take_turn(plan.child_id)
    existing = db.session.get(AnnualReview, id)
    if existing is not None:
        return existing
    if plan.type != "ehc" or plan.state != "final":
        raise RuleBroken("A review is of a final EHC plan.")
    if type not in words.TYPES:
        raise RuleBroken("Choose what kind of review it is", "type")
    if type == "phase_transfer" and transfer not in words.TRANSFERS:
        raise RuleBroken("Choose which move it is about", "transfer")
    if asking.open_of(plan.id) is not None:
        raise RuleBroken("A review of this plan is under way. Go on with that one.")
    annual = AnnualReview(
        id=id,
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        plan_id=plan.id,
        type=type,
        agency_id=agency_id or plan.setting_id,
        due_on=_due(plan),
        more={},
        recorded_by=by.person_id,
    )
    db.session.add(annual)
    db.session.flush()
    if type == "phase_transfer":
        _move_in_view(annual, transfer, transfers_on, by)
    return annual


def _due(plan: FormalPlan) -> date | None:
    """The day the clock of the review says."""
    return db.session.scalar(
        select(Clock.due_on)
        .where(Clock.authority_id == plan.authority_id, Clock.child_id == plan.child_id)
        .where(Clock.rule == "A1", Clock.state == "running")
        .order_by(Clock.due_on)
        .limit(1)
    )


def _move_in_view(annual: AnnualReview, transfer: str, transfers_on: date | None, by: Actor) -> None:
    """The clock of the move starts: the year it names is that of the summer in which this school year ends."""
    today = clock.today()
    year = transfers_on.year if transfers_on else today.year + (1 if today.month >= 9 else 0)
    facts: dict[str, Any] = {"transfer": transfer, "transfer_year": year}
    if transfers_on is not None:
        facts["transfers_on"] = transfers_on.isoformat()
    record(annual, "ehc_phase_transfer_due", by.person_id, **facts)


def plan_meeting(
    annual: AnnualReview,
    case: Case,
    *,
    id: UUID,
    starts_at: datetime,
    by: Actor,
    minutes: int = 90,
    place: str = "",
    access_needs: str = "",
    chair_id: UUID | None = None,
    invitees: Iterable[Mapping[str, Any]] = (),
    ask_now: bool = True,
) -> Review:
    """Plan the meeting in the review room, and invite everybody at once unless ``ask_now`` says later."""
    take_turn(annual.child_id)
    if annual.review_id is not None:
        held = db.session.get_one(Review, annual.review_id)
        if held.id != id and held.state != ReviewState.CANCELLED.value:
            raise RuleBroken("This review has its meeting already. Move that one.")
        if held.id == id:
            return held
    token = _planning.set(annual.id)
    try:
        meeting = reviews.put_down(
            case,
            id=id,
            kind=ReviewKind.EHC_ANNUAL.value,
            starts_at=starts_at,
            by=by,
            minutes=minutes,
            place=place,
            access_needs=access_needs,
            reason=words.TYPES[annual.type],
            chair_id=chair_id,
            invitees=invitees,
        )
    finally:
        _planning.reset(token)
    _is_the_meeting(annual, meeting, by.person_id)
    if ask_now:
        ask(annual, by=by)
    return meeting


def _is_the_meeting(annual: AnnualReview, meeting: Review, by: UUID | None) -> None:
    annual.review_id, annual.invited_on, annual.papers_on = meeting.id, None, None
    db.session.flush()
    record(annual, "ehc_review_planned", by, meeting_on=_day(meeting).isoformat())


def _day(meeting: Review) -> date:
    if meeting.held_on is not None:
        return meeting.held_on
    if meeting.starts_at is None:
        raise RuleBroken("The meeting has no date yet. Plan it first.")
    return clock.london_date(meeting.starts_at)


def meeting_of(annual: AnnualReview) -> Review:
    """The meeting that is planned or was held. Raises RuleBroken while there is none."""
    held = asking.meeting(annual)
    if held is None or held.state == ReviewState.CANCELLED.value:
        raise RuleBroken("Plan the meeting first.")
    return held


def ask(annual: AnnualReview, *, by: Actor) -> None:
    """Send the invitations: notice of the meeting to everybody asked (regulation 20(3)). Once."""
    meeting = meeting_of(annual)
    if annual.invited_on is not None:
        return
    if meeting.state != ReviewState.PLANNED.value:
        raise RuleBroken("The meeting was held already.")
    if not any(who.response != "not_asked" for who in meeting.people):
        raise RuleBroken("Nobody is on the list yet. Choose who is asked first.")
    if meeting.invitation_number == 0:
        inviting.invite(meeting, "REQUEST")
    annual.invited_on = clock.today()
    db.session.flush()
    record(annual, "ehc_review_invited", by.person_id, meeting_on=_day(meeting).isoformat())


def ask_for_reports(annual: AnnualReview, *, by: Actor) -> int:
    """Ask everybody invited who has sent nothing for their report or what they think. Answers how many were asked.

    Regulation 20(4) has the school gather advice and information about the pupil before the meeting.
    """
    meeting = meeting_of(annual)
    if annual.invited_on is None:
        raise RuleBroken("Send the invitations first.")
    if meeting.state != ReviewState.PLANNED.value:
        raise RuleBroken("The meeting was held already.")
    waiting = {who.person_id: who for who in meeting.people if _may_send(who) and who.person_id != by.person_id}
    people = agencies.people(key for key in waiting if key is not None)
    for person in people.values():
        messages.queue_mail(
            person, template="meeting_views_wanted", about_id=meeting.id, link=inviting.page_of(meeting, person)
        )
    annual.more = {**annual.more, "reports_asked_on": clock.today().isoformat()}
    db.session.flush()
    return len(people)


def _may_send(who: ReviewPerson) -> bool:
    return who.person_id is not None and who.response != "not_asked" and who.report not in {"yes", "late"}


def papers_sent(annual: AnnualReview, *, on: date, by: Actor) -> None:
    """The advice and information that came went to everybody invited on this day (regulation 20(4))."""
    meeting = meeting_of(annual)
    if annual.papers_on is not None:
        return
    if annual.invited_on is None:
        raise RuleBroken("Send the invitations first.")
    if not annual.invited_on <= on <= clock.today():
        raise RuleBroken("The day must be after the invitations, and not in the future", "on")
    annual.papers_on = on
    db.session.flush()
    record(annual, "ehc_review_papers_sent", by.person_id, occurred_on=on, meeting_on=_day(meeting).isoformat())


def held(annual: AnnualReview, *, on: date, by: UUID | None) -> None:
    """The meeting was held: the two weeks of the report and the four of the council's decision begin."""
    if annual.met_on is not None:
        return
    if annual.review_id is None:
        raise RuleBroken("Plan the meeting first.")
    if on > clock.today():
        raise RuleBroken("The day it was held must be today or earlier", "on")
    annual.met_on, annual.state = on, "met"
    db.session.flush()
    child = db.session.get_one(Child, annual.child_id)
    born = {"born_on": child.born_on.isoformat()} if child.born_on is not None else {}
    record(annual, "ehc_review_meeting_held", by, occurred_on=on, review_type=annual.type, **born)


class Late:
    """How the days of a meeting stand to the two weeks the law asks for, in sentences."""

    def __init__(self, annual: AnnualReview, meeting: Review | None) -> None:
        self.invitations = self.papers = ""
        day = annual.met_on or (_day(meeting) if meeting is not None and meeting.starts_at else None)
        if day is None:
            return
        self.invitations = _late("Invitations", annual.invited_on, day, "20(3)")
        self.papers = _late("Reports", annual.papers_on, day, "20(4)")


def _late(what: str, on: date | None, meets: date, law: str) -> str:
    latest = meets - timedelta(days=words.NOTICE_DAYS)
    if (on or clock.today()) <= latest:
        return ""
    days = ((on or clock.today()) - latest).days
    late = "1 day late" if days == 1 else f"{days} days late"
    why = f"the law asks for at least two weeks before the meeting (SEND Regulations 2014, regulation {law})"
    return f"{what} {'went out' if on else 'are'} {late}: {why}."


def not_invited(people: Iterable[ReviewPerson]) -> list[str]:
    """Whom regulation 20(2) has invited and nobody on the list stands for."""
    roles = {who.role for who in people if who.response != "not_asked"}
    return [said for said, stand_for in words.MUST_INVITE.items() if not roles & set(stand_for)]


def in_year_9(child: Child) -> bool:
    """Whether the child is in year 9 or above, from when a review considers preparing for adulthood."""
    return child.born_on is not None and quality.school_year(child.born_on, clock.today()) >= quality.ADULTHOOD_FROM


# -- what happens elsewhere -------------------------------------------------------------------------------------


def follow(event: Event) -> None:
    """Keep up with what the review room and the plan record about a meeting or a plan. Hung in ``create_app``."""
    if event.kind in {"review_planned", "review_moved", "review_cancelled", "review_held"}:
        if event.about_id is not None:
            _follow_the_meeting(event, event.about_id)
    elif event.kind in {"ehc_plan_issued", "ehc_amendment_decided", "ehc_decision_letter_sent"}:
        from coordination.ehc.reviewing import decision as reviewing_decision

        reviewing_decision.follow(event)


def _follow_the_meeting(event: Event, key: UUID) -> None:
    if event.kind == "review_planned":
        if event.facts.get("kind") == ReviewKind.EHC_ANNUAL.value and _planning.get() is None:
            _planned_there(event, key)
        return
    annual = asking.of_meeting(key)
    if annual is None:
        return
    meeting = db.session.get_one(Review, key)
    if event.kind == "review_cancelled":
        annual.review_id = annual.invited_on = annual.papers_on = None
        db.session.flush()
    elif event.kind == "review_moved" and annual.met_on is None:
        record(annual, "ehc_review_planned", event.recorded_by, meeting_on=_day(meeting).isoformat())
        if annual.invited_on is not None:
            # Everybody is told of the new day today: that is the notice of it.
            annual.invited_on = clock.today()
            record(annual, "ehc_review_invited", event.recorded_by, meeting_on=_day(meeting).isoformat())
    elif event.kind == "review_held":
        held(annual, on=event.occurred_on, by=event.recorded_by)


def _planned_there(event: Event, key: UUID) -> None:
    """Somebody planned an EHC review in the review room itself: it is the meeting of the plan's review."""
    plan = db.session.scalar(
        select(FormalPlan)
        .where(FormalPlan.child_id == event.child_id, FormalPlan.type == "ehc", FormalPlan.state == "final")
        .limit(1)
    )
    if plan is None:
        return
    annual = asking.open_of(plan.id)
    if annual is None:
        annual = AnnualReview(
            id=new_id(),
            authority_id=plan.authority_id,
            child_id=plan.child_id,
            plan_id=plan.id,
            agency_id=plan.setting_id,
            due_on=_due(plan),
            recorded_by=event.recorded_by,
        )
        db.session.add(annual)
        db.session.flush()
    if annual.review_id is not None or annual.met_on is not None:
        return
    meeting = db.session.get_one(Review, key)
    _is_the_meeting(annual, meeting, event.recorded_by)
    # The review room asks everybody as it plans.
    annual.invited_on = clock.today()
    record(annual, "ehc_review_invited", event.recorded_by, meeting_on=_day(meeting).isoformat())
