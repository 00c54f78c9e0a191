"""A cycle, a pupil and news from school made ready for their pages, each cut to what the reader may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from coordination.access import guard
from coordination.access.describing import describe
from coordination.access.policy import Permit
from coordination.agencies.models import Person
from coordination.schools import words
from coordination.schools.models import SchoolEvent, SchoolNotice, SenCycle
from coordination.schools.queries import Said

ORDER = ("need", "strategy", "outcome", "provision", "home")


@dataclass(slots=True, kw_only=True)
class LineView:
    """One line of a cycle."""

    id: UUID
    kind: str
    text: str
    facts: list[tuple[str, Any]] = field(default_factory=list)
    status: str = ""
    went: str = ""
    hours: float | None = None
    ended: str = ""
    crossing_id: UUID | None = None


@dataclass(slots=True, kw_only=True)
class CycleView:
    """A cycle: its facts, its lines under their headings, and what was said."""

    cycle: SenCycle
    title: str
    sections: list[tuple[str, words.LineWords, list[LineView]]]
    views: list[Any]
    whole: bool
    hours: float
    next_step: str


def kind_of(row: Any) -> str:
    """The heading a line stands under."""
    return "home" if row.kind == "strategy" and row.place == "home" else str(row.kind)


def cycle_view(cycle: SenCycle, said: Sequence[Said], crossed: Iterable[Any] = ()) -> CycleView:
    """One cycle as its reader may see it: each line asked about, a need as its area alone where that is the limit."""
    waiting = {held.statement_id: held.id for held in crossed}
    permit = guard.may("read", "sen_support", cycle)
    fields = permit.fields if isinstance(permit, Permit) else frozenset()
    shown: dict[str, list[LineView]] = {kind: [] for kind in ORDER}
    views = []
    for one in said:
        if one.row.kind == "view":
            if isinstance(guard.may("read", "own_words", one.row), Permit):
                views.append(one.row)
                guard.note(describe(one.row, "own_words"))
            continue
        mine = guard.may("read", "sen_support", one.row, facts={"commissioned_agencies": _commissioned(one.row)})
        kind = kind_of(one.row)
        if isinstance(mine, Permit) and (mine.fields is None or words.FIELD_OF[kind] in mine.fields):
            if one.row.ended_on is not None and cycle.state == "open":
                continue
            shown[kind].append(_line(one, kind, cycle, limited=mine.fields is not None, waiting=waiting))
            guard.note(describe(one.row, "sen_support"))
    return CycleView(
        cycle=cycle,
        title=f"{words.term(cycle.from_on)}, cycle {cycle.number}",
        sections=[(kind, words.LINES[kind], shown[kind]) for kind in ORDER],
        views=views,
        whole=fields is None,
        hours=sum(line.hours or 0 for line in shown["provision"]),
        next_step=words.NEXT_STEPS.get(cycle.next_step or "", ""),
    )


def _commissioned(row: Any) -> frozenset[UUID]:
    agency_id = getattr(row, "agency_id", None)
    return frozenset({agency_id}) if agency_id else frozenset()


def _line(one: Said, kind: str, cycle: SenCycle, *, limited: bool, waiting: dict[UUID, UUID]) -> LineView:
    row = one.row
    # What a reviewed cycle says is what it said on the day, whatever was said since.
    wording = one.version.wording if one.version is not None else row.wording
    facts = (
        dict(one.version.facts) if one.version is not None else {name: getattr(row, name) for name in row.facts_kept}
    )
    text = str((wording.get("professional") or {}).get("en", ""))
    area = words.AREAS.get(str(facts.get("area") or ""), "")
    if kind == "need" and limited:
        text = area or "A need"
    view = LineView(id=row.id, kind=kind, text=text, crossing_id=waiting.get(row.id))
    if kind == "need" and not limited and area:
        view.facts.append(("Area of need", area))
    if kind == "provision":
        view.hours = facts.get("hours_per_week")
        for label, value in (
            ("Who", facts.get("who")),
            ("How much", words.amount(view.hours, facts.get("group_size"), facts.get("how_often"))),
            ("Area of need", area),
        ):
            if value:
                view.facts.append((label, value))
    if kind == "outcome":
        for label, value in (
            ("Where things are now", facts.get("baseline")),
            ("How we will know", facts.get("measure")),
        ):
            if value:
                view.facts.append((label, value))
        told = cycle.found.get(str(row.id)) or {}
        view.status = words.OUTCOME_STATUSES.get(str(told.get("status") or ""), "")
        view.went = str(told.get("words") or "")
    return view


def standing(cycle: SenCycle | None, today: date) -> tuple[str, str, str]:
    """How a pupil's SEN Support stands: a key, words and a colour."""
    if cycle is None:
        return "none", "No cycle yet", "grey"
    if cycle.state == "reviewed":
        return "ended", "SEN Support ended" if cycle.next_step == "stop" else "Reviewed", "grey"
    days = (cycle.review_on - today).days
    if days < 0:
        return "overdue", "Review overdue", "red"
    if days <= 14:
        return "due", "Review due", "yellow"
    return "running", "Running", "green"


@dataclass(slots=True, kw_only=True)
class HappeningView:
    """Something that happened at school, in words."""

    id: UUID
    kind: str
    title: str
    on: date
    until: date | None
    facts: list[tuple[str, Any]]
    school: str
    taken_back: str
    told: list[tuple[str, Any]]
    absence: str


def happening_views(
    rows: Iterable[SchoolEvent],
    permit: Permit,
    told: dict[UUID, list[tuple[SchoolNotice, Person]]],
    day: Any,
) -> list[HappeningView]:
    """What the reader may see of what happened at school."""
    shown = []
    for row in rows:
        if permit.fields is not None and words.FIELD_OF_EVENT[row.kind] not in permit.fields:
            continue
        shown.append(_happening(row, permit, told.get(row.id, []), day))
    return shown


def _happening(row: SchoolEvent, permit: Permit, told: list[tuple[SchoolNotice, Person]], day: Any) -> HappeningView:
    facts: list[tuple[str, Any]] = []
    if permit.fields is None:
        for label, value in (
            ("To", row.other_school),
            ("Reason", words.REASONS.get(row.reason or "")),
            ("What happened", row.words),
            ("Reviewed on", day(row.review_on) if row.review_on else None),
            ("Parents told" if row.kind != "part_time" else "Parents agreed",
             day(row.parents_told_on) if row.parents_told_on else None),
        ):  # fmt: skip
            if value:
                facts.append((label, value))
    return HappeningView(
        id=row.id,
        kind=row.kind,
        title=words.happened(row.kind, days=row.days, percent=row.percent, hours_per_week=row.hours_per_week),
        on=row.from_on,
        until=row.to_on,
        facts=facts,
        school=row.agency.name,
        taken_back=f"{day(row.taken_back_on)}: {row.taken_back_why}" if row.taken_back_on else "",
        told=[(person.name, notice.read_at) for notice, person in told] if permit.fields is None else [],
        absence=words.absence(row.percent) if row.kind == "attendance" else "",
    )
