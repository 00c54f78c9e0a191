"""The care page of a child's record: periods, legal statuses, placements and visits, and adding to them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.care import forms, operations, presenters, queries, showing, whereabouts
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.web.forms import Form, page

blueprint = Blueprint("care", __name__)


@blueprint.get("/children/<uuid:child_id>/care")
@guard.requires("placement", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """Everything about being looked after, newest first."""
    sees_legal = bool(guard.may("read", "legal", child, whole=True))
    sees_visits = bool(guard.may("read", "social_care", child, whole=True))
    placements = queries.placements(child.id)
    permit = guard.may("read", "placement", child, whole=True)
    statuses = queries.legal_statuses(child.id) if sees_legal else None
    kept = guard.readable(whereabouts.decisions(child.id), "legal") if sees_legal else []
    limited = getattr(permit, "extent", "") not in {"full"}
    return render_template(
        "care/of_child.html",
        record=record_strip(child, current="care"),
        child=child,
        periods=presenters.period_rows(queries.periods(child.id)),
        statuses=presenters.legal_rows(statuses) if statuses is not None else None,
        placements=presenters.placement_rows(placements[:1] if limited else placements),
        limited=limited,
        visits=presenters.visit_rows(queries.visits(child.id)) if sees_visits else None,
        not_told=whereabouts.shown(kept, queries.legal_code(statuses or [], clock.today())),
        asked_last=whereabouts.last_answer(child.id) if kept else None,
        may_keep=bool(guard.may("approve", "placement", child, whole=True)),
        may_place=bool(guard.may("create", "placement", child, whole=True)),
        may_visit=bool(guard.may("create", "social_care", child, whole=True)),
        may_start=bool(guard.may("create", "legal", child, whole=True)),
        may_read_authority=showing.reads_authority(permit),
        may_read_carer=bool(guard.may("read", "carer_record", child, whole=True)),
        may_read_needs=bool(guard.may("read", "profile", child, whole=True)),
    )


def _adding(
    child: Child, form: Form, title: str, button: str, save: Callable[[dict[str, Any]], object]
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            save(form.facts())
            return redirect(url_for("care.of_child", child_id=child.id), 303)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
    return page(
        "care/add.html",
        form=form,
        title=title,
        button_text=button,
        record=record_strip(child, current="care"),
        back_url=url_for("care.of_child", child_id=child.id),
    )


@blueprint.route("/children/<uuid:child_id>/care/begin", methods=["GET", "POST"])
@guard.requires("legal", "create", on=child_of)
def begin(child: Child) -> ResponseReturnValue:
    """Record that the child became looked after."""
    return _adding(
        child,
        forms.LookedAfterForm(),
        "Record that the child became looked after",
        "Record it",
        lambda facts: operations.become_looked_after(child, need_code=None, by=guard.actor(), **facts),
    )


@blueprint.route("/children/<uuid:child_id>/care/placements/add", methods=["GET", "POST"])
@guard.requires("placement", "create", on=child_of)
def add_placement(child: Child) -> ResponseReturnValue:
    """Record that a placement began."""
    return _adding(
        child,
        forms.PlacementForm(),
        "Record a placement",
        "Record the placement",
        lambda facts: operations.start_placement(child, by=guard.actor(), **facts),
    )


@blueprint.route("/children/<uuid:child_id>/care/visits/add", methods=["GET", "POST"])
@guard.requires("social_care", "create", on=child_of)
def add_visit(child: Child) -> ResponseReturnValue:
    """Record a visit."""

    def save(facts: dict[str, Any]) -> None:
        facts["seen_alone"] = facts["seen_alone"] == "yes"
        operations.record_visit(child, by=guard.actor(), **facts)

    return _adding(child, forms.VisitForm(), "Record a visit", "Record the visit", save)
