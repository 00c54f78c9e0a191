"""One EHC review: its sheet and steps, planning its meeting, invitations, the report, the council's decision."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny, Permit
from coordination.cases import queries as cases
from coordination.cases.models import Case, Membership
from coordination.db import RuleBroken, db, new_id
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import quality
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.reviewing import answers, words
from coordination.ehc.reviewing import (
    decision as reviewing_decision,
)
from coordination.ehc.reviewing import (
    forms as reviewing_forms,
)
from coordination.ehc.reviewing import (
    operations as reviewing,
)
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import (
    view as reviewing_view,
)
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.reviews.models import ReviewKind, ReviewPerson
from coordination.web import drafts
from coordination.web.forms import Form, SelectChoice, page

DRAFT = "ehc-review"


def team_only() -> None:
    """These are the team's pages. Families read what was sent to them on pages of their own."""
    if guard.actor().kind in {"family", "young_person"}:
        raise guard.Refused(Deny("other-face", 4, False))


@blueprint.get("/ehc-reviews/<uuid:annual_review_id>")
@requires("ehc_plan", "read", on=asking.one, whole=False)
def annual_review(annual: AnnualReview) -> ResponseReturnValue:
    """One EHC review: what is done and what is late, and the sheet, to write in or to read."""
    team_only()
    reviewing_view.whole_or_refuse(annual)
    return _sheet_page(annual)


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def save_annual_review(annual: AnnualReview) -> ResponseReturnValue:
    """Save the sheet. Two who save at once lose nothing: what both wrote is put together, or shown side by side."""
    team_only()
    plan = _plan_of(annual)
    shown = reviewing_view.sheet(plan)
    form = reviewing_forms.SheetForm()
    if not form.validate_on_submit():
        return _sheet_page(annual, form, shown)
    try:
        joined = reviewing_decision.save(
            annual,
            form.answers(shown.known) | _not_shown(annual, shown),
            seen=form.version.fact(),
            base=form.base_answers(),
            by=actor(),
        )
    except RuleBroken as broken:
        refuse(form, broken)
        return _sheet_page(annual, form, shown)
    except reviewing_decision.Crossed as crossed:
        return _both(annual, shown, crossed.merged)
    drafts.drop(DRAFT, annual.child_id, annual.id)
    flash(
        "Saved. Somebody else saved while you wrote: what both of you wrote is kept." if joined else "Saved.",
        "success",
    )
    return redirect(url_for("ehc.annual_review", annual_review_id=annual.id), 303)


def _not_shown(annual: AnnualReview, shown: reviewing_view.Sheet) -> answers.Answers:
    """What was said of entries that this reader's page does not show, or that left the plan: it stays as it is."""
    known = {str(key) for keys in shown.known.values() for key in keys}
    return {
        name: said
        for name, said in answers.of_review(annual).items()
        if "." in name and name.split(".")[1] not in known
    }


def _both(annual: AnnualReview, shown: reviewing_view.Sheet, merged: answers.Merged) -> ResponseReturnValue:
    """The sheet with both texts of what crossed, to be made right by whoever saved second. Nothing is saved yet."""
    form = reviewing_forms.SheetForm.opened(annual.version, merged.answers, *shown.known.values(), formdata=None)
    form.base.process(None, reviewing_forms.as_base(answers.of_review(annual)))
    for name, other in merged.crossed.items():
        field = _field(form, name)
        if field is not None:
            said = reviewing_view.day_or_words(name, other) or "nothing"
            field.errors = [
                *field.errors,
                f"Somebody else saved this meanwhile: “{said}”. Make it right and save again",
            ]
    form.refuse("Somebody else saved while you wrote. What both of you wrote is here and nothing is lost.")
    return _sheet_page(annual, form, shown)


def _field(form: Any, name: str) -> Any:
    if "." not in name:
        return form._fields.get(name)
    kind, key, what = name.split(".", 2)
    row = next((entry.form for entry in form[kind].entries if str(entry.form.id.data) == key), None)
    return row[what] if row is not None else None


