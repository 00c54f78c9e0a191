"""Decisions: whether to assess, the panel, whether to write a plan, and the day everybody was told."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny, Permit
from coordination.children.queries import child as child_of
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.ehc import queries, telling
from coordination.ehc.models import Assessment, Decision
from coordination.ehc.process import deciding, forms
from coordination.ehc.process.views import assessment_view, decision_view, tracker
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web import drafts
from coordination.web.forms import page

_AGAIN_SOON = 183


@blueprint.route("/ehc/assessments/<uuid:assessment_id>/decide", methods=["GET", "POST"])
@requires("ehc_plan", "approve", on=queries.assessment, whole=False)
@workers_page
def decide(row: Assessment) -> ResponseReturnValue:
    """Decide whether to assess, with the reasons."""
    if row.state != "requested":
        flash("It was decided already whether to assess.", "information")
        return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    form = forms.AssessForm(data={"decided_on": clock.today()})
    draft = drafts.put_back(form, "ehc-decide", row.child_id, row.id)
    if form.validate_on_submit():
        facts = form.facts()
        try:
            deciding.whether_to_assess(row, yes=facts.pop("decision") == "yes", by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("ehc-decide", row.child_id, row.id)
            if row.state == "assessing":
                flash("The child is being assessed. Ask for advice next.", "success")
                return redirect(url_for("ehc.ask_for_advice", assessment_id=row.id), 303)
            flash("The decision is recorded. Everybody the law calls a parent is told by letter.", "success")
            return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    return page(
        "ehc/decide.html",
        form=form,
        record=record(row.child),
        view=assessment_view(row),
        again=row.kind == "reassessment",
        soon=_assessed_lately(row),
        rights=deciding.RIGHTS,
        to_whom=deciding.TO_WHOM,
        draft=draft,
        draft_url=drafts.url("ehc-decide", row.child_id, row.id),
        back_url=url_for("ehc.assessment", assessment_id=row.id),
    )


def _assessed_lately(row: Assessment) -> bool:
    """Whether an assessment ended less than six months before this request: then the council may refuse."""
    ended = [one.ended_on or one.received_on for one in queries.assessments(row.child_id) if one.id != row.id]
    return any(0 <= (row.received_on - on).days < _AGAIN_SOON for on in ended)


@blueprint.route("/ehc/assessments/<uuid:assessment_id>/panel", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.assessment, whole=False)
@workers_page
def panel(row: Assessment) -> ResponseReturnValue:
    """Say when the panel meets, or what it said, before anything is decided."""
    form = forms.PanelForm(data={"panel_on": row.panel_on, "panel_words": row.panel_words})
    if form.validate_on_submit():
        try:
            deciding.plan_panel(row, on=form.panel_on.fact(), said=form.panel_words.fact(), by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The panel is recorded.", "success")
            return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    return page(
        "ehc/panel.html",
        form=form,
        record=record(row.child),
        view=assessment_view(row),
        back_url=url_for("ehc.assessment", assessment_id=row.id),
    )


@blueprint.route("/ehc/assessments/<uuid:assessment_id>/plan-decision", methods=["GET", "POST"])
@requires("ehc_plan", "approve", on=queries.assessment, whole=False)
@workers_page
def decide_plan(row: Assessment) -> ResponseReturnValue:
    """Decide after the assessment whether to write a plan, with the reasons."""
    if row.state != "assessing":
        flash("A plan is decided on once the child is being assessed, and once.", "information")
        return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    form = forms.PlanDecisionForm(
        data={"decided_on": clock.today(), "panel_on": row.panel_on, "panel_words": row.panel_words}
    )
    draft = drafts.put_back(form, "ehc-panel", row.child_id, row.id)
    if form.validate_on_submit():
        facts = form.facts()
        try:
            deciding.whether_to_write_a_plan(row, yes=facts.pop("decision") == "yes", by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("ehc-panel", row.child_id, row.id)
            flash("The decision is recorded. Everybody the law calls a parent is told by letter.", "success")
            return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    advice = queries.advice_of(row.id)
    return page(
        "ehc/decide_plan.html",
        form=form,
        record=record(row.child),
        view=assessment_view(row),
        missing=[one for one in tracker(advice, queries.advice_due(one.id for one in advice)) if one["waits"]],
        rights=deciding.RIGHTS,
        to_whom=deciding.TO_WHOM,
        draft=draft,
        draft_url=drafts.url("ehc-panel", row.child_id, row.id),
        back_url=url_for("ehc.assessment", assessment_id=row.id),
    )


@blueprint.get("/ehc/decisions/<uuid:decision_id>")
@requires("ehc_plan", "read", on=queries.decision, whole=False)
@workers_page
def decision(row: Decision) -> ResponseReturnValue:
    """One decision: its reasons, whether everybody was told, and the rights it carries."""
    permit = guard.may("read", "ehc_plan", row)
    child = child_of(row.child_id)
    if child is None or not isinstance(permit, Permit) or permit.fields is not None:
        raise guard.Refused(Deny("limited", 4, True))
    return render_template(
        "ehc/decision.html",
        record=record(child),
        view=decision_view(row),
        rights=deciding.RIGHTS if deciding.may_be_appealed(row) else (),
        to_whom=deciding.TO_WHOM,
        may_tell=row.told_on is None and may("update", row),
        letters_url=url_for("ehc.letters_of_decision", decision_id=row.id) if may("update", row) else "",
        disputes_url=url_for("ehc.disputes_of_decision", decision_id=row.id) if deciding.may_be_appealed(row) else "",
        back_url=url_for("ehc.assessment", assessment_id=row.assessment_id)
        if row.assessment_id is not None
        else url_for("ehc.of_child", child_id=row.child_id),
    )


@blueprint.route("/ehc/decisions/<uuid:decision_id>/told", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.decision, whole=False)
@workers_page
def told(row: Decision) -> ResponseReturnValue:
    """Record the day on which everybody was told: the clock of the decision stops."""
    child = child_of(row.child_id)
    assert child is not None
    form = forms.ToldForm(data={"told_on": clock.today()})
    if form.validate_on_submit():
        try:
            telling.tell(row, on=form.told_on.fact(), by=actor().person_id)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("Everybody was told: the time to appeal runs from that day." if deciding.may_be_appealed(row) else
                  "Everybody was told.", "success")  # fmt: skip
            return redirect(url_for("ehc.decision", decision_id=row.id), 303)
    return page(
        "ehc/told.html",
        form=form,
        record=record(child),
        view=decision_view(row),
        to_whom=deciding.TO_WHOM,
        back_url=url_for("ehc.decision", decision_id=row.id),
    )
