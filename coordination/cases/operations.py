"""Opening help, changing its level, ending it and beginning it again; and the counters a caseload reads.

The team has its own module, :mod:`coordination.cases.team`; its operations are found here too, under the same names.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import attributes

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.models import Reach
from coordination.access.reach import open_reach
from coordination.agencies.models import Person, Team
from coordination.cases import words
from coordination.cases.models import Case, CaseKind, CaseStep, Membership
from coordination.cases.team import (
    add_member,
    agree_member,
    change_deputy,
    change_lead,
    decline_member,
    end_membership,
    end_place,
    may_take_part,
    open_place,
    propose_member,
    renew_places,
)
from coordination.children import index
from coordination.children.models import Child
from coordination.db import Base, RuleBroken, db, new_id
from coordination.deadlines import operations as deadlines
from coordination.events import operations as events

__all__ = [
    "add_member",
    "agree_member",
    "change_deputy",
    "change_lead",
    "close_case",
    "decline_member",
    "end_membership",
    "move_to_team",
    "open_case",
    "propose_member",
    "refresh_counters",
    "reopen_case",
    "step",
]

# An action in one of these states still waits for somebody.
WAITING = ("not_started", "in_progress", "blocked", "not_accepted")


def open_case(
    child: Child,
    *,
    id: UUID,
    kind: str,
    reason: str,
    opened_on: date,
    team_id: UUID | None,
    lead_id: UUID | None,
    lead_role: str,
    lead_agency_id: UUID | None,
    by: Actor,
    agreed_to_take_part: str | None = None,
    basis: str = "public task",
) -> Case:
    """Begin help: a case with a reason, a lead who reaches the record, and the team whose manager answers for it.

    The same ``id`` again is the same case. The relationship of whoever opened the record ends here unless they lead or
    manage: from now on the team says who reaches it.
    """
    existing = db.session.get(Case, id)
    if existing is not None:
        return existing
    if not reason.strip():
        raise RuleBroken("Say why help begins", "reason")
    if opened_on > clock.today():
        raise RuleBroken("The date help began must not be in the future", "opened_on")
    if child.born_on and opened_on < child.born_on and not child.expected_on:
        raise RuleBroken("Help cannot begin before the child was born", "opened_on")
    case = Case(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=CaseKind(kind).value,
        reason=reason.strip(),
        opened_on=opened_on,
        team_id=team_id,
        lead_id=lead_id,
        agreed_to_take_part=agreed_to_take_part or None,
        recorded_by=by.person_id,
    )
    case.child = child
    session = db.session()
    session.add(case)
    session.flush()
    _give_to_manager(case, by)
    if lead_id is not None:
        may_take_part(case, lead_id, lead_role)
        lead = Membership(
            id=new_id(),
            authority_id=child.authority_id,
            child_id=child.id,
            case_id=case.id,
            person_id=lead_id,
            agency_id=lead_agency_id,
            role=lead_role,
            function="lead",
            basis=basis,
            from_on=min(opened_on, clock.today()),
            decided_by=by.person_id,
            recorded_by=by.person_id,
        )
        session.add(lead)
        lead.case = case
        session.flush()
        open_place(lead, by=by)
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="case_opened",
        occurred_on=opened_on,
        about=case,
        by=by.person_id,
        agency_id=lead_agency_id,
        facts={"level": words.kind(kind), "kind": kind},
    )
    deadlines.give_to_team(child.authority_id, child.id, team_id)
    if lead_id is not None:
        lead_person = db.session.get(Person, lead_id)
        index.give_phone(child.id, lead_person.phone if lead_person else None)
        _end_opening_reach(case)
    return case


def step(case: Case, *, direction: str, to_kind: str, reason: str, by: Actor, to_whom: str | None = None) -> CaseStep:
    """Step help ``up`` or ``down`` to another level, with the reason and, where it is handed on, to whom."""
    _must_be_open(case)
    if not reason.strip():
        raise RuleBroken("Say why the level of help changes", "reason")
    to_kind = CaseKind(to_kind).value
    if to_kind == case.kind:
        raise RuleBroken("Choose another level of help", "to_kind")
    if direction == "up" and words.LEVEL[to_kind] < words.LEVEL[case.kind]:
        raise RuleBroken("That is a lower level of help: step down instead", "to_kind")
    if direction == "down" and words.LEVEL[to_kind] > words.LEVEL[case.kind]:
        raise RuleBroken("That is a higher level of help: step up instead", "to_kind")
    taken = _step(case, direction, to_kind, reason, to_whom, by)
    before, case.kind = case.kind, to_kind
    db.session.flush()
    renew_places(case, by=by)
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="case_stepped",
        about=case,
        by=by.person_id,
        facts={
            "from_level": words.kind(before),
            "level": words.kind(to_kind),
            "direction": direction,
            "from_kind": before,
            "kind": to_kind,
        },
    )
    return taken


def close_case(case: Case, *, reason: str, note: str, by: Actor, actions_go_on: bool = False) -> Case:
    """End help with a reason. The lead and the manager keep the record; family keep what is theirs; others leave.

    Nothing ends silently: while actions wait for somebody, closing is refused unless ``actions_go_on``, and then
    whoever owns one keeps their place until it is done.
    """
    if case.state == "closed":
        return case
    if reason not in words.CLOSING:
        raise RuleBroken("Choose why help ends", "reason")
    refresh_counters(case)
    if case.open_actions and not actions_go_on:
        count = "1 action still waits" if case.open_actions == 1 else f"{case.open_actions} actions still wait"
        raise RuleBroken(f"{count} for somebody: say what happens to them", "actions")
    staying = {action.owner_id for action in waiting_actions(case)} if actions_go_on else set()
    _step(case, "close", None, note.strip() or words.CLOSING[reason], None, by)
    case.state = "closed"
    case.closed_on = clock.today()
    case.closed_reason = reason
    case.closing_note = note.strip() or None
    db.session.flush()
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="case_closed",
        about=case,
        by=by.person_id,
        facts={"reason": words.CLOSING[reason], "kind": case.kind},
    )
    leaving = [
        held
        for held in _live_places(case)
        if held.function != "lead" and held.role not in {"FC", "PAR", "YP"} and held.person_id not in staying
    ]
    # Whoever closes goes last: after that they may no longer write about this child.
    for held in sorted(leaving, key=lambda place: place.person_id == by.person_id):
        end_place(held, on=clock.today(), why="Help ended")
    return case


def reopen_case(case: Case, *, reason: str, by: Actor) -> Case:
    """Begin a closed episode again, with the reason. Those who left do not come back by themselves."""
    if case.state == "open":
        return case
    if not reason.strip():
        raise RuleBroken("Say why help begins again", "reason")
    _step(case, "reopen", case.kind, reason, None, by)
    case.state = "open"
    case.closed_on = case.closed_reason = case.closing_note = None
    db.session.flush()
    refresh_counters(case)
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="case_reopened",
        about=case,
        by=by.person_id,
        facts={"level": words.kind(case.kind), "kind": case.kind},
    )
    return case


def move_to_team(case: Case, *, team_id: UUID, by: Actor) -> Case:
    """Give a case to another team: its manager reaches the record, and the manager before no longer does."""
    _must_be_open(case)
    if case.team_id == team_id:
        return case
    db.session.flush()
    old = list(
        db.session.scalars(
            select(Reach.id).where(Reach.source_id == case.id, Reach.via == "management", Reach.to_on.is_(None))
        )
    )
    case.team_id = team_id
    db.session.flush()
    _give_to_manager(case, by)
    renew_places(case, by=by)
    deadlines.give_to_team(case.authority_id, case.child_id, team_id)
    team = db.session.get(Team, team_id)
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="case_moved",
        about=case,
        by=by.person_id,
        agency_id=team.agency_id if team else None,
        facts={"team": team.name if team else ""},
    )
    # Last: whoever moves the case may be the manager who loses it.
    db.session.execute(
        update(Reach).where(Reach.id.in_(old)).values(to_on=clock.today()).execution_options(synchronize_session=False)
    )
    return case


def refresh_counters(case: Case) -> None:
    """Count the case's waiting actions, the next date one is due and the next review, in this transaction.

    Plans and reviews call this whenever one of theirs changes. The row is locked first, so that two people who finish
    two actions at once are both counted; the version counter is left alone, because nothing was said anew.
    """
    db.session.flush()
    table: Any = Case.__table__
    db.session.execute(select(table.c.id).where(table.c.id == case.id).with_for_update())
    action, review = Base.metadata.tables["action"], Base.metadata.tables["review"]
    waiting = _waiting(case.id)
    planned = select(func.min(review.c.starts_at)).where(review.c.case_id == case.id, review.c.state == "planned")
    agreed = (
        select(review.c.next_on)
        .where(review.c.case_id == case.id, review.c.state != "planned", review.c.state != "cancelled")
        .where(review.c.next_on.is_not(None))
        .order_by(review.c.held_on.desc().nulls_last(), review.c.id.desc())
        .limit(1)
    )
    row = db.session.execute(
        select(
            select(func.count()).select_from(waiting.subquery()).scalar_subquery().label("open_actions"),
            select(func.min(action.c.due_on))
            .where(action.c.id.in_(waiting.with_only_columns(action.c.id)))
            .scalar_subquery()
            .label("next_due_on"),
            planned.scalar_subquery().label("planned"),
            agreed.scalar_subquery().label("agreed"),
        )
    ).one()
    counted: dict[str, Any] = {
        "open_actions": row.open_actions,
        "next_due_on": row.next_due_on,
        "next_review_on": _next_review(row.planned, row.agreed),
    }
    db.session.execute(update(table).where(table.c.id == case.id).values(**counted))
    for name, value in counted.items():
        attributes.set_committed_value(case, name, value)


def waiting_actions(case: Case) -> list[Any]:
    """The case's actions that wait for somebody: ``id``, ``number``, ``owner_id``, ``due_on`` and ``wording`` each."""
    return list(db.session.execute(_waiting(case.id)))


