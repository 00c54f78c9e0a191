"""The care page of a child's record: periods, legal statuses, placements and visits, and adding to them."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.facts import age_on
from coordination.access.policy import Deny
from coordination.care import codes, missing, operations, presenters, queries, whereabouts
from coordination.care import history_forms as forms
from coordination.care.health import FIELDS
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.cases.writing import Save
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.web.forms import Form

blueprint = Blueprint("care", __name__)
# The pages that ask for a visit of their own kind.
_FROM = {
    "child_in_need": "social_care.of_child",
    "child_protection": "social_care.protection",
    "adviser": "transitions.of_child",
}


@blueprint.get("/children/<uuid:child_id>/care")
@guard.requires("placement", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """Everything about being looked after, newest first."""
    sees_legal = bool(guard.may("read", "legal", child, whole=True))
    visits = guard.may("read", "social_care", child, whole=True)
    health = guard.may("read", "health", child, whole=True)
    placements = queries.placements(child.id)
    permit = guard.may("read", "placement", child, whole=True)
    statuses = queries.legal_statuses(child.id) if sees_legal else None
    kept = guard.readable(whereabouts.decisions(child.id), "legal") if sees_legal else []
    limited = not permit.is_whole
    sees_missing = bool(guard.may("read", "protection_plan", child, whole=True))
    times = guard.readable(missing.episodes(child.id), "protection_plan") if sees_missing else []
    return render_template(
        "care/of_child.html",
        record=record_strip(child, current="care"),
        child=child,
        periods=presenters.period_rows(queries.periods(child.id)),
        statuses=presenters.legal_rows(statuses) if statuses is not None else None,
        placements=presenters.placement_rows(placements[:1] if limited else placements),
        limited=limited,
        visits=presenters.visit_rows(queries.visits(child.id), whole=visits.is_whole) if visits else None,
        not_told=whereabouts.shown(kept, queries.legal_code(statuses or [], clock.today())),
        asked_last=whereabouts.last_answer(child.id) if kept else None,
        may_keep=bool(guard.may("approve", "placement", child, whole=True)),
        may_place=bool(guard.may("create", "placement", child, whole=True)),
        may_visit=bool(guard.may("create", "social_care", child, whole=True)),
        may_change_visit=bool(guard.may("update", "social_care", child, whole=True)),
        may_report_missing=bool(guard.may("create", "protection_plan", child, whole=True)),
        may_agree=bool(guard.may("update", "placement", child, whole=True)),
        may_end=bool(guard.may("update", "legal", child, whole=True)),
        looked_after=queries.is_looked_after(child.id),
        may_start=bool(guard.may("create", "legal", child, whole=True)),
        may_read_authority=permit.shows("delegated_authority"),
        may_read_health=any(health.shows(part) for part in FIELDS.values()),
        may_read_missing=sees_missing,
        may_read_away=visits.is_whole and not guard.is_of_family(),
        in_a_home=any(row.code in codes.CHILDRENS_HOMES for row in placements) and not guard.is_of_family(),
        missing_since=next((time.from_on for time in times if time.to_on is None), None),
        may_read_carer=bool(guard.may("read", "carer_record", child, whole=True)),
        may_read_plans=not guard.is_of_family()
        and any(
            guard.may("read", section, child, whole=True).is_whole for section in ("placement", "education", "pathway")
        ),
        may_read_needs=bool(guard.may("read", "profile", child, whole=True)),
        runway_url=_runway_url(child),
    )


def _runway_url(child: Child) -> str | None:
    """Where the road to adulthood of a child of 14 or more is read, for a worker who sees any of it."""
    permit = guard.may("read", "pathway", child, whole=True)
    of_age = child.born_on is not None and 14 <= age_on(child.born_on, clock.today()) < 25
    if guard.is_of_family() or not of_age or isinstance(permit, Deny) or not permit.extents & {"full", "limited"}:
        return None
    return url_for("transitions.of_child", child_id=child.id)


def adding(child: Child, form: Form, title: str, button: str, save: Save, hint: str = "") -> ResponseReturnValue:
    """The page of a form that adds to what the care page shows."""
    return writing.adding(child, form, title, button, save, back_url=back(child), current="care", hint=hint)


def back(child: Child) -> str:
    """The address of the care page."""
    return url_for("care.of_child", child_id=child.id)


@blueprint.route("/children/<uuid:child_id>/care/begin", methods=["GET", "POST"])
@guard.requires("legal", "create", on=child_of)
def begin(child: Child) -> ResponseReturnValue:
    """Record that the child became looked after."""
    return adding(
        child,
        forms.LookedAfterForm(),
        "Record that the child became looked after",
        "Record it",
        lambda facts: operations.become_looked_after(child, by=guard.actor(), **facts),
    )


@blueprint.route("/children/<uuid:child_id>/care/legal-status", methods=["GET", "POST"])
@guard.requires("legal", "create", on=child_of)
def change_legal(child: Child) -> ResponseReturnValue:
    """Record a new legal ground."""
    return adding(
        child,
        forms.LegalStatusForm(),
        "Record a change of legal status",
        "Record it",
        lambda facts: operations.change_legal_status(child, by=guard.actor(), **facts),
    )


@blueprint.route("/children/<uuid:child_id>/care/end", methods=["GET", "POST"])
@guard.requires("legal", "update", on=child_of)
def end(child: Child) -> ResponseReturnValue:
    """Record that the child is looked after no longer."""
    return adding(
        child,
        forms.NoLongerForm(),
        "Record that the child is looked after no longer",
        "Record it",
        lambda facts: operations.stop_being_looked_after(child, by=guard.actor(), **facts),
        hint="The placement and the legal status end on the same day.",
    )


@blueprint.route("/children/<uuid:child_id>/care/placements/add", methods=["GET", "POST"])
@guard.requires("placement", "create", on=child_of)
def add_placement(child: Child) -> ResponseReturnValue:
    """Record that a placement began; where another runs, that the child moved."""
    moves = queries.running_placement(child.id) is not None
    return adding(
        child,
        forms.PlacementForm(moves=moves),
        "Record a move" if moves else "Record a placement",
        "Record the move" if moves else "Record the placement",
        lambda facts: operations.start_placement(child, by=guard.actor(), **facts),
        hint="The placement of today ends on the same day." if moves else "",
    )


@blueprint.route("/children/<uuid:child_id>/care/fewer-visits", methods=["GET", "POST"])
@guard.requires("placement", "update", on=child_of)
def fewer_visits(child: Child) -> ResponseReturnValue:
    """Record that the child agrees to be visited less often where they live today."""
    placement = queries.running_placement(child.id)
    if placement is None:
        abort(404)
    return adding(
        child,
        forms.FewerVisitsForm(),
        "Record that the child agrees to fewer visits",
        "Record it",
        lambda facts: operations.agree_to_fewer_visits(placement, by=guard.actor(), **facts),
        hint="A child who has lived in a long-term foster home for more than a year, and who understands and agrees,"
        " may be visited every 6 months (regulation 28 as amended in 2015: to be confirmed locally).",
    )


@blueprint.route("/children/<uuid:child_id>/care/visits/add", methods=["GET", "POST"])
@guard.requires("social_care", "create", on=child_of)
def add_visit(child: Child) -> ResponseReturnValue:
    """Record a visit. A page that asks for one of its own kind names it, and is where it leads back to."""
    kind = request.args.get("kind", "")
    return writing.adding(
        child,
        forms.VisitForm(kind=kind if kind in codes.VISITS else None),
        "Record a visit",
        "Record the visit",
        lambda facts: operations.record_visit(child, by=guard.actor(), **facts),
        back_url=url_for(_FROM[kind], child_id=child.id) if kind in _FROM else back(child),
        current="care",
    )


def _of_a_visit(child_id: UUID, visit_id: UUID) -> Child | None:
    held = queries.visit(visit_id)
    return child_of(child_id) if held is not None and held.child_id == child_id else None


@blueprint.route("/children/<uuid:child_id>/care/visits/<uuid:visit_id>/change", methods=["GET", "POST"])
@guard.requires("social_care", "update", on=_of_a_visit)
def change_visit(child: Child) -> ResponseReturnValue:
    """Put a visit right. Which one is in the address."""
    held = queries.visit((request.view_args or {})["visit_id"])
    if held is None:
        abort(404)
    return writing.changing(
        child,
        held,
        forms.VisitForm,
        "Change a visit",
        lambda facts: operations.change_visit(child, held, by=guard.actor(), **facts),
        back_url=back(child),
        current="care",
        hint="What the child said at it stays with their views.",
        shown={"seen": "no" if not held.seen else "alone" if held.seen_alone else "with_others"},
        without=("said",),
    )
