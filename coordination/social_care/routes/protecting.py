"""The page of child protection: discussions and enquiries, conferences and plans; and writing each down."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.care import presenters as care_presenters
from coordination.care import queries as care
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.social_care import forms, operations, presenters, queries
from coordination.social_care.models import Conference, Enquiry
from coordination.social_care.routes.shared import blueprint, named, of_a
from coordination.web.filters import day

TAB = "protection"


def _back(child: Child) -> str:
    return url_for("social_care.protection", child_id=child.id)


@blueprint.get("/children/<uuid:child_id>/protection")
@guard.requires("protection_plan", "read", on=child_of)
def protection(child: Child) -> ResponseReturnValue:
    """The plan of today and how it came to it. Whoever is to know only that there is one is told so, and whom to
    ring."""
    guard.workers_only()
    permit = guard.may("read", "protection_plan", child, whole=True)
    plans = queries.protection_plans(child.id)
    running = queries.running(guard.readable(plans, "protection_plan", parts=frozenset({"plan_exists"})))
    whole = permit.shows("plan")
    plans = guard.readable(plans, "protection_plan") if whole else []
    conferences = guard.readable(queries.conferences(child.id), "protection_plan") if whole else []
    sees_visits = whole and guard.may("read", "social_care", child, whole=True).is_whole
    visits = [row for row in care.visits(child.id) if row.kind == "child_protection"] if sees_visits else []
    sees_enquiries = bool(guard.may("read", "enquiries", child, whole=True))
    return render_template(
        "social_care/protection.html",
        record=record_strip(child, current=TAB),
        child=child,
        running=running,
        whole=whole,
        plans=presenters.protection_plan_rows(plans),
        conferences=presenters.conference_rows(conferences),
        visits=care_presenters.visit_rows(visits, whole=True),
        enquiries=presenters.enquiry_rows(guard.readable(queries.enquiries(child.id), "enquiries"))
        if sees_enquiries
        else None,
        may_discuss=_may_discuss(child),
        may_change_enquiries=bool(guard.may("update", "enquiries", child, whole=True)),
        may_confer=bool(guard.may("update", "protection_plan", child, whole=True)),
        may_visit=bool(guard.may("create", "social_care", child, whole=True)),
    )


def _may_discuss(child: Child) -> bool:
    """Whether the actor keeps the enquiries of a record: those who may add to them and read them all."""
    reads = guard.may("read", "enquiries", child, whole=True)
    return reads.is_whole and bool(guard.may("create", "enquiries", child, whole=True))


@blueprint.route("/children/<uuid:child_id>/protection/discussions/add", methods=["GET", "POST"])
@guard.requires("enquiries", "create", on=child_of)
def add_discussion(child: Child) -> ResponseReturnValue:
    """Record a strategy discussion. Others who may raise a concern do it on a page of its own."""
    guard.workers_only()
    if not _may_discuss(child):
        raise guard.Refused(Deny("limited", 4, False))
    return writing.adding(
        child,
        forms.DiscussionForm(),
        "Record a strategy discussion",
        "Record the discussion",
        lambda facts: operations.discuss(child, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )


@blueprint.route("/children/<uuid:child_id>/protection/discussions/<uuid:row_id>/change", methods=["GET", "POST"])
@guard.requires("enquiries", "update", on=of_a(Enquiry))
def change_discussion(child: Child) -> ResponseReturnValue:
    """Put a strategy discussion right."""
    held = named(Enquiry)
    return writing.changing(
        child,
        held,
        forms.DiscussionForm,
        "Change a strategy discussion",
        lambda facts: operations.change_enquiry(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )


@blueprint.route("/children/<uuid:child_id>/protection/discussions/<uuid:row_id>/finish", methods=["GET", "POST"])
@guard.requires("enquiries", "update", on=of_a(Enquiry))
def finish_enquiry(child: Child) -> ResponseReturnValue:
    """Record what an enquiry found."""
    held = named(Enquiry)
    return writing.changing(
        child,
        held,
        forms.EnquiryForm,
        "Record what the enquiry found",
        lambda facts: operations.finish_enquiry(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )


@blueprint.route("/children/<uuid:child_id>/protection/conferences/add", methods=["GET", "POST"])
@guard.requires("protection_plan", "update", on=child_of)
def add_conference(child: Child) -> ResponseReturnValue:
    """Record what a conference decided; one that was held in the review room is offered by its day."""
    known = {row.review_id for row in queries.conferences(child.id)}
    met = next((row for row in queries.meetings(child.id) if row.id not in known), None)
    runs = queries.running(queries.protection_plans(child.id)) is not None
    met_on = met.held_on if met is not None else None
    form = forms.ConferenceForm(held_on=met_on, kind="review" if runs else "initial")
    return writing.adding(
        child,
        form,
        "Record what a conference decided",
        "Record the decision",
        lambda facts: operations.confer(
            child,
            by=guard.actor(),
            review_id=met.id if met is not None and met_on == facts["held_on"] else None,
            **facts,
        ),
        back_url=_back(child),
        current=TAB,
        hint=f"A conference of {day(met_on)} was held in the review room." if met_on is not None else "",
    )


@blueprint.route("/children/<uuid:child_id>/protection/conferences/<uuid:row_id>/change", methods=["GET", "POST"])
@guard.requires("protection_plan", "update", on=of_a(Conference))
def change_conference(child: Child) -> ResponseReturnValue:
    """Put the day, category and reasons of a conference right."""
    held = named(Conference)
    return writing.changing(
        child,
        held,
        forms.ConferenceForm,
        "Change what a conference decided",
        lambda facts: operations.change_conference(held, by=guard.actor(), **({"category": held.category} | facts)),
        back_url=_back(child),
        current=TAB,
        hint="The days of the plan follow.",
        without=("kind", "decision") if held.decision in {"plan", "goes_on"} else ("kind", "decision", "category"),
    )
