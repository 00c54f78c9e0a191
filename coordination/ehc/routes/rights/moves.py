"""The end of a plan, and its move to another council or from one."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import actor, requires
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.ehc import queries
from coordination.ehc.letters import forms as letter_forms
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.rights import ceasing, moves
from coordination.ehc.routes.shared import blueprint, record, refuse
from coordination.web.filters import day
from coordination.web.forms import Form, page


@blueprint.route("/ehc-plans/<uuid:plan_id>/end", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.plan)
def end_of_plan(plan: FormalPlan) -> ResponseReturnValue:
    """Decide to end a plan; or, where that was decided, what it still waits for."""
    if plan.state == "ceased" or ceasing.decision_to_end(plan.id) is not None:
        return page(
            "ehc_letters/ending.html",
            form=Form(),
            record=record(plan.child),
            plan=plan,
            waiting=ceasing.waits_for(plan),
            decision=ceasing.decision_to_end(plan.id),
            back_url=url_for("ehc.letters", child_id=plan.child_id),
        )

    def save(facts: dict[str, Any]) -> None:
        ceasing.decide(plan, by=actor(), **facts)

    return _answered(
        letter_forms.EndForm(),
        plan.child,
        save,
        title="Decide to end the plan",
        intro=[
            "A plan ends only where the council is no longer responsible, or where it is no longer necessary to keep"
            " it (section 45). Ask the family and the head teacher or principal first (regulation 31).",
            "Nothing ends yet: the plan is kept until the time to appeal has passed, or the appeal is decided.",
        ],
        button_text="Record the decision",
        done="The decision is recorded. Send its letters next.",
    )


@blueprint.post("/ehc-plans/<uuid:plan_id>/end-now")
@requires("ehc_plan", "approve", on=queries.plan)
def end_plan_now(plan: FormalPlan) -> ResponseReturnValue:
    """End the plan, where nothing keeps it any more."""
    try:
        ceasing.end(plan, by=actor())
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
    else:
        flash("The plan has ended.", "success")
    return redirect(url_for("ehc.end_of_plan", plan_id=plan.id), 303)


@blueprint.route("/ehc-plans/<uuid:plan_id>/move", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.plan)
def move_of_plan(plan: FormalPlan) -> ResponseReturnValue:
    """We learnt that the child moves to another council."""

    def save(facts: dict[str, Any]) -> None:
        moves.known(plan, by=actor(), **facts)

    return _answered(
        letter_forms.KnownForm(),
        plan.child,
        save,
        title="The child moves to another council",
        intro=[
            "The plan goes to the new council on the day of the move; where you learnt of it less than 15 working days"
            " before, within 15 working days beginning with the day you learnt of it (regulation 15(2)).",
            "The child’s record itself moves only when the other council accepts it.",
        ],
        button_text="Record it",
        done="It is recorded, and the time is counted.",
        after=url_for("ehc.transfer_of_plan", plan_id=plan.id),
    )


@blueprint.route("/ehc-plans/<uuid:plan_id>/transfer", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.plan)
def transfer_of_plan(plan: FormalPlan) -> ResponseReturnValue:
    """The plan was transferred to another council."""
    known = plan.front or {}

    def save(facts: dict[str, Any]) -> None:
        moves.transfer_out(plan, by=actor(), **facts)

    return _answered(
        letter_forms.OutForm(data={"council": known.get("moves_to", ""), "handed": list(moves.HANDED_OVER)}),
        plan.child,
        save,
        title="The plan was transferred",
        intro=["Here the plan ends on that day: the other council keeps it from then on."],
        button_text="Record the transfer",
        done="The transfer is recorded.",
    )


@blueprint.route("/children/<uuid:child_id>/ehc/came", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=child_of)
def plan_came(child: Child) -> ResponseReturnValue:
    """A plan came from another council."""

    def save(facts: dict[str, Any]) -> None:
        held = moves.transfer_in(child, by=actor(), **facts)
        until = moves.review_by(held)
        assert until is not None
        flash(f"Review it by {day(until)}, and say within 6 weeks what you will do.", "notice")

    return _answered(
        letter_forms.CameForm(),
        child,
        save,
        title="A plan came from another council",
        intro=["From the day of the transfer the plan is yours to keep, as it stands (regulation 15(3))."],
        button_text="Record it",
        done="The plan is recorded.",
    )


@blueprint.route("/ehc-plans/<uuid:plan_id>/tell-transfer", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.plan)
def tell_transfer(plan: FormalPlan) -> ResponseReturnValue:
    """Draft the letters that tell the family of the transfer."""

    def save(facts: dict[str, Any]) -> None:
        moves.tell(plan, assess_again=facts["assess_again"] == "yes", by=actor())

    return _answered(
        letter_forms.TellForm(),
        plan.child,
        save,
        title="Tell the family that the plan is yours now",
        intro=["Within 6 weeks of the transfer (regulation 15(4))."],
        button_text="Draft the letters",
        done="The letters are drafted.",
    )


def _answered(
    form: Form, child: Child, save: Callable[[dict[str, Any]], None], *, done: str, after: str = "", **shown: Any
) -> ResponseReturnValue:
    back = url_for("ehc.letters", child_id=child.id)
    if form.validate_on_submit():
        try:
            save(form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(done, "success")
            return redirect(after or back, 303)
    return page("ehc_letters/form.html", form=form, record=record(child), back_url=back, **shown)
