"""The plan for where a child grows up, and the adults who stay through it."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.guard import actor, requires
from coordination.agencies import queries as agencies
from coordination.cases import queries as cases
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.stability import forms, permanence
from coordination.stability.models import PermanencePlan
from coordination.stability.routes.blueprint import blueprint, whole_history
from coordination.voice import own
from coordination.web.filters import day
from coordination.web.forms import SelectChoice, offered


@blueprint.get("/children/<uuid:child_id>/permanence")
@requires("placement", "read", on=child_of)
def of_permanence(child: Child) -> ResponseReturnValue:
    """The plan that stands and those before it; the adults whom the child trusts, and for how long one was there."""
    whole_history(child)
    held = guard.readable(permanence.plans(child.id), "placement")
    reviews = permanence.reviews(child.id)
    adults = guard.readable(own.adults_of(child.id), "own_words")
    return render_template(
        "stability/permanence.html",
        record=record_strip(child, current="care"),
        child=child,
        plans=permanence.rows(
            held, reviews, agencies.people({row.answers_id for row in held if row.answers_id is not None})
        ),
        owed=permanence.is_owed(held, reviews),
        reads_words=bool(guard.may("read", "own_words", child, whole=True)),
        adults=adults,
        months=own.months_with_somebody(adults, clock.today()) if adults else 0,
        may_add=bool(guard.may("create", "placement", child, whole=True)),
        may_change=bool(guard.may("update", "placement", child, whole=True)),
        back_url=url_for("care.of_child", child_id=child.id),
    )


class _Asked(forms.PermanenceForm):
    """The form with the reviews that may have decided, and who may answer."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        child = child_of((request.view_args or {})["child_id"])
        if child is None:
            abort(404)
        self.review_id.offer(
            SelectChoice(review.id, f"Review number {review.number}, {day(review.held_on)}")
            for review in permanence.reviews(child.id)
            if review.held_on is not None
        )
        today = clock.today()
        self.answers_id.offer(
            offered(
                {
                    place.person_id: place.person.name
                    for case in cases.cases_with_teams(child.id)
                    for place in cases.in_order(held for held in case.members if cases.on_team(held, today))
                    if place.role not in FAMILY_ROLES
                }
            )
        )


@blueprint.route("/children/<uuid:child_id>/permanence/add", methods=["GET", "POST"])
@requires("placement", "create", on=child_of)
def decide_permanence(child: Child) -> ResponseReturnValue:
    """Record the plan for where the child grows up."""
    whole_history(child)
    return writing.adding(
        child,
        _Asked(),
        "Record the plan for permanence",
        "Record it",
        lambda facts: permanence.decide(child, by=actor(), **facts),
        hint="The plan that stands today ends on the same day.",
        back_url=_back(child),
        current="care",
    )


def _back(child: Child) -> str:
    return url_for("stability.of_permanence", child_id=child.id)


def _of_a_plan(child_id: UUID, permanence_id: UUID) -> Child | None:
    held = permanence.plan(permanence_id)
    return child_of(child_id) if held is not None and held.child_id == child_id else None


def _plan() -> PermanencePlan:
    held = permanence.plan((request.view_args or {})["permanence_id"])
    if held is None:
        abort(404)
    return held


@blueprint.route("/children/<uuid:child_id>/permanence/<uuid:permanence_id>/change", methods=["GET", "POST"])
@requires("placement", "update", on=_of_a_plan)
def change_permanence(child: Child) -> ResponseReturnValue:
    """Put right what is recorded of a plan. Which one is in the address."""
    whole_history(child)
    held = _plan()
    return writing.changing(
        child,
        held,
        _Asked,
        "Change the plan for permanence",
        lambda facts: permanence.change(held, by=actor(), **facts),
        back_url=_back(child),
        current="care",
    )
