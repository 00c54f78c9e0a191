"""Going back to what the last final plan says, where the changes of a notice are not made.

Nothing of the history goes: what was proposed stays in the notice and in the versions of each entry, and what the final
plan says is said again as a new version (SEND Regulations 2014, regulation 22(4)).
"""

from sqlalchemy import func, select

from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.statements import Statement, StatementVersion
from coordination.db import db, new_id
from coordination.ehc.plan import changes, threads
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import FormalPlan, PlanIssue, PlanIssueLine, PlanPlace
from coordination.ehc.recording import record
from coordination.plans import crossings

WHY = "The changes that were proposed are not made: as the final plan says"


def to_final(plan: FormalPlan, final: PlanIssue, *, by: Actor) -> None:
    """Let the sections say what a final plan says. What stands in the support plan too keeps its words: it is lived by
    there, and changed there.
    """
    held = {(one.section, one.statement_id): one for one in plan_queries.places(plan.id)}
    lines = {(one.section, one.statement_id): one for one in plan_queries.lines(final.id)}
    crossings.lock_all({one.statement_id: one.statement for one in held.values()}.values())
    for key, place in held.items():
        if key not in lines:
            _leave(place, by)
    for key, line in lines.items():
        statement = db.session.get(Statement, line.statement_id)
        if statement is None:
            continue
        if statement.section == "ehc_plan":
            _say_again(statement, line.statement_version, by)
        if key not in held and statement.ended_on is None:
            _stand(plan, line, by)
    db.session.flush()
    threads.restore(plan, {one.statement_id: one.answers for one in lines.values()}, by=by)
    letters = ", ".join(sorted({letter for letter, _ in held.keys() | lines.keys()}))
    record(plan, "ehc_section_written", by.person_id, section=letters, what="as in the final plan again")


def _leave(place: PlanPlace, by: Actor) -> None:
    """An entry that the final plan does not have: it ends, or where it stands elsewhere too only leaves this plan."""
    statement: Statement = place.statement
    elsewhere = db.session.scalar(
        select(func.count())
        .select_from(PlanPlace)
        .where(PlanPlace.statement_id == statement.id, PlanPlace.id != place.id)
    )
    if statement.section == "ehc_plan" and not elsewhere:
        saying.withdraw(statement, by=by, why=WHY)
    else:
        db.session.delete(place)


def _say_again(statement: Statement, version: StatementVersion, by: Actor) -> None:
    saying.take_up(statement, by=by, why=WHY)
    if not changes.differs(statement, version):
        return
    facts = {
        name: crossings.from_primitive(statement, name, value)
        for name, value in version.facts.items()
        if name in statement.facts_kept
    }
    saying.revise(statement, by=by, wording=dict(version.wording), audiences=version.audiences, why=WHY, **facts)


def _stand(plan: FormalPlan, line: PlanIssueLine, by: Actor) -> None:
    """Give an entry its place again, unless its row is there still: taking out one's own words leaves it."""
    here = PlanPlace.plan_id == plan.id, PlanPlace.section == line.section, PlanPlace.statement_id == line.statement_id
    if db.session.scalar(select(PlanPlace.id).where(*here)) is None:
        db.session.add(
            PlanPlace(
                id=new_id(), authority_id=plan.authority_id, child_id=plan.child_id, plan_id=plan.id,
                section=line.section, statement_id=line.statement_id, position=line.position,
                recorded_by=by.person_id,
            )
        )  # fmt: skip
