"""Keeping what children's social care does for a child: from the referral to its closing, and child protection.

Sources: Children Act 1989 ss.17 and 47; Working Together to Safeguard Children 2023. Each step is also an event, so the
clocks of both follow what is recorded. A row that is put right is an event that names the one it corrects.
"""

from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.codes import code_list
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.social_care import codes, queries
from coordination.social_care.models import (
    Conference,
    Enquiry,
    FamilyAssessment,
    NeedPlan,
    ProtectionPlan,
    Referral,
)

_CONFERENCE_EVENTS = {
    "initial": "protection_conference_held",
    "transfer_in": "protection_conference_held",
    "review": "protection_review_held",
}


# -- referrals -------------------------------------------------------------------------------------------------


def receive(
    child: Child, *, id: UUID, received_on: date, source: str, need_code: str | None, why: str, by: Actor
) -> Referral:
    """Record a referral. The same key again is the same referral."""
    existing = db.session.get(Referral, id)
    if existing is not None:
        return existing
    _not_later(received_on, "received_on")
    held = Referral(
        **_head(child, id, by), received_on=received_on, source=source, need_code=need_code, why=why.strip()
    )
    _keep(held)
    _event(held, "referral_received", received_on, by, referral_to="social_care")
    return held


def change_referral(
    held: Referral, *, received_on: date, source: str, need_code: str | None, why: str, by: Actor
) -> None:
    """Put a referral right."""
    _not_later(received_on, "received_on")
    if held.answered_on is not None and received_on > held.answered_on:
        raise RuleBroken("It was answered before that day.", "received_on")
    if held.closed_on is not None and received_on > held.closed_on:
        raise RuleBroken("It was closed before that day.", "received_on")
    was = held.received_on
    held.received_on, held.source, held.need_code, held.why = received_on, source, need_code, why.strip()
    db.session.flush()
    if was != received_on:
        _event(held, "referral_received", received_on, by, corrects=True, referral_to="social_care")


def answer(held: Referral, *, answer: str, answered_on: date, answer_why: str, told_on: date | None, by: Actor) -> None:
    """Record what was decided about a referral, and when whoever referred was told. An answer that leads to nothing
    more of social care closes it."""
    _between(
        answered_on, held.received_on, "answered_on", "The day must be since the referral, and not later than today."
    )
    if told_on is not None:
        _between(told_on, held.received_on, "told_on", "The day must be since the referral, and not later than today.")
    if held.closed_on is not None and held.answer not in codes.ENDING:
        raise RuleBroken("The referral is closed.")
    held.answer, held.answered_on, held.answer_why, held.told_on = (
        answer,
        answered_on,
        answer_why.strip() or None,
        told_on,
    )
    ends, ended = answer in codes.ENDING, held.closed_on is not None
    held.closed_on = answered_on if ends else None
    db.session.flush()
    _event(held, "referral_answered", answered_on, by, corrects=True)
    if ends:
        _event(held, "referral_closed", answered_on, by, corrects=True)
    elif ended:
        reopened = standing(held, ["referral_closed"])
        _event(held, "referral_reopened", answered_on, by, corrects_id=reopened)


def close(child: Child, held: Referral, *, closed_on: date, closure_code: str, by: Actor) -> None:
    """Record that social care ends its work on a referral (``closure_code``: reason for closure of the census). A child
    in need plan that runs ends with it; a child protection plan is ended by a conference first."""
    if held.closed_on is not None:
        raise RuleBroken("The referral is closed already.")
    _between(closed_on, held.received_on, "closed_on", "The day must be since the referral, and not later than today.")
    if queries.running(queries.protection_plans(child.id)) is not None:
        raise RuleBroken("A child protection plan runs: a review conference ends it first.")
    if any(row.finished_on is None for row in queries.assessments(child.id)):
        raise RuleBroken("An assessment is not finished: finish it first.")
    plan = queries.running(queries.need_plans(child.id))
    if plan is not None:
        end_need_plan(plan, to_on=closed_on, end_why=codes.label("case_closure", closure_code), by=by)
    held.closed_on, held.closure_code = closed_on, closure_code
    db.session.flush()
    _event(held, "referral_closed", closed_on, by)


# -- assessments -----------------------------------------------------------------------------------------------


def begin_assessment(child: Child, *, id: UUID, started_on: date, look_on: date | None, by: Actor) -> FamilyAssessment:
    """Record that a child and family assessment began."""
    existing = db.session.get(FamilyAssessment, id)
    if existing is not None:
        return existing
    _not_later(started_on, "started_on")
    if look_on is not None and look_on < started_on:
        raise RuleBroken("The day must be on or after the assessment began.", "look_on")
    if any(row.finished_on is None for row in queries.assessments(child.id)):
        raise RuleBroken("An assessment runs already: finish it first.")
    held = FamilyAssessment(**_head(child, id, by), started_on=started_on, look_on=look_on)
    _keep(held)
    _event(held, "assessment_began", started_on, by)
    return held


