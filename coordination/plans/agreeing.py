"""Agreeing a plan: a version is a list of what each statement said, and from then on its audiences may read
them.
"""

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.statements import SECTION_OF, StatementKind
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.plans import queries
from coordination.plans.models import Plan, PlanVersion, PlanVersionLine

ORDER = ("strength", "need", "worry", "outcome", "action", "provision", "contingency")


def agree_plan(plan: Plan, *, by: Actor, note: str = "", hard_words_why: str = "") -> PlanVersion:
    """Agree the plan as it stands: a new version, and what it says is published to the audiences each
    statement names.

    ``hard_words_why``: why words for the young person are harder than was chosen for them, where they are (plain.py).

    Statements that were taken out are not in it. Two people agreeing at once make two versions, one after the
    other.
    """
    table = Plan.__table__
    db.session.flush()
    db.session.execute(select(table.c.id).where(table.c.id == plan.id).with_for_update())
    db.session.refresh(plan)
    if by.person_id is None:
        raise RuleBroken("A plan is agreed by a person.")
    held = sorted(queries.statements(plan.id), key=lambda row: ORDER.index(row.kind))
    now = clock.now()
    version = PlanVersion(
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        plan_id=plan.id,
        number=plan.agreed_version + 1,
        agreed_at=now,
        agreed_by=by.person_id,
        note=note.strip() or None,
        hard_words_why=hard_words_why.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(version)
    db.session.flush()
    db.session.add_all(
        PlanVersionLine(
            authority_id=plan.authority_id,
            child_id=plan.child_id,
            plan_version_id=version.id,
            statement_version_id=row.version_id,
            position=position,
            recorded_by=by.person_id,
        )
        for position, row in enumerate(held)
        if row.version_id is not None
    )
    saying.publish(held, by=by)
    plan.agreed_version = version.number
    plan.agreed_at = now
    plan.state = "agreed"
    db.session.flush()
    events.record(
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        kind="plan_agreed",
        about=plan,
        facts={"number": version.number},
        by=by.person_id,
    )
    return version


def section_of(kind: str) -> str:
    """The section of the access rules a kind of statement belongs to."""
    return SECTION_OF[StatementKind(kind)]
