"""Asking about a school's pupils: who has a cycle, what it says, what is provided, and what happened at school."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.agencies.models import Agency, Person
from coordination.children import reading
from coordination.children.models import Child, SchoolPlace
from coordination.children.statements import StatementVersion, of_kinds
from coordination.db import db
from coordination.plans.models import Crossing, Need, Outcome, ProvisionLine
from coordination.schools import words
from coordination.schools.models import SchoolEvent, SchoolNotice, SenCycle, SenLine, Strategy
from coordination.voice.models import View

# The kinds of line that are changed in a cycle; views stand in it too, under their own rules.
KINDS = {"need", "strategy", "outcome", "provision"}
MOST = 300


class Pupil(NamedTuple):
    """A pupil of the school: the child, their place there, and the newest cycle."""

    child: Child
    place: SchoolPlace | None
    cycle: SenCycle | None


class Said(NamedTuple):
    """A line of a cycle that was reviewed, as it was on that day."""

    row: Any
    version: StatementVersion | None


def schools(keys: Iterable[UUID]) -> list[Agency]:
    """Those of these organisations that are schools, by name. One query."""
    wanted = list(keys)
    if not wanted:
        return []
    return list(
        db.session.scalars(
            select(Agency).where(Agency.id.in_(wanted), Agency.kind == "school").order_by(Agency.name, Agency.id)
        )
    )


def pupils(agency_ids: Iterable[UUID]) -> list[Pupil]:
    """The pupils of these schools whom the actor reaches, by name, each with their newest cycle. One query.

    Row-level security leaves out everybody else's children.
    """
    keys = list(agency_ids)
    if not keys:
        return []
    today = clock.today()
    newest = (
        select(SenCycle.id)
        .where(SenCycle.child_id == Child.id, SenCycle.agency_id.in_(keys))
        .order_by((SenCycle.state == "open").desc(), SenCycle.from_on.desc(), SenCycle.id.desc())
        .limit(1)
        .correlate(Child)
        .scalar_subquery()
    )
    present = (
        select(SchoolPlace.id)
        .where(SchoolPlace.child_id == Child.id, SchoolPlace.agency_id.in_(keys))
        .where(SchoolPlace.to_on.is_(None) | (SchoolPlace.to_on > today))
        .order_by(SchoolPlace.from_on.desc().nulls_last(), SchoolPlace.id)
        .limit(1)
        .correlate(Child)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Child, SchoolPlace, SenCycle)
        .outerjoin(SchoolPlace, SchoolPlace.id == present)
        .outerjoin(SenCycle, SenCycle.id == newest)
        .where(
            or_(
                Child.id.in_(select(SchoolPlace.child_id).where(SchoolPlace.agency_id.in_(keys))),
                Child.id.in_(select(SenCycle.child_id).where(SenCycle.agency_id.in_(keys))),
            ),
            or_(SchoolPlace.id.is_not(None), SenCycle.state == "open"),
        )
        .order_by(Child.sort_name, Child.id)
        .limit(MOST)
    )
    return [Pupil(*row) for row in found]


def cycle(cycle_id: UUID) -> SenCycle | None:
    """One cycle with its child and school."""
    return db.session.scalar(
        select(SenCycle).where(SenCycle.id == cycle_id).options(joinedload(SenCycle.child), joinedload(SenCycle.agency))
    )


def cycles(child_id: UUID) -> list[SenCycle]:
    """Every cycle of a child with its school: open ones first, then the newest."""
    return list(
        db.session.scalars(
            select(SenCycle)
            .where(SenCycle.child_id == child_id)
            .options(joinedload(SenCycle.agency))
            .order_by((SenCycle.state == "open").desc(), SenCycle.from_on.desc(), SenCycle.number.desc())
        )
    )


def open_cycle(child_id: UUID, agency_id: UUID) -> SenCycle | None:
    """The cycle that is open for a child at one school."""
    return db.session.scalar(
        select(SenCycle).where(SenCycle.child_id == child_id, SenCycle.agency_id == agency_id, SenCycle.state == "open")
    )


def lines(cycle_id: UUID) -> list[Any]:
    """The lines of a cycle that stand, as rows of their own kinds in its order; no views. One query."""
    return [row for row in all_lines([cycle_id]).get(cycle_id, []) if row.kind in KINDS and row.ended_on is None]


def all_lines(cycle_ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Everything that stands in these cycles, views and what was taken out among it, by cycle. One query."""
    return {key: [said.row for said in held] for key, held in said_in(cycle_ids).items()}


