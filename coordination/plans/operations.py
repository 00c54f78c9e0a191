"""What people do with a plan: start it, say something in it, change it, take it out, disagree with it, agree
it.

What is done with an action is in ``plans.actions`` (one that stands in several plans: ``plans.shared``), and
agreeing in ``plans.agreeing``; all of it is called from here.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.cases.models import Case
from coordination.children import saying
from coordination.children.statements import Disagreement, Statement
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.plans import adding, crossings, queries
from coordination.plans.actions import PRIORITIES, STATUS_WORDS, add_action
from coordination.plans.agreeing import agree_plan
from coordination.plans.crossings import Crossed
from coordination.plans.joining import join_actions
from coordination.plans.models import Crossing, Domain, Need, Outcome, Plan
from coordination.plans.shared import (
    add_shared_action,
    answer_action,
    cancel_action,
    change_action,
    mark_done,
    update_action,
)

__all__ = [
    "OUTCOME_STATUSES",
    "PRIORITIES",
    "STATUS_WORDS",
    "Crossed",
    "add_action",
    "add_shared_action",
    "add_statement",
    "agree_plan",
    "answer_action",
    "answer_disagreement",
    "cancel_action",
    "change_action",
    "change_statement",
    "decide_crossing",
    "disagree",
    "end_statement",
    "join_actions",
    "mark_done",
    "start_plan",
    "update_action",
]

WHAT = {
    "need": "A need",
    "strength": "A strength",
    "worry": "A worry",
    "outcome": "An outcome",
    "provision": "Help given regularly",
    "contingency": "What to do if things get worse",
    "action": "An action",
}
OUTCOME_STATUSES = {
    "on_track": "On track",
    "slipping": "Slipping",
    "stuck": "Stuck",
    "achieved": "Achieved",
    "ended": "Ended",
}
ROUTES = {
    "team": "Talked about with the team",
    "advocate": "With an advocate",
    "iro": "With the independent reviewing officer",
    "mediation": "Mediation",
    "tribunal": "Tribunal",
    "complaint": "Complaint",
}


def start_plan(case: Case, *, by: Actor, id: UUID | None = None, title: str = "Support plan") -> Plan:
    """Start the plan of a case. A case has one: asked again, it is the same plan."""
    existing = db.session.get(Plan, id) if id is not None else None
    if existing is None:
        table = Case.__table__
        db.session.execute(select(table.c.id).where(table.c.id == case.id).with_for_update())
        existing = queries.plan_of_case(case.id)
    if existing is not None:
        return existing
    if case.state != "open":
        raise RuleBroken("Help has ended: open the case again before starting a plan.")
    plan = Plan(
        authority_id=case.authority_id,
        child_id=case.child_id,
        case_id=case.id,
        title=title.strip() or "Support plan",
        recorded_by=by.person_id,
    )
    if id is not None:
        plan.id = id
    plan.case = case
    db.session.add(plan)
    db.session.flush()
    events.record(
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        kind="plan_started",
        about=plan,
        by=by.person_id,
    )
    return plan


def add_statement(
    plan: Plan,
    *,
    id: UUID,
    kind: str,
    text: str,
    by: Actor,
    family_text: str = "",
    young_text: str = "",
    audiences: Iterable[str] = (),
    seen: int | None = None,
    **facts: Any,
) -> Statement:
    """Add a need, strength, worry, outcome, provision or contingency to a plan, for the audiences named.

    ``facts`` are the columns of the kind. Sent again with the same id it is the same statement; what is
    different the second time is a change of it (and may raise Crossed). ``seen``: the version that stood in the
    record on which both work; None where a page only adds.
    """
    model = queries.KINDS.get(kind)
    if model is None or kind == "action":
        raise RuleBroken("Choose what to add.", "kind")
    sent: dict[str, Any] = {
        "text": text.strip(),
        "family_text": family_text.strip(),
        "young_text": young_text.strip(),
        "audiences": sorted(_audiences(audiences)),
        **_checked(plan, kind, facts),
    }
    existing = adding.existing(plan, model, id, by=by, ours=seen is not None)
    if existing is not None:
        return change_statement(existing, seen=adding.sent_last(existing, by, seen)[0], by=by, **sent)
    if plan.case.state != "open":
        raise RuleBroken("Help has ended: open the case again before adding to its plan.")
    statement: Statement = model(
        id=id,
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        wording=saying.worded(sent["text"], sent["family_text"], sent["young_text"]),
        section="support_plan",
        label="S1",
        audiences=sent["audiences"],
        **{name: _stored(value) for name, value in sent.items() if name in model.facts_kept},
    )
    if by.roles_on(clock.today()):
        statement.originator_agency_id = by.roles_on(clock.today())[0].agency_id
    adding.say_in(plan, statement, by=by)
    _record(statement, "statement_added", by)
    return statement


def change_statement(
    statement: Statement, *, seen: int | None, by: Actor, why: str | None = None, **fields: Any
) -> Statement:
    """Say a statement anew: text, family_text, young_text, audiences, or facts of its kind.

    Raises Crossed when somebody else changed the same since the version ``seen``: nothing is lost, and both
    wait side by side for a decision.
    """
    plan = queries.plan_around(statement)
    if statement.ended_on is not None:
        raise RuleBroken("This was taken out of the plan. Add it again to change it.")
    if plan is not None and plan.case.state != "open":
        raise RuleBroken("Help has ended: open the case again before changing its plan.")
    if "text" in fields and not str(fields["text"] or "").strip():
        raise RuleBroken("Enter some words.", "text")
    if "audiences" in fields:
        fields["audiences"] = sorted(_audiences(fields["audiences"]))
    if plan is not None:
        facts = {name: value for name, value in fields.items() if name in statement.facts_kept}
        fields |= _checked(plan, statement.kind, facts)
    if crossings.change(statement, fields, seen=seen, by=by, why=why):
        _record(statement, "statement_changed", by)
    return statement


def end_statement(statement: Statement, *, why: str, by: Actor) -> Statement:
    """Take a statement out of the plan, with the reason. It stays in every version that held it."""
    crossings.lock(statement)
    if statement.ended_on is not None:
        return statement
    saying.withdraw(statement, by=by, why=why.strip())
    _record(statement, "statement_ended", by)
    return statement


def disagree(
    statement: Statement,
    *,
    id: UUID,
    who: str,
    words: str,
    by: Actor,
    on: date | None = None,
    person_id: UUID | None = None,
    route: str | None = None,
) -> Disagreement:
    """Record that somebody disagrees with a statement, in their own words. It stands beside the statement."""
    existing = db.session.get(Disagreement, id)
    if existing is not None:
        return existing
    if not who.strip():
        raise RuleBroken("Say who disagrees.", "who")
    if not words.strip():
        raise RuleBroken("Write what they said, in their words.", "words")
    if on is not None and on > clock.today():
        raise RuleBroken("The day they said it must be today or earlier.", "on")
    if route is not None and route not in ROUTES:
        raise RuleBroken("Choose where it is being talked about.", "route")
    held = Disagreement(
        id=id,
        authority_id=statement.authority_id,
        child_id=statement.child_id,
        statement_id=statement.id,
        person_id=person_id,
        who=who.strip(),
        words=words.strip(),
        on=on or clock.today(),
        route=route,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    events.record(
        authority_id=statement.authority_id,
        child_id=statement.child_id,
        kind="disagreement_recorded",
        about=statement,
        label=statement.label,
        by=by.person_id,
    )
    return held


def answer_disagreement(
    disagreement: Disagreement, *, answer: str, by: Actor, outcome: str = "", route: str | None = None
) -> Disagreement:
    """Answer a disagreement. An answer that was given stays: what is added later is added to it."""
    if not answer.strip():
        raise RuleBroken("Write the answer.", "answer")
    if route is not None and route not in ROUTES:
        raise RuleBroken("Choose where it is being talked about.", "route")
    db.session.refresh(disagreement, with_for_update=True)
    given = (disagreement.answer or "").strip()
    if answer.strip() not in given:
        disagreement.answer = f"{given}\n\n{answer.strip()}".strip()
    disagreement.answered_on = clock.today()
    disagreement.route = route or disagreement.route
    disagreement.outcome = outcome.strip() or disagreement.outcome
    db.session.flush()
    return disagreement


def decide_crossing(
    crossing: Crossing,
    statement: Statement,
    *,
    seen: int,
    choices: dict[str, str],
    by: Actor,
    words: dict[str, str] | None = None,
) -> Statement:
    """Decide a change that crossed with another: for each field mine, theirs or both. Nothing set aside is
    lost.
    """
    before = statement.version
    crossings.decide(crossing, statement, seen=seen, choices=choices, words=words, by=by)
    if statement.version != before:
        kind = "action_changed" if statement.kind == "action" else "statement_changed"
        _record(statement, kind, by)
    return statement


def _audiences(audiences: Iterable[str]) -> set[str]:
    held = set(audiences)
    if held - set(saying.AUDIENCES):
        raise RuleBroken("Choose from the people on the page.", "audiences")
    return held


def _stored(value: Any) -> Any:
    return None if value == "" else value


def _checked(plan: Plan, kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a statement, each inside the rules of its kind."""
    unknown = set(facts) - set(queries.KINDS[kind].facts_kept)
    if unknown:
        raise TypeError(f"a {kind} keeps no {', '.join(sorted(unknown))}")
    if facts.get("domain") and facts["domain"] not in set(Domain):
        raise RuleBroken("Choose a part of life.", "domain")
    for name in ("progress", "progress_at_start"):
        if facts.get(name) is not None and not 0 <= facts[name] <= 10:
            raise RuleBroken("Progress is a number from 0 to 10.", name)
    if facts.get("status") and kind == "outcome" and facts["status"] not in OUTCOME_STATUSES:
        raise RuleBroken("Choose how it is going.", "status")
    for name, model, words in (
        ("need_id", Need, "Choose one of this plan's needs."),
        ("outcome_id", Outcome, "Choose one of this plan's outcomes."),
    ):
        if facts.get(name) is not None:
            other = db.session.get(model, facts[name])
            if other is None or other.child_id != plan.child_id:
                raise RuleBroken(words, name)
    from_on, to_on = facts.get("from_on"), facts.get("to_on")
    if from_on is not None and to_on is not None and to_on < from_on:
        raise RuleBroken("The last day is on or after the first.", "to_on")
    hours = facts.get("hours_per_week")
    if hours is not None:
        if not 0 <= hours <= 168:
            raise RuleBroken("Hours a week are between 0 and 168.", "hours_per_week")
        facts["hours_per_week"] = float(hours)
    return facts


def _record(statement: Statement, kind: str, by: Actor) -> None:
    facts = {"what": WHAT[statement.kind]}
    if statement.kind == "action":
        facts = {"number": getattr(statement, "number", None)}  # type: ignore[dict-item]
    events.record(
        authority_id=statement.authority_id,
        child_id=statement.child_id,
        kind=kind,
        about=statement,
        label=statement.label,
        facts=facts,
        by=by.person_id,
    )
