"""The children whose EHC process somebody of the SEND service works on, the next date first, a page at a time."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, and_, case, cast, func, literal, or_, select, true, tuple_, union

from coordination import clock, timescales
from coordination.access.actor import Actor
from coordination.access.models import Reach
from coordination.agencies.models import Person
from coordination.children.models import Child
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import section_of
from coordination.ehc import queries, words
from coordination.ehc.models import Advice, Assessment
from coordination.ehc.plan_models import FormalPlan
from coordination.events.models import Event

A_PAGE = 50
NEVER = date(9999, 12, 31)
WHOSE = {"mine": "My cases", "team": "My team", "service": "All of the SEND service", "nobody": "Nobody’s yet"}
STATES = {"open": "Everything under way and kept", **words.STATES}
DUE = {
    "all": "Any date",
    "late": "Past the date",
    "7": "In the next 7 days",
    "14": "In the next 14 days",
    "28": "In the next 28 days",
}
# What no longer asks anything of the service, left out unless it is asked for.
_OVER = ("refused", "plan_refused", "withdrawn")


class Line(NamedTuple):
    """One child's EHC process: the newest assessment, the plan, the next clock, and who has it."""

    child: Child
    state: str
    assessment: Assessment | None
    plan: FormalPlan | None
    clock: Clock | None
    officer: str | None


class Page(NamedTuple):
    """A page of cases, and the child after whom the next one begins."""

    lines: list[Line]
    after: UUID | None


@lru_cache
def rules() -> tuple[str, ...]:
    """The rules of time of the EHC process that an event meets: those a clock runs for."""
    return tuple(sorted({rule.id for rule in timescales.rules() if rule.met_by and section_of(rule.id) == "ehc_plan"}))


def page(who: Actor, *, whose: str, state: str, due: str, after: UUID | None = None) -> Page:
    """50 cases of those the actor reaches as the SEND service does, the next date first. One statement."""
    rows = _rows(who, whose).cte("cases")
    asked = select(rows.c.child_id, rows).where(*_narrowed(rows, state, due))
    place = tuple_(rows.c.due_on, rows.c.sort_name, rows.c.child_id)
    if after is not None:
        last = rows.alias("last")
        asked = asked.join(last, last.c.child_id == after).where(
            place > tuple_(last.c.due_on, last.c.sort_name, last.c.child_id)
        )
    keys = asked.order_by(rows.c.due_on, rows.c.sort_name, rows.c.child_id).limit(A_PAGE + 1).subquery("page")
    found = [
        Line(*row)
        for row in db.session.execute(
            select(Child, keys.c.state, Assessment, FormalPlan, Clock, Person.name)
            .select_from(keys)
            .join(Child, and_(Child.authority_id == keys.c.authority_id, Child.id == keys.c.child_id))
            .outerjoin(Assessment, Assessment.id == keys.c.assessment_id)
            .outerjoin(FormalPlan, FormalPlan.id == keys.c.plan_id)
            .outerjoin(Clock, Clock.id == keys.c.clock_id)
            .outerjoin(Person, Person.id == keys.c.officer_id)
            .order_by(keys.c.due_on, keys.c.sort_name, keys.c.child_id)
        )
    ]
    more = len(found) > A_PAGE
    return Page(found[:A_PAGE], found[A_PAGE - 1].child.id if more else None)


