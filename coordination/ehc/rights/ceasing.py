"""Ending a plan: the decision with its reason, the letter, and the end itself, which waits for the time to appeal.

Children and Families Act 2014, section 45: a plan may end only where the council is no longer responsible or it is no
longer necessary; it is kept until the time to appeal has passed, and while an appeal is open (section 45(4)). SEND
Regulations 2014, regulations 29 to 31.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.ehc import words
from coordination.ehc.models import Decided, Decision
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.recording import record
from coordination.ehc.rights import disputes
from coordination.web.filters import day

# The council is no longer responsible: nothing to decide, and no appeal to wait for.
OUT_OF_OUR_HANDS = frozenset({"moved", "left_england", "died", "age"})


def decision_to_end(plan_id: UUID) -> Decision | None:
    """The last decision to end a plan."""
    return db.session.scalar(
        select(Decision)
        .where(Decision.plan_id == plan_id, Decision.kind == Decided.CEASE.value)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
        .limit(1)
    )


def decide(
    plan: FormalPlan, *, id: UUID, reason: str, words_of_it: str, consulted: str, on: date, by: Actor
) -> Decision:
    """Decide to end a plan: the test that is met, what was said when family and setting were asked, why.

    Regulation 31: the parent or young person and the head teacher are asked first. Nothing ends yet. Raises RuleBroken.
    """
    _kept(plan)
    if reason not in words.CEASE_REASONS:
        raise RuleBroken("Choose the reason", "reason")
    if not words_of_it.strip():
        raise RuleBroken("Say why it is no longer necessary to keep the plan", "words_of_it")
    if not consulted.strip():
        raise RuleBroken("Say what the family and the school or college said when you asked them", "consulted")
    if on > clock.today():
        raise RuleBroken("The day of the decision must be today or earlier", "on")
    same = db.session.get(Decision, id)
    if same is not None:
        return same
    last = decision_to_end(plan.id)
    if last is not None and waits_for(plan, last):
        raise RuleBroken("A decision to end this plan waits already.")
    held = Decision(
        id=id,
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        kind=Decided.CEASE.value,
        plan_id=plan.id,
        decided_on=on,
        reasons=f"{words.CEASE_REASONS[reason]}.\n{words_of_it.strip()}\nWhat we were told: {consulted.strip()}",
        recorded_by=by.person_id,
    )
    plan.cease_reason = reason
    db.session.add(held)
    db.session.flush()
    return held


def waits_for(plan: FormalPlan, decision: Decision | None = None) -> str:
    """What keeps a plan from ending now, as a sentence; empty where nothing does."""
    if plan.cease_reason in OUT_OF_OUR_HANDS - {"age"}:
        return ""
    held = decision or decision_to_end(plan.id)
    if held is None:
        return "There is no decision to end this plan yet."
    if held.told_on is None:
        return "The decision has not been told yet: send its letter first."
    if disputes.open_appeal(held.id) is not None:
        return "An appeal about ending this plan is open: the plan is kept until it is decided (section 45(4))."
    if _lost(held):
        return "The appeal about ending this plan was allowed: the plan is kept."
    until = disputes.appeal_until(held)
    if until is not None and clock.today() <= until and not _decided(held):
        return f"The plan is kept until the time to appeal has passed, on {day(until)} (section 45(4))."
    return ""


def end(plan: FormalPlan, *, by: Actor, on: date | None = None) -> None:
    """End the plan. Ended again, it ended the first time. Raises RuleBroken while the law keeps it."""
    if plan.state == "ceased":
        return
    waiting = waits_for(plan)
    if waiting:
        raise RuleBroken(waiting)
    ended = on or clock.today()
    if ended > clock.today():
        raise RuleBroken("The day must be today or earlier", "on")
    plan.state, plan.ceased_on = "ceased", ended
    db.session.flush()
    record(plan, "ehc_plan_ceased", by.person_id, occurred_on=ended, reason=plan.cease_reason or "other")


def end_for(plan: FormalPlan, *, reason: str, on: date, by: Actor) -> None:
    """The council stops being responsible: the child died, left England, or another council keeps the plan."""
    _kept(plan)
    if reason not in OUT_OF_OUR_HANDS - {"age"}:
        raise RuleBroken("This reason asks for a decision first", "reason")
    plan.cease_reason = reason
    end(plan, by=by, on=on)


def _kept(plan: FormalPlan) -> None:
    if plan.type != "ehc":
        raise RuleBroken("Only an EHC plan is ended so.")
    if plan.state == "ceased":
        raise RuleBroken("This plan has ended already.")
    if plan.state != "final":
        raise RuleBroken("This plan is a draft: there is nothing to end yet.")


def _decided(decision: Decision) -> bool:
    return any(held.closed_on is not None for held in disputes.of_decision(decision.id, "appeal"))


def _lost(decision: Decision) -> bool:
    """Whether the council's decision to end the plan was overturned, or given up."""
    ended = [held for held in disputes.of_decision(decision.id, "appeal") if held.closed_on is not None]
    return bool(ended) and ended[-1].outcome in ("allowed", "conceded")
