"""What people do about records whose time is over: hold them, propose to destroy one, approve it, refuse it.

Two people say so, each of whom has just proved who they are; one of them is the privacy officer. Neither reads a word
of the record: they know its reference, its rule and its day.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock, jobs
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.db import RuleBroken, db
from coordination.rights.models import Erasure, ErasureState, HoldGround, RetentionHold, RetentionPeriod
from coordination.rights.retention import queries, schedule

LONGEST_PAPERS = 80
FEWEST_YEARS, MOST_YEARS = 1, 150


def hold(
    authority_id: UUID,
    *,
    id: UUID,
    subject_id: UUID | None,
    ground: str,
    papers: str,
    until_on: date | None,
    by: Actor,
) -> RetentionHold:
    """Keep one record, or every record of an authority, from being destroyed. Stops what was approved and not done."""
    existing = db.session.get(RetentionHold, id)
    if existing is not None:
        return existing
    if until_on is not None and until_on < clock.today():
        raise RuleBroken("The day it ends must not be over already", "until_on")
    if not papers.strip():
        raise RuleBroken("Enter where the reason is written down", "papers")
    held = RetentionHold(
        id=id,
        authority_id=authority_id,
        subject_id=subject_id,
        ground=HoldGround(ground),
        papers=papers.strip()[:LONGEST_PAPERS],
        from_on=clock.today(),
        until_on=until_on,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    return held


def end_hold(held: RetentionHold, *, by: Actor) -> None:
    """Nothing keeps it for this reason any more. Said again, it ended the first time."""
    if held.ended_on is None:
        held.ended_on, held.ended_by = clock.today(), by.person_id
        db.session.flush()


def set_period(
    authority_id: UUID, rule: str, *, id: UUID, years: int, reason: str, under_law: str, by: Actor
) -> RetentionPeriod:
    """Keep one kind of record for so many years, as the council decides. Raises RuleBroken where it is shorter than the
    law sets and no sentence says why.
    """
    existing = db.session.get(RetentionPeriod, id)
    if existing is not None:
        return existing
    held = schedule.rule(rule)
    if not FEWEST_YEARS <= years <= MOST_YEARS:
        raise RuleBroken(f"The years must be between {FEWEST_YEARS} and {MOST_YEARS}", "years")
    if not reason.strip():
        raise RuleBroken("Enter why, and who decided it", "reason")
    under = held.least is not None and years < held.least
    if under and not under_law.strip():
        raise RuleBroken(
            f"The law sets {held.least} years. Say in a sentence why this council keeps them for less", "under_law"
        )
    made = RetentionPeriod(
        id=id,
        authority_id=authority_id,
        rule=rule,
        years=years,
        reason=reason.strip(),
        under_law=under_law.strip() if under else None,
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def propose(authority_id: UUID, subject_id: UUID, *, id: UUID, by: Actor) -> Erasure:
    """Propose to destroy a record. Raises RuleBroken where it is not due, or something keeps it."""
    before = queries.standing(subject_id)
    if before is not None:
        return before
    facts = queries.facts_of(authority_id, subject_id)
    if facts is None:
        raise RuleBroken("There is no such record.")
    _refuse_unless_due(facts)
    kept = schedule.longest(facts)
    assert kept.due_on is not None
    proposed = Erasure(
        id=id,
        authority_id=authority_id,
        subject_id=subject_id,
        reference=facts.reference,
        rule=kept.rule.id,
        due_on=kept.due_on,
        proposed_by=by.person_id,
        proposed_at=clock.now(),
        recorded_by=by.person_id,
    )
    db.session.add(proposed)
    db.session.flush()
    return proposed


def may_approve(proposed: Erasure, by: Actor) -> bool:
    """Whether this is a second person, and one of the two is the privacy officer."""
    if proposed.state != ErasureState.PROPOSED or by.person_id in (None, proposed.proposed_by):
        return False
    return _is_privacy_officer(by.person_id, proposed.authority_id) or _is_privacy_officer(
        proposed.proposed_by, proposed.authority_id
    )


def approve(proposed: Erasure, *, by: Actor) -> None:
    """The second person says yes: the record is destroyed by a job, at once. Raises RuleBroken."""
    db.session.refresh(proposed, with_for_update=True)
    if proposed.state in (ErasureState.APPROVED, ErasureState.SHREDDED, ErasureState.DONE):
        return
    if not may_approve(proposed, by):
        raise RuleBroken("Another person has to approve this, and one of the two must be the privacy officer.")
    facts = queries.facts_of(proposed.authority_id, proposed.subject_id)
    if facts is None:
        raise RuleBroken("There is no such record.")
    _refuse_unless_due(facts)
    proposed.state, proposed.approved_by, proposed.approved_at = ErasureState.APPROVED, by.person_id, clock.now()
    db.session.flush()
    jobs.defer("rights.erase", child=proposed.subject_id, erasure=proposed.id)


def refuse(proposed: Erasure, *, by: Actor) -> None:
    """The record stays. Said of one that is approved and not yet destroyed, it is taken back."""
    db.session.refresh(proposed, with_for_update=True)
    if proposed.state not in (ErasureState.PROPOSED, ErasureState.APPROVED):
        raise RuleBroken("This was decided already.")
    proposed.state, proposed.refused_by, proposed.refused_at = ErasureState.REFUSED, by.person_id, clock.now()
    db.session.flush()


def _refuse_unless_due(facts: schedule.Facts) -> None:
    if facts.held:
        raise RuleBroken("Something holds this record. End the hold first.")
    if facts.is_open:
        raise RuleBroken("Help is still running: the record is in use.")
    if facts.being_answered:
        raise RuleBroken("Somebody has asked to see this record. Answer them first.")
    if not schedule.is_due(facts, clock.today()):
        raise RuleBroken("The time of this record is not over.")


def _is_privacy_officer(person_id: UUID | None, authority_id: UUID) -> bool:
    today = clock.today()
    return (
        db.session.scalar(
            select(RoleRow.id)
            .join(Person, Person.id == RoleRow.person_id)
            .where(RoleRow.person_id == person_id, RoleRow.role == "IGO", RoleRow.authority_id == authority_id)
            .where(Person.active, RoleRow.from_on <= today, RoleRow.to_on.is_(None) | (RoleRow.to_on > today))
            .limit(1)
        )
        is not None
    )
