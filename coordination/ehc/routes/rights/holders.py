"""Who holds the rights in the EHC process, who is written to, and asking the young person in time."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.agencies import queries as agencies
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.ehc import recipients as rights
from coordination.ehc import withholding
from coordination.ehc.letters import forms as letter_forms
from coordination.ehc.letters import sending as letters
from coordination.ehc.rights import handing_on
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web.forms import SelectChoice, page


@blueprint.get("/children/<uuid:child_id>/ehc/rights", endpoint="rights")
@requires("ehc_plan", "read", on=child_of)
def rights_of_child(child: Child) -> ResponseReturnValue:
    """Who holds the rights now and from when, who is written to and why, and who has to be looked at first."""
    guard.workers_only()
    writes = may("update", child, whole=True)
    weighed = rights.weigh(child) if writes else None
    return render_template(
        "ehc_letters/rights.html",
        record=record(child),
        child=child,
        # Who else may be a parent in law, and who is barred, is for those who write to them.
        weighed=weighed,
        untold=[to.name for to in withholding.concerned(child, weighed)] if weighed is not None else [],
        rows=rights.holder_rows(child.id),
        answers=handing_on.ANSWERS,
        people=agencies.people(row.person_id for row in rights.holder_rows(child.id) if row.person_id),
        ends=rights.passes_on(child),
        asked_from=handing_on.asked_from(child),
        to_ask=handing_on.is_to_be_asked(child),
        may_write=writes,
    )


@blueprint.post("/children/<uuid:child_id>/ehc/rights/ask")
@requires("ehc_plan", "update", on=child_of)
def ask_about_rights(child: Child) -> ResponseReturnValue:
    """Draft the letters that ask who will hold the rights: to the parents, and to the young person."""
    try:
        made = letters.prepare("right_holder_question", child, actor())
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
    else:
        flash(f"{len(made)} letters are drafted." if len(made) != 1 else "A letter is drafted.", "success")
    return redirect(url_for("ehc.letters", child_id=child.id), 303)


@blueprint.route("/children/<uuid:child_id>/ehc/rights/answer", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=child_of)
def answer_about_rights(child: Child) -> ResponseReturnValue:
    """Record who holds the rights after compulsory school age."""
    form = letter_forms.HolderForm()
    weighed = rights.weigh(child)
    known = [*weighed.recipients, *(doubt.recipient for doubt in weighed.doubts)]
    form.person_id.offer(SelectChoice(to.person_id, to.name) for to in known if to.person_id is not None)
    if form.validate_on_submit():
        try:
            handing_on.answer(child, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It is recorded. From that day letters and rights go to them.", "success")
            return redirect(url_for("ehc.rights", child_id=child.id), 303)
    return page(
        "ehc_letters/form.html",
        form=form,
        record=record(child),
        title="Who holds the rights",
        intro=[
            "After compulsory school age the rights are the young person’s own, where they can make this kind of"
            " decision. A person is taken to be able to, until it is shown that they cannot, even with help.",
            "What was sent to parents before stays theirs to read.",
        ],
        button_text="Record it",
        back_url=url_for("ehc.rights", child_id=child.id),
    )


@blueprint.get("/ehc/rights")
@guard.signed_in("workforce")
def rights_to_ask() -> ResponseReturnValue:
    """Children of mine whose rights pass on within six months, and nobody has recorded an answer."""
    held = guard.readable(handing_on.to_ask(), "ehc_plan", whole=True)
    return render_template(
        "ehc_letters/to_ask.html", rows=[(child, display_name(child), rights.passes_on(child)) for child in held]
    )
