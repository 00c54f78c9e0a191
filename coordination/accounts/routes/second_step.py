"""The second step of signing in, and setting it up."""

from datetime import timedelta
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound, TooManyRequests

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.guard import SignInNeeded, access, actor, fresh_proof, public, signed_in
from coordination.accounts import browsers, limits, operations, passkeys, queries, second_factor, sessions
from coordination.accounts.forms import CodeForm, ConfirmAppForm
from coordination.accounts.presenters import local_path
from coordination.accounts.routes.blueprint import Answer, blueprint, layout, noted, onwards
from coordination.agencies.models import Person
from coordination.messages.operations import queue_mail
from coordination.web import forms
from coordination.web.languages import gettext

CODE_TRIES = 6
CODE_WINDOW = timedelta(minutes=5)


def half_signed_in() -> tuple[Actor, Person]:
    """Whoever has given a password: the pages of the second step are theirs before it is done. Raises SignInNeeded."""
    who = actor()
    person = queries.person(who.person_id) if who.person_id else None
    if person is None:
        raise SignInNeeded
    return who, person


def count_this_try(person_id: UUID) -> str:
    """Count one try of somebody's code; returns what it was counted under. Raises TooManyRequests.

    Whoever knows the password but has no code must not be able to keep its person out: tries are counted apart in a
    browser they signed in from before, and in a session that is signed in already.
    """
    who = actor()
    done = who.is_signed_in and (who.second_factor or not who.second_factor_needed)
    browser = browsers.name_of_this(person_id)
    key = f"code of {person_id}"
    if done:
        key = f"code of {person_id} in session {who.session_id}"
    elif browser is not None and limits.allow(f"code in {browser}", CODE_TRIES, CODE_WINDOW):
        return f"code in {browser}"
    if not limits.allow(key, CODE_TRIES, CODE_WINDOW):
        noted("second_factor", "refused")
        access().rule = "too-many-tries"
        raise TooManyRequests(retry_after=limits.seconds_left(CODE_WINDOW))
    return key


def may_set_up(who: Actor, person: Person) -> bool:
    """The first time, the password is enough; to change it, somebody has just proved again who they are."""
    return not queries.has_second_factor(person.id) or who.stepped_up(clock.now())


@blueprint.route("/second-factor", methods=["GET", "POST"], endpoint="second_factor")
@public
def second_step() -> Answer:
    """Ask for the code of the app, or a recovery code. Whoever has none yet sets it up first."""
    who, person = half_signed_in()
    if who.second_factor or not who.second_factor_needed:
        return onwards(request.values.get("next"))
    if not queries.has_second_factor(person.id):
        return redirect(url_for("accounts.set_up", next=local_path(request.args.get("next"))), 303)
    form = CodeForm()
    if request.method == "GET":
        form.next.data = local_path(request.args.get("next")) or ""
    if form.validate_on_submit():
        key = count_this_try(person.id)
        if operations.is_second_proof(person.id, form.code.fact()):
            limits.give_back(key, CODE_WINDOW)
            noted("second_factor")
            return renewed(who, onwards(form.next.fact()), second_factor=True)
        noted("second_factor", "refused")
        form.refuse(gettext("That code is not right, or it was used before. Wait for the next one"), "code")
    return forms.page(
        "accounts/second_factor.html",
        form=form,
        has_app=queries.has_app(person.id),
        has_passkey=passkeys.offered() and queries.has_passkey(person.id),
    )


def renewed(who: Actor, answer: Answer, *, second_factor: bool = False, stepped_up: bool = False) -> Response:
    """The answer with a new token for the session, because its person proved more; the browser is known from now on."""
    assert who.session_id is not None
    response: Response = make_response(answer)
    token = sessions.renew(who.session_id, second_factor=second_factor, stepped_up=stepped_up)
    sessions.give_cookie(response, token)
    assert who.person_id is not None
    browsers.remember(response, who.person_id)
    return response


@blueprint.route("/second-factor/set-up", methods=["GET", "POST"])
@public
def set_up() -> Answer:
    """Show the picture an app reads, and keep its secret once the app has shown a right code."""
    who, person = half_signed_in()
    if not may_set_up(who, person):
        return redirect(url_for("accounts.prove", next=url_for("accounts.set_up")), 303)
    form = ConfirmAppForm()
    if request.method == "GET":
        form.next.data = local_path(request.args.get("next")) or ""
    secret = _offered(who, person)
    if form.validate_on_submit():
        count_this_try(person.id)
        codes = operations.confirm_second_factor(person, secret, form.code.fact())
        if codes is not None:
            noted("second_factor_set_up")
            queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
            sessions.end_all(person.id, "second_factor", but=who.session_id)
            return renewed(who, recovery_codes_page(codes, form.next.fact()), second_factor=True)
        noted("second_factor_set_up", "refused")
        form.refuse(
            gettext("That code is not right. Check that your device's time is right, then enter the next one"), "code"
        )
    return forms.page(
        "accounts/set_up.html",
        form=form,
        secret=second_factor.in_groups(secret),
        passkey_url=url_for("accounts.add_passkey", next=form.next.data or None) if passkeys.offered() else None,
    )


def recovery_codes_page(codes: list[str], wanted: str) -> str:
    """New codes, shown once, in the answer itself: they are kept only as digests, so no later page could."""
    onwards_url = local_path(wanted) or url_for("home.start")
    return render_template("accounts/recovery_codes.html", codes=codes, onwards_url=onwards_url, layout=layout())


def _offered(who: Actor, person: Person) -> str:
    assert who.session_id is not None
    kept = queries.credential(person.id)
    return second_factor.offered_secret(who.session_id, kept.totp_confirmed_at if kept else None)


@blueprint.get("/second-factor/picture.svg")
@public
def set_up_picture() -> Answer:
    """The picture an app reads. An address of its own, because the page may not carry images inside itself."""
    who, person = half_signed_in()
    if not may_set_up(who, person):
        raise NotFound
    drawn = second_factor.picture(_offered(who, person), person.email or person.name)
    return Response(drawn, mimetype="image/svg+xml")


@blueprint.post("/account/recovery-codes")
@signed_in()
@fresh_proof
def new_recovery_codes() -> Answer:
    """Ten new recovery codes in place of those before, for somebody who has just proved who they are."""
    _, person = half_signed_in()
    if not queries.has_second_factor(person.id):
        raise NotFound
    noted("recovery_codes")
    codes = second_factor.new_recovery_codes(person.id)
    queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
    return recovery_codes_page(codes, url_for("accounts.me"))
