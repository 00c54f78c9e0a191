"""The page of a looked-after child's health, and adding to it."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.care import health, health_forms
from coordination.care.routes.history import blueprint
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.web.charts import line_chart
from coordination.web.filters import day


@blueprint.get("/children/<uuid:child_id>/care/health")
@guard.requires("health", "read", on=child_of)
def of_health(child: Child) -> ResponseReturnValue:
    """Assessments, teeth, immunisations and the questionnaire over time: what the reader's view shows of them."""
    guard.workers_only()
    shows = guard.may("read", "health", child, whole=True).shows
    found = health.checks(child.id)
    made = health.rows(found, shows)
    if not made:
        raise guard.Refused(Deny("limited", 4, False))
    scores = health.scores(found) if "sdq" in made else []
    return render_template(
        "care/health.html",
        child=child,
        record=record_strip(child, current="care"),
        kinds=health.KINDS,
        one=health.ONE,
        checks=made,
        chart=line_chart(
            "sdq",
            "The questionnaire over time: lower is better",
            [day(on) for on, _ in scores],
            [("Score", [score for _, score in scores])],
            highest=40,
        )
        if len(scores) > 1
        else None,
        may_add=bool(guard.may("create", "health", child, whole=True)),
        may_change=bool(guard.may("update", "health", child, whole=True)),
    )


def _of_a_kind(child_id: UUID, kind: str) -> Child | None:
    return child_of(child_id) if kind in health.KINDS else None


@blueprint.route("/children/<uuid:child_id>/care/health/<kind>/add", methods=["GET", "POST"])
@guard.requires("health", "create", on=_of_a_kind)
def add_check(child: Child) -> ResponseReturnValue:
    """Record one check. Of which kind is in the address."""
    kind = (request.view_args or {})["kind"]
    form = health_forms.HEALTH_FORMS[kind]()

    def save(facts: dict[str, Any]) -> None:
        health.record(child, kind=kind, by=guard.actor(), **facts)

    title = f"Record {health.ONE[kind]}"
    return writing.adding(child, form, title, "Record it", save, back_url=_back(child), current="care")


def _back(child: Child) -> str:
    return url_for("care.of_health", child_id=child.id)


def _of_a_check(child_id: UUID, check_id: UUID) -> Child | None:
    held = health.check(check_id)
    return child_of(child_id) if held is not None and held.child_id == child_id else None


@blueprint.route("/children/<uuid:child_id>/care/health/<uuid:check_id>/change", methods=["GET", "POST"])
@guard.requires("health", "update", on=_of_a_check)
def change_check(child: Child) -> ResponseReturnValue:
    """Put a check right. Which one is in the address."""
    held = health.check((request.view_args or {})["check_id"])
    if held is None:
        abort(404)
    return writing.changing(
        child,
        held,
        health_forms.HEALTH_FORMS[held.kind],
        f"Change {health.ONE[held.kind]}",
        lambda facts: health.change(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current="care",
    )
