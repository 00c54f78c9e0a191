"""The pages about the times a child was missing: what is known, that they are back, and the interview that follows."""

from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.care import missing
from coordination.care import missing_forms as forms
from coordination.care.models import MissingEpisode
from coordination.care.routes.history import back, blueprint
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of


@blueprint.get("/children/<uuid:child_id>/care/missing")
@guard.requires("protection_plan", "read", on=child_of)
def of_missing(child: Child) -> ResponseReturnValue:
    """Every time the child was missing, the newest first."""
    guard.workers_only()
    guard.demand("read", "protection_plan", child, whole=True)
    return render_template(
        "care/missing.html",
        child=child,
        record=record_strip(child, current="care"),
        times=missing.rows(guard.readable(missing.episodes(child.id), "protection_plan")),
        may_report=bool(guard.may("create", "protection_plan", child, whole=True)),
        may_change=bool(guard.may("update", "protection_plan", child, whole=True)),
    )


@blueprint.route("/children/<uuid:child_id>/care/missing/add", methods=["GET", "POST"])
@guard.requires("protection_plan", "create", on=child_of)
def report_missing(child: Child) -> ResponseReturnValue:
    """Record that the child is missing."""
    guard.workers_only()
    reads = bool(guard.may("read", "protection_plan", child, whole=True))
    return writing.adding(
        child,
        forms.MissingForm(),
        "Record that the child is missing",
        "Record it",
        lambda facts: missing.report(child, by=guard.actor(), **facts),
        hint="Ring the police first, on 999 if the child is in danger. This page tells nobody outside.",
        done="" if reads else "Kept: the child is recorded as missing. Those who look after the record can read it.",
        back_url=_back(child) if reads else back(child),
        current="care",
    )


def _back(child: Child) -> str:
    return url_for("care.of_missing", child_id=child.id)


def _of_an_episode(child_id: UUID, episode_id: UUID) -> Child | None:
    held = missing.episode(episode_id)
    return child_of(child_id) if held is not None and held.child_id == child_id else None


def _episode() -> MissingEpisode:
    held = missing.episode((request.view_args or {})["episode_id"])
    if held is None:
        abort(404)
    return held


@blueprint.route("/children/<uuid:child_id>/care/missing/<uuid:episode_id>/back", methods=["GET", "POST"])
@guard.requires("protection_plan", "update", on=_of_an_episode)
def is_back(child: Child) -> ResponseReturnValue:
    """Record that the child is back. Which time is in the address."""
    held = _episode()
    return writing.adding(
        child,
        forms.BackForm(),
        "Record that the child is back",
        "Record it",
        lambda facts: missing.is_back(held, by=guard.actor(), **facts),
        hint="A return interview is offered within 72 hours, by somebody who is not part of the team around the child.",
        back_url=_back(child),
        current="care",
    )


@blueprint.route("/children/<uuid:child_id>/care/missing/<uuid:episode_id>/interview", methods=["GET", "POST"])
@guard.requires("protection_plan", "update", on=_of_an_episode)
def interview(child: Child) -> ResponseReturnValue:
    """Record the return interview. Of which time is in the address."""
    held = _episode()
    return writing.adding(
        child,
        forms.InterviewForm(),
        "Record the return interview",
        "Record it",
        lambda facts: missing.interview(held, child, by=guard.actor(), **facts),
        back_url=_back(child),
        current="care",
    )


@blueprint.route("/children/<uuid:child_id>/care/missing/<uuid:episode_id>/change", methods=["GET", "POST"])
@guard.requires("protection_plan", "update", on=_of_an_episode)
def change_missing(child: Child) -> ResponseReturnValue:
    """Put right what is recorded of a time. Which one is in the address."""
    held = _episode()
    return writing.changing(
        child,
        held,
        forms.MissingForm if held.to_on is None else forms.TimeMissingForm,
        "Change what is recorded",
        lambda facts: missing.change(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current="care",
    )