def finish_assessment(
    held: FamilyAssessment,
    *,
    finished_on: date,
    child_seen: bool,
    factors: list[str],
    found: str,
    outcome: str,
    by: Actor,
) -> None:
    """Record that an assessment was authorised, what was found and what follows. Said again, it is put right."""
    _between(
        finished_on,
        held.started_on,
        "finished_on",
        "The day must be since the assessment began, and not later than today.",
    )
    if codes.NO_FACTOR in factors and len(factors) > 1:
        raise RuleBroken("“None of these” goes with nothing else.", "factors")
    if codes.NO_FACTOR in factors and outcome != "no_further_action":
        raise RuleBroken("“None of these” is for an assessment that leads to no further action.", "factors")
    if unknown := [code for code in factors if code not in code_list("assessment_factor")]:
        raise TypeError(f"no such factor: {', '.join(unknown)}")
    was = held.finished_on
    held.finished_on, held.child_seen, held.factors = finished_on, child_seen, factors
    held.found, held.outcome = found.strip(), outcome
    db.session.flush()
    if was != finished_on:
        _event(held, "assessment_completed", finished_on, by, corrects=True)


# -- enquiries -------------------------------------------------------------------------------------------------


def discuss(
    child: Child, *, id: UUID, discussed_on: date, who_took_part: str, why: str, started: bool, by: Actor
) -> Enquiry:
    """Record a strategy discussion, and whether it began an enquiry under section 47."""
    existing = db.session.get(Enquiry, id)
    if existing is not None:
        return existing
    _not_later(discussed_on, "discussed_on")
    held = Enquiry(
        **_head(child, id, by),
        discussed_on=discussed_on,
        who_took_part=who_took_part.strip(),
        why=why.strip(),
        started=started,
    )
    _keep(held)
    _event(held, "strategy_discussion_held", discussed_on, by, enquiry_started=started)
    return held


def change_enquiry(
    held: Enquiry, *, discussed_on: date, who_took_part: str, why: str, started: bool, by: Actor
) -> None:
    """Put a strategy discussion right."""
    _not_later(discussed_on, "discussed_on")
    if held.finished_on is not None and (discussed_on > held.finished_on or not started):
        raise RuleBroken("The enquiry it began is finished: put that right first.")
    was = held.discussed_on, held.started
    held.discussed_on, held.started = discussed_on, started
    held.who_took_part, held.why = who_took_part.strip(), why.strip()
    db.session.flush()
    if was != (discussed_on, started):
        _event(held, "strategy_discussion_held", discussed_on, by, corrects=True, enquiry_started=started)


def finish_enquiry(held: Enquiry, *, finished_on: date, outcome: str, found: str, by: Actor) -> None:
    """Record what an enquiry found, and whether a conference is needed."""
    if not held.started:
        raise RuleBroken("The discussion began no enquiry.")
    if held.finished_on is not None:
        raise RuleBroken("The enquiry is finished already.")
    _between(
        finished_on, held.discussed_on, "finished_on", "The day must be since the discussion, and not later than today."
    )
    held.finished_on, held.outcome, held.found = finished_on, outcome, found.strip()
    db.session.flush()
    if outcome != "conference":
        _event(held, "enquiry_ended", finished_on, by)


# -- conferences and plans -------------------------------------------------------------------------------------


def confer(
    child: Child,
    *,
    id: UUID,
    kind: str,
    held_on: date,
    decision: str,
    category: str | None,
    why: str,
    by: Actor,
    review_id: UUID | None = None,
) -> Conference:
    """Record what a conference decided: a plan begins, goes on, ends, or there is none."""
    existing = db.session.get(Conference, id)
    if existing is not None:
        return existing
    _not_later(held_on, "held_on")
    plan = queries.running(queries.protection_plans(child.id))
    _may_decide(kind, decision, category, held_on, plan)
    if decision == "plan":
        plan = ProtectionPlan(
            **_head(child, new_id(), by), from_on=held_on, first_category=category, latest_category=category
        )
        _keep(plan)
    held = Conference(
        **_head(child, id, by),
        kind=kind,
        held_on=held_on,
        review_id=review_id,
        plan_id=plan.id if plan is not None else None,
        decision=decision,
        category=category,
        why=why.strip(),
    )
    _keep(held)
    _event(held, _CONFERENCE_EVENTS[kind], held_on, by)
    if decision == "plan":
        _event(plan, "protection_plan_started", held_on, by)
    if decision == "goes_on":
        plan.latest_category = category
        db.session.flush()
    if decision == "ends":
        plan.to_on, plan.end_why = held_on, why.strip()
        db.session.flush()
        _event(plan, "protection_plan_ended", held_on, by)
    return held


