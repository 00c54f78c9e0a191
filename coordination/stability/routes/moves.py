"""Planning a move: why this home, the steps, telling the child, and how it ended."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.agencies import queries as agencies
from coordination.care import queries as care
from coordination.care.codes import words
from coordination.care.models import Placement
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.stability import disruptions, moves
from coordination.stability import move_forms as forms
from coordination.stability.move_models import PlannedMove
from coordination.stability.routes.blueprint import blueprint, whole_history
from coordination.web.forms import SelectChoice

# Organisations that children live with.
_HOMES = frozenset({"childrens_services", "fostering", "provider", "voluntary"})
_ASKED = (
    ("needs", "What the child needs"),
    ("child_view", "What the child wants"),
    ("options", "Homes that were considered"),
    ("home", "The home that was chosen"),
    ("why", "Why this one"),
    ("offers", "What it offers"),
    ("gaps", "What is missing, and how it is met"),
    ("siblings", "Brothers and sisters"),
    ("school", "School"),
    ("identity", "Culture, faith and language"),
    ("before", "Steps before"),
    ("on_the_day", "On the day"),
    ("after", "Afterwards"),
    ("carers_know", "What the carers should know before"),
    ("told_how", "How the child was told"),
    ("over_why", "What happened"),
)
_LEARNT = (
    ("who_came", "Who came"),
    ("led_to", "What led to it"),
    ("tried", "What was tried"),
    ("child_says", "What the child says"),
    ("would_have_helped", "What would have helped"),
    ("learning", "What the next home needs"),
)
_SAID = (
    ("goodbye", "To whom they say goodbye"),
    ("comes_with", "What comes with them"),
    ("hello", "Who says hello"),
    ("first_night", "The first night"),
)


@blueprint.get("/children/<uuid:child_id>/moves")
@requires("placement", "read", on=child_of)
def of_moves(child: Child) -> ResponseReturnValue:
    """The move that is planned, and those before it; what the child says of each."""
    whole_history(child)
    rows = guard.readable(moves.of_child(child.id), "placement")
    places = agencies.agencies_by_key([row.agency_id for row in rows if row.agency_id is not None])
    return render_template(
        "stability/moves.html",
        record=record_strip(child, current="care"),
        child=child,
        moves=[
            {
                "row": row,
                "agency": places[row.agency_id].name if row.agency_id in places else "",
                "facts": [(label, getattr(row, name)) for name, label in _ASKED if getattr(row, name)],
                "over": moves.OVER.get(row.over or "", ""),
                "said": _said(row),
            }
            for row in rows
        ],
        ended=_ended(child),
        may_create=bool(guard.may("create", "placement", child, whole=True)),
        may_add=bool(guard.may("create", "placement", child, whole=True)) and all(row.over for row in rows),
        may_change=bool(guard.may("update", "placement", child, whole=True)),
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _said(row: PlannedMove) -> list[tuple[str, str]]:
    held = moves.words_of(row.id)
    found = guard.readable([held] if held is not None else [], "own_words")
    return [(label, getattr(row, name)) for row in found for name, label in _SAID if getattr(row, name)]


def _ended(child: Child) -> list[dict[str, Any]]:
    """The homes that ended unplanned or of which something was learnt, with what it was."""
    placements = guard.readable(care.placements(child.id), "placement")
    learnt = disruptions.of_child(child.id)
    unplanned = {row.id for row in disruptions.ended_unplanned(placements)}
    return [
        {
            "id": row.id,
            "what": words("placement_type", row.code),
            "from_on": row.from_on,
            "to_on": row.to_on,
            "met_on": learnt[row.id].met_on if row.id in learnt else None,
            "facts": [
                (label, getattr(learnt[row.id], name)) for name, label in _LEARNT if getattr(learnt[row.id], name)
            ]
            if row.id in learnt
            else [],
        }
        for row in placements
        if row.to_on is not None and (row.id in unplanned or row.id in learnt)
    ]


class _Asked(forms.MoveForm):
    """The form with the organisations children live with."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        child = child_of((request.view_args or {})["child_id"])
        if child is None:
            abort(404)
        self.agency_id.offer(
            SelectChoice(held.id, held.name) for held in agencies.agencies(child.authority_id) if held.kind in _HOMES
        )


