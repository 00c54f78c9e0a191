"""What the council decides on a request: whether to assess, and after the assessment whether to write a plan.

A decision has its reasons and the day it was made, and stands from then on. The duty is to *tell* the parents or the
young person (SEND Regulations 2014, regulations 5, 10 and 25), so what its clock waits for happens on the day they are
told (``telling.tell``).
"""

from datetime import date
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db, new_id
from coordination.ehc import queries, words
from coordination.ehc.models import Assessment, AssessmentState, Decided, Decision
from coordination.ehc.plan import writing
from coordination.ehc.process.requesting import end, take_where_nobody_has
from coordination.ehc.telling import tell

# Whether to assess, by the kind of request; and the state it leads to.
FIRST = {
    "first": {True: Decided.ASSESS.value, False: Decided.NOT_ASSESS.value},
    "reassessment": {True: Decided.REASSESS.value, False: Decided.NOT_REASSESS.value},
}


def whether_to_assess(
    held: Assessment,
    *,
    id: UUID,
    yes: bool,
    reasons: str,
    decided_on: date,
    by: Actor,
    told_on: date | None = None,
) -> Decision:
    """Decide whether to assess, with the reasons. The same ``id`` again is the same decision."""
    existing = db.session.get(Decision, id)
    if existing is not None:
        return existing
    if held.state != AssessmentState.REQUESTED.value:
        raise RuleBroken("It was decided already whether to assess.")
    made = _decide(held, id, FIRST[held.kind][yes], reasons, decided_on, held.received_on, by)
    if yes:
        held.state = AssessmentState.ASSESSING.value
        db.session.flush()
    else:
        end(held, AssessmentState.REFUSED, on=decided_on, why="", by=by)
    if told_on is not None:
        tell(made, on=told_on, by=by.person_id)
    return made


def plan_panel(held: Assessment, *, on: date | None, said: str, by: Actor) -> Assessment:
    """Say when the panel meets about the assessment, or what it said."""
    if held.state != AssessmentState.ASSESSING.value:
        raise RuleBroken("A panel is for an assessment that is under way.")
    held.panel_on, held.panel_words = on, said.strip() or None
    db.session.flush()
    return held


def whether_to_write_a_plan(
    held: Assessment,
    *,
    id: UUID,
    yes: bool,
    reasons: str,
    decided_on: date,
    by: Actor,
    told_on: date | None = None,
    panel_on: date | None = None,
    panel_words: str = "",
) -> Decision:
    """Decide whether to write a plan, with the reasons. Yes makes a draft plan, or leads to the one that is kept."""
    existing = db.session.get(Decision, id)
    if existing is not None:
        return existing
    if held.state != AssessmentState.ASSESSING.value:
        raise RuleBroken("A plan is decided on once the child is being assessed, and once.")
    if panel_on is not None and panel_on > decided_on:
        raise RuleBroken("The panel met after this day. Check the two dates.", "decided_on")
    kind = Decided.ISSUE.value if yes else Decided.NOT_ISSUE.value
    made = _decide(held, id, kind, reasons, decided_on, held.received_on, by)
    held.panel_on = panel_on or held.panel_on
    held.panel_words = panel_words.strip() or held.panel_words
    if yes:
        plan = queries.current_plan(held.child_id) or writing.start_plan(
            held.child, id=new_id(), officer_id=held.officer_id, team_id=held.team_id, by=by
        )
        held.state, held.plan_id = AssessmentState.DRAFTING.value, plan.id
        made.plan_id = plan.id
        db.session.flush()
    else:
        end(held, AssessmentState.PLAN_REFUSED, on=decided_on, why="", by=by)
    if told_on is not None:
        tell(made, on=told_on, by=by.person_id)
    return made


def _decide(
    held: Assessment, id: UUID, kind: str, reasons: str, decided_on: date, not_before: date, by: Actor
) -> Decision:
    if not reasons.strip():
        raise RuleBroken("Give the reasons: they go into the letter", "reasons")
    if not not_before <= decided_on <= clock.today():
        raise RuleBroken("The day it was decided must be after the request came, and not in the future", "decided_on")
    take_where_nobody_has(held, by)
    made = Decision(
        id=id,
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=kind,
        assessment_id=held.id,
        decided_on=decided_on,
        reasons=reasons.strip(),
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def may_be_appealed(made: Decision) -> bool:
    """Whether the letter must carry the right to appeal (Children and Families Act 2014, section 51)."""
    return made.kind in words.MAY_APPEAL


# What a notice with a right of appeal must say: regulations 5(3), 10(2) and 32; the times are those of rule 20 of the
# Tribunal Procedure (First-tier Tribunal) (Health, Education and Social Care Chamber) Rules 2008.
RIGHTS = (
    "You have the right to appeal to the First-tier Tribunal (Special Educational Needs and Disability).",
    "Appeal within 2 months of the date of the letter, or within 1 month of the mediation certificate, whichever is "
    "later.",
    "Speak to a mediation adviser first: you need their certificate to appeal, whether or not you choose mediation. "
    "It is free and independent.",
    "The SEND information, advice and support service helps you, free and in confidence. So does the disagreement "
    "resolution service.",
)
TO_WHOM = (
    "The letter goes to everybody the law calls a parent: each person with parental responsibility, and whoever has "
    "care of the child, a foster carer included. After compulsory school age it goes to the young person."
)
