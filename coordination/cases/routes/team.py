"""The team around a child: who is on it, putting somebody forward, agreeing, leaving, and who leads."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.cases import operations, presenters, queries, words
from coordination.cases.forms import DeclineForm, EndMemberForm, LeadForm, MemberForm
from coordination.cases.models import Case, Membership
from coordination.cases.routes import choosing
from coordination.cases.routes.blueprint import blueprint, form_page, refuse, team_page
from coordination.cases.strip import opens, record_strip
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.web.forms import Form, SelectChoice


@blueprint.get("/children/<uuid:child_id>/team")
@guard.requires("memberships", "read", on=children.child)
@workers_page
def team(child: Child) -> ResponseReturnValue:
    """The teams of the child's cases: open ones first, with those put forward and those who left."""
    return render_template(
        "cases/team.html",
        record=record_strip(child, "team"),
        child=child,
        cases=[_shown(case) for case in queries.cases_with_teams(child.id)],
        steps=_steps(child),
        plan_opens=opens("support_plan", child),
        open_url=url_for("cases.open_case", child_id=child.id)
        if isinstance(guard.may("create", "memberships", child, whole=True), Permit)
        else None,
    )


def _shown(case: Case) -> dict[str, Any]:
    """One case with its team, as this actor may see it and act on it."""
    today = clock.today()
    readable = guard.readable(queries.in_order(case.members), "memberships")
    now = [held for held in readable if queries.on_team(held, today)]
    whole = isinstance(permit := guard.may("read", "memberships", case), Permit) and permit.extent == "full"
    manages = isinstance(guard.may("update", "memberships", case), Permit)
    leads = isinstance(guard.may("approve", "support_plan", case), Permit)
    reads_plan = bool(guard.readable([case], "support_plan"))
    is_open = case.state == "open"
    chose = _voluntary(case)
    return {
        "case": case,
        "level": presenters.level(case),
        "is_open": is_open,
        "team": case.team.name if case.team else "",
        "reason": case.reason if reads_plan else "",
        "ended": words.CLOSING.get(case.closed_reason or "", "") if manages or (whole and reads_plan) else "",
        "members": [(presenters.member(held), _doing(held, manages and is_open)) for held in now],
        "proposed": [
            (presenters.member(held), isinstance(guard.may("approve", "memberships", held), Permit))
            for held in readable
            if whole and held.state == "proposed"
        ],
        "coming": [
            presenters.member(held) for held in readable if whole and held.state == "agreed" and held.from_on > today
        ],
        "left": [
            presenters.member(held)
            for held in readable
            if whole and held.state == "agreed" and held.to_on is not None and held.to_on <= today
        ],
        "add_url": url_for("cases.add_member", case_id=case.id) if is_open and _may_add(case) else None,
        "step_url": url_for("cases.step", case_id=case.id) if is_open and leads else None,
        "close_url": url_for("cases.close", case_id=case.id) if is_open and leads else None,
        "agreement_url": url_for("sharing.agreement", case_id=case.id) if is_open and leads and chose else None,
        "reopen_url": url_for("cases.reopen", case_id=case.id) if not is_open and _may_add(case) else None,
        "lead_url": url_for("cases.lead", case_id=case.id) if is_open and manages else None,
        "move_url": url_for("cases.move", case_id=case.id) if is_open and manages else None,
    }


def _doing(held: Membership, manages: bool) -> dict[str, Any]:
    """What may be done with one place: end it, make them deputy or a member again."""
    if not manages or held.function == "lead":
        return {"end_url": None, "deputy_url": None, "deputy": held.function == "deputy"}
    family = held.role in {"FC", "PAR", "YP"}
    return {
        "end_url": url_for("cases.end_member", membership_id=held.id),
        "deputy_url": None if family else url_for("cases.deputy", membership_id=held.id),
        "deputy": held.function == "deputy",
    }


def _voluntary(case: Case) -> bool:
    """Whether the family chose to take part, and may say that they no longer do."""
    return case.kind == "early_help" or case.agreed_to_take_part in {"yes", "partly", "withdrawn"}


def _may_add(case: Case) -> bool:
    return isinstance(guard.may("create", "memberships", case, facts={"proposed": True}), Permit)


def _decides(case: Case) -> bool:
    """Whether this actor puts somebody on the team themself, rather than puts them forward."""
    return isinstance(guard.may("create", "memberships", case, facts={"proposed": False}), Permit)


def _steps(child: Child) -> list[presenters.Step]:
    if not isinstance(guard.may("read", "support_plan", child, whole=True), Permit):
        return []
    return [presenters.step(held) for held in queries.steps(child.id)]


