"""Asking about plans: what a child's plan says, who has which action, and what was agreed when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, literal, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from coordination.agencies.models import Agency, Person
from coordination.cases.models import Case
from coordination.children import reading
from coordination.children.statements import Disagreement, Statement, StatementVersion, of_kinds
from coordination.db import db
from coordination.plans.models import (
    Action,
    Contingency,
    Crossing,
    Need,
    Outcome,
    Plan,
    PlanStatement,
    PlanVersion,
    PlanVersionLine,
    ProvisionLine,
    Strength,
    Worry,
)

# The kinds of statement that stand in a plan, and the model of each.
KINDS: dict[str, type[Statement]] = {
    "need": Need,
    "strength": Strength,
    "worry": Worry,
    "outcome": Outcome,
    "action": Action,
    "provision": ProvisionLine,
    "contingency": Contingency,
}
CLOSED = ("done", "cancelled")


class Agreed(NamedTuple):
    """An agreed version of a plan, and what each of its statements said."""

    version: PlanVersion
    lines: list[StatementVersion]


def plan(plan_id: UUID) -> Plan | None:
    """A plan by its key, with its case and child. One query."""
    return db.session.scalar(
        select(Plan).where(Plan.id == plan_id).options(joinedload(Plan.case), joinedload(Plan.child))
    )


def current_plan(child_id: UUID) -> Plan | None:
    """The child's plan: of the open case opened last, or of the last case when none is open. One query."""
    return db.session.scalar(
        select(Plan)
        .join(Case, Case.id == Plan.case_id)
        .where(Plan.child_id == child_id)
        .options(joinedload(Plan.case), joinedload(Plan.child))
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Plan.id.desc())
        .limit(1)
    )


def plan_of_case(case_id: UUID) -> Plan | None:
    """The plan of one case."""
    return db.session.scalar(select(Plan).where(Plan.case_id == case_id).order_by(Plan.id).limit(1))


def _every_kind() -> Any:
    return of_kinds(*KINDS.values())


def _owners(every: Any) -> tuple[Any, ...]:
    return (
        joinedload(every.Action.owner),
        joinedload(every.Action.agency),
        joinedload(every.ProvisionLine.agency),
    )


def statements(plan_id: UUID, *, ended: bool = False) -> list[Any]:
    """Everything a plan says, as rows of their own kinds in the plan's order. One query, owners and agencies
    loaded.

    ``ended``: those taken out as well.
    """
    every = _every_kind()
    asked = (
        select(every)
        .join(PlanStatement, PlanStatement.statement_id == every.id)
        .where(PlanStatement.plan_id == plan_id)
        .order_by(PlanStatement.position, every.id)
        .options(*_owners(every))
    )
    if not ended:
        asked = asked.where(every.ended_on.is_(None))
    return list(db.session.scalars(asked).unique())


def statement(statement_id: UUID) -> Any | None:
    """One statement of a plan as a row of its own kind, with its owner and agency and the plan it stands in.

    None for a statement of another room. One query; :func:`plan_around` then asks nothing.
    """
    every = _every_kind()
    return _standing(
        select(every, Plan).where(every.id == statement_id, every.kind.in_(KINDS)).options(*_owners(every)), every.id
    )


def action(action_id: UUID) -> Action | None:
    """One action, with its owner and agency and the plan it stands in. One query, as :func:`statement`."""
    found: Action | None = _standing(
        select(Action, Plan).where(Action.id == action_id).options(joinedload(Action.owner), joinedload(Action.agency)),
        Action.id,
    )
    return found


