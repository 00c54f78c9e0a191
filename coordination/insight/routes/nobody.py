"""What is nobody's job for one child."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.cases import strip
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.insight import overview, presenters, scope, sources
from coordination.insight.routes.blueprint import blueprint


@blueprint.get("/children/<uuid:child_id>/nobodys-job")
@guard.requires("support_plan", "read", on=children.child)
@workers_page
def nobodys_job(child: Child) -> ResponseReturnValue:
    """Needs nobody works on, actions nobody has, nobody in contact: each with the page on which to mend it."""
    if not strip.opens("support_plan", child):
        raise guard.Refused(Deny("not-published", 4, False))
    held = scope.of_child(child)
    found = overview.of_one_child(overview.asked_today(held))
    groups = [
        (
            presenters.title(what),
            presenters.why(what, held),
            [
                (presenters.text_of(what, row), row.person or "", presenters.where(what, row, child.id))
                for row in found.get(what, [])
            ],
            presenters.MEND[what],
        )
        for what in sources.GAPS
        if found.get(what)
    ]
    return render_template(
        "insight/nobodys_job.html",
        record=strip.record_strip(child, "plan"),
        child=child,
        groups=groups,
        count=sum(len(held) for _, _, held, _ in groups),
    )
