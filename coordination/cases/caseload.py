"""A caseload: the children somebody works with, what is due next for each first, a page at a time.

It is read from the person's own relationships, so it costs what their caseload is, however many children there are.
What orders the list is only what this person may see: a clock or a review that is kept from them moves nothing.
"""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, and_, cast, func, literal, or_, select, text, true, tuple_, union_all

from coordination import clock, timescales
from coordination.access.actor import Actor
from coordination.access.models import Reach
from coordination.access.rules import current
from coordination.agencies.models import Person, Team
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import presses, section_of

A_PAGE = 25
# A day after every other, for a child for whom nothing is due.
NEVER = date(9999, 12, 31)


class Line(NamedTuple):
    """One child of a caseload: the record, the open case if there is one, and the next dates."""

    child: Child
    case_id: UUID | None
    kind: str | None
    state: str | None
    lead: str | None
    team: str | None
    open_actions: int | None
    next_due_on: date | None
    next_review_on: date | None
    clock_rule: str | None
    clock_due_on: date | None
    clock_severity: str | None


class Page(NamedTuple):
    """A page of a caseload, and whether there are pages before and after it."""

    lines: list[Line]
    earlier: bool
    later: bool


def reads_whole(who: Actor, section: str) -> bool:
    """Whether one of somebody's roles reads a section in full without conditions, or their own part of it."""
    by_role = current().table.get((section, "read"), {})
    roles = {held.role for held in who.roles_on(clock.today())}
    return any(row.extent == "full" and not row.conditions for role in roles for row in by_role.get(role, ()))


def visible_rules(who: Actor) -> list[str]:
    """The rules of time whose clocks somebody may see, by their roles."""
    return sorted({rule.id for rule in timescales.rules() if rule.met_by and reads_whole(who, section_of(rule.id))})


def page(
    who: Actor,
    *,
    team_id: UUID | None = None,
    lead_id: UUID | None = None,
    ended: bool = False,
    after: UUID | None = None,
    before: UUID | None = None,
) -> Page:
    """25 children of the actor's caseload, the most pressing first. ``after`` and ``before`` are keys of children."""
    rows = _rows(who, team_id=team_id, lead_id=lead_id, ended=ended).cte("caseload")
    place = tuple_(rows.c.pressing_on, rows.c.sort_name, rows.c.child_id)
    asked = select(rows.c.child_id, rows)
    backwards = before is not None and after is None
    anchor = after or before
    if anchor is not None:
        last = rows.alias("last")
        at = tuple_(last.c.pressing_on, last.c.sort_name, last.c.child_id)
        asked = asked.join(last, last.c.child_id == anchor).where(place < at if backwards else place > at)
    order = (
        (rows.c.pressing_on.desc(), rows.c.sort_name.desc(), rows.c.child_id.desc())
        if backwards
        else (rows.c.pressing_on, rows.c.sort_name, rows.c.child_id)
    )
    keys = asked.order_by(*order).limit(A_PAGE + 1).subquery("page")
    # The page of keys first, then what it shows: late joins keep a deep page as quick as the first.
    whole = (
        select(
            Child,
            Case.id,
            Case.kind,
            Case.state,
            Person.name,
            Team.name,
            Case.open_actions,
            Case.next_due_on,
            Case.next_review_on,
            keys.c.clock_rule,
            keys.c.clock_due_on,
            keys.c.clock_severity,
        )  # fmt: skip
        .select_from(keys)
        .join(Child, and_(Child.authority_id == keys.c.authority_id, Child.id == keys.c.child_id))
        .outerjoin(Case, Case.id == keys.c.case_id)
        .outerjoin(Person, Person.id == Case.lead_id)
        .outerjoin(Team, Team.id == Case.team_id)
        .order_by(keys.c.pressing_on, keys.c.sort_name, keys.c.child_id)
    )
    lines = [Line(*row) for row in db.session.execute(whole)]
    extra = len(lines) > A_PAGE
    if backwards:
        lines = lines[1:] if extra else lines
    else:
        lines = lines[:A_PAGE]
    return Page(lines, earlier=extra if backwards else after is not None, later=True if backwards else extra)


def _rows(who: Actor, *, team_id: UUID | None, lead_id: UUID | None, ended: bool) -> Any:
    """Every child of the caseload with what presses: one row a child, from the person's own relationships."""
    today = clock.today()
    mine = (
        select(Reach.authority_id, Reach.child_id)
        .where(
            Reach.person_id == who.person_id,
            Reach.from_on <= today,
            or_(Reach.to_on.is_(None), Reach.to_on > today),
            # Whoever was invited to one thing has no such child on their list.
            Reach.things.is_(None),
        )
        .distinct()
        .subquery("mine")
    )
    case = (
        select(Case)
        .where(Case.authority_id == mine.c.authority_id, Case.child_id == mine.c.child_id)
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Case.id.desc())
        .limit(1)
        .lateral("latest")
    )
    next_clock = (
        select(Clock.rule, Clock.due_on, Clock.severity)
        .where(
            Clock.authority_id == mine.c.authority_id,
            Clock.child_id == mine.c.child_id,
            presses(),
            Clock.rule.in_(visible_rules(who)),
        )
        .order_by(Clock.due_on, Clock.id)
        .limit(1)
        .lateral("next_clock")
    )
    never = cast(literal(NEVER), Date)
    seen = [next_clock.c.due_on]
    if reads_whole(who, "actions"):
        seen.append(case.c.next_due_on)
    if reads_whole(who, "reviews"):
        seen.append(case.c.next_review_on)
    found = (
        select(
            mine.c.authority_id,
            mine.c.child_id,
            Child.sort_name,
            case.c.id.label("case_id"),
            next_clock.c.rule.label("clock_rule"),
            next_clock.c.due_on.label("clock_due_on"),
            next_clock.c.severity.label("clock_severity"),
            func.coalesce(func.least(*seen), never).label("pressing_on"),
        )
        .select_from(mine)
        .join(Child, and_(Child.authority_id == mine.c.authority_id, Child.id == mine.c.child_id))
        .outerjoin(case, true())
        .outerjoin(next_clock, true())
    )
    found = (
        found.where(case.c.state == "closed")
        if ended
        else found.where(or_(case.c.state.is_(None), case.c.state == "open"))
    )
    if team_id is not None:
        found = found.where(case.c.team_id == team_id)
    if lead_id is not None:
        found = found.where(case.c.lead_id == lead_id)
    return found


def choices(who: Actor) -> tuple[list[tuple[UUID, str]], list[tuple[UUID, str]]]:
    """The teams and the leads of the open cases in somebody's caseload, to narrow it by. One statement."""
    today = clock.today()
    mine = select(Reach.child_id).where(
        Reach.person_id == who.person_id,
        Reach.from_on <= today,
        or_(Reach.to_on.is_(None), Reach.to_on > today),
        Reach.things.is_(None),
    )
    open_cases = select(Case.team_id, Case.lead_id).where(Case.child_id.in_(mine), Case.state == "open").cte("cases")
    teams = select(literal("team"), Team.id, Team.name, Team.name.label("sorted")).where(
        Team.id.in_(select(open_cases.c.team_id))
    )
    leads = select(literal("lead"), Person.id, Person.name, Person.sort_name).where(
        Person.id.in_(select(open_cases.c.lead_id))
    )
    rows = list(db.session.execute(union_all(teams, leads).order_by(text("1"), text("4"))))
    return (
        [(row[1], row[2]) for row in rows if row[0] == "team"],
        [(row[1], row[2]) for row in rows if row[0] == "lead"],
    )
