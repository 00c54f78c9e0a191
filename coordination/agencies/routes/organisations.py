"""Organisations, their settings and their teams."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from coordination import clock
from coordination.access.guard import actor, administers, fresh_proof
from coordination.agencies import administered, operations, presenters, proposals
from coordination.agencies.forms import ChangeOrganisationForm, EndForm, OrganisationForm, SettingForm, TeamForm
from coordination.agencies.kinds import AGENCY_KINDS, agency_kind_words
from coordination.agencies.models import Agency, AgencyKind, RoleHeld
from coordination.agencies.routes.blueprint import Answer, blueprint, found, may_change, noted, own_authority
from coordination.db import RuleBroken
from coordination.web import forms


def _agency(agency_id: UUID) -> Agency:
    return found(administered.agency_administered(actor(), agency_id))


def _to(agency_id: UUID) -> Answer:
    return redirect(url_for("agencies.organisation", agency_id=agency_id), 303)


@blueprint.get("/organisations")
@administers("read")
def organisations() -> Answer:
    """Every organisation, and how sharing with each stands."""
    who = actor()
    kind = request.args.get("kind", "")
    kind = kind if kind in set(AgencyKind) else ""
    wanted = request.args.get("q", "").strip()[:100]
    in_force = administered.agreements_in_force(administered.administered_authorities(who))
    return render_template(
        "agencies/organisations.html",
        organisations=presenters.organisations(administered.agencies_administered(who, kind, wanted), in_force),
        kinds=[("", "Every kind"), *((each.value, words) for each, words in AGENCY_KINDS.items())],
        kind=kind,
        wanted=wanted,
        waiting=sum(proposals.may_confirm(row, who) for row in administered.proposals_waiting(who))
        + sum(proposals.may_confirm(row, who) for row in administered.addresses_waiting(who)),
        may_change=may_change(),
    )


@blueprint.route("/organisations/add", methods=["GET", "POST"])
@administers("create")
def add_organisation() -> Answer:
    """A new organisation."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            agency = operations.add_agency(**form.facts(), authority_id=own_authority(), by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("organisation_added", agency)
            flash("The organisation was added.", "success")
            return _to(agency.id)
    return forms.page(
        "agencies/organisation_form.html", form=form, back_url=url_for("agencies.organisations"), adding=True
    )


@blueprint.get("/organisations/<uuid:agency_id>")
@administers("read")
def organisation(agency_id: UUID) -> Answer:
    """One organisation: what it is, its settings, teams, people and agreements."""
    agency = _agency(agency_id)
    places = administered.administered_authorities(actor())
    return render_template(
        "agencies/organisation.html",
        agency=agency,
        kind=agency_kind_words(agency.kind),
        settings=presenters.settings(administered.settings(agency.id)),
        teams=presenters.teams(administered.teams_with_managers(agency.id)),
        roles=presenters.roles(administered.roles_at_agency(agency.id)),
        agreements=presenters.agreements(administered.agreements(agency.id, places)),
        own_staff=agency.kind in presenters.OWN_SERVICES,
        may_change=may_change(),
        back_url=url_for("agencies.organisations"),
    )


@blueprint.route("/organisations/<uuid:agency_id>/change", methods=["GET", "POST"])
@administers("update")
def change_organisation(agency_id: UUID) -> Answer:
    """Change what is known of an organisation."""
    agency = _agency(agency_id)
    form = ChangeOrganisationForm(obj=agency)
    if form.validate_on_submit():
        facts = {name: fact for name, fact in form.facts().items() if name != "id"}
        try:
            operations.change_agency(agency, **facts)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("organisation_changed", agency)
            flash("The organisation was changed.", "success")
            return _to(agency.id)
    return forms.page(
        "agencies/organisation_form.html",
        form=form,
        back_url=url_for("agencies.organisation", agency_id=agency.id),
        adding=False,
    )


@blueprint.route("/organisations/<uuid:agency_id>/close", methods=["GET", "POST"])
@administers("update")
def close_organisation(agency_id: UUID) -> Answer:
    """An organisation is no longer there."""
    agency = _agency(agency_id)
    form = EndForm(data={"on": clock.today()})
    if form.validate_on_submit():
        operations.close_agency(agency, on=form.on.fact())
        noted("organisation_closed", agency)
        flash("The organisation was closed, and its agreements end that day.", "success")
        return _to(agency.id)
    return forms.page(
        "agencies/end_form.html",
        form=form,
        title=f"Close {agency.name}",
        what="It will be offered nowhere any more, and every sharing agreement with it ends that day.",
        button_text="Close the organisation",
        back_url=url_for("agencies.organisation", agency_id=agency.id),
    )


