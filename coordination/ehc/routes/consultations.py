"""Settings that are asked about a place: asked, answered by themselves or for them, and grounds not to name one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.db import RuleBroken
from coordination.ehc import words
from coordination.ehc.plan import issue_forms, settings_asked
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import Consultation, FormalPlan
from coordination.ehc.routes.plan_shared import team_only
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web.forms import Form, SelectChoice, page


@blueprint.get("/ehc-plans/<uuid:plan_id>/settings")
@requires("ehc_plan", "read", on=plan_queries.plan, whole=False)
def settings(held: FormalPlan) -> ResponseReturnValue:
    """Who was asked, how it came to be, and what they answered: the family's own choice first."""
    team_only()
    rows = guard.readable(plan_queries.consultations(held.id), "ehc_plan")
    asked_for = {row.name.lower() for row in rows}
    wishes = [
        (sent.name, sent.school_asked)
        for issue in plan_queries.issues(held.id)
        for sent in issue.sent
        if sent.school_asked and sent.school_asked.lower() not in asked_for and may("read", sent)
    ]
    return render_template(
        "ehc_plan/settings.html",
        record=record(held.child),
        plan=held,
        rows=[
            {
                "row": row,
                "path": words.PATHS.get(row.path, row.path),
                "type": words.SETTING_TYPES.get(row.setting_type or "", ""),
                "answer": settings_asked.ANSWERS.get(row.answer or "", ""),
                "ground": words.GROUNDS.get(row.ground or "", ""),
                "mine": _may_answer(row),
            }
            for row in rows
        ],
        wishes=wishes,
        may_ask=may("update", held) and held.state != "ceased",
    )


@blueprint.route("/ehc-plans/<uuid:plan_id>/settings/ask", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.plan, whole=False)
def ask_setting(held: FormalPlan) -> ResponseReturnValue:
    """Ask a setting whether it should be named."""
    form = issue_forms.AskForm(data={"sent_on": clock.today()})
    form.agency_id.offer([SelectChoice(one.id, one.name) for one in agencies.agencies(held.authority_id)])
    if request.method == "GET" and request.args.get("name"):
        form.name.process(None, request.args["name"][:200])
        form.path.process(None, "request")
    back = url_for("ehc.settings", plan_id=held.id)
    if form.validate_on_submit():
        try:
            settings_asked.ask(held, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It is recorded that the setting was asked. It is given 15 days to answer.", "success")
            return redirect(back, 303)
    return _page("Ask a setting", "Save", form, held, back)


@blueprint.route("/ehc-consultations/<uuid:consultation_id>/answer", methods=["GET", "POST"])
@requires("ehc_plan", "read", on=plan_queries.consultation, whole=False)
def answer_setting(row: Consultation) -> ResponseReturnValue:
    """The setting answers, or the officer writes down what it answered."""
    team_only()
    if not _may_answer(row):
        raise guard.Refused(Deny("not-own", 4, False))
    held = plan_queries.plan(row.plan_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = issue_forms.SettingAnswerForm(data={"answered_on": clock.today()})
    back = url_for("ehc.settings", plan_id=held.id)
    if form.validate_on_submit():
        try:
            settings_asked.answer(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The answer is saved.", "success")
            return redirect(back, 303)
    return _page(f"What {row.name} answers", "Save the answer", form, held, back)


@blueprint.route("/ehc-consultations/<uuid:consultation_id>/ground", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.consultation, whole=False)
def ground(row: Consultation) -> ResponseReturnValue:
    """Record the ground on which a setting that was asked for is not to be named, with its evidence."""
    held = plan_queries.plan(row.plan_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = issue_forms.GroundForm(data={"ground": row.ground, "evidence": row.evidence})
    back = url_for("ehc.settings", plan_id=held.id)
    if form.validate_on_submit():
        try:
            settings_asked.give_ground(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The ground is recorded.", "success")
            return redirect(back, 303)
    return _page(f"A reason not to name {row.name}", "Save the ground", form, held, back)


def _may_answer(row: Consultation) -> bool:
    mine = row.person_id is not None and row.person_id == guard.actor().person_id
    return row.answered_on is None and (mine or may("update", row))


def _page(title: str, button: str, form: Form, held: FormalPlan, back: str) -> ResponseReturnValue:
    return page(
        "ehc_plan/form.html", form=form, title=title, button_text=button, record=record(held.child), back_url=back,
        intro="", changes=[],
    )  # fmt: skip
