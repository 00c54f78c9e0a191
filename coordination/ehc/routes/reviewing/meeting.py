"""The meeting of an EHC review: planning it, invitations, asking for reports, the days on which things were done."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Permit
from coordination.cases import queries as cases
from coordination.cases.models import Case, Membership
from coordination.db import RuleBroken, db, new_id
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import quality
from coordination.ehc.reviewing import (
    forms as reviewing_forms,
)
from coordination.ehc.reviewing import (
    operations as reviewing,
)
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import words
from coordination.ehc.routes.shared import blueprint, done_or_why_not, record, refuse
from coordination.reviews.models import ReviewKind, ReviewPerson
from coordination.web.forms import Form, SelectChoice, offered, page


@blueprint.route("/ehc-plans/<uuid:plan_id>/reviews/plan", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=asking.prospect, whole=False)
def plan_review_meeting(prospect: asking.Prospect) -> ResponseReturnValue:
    """Begin a review of a plan and plan its meeting; who is asked is proposed from the team."""
    guard.workers_only()
    plan = prospect.plan
    under_way = asking.open_of(plan.id)
    if under_way is not None and under_way.review_id is not None:
        flash("A review is under way, and its meeting has a date.", "information")
        return redirect(url_for("ehc.annual_review", annual_review_id=under_way.id), 303)
    case = case_for(plan.child_id)
    if case is None:
        flash(
            "The meeting is planned by the school’s SENCO or the council’s caseworker, on a record where help is open.",
            "information",
        )
        return redirect(url_for("ehc.plan", plan_id=plan.id), 303)
    team = team_of(case)
    form = reviewing_forms.MeetingForm()
    form.chair_id.offer(_chairs(team))
    form.offer_team(team)
    if not form.is_submitted():
        _propose(form, plan, under_way)
    if not form.rows_changed() and form.validate_on_submit():
        try:
            with db.session.begin_nested():
                annual = under_way or reviewing.begin(
                    plan,
                    id=form.id.fact(),
                    type=form.type.fact(),
                    agency_id=plan.setting_id or school_of(team),
                    transfer=form.transfer.fact() or "",
                    transfers_on=form.transfers_on.fact(),
                    by=actor(),
                )
                reviewing.plan_meeting(
                    annual,
                    case,
                    id=UUID(form.annual_id.fact()),
                    starts_at=form.starts_at(),
                    minutes=form.minutes.fact(),
                    place=form.place.fact(),
                    access_needs=form.access_needs.fact(),
                    chair_id=form.chair_id.fact(),
                    invitees=form.invitees(team),
                    ask_now=form.ask_now.fact(),
                    by=actor(),
                )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(
                "The meeting is planned, and everybody with an account has been invited."
                if annual.invited_on
                else "The meeting is planned. Nobody is invited yet.",
                "success",
            )
            return redirect(_back(annual), 303)
    return page(
        "ehc_review/plan_meeting.html",
        form=form,
        record=record(plan.child),
        not_on_team=reviewing.not_invited([_as_asked(held) for held in team]),
        move=_move(plan.child),
        back_url=url_for("ehc.plan", plan_id=plan.id),
    )


def _propose(form: reviewing_forms.MeetingForm, plan: Any, under_way: AnnualReview | None) -> None:
    form.annual_id.data = str(new_id())
    form.chair_id.data = actor().person_id
    form.minutes.process(None, 90)
    form.ask_now.process(None, True)
    proposed = kind_of(plan.child)
    form.type.data = under_way.type if under_way is not None else proposed["type"]
    form.transfer.data = proposed["transfer"] or None


def kind_of(child: Any) -> dict[str, Any]:
    """The kind of review that is proposed: of the move, where the child is in a year in which children move."""
    move = _move(child)
    if move is not None and move.sure:
        return {"type": "phase_transfer", "transfer": move.code}
    return {"type": "annual", "transfer": ""}


def _move(child: Any) -> words.Move | None:
    today = clock.today()
    return words.move_ahead(quality.school_year(child.born_on, today), today) if child.born_on else None


def _as_asked(held: Membership) -> Any:
    return ReviewPerson(role=held.role, name=held.person.name)


def school_of(team: list[Membership]) -> UUID | None:
    """The school of whoever is SENCO on a team."""
    return next((held.agency_id for held in team if held.role == "SEN" and held.agency_id), None)


def case_for(child_id: UUID) -> Case | None:
    """The open case in which the actor may hold an EHC review: the newest, unless only another is theirs."""
    for case in cases.cases_with_teams(child_id):
        if case.state == "open":
            permit = guard.may(
                "create", "reviews", case, meeting_kind=ReviewKind.EHC_ANNUAL.value, case_kind=case.kind,
                author_id=None, agency_id=None, owner_person_id=None,
            )  # fmt: skip
            if isinstance(permit, Permit):
                return case
    return None


def team_of(case: Case) -> list[Membership]:
    """Who is on a case's team today."""
    today = clock.today()
    return cases.in_order(held for held in case.members if cases.on_team(held, today))


def _chairs(team: list[Membership]) -> list[SelectChoice]:
    found = {held.person_id: held.person.name for held in team if held.role not in {"PAR", "FC", "YP"}}
    me = actor()
    if me.person_id is not None:
        found.setdefault(me.person_id, me.name)
    return offered(found)


def _back(annual: AnnualReview) -> str:
    return url_for("ehc.annual_review", annual_review_id=annual.id)


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/invite")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def invite_to_review(annual: AnnualReview) -> ResponseReturnValue:
    """Send the invitations."""
    guard.workers_only()
    return done_or_why_not(
        lambda: reviewing.ask(annual, by=actor()),
        "Everybody with an account has been invited. Ask the others yourself.",
        _back(annual),
    )


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/ask-for-reports")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def ask_for_reports(annual: AnnualReview) -> ResponseReturnValue:
    """Ask everybody who has sent nothing."""
    guard.workers_only()
    try:
        asked = reviewing.ask_for_reports(annual, by=actor())
    except RuleBroken as broken:
        flash(broken.sentence, "information")
    else:
        flash("1 person has been asked." if asked == 1 else f"{asked} people have been asked.", "success")
    return redirect(_back(annual), 303)


def _day_of(form: Form) -> Any:
    if not form.validate_on_submit():
        raise RuleBroken(form.problems[0].text if form.problems else "Enter the day")
    return form["on"].fact()


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/papers")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def review_papers_sent(annual: AnnualReview) -> ResponseReturnValue:
    """Say on what day the reports went to everybody invited."""
    guard.workers_only()
    return done_or_why_not(
        lambda: reviewing.papers_sent(annual, on=_day_of(reviewing_forms.DayForm()), by=actor()),
        "The day is kept.",
        _back(annual),
    )


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/held")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def review_meeting_held(annual: AnnualReview) -> ResponseReturnValue:
    """Say on what day the meeting was held."""
    guard.workers_only()
    return done_or_why_not(
        lambda: reviewing.held(annual, on=_day_of(reviewing_forms.DayForm()), by=actor().person_id),
        "The meeting was held. The report goes out within two weeks; the council decides within four.",
        _back(annual),
    )
