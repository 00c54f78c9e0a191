"""People who work with children, and carers: finding, adding and changing them."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from coordination.access.guard import actor, administers, fresh_proof
from coordination.agencies import administered, presenters, proposals, queries
from coordination.agencies import people as operations
from coordination.agencies.forms import ChangePersonForm, PersonForm
from coordination.agencies.routes.blueprint import Answer, blueprint, found, may_change, noted
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
        try:
            operations.change_person(row, **form.facts())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("person_changed", row)
            flash("The changes were saved.", "success")
            return redirect(url_for("agencies.person", person_id=row.id), 303)
    return forms.page(
        "agencies/person_form.html",
        form=form,
        back_url=url_for("agencies.person", person_id=row.id),
        adding=False,
    )