def _waiting(case_id: UUID) -> Any:
    # Plans stand above cases: their tables are asked by name, and nothing of theirs is imported here.
    tables = Base.metadata.tables
    action, statement = tables["action"], tables["statement"]
    plan, place = tables["plan"], tables["plan_statement"]
    return (
        select(action.c.id, action.c.number, action.c.owner_id, action.c.due_on, statement.c.wording)
        .join(statement, statement.c.id == action.c.id)
        .join(place, place.c.statement_id == action.c.id)
        .join(plan, plan.c.id == place.c.plan_id)
        .where(plan.c.case_id == case_id, statement.c.ended_on.is_(None), action.c.status.in_(WAITING))
        .order_by(action.c.due_on.nulls_last(), action.c.number)
    )


def _next_review(planned: datetime | None, agreed: date | None) -> date | None:
    return clock.london_date(planned) if planned is not None else agreed


def _step(case: Case, direction: str, to_kind: str | None, reason: str, to_whom: str | None, by: Actor) -> CaseStep:
    taken = CaseStep(
        authority_id=case.authority_id,
        child_id=case.child_id,
        case_id=case.id,
        direction=direction,
        from_kind=case.kind,
        to_kind=to_kind,
        on=clock.today(),
        reason=reason.strip(),
        to_whom=(to_whom or "").strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(taken)
    db.session.flush()
    return taken


def _must_be_open(case: Case) -> None:
    if case.state != "open":
        raise RuleBroken("Help has ended: reopen it first.")


def _live_places(case: Case) -> list[Membership]:
    return list(
        db.session.scalars(
            select(Membership)
            .where(Membership.case_id == case.id, Membership.to_on.is_(None))
            .order_by(Membership.from_on, Membership.id)
        )
    )


def _give_to_manager(case: Case, by: Actor) -> None:
    """The manager of the case's team answers for it, and reaches it for as long as the case is theirs."""
    team = db.session.get(Team, case.team_id) if case.team_id else None
    if team is None or team.manager_id is None:
        return
    may_take_part(case, team.manager_id, "TM")
    open_reach(
        db.session(),
        authority_id=case.authority_id,
        child_id=case.child_id,
        person_id=team.manager_id,
        role="TM",
        via="management",
        agency_id=team.agency_id,
        team_id=team.id,
        source_id=case.id,
        by=by.person_id,
    )


def _end_opening_reach(case: Case) -> None:
    """End the relationships that came from opening the record: from now on the team and its manager say who."""
    ended = update(Reach).where(
        Reach.source_id == case.child_id, Reach.child_id == case.child_id, Reach.to_on.is_(None)
    )
    if case.team_id is None:
        ended = ended.where(Reach.via != "management")
    db.session.execute(ended.values(to_on=clock.today()).execution_options(synchronize_session=False))
