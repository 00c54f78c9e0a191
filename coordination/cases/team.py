"""The team around a child: who is on it, in what function, on what basis, from when to when.

A place opens relationships with the record and its end closes them, in the same transaction: whoever leaves is out at
their next request. Relationships are never edited; a place that changes gets new ones before the old ones end, so that
the person who is doing this never loses the record halfway through.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from coordination import clock
from coordination.access.actor import NOT_INDEPENDENT, Actor
from coordination.access.exclusions import is_excluded
from coordination.access.models import Reach
from coordination.access.reach import end_reach, open_reach, relationships
from coordination.access.standing import MAY_LEAD
from coordination.agencies.models import Person
from coordination.cases import words
from coordination.cases.models import Case, Membership
from coordination.children import index
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events

# Whose relationship is their own or their family's, not a post's.
VIA = {"FC": "family", "PAR": "family", "YP": "self"}

# The recorded basis for sharing with a member (UK GDPR arts 6 and 9; Data Protection Act 2018 Sch 1 para 18), as said.
BASES: dict[str, str] = {
    "public task": "Public task: our work for this child under the Children Acts",
    "legal obligation": "Legal obligation: a duty or an order says so",
    "vital interests": "Vital interests: to protect somebody's life",
    "agreement": "The family or young person agreed to take part",
    "parental responsibility": "They have parental responsibility",
    "own record": "It is their own record",
}


def add_member(
    case: Case,
    *,
    id: UUID,
    person_id: UUID,
    agency_id: UUID | None,
    role: str,
    basis: str,
    by: Actor,
    job: str | None = None,
    function: str = "member",
    basis_note: str | None = None,
    from_on: date | None = None,
    core_group: bool = False,
    delivers_at_home: bool = False,
) -> Membership:
    """Put somebody on the team, agreed. They reach the record from ``from_on`` (today when not said).

    The same ``id`` again is the same place. Refused for somebody who is on the team already, for a reviewing officer
    who is not independent of the case, and for a second lead.
    """
    held = _new_place(
        case,
        id=id,
        person_id=person_id,
        agency_id=agency_id,
        role=role,
        basis=basis,
        by=by,
        job=job,
        function=function,
        basis_note=basis_note,
        from_on=from_on,
        core_group=core_group,
        delivers_at_home=delivers_at_home,
        state="agreed",
    )
    if held.decided_by is None:
        held.decided_by = by.person_id
        _joined(held, by=by)
    return held


def propose_member(
    case: Case,
    *,
    id: UUID,
    person_id: UUID,
    agency_id: UUID | None,
    role: str,
    basis: str,
    by: Actor,
    job: str | None = None,
    function: str = "member",
    basis_note: str | None = None,
    from_on: date | None = None,
    core_group: bool = False,
    delivers_at_home: bool = False,
) -> Membership:
    """Put somebody forward for the team. Nothing opens until the manager agrees."""
    if function == "lead":
        raise RuleBroken("Only a manager chooses the lead", "function")
    return _new_place(
        case,
        id=id,
        person_id=person_id,
        agency_id=agency_id,
        role=role,
        basis=basis,
        by=by,
        job=job,
        function=function,
        basis_note=basis_note,
        from_on=from_on,
        core_group=core_group,
        delivers_at_home=delivers_at_home,
        state="proposed",
    )


def agree_member(membership: Membership, *, by: Actor) -> Membership:
    """Agree to somebody who was put forward: they are on the team from now."""
    if membership.state == "agreed":
        return membership
    if membership.state == "declined":
        raise RuleBroken("This was declined. Put them forward again.")
    may_take_part(membership.case, membership.person_id, membership.role)
    membership.state = "agreed"
    membership.from_on = max(membership.from_on, clock.today())
    membership.decided_by = by.person_id
    db.session.flush()
    _joined(membership, by=by)
    return membership


def decline_member(membership: Membership, *, why: str, by: Actor) -> Membership:
    """Decline somebody who was put forward, with the reason. It opened nothing, so there is nothing to end."""
    if membership.state != "proposed":
        raise RuleBroken("This has been decided already.")
    if not why.strip():
        raise RuleBroken("Say why", "why")
    membership.state = "declined"
    membership.decided_by = by.person_id
    membership.to_on = membership.from_on
    membership.ended_why = why.strip()
    db.session.flush()
    return membership


def end_membership(membership: Membership, *, on: date, why: str, by: Actor) -> Membership:
    """End somebody's place, with the reason: from ``on`` they no longer reach the record by it."""
    case = membership.case
    if membership.to_on is not None and membership.to_on <= clock.today():
        return membership
    if not why.strip():
        raise RuleBroken("Say why they leave", "why")
    if on < membership.from_on:
        raise RuleBroken("They cannot leave before they joined", "on")
    if membership.function == "lead" and case.state == "open":
        raise RuleBroken("They are the lead: choose another lead first.")
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="member_left",
        occurred_on=min(on, clock.today()),
        about=membership,
        by=by.person_id,
        agency_id=membership.agency_id,
        facts={"role": words.role(membership.role)},
    )
    end_place(membership, on=on, why=why)
    return membership