def _rows(who: Actor, whose: str) -> Any:
    """Every child with an assessment or an EHC plan whom the actor reaches whole, with what decides the order."""
    today = clock.today()
    reached = select(Reach.child_id).where(
        Reach.person_id == who.person_id,
        Reach.from_on <= today,
        or_(Reach.to_on.is_(None), Reach.to_on > today),
        # Whoever was asked for one piece of advice has no such case on their list.
        Reach.things.is_(None),
    )
    plans = select(FormalPlan.authority_id, FormalPlan.child_id).where(
        FormalPlan.type == "ehc", FormalPlan.state != "ceased", FormalPlan.child_id.in_(reached)
    )
    held = union(
        select(Assessment.authority_id, Assessment.child_id).where(Assessment.child_id.in_(reached)), plans
    ).subquery("held")
    newest = (
        select(Assessment)
        .where(Assessment.authority_id == held.c.authority_id, Assessment.child_id == held.c.child_id)
        .order_by(Assessment.state.in_(queries.OPEN).desc(), Assessment.received_on.desc(), Assessment.id.desc())
        .limit(1)
        .lateral("newest")
    )
    plan = (
        select(FormalPlan)
        .where(FormalPlan.authority_id == held.c.authority_id, FormalPlan.child_id == held.c.child_id)
        .where(FormalPlan.type == "ehc", FormalPlan.state != "ceased")
        .order_by(FormalPlan.started_on.desc(), FormalPlan.id.desc())
        .limit(1)
        .lateral("kept")
    )
    soonest = (
        select(Clock.id, Clock.due_on, Clock.severity)
        .where(Clock.authority_id == held.c.authority_id, Clock.child_id == held.c.child_id)
        .where(Clock.state == "running", Clock.rule.in_(rules()))
        .order_by(Clock.due_on, Clock.id)
        .limit(1)
        .lateral("soonest")
    )
    under_way = newest.c.state.in_(queries.OPEN)
    officer = case((under_way, newest.c.officer_id), else_=func.coalesce(plan.c.officer_id, newest.c.officer_id))
    team = case((under_way, newest.c.team_id), else_=func.coalesce(plan.c.team_id, newest.c.team_id))
    found = (
        select(
            held.c.authority_id,
            held.c.child_id,
            Child.sort_name,
            newest.c.id.label("assessment_id"),
            plan.c.id.label("plan_id"),
            soonest.c.id.label("clock_id"),
            soonest.c.severity,
            func.coalesce(soonest.c.due_on, cast(literal(NEVER), Date)).label("due_on"),
            officer.label("officer_id"),
            case(
                (under_way, newest.c.state),
                (plan.c.state == "final", "issued"),
                (plan.c.state == "draft", "drafting"),
                else_=newest.c.state,
            ).label("state"),
        )
        .select_from(held)
        .join(Child, and_(Child.authority_id == held.c.authority_id, Child.id == held.c.child_id))
        .outerjoin(newest, true())
        .outerjoin(plan, true())
        .outerjoin(soonest, true())
    )
    if whose == "mine":
        return found.where(officer == who.person_id)
    if whose == "team":
        return found.where(team.in_([role.team_id for role in who.roles_on(today) if role.team_id is not None]))
    return found.where(officer.is_(None)) if whose == "nobody" else found


def _narrowed(rows: Any, state: str, due: str) -> list[Any]:
    today = clock.today()
    asked = [rows.c.state.not_in(_OVER) if state == "open" else rows.c.state == state]
    if due == "late":
        asked += [rows.c.due_on < today, rows.c.severity == "statutory"]
    elif due.isdecimal():
        asked.append(rows.c.due_on <= today + timedelta(days=int(due)))
    return asked


class Asked(NamedTuple):
    """What several assessments wait for: their advice, and by when each is due."""

    advice: dict[UUID, list[Advice]]
    due: dict[UUID, date]


def advice_of(assessments: list[UUID]) -> Asked:
    """The advice of several assessments with its own dates. One statement, or none."""
    found = Asked({}, {})
    if not assessments:
        return found
    rows = db.session.execute(
        select(Advice, Clock.due_on)
        .outerjoin(Event, and_(Event.about_id == Advice.id, Event.kind == "ehc_advice_requested"))
        .outerjoin(Clock, and_(Clock.started_by == Event.id, Clock.state != "void"))
        .where(Advice.assessment_id.in_(assessments))
        .order_by(Advice.asked_on, Advice.id)
    )
    for row, due_on in rows:
        held = found.advice.setdefault(row.assessment_id, [])
        if row not in held:
            held.append(row)
        if due_on is not None:
            found.due[row.id] = due_on
    return found
