"""What an administrator does about somebody's way of signing in: never a password, never a child."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound

from coordination.access.guard import access, actor, administers, fresh_proof
from coordination.accounts import invitations, leaving, operations, presenters, queries, sessions, sign_on
from coordination.accounts.models import LinkEnd
from coordination.accounts.routes.blueprint import Answer, blueprint, may_change, noted
from coordination.agencies.administered import person_administered
from coordination.agencies.models import Person
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
        sign_ons=[one.label for one in sign_on.bound_to(person.id)],
        invitation=presenters.invitation(invitations.latest(person.id)),
        last_signed_in=queries.last_signed_in(person.id),
        sessions_open=len(sessions.open_sessions(person.id, person.kind)),
        may_change=may_change(),
        back_url=url_for("agencies.person", person_id=person.id),
    )


@blueprint.get("/people/invitations")
@administers("read")
def invited() -> Answer:
    """The invitations of the last 90 days, and what became of each."""
    return render_template(
        "accounts/invitations.html",
        rows=[(person, presenters.invitation(link)) for link, person in invitations.sent_lately(actor())],
        back_url=url_for("agencies.people"),
    )


@blueprint.post("/people/<uuid:person_id>/sign-in/invite")
@administers("update")
def invite(person_id: UUID) -> Answer:
    """Send a link with which somebody chooses a password; it takes the place of the one before."""
    person = _person(person_id)
    token, days = invitations.invite(person, by=actor())
    noted("invited")
    queue_mail(person, template="account_invitation", link=url_for("accounts.choose_password", token=token), days=days)
    lasts = f"{days} days" if days > 1 else "1 day"
    flash(f"A link to choose a password is on its way. It works once, for {lasts}.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/withdraw")
@administers("update")
def withdraw_invitation(person_id: UUID) -> Answer:
    """Take an invitation back: its link opens nothing from now on."""
    person = _person(person_id)
    noted("invitation_withdrawn")
    if invitations.end_links(person.id, LinkEnd.WITHDRAWN):
        flash("The invitation was withdrawn. Its link opens nothing any more.", "success")
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
@fresh_proof
def forget_second_factor_of(person_id: UUID) -> Answer:
    """Take somebody's second factor away, because the telephone is lost."""
    person = _person(person_id)
    noted("second_factor_forgotten")
    operations.forget_second_factor(person)
    if person.email:
        queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
    flash("They set up the second step again the next time they sign in.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/unbind")
@administers("update")
@fresh_proof
def unbind_sign_on_of(person_id: UUID) -> Answer:
    """Forget which account of an organisation's sign-in means somebody: they bind it anew the next time."""
    person = _person(person_id)
    noted("sign_on_unbound")
    sign_on.unbind_all(person.id)
    sessions.end_all(person.id, "second_factor")
    if person.email:
        queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
    flash("They bind their organisation's sign-in anew the next time they use it.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/end")
@administers("update")
@fresh_proof
def end_account_of(person_id: UUID) -> Answer:
    """End an account: no sign-in, every session over, every role ended."""
    person = _person(person_id)
    noted("account_ended")
    left = leaving.end_account(person, by=actor())
    flash("The account was ended.", "success")
    if left:
        return redirect(url_for("accounts.work_left"), 303)
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)


@blueprint.post("/people/<uuid:person_id>/sign-in/open")
@administers("update")
@fresh_proof
def open_account_of(person_id: UUID) -> Answer:
    """Open an ended account again, without the roles it had."""
    person = _person(person_id)
    noted("account_opened")
    operations.enable_person(person)
    flash("The account is open again. Its roles have to be given again.", "success")
    return redirect(url_for("accounts.sign_in_of", person_id=person.id), 303)
