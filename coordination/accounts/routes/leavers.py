"""Ending the accounts of people who have left: a list is read, shown, and ended once an administrator says so."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from coordination.access.guard import actor, administers, fresh_proof
from coordination.accounts import leaving, presenters
from coordination.accounts.forms import LeaversConfirmForm, LeaversForm
from coordination.accounts.routes.blueprint import Answer, blueprint, may_change, noted, noted_of_each
from coordination.db import RuleBroken
from coordination.web import forms


@blueprint.route("/people/leavers", methods=["GET", "POST"])
@administers("update")
def leavers() -> Answer:
    """Take a list of addresses, and show what would become of each. Nothing is ended yet."""
    form = LeaversForm()
    if form.validate_on_submit():
        addresses = leaving.addresses_in(form.words())
        if not addresses:
            form.refuse("There is no email address in the list", "addresses")
        else:
            try:
                found = leaving.considered(addresses, by=actor())
            except RuleBroken as broken:
                form.refuse(broken.sentence, broken.field)
            else:
                noted("leavers_looked_at", count=str(len(found)))
                return _preview(found)
    return forms.page("accounts/leavers.html", form=form, back_url=url_for("agencies.people"))


def _preview(found: list[leaving.Leaver]) -> str:
    ending = [one.person.id for one in found if one.outcome == leaving.Outcome.ENDS and one.person is not None]
    confirm = LeaversConfirmForm(formdata=None)
    confirm.addresses.data = " ".join(one.email for one in found if one.outcome == leaving.Outcome.ENDS)
    return render_template(
        "accounts/leavers_preview.html",
        rows=presenters.leavers(found, leaving.left_behind(ending)),
        ending=len(ending),
        form=confirm,
        back_url=url_for("accounts.leavers"),
    )


@blueprint.post("/people/leavers/end")
@administers("update")
@fresh_proof
def end_leavers() -> Answer:
    """End the accounts that were shown. Each is looked at again: what may not be ended now is left alone."""
    form = LeaversConfirmForm()
    found = leaving.considered(leaving.addresses_in(str(form.addresses.data or "")), by=actor())
    ending = [one.person for one in found if one.outcome == leaving.Outcome.ENDS and one.person is not None]
    if not ending:
        flash("No account was ended.")
        return redirect(url_for("accounts.leavers"), 303)
    left = leaving.end_accounts(ending, by=actor())
    noted("leavers_ended", count=str(len(ending)))
    noted_of_each("account_ended", "Person", [person.id for person in ending])
    ended = f"{len(ending)} accounts were" if len(ending) > 1 else "1 account was"
    spared = len(found) - len(ending)
    also = f" {spared} could not be ended any more." if spared else ""
    flash(f"{ended} ended.{also}", "success")
    return redirect(url_for("accounts.work_left" if left else "agencies.people"), 303)


@blueprint.get("/people/work-left")
@administers("read")
def work_left() -> Answer:
    """What people who left still lead and have to do: how much, in which team, and who is to hand it on."""
    held = leaving.still_held(actor())
    managers = leaving.managers_of(one for _, left in held for one in left)
    rows: list[Any] = presenters.work_left(held, managers)
    return render_template(
        "accounts/work_left.html", rows=rows, may_change=may_change(), back_url=url_for("agencies.people")
    )
