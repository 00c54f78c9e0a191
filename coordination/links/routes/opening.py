"""Opening a one-time link: the page it leads to, the code that is mailed, and the code that is typed.

Looking changes nothing: a scanner that follows the link sees a page with a button. Every link that opens nothing
answers alike.
"""

from datetime import timedelta

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from coordination.access.guard import access, public
from coordination.accounts import limits, sessions
from coordination.db import db, identify
from coordination.links import forms, operations, queries
from coordination.links.models import OneTimeLink, Purpose
from coordination.links.routes.blueprint import BARE, blueprint, over
from coordination.web.forms import page

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
# Codes asked for, and codes tried: of one link in a quarter of an hour and in a day, and from one address. A wait is
# never longer than the window; nothing here ends a link.
CODES, CODES_A_DAY = 4, 12
TRIES, TRIES_A_DAY = 5, 20
FROM_ONE_ADDRESS = 300
# The page of each purpose: those of rooms above are named by their endpoints.
PAGES = {
    Purpose.CONTRIBUTION.value: "links.contribution",
    Purpose.ACTION.value: "links.action",
    Purpose.ADVICE.value: "ehc.advice_by_link",
    Purpose.CONSULTATION.value: "ehc.consultation_by_link",
}


@blueprint.get("/link/<token>")
@public
def arrive(token: str) -> ResponseReturnValue:
    """What the mail leads to: a button that sends the code. Nothing of a child is here, and nothing is spent."""
    held = _live(token)
    if held is None:
        return over()
    return render_template("links/arrive.html", token=token, form=forms.NothingForm(formdata=None), **BARE)


@blueprint.post("/link/<token>")
@public
def send_code(token: str) -> ResponseReturnValue:
    """Mail a code to the address the link was sent to."""
    held = _live(token)
    if held is None:
        return over()
    _limit(f"codes for link {held.id}", CODES, CODES_A_DAY)
    operations.send_code(held)
    _noted(held, "link_code")
    return redirect(url_for("links.enter_code", token=token), 303)


@blueprint.route("/link/<token>/code", methods=["GET", "POST"])
@public
def enter_code(token: str) -> ResponseReturnValue:
    """The code that was mailed opens the link's short session; a wrong one says only that it is wrong."""
    held = _live(token)
    if held is None:
        return over()
    form = forms.CodeForm()
    if form.validate_on_submit():
        _limit(f"tries at link {held.id}", TRIES, TRIES_A_DAY)
        _noted(held, "link_opened")
        session_token = operations.open_with(held, form.code.fact())
        if session_token is not None:
            access().actor_id = held.person_id
            answer = make_response(redirect(url_for(PAGES[held.purpose]), 303))
            sessions.give_link_cookie(answer, session_token)
            return answer
        access().outcome = "refused"
        form.refuse("The code is not right, or it is more than ten minutes old", "code")
    return page("links/code.html", form=form, token=token, back_url=url_for("links.arrive", token=token), **BARE)


def _live(token: str) -> OneTimeLink | None:
    """The link of a token if it may still be used. From here on the database reaches what it is to, no more."""
    named = queries.by_token(token)
    if named is None:
        return None
    identify(db.session(), named.person_id, through=named.id)
    standing = queries.standing(named.id)
    return standing.link if standing is not None and standing.is_live else None


def _limit(what: str, tries: int, a_day: int) -> None:
    where = request.remote_addr or "unknown"
    counted = ((what, tries, WINDOW), (what, a_day, DAY), (f"links from {where}", FROM_ONE_ADDRESS, WINDOW))
    for key, most, window in counted:
        if not limits.allow(f"{key} in {int(window.total_seconds())}", most, window):
            access().verb = "link_code"
            access().rule = "too-many-tries"
            raise TooManyRequests(retry_after=limits.seconds_left(window))


def _noted(held: OneTimeLink, verb: str) -> None:
    kept = access()
    kept.verb = verb
    kept.object_kind, kept.object_id = "OneTimeLink", held.id
    kept.children.add(held.child_id)
