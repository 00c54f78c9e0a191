"""What an administrator does about somebody's way of signing in: never a password, never a child."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound

from coordination import clock
from coordination.access.guard import access, actor, administers
from coordination.accounts import operations, queries, sessions
from coordination.accounts.routes.blueprint import Answer, blueprint, noted
from coordination.agencies.administered import person_administered
from coordination.agencies.models import Person
from coordination.db import RuleBroken
from coordination.messages.operations import queue_mail


def _person(person_id: UUID) -> Person:
    """Somebody this administrator looks after. Raises NotFound."""
    found = person_administered(actor(), person_id)
    if found is None:
        raise NotFound
    access().object_kind, access().object_id = "Person", found.id
    return found


@blueprint.get("/people/<uuid:person_id>/sign-in")
@administers("read")
def sign_in_of(person_id: UUID) -> Answer:
    """How somebody signs in, and what can be done about it."""
    person = _person(person_id)
    kept = queries.credential(person.id)
    return render_template(
        "accounts/sign_in_of.html",
        person=person,
        has_password=bool(kept and kept.password_hash),
        has_second_factor=queries.has_second_factor(person.id),
        last_signed_in=queries.last_signed_in(person.id),
        sessions_open=len(sessions.open_sessions(person.id, person.kind)),
        today=clock.today(),
        back_url=url_for("agencies.person", person_id=person.id),
    )


@blueprint.post("/people/<uuid:person_id>/sign-in/invite")
@administers("update")
def invite(person_id: UUID) -> Answer:
    """Send a link with which somebody chooses a password."""
    person = _person(person_id)
    if not person.email:
        raise RuleBroken("This person has no email address to send a link to. Add one first.")
    if not person.active:
        raise RuleBroken("This account has ended. Open it again first.")
    noted("password_link")
    token = operations.make_password_link(person, lasts=operations.INVITATION_LASTS, by=actor().person_id)
    queue_mail(person, template="account_invitation", link=url_for("accounts.choose_password", token=token), days=7)
    flash("A link to choose a password is on its way. It works once, for 7 days.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/end-sessions")
@administers("update")
def end_sessions_of(person_id: UUID) -> Answer:
    """Sign somebody out everywhere."""
    person = _person(person_id)
    noted("session_ended")
    sessions.end_all(person.id, "elsewhere")
    flash("They are signed out everywhere.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/forget-second-factor")
@administers("update")
def forget_second_factor_of(person_id: UUID) -> Answer:
    """Take somebody's second factor away, because the telephone is lost."""
    person = _person(person_id)
    noted("second_factor_forgotten")
    operations.forget_second_factor(person)
    if person.email:
        queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
    flash("They set up the second step again the next time they sign in.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/end")
@administers("update")
def end_account_of(person_id: UUID) -> Answer:
    """End an account: no sign-in, every session over, every role ended."""
    person = _person(person_id)
    if person.id == actor().person_id:
        raise RuleBroken("Nobody can end their own account: ask another administrator.")
    noted("account_ended")
    operations.disable_person(person, by=actor())
    flash("The account was ended.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/open")
@administers("update")
def open_account_of(person_id: UUID) -> Answer:
    """Open an ended account again, without the roles it had."""
    person = _person(person_id)
    noted("account_opened")
    operations.enable_person(person)
    flash("The account is open again. Its roles have to be given again.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)
