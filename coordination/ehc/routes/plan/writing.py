"""One entry of a section: add it, change it, place it from the support plan, compare two changes, take it out."""

from functools import partial
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.db import RuleBroken
from coordination.ehc.plan import forms as plan_forms
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import view as plan_view
from coordination.ehc.plan import writing
from coordination.ehc.plan.writing import Spot
from coordination.ehc.plan_models import Budget, FormalPlan, PlanPlace
from coordination.ehc.routes.plan.shared import back_to
from coordination.ehc.routes.shared import blueprint, record, refuse
from coordination.plans import changes
from coordination.plans import queries as support
from coordination.plans.crossings import Crossed
from coordination.plans.routes.deciding import crossing_page
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import Form, SelectChoice, page


@blueprint.route("/ehc-plans/<uuid:plan_id>/sections/<letter>/add", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=writing.spot, whole=False)
def add(spot: Spot) -> ResponseReturnValue:
    """Write something new in a section."""
    guard.workers_only()
    if not spot.section.makes:
        abort(404)
    view = plan_view.seen(spot.plan)
    form = _form(view, spot, changing=False)
    name = f"plan-{spot.section.letter.lower()}"
    draft = drafts.put_back(form, name, spot.child_id, spot.plan.id)
    if form.validate_on_submit():
        try:
            held = writing.add(spot, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            return redirect(url_for("ehc.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop(name, spot.child_id, spot.plan.id)
            flash("It was added.", "success")
            return redirect(back_to(spot.plan.id, spot.section.letter, held.id), 303)
    return page(
        "ehc_plan/entry_form.html",
        form=form,
        title=f"Add to section {spot.section.letter}: {spot.section.title.lower()}",
        section=spot.section,
        button_text="Add it",
        record=record(spot.plan.child),
        steps=[],
        draft=draft,
        draft_url=drafts.url(name, spot.child_id, spot.plan.id),
        back_url=back_to(spot.plan.id, spot.section.letter),
    )


@blueprint.route("/ehc-places/<uuid:place_id>/change", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=plan_queries.place, whole=False)
def change(held: PlanPlace) -> ResponseReturnValue:
    """Change an entry. What it said before stays in its history and in every issue that was sent."""
    _may_change(held)
    row: Any = held.statement
    spot = writing.spot_of(held)
    view = plan_view.seen(held.plan)
    young = str((row.wording.get("young_person") or {}).get("en", ""))
    facts = {name: getattr(row, name) for name in row.facts_kept}
    form = _form(
        view,
        spot,
        changing=True,
        data={
            "text": row.text,
            "young_text": young,
            "version": row.version,
            "answers": view.ties.get(row.id, []),
            **facts,
        },
    )
    name = "plan-entry"
    draft = drafts.put_back(form, name, held.child_id, held.id)
    back = back_to(held.plan_id, held.section, held.id)
    if form.validate_on_submit():
        sent = form.facts()
        seen, why = sent.pop("version"), sent.pop("why")
        try:
            writing.change(held, seen=seen, why=why, by=actor(), **sent)
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            drafts.drop(name, held.child_id, held.id)
            return redirect(url_for("ehc.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop(name, held.child_id, held.id)
            flash("Saved.", "success")
            return redirect(back, 303)
    versions = support.history(row.id)
    return page(
        "ehc_plan/entry_form.html",
        form=form,
        title=f"Change {view.refs.get(held.id, held.section)}: {spot.section.title.lower()}",
        section=spot.section,
        button_text="Save the change",
        record=record(held.plan.child),
        steps=changes.history(row.kind, versions, support.names(changes.keys_in(versions)), day),
        draft=draft,
        draft_url=drafts.url(name, held.child_id, held.id),
        back_url=back,
    )


def _form(view: plan_view.Seen, spot: Spot, *, changing: bool, data: dict[str, Any] | None = None) -> Any:
    made = plan_forms.section_form(
        spot.section, changing=changing, adulthood=plan_view.prepares_for_adulthood(spot.plan)
    )
    form = made(data=data) if data is not None else made()
    gives = "agency_id" in spot.section.fields
    plan_forms.offer(
        form,
        agencies=agencies.agencies(spot.authority_id) if gives else [],
        answers=[SelectChoice(key, said) for key, said in plan_view.answerable(view, spot.section)],
    )
    return form


def _may_change(held: PlanPlace) -> None:
    guard.workers_only()
    if not plan_view.may_change(held):
        raise guard.Refused(Deny("not-own", 4, False))


@blueprint.route("/ehc-places/<uuid:place_id>/out", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=plan_queries.place, whole=False)
def take_out(held: PlanPlace) -> ResponseReturnValue:
    """Take an entry out, with the reason."""
    _may_change(held)
    form = plan_forms.WhyForm()
    back = back_to(held.plan_id, held.section)
    if form.validate_on_submit():
        try:
            writing.take_out(held, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It was taken out. It stays in every issue that was sent.", "success")
            return redirect(back, 303)
    return page(
        "ehc_plan/out.html",
        form=form,
        title="Take this out",
        what=held.statement.text,
        record=record(held.plan.child),
        back_url=back,
    )


@blueprint.route("/ehc-plans/<uuid:plan_id>/sections/<letter>/place", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=writing.spot, whole=False)
def put_in(spot: Spot) -> ResponseReturnValue:
    """Let what stands in the support plan stand here too: done once, it is known in both."""
    guard.workers_only()
    rows = guard.readable(
        plan_queries.placeable(spot.plan, spot.section.letter, spot.section.takes), lambda row: row.section
    )
    rows = [row for row in rows if row.label in writing.MAY_STAND and not row.caveats]
    form = plan_forms.PutInForm()
    form.statements.offer([SelectChoice(row.id, row.text) for row in rows])
    if form.validate_on_submit():
        wanted = set(form.facts()["statements"])
        try:
            writing.put_in(spot, [row for row in rows if row.id in wanted], by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It stands here too. What is done about it is known in both plans.", "success")
            return redirect(back_to(spot.plan.id, spot.section.letter), 303)
    return page(
        "ehc_plan/put_in.html",
        form=form,
        section=spot.section,
        any=bool(rows),
        record=record(spot.plan.child),
        back_url=back_to(spot.plan.id, spot.section.letter),
    )


@blueprint.route("/ehc-crossings/<uuid:crossing_id>", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=plan_queries.crossed_place, whole=False)
def crossing(place: PlanPlace) -> ResponseReturnValue:
    """Two people changed the same entry: compare and decide. Until then the first save stands and both are kept."""
    _may_change(place)
    row: Any = place.statement
    held: Any = place.crossed  # type: ignore[attr-defined]
    return crossing_page(
        row,
        held,
        decide=partial(writing.decide, held, place),
        called=support.names,
        endpoint="ehc.crossing",
        back_url=back_to(place.plan_id, place.section, place.id),
        record=record(place.plan.child),
    )


@blueprint.route("/ehc-plans/<uuid:plan_id>/budget/add", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.plan, whole=False)
def add_budget(held: FormalPlan) -> ResponseReturnValue:
    """Add a line to section J."""
    form = plan_forms.BudgetForm()
    return _budget_page(held, None, form)


@blueprint.route("/ehc-budgets/<uuid:budget_id>", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.budget, whole=False)
def change_budget(row: Budget) -> ResponseReturnValue:
    """Change a line of section J."""
    held = plan_queries.plan(row.plan_id)
    if held is None:
        abort(404)
    form = plan_forms.BudgetForm(
        data={
            "id": row.id,
            "what": row.what,
            "arrangement": row.arrangement,
            "outcome_id": row.outcome_id,
            "pounds": row.pence_per_year / 100 if row.pence_per_year is not None else None,
            "agreed_on": row.agreed_on,
            "review_on": row.review_on,
        }
    )
    return _budget_page(held, row, form)


def _budget_page(held: FormalPlan, row: Budget | None, form: Form) -> ResponseReturnValue:
    view = plan_view.seen(held)
    outcomes = [(one.statement_id, f"{view.refs[one.id]}: {one.statement.text}") for one in view.of("E")]
    form["outcome_id"].offer([SelectChoice(key, said) for key, said in outcomes])
    if form.validate_on_submit():
        facts = form.facts()
        pounds = facts.pop("pounds")
        facts["pence_per_year"] = int(pounds * 100) if pounds is not None else None
        try:
            writing.keep_budget(held, row, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("Saved.", "success")
            return redirect(back_to(held.id, "J"), 303)
    return page(
        "ehc_plan/budget_form.html",
        form=form,
        record=record(held.child),
        back_url=back_to(held.id, "J"),
    )
