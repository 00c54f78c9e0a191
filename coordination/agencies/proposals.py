"""Roles given on the pages, and addresses people sign in with: one administrator proposes, another confirms (access
rules, note 30).

A role opens records. So nobody gives one alone, nobody confirms what they proposed, and nobody confirms a role of
their own: the policy's own condition decides it. Whoever changes the address of an account can make the account theirs,
so of an account that holds a role it is changed the same way.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.policy import Thing, permits
from coordination.agencies import people
from coordination.agencies.administered import administrators
from coordination.agencies.kinds import role_words, roles_at
from coordination.agencies.models import AddressProposal, Agency, Person, RoleHeld, RoleProposal
from coordination.db import RuleBroken, db, new_id
from coordination.messages.operations import queue_mail


def propose_role(
    *,
    id: UUID,
    person: Person,
    agency: Agency,
    authority_id: UUID,
    role: str,
    team_id: UUID | None = None,
    from_on: date,
    to_on: date | None = None,
    reason: str,
    by: Actor,
) -> RoleProposal:
    """Propose that somebody holds a role; the other administrators are told. The same ``id`` again is the same one."""
    known = db.session.get(RoleProposal, id)
    if known is not None:
        return known
    if role not in roles_at(agency.kind):
        raise RuleBroken(f"{role_words(role)} is not a role people hold for this kind of organisation.", "role")
    if (role == "FC") != (person.kind == "family"):
        raise RuleBroken("Foster carers have family accounts, and everybody else here a work account.", "role")
    if to_on is not None and to_on < from_on:
        raise RuleBroken("The last day must be on or after the first.", "to_on")
    if not reason.strip():
        raise RuleBroken("Say why they need this role.", "reason")
    proposal = RoleProposal(
        id=id,
        person_id=person.id,
        agency_id=agency.id,
        authority_id=authority_id,
        team_id=team_id,
        role=role,
        from_on=from_on,
        to_on=to_on,
        reason=reason.strip(),
        recorded_by=by.person_id,
    )
    db.session.add(proposal)
    db.session.flush()
    for other in administrators(authority_id):
        if other.id not in (by.person_id, person.id):
            queue_mail(other, template="role_waiting", about_id=proposal.id, link="/roles-to-confirm")
    return proposal


def may_confirm(proposal: RoleProposal | AddressProposal, by: Actor) -> bool:
    """Whether this administrator may confirm it: not who proposed it, and not for themselves."""
    thing = Thing(
        child_id=None,
        authority_id=proposal.authority_id,
        section="administration",
        id=proposal.id,
        parts=frozenset({"role_grant"}),
        facts={"second_administrator": proposal.recorded_by, "grant_for": proposal.person_id},
    )
    return permits(by, "create", "administration", thing, clock.now())


def confirm(proposal: RoleProposal, *, by: Actor) -> RoleHeld:
    """Say yes: the role is held from its first day. Raises RuleBroken where somebody else has to, or has decided."""
    _refuse_decided(proposal)
    if not may_confirm(proposal, by):
        raise RuleBroken("Another administrator has to confirm this role: not who proposed it, and not for themselves.")
    role = people.add_role(
        id=proposal.id,
        person_id=proposal.person_id,
        agency_id=proposal.agency_id,
        authority_id=proposal.authority_id,
        team_id=proposal.team_id,
        role=proposal.role,
        from_on=proposal.from_on,
        to_on=proposal.to_on,
        by=by.person_id,
    )
    _decide(proposal, True, by, role_id=role.id)
    return role


def refuse(proposal: RoleProposal, *, note: str, by: Actor) -> RoleProposal:
    """Say no, and why. Whoever proposed it may take it back the same way."""
    _refuse_decided(proposal)
    _decide(proposal, False, by, note=note.strip() or None)
    return proposal


def needs_second(person: Person) -> bool:
    """Whether an address is changed by two administrators: that of whoever holds a role, or is to hold one."""
    held = select(RoleHeld.id).where(RoleHeld.person_id == person.id)
    later = held.where(RoleHeld.to_on.is_(None) | (RoleHeld.to_on > clock.today()))
    return db.session.scalar(later.limit(1)) is not None


def ask_address(person: Person, *, email: str | None, reason: str, authority_id: UUID, by: Actor) -> AddressProposal:
    """Ask for another address of somebody. They are told at once at the one they have, and the other administrators."""
    address = people.free_address(email, person.id)
    waiting = db.session.scalar(
        select(AddressProposal).where(AddressProposal.person_id == person.id, AddressProposal.decided_at.is_(None))
    )
    if waiting is not None:
        if waiting.email == address:
            return waiting
        raise RuleBroken("Another address waits for a second administrator. Say no to that one first.", "email")
    if not reason.strip():
        raise RuleBroken("Say why the address changes", "why")
    asked = AddressProposal(
        id=new_id(),
        person_id=person.id,
        authority_id=authority_id,
        email=address,
        reason=reason.strip(),
        recorded_by=by.person_id,
    )
    db.session.add(asked)
    db.session.flush()
    queue_mail(person, template="address_asked")
    for other in administrators(authority_id):
        if other.id not in (by.person_id, person.id):
            queue_mail(other, template="address_waiting", about_id=asked.id, link="/roles-to-confirm")
    return asked


def confirm_address(asked: AddressProposal, *, by: Actor) -> None:
    """Say yes: they sign in with it from now on. Raises RuleBroken where somebody else has to, or has decided."""
    _refuse_decided(asked)
    if not may_confirm(asked, by):
        raise RuleBroken(
            "Another administrator has to confirm this address: not who asked for it, and not for themselves."
        )
    people.change_address(asked.person, asked.email)
    _decide(asked, True, by)


def refuse_address(asked: AddressProposal, *, note: str, by: Actor) -> None:
    """Say no, and why. Whoever asked for it may take it back the same way."""
    _refuse_decided(asked)
    _decide(asked, False, by, note=note.strip() or None)


def _decide(
    proposal: RoleProposal | AddressProposal,
    confirmed: bool,
    by: Actor,
    *,
    note: str | None = None,
    role_id: UUID | None = None,
) -> None:
    proposal.decided_at, proposal.confirmed = clock.now(), confirmed
    proposal.decided_by = by.person_id
    proposal.note = note
    if isinstance(proposal, RoleProposal):
        proposal.role_id = role_id
    db.session.flush()


def _refuse_decided(proposal: RoleProposal | AddressProposal) -> None:
    db.session.refresh(proposal, ["decided_at", "confirmed"], with_for_update=True)
    if proposal.decided_at is not None:
        raise RuleBroken("Somebody has already decided about this.")