def said_in(cycle_ids: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """Everything in these cycles with the version each line had when its cycle was reviewed. One query."""
    keys = list(cycle_ids)
    if not keys:
        return {}
    every = of_kinds(Need, Outcome, ProvisionLine, Strategy, View)
    rows = db.session.execute(
        select(SenLine.cycle_id, every, StatementVersion)
        .join(SenLine, SenLine.statement_id == every.id)
        .outerjoin(StatementVersion, StatementVersion.id == SenLine.version_id)
        .where(SenLine.cycle_id.in_(keys))
        .order_by(SenLine.position, SenLine.id)
    )
    found: dict[UUID, list[Said]] = {}
    for cycle_id, row, version in rows:
        found.setdefault(cycle_id, []).append(Said(row, version))
    return found


def line(statement_id: UUID) -> Any | None:
    """One line as a row of its own kind, carrying its newest cycle as ``in_cycle``. One query."""
    every = of_kinds(Need, Outcome, ProvisionLine, Strategy)
    row: Any = db.session.execute(
        select(every, SenCycle)
        .join(SenLine, SenLine.statement_id == every.id)
        .join(SenCycle, SenCycle.id == SenLine.cycle_id)
        .where(every.id == statement_id, every.kind.in_(KINDS), every.section == "sen_support")
        .options(joinedload(SenCycle.child), joinedload(SenCycle.agency))
        .order_by((SenCycle.state == "open").desc(), SenCycle.from_on.desc(), SenCycle.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    row[0].in_cycle = row[1]
    return row[0]


def crossed_line(crossing_id: UUID) -> Any | None:
    """The line of two changes that crossed, carrying the crossing as ``crossed``."""
    held = db.session.get(Crossing, crossing_id)
    row = line(held.statement_id) if held is not None else None
    if row is not None:
        row.crossed = held
    return row


def provided(
    agency_ids: Iterable[UUID], *, from_on: date | None = None, to_on: date | None = None
) -> list[tuple[ProvisionLine, SenCycle, Child]]:
    """What these schools provide in open cycles; or, with two dates, in those that ran between. One query."""
    keys = list(agency_ids)
    if not keys:
        return []
    asked = (
        select(ProvisionLine, SenCycle, Child)
        .join(SenLine, SenLine.statement_id == ProvisionLine.id)
        .join(SenCycle, SenCycle.id == SenLine.cycle_id)
        .join(Child, and_(Child.id == SenCycle.child_id, Child.authority_id == SenCycle.authority_id))
        .where(SenCycle.agency_id.in_(keys))
        .order_by(ProvisionLine.id, Child.sort_name, Child.id)
        .limit(MOST * 10)
    )
    if from_on is None or to_on is None:
        asked = asked.where(SenCycle.state == "open", ProvisionLine.ended_on.is_(None))
    else:
        asked = asked.where(SenCycle.from_on <= to_on).where(
            or_(SenCycle.reviewed_on.is_(None), SenCycle.reviewed_on >= from_on)
        )
    return [(row[0], row[1], row[2]) for row in db.session.execute(asked)]


def first_cycle_on(agency_ids: Iterable[UUID]) -> date | None:
    """The day the first cycle of these schools began, for a choice of terms."""
    keys = list(agency_ids)
    if not keys:
        return None
    return db.session.scalar(
        select(SenCycle.from_on).where(SenCycle.agency_id.in_(keys)).order_by(SenCycle.from_on).limit(1)
    )


def happenings(child_id: UUID) -> list[SchoolEvent]:
    """What the school told about a child, the newest first, with the school."""
    return list(
        db.session.scalars(
            select(SchoolEvent)
            .where(SchoolEvent.child_id == child_id)
            .options(joinedload(SchoolEvent.agency))
            .order_by(SchoolEvent.from_on.desc(), SchoolEvent.id.desc())
            .limit(MOST)
        )
    )


def happening(event_id: UUID) -> SchoolEvent | None:
    """One thing the school told."""
    return db.session.scalar(
        select(SchoolEvent)
        .where(SchoolEvent.id == event_id)
        .options(joinedload(SchoolEvent.child), joinedload(SchoolEvent.agency))
    )


def notices_of(event_ids: Iterable[UUID]) -> dict[UUID, list[tuple[SchoolNotice, Person]]]:
    """Who was told of these events, by event. One query."""
    keys = list(event_ids)
    if not keys:
        return {}
    found: dict[UUID, list[tuple[SchoolNotice, Person]]] = {}
    rows = db.session.execute(
        select(SchoolNotice, Person)
        .join(Person, Person.id == SchoolNotice.person_id)
        .where(SchoolNotice.event_id.in_(keys))
        .order_by(Person.sort_name, Person.id)
    )
    for notice, person in rows:
        found.setdefault(notice.event_id, []).append((notice, person))
    return found


def notice(notice_id: UUID) -> SchoolNotice | None:
    """One notice with its event."""
    return db.session.scalar(
        select(SchoolNotice).where(SchoolNotice.id == notice_id).options(joinedload(SchoolNotice.event))
    )


def suspended_days(child_id: UUID, since: date, but: UUID | None = None) -> float:
    """School days of suspension that began since a day, those taken back left out."""
    asked = select(func.coalesce(func.sum(SchoolEvent.days), 0.0)).where(
        SchoolEvent.child_id == child_id,
        SchoolEvent.kind == "suspension",
        SchoolEvent.from_on >= since,
        SchoolEvent.taken_back_on.is_(None),
    )
    if but is not None:
        asked = asked.where(SchoolEvent.id != but)
    return float(db.session.scalar(asked) or 0)


class Change(NamedTuple):
    """Something that changed at school: when, in words, which school said so, and the row itself to ask about."""

    on: date
    text: str
    source: str
    row: SchoolEvent


def changes_since(child_id: UUID, since: date) -> list[Change]:
    """What changed at school since a day, the oldest first, what was taken back left out. One query.

    For whoever prepares a review: each row is still to be asked about (section "education").
    """
    rows = db.session.scalars(
        select(SchoolEvent)
        .where(SchoolEvent.child_id == child_id, SchoolEvent.taken_back_on.is_(None))
        .where(func.coalesce(SchoolEvent.to_on, SchoolEvent.from_on) >= since)
        .options(joinedload(SchoolEvent.agency))
        .order_by(SchoolEvent.from_on, SchoolEvent.id)
    )
    return [
        Change(
            row.from_on,
            words.happened(row.kind, days=row.days, percent=row.percent, hours_per_week=row.hours_per_week),
            row.agency.name,
            row,
        )
        for row in rows
    ]


class AtTheStart(NamedTuple):
    """What somebody's first page shows: what they were told and have not read, and the cycles that fall due."""

    unread: list[tuple[SchoolNotice, SchoolEvent, Agency, Child]]
    due: list[tuple[SenCycle, Child]]


def asked_at_the_start(person_id: UUID, agency_ids: Iterable[UUID], until: date) -> list[Select[Any]]:
    """The parts of ``reading.together`` for :func:`at_the_start`: what a person was told and has not read, and open
    cycles of these schools to be reviewed by a day.
    """
    unread = (
        select(SchoolNotice.id)
        .where(SchoolNotice.person_id == person_id, SchoolNotice.read_at.is_(None))
        .order_by(SchoolNotice.told_at.desc(), SchoolNotice.id)
        .limit(20)
    )
    soon = (
        select(SenCycle.id)
        .where(SenCycle.agency_id.in_(list(agency_ids)), SenCycle.state == "open", SenCycle.review_on <= until)
        .order_by(SenCycle.review_on, SenCycle.id)
        .limit(MOST)
    )
    return [
        reading.rows_beside("told", SchoolNotice, SchoolEvent, Agency, Child)
        .join(SchoolEvent, SchoolEvent.id == SchoolNotice.event_id)
        .join(Agency, Agency.id == SchoolEvent.agency_id)
        .join(Child, Child.id == SchoolNotice.child_id)
        .where(SchoolNotice.id.in_(unread)),
        reading.rows_beside("cycle", SenCycle, Child)
        .join(Child, Child.id == SenCycle.child_id)
        .where(SenCycle.id.in_(soon)),
    ]


def at_the_start(found: Mapping[str, list[dict[str, Any]]]) -> AtTheStart:
    """What somebody's first page shows. ``found``: the answers to :func:`asked_at_the_start`."""
    told, cycles = found.get("told", []), found.get("cycle", [])
    return AtTheStart(
        unread=list(reading.revived_beside(told, SchoolNotice, SchoolEvent, Agency, Child)),
        due=list(reading.revived_beside(cycles, SenCycle, Child)),
    )