def change_lead(case: Case, *, membership_id: UUID, by: Actor) -> Membership:
    """Make a member of the team its lead. Who led before stays on the team as a member."""
    chosen = db.session.get(Membership, membership_id)
    if chosen is None or chosen.case_id != case.id or chosen.state != "agreed" or chosen.to_on is not None:
        raise RuleBroken("Choose somebody who is on the team", "membership_id")
    if case.state != "open":
        raise RuleBroken("Help has ended: reopen it first.")
    if chosen.function == "lead":
        return chosen
    if chosen.role in VIA or chosen.role == "IRO":
        raise RuleBroken(f"A {words.role(chosen.role).lower()} cannot lead the team", "membership_id")
    before = db.session.scalar(
        select(Membership).where(
            Membership.case_id == case.id, Membership.function == "lead", Membership.to_on.is_(None)
        )
    )
    if before is not None:
        before.function = "member"
        db.session.flush()
    chosen.function = "lead"
    case.lead_id = chosen.person_id
    db.session.flush()
    _renew([place for place in (chosen, before) if place is not None], by=by)
    person = db.session.get(Person, chosen.person_id)
    index.give_phone(case.child_id, person.phone if person else None)
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="lead_changed",
        about=chosen,
        by=by.person_id,
        agency_id=chosen.agency_id,
    )
    return chosen


def change_deputy(membership: Membership, *, deputy: bool, by: Actor) -> Membership:
    """Make a member the lead's deputy, or an ordinary member again."""
    wanted = "deputy" if deputy else "member"
    if membership.function == wanted:
        return membership
    if membership.function == "lead":
        raise RuleBroken("They are the lead: choose another lead first.")
    if membership.role in VIA:
        raise RuleBroken("A deputy is somebody who works with the child")
    membership.function = wanted
    db.session.flush()
    _renew([membership], by=by)
    return membership


def open_place(held: Membership, *, by: Actor) -> None:
    """Open the relationships that a place gives. A lead from another agency stands as "LP" beside their own role."""
    for role in _roles(held):
        open_reach(
            db.session(),
            authority_id=held.authority_id,
            child_id=held.child_id,
            person_id=held.person_id,
            role=role,
            via=VIA.get(role, "membership"),
            agency_id=held.agency_id,
            team_id=held.case.team_id if role == "SW" else None,
            case_kind=held.case.kind,
            functions=_functions(held),
            source_id=held.id,
            from_on=held.from_on,
            to_on=held.to_on,
            by=by.person_id,
        )


def end_place(held: Membership, *, on: date, why: str) -> None:
    """End a place and what it opened. Whoever asks for this has recorded the event: they may be ending their own."""
    held.to_on = on
    held.ended_why = why.strip()
    db.session.flush()
    end_reach(db.session(), held.id, on)


def renew_places(case: Case, *, by: Actor) -> None:
    """Open every live place's relationships anew, as the case now is, and end the old ones."""
    live = db.session.scalars(
        select(Membership)
        .where(Membership.case_id == case.id, Membership.state == "agreed", Membership.to_on.is_(None))
        .order_by(Membership.from_on, Membership.id)
    )
    _renew(list(live), by=by)


