"""Passkeys on the pages: adding one, removing it, and signing in, doing the second step and proving oneself by one.

The browser's part needs a script (static/js/passkeys.js), which asks here what to ask the device, and sends its answer
in an ordinary form. Without scripts codes and recovery codes go on working, and the pages say so.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, jsonify, make_response, redirect, request, url_for
from werkzeug.exceptions import BadRequest, NotFound, TooManyRequests

from coordination.access.guard import access, fresh_proof, public, signed_in
from coordination.accounts import ceremonies, limits, operations, passkeys, queries, second_factor, sessions
from coordination.accounts.forms import PasskeyForm
from coordination.accounts.models import CeremonyKind
from coordination.accounts.presenters import local_path
from coordination.accounts.routes.blueprint import Answer, blueprint, layout, noted, onwards
from coordination.accounts.routes.second_step import half_signed_in, may_set_up, recovery_codes_page, renewed
from coordination.accounts.routes.signing_in import begin
from coordination.db import RuleBroken
from coordination.messages.operations import queue_mail
from coordination.web import boundary, forms
from coordination.web.languages import gettext

# An answer cannot be guessed: this only keeps one address from filling the table of what was asked.
ASKS_FROM_ONE_ADDRESS = 300
ASKS_WINDOW = timedelta(minutes=15)


@blueprint.post("/passkeys/ask")
@public
def ask_passkey() -> Answer:
    """What the browser is to ask the device, for one of the purposes; for the script alone."""
    boundary.quiet()
    if not passkeys.offered():
        raise NotFound
    if not limits.allow(f"passkeys from {request.remote_addr or 'unknown'}", ASKS_FROM_ONE_ADDRESS, ASKS_WINDOW):
        raise TooManyRequests(retry_after=limits.seconds_left(ASKS_WINDOW))
    response = make_response(jsonify(_what_to_ask(request.form.get("for", ""))))
    ceremonies.give_cookie(response)
    return response


def _what_to_ask(purpose: str) -> dict[str, Any]:
    if purpose == CeremonyKind.PASSKEY_SIGN_IN:
        return passkeys.ask_for_one(CeremonyKind.PASSKEY_SIGN_IN)
    who, person = half_signed_in()
    if purpose == CeremonyKind.REGISTER:
        if not may_set_up(who, person):
            raise NotFound
        return passkeys.ask_to_register(person)
    if purpose in (CeremonyKind.SECOND_STEP, CeremonyKind.PROVE):
        return passkeys.ask_for_one(CeremonyKind(purpose), person.id)
    raise BadRequest


@blueprint.post("/sign-in/passkey")
@public
def sign_in_by_passkey() -> Answer:
    """Sign in by a passkey alone: having it and being its person are both proved, so there is no second step."""
    used = passkeys.use(CeremonyKind.PASSKEY_SIGN_IN, request.form.get("answer", ""))
    person = queries.person(used.passkey.person_id) if used.passkey is not None else None
    if person is None or not person.active:
        noted("sign_in", "refused", why=used.why or "ended", by="passkey")
        flash(gettext("That passkey did not work here. Try again, or sign in with your password."))
        return redirect(url_for("accounts.sign_in", next=local_path(request.form.get("next")) or None), 303)
    return begin(person, request.form.get("next", ""), by="passkey", second_factor=True)


@blueprint.post("/second-factor/passkey")
@public
def second_step_by_passkey() -> Answer:
    """Do the second step of signing in by a passkey, in place of a code."""
    who, person = half_signed_in()
    used = passkeys.use(CeremonyKind.SECOND_STEP, request.form.get("answer", ""), person.id)
    wanted = request.form.get("next", "")
    if used.passkey is None:
        noted("second_factor", "refused", why=used.why, by="passkey")
        flash(gettext("That passkey did not work here. Try again, or enter a code."))
        return redirect(url_for("accounts.second_factor", next=local_path(wanted) or None), 303)
    noted("second_factor", by="passkey")
    return renewed(who, onwards(wanted), second_factor=True)


@blueprint.route("/account/passkeys/add", methods=["GET", "POST"])
@public
def add_passkey() -> Answer:
    """Add a passkey: the first second factor, or one more for somebody who has just proved who they are."""
    who, person = half_signed_in()
    if not passkeys.offered():
        raise NotFound
    if not may_set_up(who, person):
        return redirect(url_for("accounts.prove", next=url_for("accounts.add_passkey")), 303)
    form = PasskeyForm()
    if request.method == "GET":
        form.next.data = local_path(request.args.get("next")) or ""
    if form.validate_on_submit():
        had_one = queries.has_second_factor(person.id)
        try:
            made = passkeys.register(person, form.answer.fact() or "", form.name.fact())
        except RuleBroken as broken:
            noted("passkey_added", "refused")
            form.answer.data = ""
            form.refuse(gettext(broken.sentence))
        else:
            noted("passkey_added")
            access().object_kind, access().object_id = "Passkey", made.id
            queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
            if had_one:
                flash(gettext("The passkey was added."), "success")
                return redirect(url_for("accounts.me"), 303)
            sessions.end_all(person.id, "second_factor", but=who.session_id)
            codes = second_factor.new_recovery_codes(person.id)
            return renewed(who, recovery_codes_page(codes, form.next.fact()), second_factor=True)
    back = url_for("accounts.me") if who.second_factor or not who.second_factor_needed else url_for("accounts.set_up")
    return forms.page("accounts/passkey_form.html", form=form, layout=layout(), back_url=back)


@blueprint.post("/account/passkeys/<uuid:passkey_id>/remove")
@signed_in()
@fresh_proof
def remove_passkey(passkey_id: UUID) -> Answer:
    """Remove a passkey. The last second factor of somebody who needs one stays until there is another."""
    _, person = half_signed_in()
    operations.refuse_last_factor(person)
    noted("passkey_removed")
    access().object_kind, access().object_id = "Passkey", passkey_id
    if passkeys.remove(person.id, passkey_id):
        queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
        flash(gettext("The passkey was removed. It opens your account no more."), "success")
    return redirect(url_for("accounts.me"), 303)
