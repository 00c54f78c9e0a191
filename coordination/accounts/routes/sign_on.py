"""Signing on with an organisation's own sign-in: there, back, and the first time bound to the account here."""

from datetime import timedelta
from uuid import UUID

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound, TooManyRequests
from werkzeug.wrappers import Response as Plain

from coordination.access.guard import access, actor, public, signed_in
from coordination.accounts import ceremonies, limits, sign_on
from coordination.accounts.presenters import local_path, why_not_signed_on
from coordination.accounts.routes.blueprint import Answer, blueprint, noted, onwards
from coordination.accounts.routes.second_step import renewed
from coordination.accounts.routes.signing_in import begin
from coordination.config import SignOn
from coordination.messages.operations import queue_mail
from coordination.web import boundary

TRIES_FROM_ONE_ADDRESS = 120
WINDOW = timedelta(minutes=15)


def _one(name: str) -> SignOn:
    """One of the sign-ins there are here. Raises NotFound, and TooManyRequests for an address that tries too often."""
    found = sign_on.called(name)
    if found is None:
        raise NotFound
    if not limits.allow(f"sign-on from {request.remote_addr or 'unknown'}", TRIES_FROM_ONE_ADDRESS, WINDOW):
        raise TooManyRequests(retry_after=limits.seconds_left(WINDOW))
    return found


def _come_back(one: SignOn) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/") + url_for("accounts.sign_on_answer", name=one.name)


def _leads_there(one: SignOn, *, proving: UUID | None = None) -> Answer:
    try:
        there = sign_on.where_to_go(one, _come_back(one), local_path(request.args.get("next")) or "", proving=proving)
    except sign_on.Refusal as refusal:
        return _refused(one, refusal)
    response: Plain = redirect(there, 303)
    made = make_response(response)
    ceremonies.give_cookie(made)
    return made


def _refused(one: SignOn, refusal: sign_on.Refusal) -> Answer:
    boundary.worth_a_row()
    noted("sign_in", "refused", why=refusal.why, by=one.name)
    page = render_template(
        "accounts/sign_on_refused.html", label=one.label, why=why_not_signed_on(refusal.why, one.label)
    )
    return page, 403


@blueprint.get("/sign-in/with/<name>")
@public
def sign_on_there(name: str) -> Answer:
    """Lead a browser to the organisation's own sign-in. A link, not a form: a form may lead to ourselves alone."""
    return _leads_there(_one(name))


@blueprint.get("/account/prove/with/<name>")
@signed_in("workforce")
def prove_there(name: str) -> Answer:
    """Lead somebody to their organisation's sign-in to prove again who they are, by signing in anew there."""
    one = _one(name)
    who = actor().person_id
    if who is None or one not in sign_on.bound_to(who):
        raise NotFound
    return _leads_there(one, proving=who)


@blueprint.get("/sign-in/with/<name>/answer")
@public
def sign_on_answer(name: str) -> Answer:
    """What the organisation's sign-in says: sign in, prove, or ask whether this account is to be bound to it."""
    one = _one(name)
    try:
        found = sign_on.answer(one, _come_back(one), request.args)
        if found.proving:
            return _proved(one, found)
    except sign_on.Refusal as refusal:
        return _refused(one, refusal)
    boundary.worth_a_row()
    if found.binding:
        noted("sign_on_shown", by=one.name)
        access().object_kind, access().object_id = "Person", found.person.id
        page = render_template(
            "accounts/sign_on_bind.html",
            label=one.label,
            person=found.person,
            bind_url=url_for("accounts.sign_on_bind", name=one.name),
            token=sign_on.offer_to_bind(one, found),
        )
        response = make_response(page)
        ceremonies.give_cookie(response)
        return response
    return begin(found.person, found.wanted, by=one.name, second_factor=found.second_factor)


def _proved(one: SignOn, found: sign_on.Answered) -> Answer:
    """A fresh proof; whoever needs two steps must have done both there."""
    who = actor()
    if who.person_id != found.person.id:
        raise sign_on.Refusal("stale")
    if who.second_factor_needed and not found.second_factor:
        raise sign_on.Refusal("one-step")
    boundary.worth_a_row()
    noted("step_up", by=one.name)
    return renewed(who, onwards(found.wanted), stepped_up=True)


@blueprint.post("/sign-in/with/<name>/bind")
@public
def sign_on_bind(name: str) -> Answer:
    """Bind the sign-on to the account that was shown, and sign in."""
    one = _one(name)
    try:
        found = sign_on.bind(one, request.form.get("token", ""))
    except sign_on.Refusal as refusal:
        return _refused(one, refusal)
    queue_mail(found.person, template="sign_in_changed", link=url_for("accounts.me"))
    answer = begin(found.person, found.wanted, by=one.name, second_factor=found.second_factor)
    noted("sign_on_bound", by=one.name)
    access().object_kind, access().object_id = "Person", found.person.id
    return answer
