"""That everybody was told of a decision: one operation for every decision, and for every way to say so.

The duty is to *tell* the parents or the young person (SEND Regulations 2014, regulations 5, 10, 20, 22 and 25), so what
the clock of a decision waits for happens on the day everybody was told; and on that day the times for mediation and
appeal begin (regulation 32; First-tier Tribunal (HESC) Rules 2008, rule 20). A last letter that is sent, a day that
somebody records and a notice that carries the decision with it all say it here.
"""

from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.db import RuleBroken, db
from coordination.ehc import words
from coordination.ehc.models import Decided, Decision
from coordination.ehc.recording import record

# What happens to the child's history, by what was decided. A review's own end follows from the letter.
_EVENTS: dict[str, tuple[str, dict[str, Any]]] = {
    Decided.ASSESS.value: ("ehc_assessment_agreed", {}),
    Decided.NOT_ASSESS.value: ("ehc_assessment_refused", {}),
    Decided.REASSESS.value: ("ehc_reassessment_decided", {"agreed": True}),
    Decided.NOT_REASSESS.value: ("ehc_reassessment_decided", {"agreed": False}),
    Decided.ISSUE.value: ("ehc_plan_agreed", {}),
    Decided.NOT_ISSUE.value: ("ehc_plan_refused", {}),
    Decided.NOT_AMEND.value: ("ehc_amendment_decided", {"decision": "not_amend"}),
}


def tell(made: Decision, *, on: date, by: UUID | None) -> Decision:
    """Everybody the law calls a parent, and the young person, was told on this day: the clock of the decision stops,
    and where it may be appealed the times for mediation and appeal begin. Told again, they were told the first time.
    """
    if made.told_on is not None:
        return made
    if not made.decided_on <= on <= clock.today():
        raise RuleBroken("They are told on the day of the decision or later, and not in the future", "told_on")
    made.told_on = on
    db.session.flush()
    if made.kind in _EVENTS:
        kind, facts = _EVENTS[made.kind]
        record(made, kind, by, occurred_on=on, **facts)
    if made.kind in words.MAY_APPEAL:
        record(made, "ehc_decision_letter_sent", by, occurred_on=on, decision=str(made.id), decides=made.kind)
    return made
