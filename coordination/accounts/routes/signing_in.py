"""Signing in with a password, signing out, and choosing a password by a link."""

from datetime import timedelta
from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import TooManyRequests

from coordination.access.guard import access, actor, public
from coordination.accounts import browsers, invitations, limits, operations, passkeys, queries, sessions, sign_on
from coordination.accounts.forms import ChoosePasswordForm, ForgottenForm, SignInForm
from coordination.accounts.presenters import local_path, why_signed_out
from coordination.accounts.routes.blueprint import Answer, blueprint, noted, onwards
from coordination.agencies.models import Person
from coordination.db import RuleBroken
from coordination.messages.operations import queue_mail
from coordination.web import forms
from coordination.web.languages import gettext

# How often signing in may fail. One person at one address is slowed first; one person from everywhere and one
# address for everybody (a school has a single one) later. The wait is never longer than the window.
WINDOW = timedelta(minutes=15)
TRIES_OF_ONE_FROM_ONE_ADDRESS = 10
TRIES_OF_ONE = 40
TRIES_FROM_ONE_ADDRESS = 120
FORGOTTEN_TRIES = 5
FORGOTTEN_WINDOW = timedelta(hours=1)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Answer:
    """Ask who it is. A wrong password and an unknown address are answered alike."""
    form = SignInForm()
    if request.method == "GET":
        form.next.data = local_path(request.args.get("next")) or ""
    if form.validate_on_submit():
        keys = _count_this_try(form.email.fact())
        person = operations.recognise(form.email.fact(), form.password.fact())
        if person is not None:
            for key in keys:
                limits.give_back(key, WINDOW)
            return begin(person, form.next.fact())
        noted("sign_in", "refused", why="address or password")
        form.refuse(gettext("The email address or the password is not right"))
    elif form.is_submitted():
        noted("sign_in", "refused", why="form")
    return forms.page(
        "accounts/sign_in.html",
        form=form,
        passkeys_offered=passkeys.offered(),
        sign_ons=sign_on.offered(),
        why=why_signed_out(g.get("session_over")) if request.method == "GET" else None,
        signed_in_as=actor().name if actor().is_signed_in else None,
    )


def _count_this_try(email: str) -> list[str]:
    """Count one try of this account, of this address, and of both together. Raises TooManyRequests.

    A browser they have signed in from before is counted by itself, so that nobody elsewhere can make it wait.
    """
    who, where = email.strip().lower(), request.remote_addr or "unknown"
    found = queries.account_by_email(email)
    browser = browsers.name_of_this(found[0].id) if found is not None else None
    if browser is not None and limits.allow(f"sign-in in {browser}", TRIES_OF_ONE_FROM_ONE_ADDRESS, WINDOW):
        return [f"sign-in in {browser}"]
    counted = {
        f"sign-in of {who} from {where}": TRIES_OF_ONE_FROM_ONE_ADDRESS,
        f"sign-in of {who}": TRIES_OF_ONE,
        f"sign-in from {where}": TRIES_FROM_ONE_ADDRESS,
    }
    for key, tries in counted.items():
        if not limits.allow(key, tries, WINDOW):
            noted("sign_in", "refused")
            access().rule = "too-many-tries"
            raise TooManyRequests(retry_after=limits.seconds_left(WINDOW))
    return list(counted)


def begin(person: Person, wanted: str, *, by: str = "password", second_factor: bool = False) -> Answer:
    """Start a new session, in place of whatever this browser had. ``second_factor``: it was done with the first."""
    before = sessions.of_cookie()
    if before is not None:
        sessions.end(before, "signed in again")
    token = sessions.begin(person.id, second_factor=second_factor)
    noted("sign_in", by=by)
    access().actor_id = person.id
    has_one = queries.has_second_factor(person.id)
    if not second_factor and sessions.second_factor_needed(person.kind, person.demo, has_one):
        response = make_response(redirect(url_for("accounts.second_factor", next=local_path(wanted) or None), 303))
    else:
        response = make_response(onwards(wanted))
        browsers.remember(response, person.id)
    sessions.give_cookie(response, token)
    return response


@blueprint.post("/sign-out")
@public
def sign_out() -> Answer:
    """End the session on the server and take its cookie away. For whoever is half-way through signing in, too."""
    who = actor()
    if who.session_id is not None:
        sessions.end(who.session_id, "signed out")
        noted("sign_out")
    session.clear()
    flash(gettext("You have signed out."), "success")
    response = make_response(redirect(url_for("accounts.sign_in"), 303))
    sessions.take_cookie(response)
    # A sheet that a carer kept on this phone goes with them, whether or not a script runs.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> Answer:
    """Send a link to choose another password. The answer is the same whether or not there is an account."""
    form = ForgottenForm()
    if form.validate_on_submit():
        email = form.email.fact().strip().lower()
        where = request.remote_addr or "unknown"
        if not (
            limits.allow(f"forgotten {email}", FORGOTTEN_TRIES, FORGOTTEN_WINDOW)
            and limits.allow(f"forgotten from {where}", FORGOTTEN_TRIES * 6, FORGOTTEN_WINDOW)
        ):
            raise TooManyRequests(retry_after=limits.seconds_left(FORGOTTEN_WINDOW))
        noted("password_link")
        found = queries.account_by_email(email)
        if found is not None and found[0].active and found[1] is not None:
            token = invitations.make_link(found[0], lasts=invitations.FORGOTTEN_LASTS, by=None)
            queue_mail(
                found[0], template="password_link", link=url_for("accounts.choose_password", token=token), hours=1
            )
        return redirect(url_for("accounts.forgotten_sent"), 303)
    return forms.page("accounts/forgotten.html", form=form, back_url=url_for("accounts.sign_in"))


@blueprint.get("/forgotten-password/sent")
@public
def forgotten_sent() -> Answer:
    """Say what happens next, to anybody."""
    return render_template("accounts/forgotten_sent.html", back_url=url_for("accounts.sign_in"))


@blueprint.route("/choose-password/<token>", methods=["GET", "POST"])
@public
def choose_password(token: str) -> Answer:
    """Choose a password by the link of an invitation or of a forgotten password."""
    link = queries.live_link(token)
    if link is None:
        return render_template("accounts/link_over.html"), 410
    person = queries.person(link.person_id)
    form = ChoosePasswordForm()
    form.password.about = f"{person.name} {person.email or ''}" if person else ""
    if form.validate_on_submit():
        noted("password_chosen")
        access().object_kind, access().object_id = "Person", link.person_id
        try:
            operations.choose_password(link, form.password.fact())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            flash(gettext("Your password was saved. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    return forms.page("accounts/choose_password.html", form=form)


@blueprint.record_once
def _own_check_of_the_token(state: BlueprintSetupState) -> None:
    # The sign-in form checks its token itself: a browser that was closed has lost its half, and the page then comes
    # back with what was typed and a fresh one, instead of an error page.
    protection: Any = state.app.extensions["csrf"]
    protection.exempt(f"{sign_in.__module__}.{sign_in.__name__}")
