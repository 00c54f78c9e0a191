"""Mediation and appeal about one decision: what was said, what happened, what was ordered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.db import RuleBroken
from coordination.ehc import queries, words
from coordination.ehc.letters import forms as letter_forms
from coordination.ehc.letters import sending as letters
from coordination.ehc.models import Decision, Dispute
from coordination.ehc.rights import disputes
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web.forms import Form, page

# What may be recorded next of a mediation or an appeal: its form, its heading, what to know.
STEPS: dict[str, tuple[type[Form], str, str]] = {
    "health": (letter_forms.DayForm, "The integrated care board was told", "Within 3 working days (regulation 35)."),
    "certificate": (letter_forms.DayForm, "The mediation certificate", "The day that stands on the certificate."),
    "held": (letter_forms.HeldForm, "Mediation was held", "It is held within 30 days (regulation 36)."),
    "end": (letter_forms.EndOfAppealForm, "The appeal ended", "An order starts its own times: they are counted."),
}


@blueprint.get("/ehc/decisions/<uuid:decision_id>/disputes")
@requires("ehc_plan", "read", on=queries.decision)
def disputes_of_decision(decision: Decision) -> ResponseReturnValue:
    """Mediation and appeal about a decision, and until when an appeal may be made."""
    guard.workers_only()
    held = disputes.of_decision(decision.id)
    return render_template(
        "ehc_letters/disputes.html",
        record=record(decision.child),
        decision=decision,
        title=words.DECISIONS[decision.kind],
        until=disputes.appeal_until(decision),
        rows=[(row, _next(row)) for row in held],
        outcomes=disputes.OUTCOMES,
        orders=disputes.ORDERS,
        may_write=may("update", decision),
        may_mediate=decision.told_on is not None and not any(row.closed_on is None for row in held),
        may_appeal=decision.told_on is not None and disputes.open_appeal(decision.id) is None,
    )


def _next(row: Dispute) -> list[tuple[str, str]]:
    """What may be recorded next."""
    if row.closed_on is not None:
        return []
    if row.kind == "appeal":
        return [("end", "How it ended")]
    found = []
    if row.about_health and row.wanted:
        found.append(("health", "The integrated care board was told"))
    if row.wanted and row.held_on is None:
        found.append(("held", "It was held"))
    if row.certificate_on is None:
        found.append(("certificate", "The certificate"))
    return found


@blueprint.route("/ehc/decisions/<uuid:decision_id>/mediation", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.decision)
def say_about_mediation(decision: Decision) -> ResponseReturnValue:
    """What the family said about mediation."""
    form = letter_forms.MediationForm()

    def save(facts: dict[str, Any]) -> None:
        disputes.say_about_mediation(decision, by=actor(), **(facts | {"wanted": facts["wanted"] == "yes"}))

    return _answered(form, decision, save, "Mediation", ["The family need not take part in it."], "Save")


@blueprint.route("/ehc/decisions/<uuid:decision_id>/appeal", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.decision)
def appeal_made(decision: Decision) -> ResponseReturnValue:
    """An appeal was made."""

    def save(facts: dict[str, Any]) -> None:
        disputes.appeal(decision, by=actor(), **facts)

    return _answered(letter_forms.AppealForm(), decision, save, "An appeal was made", [], "Save")


@blueprint.route("/ehc/disputes/<uuid:dispute_id>/<step>", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=lambda dispute_id, step: _step(dispute_id, step))
def next_of_dispute(held: "Step") -> ResponseReturnValue:
    """The next thing that happened in mediation or an appeal."""
    made, title, know = STEPS[held.step]
    form = made()

    def save(facts: dict[str, Any]) -> None:
        if held.step == "health":
            disputes.tell_health_body(held.dispute, by=actor(), **facts)
        elif held.step == "certificate":
            disputes.certify(held.dispute, by=actor(), **facts)
        elif held.step == "held":
            disputes.mediated(held.dispute, by=actor(), **facts)
        else:
            disputes.decide_appeal(held.dispute, by=actor(), **(facts | {"order": facts["order"] or None}))

    decision = queries.decision(held.dispute.decision_id)
    assert decision is not None
    return _answered(form, decision, save, title, [know], "Save")


class Step:
    """One mediation or appeal with the step that is recorded next; the policy is asked about the dispute."""

    def __init__(self, dispute: Dispute, step: str) -> None:
        self.dispute, self.step = dispute, step
        self.id, self.child_id, self.authority_id = dispute.id, dispute.child_id, dispute.authority_id
        self.label = dispute.label

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs: the dispute's own facts."""
        return self.dispute.about(section)


def _step(dispute_id: UUID, step: str) -> Step | None:
    held = queries.dispute(dispute_id)
    return Step(held, step) if held is not None and step in STEPS else None


def _answered(
    form: Form, decision: Decision, save: Callable[[dict[str, Any]], None], title: str, intro: list[str], button: str
) -> ResponseReturnValue:
    back = url_for("ehc.disputes_of_decision", decision_id=decision.id)
    if form.validate_on_submit():
        try:
            save(form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It is recorded.", "success")
            return redirect(back, 303)
    return page(
        "ehc_letters/form.html",
        form=form,
        record=record(decision.child),
        title=title,
        intro=intro,
        button_text=button,
        back_url=back,
    )


@blueprint.post("/ehc/decisions/<uuid:decision_id>/mediation-letters")
@requires("ehc_plan", "update", on=queries.decision)
def letters_about_mediation(decision: Decision) -> ResponseReturnValue:
    """Draft letters with the information about mediation."""
    try:
        letters.prepare("mediation_information", decision, actor())
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
    else:
        flash("The letters are drafted.", "success")
    return redirect(url_for("ehc.letters", child_id=decision.child_id), 303)
