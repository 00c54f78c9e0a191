"""Asking what a plan in sections says: its entries as rows of their own kinds, its threads, its issues."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from coordination.children import reading
from coordination.children.models import Child
from coordination.children.statements import StatementVersion, of_kinds
from coordination.db import db
from coordination.ehc.models import Advice, AdviceText, Assessment, Decided, Decision
from coordination.ehc.plan_models import (
    Aspiration,
    Budget,
    Consultation,
    FormalPlan,
    PlanIssue,
    PlanIssueLine,
    PlanPlace,
    PlanSent,
    Thread,
)
from coordination.ehc.type_models import VagueWord
from coordination.plans.models import Action, Crossing, Need, Outcome, PlanStatement, ProvisionLine

KINDS = (Aspiration, Need, Outcome, ProvisionLine, Action)


def _every() -> Any:
    return of_kinds(*KINDS)


def plan(plan_id: UUID) -> FormalPlan | None:
    """One plan with its child and officer, carrying ``vague``, what its authority says of vague words. One query."""
    vague = (
        select(func.jsonb_agg(func.jsonb_build_array(VagueWord.words, VagueWord.instead, VagueWord.left_out)))
        .where(VagueWord.authority_id == FormalPlan.authority_id)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(FormalPlan, vague)
        .where(FormalPlan.id == plan_id)
        .options(joinedload(FormalPlan.child), joinedload(FormalPlan.officer))
    ).first()
    if row is None:
        return None
    found: Any = row[0]
    found.vague = [tuple(one) for one in row[1] or ()]
    return cast(FormalPlan, found)


def places(plan_id: UUID, letters: Iterable[str] | None = None) -> list[PlanPlace]:
    """What stands in a plan, each place with its statement as a row of its own kind; nothing taken out. One query.

    Each carries ``answers``, the statements it answers, and ``crossing_id``, two changes of it that wait.
    """
    every = _every()
    answers = select(func.array_agg(Thread.to_id)).where(Thread.from_id == PlanPlace.statement_id).scalar_subquery()
    waits = (
        select(Crossing.id)
        .where(Crossing.statement_id == PlanPlace.statement_id, Crossing.decided_at.is_(None))
        .order_by(Crossing.id)
        .limit(1)
        .scalar_subquery()
    )
    asked = (
        select(PlanPlace, every, answers, waits)
        .join(every, every.id == PlanPlace.statement_id)
        .where(PlanPlace.plan_id == plan_id, every.ended_on.is_(None))
        .order_by(PlanPlace.section, PlanPlace.position, PlanPlace.id)
    )
    if letters is not None:
        asked = asked.where(PlanPlace.section.in_(list(letters)))
    found = []
    for held, statement, to, crossing_id in db.session.execute(asked):
        set_committed_value(held, "statement", statement)
        held.answers, held.crossing_id = list(to or ()), crossing_id
        found.append(held)
    return found


def place(place_id: UUID) -> PlanPlace | None:
    """One place with its plan, its child and its statement as a row of its own kind. One query."""
    every = _every()
    row = db.session.execute(
        select(PlanPlace, every)
        .join(every, every.id == PlanPlace.statement_id)
        .join(PlanPlace.plan)
        .where(PlanPlace.id == place_id)
        .options(contains_eager(PlanPlace.plan).joinedload(FormalPlan.child))
    ).first()
    if row is None:
        return None
    set_committed_value(row[0], "statement", row[1])
    found: PlanPlace = row[0]
    return found


def crossed_place(crossing_id: UUID) -> PlanPlace | None:
    """The place of a statement two people changed at once, carrying the crossing as ``crossed``."""
    held = db.session.get(Crossing, crossing_id)
    key = (
        db.session.scalar(
            select(PlanPlace.id).where(PlanPlace.statement_id == held.statement_id).order_by(PlanPlace.id).limit(1)
        )
        if held is not None
        else None
    )
    found = place(key) if key is not None else None
    if found is not None:
        found.crossed = held  # type: ignore[attr-defined]
    return found


def threads(statement_ids: Iterable[UUID]) -> list[Thread]:
    """What these statements answer, and what answers them. One query."""
    keys = list(statement_ids)
    if not keys:
        return []
    return list(
        db.session.scalars(
            select(Thread).where(or_(Thread.from_id.in_(keys), Thread.to_id.in_(keys))).order_by(Thread.id)
        )
    )


def placeable(plan: FormalPlan, letter: str, kinds: Iterable[str]) -> list[Any]:
    """Statements of the child's support plans that could stand in this section and do not yet. One query."""
    every = _every()
    there = select(PlanPlace.statement_id).where(PlanPlace.plan_id == plan.id, PlanPlace.section == letter)
    return list(
        db.session.scalars(
            select(every)
            .join(PlanStatement, PlanStatement.statement_id == every.id)
            .where(every.authority_id == plan.authority_id, every.child_id == plan.child_id)
            .where(every.kind.in_(list(kinds)), every.ended_on.is_(None), every.id.not_in(there))
            .order_by(every.kind, PlanStatement.position, every.id)
        ).unique()
    )


def consultations(plan_id: UUID) -> list[Consultation]:
    """Who was asked about a placement: what the family asked for first, then by day. One query."""
    rows = db.session.scalars(
        select(Consultation)
        .where(Consultation.plan_id == plan_id)
        .order_by(Consultation.sent_on, Consultation.id)
        .options(joinedload(Consultation.agency), joinedload(Consultation.person))
    )
    order = {"request": 0, "representation": 1, "consulted": 2}
    return sorted(rows, key=lambda row: (order.get(row.path, 3), row.sent_on, row.id))


