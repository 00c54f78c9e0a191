"""Somebody's own account: what is known of them, where they are signed in, their password and their language."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from coordination.access.guard import actor, signed_in
from coordination.accounts import (
    browsers,
    calendars,
    digests,
    limits,
    operations,
    passkeys,
    presenters,
    queries,
    second_factor,
    sessions,
)
from coordination.accounts.forms import ChangePasswordForm, DigestForm, LanguageForm
from coordination.accounts.routes.blueprint import Answer, blueprint, layout, noted
from coordination.accounts.routes.second_step import CODE_WINDOW, count_this_try
from coordination.agencies.models import Person
from coordination.agencies.queries import roles_of
from coordination.db import RuleBroken
from coordination.messages.operations import queue_mail
from coordination.web import forms
from coordination.web.languages import gettext, languages_offered


def _me() -> Person:
    who = actor()
    assert who.person_id is not None
    found = queries.person(who.person_id)
    assert found is not None
    return found


@blueprint.get("/account")
@signed_in()
def me() -> Answer:
    """One's own account."""
    person = _me()
    return render_template(
        "accounts/account.html",
        layout=layout(),
        person=person,
        roles=presenters.roles(roles_of(person.id)),
        devices=presenters.devices(sessions.open_sessions(person.id, person.kind), actor().session_id),
        has_app=queries.has_app(person.id),
        passkeys=passkeys.of(person.id),
        passkeys_offered=passkeys.offered(),
        second_factor_needed=person.kind == "workforce",
        codes_left=second_factor.recovery_codes_left(person.id),
        language=next(
            (one.name for one in languages_offered() if one.code == person.language), languages_offered()[0].name
        ),
        languages=languages_offered(),
        calendar=presenters.calendar(calendars.live(person.id), offered=calendars.offered(person)),
        digest=presenters.often(digests.often(person.id)) if person.kind != "young_person" else None,
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in()
def change_password() -> Answer:
    """Another password. Everywhere else they are signed in, they are signed out."""
    person, who = _me(), actor()
    form = ChangePasswordForm()
    form.password.about = f"{person.name} {person.email or ''}"
    if form.validate_on_submit():
        key = count_this_try(person.id)
        if not operations.is_right_password(person.id, form.present.fact()):
            noted("password_changed", "refused")
            form.refuse(gettext("That is not your password now"), "present")
        else:
            limits.give_back(key, CODE_WINDOW)
            try:
                operations.set_password(person, form.password.fact(), keep=who.session_id)
            except RuleBroken as broken:
                form.refuse(broken.sentence, broken.field)
            else:
                noted("password_changed")
                queue_mail(person, template="sign_in_changed", link=url_for("accounts.me"))
                flash(gettext("Your password was changed. Everywhere else you are signed out."), "success")
                response = make_response(redirect(url_for("accounts.me"), 303))
                browsers.remember(response, person.id)
                return response
    return forms.page("accounts/change_password.html", form=form, layout=layout(), back_url=url_for("accounts.me"))


@blueprint.route("/account/language", methods=["GET", "POST"])
@signed_in()
def change_language() -> Answer:
    """The language of somebody's pages and messages."""
    person = _me()
    form = LanguageForm(data={"language": person.language})
    form.language.offer([SelectChoice(one.code, one.name) for one in languages_offered()])
    if form.validate_on_submit():
        operations.speak(person, form.language.fact())
        noted("language_changed")
        flash(gettext("Your language was changed."), "success")
        return redirect(url_for("accounts.me"), 303)
    return forms.page("accounts/change_language.html", form=form, layout=layout(), back_url=url_for("accounts.me"))


@blueprint.route("/account/digest", methods=["GET", "POST"])
@signed_in("workforce", "family")
def change_digest() -> Answer:
    """How often somebody is told by mail how much changed."""
    person = _me()
    form = DigestForm(data={"often": digests.often(person.id).value})
    if form.validate_on_submit():
        digests.choose(person.id, form.often.fact())
        noted("digest_changed")
        flash(gettext("Saved."), "success")
        return redirect(url_for("accounts.me"), 303)
    return forms.page("accounts/change_digest.html", form=form, layout=layout(), back_url=url_for("accounts.me"))


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@signed_in()
def end_session(session_id: UUID) -> Answer:
    """Sign out of one device. One that is not theirs, or is over, is over."""
    noted("session_ended")
    if session_id == actor().session_id:
        return redirect(url_for("accounts.me"), 303)
    sessions.end(session_id, "elsewhere", person_id=actor().person_id)
    flash(gettext("You are signed out of that device."), "success")
    return redirect(url_for("accounts.me"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in()
def end_other_sessions() -> Answer:
    """Sign out of every device but this one."""
    who = actor()
    assert who.person_id is not None
    noted("session_ended")
    sessions.end_all(who.person_id, "elsewhere", but=who.session_id)
    flash(gettext("You are signed out everywhere else."), "success")
    return redirect(url_for("accounts.me"), 303)
