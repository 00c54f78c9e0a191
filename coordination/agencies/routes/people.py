"""People who work with children, and carers: finding, adding and changing them."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from coordination.access.guard import actor, administers, fresh_proof
from coordination.agencies import administered, presenters, proposals, queries
from coordination.agencies import people as operations
from coordination.agencies.forms import ChangePersonForm, PersonForm, RefuseForm
from coordination.agencies.models import Person
from coordination.agencies.routes.blueprint import (
    Answer,
    address_rows,
    blueprint,
    found,
    may_change,
    noted,
    own_authority,
)
from coordination.db import RuleBroken
from coordination.web import forms


@blueprint.get("/people")
@administers("read")
def people() -> Answer:
    """Find somebody by name or address."""
    wanted = request.args.get("q", "").strip()[:100]
    return render_template(
        "agencies/people.html",
        people=presenters.people(administered.people_administered(actor(), wanted)),
        wanted=wanted,
        may_change=may_change(),
        back_url=url_for("agencies.organisations"),
    )


@blueprint.route("/people/add", methods=["GET", "POST"])
@administers("create")
def add_person() -> Answer:
    """Somebody new. Their role is proposed next, and confirmed by a second administrator."""
    form = PersonForm(data={"kind": "workforce"})
    if form.validate_on_submit():
        try:
            person = operations.add_person(**form.facts(), by=actor().person_id)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("person_added", person)
            flash("They were added. Propose their role next.", "success")
            return redirect(url_for("agencies.person", person_id=person.id), 303)
    return forms.page("agencies/person_form.html", form=form, back_url=url_for("agencies.people"), adding=True)


@blueprint.get("/people/<uuid:person_id>")
@administers("read")
def person(person_id: UUID) -> Answer:
    """One person: what is known of them, and the roles they hold, held, or may be given."""
    who = actor()
    row = found(administered.person_administered(who, person_id))
    waiting = administered.proposals_for(who, row.id)
    named = queries.people(proposal.recorded_by for proposal in waiting if proposal.recorded_by)
    return render_template(
        "agencies/person.html",
        person=row,
        here_for=presenters.here_for(row),
        roles=presenters.roles(administered.roles_ever(row.id)),
        proposals=presenters.proposals(
            waiting,
            {key: one.name for key, one in named.items()},
            {proposal.id for proposal in waiting if proposals.may_confirm(proposal, who)},
        ),
        addresses=address_rows(row.id),
        may_change=may_change(),
        back_url=url_for("agencies.people"),
    )


@blueprint.route("/people/<uuid:person_id>/change", methods=["GET", "POST"])
@administers("update")
@fresh_proof
def change_person(person_id: UUID) -> Answer:
    """Change what is known of somebody."""
    row = found(administered.person_administered(actor(), person_id))
    form = ChangePersonForm(obj=row)
    if form.validate_on_submit():
        facts = form.facts()
        address, why = facts.pop("email"), facts.pop("why") or ""
        try:
            waits = _changes_address(row, address, why)
            operations.change_person(row, **facts)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("person_changed", row, address="waits" if waits else "")
            flash(
                "The changes were saved. The address waits for another administrator."
                if waits
                else "The changes were saved.",
                "success",
            )
            return redirect(url_for("agencies.person", person_id=row.id), 303)
    return forms.page(
        "agencies/person_form.html",
        form=form,
        back_url=url_for("agencies.person", person_id=row.id),
        adding=False,
    )


def _changes_address(row: Person, email: str | None, why: str) -> bool:
    """Another address, at once or once a second administrator has confirmed it; whether it waits for one."""
    address = operations.free_address(email, row.id)
    if address == row.email:
        return False
    if not proposals.needs_second(row):
        operations.change_address(row, address)
        return False
    place = own_authority() or min(administered.administered_authorities(actor()))
    proposals.ask_address(row, email=address, reason=why, authority_id=place, by=actor())
    return True


@blueprint.post("/addresses-to-confirm/<uuid:proposal_id>/confirm")
@administers("update")
@fresh_proof
def confirm_address(proposal_id: UUID) -> Answer:
    """Say yes to an address somebody else asked for."""
    asked = found(administered.address_administered(actor(), proposal_id))
    noted("address_confirmed", asked, person=str(asked.person_id), proposed_by=str(asked.recorded_by))
    proposals.confirm_address(asked, by=actor())
    flash("The address was confirmed.", "success")
    return redirect(url_for("agencies.roles_to_confirm"), 303)


@blueprint.route("/addresses-to-confirm/<uuid:proposal_id>/refuse", methods=["GET", "POST"])
@administers("update")
def refuse_address(proposal_id: UUID) -> Answer:
    """Say no to an address, and why."""
    asked = found(administered.address_administered(actor(), proposal_id))
    form = RefuseForm()
    if form.validate_on_submit():
        noted("address_refused", asked, person=str(asked.person_id))
        proposals.refuse_address(asked, note=form.note.fact(), by=actor())
        flash("The address stays as it is.", "success")
        return redirect(url_for("agencies.roles_to_confirm"), 303)
    return forms.page(
        "agencies/refuse_form.html",
        form=form,
        title="Do not change this address",
        what=f"{asked.email or 'No address'} for {asked.person.name}, in the place of {asked.person.email or 'none'}.",
        button_text="Do not change it",
        back_url=url_for("agencies.roles_to_confirm"),
    )
