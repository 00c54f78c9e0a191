"""``/caring/<child>/tonight``: the sheet for tonight alone, to read, to print, to keep for a day on one's own phone.

What a phone shows without a signal is a page of its own, the same for everybody, and holds nothing of a record.
"""

from pathlib import Path
from uuid import UUID

from flask import Response, current_app, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.family import tonight as sheets
from coordination.family.queries import Place
from coordination.family.routes.opening import blueprint, place_of, shown_to_reader
from coordination.web import boundary

# The header a browser names a kept copy by: an address would be written down on the way.
KEPT = "X-Kept-Sheet"


@blueprint.get("/caring/<uuid:child_id>/tonight")
@guard.signed_in("family")
def tonight(child_id: UUID) -> ResponseReturnValue:
    """What the body needs and whom to ring: one sheet."""
    place = place_of("FC", child_id)
    shown = shown_to_reader(place, "FC")
    # This page alone may start a worker, and only this one: the policy names it.
    g.worker_source = url_for("family.worker", _external=True)
    return render_template(
        "family/tonight.html",
        child=place.child,
        sheet=sheets.sheet(shown),
        may_keep=_may_keep(place),
        back_url=url_for("family.caring", child_id=child_id),
    )


@blueprint.post("/caring/<uuid:child_id>/tonight")
@guard.signed_in("family")
def keep(child_id: UUID) -> ResponseReturnValue:
    """The sheet sealed for this browser, for a day. That it was taken is in the audit."""
    place = place_of("FC", child_id)
    if not _may_keep(place):
        raise guard.Refused(Deny("no-relationship", 3, True))
    found = sheets.sheet(shown_to_reader(place, "FC"))
    guard.access().details["kept"] = "on a phone, for a day"
    return jsonify(sheets.sealed(found, place))


@blueprint.get("/caring/kept")
@guard.public
def kept() -> ResponseReturnValue:
    """Whether a copy may stay on the phone that asks: yes or no, and nothing else."""
    boundary.quiet()
    return jsonify(keep=sheets.may_stay(request.headers.get(KEPT, "")))


@blueprint.get("/caring/offline")
@guard.public
def offline() -> ResponseReturnValue:
    """The page a phone shows without a signal: the same for everybody."""
    return render_template("family/offline.html")


@blueprint.get("/caring/worker.js")
@guard.public
def worker() -> ResponseReturnValue:
    """The worker that answers for these pages where there is no signal. It is for no other pages."""
    script = Path(current_app.static_folder or "") / "js" / "tonight_worker.js"
    return Response(
        script.read_text(), mimetype="text/javascript", headers={"Service-Worker-Allowed": url_for("family.caring")}
    )


def _may_keep(place: Place) -> bool:
    person_id = guard.actor().person_id
    return person_id is not None and sheets.is_at_home(place, person_id)
