"""Asking about episodes of help and the teams around children."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.cases.models import Case, CaseStep, Membership
from coordination.db import db


def case(case_id: UUID) -> Case | None:
    """A case with its child, team and lead."""
    return db.session.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(joinedload(Case.child), joinedload(Case.team), joinedload(Case.lead))
    )


def current_case(child_id: UUID) -> Case | None:
    """The child's open case, the newest where there are several, with its team and lead."""
    return db.session.scalar(
        select(Case)
        .where(Case.child_id == child_id, Case.state == "open")
        .options(joinedload(Case.team), joinedload(Case.lead))
        .order_by(Case.opened_on.desc(), Case.id.desc())
        .limit(1)
    )


def latest_case(child_id: UUID) -> Case | None:
    """The child's open case or, where help has ended, the one that ended last."""
    return db.session.scalar(
        select(Case)
        .where(Case.child_id == child_id)
        .options(joinedload(Case.team), joinedload(Case.lead))
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Case.id.desc())
        .limit(1)
    )


def open_cases(child_id: UUID) -> list[Case]:
    """Every open case of a child, the newest first."""
    return list(
        db.session.scalars(
            select(Case)
            .where(Case.child_id == child_id, Case.state == "open")
            .options(joinedload(Case.team), joinedload(Case.lead))
            .order_by(Case.opened_on.desc(), Case.id.desc())
        )
    )


def cases(child_id: UUID) -> list[Case]:
    """Every case of a child, the newest first."""
    return list(
        db.session.scalars(
            select(Case)
            .where(Case.child_id == child_id)
            .options(joinedload(Case.team), joinedload(Case.lead))
            .order_by(Case.opened_on.desc(), Case.id.desc())
        )
    )


def team(case_id: UUID) -> list[Membership]:
    """Who is on the team today, with their person and agency: the lead first, then deputies, then by name."""
    today = clock.today()
    found = db.session.scalars(
        select(Membership)
        .where(Membership.case_id == case_id, Membership.state == "agreed", Membership.from_on <= today)
        .where(Membership.to_on.is_(None) | (Membership.to_on > today))
        .options(joinedload(Membership.person), joinedload(Membership.agency), joinedload(Membership.case))
    )
    order = {"lead": 0, "deputy": 1}
    return sorted(found, key=lambda held: (order.get(held.function, 2), held.person.sort_name))


def places(case_id: UUID) -> list[Membership]:
    """Every place there has been on the team, put forward and ended ones included, with person and agency."""
    found = db.session.scalars(
        select(Membership)
        .where(Membership.case_id == case_id)
        .options(joinedload(Membership.person), joinedload(Membership.agency), joinedload(Membership.case))
        .order_by(Membership.from_on, Membership.id)
    )
    return list(found)


def membership(membership_id: UUID) -> Membership | None:
    """A place on a team, with its person, agency and case."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.agency),
            joinedload(Membership.case).joinedload(Case.child),
        )
    )


def steps(case_id: UUID) -> list[CaseStep]:
    """Changes of level, the newest first."""
    return list(
        db.session.scalars(
            select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.on.desc(), CaseStep.id.desc())
        )
    )
