"""Proving again who somebody is, for the few things that ask for it: then they go on, with all they had filled in.

Somebody who asks for a page is sent to it after. Somebody who sent a form is asked on the answer to it: the page keeps
what they sent, and sends it again once they have proved who they are. That works without scripts, and nothing is kept
on the server. A mark bound to the session says where it goes: it is no page of another site that chose it.
"""

import hashlib
import hmac
from uuid import UUID

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.guard import actor, signed_in
from coordination.accounts import limits, operations, passkeys, queries, sign_on
from coordination.accounts.forms import PROVING, ProveForm
from coordination.accounts.models import CeremonyKind
from coordination.accounts.presenters import local_path
from coordination.accounts.routes.blueprint import Answer, blueprint, layout, noted, onwards
from coordination.accounts.routes.second_step import CODE_WINDOW, count_this_try, renewed
from coordination.web import forms
from coordination.web.languages import gettext

# What of a form is not sent again: its token is made anew, and a password is typed anew.
_NEVER_KEPT = ("csrf_token", "password")


@blueprint.route("/account/prove", methods=["GET", "POST"])
@signed_in()
def prove() -> Answer:
    """Prove again who it is, for the few things that ask for it."""
    who = actor()
    assert who.person_id is not None
    form = _form()
    if request.method == "GET":
        form.next.data = local_path(request.args.get("next")) or ""
    then = _where_to_send(form)
    if request.method == "POST" and then and who.stepped_up(clock.now()):
        return redirect(then, 307)
    if form.validate_on_submit():
        by = "passkey" if form.passkey.data else "password"
        if _is_proved(form, who.person_id):
            noted("step_up", by=by)
            # 307: the browser sends the same form again, to the page it was meant for.
            return renewed(who, redirect(then, 307) if then else onwards(form.next.fact()), stepped_up=True)
        noted("step_up", "refused", by=by)
        if by == "passkey":
            form.refuse(gettext("That passkey did not work here. Try again, or use your password"))
        else:
            form.refuse(gettext("The password or the code is not right, or the code was used before"))
    return _page(form, kept=_kept() if then else [])


def _is_proved(form: ProveForm, person_id: UUID) -> bool:
    """Whether a passkey proves them, or the password and the code they need. A passkey's answer cannot be guessed."""
    if form.passkey.data:
        return passkeys.use(CeremonyKind.PROVE, str(form.passkey.data), person_id).passkey is not None
    key = count_this_try(person_id)
    right = operations.is_right_password(person_id, form.password.fact())
    if right and (not form.wants_code or operations.is_second_proof(person_id, form.code.fact())):
        limits.give_back(key, CODE_WINDOW)
        return True
    return False


def ask_again() -> ResponseReturnValue:
    """The answer to a form that asks for a fresh proof: asks for it, and keeps what was sent."""
    form = _form(formdata=None)
    form.then.data = request.full_path.rstrip("?")
    form.mark.data = _mark(form.then.data)
    page, _ = _page(form, kept=_kept(), files=bool(request.files))
    return page, 403


def _form(**rest: None) -> ProveForm:
    who = actor()
    assert who.person_id is not None
    return ProveForm(wants_code=queries.has_second_factor(who.person_id) and who.second_factor_needed, **rest)


def _page(form: ProveForm, *, kept: list[tuple[str, str]], files: bool = False) -> tuple[str, int]:
    person_id = actor().person_id
    # An answer is good once: the page that comes back does not carry it.
    form.passkey.data = ""
    return forms.page(
        "accounts/prove.html",
        form=form,
        sign_ons=sign_on.bound_to(person_id) if person_id is not None else [],
        has_passkey=person_id is not None and passkeys.offered() and queries.has_passkey(person_id),
        kept=kept,
        files=files,
        sent_to=url_for("accounts.prove"),
        layout=layout(),
        back_url=url_for("accounts.me"),
    )


def _kept() -> list[tuple[str, str]]:
    """What was sent, by name, in its order, without what belongs to this page or is never kept."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith(PROVING) and not name.endswith(_NEVER_KEPT)
    ]


def _where_to_send(form: ProveForm) -> str | None:
    """Where what is kept goes, if it was us who said so, in this session."""
    then = local_path(str(form.then.data or ""))
    return then if then and hmac.compare_digest(_mark(then).encode(), str(form.mark.data or "").encode()) else None


def _mark(address: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, f"send again {actor().session_id} {address}".encode(), hashlib.sha256).hexdigest()