def _standing(asked: Any, key: Any) -> Any | None:
    """The first row of statement and plan: where it stands in several, the plan of the newest open case."""
    row = db.session.execute(
        asked.outerjoin(PlanStatement, PlanStatement.statement_id == key)
        .outerjoin(Plan, Plan.id == PlanStatement.plan_id)
        .outerjoin(Plan.case)
        .options(contains_eager(Plan.case), joinedload(Plan.child))
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Plan.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    row[0].stands_in = row[1]
    return row[0]


def plan_around(statement: Any) -> Plan | None:
    """The plan a statement stands in. No question where the statement came from :func:`statement` or :func:`action`."""
    held: Plan | None = getattr(statement, "stands_in", None)
    return held if held is not None else plan_of_statement(statement.id)


def actions(plan_id: UUID) -> list[Action]:
    """The actions of a plan by number, done and cancelled ones included. One query."""
    return list(
        db.session.scalars(
            select(Action)
            .join(PlanStatement, PlanStatement.statement_id == Action.id)
            .where(PlanStatement.plan_id == plan_id, Action.ended_on.is_(None))
            .order_by(Action.number, Action.id)
            .options(joinedload(Action.owner), joinedload(Action.agency))
        )
    )


def open_actions(*children: UUID) -> list[Action]:
    """The actions of these children that are still to be done, by due date. One query."""
    return list(
        db.session.scalars(
            select(Action)
            .where(Action.child_id.in_(children), Action.status.not_in(CLOSED), Action.ended_on.is_(None))
            .order_by(due(), Action.number)
            .options(joinedload(Action.owner), joinedload(Action.agency))
        )
    )


def due() -> ColumnElement[Any]:
    """The day an action is due, or to be checked on; in the far future for one without a date, so that it
    comes last.
    """
    return func.coalesce(Action.due_on, Action.check_on, func.to_date("9999-12-31", "YYYY-MM-DD"))


def plan_of_statement(statement_id: UUID) -> Plan | None:
    """The plan a statement stands in: where it stands in several, the one of the newest open case. One query."""
    return db.session.scalar(
        select(Plan)
        .join(PlanStatement, PlanStatement.plan_id == Plan.id)
        .join(Case, Case.id == Plan.case_id)
        .where(PlanStatement.statement_id == statement_id)
        .options(joinedload(Plan.case), joinedload(Plan.child))
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Plan.id.desc())
        .limit(1)
    )


def history(statement_id: UUID) -> list[StatementVersion]:
    """Every version of a statement, the first one first."""
    return list(
        db.session.scalars(
            select(StatementVersion)
            .where(StatementVersion.statement_id == statement_id)
            .order_by(StatementVersion.number)
        )
    )


def version_seen(statement_id: UUID, seen: int) -> StatementVersion | None:
    """The version somebody had before them when they read version ``seen``."""
    return db.session.scalar(
        select(StatementVersion)
        .where(StatementVersion.statement_id == statement_id, StatementVersion.number <= seen)
        .order_by(StatementVersion.number.desc())
        .limit(1)
    )


def disagreements(statement_ids: Iterable[UUID]) -> list[Disagreement]:
    """What was disagreed with in these statements, the oldest first. One query."""
    keys = list(statement_ids)
    if not keys:
        return []
    return list(
        db.session.scalars(
            select(Disagreement).where(Disagreement.statement_id.in_(keys)).order_by(Disagreement.on, Disagreement.id)
        )
    )


def disagreement(disagreement_id: UUID) -> Disagreement | None:
    """One disagreement by its key."""
    return db.session.get(Disagreement, disagreement_id)


def crossings(statement_ids: Iterable[UUID]) -> list[Crossing]:
    """Changes that crossed with somebody else's and wait for a decision. One query."""
    keys = list(statement_ids)
    if not keys:
        return []
    return list(
        db.session.scalars(
            select(Crossing).where(Crossing.statement_id.in_(keys), Crossing.decided_at.is_(None)).order_by(Crossing.id)
        )
    )


def crossing(crossing_id: UUID) -> Crossing | None:
    """One crossed change by its key."""
    return db.session.get(Crossing, crossing_id)


def versions(plan_id: UUID) -> list[PlanVersion]:
    """The agreed versions of a plan, newest first."""
    return list(
        db.session.scalars(
            select(PlanVersion).where(PlanVersion.plan_id == plan_id).order_by(PlanVersion.number.desc())
        )
    )


def agreed(plan_id: UUID, numbers: Iterable[int]) -> dict[int, Agreed]:
    """Agreed versions by number, each with the statement versions it holds in its order. One query."""
    rows = db.session.execute(
        select(PlanVersion, StatementVersion)
        .outerjoin(PlanVersionLine, PlanVersionLine.plan_version_id == PlanVersion.id)
        .outerjoin(StatementVersion, StatementVersion.id == PlanVersionLine.statement_version_id)
        .where(PlanVersion.plan_id == plan_id, PlanVersion.number.in_(set(numbers)))
        .options(joinedload(StatementVersion.statement))
        .order_by(PlanVersion.number, PlanVersionLine.position)
    )
    found: dict[int, Agreed] = {}
    for version, held in rows:
        one = found.setdefault(version.number, Agreed(version, []))
        if held is not None:
            one.lines.append(held)
    return found


