"""What a young person is by the law of leaving care, confirmed by a person; and the assessment of what they need."""

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor
from coordination.care import queries as care
from coordination.cases import writing
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.statutory_plans import forms, leaving
from coordination.statutory_plans.routes.shared import blueprint


@blueprint.route("/children/<uuid:child_id>/care/leaving", methods=["GET", "POST"])
@guard.requires("pathway", "create", on=child_of)
def confirm_status(child: Child) -> ResponseReturnValue:
    """Confirm what a young person is by law: what days and ages say stands above the questions."""
    found = leaving.work_out(child, care.periods(child.id), clock.today())
    form = forms.StatusForm(data={"status": found.status, "from_on": found.from_on})
    return writing.adding(
        child,
        form,
        "Leaving care: what the law says",
        "Confirm",
        lambda facts: leaving.confirm(child, by=actor(), **facts),
        back_url=url_for("statutory_plans.of_child", child_id=child.id),
        current="care",
        hint=f"By days and ages: {leaving.STATUSES[found.status]}. Check it, and confirm it or choose another"
        " (Children Act 1989, sections 23A, 23C and 24, and Schedule 2, paragraph 19B; to be confirmed locally).",
        listed=[f"{words}: {'yes' if holds else 'no'}" for words, holds in found.tests],
        done="It is confirmed, and the dates that follow from it run.",
    )


@blueprint.route("/children/<uuid:child_id>/care/leaving/assessed", methods=["GET", "POST"])
@guard.requires("pathway", "create", on=child_of)
def assessed(child: Child) -> ResponseReturnValue:
    """Record that the needs assessment for leaving care is complete, and what was found."""
    held = leaving.status_of(child.id)
    if held is None or held.status == "none":
        abort(404)
    form = forms.AssessedForm(data={"assessed_on": held.assessed_on or clock.today(), "found": held.found or ""})
    return writing.adding(
        child,
        form,
        "Needs assessment for leaving care",
        "Record it",
        lambda facts: leaving.assess(held, by=actor(), **facts),
        back_url=url_for("statutory_plans.of_child", child_id=child.id),
        current="care",
        hint="The pathway plan follows as soon as possible after.",
        done="The assessment is recorded.",
    )
