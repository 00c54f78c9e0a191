"""A plan in sections: the plan as a whole, one section, its thread, and what the coach says."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.ehc.plan import (
    forms as plan_forms,
)
from coordination.ehc.plan import (
    queries as plan_queries,
)
from coordination.ehc.plan import (
    threads,
    types,
    writing,
)
from coordination.ehc.plan import (
    view as plan_view,
)
from coordination.ehc.plan.writing import Spot
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.reviewing import view as reviewing_view
from coordination.ehc.reviewing.queries import Prospect
from coordination.ehc.routes.plan import issues
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web.forms import SelectChoice, page


@blueprint.get("/ehc-plans/<uuid:plan_id>")
@requires("ehc_plan", "read", on=plan_queries.plan)
def plan(held: FormalPlan) -> ResponseReturnValue:
    """A plan: its sections with what stands in each, what to look at, and what was sent."""
    guard.workers_only()
    view = plan_view.seen(held)
    said = plan_view.hints(view) if may("create", held, whole=True) else []
    opens = guard.may("read", "ehc_plan", held)
    return render_template(
        "ehc_plan/plan.html",
        record=record(held.child),
        plan=held,
        type=view.type,
        sections=[
            (section, len(view.of(section.letter)), sum(1 for hint in said if hint.section == section.letter))
            for section in view.type.sections
            if plan_view.shows_section(opens, section.letter) or view.of(section.letter)
        ],
        hints=len(said),
        from_plan=provenance(held),
        reviews_open=view.type.is_law and held.state == "final" and reviewing_view.reads_whole(Prospect(held)),
        **issues.on_the_plans_page(held, view.places),
    )


@blueprint.get("/ehc-plans/<uuid:plan_id>/sections/<letter>")
@requires("ehc_plan", "read", on=writing.spot)
def section(spot: Spot) -> ResponseReturnValue:
    """One section: its entries, what each answers, and the coach beside them."""
    guard.workers_only()
    view = plan_view.seen(spot.plan)
    writes = plan_view.may_write(spot) and spot.plan.state != "ceased"
    letter = spot.section.letter
    context: dict[str, Any] = {"entries": [], "advice": [], "budgets": [], "consultations_url": None}
    if spot.section.makes:
        context["entries"] = plan_view.entries(view, spot.section)
        said = plan_view.hints(view) if writes else []
        context["hints"] = [hint for hint in said if hint.section == letter]
    elif letter == "I" and may("read", spot.plan):
        context["consultations_url"] = url_for("ehc.settings", plan_id=spot.plan.id)
    elif letter == "J":
        context["budgets"] = plan_view.budget_rows(plan_queries.budgets(spot.plan.id), view)
    elif letter == "K":
        context["advice"] = plan_view.advice_rows(plan_queries.advice(spot.plan))
    letters = [one.letter for one in view.type.sections]
    here = letters.index(letter)
    return render_template(
        "ehc_plan/section.html",
        record=record(spot.plan.child),
        plan=spot.plan,
        type=view.type,
        section=spot.section,
        may_write=writes,
        may_change_budget=letter == "J" and may("update", spot.plan),
        before=letters[here - 1] if here else None,
        after=letters[here + 1] if here + 1 < len(letters) else None,
        **{"hints": []} | context,
    )


@blueprint.get("/ehc-plans/<uuid:plan_id>/thread")
@requires("ehc_plan", "read", on=plan_queries.plan)
def thread(held: FormalPlan) -> ResponseReturnValue:
    """The golden thread drawn, and the same in words."""
    guard.workers_only()
    view = plan_view.seen(held)
    urls = {
        one.id: url_for("ehc.section", plan_id=held.id, letter=one.section, _anchor=f"p-{one.id}")
        for one in view.places
    }
    return render_template(
        "ehc_plan/thread.html",
        record=record(held.child),
        plan=held,
        type=view.type,
        drawing=threads.draw(view.type, view.places, urls),
    )


@blueprint.get("/ehc-plans/<uuid:plan_id>/check")
@requires("ehc_plan", "read", on=plan_queries.plan)
def check(held: FormalPlan) -> ResponseReturnValue:
    """What the coach says of the whole plan, section by section. It stops nobody."""
    guard.workers_only()
    view = plan_view.seen(held)
    said = plan_view.hints(view)
    return render_template(
        "ehc_plan/check.html",
        record=record(held.child),
        plan=held,
        type=view.type,
        by_section=[
            (one, [hint for hint in said if hint.section == one.letter])
            for one in view.type.sections
            if any(hint.section == one.letter for hint in said)
        ],
    )


@blueprint.route("/children/<uuid:child_id>/ehc-plans/start", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=child_of)
def start(child: Child) -> ResponseReturnValue:
    """Begin a plan in sections, of a type the authority uses."""
    guard.workers_only()
    offered = types.of_authority(child.authority_id)
    if not may("update", child, whole=True):
        # An EHC plan is the council's to begin; other types are begun by whoever writes in them.
        offered.pop(types.LAW, None)
    if not offered:
        raise guard.Refused(Deny("no-row", 4, False))
    form = plan_forms.StartForm()
    form.type.offer([SelectChoice(key, one.name, {"hint": one.standing}) for key, one in offered.items()])
    form.layer.offer([SelectChoice(one, one) for one in dict.fromkeys(sum((t.layers for t in offered.values()), ()))])
    if form.validate_on_submit():
        facts = form.facts()
        if facts["layer"] and facts["layer"] not in offered[facts["type"]].layers:
            facts["layer"] = None
        try:
            held = writing.start_plan(child, by=actor(), officer_id=actor().person_id, **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The plan is begun.", "success")
            return redirect(url_for("ehc.plan", plan_id=held.id), 303)
    return page("ehc_plan/start.html", form=form, record=record(child), has_layers=bool(form.layer.options))


@blueprint.route("/ehc-plans/<uuid:plan_id>/carry", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=plan_queries.plan)
def carry(held: FormalPlan) -> ResponseReturnValue:
    """Begin a plan of another type from this one. The same statements stand in it, and it says where they came from."""
    guard.workers_only()
    offered = types.of_authority(held.authority_id)
    offered.pop(held.type, None)
    if not may("update", held):
        offered.pop(types.LAW, None)
    form = plan_forms.StartForm()
    form.type.offer([SelectChoice(key, one.name, {"hint": one.standing}) for key, one in offered.items()])
    form.layer.offer([SelectChoice(one, one) for one in dict.fromkeys(sum((t.layers for t in offered.values()), ()))])
    if form.validate_on_submit():
        facts = form.facts()
        if facts["layer"] and facts["layer"] not in offered[facts["type"]].layers:
            facts["layer"] = None
        try:
            new = writing.carry(held, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The plan is begun, with what this one says.", "success")
            return redirect(url_for("ehc.plan", plan_id=new.id), 303)
    this = types.type_of(held.type, held.authority_id)
    return page(
        "ehc_plan/carry.html",
        form=form,
        record=record(held.child),
        plan=held,
        type=this,
        has_layers=bool(form.layer.options),
        maps=[
            (
                one.name,
                [
                    (part.letter, part.title, types.carried(this, one)[part.letter])
                    for part in this.sections
                    if part.takes
                ],
            )
            for one in offered.values()
        ],  # fmt: skip
    )


def provenance(held: FormalPlan) -> dict[str, Any] | None:
    """Which plan this one was carried from."""
    if held.from_plan_id is None:
        return None
    old = plan_queries.plan(held.from_plan_id)
    if old is None or not may("read", old):
        return None
    name = types.type_of(old.type, old.authority_id).name
    return {"name": name, "url": url_for("ehc.plan", plan_id=old.id), "on": held.started_on}