def order_of_kinds() -> ColumnElement[Any]:
    """The order in which a plan is read: strengths, needs, worries, outcomes, actions, help given, what if."""
    order = ("strength", "need", "worry", "outcome", "action", "provision", "contingency")
    return case({kind: place for place, kind in enumerate(order)}, value=Statement.kind, else_=len(order))


def names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """What people and organisations are called, by key. One query for both."""
    return called(keys)[0]


def called(keys: Iterable[UUID]) -> tuple[dict[UUID, str], list[Statement]]:
    """People's and organisations' names by key, and statements among the keys: for showing, outside any session.

    One query for all three. Who may read a statement's words is still to be asked.
    """
    wanted = list({key for key in keys if key})
    if not wanted:
        return {}, []
    found = reading.together(
        _named(Person, wanted),
        _named(Agency, wanted),
        _rows_of(Statement).where(Statement.id.in_(wanted), Statement.kind.in_(KINDS)),
    )
    people = [*found.get("person", []), *found.get("agency", [])]
    return {UUID(row["id"]): row["name"] for row in people}, reading.revived(Statement, found.get("statement", []))


def _rows_of(model: type[Statement]) -> Any:
    table: Any = model.__table__
    return select(literal(table.name).label("kind"), func.to_jsonb(table.table_valued()).label("row")).select_from(
        model
    )


def _named(model: type[Person] | type[Agency], keys: list[UUID]) -> Any:
    row = func.jsonb_build_object("id", model.id, "name", model.name)
    return select(literal(model.__tablename__).label("kind"), row.label("row")).where(model.id.in_(keys))


def as_known_on(plan_id: UUID, until: datetime) -> list[StatementVersion]:
    """What each statement of a plan said last before an instant; those taken out by then are not there. One
    query.
    """
    last = (
        select(StatementVersion.statement_id, func.max(StatementVersion.number).label("number"))
        .join(PlanStatement, PlanStatement.statement_id == StatementVersion.statement_id)
        .where(PlanStatement.plan_id == plan_id, StatementVersion.at < until)
        .group_by(StatementVersion.statement_id)
        .subquery()
    )
    found = db.session.scalars(
        select(StatementVersion)
        .join(
            last,
            and_(
                last.c.statement_id == StatementVersion.statement_id,
                last.c.number == StatementVersion.number,
            ),
        )
        .join(Statement, Statement.id == StatementVersion.statement_id)
        .options(joinedload(StatementVersion.statement))
        .order_by(order_of_kinds(), Statement.id)
    )
    return [held for held in found if "ended_on" not in held.facts]


def beside(statement_ids: Iterable[UUID], *, decided: bool = False) -> tuple[list[Disagreement], list[Crossing]]:
    """What stands beside statements on a page: disagreements, and crossed changes that wait. One query for both.

    ``decided``: the crossed changes that somebody has decided as well.
    """
    keys = list(statement_ids)
    if not keys:
        return [], []
    against = aliased(Disagreement, select(Disagreement).where(Disagreement.statement_id.in_(keys)).subquery())
    crossed = select(Crossing).where(Crossing.statement_id.in_(keys))
    if not decided:
        crossed = crossed.where(Crossing.decided_at.is_(None))
    waiting = aliased(Crossing, crossed.subquery())
    rows = db.session.execute(select(against, waiting).select_from(against).join(waiting, false(), full=True)).all()
    said = [row[0] for row in rows if row[0] is not None]
    held = [row[1] for row in rows if row[1] is not None]
    return sorted(said, key=lambda row: (row.on, row.id)), sorted(held, key=lambda row: row.id)


def plan_of_disagreement(disagreement_id: UUID) -> Plan | None:
    """The plan in which the statement somebody disagrees with stands."""
    held = disagreement(disagreement_id)
    if held is None or held.statement_id is None:
        return None
    return plan_of_statement(held.statement_id)


def crossed_statement(crossing_id: UUID) -> Any | None:
    """The statement of a crossed change, which it then carries as ``crossed``. Two queries."""
    held = crossing(crossing_id)
    row = statement(held.statement_id) if held is not None else None
    if row is not None:
        row.crossed = held
    return row