def budgets(plan_id: UUID) -> list[Budget]:
    """Section J, in the order it was written; what ended is left out. One query."""
    return list(
        db.session.scalars(
            select(Budget).where(Budget.plan_id == plan_id, Budget.ended_on.is_(None)).order_by(Budget.id)
        )
    )


def budget(budget_id: UUID) -> Budget | None:
    """One line of section J."""
    return db.session.get(Budget, budget_id)


def advice(plan: FormalPlan) -> list[Advice]:
    """Section K: the advice asked for in the assessments of this plan, or of a child without. One query."""
    return list(
        db.session.scalars(
            select(Advice)
            .join(Assessment, Assessment.id == Advice.assessment_id)
            .where(Advice.child_id == plan.child_id, Advice.authority_id == plan.authority_id)
            .where(or_(Assessment.plan_id == plan.id, Assessment.plan_id.is_(None)))
            .where(Advice.state != "withdrawn")
            .options(joinedload(Advice.agency))
            .order_by(Advice.asked_on, Advice.id)
        )
    )


def newest_texts(keys: Iterable[UUID]) -> dict[UUID, AdviceText]:
    """What was sent last as each of these pieces of advice. One query."""
    rows = db.session.scalars(
        select(AdviceText).where(AdviceText.advice_id.in_(list(keys))).order_by(AdviceText.advice_id, AdviceText.number)
    )
    return {row.advice_id: row for row in rows}


def _issues() -> Any:
    """Issues with whom each was sent to; each carries ``newest``, the number of its plan's newest issue, and
    ``refused``, whether it was decided since that its changes are not made.
    """
    other = aliased(PlanIssue)
    newest = select(func.max(other.number)).where(other.plan_id == PlanIssue.plan_id).scalar_subquery()
    refused = (
        select(Decision.id)
        .where(Decision.plan_id == PlanIssue.plan_id, Decision.kind == Decided.NOT_AMEND.value)
        .where(Decision.recorded_at >= PlanIssue.recorded_at)
        .exists()
    )
    return (
        select(PlanIssue, newest, refused)
        .outerjoin(PlanIssue.sent)
        .options(contains_eager(PlanIssue.sent))
        .order_by(PlanIssue.issued_on.desc(), PlanIssue.number.desc(), PlanSent.sent_on, PlanSent.id)
    )


def _carrying(asked: Any) -> list[PlanIssue]:
    found: list[PlanIssue] = []
    for row, newest, refused in db.session.execute(asked.execution_options(populate_existing=True)).unique():
        row.newest, row.refused = newest, refused
        found.append(row)
    return found


def issues(plan_id: UUID) -> list[PlanIssue]:
    """The issues of a plan with whom each was sent to, the newest first. One query."""
    return sorted(_carrying(_issues().where(PlanIssue.plan_id == plan_id)), key=lambda row: -row.number)


def issues_of_child(child_id: UUID) -> list[PlanIssue]:
    """Every issue of a child's plans with whom it was sent to, the newest first. One query."""
    return _carrying(_issues().where(PlanIssue.child_id == child_id))


def issue(issue_id: UUID) -> PlanIssue | None:
    """One issue with its child and whom it was sent to. One query."""
    asked = _issues().where(PlanIssue.id == issue_id).options(joinedload(PlanIssue.child))
    return next(iter(_carrying(asked)), None)


def lines(issue_id: UUID) -> list[PlanIssueLine]:
    """The manifest of an issue, each line with the version it sent and that one's statement. One query."""
    return list(
        db.session.scalars(
            select(PlanIssueLine)
            .where(PlanIssueLine.issue_id == issue_id)
            .join(PlanIssueLine.statement_version)
            .options(contains_eager(PlanIssueLine.statement_version).joinedload(StatementVersion.statement))
            .order_by(PlanIssueLine.section, PlanIssueLine.position)
        )
    )


def versions(keys: Iterable[UUID]) -> dict[UUID, StatementVersion]:
    """Versions by key, each with its statement. One query."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = db.session.scalars(
        select(StatementVersion).where(StatementVersion.id.in_(wanted)).options(joinedload(StatementVersion.statement))
    )
    return {row.id: row for row in rows}


def consultation(consultation_id: UUID) -> Consultation | None:
    """One setting's consultation, with who was asked and about whom. One query."""
    return db.session.scalar(
        select(Consultation)
        .where(Consultation.id == consultation_id)
        .options(joinedload(Consultation.person), joinedload(Consultation.child), joinedload(Consultation.agency))
    )


def asked_of_setting(person_id: UUID) -> list[Select[Any]]:
    """The part of ``reading.together`` for :func:`setting_wanted`: what one person was asked for their setting."""
    return [
        reading.rows_beside("settings_wanted", Consultation, Child)
        .join(Child, Child.id == Consultation.child_id)
        .where(Consultation.person_id == person_id, Consultation.answered_on.is_(None))
        .where(Consultation.withdrawn_on.is_(None), Consultation.decided.is_(None))
    ]


def setting_wanted(found: Mapping[str, list[dict[str, Any]]]) -> list[tuple[Consultation, Child]]:
    """The answers to :func:`asked_of_setting`, the first asked at the top."""
    rows = reading.revived_beside(found.get("settings_wanted", []), Consultation, Child)
    return sorted(((row, child) for row, child in rows), key=lambda one: (one[0].sent_on, one[0].id))


def sent(sent_id: UUID) -> PlanSent | None:
    """One person's copy of an issue."""
    return db.session.get(PlanSent, sent_id)


def last_final(plan_id: UUID) -> PlanIssue | None:
    """The newest final issue of a plan."""
    return db.session.scalar(
        select(PlanIssue)
        .where(PlanIssue.plan_id == plan_id, PlanIssue.kind.in_(("final", "amended")))
        .order_by(PlanIssue.number.desc())
        .limit(1)
    )
