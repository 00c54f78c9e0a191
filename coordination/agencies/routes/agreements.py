"""Sharing agreements: what an organisation may be told, and from when to when."""

from uuid import UUID

from flask import flash, redirect, url_for

from coordination import clock
from coordination.access.guard import actor, administers
from coordination.agencies import administered, operations
from coordination.agencies.forms import AgreementForm, EndForm
from coordination.agencies.routes.blueprint import (
    Answer,
    authority_choices,
    blueprint,
    found,
    noted,
    own_authority,
)
from coordination.db import RuleBroken
from coordination.web import forms


@blueprint.route("/organisations/<uuid:agency_id>/agreements/add", methods=["GET", "POST"])
@administers("create")
def add_agreement(agency_id: UUID) -> Answer:
    """A new agreement with an organisation."""
    agency = found(administered.agency_administered(actor(), agency_id))
    only = own_authority(agency)
    form = AgreementForm(data={"extent": "all", "from_on": clock.today()})
    form.asks_authority = only is None
    form.authority_id.offer(authority_choices())
    if form.validate_on_submit():
        try:
            agreement = operations.add_agreement(
                id=form.id.fact(),
                agency_id=agency.id,
                authority_id=only or form.authority_id.fact(),
                title=form.title.fact(),
                sections=form.covered(),
                from_on=form.from_on.fact(),
                to_on=form.to_on.fact(),
                signed_by=form.signed_by.fact(),
                by=actor(),
            )
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("agreement_added", agreement)
            flash("The agreement was added.", "success")
            return redirect(url_for("agencies.organisation", agency_id=agency.id), 303)
    return forms.page(
        "agencies/agreement_form.html",
        form=form,
        title=f"Add an agreement with {agency.name}",
        back_url=url_for("agencies.organisation", agency_id=agency.id),
    )


@blueprint.route("/agreements/<uuid:agreement_id>/change", methods=["GET", "POST"])
@administers("update")
def change_agreement(agreement_id: UUID) -> Answer:
    """Change what an agreement covers or how long it lasts."""
    agreement = found(administered.agreement_administered(actor(), agreement_id))
    form = AgreementForm(
        data={
            "title": agreement.title,
            "to_on": agreement.to_on,
            "extent": "all" if agreement.sections is None else "some",
            "sections": agreement.sections or [],
            "signed_by": agreement.signed_by,
        }
    )
    form.asks_from = False
    if form.validate_on_submit():
        try:
            operations.change_agreement(
                agreement,
                title=form.title.fact(),
                sections=form.covered(),
                to_on=form.to_on.fact(),
                signed_by=form.signed_by.fact(),
            )
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("agreement_changed", agreement)
            flash("The agreement was changed.", "success")
            return redirect(url_for("agencies.organisation", agency_id=agreement.agency_id), 303)
    return forms.page(
        "agencies/agreement_form.html",
        form=form,
        title=f"Change {agreement.title}",
        back_url=url_for("agencies.organisation", agency_id=agreement.agency_id),
    )


@blueprint.route("/agreements/<uuid:agreement_id>/end", methods=["GET", "POST"])
@administers("update")
def end_agreement(agreement_id: UUID) -> Answer:
    """End an agreement: from that day the organisation is told nothing more under it."""
    agreement = found(administered.agreement_administered(actor(), agreement_id))
    form = EndForm(data={"on": clock.today()})
    if form.validate_on_submit():
        operations.end_agreement(agreement, on=form.on.fact())
        noted("agreement_ended", agreement)
        flash("The agreement was ended.", "success")
        return redirect(url_for("agencies.organisation", agency_id=agreement.agency_id), 303)
    return forms.page(
        "agencies/end_form.html",
        form=form,
        title=f"End {agreement.title}",
        what="From that day the organisation's staff see nothing more under it. Ending it today takes effect at once.",
        button_text="End the agreement",
        back_url=url_for("agencies.organisation", agency_id=agreement.agency_id),
    )
