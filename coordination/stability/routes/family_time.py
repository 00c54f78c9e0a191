"""How a child sees their family: what is planned with whom, and each time that it happened or did not."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.care import queries as care
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children import codes
from coordination.children import queries as children
from coordination.children.models import Child, NetworkMember
from coordination.children.queries import child as child_of
from coordination.stability import family_time, siblings_together
from coordination.stability import family_time_forms as forms
from coordination.stability.models import FamilyTime
from coordination.stability.routes.blueprint import blueprint
from coordination.web.forms import SelectChoice

# How many times of one plan the page shows.
_LATEST = 6


def who(member: NetworkMember) -> str:
    """Somebody of the family with what they are to the child."""
    words = codes.relation_words(member.relation, None if member.relation in codes.SIBLINGS else member.sex)
    return f"{member.name} ({words[:1].lower()}{words[1:]})"


def readable(rows: Iterable[FamilyTime], child: Child) -> list[FamilyTime]:
    """Those that the reader may read: the section of each must show how they see each other."""
    shows = {
        section: guard.may("read", section, child, whole=True).shows("contact_arrangements")
        if guard.may("read", section, child, whole=True)
        else False
        for section in ("family_network", "sibling_links")
    }
    return guard.readable([row for row in rows if shows[row.section]], lambda row: row.section)


@blueprint.get("/children/<uuid:child_id>/family-time")
@requires("family_network", "read", on=child_of)
def of_family_time(child: Child) -> ResponseReturnValue:
    """What stands, with each of them; the last times; and what was before."""
    if not guard.may("read", "family_network", child, whole=True).shows("contact_arrangements"):
        raise guard.Refused(Deny("limited", 4, False))
    rows = readable(family_time.of_child(child.id), child)
    known = {row.id for row in rows}
    held = family_time.by_plan(row for row in family_time.times(child.id) if row.family_time_id in known)
    now = {row.id for row in family_time.standing_rows(rows, clock.today())}
    return render_template(
        "stability/family_time.html",
        record=record_strip(child, current="family"),
        child=child,
        now=[_shown(row, held) for row in rows if row.id in now],
        brothers=_brothers(child, (row.member_id for row in rows if row.id in now)),
        why_apart=_why_apart(child),
        before=[_shown(row, held) for row in rows if row.id not in now],
        may_change={
            section: bool(guard.may("update", section, child, whole=True))
            for section in ("family_network", "sibling_links")
        },
        may_add=bool(guard.may("create", "family_network", child, whole=True)),
        back_url=url_for("children.family", child_id=child.id),
    )


def _brothers(child: Child, planned: Iterable[UUID]) -> list[siblings_together.Sibling]:
    if not guard.may("read", "sibling_links", child, whole=True).shows("lives_together"):
        return []
    return siblings_together.of_child(child, children.network(child.id), planned)


def _why_apart(child: Child) -> str:
    """Why they are not together, as it was recorded with the home of today, for whoever reads of the child's homes."""
    home = care.running_placement(child.id)
    whole = guard.may("read", "placement", child, whole=True).is_whole
    return (home.siblings_why or "") if home is not None and whole else ""


def _shown(row: FamilyTime, held: dict[UUID, list[Any]]) -> dict[str, Any]:
    times = held.get(row.id, [])
    return {
        "row": row,
        "who": who(row.member),
        "how": family_time.WAYS[row.how],
        "rests_on": family_time.RESTS_ON[row.rests_on],
        "times": times[:_LATEST],
        "happened": sum(1 for time in times if time.happened),
        "all": len(times),
    }


def _writes(section: str, child: Child) -> bool:
    return bool(guard.may("update", section, child, whole=True))