# -- settings --------------------------------------------------------------------------------------------------


@blueprint.route("/organisations/<uuid:agency_id>/settings/add", methods=["GET", "POST"])
@administers("create")
def add_setting(agency_id: UUID) -> Answer:
    """A new school, home or service of an organisation."""
    agency = _agency(agency_id)
    form = SettingForm()
    if form.validate_on_submit():
        try:
            setting = operations.add_setting(agency, **form.facts(), by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("setting_added", setting)
            flash("The setting was added.", "success")
            return _to(agency.id)
    return forms.page(
        "agencies/setting_form.html",
        form=form,
        back_url=url_for("agencies.organisation", agency_id=agency.id),
        setting=None,
        agency=agency.name,
    )


@blueprint.route("/settings/<uuid:setting_id>/change", methods=["GET", "POST"])
@administers("update")
def change_setting(setting_id: UUID) -> Answer:
    """Change what is known of a setting."""
    setting = found(administered.setting_administered(actor(), setting_id))
    form = SettingForm(obj=setting)
    if form.validate_on_submit():
        facts = {name: fact for name, fact in form.facts().items() if name != "id"}
        try:
            operations.change_setting(setting, **facts)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("setting_changed", setting)
            flash("The setting was changed.", "success")
            return _to(setting.agency_id)
    return forms.page(
        "agencies/setting_form.html",
        form=form,
        back_url=url_for("agencies.organisation", agency_id=setting.agency_id),
        setting=setting,
        agency="",
    )


@blueprint.route("/settings/<uuid:setting_id>/close", methods=["GET", "POST"])
@administers("update")
def close_setting(setting_id: UUID) -> Answer:
    """A setting is no longer there."""
    setting = found(administered.setting_administered(actor(), setting_id))
    form = EndForm(data={"on": clock.today()})
    if form.validate_on_submit():
        operations.close_setting(setting, on=form.on.fact())
        noted("setting_closed", setting)
        flash("The setting was closed.", "success")
        return _to(setting.agency_id)
    return forms.page(
        "agencies/end_form.html",
        form=form,
        title=f"Close {setting.name}",
        what="It will be offered nowhere any more. What refers to it stays.",
        button_text="Close the setting",
        back_url=url_for("agencies.organisation", agency_id=setting.agency_id),
    )


# -- teams -----------------------------------------------------------------------------------------------------


def _may_manage(held: RoleHeld) -> bool:
    """Managing a team opens its records, so in the authority's own services only who was given that role may."""
    return held.role == "TM" if held.agency.kind in presenters.OWN_SERVICES else held.role != "FC"


def _team_form(agency_id: UUID, **given: object) -> TeamForm:
    form = TeamForm(**given)
    held = {row.person_id: row.person.name for row in administered.roles_at_agency(agency_id) if _may_manage(row)}
    form.manager_id.offer(forms.offered(held))
    return form


@blueprint.route("/organisations/<uuid:agency_id>/teams/add", methods=["GET", "POST"])
@administers("create")
@fresh_proof
def add_team(agency_id: UUID) -> Answer:
    """A new team."""
    agency = _agency(agency_id)
    form = _team_form(agency.id)
    if form.validate_on_submit():
        team = operations.add_team(agency, **form.facts(), authority_id=own_authority(agency), by=actor())
        noted("team_added", team)
        flash("The team was added.", "success")
        return _to(agency.id)
    return forms.page(
        "agencies/team_form.html",
        form=form,
        back_url=url_for("agencies.organisation", agency_id=agency.id),
        adding=True,
    )


@blueprint.route("/teams/<uuid:team_id>/change", methods=["GET", "POST"])
@administers("update")
@fresh_proof
def change_team(team_id: UUID) -> Answer:
    """Change a team's name or manager."""
    team = found(administered.team_administered(actor(), team_id))
    form = _team_form(team.agency_id, obj=team)
    if form.validate_on_submit():
        operations.change_team(team, name=form.name.fact(), manager_id=form.manager_id.fact(), by=actor())
        noted("team_changed", team)
        flash("The team was changed.", "success")
        return _to(team.agency_id)
    return forms.page(
        "agencies/team_form.html",
        form=form,
        back_url=url_for("agencies.organisation", agency_id=team.agency_id),
        adding=False,
    )
