"""The page of an authority's own ways with dates. No child's content is behind it."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.guard import access, actor, administers
from coordination.agencies import administered
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority
from coordination.db import RuleBroken
from coordination.deadlines import choosing, forms, habits, ways
from coordination.deadlines.routes.blueprint import blueprint
from coordination.timescales import Rule
from coordination.web.forms import Form, page


@blueprint.get("/dates-and-terms")
@administers("read")
def settings() -> ResponseReturnValue:
    """Terms, whom to tell of dates and when, and calendars for families, as each authority has them."""
    lists = [ways.of(authority) for authority in agencies.authorities(administered.administered_authorities(actor()))]
    return render_template("deadlines/settings.html", lists=lists, may_change=_may_change())


@blueprint.route("/dates-and-terms/<uuid:authority_id>/switches", methods=["GET", "POST"])
@administers("update")
def switches(authority_id: UUID) -> ResponseReturnValue:
    """Switch mail about dates, and calendars for families, on or off."""
    authority = _authority(authority_id)
    form = forms.SwitchForm(
        data={"mail": habits.sends_mail(authority), "family_calendar": habits.family_calendars(authority)}
    )
    if form.validate_on_submit():
        choosing.switch(authority, mail=form.mail.fact(), family_calendar=form.family_calendar.fact())
        return _kept(authority, "date_switches_changed")
    return page("deadlines/switches.html", form=form, back_url=url_for("deadlines.settings"))


@blueprint.route("/dates-and-terms/<uuid:authority_id>/terms", methods=["GET", "POST"])
@administers("update")
def terms(authority_id: UUID) -> ResponseReturnValue:
    """Set the authority's school terms and the days when schools are closed."""
    authority = _authority(authority_id)
    form = forms.TermsForm(data=ways.terms_as_typed(authority))
    if form.rows_changed():
        return page("deadlines/terms.html", form=form, back_url=url_for("deadlines.settings"))
    if form.validate_on_submit():
        try:
            choosing.set_terms(authority, terms=form.terms.fact(), closed=form.closed.fact())
        except RuleBroken as broken:
            _refuse(form, broken)
        else:
            return _kept(authority, "school_terms_changed")
    return page("deadlines/terms.html", form=form, back_url=url_for("deadlines.settings"))


@blueprint.route("/dates-and-terms/<uuid:authority_id>/rules/<rule_id>", methods=["GET", "POST"])
@administers("update")
def rule_of(authority_id: UUID, rule_id: str) -> ResponseReturnValue:
    """Set a rule's number, where it is the authority's to set, and how many days from its date each is told."""
    authority = _authority(authority_id)
    rule = next((each for each in habits.rules_told_of() if each.id == rule_id), None) or abort(404)
    days = [each for _, each in habits.steps(authority, rule)]
    form = forms.rule_form(rule)(data=forms.as_typed(rule, days, choosing.number_of(authority, rule)))
    if form.validate_on_submit():
        try:
            number = form["number"].fact() if rule.setting is not None else None
            choosing.change_rule(authority, rule, number=number, days=forms.days_chosen(form, rule))
        except RuleBroken as broken:
            _refuse(form, broken)
        else:
            return _kept(authority, "rule_days_changed", rule)
    return page(
        "deadlines/rule.html",
        form=form,
        rule=rule,
        places=range(len(rule.escalation)),
        back_url=url_for("deadlines.settings"),
    )


def _kept(authority: Authority, verb: str, rule: Rule | None = None) -> ResponseReturnValue:
    kept = access()
    kept.verb, kept.object_kind, kept.object_id = verb, "Authority", authority.id
    if rule is not None:
        kept.details["rule"] = rule.id
    flash("It is kept.", "success")
    return redirect(url_for("deadlines.settings"), 303)


def _refuse(form: Form, broken: RuleBroken) -> None:
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)


def _authority(authority_id: UUID) -> Authority:
    found = agencies.authority(authority_id) if authority_id in administered.administered_authorities(actor()) else None
    return found or abort(404)


def _may_change() -> bool:
    return any(role.role == "ADM" for role in actor().roles_on(clock.today()))
