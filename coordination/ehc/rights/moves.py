"""Moves between councils: the plan goes to another authority, or comes to this one.

SEND Regulations 2014, regulation 15. The child's record moves only by a handover that the other authority accepts;
here the transfer of the plan is recorded, and the times that follow from it.
"""

from datetime import date
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.ehc.letters import sending as letters
from coordination.ehc.models import Letter
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.queries import current_plan
from coordination.ehc.recording import record
from coordination.ehc.rights import ceasing
from coordination.timescales import explain
from coordination.web.filters import day

HANDED_OVER = {
    "plan": "The final plan",
    "advice": "The advice it rests on (section K)",
    "reviews": "Records of annual reviews",
    "disputes": "Mediation and appeals, open and closed",
    "budget": "The personal budget, if there is one",
}


def known(plan: FormalPlan, *, moves_on: date, council: str, known_on: date, by: Actor) -> None:
    """We learnt that the child moves to another council, and when. Starts the time to transfer the plan (A12)."""
    _kept(plan)
    if not council.strip():
        raise RuleBroken("Enter which council the child moves to", "council")
    if known_on > clock.today():
        raise RuleBroken("The day you learnt of it must be today or earlier", "known_on")
    plan.front = {**(plan.front or {}), "moves_to": council.strip(), "moves_on": moves_on.isoformat()}
    db.session.flush()
    record(plan, "ehc_transfer_known", by.person_id, occurred_on=known_on, moves_on=moves_on.isoformat())


def transfer_out(plan: FormalPlan, *, on: date, council: str, handed: list[str], by: Actor) -> None:
    """The plan was transferred to another council with what belongs to it. Here it ends: another keeps it now."""
    _kept(plan)
    if not council.strip():
        raise RuleBroken("Enter which council has the plan now", "council")
    if on > clock.today():
        raise RuleBroken("The day must be today or earlier", "on")
    if "plan" not in handed:
        raise RuleBroken("The plan itself must be handed over (regulation 15(2))", "handed")
    plan.front = {
        **(plan.front or {}),
        "moves_to": council.strip(),
        "handed_over": [name for name in HANDED_OVER if name in handed],
    }
    db.session.flush()
    record(plan, "ehc_plan_transferred", by.person_id, occurred_on=on, transferred="out")
    ceasing.end_for(plan, reason="moved", on=on, by=by)


def transfer_in(
    child: Child, *, id: UUID, on: date, council: str, made_on: date, last_review_on: date | None, by: Actor
) -> FormalPlan:
    """A plan came to us from another council: ours to keep from the day of the transfer, as it stands."""
    if not council.strip():
        raise RuleBroken("Enter which council it came from", "council")
    if on > clock.today():
        raise RuleBroken("The day must be today or earlier", "on")
    if made_on > on:
        raise RuleBroken("The plan was made before it came to us", "made_on")
    if last_review_on is not None and not made_on <= last_review_on <= on:
        raise RuleBroken("The last review was between the day the plan was made and the day it came", "last_review_on")
    same = db.session.get(FormalPlan, id)
    if same is not None:
        return same
    if current_plan(child.id) is not None:
        raise RuleBroken("This child has an EHC plan here already.")
    held = FormalPlan(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        type="ehc",
        state="final",
        started_on=on,
        first_issued_on=made_on,
        issued_on=made_on,
        reviewed_on=last_review_on,
        front={"came_from": council.strip(), "came_on": on.isoformat()},
        placement={},
        officer_id=by.person_id,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    anchor = last_review_on or made_on
    record(
        held, "ehc_plan_transferred", by.person_id, occurred_on=on, transferred="in",
        last_review_on=anchor.isoformat(),
    )  # fmt: skip
    return held


def review_by(plan: FormalPlan) -> date | None:
    """The last day to review a plan that came to us: the later of 12 months and 3 months (regulation 15(5))."""
    came = (plan.front or {}).get("came_on")
    if came is None:
        return None
    anchor = plan.reviewed_on or plan.first_issued_on
    facts = {"last_review_on": anchor.isoformat()} if anchor is not None else {}
    return explain("A14", date.fromisoformat(came), facts=facts).due_on


def tell(plan: FormalPlan, *, assess_again: bool, by: Actor) -> list[Letter]:
    """Letters that say the plan came to us, whether we will assess again, and when we will review it (A13)."""
    until = review_by(plan)
    if until is None:
        raise RuleBroken("This plan did not come from another council.")
    again = "We will assess again." if assess_again else "We will not assess again at this time."
    made = letters.prepare("transfer_told", plan, by)
    for held in made:
        held.facts = {**held.facts, "transfer_plans": f"{again} We will review the plan by {day(until)}."}
    db.session.flush()
    return made


def _kept(plan: FormalPlan) -> None:
    if plan.type != "ehc":
        raise RuleBroken("Only an EHC plan is transferred so.")
    if plan.state == "ceased":
        raise RuleBroken("This plan has ended here already.")
    if plan.state != "final":
        raise RuleBroken("This plan is a draft: there is nothing to transfer yet.")