class _Asked(forms.FamilyTimeForm):
    """The form with the people of the family that the writer may write about."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        child = child_of((request.view_args or {})["child_id"])
        if child is None:
            abort(404)
        self.member_id.offer(
            SelectChoice(member.id, who(member))
            for member in children.network(child.id)
            if member.to_on is None and _writes(family_time.section_of(member), child)
        )


@blueprint.route("/children/<uuid:child_id>/family-time/add", methods=["GET", "POST"])
@requires("family_network", "create", on=child_of)
def plan_family_time(child: Child) -> ResponseReturnValue:
    """Plan how the child sees somebody; what stood with the same person in the same way ends."""

    def save(facts: dict[str, Any]) -> None:
        member = children.network_member(facts.pop("member_id"))
        if member is None or not _writes(family_time.section_of(member), child):
            raise guard.Refused(Deny("no-row", 4, False))
        _told(child, family_time.plan(child, member, by=actor(), **facts))

    return writing.adding(
        child,
        _Asked(),
        "Plan how the child sees somebody",
        "Record it",
        save,
        hint="Whom it is with reads it on their own page, but for what was weighed. Nobody else of the family does.",
        back_url=_back(child),
        current="family",
    )


def _told(child: Child, row: FamilyTime) -> None:
    """Where it is with a brother or sister whose record the writer may write too, that record says that something
    changed there: not what, and nothing of this child."""
    if row.section == "sibling_links":
        family_time.tell_the_other_side(row, by=actor())


def _back(child: Child) -> str:
    return url_for("stability.of_family_time", child_id=child.id)


def _of_a_time(child_id: UUID, time_id: UUID) -> FamilyTime | None:
    row = family_time.one(time_id)
    return row if row is not None and row.child_id == child_id else None


def _child(row: FamilyTime) -> Child:
    child = child_of(row.child_id)
    if child is None:
        abort(404)
    return child


def _section(row: FamilyTime) -> str:
    return row.section


@blueprint.route("/children/<uuid:child_id>/family-time/<uuid:time_id>/change", methods=["GET", "POST"])
@requires(_section, "update", on=_of_a_time, whole=False)
def change_family_time(row: FamilyTime) -> ResponseReturnValue:
    """Put right what is planned with one person."""
    child = _child(row)

    def save(facts: dict[str, Any]) -> None:
        family_time.change(row, by=actor(), **facts)
        _told(child, row)

    return writing.changing(
        child,
        row,
        _Asked,
        f"Change what is planned with {row.member.name}",
        save,
        without=("member_id",),
        back_url=_back(child),
        current="family",
    )


@blueprint.route("/children/<uuid:child_id>/family-time/<uuid:time_id>/end", methods=["GET", "POST"])
@requires(_section, "update", on=_of_a_time, whole=False)
def end_family_time(row: FamilyTime) -> ResponseReturnValue:
    """What was planned with one person ends."""
    child = _child(row)

    def save(facts: dict[str, Any]) -> None:
        family_time.end(row, by=actor(), **facts)
        _told(child, row)

    return writing.adding(
        child,
        forms.EndForm(),
        f"End what is planned with {row.member.name}",
        "Record it",
        save,
        back_url=_back(child),
        current="family",
    )


@blueprint.route("/children/<uuid:child_id>/family-time/<uuid:time_id>/times/add", methods=["GET", "POST"])
@requires(_section, "update", on=_of_a_time, whole=False)
def add_time(row: FamilyTime) -> ResponseReturnValue:
    """Record one time that was to be."""
    child = _child(row)
    return writing.adding(
        child,
        forms.TimeForm(),
        f"Record a time with {row.member.name}",
        "Record it",
        lambda facts: family_time.record_time(row, by=actor(), **facts),
        back_url=_back(child),
        current="family",
    )


def _of_one_time(child_id: UUID, held_id: UUID) -> FamilyTime | None:
    made = family_time.held(held_id)
    return _of_a_time(child_id, made.family_time_id) if made is not None else None


@blueprint.route("/children/<uuid:child_id>/family-time/times/<uuid:held_id>/change", methods=["GET", "POST"])
@requires(_section, "update", on=_of_one_time, whole=False)
def change_time(row: FamilyTime) -> ResponseReturnValue:
    """Put one time right. Which one is in the address."""
    made = family_time.held((request.view_args or {})["held_id"])
    if made is None:
        abort(404)
    child = _child(row)
    return writing.changing(
        child,
        made,
        forms.TimeForm,
        f"Change a time with {row.member.name}",
        lambda facts: family_time.change_time(row, made, by=actor(), **facts),
        back_url=_back(child),
        current="family",
    )
