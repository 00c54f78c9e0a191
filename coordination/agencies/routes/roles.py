"""Roles: proposed by one administrator, confirmed by another, ended by either at once."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from coordination import clock
from coordination.access.guard import actor, administers, fresh_proof
from coordination.agencies import administered, people, presenters, proposals, queries
from coordination.agencies.forms import EndForm, RefuseForm, RoleForm, WhereForm
from coordination.agencies.kinds import role_words, roles_at
from coordination.agencies.models import Agency
from coordination.agencies.routes.blueprint import (
    Answer,
    address_rows,
    authority_choices,
    blueprint,
    found,
    noted,
    own_authority,
)
from coordination.db import RuleBroken
from coordination.web import forms


@blueprint.get("/people/<uuid:person_id>/roles/where")
@administers("create")
def choose_organisation(person_id: UUID) -> Answer:
    """At which organisation the role is to be held. A link to come back to, so a GET form."""
    person = found(administered.person_administered(actor(), person_id))
    form = WhereForm(formdata=None)
    form.agency_id.offer(
        [SelectChoice(row.id, row.name) for row in administered.agencies_administered(actor()) if row.closed_on is None]
    )
    return render_template(
        "agencies/choose_organisation.html",
        form=form,
        person=person,
        back_url=url_for("agencies.person", person_id=person.id),
    )


def _asked_agency() -> Agency | None:
    try:
        key = UUID(request.args.get("agency_id", ""))
    except ValueError:
        return None
    return administered.agency_administered(actor(), key)


@blueprint.route("/people/<uuid:person_id>/roles/propose", methods=["GET", "POST"])
@administers("create")
@fresh_proof
def propose_role(person_id: UUID) -> Answer:
    """Propose that somebody holds a role. It is held once another administrator has confirmed it."""
    person = found(administered.person_administered(actor(), person_id))
    agency = _asked_agency()
    if agency is None:
        flash("Choose the organisation first.")
        return redirect(url_for("agencies.choose_organisation", person_id=person.id), 303)
    only = own_authority(agency)
    form = RoleForm(data={"from_on": clock.today()})
    form.asks_authority = only is None
    form.authority_id.offer(authority_choices())
    offered = [role for role in roles_at(agency.kind) if (role == "FC") == (person.kind == "family")]
    form.role.offer([SelectChoice(role, role_words(role)) for role in offered])
    form.team_id.offer([SelectChoice(team.id, team.name) for team, _ in administered.teams_with_managers(agency.id)])
    if form.validate_on_submit():
        try:
            proposal = proposals.propose_role(
                id=form.id.fact(),
                person=person,
                agency=agency,
                authority_id=only or form.authority_id.fact(),
                role=form.role.fact(),
                team_id=form.team_id.fact(),
                from_on=form.from_on.fact(),
                to_on=form.to_on.fact(),
                reason=form.reason.fact(),
                by=actor(),
            )
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("role_proposed", proposal, role=proposal.role, person=str(person.id), agency=str(agency.id))
            flash("The role was proposed. Another administrator has to confirm it.", "success")
            return redirect(url_for("agencies.person", person_id=person.id), 303)
    return forms.page(
        "agencies/role_form.html",
        form=form,
        person=person,
        agency=agency,
        back_url=url_for("agencies.choose_organisation", person_id=person.id),
    )


@blueprint.get("/roles-to-confirm")
@administers("read")
def roles_to_confirm() -> Answer:
    """Roles that wait for a second administrator."""
    who = actor()
    waiting = administered.proposals_waiting(who)
    named = queries.people(row.recorded_by for row in waiting if row.recorded_by)
    return render_template(
        "agencies/roles_to_confirm.html",
        proposals=presenters.proposals(
            waiting,
            {key: one.name for key, one in named.items()},
            {row.id for row in waiting if proposals.may_confirm(row, who)},
        ),
        addresses=address_rows(),
        back_url=url_for("agencies.organisations"),
    )


@blueprint.post("/roles-to-confirm/<uuid:proposal_id>/confirm")
@administers("update")
@fresh_proof
def confirm_role(proposal_id: UUID) -> Answer:
    """Say yes to a role somebody else proposed."""
    proposal = found(administered.proposal_administered(actor(), proposal_id))
    noted(
        "role_confirmed",
        proposal,
        role=proposal.role,
        person=str(proposal.person_id),
        agency=str(proposal.agency_id),
        proposed_by=str(proposal.recorded_by),
    )
    proposals.confirm(proposal, by=actor())
    flash("The role was confirmed.", "success")
    return redirect(url_for("agencies.roles_to_confirm"), 303)


@blueprint.route("/roles-to-confirm/<uuid:proposal_id>/refuse", methods=["GET", "POST"])
@administers("update")
def refuse_role(proposal_id: UUID) -> Answer:
    """Say no to a proposed role, and why."""
    proposal = found(administered.proposal_administered(actor(), proposal_id))
    form = RefuseForm()
    if form.validate_on_submit():
        noted("role_refused", proposal, role=proposal.role, person=str(proposal.person_id))
        proposals.refuse(proposal, note=form.note.fact(), by=actor())
        flash("The role was not given.", "success")
        return redirect(url_for("agencies.roles_to_confirm"), 303)
    return forms.page(
        "agencies/refuse_form.html",
        form=form,
        title="Do not give this role",
        what=f"{role_words(proposal.role)} at {proposal.agency.name}, for {proposal.person.name}.",
        button_text="Do not give the role",
        back_url=url_for("agencies.roles_to_confirm"),
    )


@blueprint.route("/roles/<uuid:role_id>/end", methods=["GET", "POST"])
@administers("update")
@fresh_proof
def end_role(role_id: UUID) -> Answer:
    """End a role. Taking away needs nobody's agreement, and takes effect at once."""
    held = found(administered.role_administered(actor(), role_id))
    form = EndForm(data={"on": clock.today()})
    if form.validate_on_submit():
        people.end_role(held, on=form.on.fact())
        noted("role_ended", held, role=held.role, person=str(held.person_id), agency=str(held.agency_id))
        flash("The role was ended.", "success")
        return redirect(url_for("agencies.person", person_id=held.person_id), 303)
    return forms.page(
        "agencies/end_form.html",
        form=form,
        title=f"End {held.person.name}'s role",
        what=f"{role_words(held.role)}, {held.agency.name}. From that day the role opens nothing any more.",
        button_text="End the role",
        back_url=url_for("agencies.person", person_id=held.person_id),
    )
