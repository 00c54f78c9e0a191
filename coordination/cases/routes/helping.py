"""Beginning help, stepping it up or down, ending it, beginning it again, and giving it to another team."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.access.standing import MAY_LEAD
from coordination.agencies import queries as agencies
from coordination.cases import closing, operations, queries, words
from coordination.cases.forms import CloseForm, MoveTeamForm, OpenCaseForm, ReopenForm, StepForm
from coordination.cases.models import Case
from coordination.cases.routes.blueprint import blueprint, form_page, refuse, team_page
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.web.forms import SelectChoice


@blueprint.route("/children/<uuid:child_id>/cases/open", methods=["GET", "POST"])
@guard.requires("memberships", "create", on=children.child)
@workers_page
def open_case(child: Child) -> ResponseReturnValue:
    """Begin help: the level, the reason, the team and the lead."""
    form = OpenCaseForm(data={"opened_on": clock.today()})
    kinds = [kind for kind in words.KINDS if _may_open(child, kind)]
    form.kind.offer([SelectChoice(kind, words.kind(kind)) for kind in kinds])
    form.team_id.offer([SelectChoice(team.id, team.name) for team in agencies.teams(child.authority_id)])
    posts = _leads(child)
    form.lead.offer(
        [SelectChoice(post.key, f"{post.person.name}, {words.role(post.role)}, {_agency(post)}") for post in posts]
    )
    if form.validate_on_submit():
        facts = form.facts()
        chosen = facts.pop("lead")
        lead = next(post for post in posts if post.key == chosen)
        try:
            operations.open_case(
                child,
                by=guard.actor(),
                lead_id=lead.person.id,
                lead_role=lead.role,
                lead_agency_id=lead.agency.id if lead.agency else None,
                **facts,
            )
            return _after_opening(child, lead.person.id)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page("cases/open.html", form, child, back_url=url_for("children.record", child_id=child.id))


def _agency(post: queries.Post) -> str:
    return post.agency.name if post.agency else ""


def _manages(child: Child) -> bool:
    """Whether this actor decides who is on the team, rather than puts people forward."""
    return isinstance(guard.may("create", "memberships", child, facts={"proposed": False}), Permit)


def _may_open(child: Child, kind: str) -> bool:
    asked = guard.may("create", "memberships", child, case_kind=kind, facts={"proposed": True})
    return isinstance(asked, Permit)


def _leads(child: Child) -> list[queries.Post]:
    """Whom this actor may name as the lead: a manager anybody who may lead, others themself."""
    who = guard.actor()
    if _manages(child):
        return queries.possible_leads(child.authority_id)
    mine = [
        queries.post(who.person_id, held.role, held.agency_id, child.authority_id)
        for held in who.roles_on(clock.today())
        if who.person_id is not None and held.role in {"SW", *MAY_LEAD}
    ]
    return [post for post in mine if post is not None]


def _after_opening(child: Child, lead_id: UUID) -> ResponseReturnValue:
    """The record for whoever still reaches it; for somebody who handed it on, their own children."""
    who = guard.actor()
    flash("Help began.", "success")
    keeps = who.person_id == lead_id or any(
        held.via == "management" for held in who.relationships_with(child.id, clock.today())
    )
    if keeps:
        return redirect(url_for("children.record", child_id=child.id), 303)
    flash("You are not on this team, so the record is with its lead from now on.", "information")
    return redirect(url_for("children.caseload"), 303)


@blueprint.route("/cases/<uuid:case_id>/step", methods=["GET", "POST"])
@guard.requires("support_plan", "approve", on=queries.case)
@workers_page
def step(case: Case) -> ResponseReturnValue:
    """Step help up or down."""
    form = StepForm()
    form.to_kind.offer([SelectChoice(key, text) for key, text in words.KINDS.items() if key != case.kind])
    if form.validate_on_submit():
        try:
            operations.step(case, by=guard.actor(), **form.facts())
            flash(f"The level of help is now: {words.kind(case.kind)}.", "success")
            return redirect(team_page(case.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page("cases/step.html", form, case.child, case=case, level=words.kind(case.kind))


@blueprint.route("/cases/<uuid:case_id>/close", methods=["GET", "POST"])
@guard.requires("support_plan", "approve", on=queries.case)
@workers_page
def close(case: Case) -> ResponseReturnValue:
    """End help. Nothing ends silently: the page says who leaves and asks what happens to open actions."""
    form = CloseForm()
    waiting = operations.waiting_actions(case)
    if not waiting:
        del form.actions
    if form.validate_on_submit():
        facts = form.facts()
        actions = facts.pop("actions", None)
        try:
            if actions == "stop":
                closing.stop_actions(case, f"Help ended: {words.CLOSING[facts['reason']].lower()}", guard.actor())
            operations.close_case(case, by=guard.actor(), actions_go_on=actions == "go_on", **facts)
            flash("Help has ended.", "success")
            return _after_closing(case)
        except RuleBroken as broken:
            refuse(form, broken)
    staying = {"FC", "PAR", "YP"}
    places = queries.team(case.id)
    return form_page(
        "cases/close.html",
        form,
        case.child,
        case=case,
        waiting=[(row.number, row.wording.get("professional", {}).get("en", ""), row.due_on) for row in waiting],
        leaving=[held.person.name for held in places if held.role not in staying and held.function != "lead"],
    )


def _after_closing(case: Case) -> ResponseReturnValue:
    who = guard.actor()
    keeps = who.person_id == case.lead_id or any(
        held.via == "management" for held in who.relationships_with(case.child_id, clock.today())
    )
    if keeps:
        return redirect(team_page(case.child_id), 303)
    return redirect(url_for("children.caseload"), 303)


@blueprint.route("/cases/<uuid:case_id>/reopen", methods=["GET", "POST"])
@guard.requires("memberships", "create", on=queries.case)
@workers_page
def reopen(case: Case) -> ResponseReturnValue:
    """Begin a closed episode again. It asks what beginning help asks: a closed record takes that and no change of its
    plan."""
    guard.demand("create", "memberships", case, facts={"proposed": True})
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            operations.reopen_case(case, by=guard.actor(), **form.facts())
            flash("Help began again.", "success")
            return redirect(team_page(case.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page("cases/reopen.html", form, case.child, case=case)


@blueprint.route("/cases/<uuid:case_id>/move", methods=["GET", "POST"])
@guard.requires("memberships", "update", on=queries.case)
@workers_page
def move(case: Case) -> ResponseReturnValue:
    """Give the case to another team."""
    form = MoveTeamForm(data={"team_id": case.team_id})
    form.team_id.offer([SelectChoice(team.id, team.name) for team in agencies.teams(case.authority_id)])
    if form.validate_on_submit():
        try:
            operations.move_to_team(case, by=guard.actor(), **form.facts())
            flash("The case was moved.", "success")
            return redirect(url_for("children.caseload"), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page("cases/move.html", form, case.child, case=case)
