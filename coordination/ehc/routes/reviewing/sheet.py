"""One EHC review: its sheet and steps, planning its meeting, invitations, the report, the council's decision."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Permit
from coordination.db import RuleBroken
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.reviewing import answers, beforehand, words
from coordination.ehc.reviewing import (
    decision as reviewing_decision,
)
from coordination.ehc.reviewing import (
    forms as reviewing_forms,
)
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import (
    view as reviewing_view,
)
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.reviews import contribution_views
from coordination.web import drafts
from coordination.web.forms import page

DRAFT = "ehc-review"


@blueprint.get("/ehc-reviews/<uuid:annual_review_id>")
@requires("ehc_plan", "read", on=asking.one, whole=False)
def annual_review(annual: AnnualReview) -> ResponseReturnValue:
    """One EHC review: what is done and what is late, and the sheet, to write in or to read."""
    guard.workers_only()
    reviewing_view.whole_or_refuse(annual)
    return _sheet_page(annual)


@blueprint.post("/ehc-reviews/<uuid:annual_review_id>")
@requires("ehc_plan", "create", on=asking.one, whole=False)
def save_annual_review(annual: AnnualReview) -> ResponseReturnValue:
    """Save the sheet. Two who save at once lose nothing: what both wrote is put together, or shown side by side."""
    guard.workers_only()
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
            left_out=form.left_out(),
            by=actor(),
        )
    except RuleBroken as broken:
        refuse(form, broken)
        return _sheet_page(annual, form, shown)
    except reviewing_decision.Crossed as crossed:
        return _both(annual, shown, crossed.merged, form.put_in.data or "")
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


def _both(
    annual: AnnualReview, shown: reviewing_view.Sheet, merged: answers.Merged, put_in: str
) -> ResponseReturnValue:
    """The sheet with both texts of what crossed, to be made right by whoever saved second. Nothing is saved yet."""
    form = reviewing_forms.SheetForm.opened(annual.version, merged.answers, *shown.known.values(), formdata=None)
    form.base.process(None, reviewing_forms.as_base(answers.of_review(annual)))
    form.put_in.process(None, put_in)
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
    sent = reviewing_view.sent(meeting)
    proposed: answers.Answers = {}
    if writes and form is None:
        proposed = beforehand.proposed(annual, sent, said)
        form = reviewing_forms.SheetForm.opened(annual.version, said, *shown.known.values(), proposed=proposed)
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
        "came": beforehand.who_came(meeting) if annual.met_on is not None else [],
        "contributions": [contribution_views.shown(row) for row in sent],
        "actions": reviewing_view.open_actions(annual.child_id),
        "parts": [part for part in words.PARTS if part.key != "adulthood" or adulthood],
        "said": reviewing_view.said(said, shown.outcomes, shown.provision, adulthood=adulthood),
        "entries": entries,
        "proposed": words.PROPOSED,
        "proposed_parts": {part.key for part in words.PARTS if set(part.asks) & set(proposed)},
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
