"""Giving somebody an action, their answer, what became of it. Called through ``plans.operations``."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_AUDIENCES, audience_of
from coordination.cases import operations as cases
from coordination.cases import queries as case_queries
from coordination.cases.models import Case, Membership
from coordination.children import saying
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.plans import adding, crossings, queries
from coordination.plans.models import Action, ActionStatus, Outcome, Plan

PRIORITIES = {"normal": "Ordinary", "high": "Urgent"}
STATUS_WORDS = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "done": "Done",
    "blocked": "Blocked",
    "not_accepted": "Not accepted",
    "cancelled": "Cancelled",
}
# What whoever has an action may say about it; the others follow from an answer or from cancelling.
CAN_BE_SAID = (ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS, ActionStatus.DONE, ActionStatus.BLOCKED)


def add_action(
    plan: Plan,
    *,
    id: UUID,
    text: str,
    owner_id: UUID | None,
    agency_id: UUID | None,
    by: Actor,
    due_on: date | None = None,
    check_on: date | None = None,
    outcome_id: UUID | None = None,
    young_text: str = "",
    family_text: str = "",
    supporting: str = "",
    audiences: Iterable[str] = (),
    priority: str = "normal",
    from_review_id: UUID | None = None,
    seen: int | None = None,
) -> Action:
    """Ask one named person of one agency to do something. It is theirs once they accept; their own is
    accepted at once.

    Numbered per child. Sent again with the same id it is the same action: what is different the second time
    is a change of it, and one that crosses with somebody else's is kept for a decision. ``seen``: the version
    that stood in the record on which both work; None where a page only adds.
    """
    sent: dict[str, Any] = {
        "text": text.strip(),
        "family_text": family_text.strip(),
        "young_text": young_text.strip(),
        "audiences": sorted(set(audiences)),
        "owner_id": owner_id,
        "agency_id": agency_id,
        "due_on": due_on,
        "check_on": check_on,
        "outcome_id": outcome_id,
        "supporting": supporting.strip(),
        "priority": priority,
    }
    held = db.session.get(Action, id)
    ours = seen is not None or (held is not None and from_review_id is not None is not held.from_review_id)
    existing = adding.existing(plan, Action, id, by=by, ours=ours)
    if existing is not None:
        return _again(existing, sent, by=by, seen=seen)
    case = _open_case(plan)
    place = _place_of_owner(case, owner_id, agency_id)
    sent["agency_id"] = agency_id or (place.agency_id if place else None)
    _check(plan, sent)
    action = Action(
        id=id,
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        wording=saying.worded(sent["text"], sent["family_text"], sent["young_text"]),
        section="actions",
        label="S1",
        audiences=sorted({*sent["audiences"], *_own_audience(place)}),
        number=_next_number(plan.child_id),
        owner_id=owner_id,
        agency_id=sent["agency_id"],
        due_on=due_on,
        check_on=check_on,
        outcome_id=outcome_id,
        supporting=sent["supporting"] or None,
        priority=priority,
        from_review_id=from_review_id,
        acceptance="accepted" if owner_id is not None and owner_id == by.person_id else "offered",
    )
    adding.say_in(plan, action, by=by)
    record(action, "action_added", by)
    cases.refresh_counters(case)
    return action


def _again(action: Action, sent: dict[str, Any], *, by: Actor, seen: int | None) -> Action:
    """The same action sent again. Compared with what this person sent last, or had before them, so that nothing
    they changed is lost.
    """
    seen, before = adding.sent_last(action, by, seen)
    # What was left empty the first time and filled in by a rule is not a change.
    mine = {
        name: value
        for name, value in sent.items()
        if crossings.primitive(value) != before.get(name) and value not in (None, "", [])
    }
    if "audiences" in mine:
        mine["audiences"] = sorted({*mine["audiences"], *(FAMILY_AUDIENCES & set(action.audiences))})
    if mine:
        try:
            change_action(action, seen=seen, by=by, **mine)
        except crossings.Crossed:
            return action
    return action


def change_action(action: Action, *, seen: int | None, by: Actor, why: str | None = None, **facts: Any) -> Action:
    """Change what is asked, of whom or by when. A new owner is asked anew.

    ``facts``: text, family_text, young_text, audiences, owner_id, agency_id, due_on, check_on, outcome_id,
    supporting, priority, carried. Raises Crossed when somebody else saved in between.
    """
    case = case_of(action)
    place = None
    if "owner_id" in facts or "agency_id" in facts:
        owner_id = facts.get("owner_id", action.owner_id)
        if (owner_id, facts.get("agency_id")) != (action.owner_id, action.agency_id):
            place = _place_of_owner(case, owner_id, facts.get("agency_id"))
            if facts.get("agency_id") is None and place is not None:
                facts["agency_id"] = place.agency_id
    plan = queries.plan_around(action)
    if plan is not None:
        _check(plan, {"text": action.text, **facts})
    if "audiences" in facts and place is not None:
        facts["audiences"] = sorted({*facts["audiences"], *_own_audience(place)})
    alone: dict[str, Any] = {}
    if "owner_id" in facts and facts["owner_id"] != action.owner_id:
        alone["acceptance"] = "accepted" if facts["owner_id"] == by.person_id else "offered"
        alone["declined_reason"] = None
        if action.status == ActionStatus.NOT_ACCEPTED.value:
            alone["status"] = ActionStatus.NOT_STARTED.value
    if crossings.change(action, facts, seen=seen, by=by, why=why, alone=alone):
        record(action, "action_changed", by)
        _recount_of(case)
    return action


def answer_action(action: Action, *, accept: bool, by: Actor, reason: str = "") -> Action:
    """The person who was asked takes it on, or says why not: then it goes back to the lead for somebody else."""
    crossings.lock(action)
    if action.owner_id != by.person_id:
        raise RuleBroken("Only the person who was asked can answer.")
    if action.status in queries.CLOSED:
        raise RuleBroken("This action is closed, so there is nothing to answer.")
    if not accept and not reason.strip():
        raise RuleBroken("Say why this is not for you, so that somebody else can be found.", "reason")
    status = action.status
    if accept and status == ActionStatus.NOT_ACCEPTED.value:
        status = ActionStatus.NOT_STARTED.value
    changed = crossings.apply(
        action,
        {
            "acceptance": "accepted" if accept else "declined",
            "declined_reason": None if accept else reason.strip(),
            "status": status if accept else ActionStatus.NOT_ACCEPTED.value,
        },
        by=by,
    )
    if changed:
        record(action, "action_answered", by, answer="accepted" if accept else "not accepted")
        _recount_of(case_of(action))
    return action


def update_action(
    action: Action,
    *,
    status: str,
    by: Actor,
    seen: int | None = None,
    note: str = "",
    blocker: str = "",
    evidence: str = "",
    done_on: date | None = None,
) -> Action:
    """Say how it is going. An empty note or evidence leaves the last one; a blocked action says what is in
    the way.

    Raises Crossed when somebody else has said something else since the version ``seen``.
    """
    if _update(
        action,
        status=status,
        by=by,
        seen=seen,
        note=note,
        blocker=blocker,
        evidence=evidence,
        done_on=done_on,
    ):
        _recount_of(case_of(action))
    return action


def mark_done(actions: Sequence[Action], *, done_on: date | None, by: Actor, note: str = "") -> int:
    """Mark several actions as done at once. Answers how many were open until now."""
    if not actions:
        raise RuleBroken("Choose at least one action.", "done")
    crossings.lock_all(actions)
    touched: dict[UUID, Case] = {}
    changed = 0
    for action in sorted(actions, key=lambda held: held.id):
        if action.status in queries.CLOSED:
            continue
        changed += _update(action, status="done", by=by, note=note, done_on=done_on)
        case = case_of(action)
        if case is not None:
            touched[case.id] = case
    for key in sorted(touched):
        cases.refresh_counters(touched[key])
    return changed


def cancel_action(action: Action, *, why: str, by: Actor) -> Action:
    """Call an action off, with the reason. It stays in the plan, counted as neither done nor late."""
    if not why.strip():
        raise RuleBroken("Say why this is no longer needed.", "why")
    crossings.lock(action)
    if action.status == ActionStatus.DONE.value:
        raise RuleBroken("This action is done. To open it again, change how it is going.")
    if crossings.apply(action, {"status": ActionStatus.CANCELLED.value, "note": why.strip()}, by=by, why=why.strip()):
        record(action, "action_updated", by, status="cancelled")
        _recount_of(case_of(action))
    return action


def _update(
    action: Action,
    *,
    status: str,
    by: Actor,
    seen: int | None = None,
    note: str = "",
    blocker: str = "",
    evidence: str = "",
    done_on: date | None = None,
) -> bool:
    if status not in {said.value for said in CAN_BE_SAID}:
        raise RuleBroken("Choose how it is going.", "status")
    blocked = status == ActionStatus.BLOCKED.value
    done = status == ActionStatus.DONE.value
    if blocked and not (blocker.strip() or action.blocker):
        raise RuleBroken("Say what is in the way.", "blocker")
    if done and done_on is not None and done_on > clock.today():
        raise RuleBroken("The day it was done must be today or earlier.", "done_on")
    mine: dict[str, Any] = {"status": status}
    for name, said in (("note", note), ("evidence", evidence), ("blocker", blocker if blocked else "")):
        if said.strip():
            mine[name] = said.strip()
    if done:
        mine["done_on"] = done_on or action.done_on or clock.today()
    alone: dict[str, Any] = {"blocked_on": (action.blocked_on or clock.today()) if blocked else None}
    if not done:
        alone["done_on"] = None
    if not blocked:
        alone["blocker"] = None
    if action.acceptance != "accepted" and action.owner_id == by.person_id:
        alone |= {"acceptance": "accepted", "declined_reason": None}
    if not crossings.change(action, mine, seen=seen, by=by, alone=alone):
        return False
    if done:
        record(action, "action_done", by, occurred_on=action.done_on)
    else:
        record(action, "action_updated", by, status=STATUS_WORDS[status].lower())
    return True


def case_of(action: Action) -> Case | None:
    """The case whose plan an action stands in."""
    plan = queries.plan_around(action)
    return plan.case if plan is not None else None


def _open_case(plan: Plan) -> Case:
    if plan.case.state != "open":
        raise RuleBroken("Help has ended: open the case again before adding to its plan.")
    return plan.case


def _recount_of(case: Case | None) -> None:
    if case is not None:
        cases.refresh_counters(case)


def _next_number(child_id: UUID) -> int:
    """The next number among the child's actions, for whoever has taken their turn."""
    highest = db.session.scalar(select(func.max(Action.number)).where(Action.child_id == child_id))
    return int(highest or 0) + 1


