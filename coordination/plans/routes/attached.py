"""Files of an action: a list, and each as a download under a name of ours."""

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import requires
from coordination.plans import attached, queries
from coordination.plans.models import Action, ActionFile
from coordination.plans.routes.shared import blueprint, called, found, record
from coordination.web import files_out


@blueprint.get("/actions/<uuid:action_id>/files")
@requires("actions", "read", on=queries.action, whole=False)
def action_files(row: Action) -> ResponseReturnValue:
    """What was attached to an action. With ``file`` one of them is given."""
    held = attached.files_of(row.id)
    wanted = request.args.get("file", "")
    if wanted:
        return _given(next((one for one in held if str(one.id) == wanted), None) or abort(404))
    return render_template(
        "plans/action_files.html",
        row=row,
        files=held,
        names=called({one.recorded_by for one in held if one.recorded_by}),
        record=record(found(queries.plan_around(row)).child),
        back_url=url_for("plans.action", action_id=row.id),
    )


def _given(one: ActionFile) -> Response:
    return files_out.attached(one.file, "action-file")
