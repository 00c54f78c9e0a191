"""Somebody's private calendar address: made, shown once, made anew and taken back by themself."""

from flask import current_app, flash, make_response, redirect, render_template, url_for

from coordination.access.guard import actor, signed_in
from coordination.accounts import calendars, queries
from coordination.accounts.routes.blueprint import Answer, blueprint, layout, noted
from coordination.agencies.models import Person
from coordination.db import RuleBroken
from coordination.web.languages import gettext


def _me() -> Person:
    who = actor()
    assert who.person_id is not None
    found = queries.person(who.person_id)
    assert found is not None
    return found


@blueprint.get("/account/calendar")
@signed_in()
def calendar() -> Answer:
    """Whether somebody has a calendar address, and when it was last read."""
    person = _me()
    return render_template(
        "accounts/calendar.html",
        layout=layout(),
        held=calendars.live(person.id),
        offered=calendars.offered(person),
        family=person.kind != "workforce",
        back_url=url_for("accounts.me"),
    )


@blueprint.post("/account/calendar")
@signed_in()
def make_calendar() -> Answer:
    """A new address: the one before opens nothing. It is shown in the answer itself, because no later page could."""
    person = _me()
    try:
        token = calendars.make(person)
    except RuleBroken:
        flash(gettext("Calendars are not switched on for families here."))
        return redirect(url_for("accounts.calendar"), 303)
    noted("calendar_made")
    answer = make_response(
        render_template(
            "accounts/calendar_made.html",
            layout=layout(),
            address=current_app.config["SETTINGS"].base_url.rstrip("/") + url_for("deadlines.feed", token=token),
            onwards_url=url_for("accounts.calendar"),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/account/calendar/end")
@signed_in()
def end_calendar() -> Answer:
    """Take the address back."""
    person = _me()
    noted("calendar_ended")
    if calendars.end(person.id):
        flash(gettext("The address opens nothing any more."), "success")
    return redirect(url_for("accounts.calendar"), 303)
