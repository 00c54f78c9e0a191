"""The report of an EHC review meeting: to whom it goes, and sending it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.db import RuleBroken, db
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.reviewing import (
    decision as reviewing_decision,
)
from coordination.ehc.reviewing import (
    forms as reviewing_forms,
)
from coordination.ehc.reviewing import (
    paper as reviewing_paper,
)
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import (
    view as reviewing_view,
)
from coordination.ehc.routes.shared import blueprint, record, refuse
from coordination.web.forms import page


@blueprint.route("/ehc-reviews/<uuid:annual_review_id>/report", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=asking.one, whole=False)
def send_review_report(annual: AnnualReview) -> ResponseReturnValue:
    """Look at whom the report goes to, and send it."""
    guard.workers_only()
    guard.demand("disclose", "reviews", annual.child, whole=True, meeting_kind="ehc_annual")
    back_url = url_for("ehc.annual_review", annual_review_id=annual.id)
    if annual.report_on is not None or annual.met_on is None:
        flash(
            "The report was sent already." if annual.report_on else "The report is of a meeting that was held.",
            "information",
        )
        return redirect(back_url, 303)
    form = reviewing_forms.SendForm()
    if form.validate_on_submit():
        try:
            with db.session.begin_nested():
                copies = reviewing_paper.send(annual, by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            access().verb = "disclose"
            access().details |= {"documents": sorted({str(copy.document_id) for copy in copies})}
            flash(f"The report is on its way to {len(copies)} {'person' if len(copies) == 1 else 'people'}.", "success")
            return redirect(back_url, 303)
    plan = plan_queries.plan(annual.plan_id)
    shown = reviewing_view.sheet(plan) if plan is not None else reviewing_view.Sheet([], [])
    return page(
        "ehc_review/report.html",
        form=form,
        record=record(annual.child),
        annual=annual,
        people=reviewing_paper.everybody(annual, actor()),
        missing=reviewing_decision.missing(
            annual, adulthood=reviewing_view.considers_adulthood(annual), statements=shown.known
        ),
        back_url=back_url,
    )
