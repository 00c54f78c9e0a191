"""The runway of one young person: the page, writing a step, and what is settled for the adult years."""

from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock, timescales
from coordination.access import guard
from coordination.access.guard import actor
from coordination.access.policy import Deny
from coordination.cases import strip, writing
from coordination.children import reading
from coordination.children.models import Child
from coordination.deadlines import queries as deadlines
from coordination.deadlines.models import Clock
from coordination.deadlines.presenters import may_see
from coordination.transitions import forms, leaving, operations, queries, runway, showing
from coordination.transitions.routes.shared import blueprint, of_age, people, runway_url
from coordination.transitions.words import KINDS, WHATS

# Of the time limits, those of leaving care: assessment, pathway plan, visits.
_RULES = ("L20", "L21", "L22", "L23")


@blueprint.get("/children/<uuid:child_id>/runway")
@guard.requires("pathway", "read", on=of_age)
def of_child(child: Child) -> ResponseReturnValue:
    """The steps from 14 to 25, strand by strand, what is late for the age first."""
    permit = guard.may("read", "pathway", child, whole=True)
    strands = runway.seen(permit)
    if not strands:
        raise guard.Refused(Deny("limited", 4, False))
    today = clock.today()
    found = reading.together(*strip.asked(child), *queries.asked(child, today))
    road = queries.told(found)
    views = showing.of_child(child, strands, road, today)
    assert child.born_on is not None
    return render_template(
        "transitions/of_child.html",
        child=child,
        record=strip.record_strip(child, "care", found),
        views=views,
        late=showing.late_first(views),
        coming=showing.coming(views),
        line=showing.line(views, child.born_on, today),
        adult_on=runway.at_age(child.born_on, 18),
        settled=road.arrangements if permit.is_whole else None,
        leaving=leaving.shown(child, road, today) if permit.is_whole else None,
        kinds=KINDS,
        whats=WHATS,
        dates=_dates(child) if permit.is_whole else [],
        checks=forms.CHECKS,
        sees_visits=guard.may("read", "social_care", child, whole=True).is_whole,
        may_visit=bool(guard.may("create", "social_care", child, whole=True)),
        may_write=bool(guard.may("update", "pathway", child, whole=True)),
        today=today,
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _dates(child: Child) -> list[tuple[Clock, str]]:
    """The dates of leaving care that run, with their titles, as far as the reader sees them."""
    held = [
        row for row in deadlines.of_child(child.authority_id, child.id) if row.rule.startswith(_RULES) and may_see(row)
    ]
    return [(row, timescales.rule(row.rule).title) for row in held if row.state == "running"]


def _of_a_step(child_id: UUID, step: str) -> Child | None:
    return of_age(child_id) if step in runway.steps() else None


@blueprint.route("/children/<uuid:child_id>/runway/steps/<step>", methods=["GET", "POST"])
@guard.requires("pathway", "update", on=_of_a_step)
def write_step(child: Child) -> ResponseReturnValue:
    """Write how one step stands, who sees to it and what shows it."""
    step = runway.steps()[(request.view_args or {})["step"]]
    form_of = forms.step_form(step, people(child))
    held = queries.step(child.id, step.code)
    hint = f"Needed by {step.age}. {runway.FOR_WHOM[step.for_whom]}."
    if step.cited:
        hint = f"{hint} {step.cited}."
    if held is None:
        return writing.adding(
            child,
            form_of(),
            step.title,
            "Save",
            lambda facts: operations.record_step(child, step.code, by=actor(), **facts),
            back_url=runway_url(child, step.code),
            current="care",
            hint=hint,
            done="Saved.",
        )
    return writing.changing(
        child,
        held,
        form_of,
        step.title,
        lambda facts: operations.change_step(child, held, by=actor(), **facts),
        back_url=runway_url(child, step.code),
        current="care",
        hint=hint,
    )


_TITLES = {
    "adult_side": "Adult services from 18: the decision",
    "home": "Home from 18",
    "income": "Income from 18",
}


def _of_a_kind(child_id: UUID, kind: str) -> Child | None:
    return of_age(child_id) if kind in KINDS else None


@blueprint.route("/children/<uuid:child_id>/runway/from-18/<kind>", methods=["GET", "POST"])
@guard.requires("pathway", "create", on=_of_a_kind)
def arrange(child: Child) -> ResponseReturnValue:
    """Record what is settled for the adult years: adult services, the home or the income. Which is in the address."""
    kind = (request.view_args or {})["kind"]
    return writing.adding(
        child,
        forms.ARRANGEMENTS[kind](),
        _TITLES[kind],
        "Record it",
        lambda facts: operations.arrange(child, kind, by=actor(), **facts),
        back_url=runway_url(child, "from-18"),
        current="care",
        hint="What was recorded before stays below it." if kind == "adult_side" else "",
        done="It is recorded.",
    )


def _of_an_arrangement(child_id: UUID, arrangement_id: UUID) -> Child | None:
    held = queries.arrangement(arrangement_id)
    return of_age(child_id) if held is not None and held.child_id == child_id else None


@blueprint.route("/children/<uuid:child_id>/runway/from-18/<uuid:arrangement_id>/change", methods=["GET", "POST"])
@guard.requires("pathway", "update", on=_of_an_arrangement)
def change_arrangement(child: Child) -> ResponseReturnValue:
    """Put right what was recorded for the adult years. Which is in the address."""
    held = queries.arrangement((request.view_args or {})["arrangement_id"])
    if held is None:
        abort(404)
    return writing.changing(
        child,
        held,
        forms.ARRANGEMENTS[held.kind],
        f"Change: {_TITLES[held.kind].lower()}",
        lambda facts: operations.change_arrangement(child, held, by=actor(), **facts),
        back_url=runway_url(child, "from-18"),
        current="care",
        shown={} if held.sure is None else {"sure": held.sure},
    )