def _sheet_page(
    annual: AnnualReview,
    form: reviewing_forms.SheetForm | None = None,
    shown: reviewing_view.Sheet | None = None,
) -> ResponseReturnValue:
    plan = _plan_of(annual)
    shown = shown or reviewing_view.sheet(plan)
    meeting = asking.meeting(annual)
    said = answers.of_review(annual)
    writes = may("create", annual) and annual.report_on is None and annual.state != "done"
    decides = may("approve", annual)
    draft = None
    if writes and form is None:
        form = reviewing_forms.SheetForm.opened(annual.version, said, *shown.known.values())
        draft = drafts.put_back(form, DRAFT, annual.child_id, annual.id)
    adulthood = reviewing_view.considers_adulthood(annual)
    entries = {str(one.key): one for one in (*shown.outcomes, *shown.provision)}
    made = asking.decision_of(annual) if annual.decision else None
    context: dict[str, Any] = {
        "record": record(annual.child),
        "annual": annual,
        "state_words": words.STATES[annual.state],
        "report_url": url_for("ehc.send_review_report", annual_review_id=annual.id)
        if annual.met_on is not None
        and annual.report_on is None
        and may("create", annual)
        and isinstance(guard.may("disclose", "reviews", annual.child, whole=True, meeting_kind="ehc_annual"), Permit)
        else "",
        "plan": plan,
        "facts": reviewing_view.facts(annual, plan),
        "steps": reviewing_view.steps(annual, meeting, writes=may("create", annual), decides=decides),
        "due": reviewing_view.due_rows(asking.clocks(annual.authority_id, [annual.child_id]).get(annual.child_id, [])),
        "not_invited": reviewing_view.unsaid(annual, meeting),
        "heard": reviewing_view.heard(annual),
        "contributions": reviewing_view.sent(meeting),
        "actions": reviewing_view.open_actions(annual.child_id),
        "parts": [part for part in words.PARTS if part.key != "adulthood" or adulthood],
        "said": reviewing_view.said(said, shown.outcomes, shown.provision, adulthood=adulthood),
        "entries": entries,
        "proposed": words.PROPOSED,
        "writes": writes,
        "may_create": may("create", annual),
        "may_ask": meeting is not None and may("create", annual) and annual.met_on is None,
        "meeting": meeting,
        "missing": reviewing_decision.missing(annual, adulthood=adulthood, statements=shown.known)
        if may("create", annual) and annual.met_on is not None and annual.report_on is None
        else [],
        "decision": made,
        "may_tell": decides and made is not None and made.told_on is None,
        "draft": draft,
        "draft_url": drafts.url(DRAFT, annual.child_id, annual.id),
        "day_form": reviewing_forms.DayForm(formdata=None, data={"on": clock.today()}),
        "answered": {part.key for part in reviewing_view.said(said, shown.outcomes, shown.provision, adulthood=True)},
    }
    if form is None:
        return render_template("ehc_review/review.html", form=None, **context)
    return page("ehc_review/review.html", form=form, **context)


def _plan_of(annual: AnnualReview) -> Any:
    plan = plan_queries.plan(annual.plan_id)
    if plan is None:
        abort(404)
    return plan


# -- the meeting ------------------------------------------------------------------------------------------------


@blueprint.route("/ehc-plans/<uuid:plan_id>/reviews/plan", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=asking.prospect, whole=False)
def plan_review_meeting(prospect: asking.Prospect) -> ResponseReturnValue:
    """Begin a review of a plan and plan its meeting; who is asked is proposed from the team."""
    team_only()
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
            return redirect(url_for("ehc.annual_review", annual_review_id=annual.id), 303)
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
    return [SelectChoice(key, name) for key, name in found.items()]


def _done(annual: AnnualReview, what: str) -> ResponseReturnValue:
    flash(what, "success")
    return redirect(url_for("ehc.annual_review", annual_review_id=annual.id), 303)


def _not_done(annual: AnnualReview, why: str) -> ResponseReturnValue:
    flash(why, "information")
    return redirect(url_for("ehc.annual_review", annual_review_id=annual.id), 303)


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/invite")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def invite_to_review(annual: AnnualReview) -> ResponseReturnValue:
    """Send the invitations."""
    team_only()
    try:
        reviewing.ask(annual, by=actor())
    except RuleBroken as broken:
        return _not_done(annual, broken.sentence)
    return _done(annual, "Everybody with an account has been invited. Ask the others yourself.")


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/ask-for-reports")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def ask_for_reports(annual: AnnualReview) -> ResponseReturnValue:
    """Ask everybody who has sent nothing."""
    team_only()
    try:
        asked = reviewing.ask_for_reports(annual, by=actor())
    except RuleBroken as broken:
        return _not_done(annual, broken.sentence)
    return _done(annual, "1 person has been asked." if asked == 1 else f"{asked} people have been asked.")


def _day_of(annual: AnnualReview, form: Form) -> Any:
    if not form.validate_on_submit():
        raise RuleBroken(form.problems[0].text if form.problems else "Enter the day")
    return form["on"].fact()


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/papers")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def review_papers_sent(annual: AnnualReview) -> ResponseReturnValue:
    """Say on what day the reports went to everybody invited."""
    team_only()
    try:
        reviewing.papers_sent(annual, on=_day_of(annual, reviewing_forms.DayForm()), by=actor())
    except RuleBroken as broken:
        return _not_done(annual, broken.sentence)
    return _done(annual, "The day is kept.")


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>/held")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def review_meeting_held(annual: AnnualReview) -> ResponseReturnValue:
    """Say on what day the meeting was held."""
    team_only()
    try:
        reviewing.held(annual, on=_day_of(annual, reviewing_forms.DayForm()), by=actor().person_id)
    except RuleBroken as broken:
        return _not_done(annual, broken.sentence)
    return _done(annual, "The meeting was held. The report goes out within two weeks; the council decides within four.")
