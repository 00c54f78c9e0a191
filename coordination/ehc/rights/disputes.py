"""Mediation and appeal about a decision, from the first word to what was ordered.

SEND Regulations 2014, regulations 32 to 45; Children and Families Act 2014, sections 51 to 55; First-tier Tribunal
(HESC) Rules 2008, rule 20. Each step is recorded once, with its day; the clocks follow from the events.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.ehc import words
from coordination.ehc.last_days import last_day
from coordination.ehc.models import Decision, Dispute
from coordination.ehc.recording import record
from coordination.web.filters import day

ORDERS = {
    "assess": "Assess the child’s needs",
    "make_plan": "Make and keep a plan",
    "amend_plan": "Change the plan",
    "name_school": "Name a school or college",
}
OUTCOMES = {
    "agreed": "Agreed in mediation",
    "not_agreed": "No agreement in mediation",
    "dismissed": "The Tribunal dismissed the appeal",
    "allowed": "The Tribunal allowed the appeal",
    "withdrawn": "Withdrawn by the family",
    "conceded": "The council gave way before the hearing",
}
MEDIATED = ("agreed", "not_agreed", "withdrawn")
APPEALED = ("dismissed", "allowed", "conceded", "withdrawn")


def of_decision(decision_id: UUID, kind: str | None = None) -> list[Dispute]:
    """Mediation and appeals about a decision, in their order."""
    asked = select(Dispute).where(Dispute.decision_id == decision_id)
    if kind is not None:
        asked = asked.where(Dispute.kind == kind)
    return list(db.session.scalars(asked.order_by(Dispute.opened_on, Dispute.id)))


def appeal_until(decision: Decision) -> date | None:
    """The last day to appeal: two months from the letter, or one from the certificate, whichever is later."""
    if decision.told_on is None or decision.kind not in words.MAY_APPEAL:
        return None
    last = last_day("A18", decision.told_on)
    for held in of_decision(decision.id, "mediation"):
        if held.certificate_on is not None:
            last = max(last, last_day("A18.2", held.certificate_on, decision_letter_on=decision.told_on))
    return last


def open_appeal(decision_id: UUID) -> Dispute | None:
    """The appeal about a decision that is not decided yet."""
    return next((held for held in of_decision(decision_id, "appeal") if held.closed_on is None), None)


def say_about_mediation(
    decision: Decision, *, id: UUID, wanted: bool, on: date, about_health: bool = False, said: str = "", by: Actor
) -> Dispute:
    """The family said whether they want mediation. Raises RuleBroken before the decision was told."""
    _told(decision)
    _not_before(decision, on, "on")
    same = db.session.get(Dispute, id)
    if same is not None:
        return same
    if any(held.closed_on is None for held in of_decision(decision.id, "mediation")):
        raise RuleBroken("Mediation about this decision is open already. Record what comes next there.")
    held = _dispute(decision, id, "mediation", on, by)
    held.wanted, held.about_health, held.words = wanted, about_health and wanted, said.strip() or None
    db.session.flush()
    kind = "ehc_mediation_wanted" if wanted else "ehc_mediation_refused"
    more = {"health": held.about_health} if wanted else {}
    record(held, kind, by.person_id, occurred_on=on, **_facts(decision), **more)
    return held


def tell_health_body(dispute: Dispute, *, on: date, by: Actor) -> None:
    """The integrated care board was told that mediation is about health (regulation 35: within 3 working days)."""
    if dispute.kind != "mediation" or not dispute.about_health:
        raise RuleBroken("This mediation is not about health provision.")
    decision = _decision(dispute)
    _after(dispute, on, "on")
    record(dispute, "ehc_health_body_told", by.person_id, occurred_on=on, **_facts(decision))


def certify(dispute: Dispute, *, on: date, by: Actor) -> None:
    """The mediation adviser issued the certificate. Said again, it was the first time."""
    if dispute.kind != "mediation":
        raise RuleBroken("A certificate belongs to mediation.")
    _after(dispute, on, "on")
    if dispute.certificate_on is not None:
        return
    decision = _decision(dispute)
    dispute.certificate_on = on
    if dispute.wanted is False or dispute.held_on is not None:
        dispute.closed_on = on
    db.session.flush()
    letter_on = decision.told_on.isoformat() if decision.told_on else None
    record(
        dispute, "ehc_mediation_certificate", by.person_id, occurred_on=on, **_facts(decision),
        decision_letter_on=letter_on,
    )  # fmt: skip


def mediated(dispute: Dispute, *, on: date, outcome: str, said: str = "", by: Actor) -> None:
    """Mediation was held, and what came of it."""
    if dispute.kind != "mediation" or not dispute.wanted:
        raise RuleBroken("Mediation was not asked for.")
    if outcome not in MEDIATED:
        raise RuleBroken("Choose what came of it", "outcome")
    _after(dispute, on, "on")
    if dispute.held_on is not None:
        raise RuleBroken("It is recorded already when mediation was held.")
    dispute.held_on, dispute.outcome = on, outcome
    dispute.words = said.strip() or dispute.words
    if outcome != "not_agreed" or dispute.certificate_on is not None:
        dispute.closed_on = on
    db.session.flush()
    record(dispute, "ehc_mediation_held", by.person_id, occurred_on=on, **_facts(_decision(dispute)))


def appeal(decision: Decision, *, id: UUID, on: date, said: str = "", by: Actor) -> Dispute:
    """An appeal was made to the Tribunal."""
    _told(decision)
    _not_before(decision, on, "on")
    same = db.session.get(Dispute, id)
    if same is not None:
        return same
    if open_appeal(decision.id) is not None:
        raise RuleBroken("An appeal about this decision is open already.")
    held = _dispute(decision, id, "appeal", on, by)
    held.words = said.strip() or None
    db.session.flush()
    record(held, "ehc_appeal_lodged", by.person_id, occurred_on=on, **_facts(decision))
    return held


def decide_appeal(
    dispute: Dispute,
    *,
    on: date,
    outcome: str,
    order: str | None = None,
    unopposed: bool = False,
    said: str = "",
    by: Actor,
) -> None:
    """The Tribunal decided, or the appeal ended otherwise; with what it ordered, whose times begin with it."""
    if dispute.kind != "appeal":
        raise RuleBroken("This is mediation, not an appeal.")
    if outcome not in APPEALED:
        raise RuleBroken("Choose how the appeal ended", "outcome")
    if dispute.closed_on is not None:
        raise RuleBroken("It is recorded already how this appeal ended.")
    if order is not None and order not in ORDERS:
        raise RuleBroken("Choose what was ordered", "order")
    if order is not None and outcome in ("dismissed", "withdrawn"):
        raise RuleBroken("An appeal that ended so orders nothing", "order")
    if outcome == "allowed" and order is None:
        raise RuleBroken("Choose what the Tribunal ordered", "order")
    _after(dispute, on, "on")
    decision = _decision(dispute)
    dispute.outcome, dispute.closed_on, dispute.order = outcome, on, order
    dispute.unopposed = unopposed or outcome == "conceded"
    dispute.ordered_on = on if order is not None else None
    dispute.words = said.strip() or dispute.words
    db.session.flush()
    record(dispute, "ehc_appeal_decided", by.person_id, occurred_on=on, **_facts(decision))
    if order is not None:
        facts = {"order": order, "unopposed": dispute.unopposed}
        record(dispute, "ehc_order_made", by.person_id, occurred_on=on, **_facts(decision), **facts)


def _dispute(decision: Decision, id: UUID, kind: str, on: date, by: Actor) -> Dispute:
    held = Dispute(
        id=id,
        authority_id=decision.authority_id,
        child_id=decision.child_id,
        decision_id=decision.id,
        kind=kind,
        opened_on=on,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    return held


def _decision(dispute: Dispute) -> Decision:
    return db.session.get_one(Decision, dispute.decision_id)


def _facts(decision: Decision) -> dict[str, str]:
    return {"decision": str(decision.id)}


def _told(decision: Decision) -> None:
    if decision.told_on is None:
        raise RuleBroken("The decision has not been told yet: send its letter first.")
    if decision.kind not in words.MAY_APPEAL:
        raise RuleBroken("This decision carries no right of appeal.")


def _not_before(decision: Decision, on: date, field: str) -> None:
    if on > clock.today():
        raise RuleBroken("The day must be today or earlier", field)
    if decision.told_on is not None and on < decision.told_on:
        raise RuleBroken(f"The day cannot be before the letter of {day(decision.told_on)}", field)


def _after(dispute: Dispute, on: date, field: str) -> None:
    if on > clock.today():
        raise RuleBroken("The day must be today or earlier", field)
    if on < dispute.opened_on:
        raise RuleBroken(f"The day cannot be before {day(dispute.opened_on)}, when it began", field)