def _may_decide(kind: str, decision: str, category: str | None, held_on: date, plan: ProtectionPlan | None) -> None:
    if (kind == "review") != (decision in {"goes_on", "ends"}):
        raise RuleBroken(
            "A review conference decides whether the plan goes on or ends; the others whether there is one.", "decision"
        )
    if decision in {"plan", "goes_on"} and not category:
        raise RuleBroken("Choose the category of abuse.", "category")
    if kind == "review" and plan is None:
        raise RuleBroken("No child protection plan runs: there is nothing to review.", "kind")
    if kind != "review" and plan is not None:
        raise RuleBroken("A child protection plan runs already: this was a review conference.", "kind")
    if plan is not None and held_on < plan.from_on:
        raise RuleBroken("The plan began after that day.", "held_on")


def change_conference(held: Conference, *, held_on: date, category: str | None, why: str, by: Actor) -> None:
    """Put the day, the category and the reasons of a conference right; the days of its plan follow."""
    _not_later(held_on, "held_on")
    plan = queries.row(ProtectionPlan, held.plan_id) if held.plan_id is not None else None
    if held.decision in {"plan", "goes_on"} and not category:
        raise RuleBroken("Choose the category of abuse.", "category")
    if plan is not None and held.decision == "plan" and plan.to_on is not None and held_on > plan.to_on:
        raise RuleBroken("The plan ended before that day.", "held_on")
    if plan is not None and held.decision != "plan" and held_on < plan.from_on:
        raise RuleBroken("The plan began after that day.", "held_on")
    was, before = held.held_on, held.category
    held.held_on, held.category, held.why = held_on, category, why.strip()
    if plan is not None and held.decision == "plan":
        plan.from_on, plan.first_category = held_on, category
    if plan is not None and plan.latest_category == before and category:
        plan.latest_category = category
    if plan is not None and held.decision == "ends":
        plan.to_on, plan.end_why = held_on, why.strip()
    db.session.flush()
    if was != held_on:
        _event(held, _CONFERENCE_EVENTS[held.kind], held_on, by, corrects=True)
        if plan is not None and held.decision == "plan":
            _event(plan, "protection_plan_started", held_on, by, corrects=True)
        if plan is not None and held.decision == "ends":
            _event(plan, "protection_plan_ended", held_on, by, corrects=True)


def start_need_plan(child: Child, *, id: UUID, from_on: date, by: Actor) -> NeedPlan:
    """Record that a child in need plan began."""
    existing = db.session.get(NeedPlan, id)
    if existing is not None:
        return existing
    _not_later(from_on, "from_on")
    if queries.running(queries.need_plans(child.id)) is not None:
        raise RuleBroken("A child in need plan runs already.")
    held = NeedPlan(**_head(child, id, by), from_on=from_on)
    _keep(held)
    _event(held, "child_in_need_plan_started", from_on, by)
    return held


def end_need_plan(held: NeedPlan, *, to_on: date, end_why: str, by: Actor) -> None:
    """Record that a child in need plan ended."""
    if held.to_on is not None:
        raise RuleBroken("The plan has ended already.")
    _between(to_on, held.from_on, "to_on", "The day must be since the plan began, and not later than today.")
    held.to_on, held.end_why = to_on, end_why.strip()
    db.session.flush()
    _event(held, "child_in_need_plan_ended", to_on, by)


# -- shared ----------------------------------------------------------------------------------------------------


def _head(child: Child, id: UUID, by: Actor) -> dict[str, Any]:
    return {"id": id, "authority_id": child.authority_id, "child_id": child.id, "recorded_by": by.person_id}


def _keep(row: Any) -> None:
    db.session.add(row)
    db.session.flush()


def _not_later(on: date, field: str) -> None:
    if on > clock.today():
        raise RuleBroken("The day must be today or earlier.", field)


def _between(on: date, first: date, field: str, sentence: str) -> None:
    if not first <= on <= clock.today():
        raise RuleBroken(sentence, field)


def _event(
    row: Any,
    kind: str,
    on: date,
    by: Actor,
    corrects: bool = False,
    corrects_id: UUID | None = None,
    **facts: Any,
) -> None:
    events.record(
        authority_id=row.authority_id,
        child_id=row.child_id,
        kind=kind,
        occurred_on=on,
        about=row,
        facts=facts,
        by=by.person_id,
        corrects_id=standing(row, [kind]) if corrects else corrects_id,
    )