def _renew(places: list[Membership], *, by: Actor) -> None:
    old = list(
        db.session.scalars(
            select(Reach.id).where(Reach.source_id.in_([held.id for held in places]), Reach.to_on.is_(None))
        )
    )
    for held in places:
        open_place(held, by=by)
    # Together and last: one of them may be what lets the writer write.
    db.session.execute(
        update(Reach).where(Reach.id.in_(old)).values(to_on=clock.today()).execution_options(synchronize_session=False)
    )


def _new_place(
    case: Case,
    *,
    id: UUID,
    person_id: UUID,
    agency_id: UUID | None,
    role: str,
    basis: str,
    by: Actor,
    job: str | None,
    function: str,
    basis_note: str | None,
    from_on: date | None,
    core_group: bool,
    delivers_at_home: bool,
    state: str,
) -> Membership:
    existing = db.session.get(Membership, id)
    if existing is not None:
        return existing
    if case.state != "open":
        raise RuleBroken("Help has ended: reopen it first.")
    if basis not in BASES:
        raise RuleBroken("Choose the basis for sharing with them", "basis")
    starts = from_on or clock.today()
    already = db.session.scalar(
        select(Membership.id).where(
            Membership.case_id == case.id,
            Membership.person_id == person_id,
            Membership.state != "declined",
            Membership.to_on.is_(None) | (Membership.to_on > starts),
        )
    )
    if already is not None:
        raise RuleBroken("They are on the team already", "person_id")
    may_take_part(case, person_id, role)
    if function == "lead":
        led = db.session.scalar(
            select(Membership.id).where(
                Membership.case_id == case.id, Membership.function == "lead", Membership.to_on.is_(None)
            )
        )
        if led is not None:
            raise RuleBroken("The team has a lead: change the lead instead", "function")
    held = Membership(
        id=id or new_id(),
        authority_id=case.authority_id,
        child_id=case.child_id,
        case_id=case.id,
        person_id=person_id,
        agency_id=agency_id,
        role=role,
        job=(job or "").strip() or None,
        function=function,
        state=state,
        core_group=core_group,
        delivers_at_home=delivers_at_home,
        basis=basis,
        basis_note=(basis_note or "").strip() or None,
        from_on=starts,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    held.case = case
    db.session.flush()
    return held


def _joined(held: Membership, *, by: Actor) -> None:
    case = held.case
    db.session.flush()
    open_place(held, by=by)
    if held.function == "lead":
        case.lead_id = held.person_id
        person = db.session.get(Person, held.person_id)
        index.give_phone(case.child_id, person.phone if person else None)
        db.session.flush()
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="member_joined",
        occurred_on=min(held.from_on, clock.today()),
        about=held,
        by=by.person_id,
        agency_id=held.agency_id,
        facts={"role": words.role(held.role)},
    )


def may_take_part(case: Case, person_id: UUID, role: str) -> None:
    """Refuse what would make a reviewing officer part of the case they review (CPPCR 2010 reg. 46), and whoever is
    excluded from the record.
    """
    today = clock.today()
    if is_excluded(db.session(), case.child_id, person_id):
        raise RuleBroken("They are excluded from this record, so they cannot be on the team", "person_id")
    roles = {held.role for held in relationships(db.session(), person_id, [case.child_id]) if held.in_force(today)}
    if role == "IRO" and roles & NOT_INDEPENDENT:
        raise RuleBroken(
            "They manage, prepare or fund this child's case, so they cannot be the reviewing officer", "person_id"
        )
    if "IRO" in roles and role in NOT_INDEPENDENT:
        raise RuleBroken(
            "They are this child's reviewing officer, so they cannot also manage, prepare or fund the case", "person_id"
        )


def _roles(held: Membership) -> list[str]:
    if held.function == "lead" and held.role in MAY_LEAD and held.role != "LP":
        return [held.role, "LP"]
    return [held.role]


def _functions(held: Membership) -> list[str]:
    functions = {"lead": ["allocated", "lead"], "deputy": ["deputy"]}.get(held.function, [])
    if held.core_group:
        functions = [*functions, "core_group"]
    if held.delivers_at_home:
        functions = [*functions, "delivers_at_home"]
    return functions
