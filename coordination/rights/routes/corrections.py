"""A worker answers somebody who says that something held is wrong."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.rights import correcting, forms
from coordination.rights.models import Correction
from coordination.rights.routes.blueprint import blueprint
from coordination.web.forms import page


@blueprint.route("/rights/corrections/<uuid:correction_id>", methods=["GET", "POST"])
@requires("sharing_decisions", "create", on=correcting.readable_correction)
def correction(asked: Correction) -> ResponseReturnValue:
    """What is said to be wrong, and the answer."""
    guard.workers_only()
    child = db.session.get_one(Child, asked.child_id)
    form = forms.CorrectionForm()
    if form.validate_on_submit():
        act = correcting.corrected if form.done.fact() == "corrected" else correcting.declined
        try:
            act(asked, answer=form.answer.fact(), by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            access().details["outcome"] = asked.state
            flash("They are told, and read your answer on their page.", "success")
            return redirect(url_for("rights.of_child", child_id=child.id), 303)
    return page(
        "rights/correction.html",
        form=form,
        asked=asked,
        about=forms.ABOUT[asked.about_what],
        record=record_strip(child, current="documents"),
        back_url=url_for("rights.of_child", child_id=child.id),
    )
