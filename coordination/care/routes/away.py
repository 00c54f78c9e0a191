"""The pages about stays away from home, and about checks of the children's home a child lives in."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.care import away, codes, queries
from coordination.care import away_forms as forms
from coordination.care.models import HomeCheck, StayAway
from coordination.care.routes.history import blueprint
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of


def _back(child: Child) -> str:
    return url_for("care.of_away", child_id=child.id)


def _home(child: Child) -> str:
    return url_for("care.of_home", child_id=child.id)


def _arg(name: str) -> Any:
    return (request.view_args or {})[name]


@blueprint.get("/children/<uuid:child_id>/care/away")
@guard.requires("social_care", "read", on=child_of)
def of_away(child: Child) -> ResponseReturnValue:
    """Private fostering, long stays and short breaks, with what the law allows of these."""
    guard.workers_only()
    if not guard.demand("read", "social_care", child, whole=True).is_whole:
        abort(404)
    stays = queries.stays_away(child.id)
    return render_template(
        "care/away.html",
        child=child,
        record=record_strip(child, current="care"),
        private=[row for row in stays if row.kind == "private_fostering"],
        long=[row for row in stays if row.kind in away.LONG_STAYS],
        breaks=[row for row in stays if row.kind == "short_break"],
        caps=away.caps(stays),
        kinds=away.KINDS,
        notice=away.NOTICE,
        may_add=bool(guard.may("create", "social_care", child, whole=True)),
        may_change=bool(guard.may("update", "social_care", child, whole=True)),
    )


def _of_a_word(child_id: UUID, what: str) -> Child | None:
    return child_of(child_id) if what in forms.ADDING else None


@blueprint.route("/children/<uuid:child_id>/care/away/<what>/add", methods=["GET", "POST"])
@guard.requires("social_care", "create", on=_of_a_word)
def add_away(child: Child) -> ResponseReturnValue:
    """Record a stay. Of which kind is in the address."""
    kind, title = forms.ADDING[_arg("what")]
    return writing.adding(
        child,
        forms.FORMS[kind](),
        title,
        "Record it",
        lambda facts: away.begin(child, by=guard.actor(), **{"kind": kind, **facts}),
        back_url=_back(child),
        current="care",
    )


def _of_a_stay(child_id: UUID, stay_id: UUID) -> Child | None:
    held = queries.stay_away(stay_id)
    return child_of(child_id) if held is not None and held.child_id == child_id else None


@blueprint.route("/children/<uuid:child_id>/care/away/<uuid:stay_id>/change", methods=["GET", "POST"])
@guard.requires("social_care", "update", on=_of_a_stay)
def change_away(child: Child) -> ResponseReturnValue:
    """Put a stay right, or record its end. Which one is in the address."""
    held: StayAway = queries.stay_away(_arg("stay_id")) or abort(404)
    return writing.changing(
        child,
        held,
        forms.FORMS[held.kind],
        "Change what is recorded",
        lambda facts: away.change(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current="care",
    )


@blueprint.get("/children/<uuid:child_id>/care/home")
@guard.requires("placement", "read", on=child_of)
def of_home(child: Child) -> ResponseReturnValue:
    """The checks of the children's home the child lives in, and those of homes before."""
    guard.workers_only()
    if not guard.demand("read", "placement", child, whole=True).is_whole:
        abort(404)
    home = queries.running_placement(child.id)
    return render_template(
        "care/home_checks.html",
        child=child,
        record=record_strip(child, current="care"),
        lives_in_one=home is not None and home.code in codes.CHILDRENS_HOMES,
        checks=queries.home_checks(child.id),
        kinds=away.CHECKS,
        may_add=bool(guard.may("create", "placement", child, whole=True)),
        may_change=bool(guard.may("update", "placement", child, whole=True)),
    )


@blueprint.route("/children/<uuid:child_id>/care/home/add", methods=["GET", "POST"])
@guard.requires("placement", "create", on=child_of)
def add_home_check(child: Child) -> ResponseReturnValue:
    """Record a check of the home."""
    return writing.adding(
        child,
        forms.HomeCheckForm(),
        "Record a check of the home",
        "Record it",
        lambda facts: away.record_check(child, by=guard.actor(), **facts),
        back_url=_home(child),
        current="care",
    )


def _of_a_check(child_id: UUID, check_id: UUID) -> Child | None:
    held = queries.home_check(check_id)
    return child_of(child_id) if held is not None and held.child_id == child_id else None


@blueprint.route("/children/<uuid:child_id>/care/home/<uuid:check_id>/change", methods=["GET", "POST"])
@guard.requires("placement", "update", on=_of_a_check)
def change_home_check(child: Child) -> ResponseReturnValue:
    """Put a check right. Which one is in the address."""
    held: HomeCheck = queries.home_check(_arg("check_id")) or abort(404)
    return writing.changing(
        child,
        held,
        forms.HomeCheckForm,
        "Change a check of the home",
        lambda facts: away.change_check(held, by=guard.actor(), **facts),
        back_url=_home(child),
        current="care",
    )