def _place_of_owner(case: Case | None, owner_id: UUID | None, agency_id: UUID | None) -> Membership | None:
    """The place on the team that the person who is asked holds today."""
    if owner_id is None or case is None:
        return None
    held = [place for place in case_queries.team(case.id) if place.person_id == owner_id]
    if not held:
        raise RuleBroken("Choose somebody who is on the team.", "owner_id")
    for place in held:
        if agency_id is None or place.agency_id == agency_id:
            return place
    raise RuleBroken("Choose the organisation this person is on the team for.", "agency_id")


def _own_audience(place: Membership | None) -> set[str]:
    """Somebody of the family who is asked to do something may read what they are asked."""
    audience = audience_of(place.role) if place is not None else None
    return {audience} if audience in FAMILY_AUDIENCES else set()


def _check(plan: Plan, sent: dict[str, Any]) -> None:
    if not str(sent.get("text") or "").strip():
        raise RuleBroken("Say what will be done.", "text")
    if sent.get("priority") is not None and sent["priority"] not in PRIORITIES:
        raise RuleBroken("Choose how urgent it is.", "priority")
    outcome_id = sent.get("outcome_id")
    if outcome_id is not None:
        outcome = db.session.get(Outcome, outcome_id)
        if outcome is None or outcome.child_id != plan.child_id:
            raise RuleBroken("Choose one of this plan's outcomes.", "outcome_id")


def record(action: Action, kind: str, by: Actor, *, occurred_on: date | None = None, **facts: Any) -> None:
    """Tell the child's history what was done with an action."""
    events.record(
        authority_id=action.authority_id,
        child_id=action.child_id,
        kind=kind,
        occurred_on=occurred_on,
        about=action,
        agency_id=action.agency_id,
        label=action.label,
        facts={"number": action.number, **facts},
        by=by.person_id,
    )