@blueprint.route("/cases/<uuid:case_id>/members/add", methods=["GET", "POST"])
@guard.requires("memberships", "create", on=queries.case)
@workers_page
def add_member(case: Case) -> ResponseReturnValue:
    """First who: by name among workers, by exact address for family. Then in what place and on what basis."""
    chosen = choosing.chosen(case.authority_id)
    if chosen is None:
        typed = choosing.typed()
        found = queries.by_email(typed) if "@" in typed else queries.workforce_named(typed, case.authority_id)
        return render_template(
            "cases/choose_member.html",
            record=record_strip(case.child, "team"),
            child=case.child,
            case=case,
            typed=typed,
            found=choosing.choices(found, "cases.add_member", case_id=case.id),
            here=url_for("cases.add_member", case_id=case.id),
            back_url=team_page(case.child_id),
        )
    form = MemberForm(data={"from_on": clock.today(), "basis": _usual_basis(chosen)})
    if form.validate_on_submit():
        decides = _decides(case)
        guard.demand("create", "memberships", case, facts={"proposed": not decides})
        put = operations.add_member if decides else operations.propose_member
        try:
            put(
                case,
                by=guard.actor(),
                person_id=chosen.person.id,
                agency_id=chosen.agency.id if chosen.agency else None,
                role=chosen.role,
                **form.facts(),
            )
            said = "is on the team" if decides else "was put forward: the manager decides"
            flash(f"{chosen.person.name} {said}.", "success")
            return redirect(team_page(case.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "cases/member.html",
        form,
        case.child,
        case=case,
        person=chosen.person.name,
        role=words.role(chosen.role),
        agency=chosen.agency.name if chosen.agency else "",
        decides=_decides(case),
        back_url=url_for("cases.add_member", case_id=case.id),
    )


def _usual_basis(post: queries.Post) -> str:
    return {"YP": "own record", "PAR": "parental responsibility"}.get(post.role, "public task")


@blueprint.post("/memberships/<uuid:membership_id>/agree")
@guard.requires("memberships", "approve", on=queries.membership, whole=False)
@workers_page
def agree_member(held: Membership) -> ResponseReturnValue:
    """Agree to somebody who was put forward."""
    operations.agree_member(held, by=guard.actor())
    flash(f"{held.person.name} is on the team.", "success")
    return redirect(team_page(held.child_id), 303)


@blueprint.route("/memberships/<uuid:membership_id>/decline", methods=["GET", "POST"])
@guard.requires("memberships", "approve", on=queries.membership, whole=False)
@workers_page
def decline_member(held: Membership) -> ResponseReturnValue:
    """Decline somebody who was put forward."""
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            operations.decline_member(held, by=guard.actor(), **form.facts())
            flash("It was declined.", "success")
            return redirect(team_page(held.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return _place_page("cases/decline.html", form, held)


@blueprint.route("/memberships/<uuid:membership_id>/end", methods=["GET", "POST"])
@guard.requires("memberships", "update", on=queries.membership, whole=False)
@workers_page
def end_member(held: Membership) -> ResponseReturnValue:
    """End somebody's place."""
    form = EndMemberForm(data={"on": clock.today()})
    if form.validate_on_submit():
        try:
            operations.end_membership(held, by=guard.actor(), **form.facts())
            flash(f"{held.person.name} is no longer on the team.", "success")
            return redirect(team_page(held.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return _place_page("cases/end_member.html", form, held)


@blueprint.post("/memberships/<uuid:membership_id>/deputy")
@guard.requires("memberships", "update", on=queries.membership, whole=False)
@workers_page
def deputy(held: Membership) -> ResponseReturnValue:
    """Make somebody the lead's deputy, or a member again."""
    operations.change_deputy(held, deputy=request.form.get("deputy") == "yes", by=guard.actor())
    flash("The team was changed.", "success")
    return redirect(team_page(held.child_id), 303)


@blueprint.route("/cases/<uuid:case_id>/lead", methods=["GET", "POST"])
@guard.requires("memberships", "update", on=queries.case)
@workers_page
def lead(case: Case) -> ResponseReturnValue:
    """Choose another lead from the team."""
    form = LeadForm()
    places = [
        held
        for held in queries.team(case.id)
        if held.function != "lead" and held.role not in {"FC", "PAR", "YP", "IRO"} and held.to_on is None
    ]
    form.membership_id.offer(
        [
            SelectChoice(held.id, f"{held.person.name}, {words.role(held.role)}", {"hint": _agency_of(held)})
            for held in places
        ]
    )
    if form.validate_on_submit():
        try:
            chosen = operations.change_lead(case, by=guard.actor(), **form.facts())
            flash(f"{next(held.person.name for held in places if held.id == chosen.id)} leads from now on.", "success")
            return redirect(team_page(case.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page("cases/lead.html", form, case.child, case=case, nobody=not places)


def _agency_of(held: Membership) -> str:
    return held.agency.name if held.agency else ""


def _place_page(template: str, form: Form, held: Membership) -> ResponseReturnValue:
    return form_page(template, form, held.case.child, person=held.person.name, role=words.role(held.role))