@blueprint.route("/children/<uuid:child_id>/moves/add", methods=["GET", "POST"])
@requires("placement", "create", on=child_of)
def plan_move(child: Child) -> ResponseReturnValue:
    """Plan a move. The child reads nothing of it until it is recorded that they were told."""
    whole_history(child)
    return writing.adding(
        child,
        _Asked(),
        "Plan a move",
        "Keep it",
        lambda facts: moves.plan(child, by=actor(), **facts),
        hint="The child reads nothing of this until you record that they were told.",
        back_url=_back(child),
        current="care",
    )


def _back(child: Child) -> str:
    return url_for("stability.of_moves", child_id=child.id)


def _of_a_move(child_id: UUID, move_id: UUID) -> Child | None:
    row = moves.one(move_id)
    return child_of(child_id) if row is not None and row.child_id == child_id else None


def _move() -> PlannedMove:
    row = moves.one((request.view_args or {})["move_id"])
    if row is None:
        abort(404)
    return row


@blueprint.route("/children/<uuid:child_id>/moves/<uuid:move_id>/change", methods=["GET", "POST"])
@requires("placement", "update", on=_of_a_move)
def change_move(child: Child) -> ResponseReturnValue:
    """Put a planned move right."""
    whole_history(child)
    row = _move()
    return writing.changing(
        child,
        row,
        _Asked,
        "Change the planned move",
        lambda facts: moves.change(row, by=actor(), **facts),
        back_url=_back(child),
        current="care",
    )


@blueprint.route("/children/<uuid:child_id>/moves/<uuid:move_id>/told", methods=["GET", "POST"])
@requires("placement", "update", on=_of_a_move)
def told_move(child: Child) -> ResponseReturnValue:
    """Record that the child was told: the move stands on their own page from now on."""
    whole_history(child)
    row = _move()
    return writing.adding(
        child,
        forms.ToldForm(),
        "Record that the child was told",
        "The child knows",
        lambda facts: moves.tell(row, by=actor(), **facts),
        hint="From now on the day and the steps stand on the child’s own page, and they can write their goodbye there.",
        back_url=_back(child),
        current="care",
    )


@blueprint.route("/children/<uuid:child_id>/moves/<uuid:move_id>/over", methods=["GET", "POST"])
@requires("placement", "update", on=_of_a_move)
def over_move(child: Child) -> ResponseReturnValue:
    """Say how a planned move ended. The home itself is recorded with the placements."""
    whole_history(child)
    row = _move()
    return writing.adding(
        child,
        forms.OverForm(),
        "Say how the planned move ended",
        "Keep it",
        lambda facts: moves.end(row, by=actor(), **facts),
        hint="The new home is recorded on the care page: “Record a move”.",
        back_url=_back(child),
        current="care",
    )


def _of_a_home(child_id: UUID, placement_id: UUID) -> Child | None:
    row = care.placement(placement_id)
    return child_of(child_id) if row is not None and row.child_id == child_id else None


def _home() -> Placement:
    row = care.placement((request.view_args or {})["placement_id"])
    if row is None:
        abort(404)
    return row


@blueprint.route("/children/<uuid:child_id>/moves/ended/<uuid:placement_id>/add", methods=["GET", "POST"])
@requires("placement", "create", on=_of_a_home)
def add_disruption(child: Child) -> ResponseReturnValue:
    """Record what was learnt when a home ended unplanned."""
    whole_history(child)
    home = _home()
    return writing.adding(
        child,
        forms.DisruptionForm(),
        "Record what we learnt when this home ended",
        "Keep it",
        lambda facts: disruptions.record(home, by=actor(), **facts),
        back_url=_back(child),
        current="care",
    )


@blueprint.route("/children/<uuid:child_id>/moves/ended/<uuid:placement_id>/change", methods=["GET", "POST"])
@requires("placement", "update", on=_of_a_home)
def change_disruption(child: Child) -> ResponseReturnValue:
    """Put right what was learnt."""
    whole_history(child)
    home = _home()
    row = disruptions.of_child(child.id).get(home.id)
    if row is None:
        abort(404)
    return writing.changing(
        child,
        row,
        forms.DisruptionForm,
        "Change what we learnt when this home ended",
        lambda facts: disruptions.change(home, row, by=actor(), **facts),
        back_url=_back(child),
        current="care",
    )
