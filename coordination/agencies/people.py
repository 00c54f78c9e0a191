"""People: adding somebody, changing what is known of them, the roles they hold and when those end.

A role opens records, so on the pages one administrator proposes it and another confirms it (``proposals``). What is
here takes effect at once: imports, the demo and the command line use it, and so does a confirmed proposal.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from coordination import clock
from coordination.access.catalogue import ROLES
from coordination.agencies.models import Person, PersonKind, RoleHeld
from coordination.db import RuleBroken, db, new_id
from coordination.messages.operations import queue_mail

_address_changed: list[Callable[[UUID], object]] = []


def add_person(
    *,
    id: UUID | None = None,
    kind: str,
    name: str,
    email: str | None = None,
    phone: str | None = None,
    job: str | None = None,
    what_i_do: str | None = None,
    language: str = "en",
    demo: bool = False,
    by: UUID | None = None,
) -> Person:
    """Somebody new. The same ``id`` again is the same person. Raises RuleBroken on an address that is taken."""
    if id is not None:
        known = db.session.get(Person, id)
        if known is not None:
            return known
    if kind not in set(PersonKind):
        raise RuleBroken("Choose whether they are here for work, as family or as the young person.", "kind")
    if not name.strip():
        raise RuleBroken("Enter their name.", "name")
    kept = free_address(email)
    person = Person(
        id=id or new_id(),
        kind=kind,
        name=name.strip(),
        sort_name=sort_name_of(name),
        email=kept,
        phone=phone or None,
        job=job or None,
        what_i_do=what_i_do or None,
        language=language,
        demo=demo,
        recorded_by=by,
    )
    db.session.add(person)
    db.session.flush()
    return person


def change_person(
    person: Person,
    *,
    name: str,
    phone: str | None,
    job: str | None,
    what_i_do: str | None,
) -> Person:
    """Change what is known of somebody, but for the address they sign in with (``change_address``)."""
    if not name.strip():
        raise RuleBroken("Enter their name.", "name")
    person.name, person.sort_name = name.strip(), sort_name_of(name)
    person.phone, person.job, person.what_i_do = phone or None, job or None, what_i_do or None
    db.session.flush()
    return person


def change_address(person: Person, email: str | None) -> None:
    """Give somebody another address to sign in with. Raises RuleBroken on one that is taken."""
    address = free_address(email, person.id)
    if address == person.email:
        return
    # The address they had is told while it is still theirs: by a new one somebody else could come in.
    queue_mail(person, template="sign_in_changed")
    for tell in _address_changed:
        tell(person.id)
    person.email = address
    db.session.flush()


def when_address_changes(tell: Callable[[UUID], object]) -> None:
    """Say who else has to know that somebody has another address. Hung in ``create_app``, in plain sight."""
    _address_changed[:] = [tell]


def free_address(email: str | None, but: UUID | None = None) -> str | None:
    """An address as it is kept, if nobody else has it. Raises RuleBroken."""
    kept = (email or "").strip().lower() or None
    if kept:
        holder = db.session.scalar(select(Person.id).where(Person.email == kept))
        if holder is not None and holder != but:
            raise RuleBroken("Somebody already has this email address.", "email")
    return kept


def sort_name_of(name: str) -> str:
    """A name as a list is sorted by: the last word first, in small letters."""
    words = name.casefold().split()
    return " ".join([*words[-1:], *words[:-1]])


def add_role(
    *,
    id: UUID | None = None,
    person_id: UUID,
    agency_id: UUID,
    role: str,
    authority_id: UUID | None = None,
    team_id: UUID | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    by: UUID | None = None,
) -> RoleHeld:
    """A role somebody holds, in force from its first day. The same ``id`` again is the same role."""
    if id is not None:
        known = db.session.get(RoleHeld, id)
        if known is not None:
            return known
    if role not in ROLES:
        raise RuleBroken("Choose a role.", "role")
    starts = from_on or clock.today()
    if to_on is not None and to_on < starts:
        raise RuleBroken("The last day must be on or after the first.", "to_on")
    held = RoleHeld(
        id=id or new_id(),
        person_id=person_id,
        agency_id=agency_id,
        authority_id=authority_id,
        team_id=team_id,
        role=role,
        from_on=starts,
        to_on=to_on,
        recorded_by=by,
    )
    db.session.add(held)
    db.session.flush()
    return held


def end_role(held: RoleHeld, *, on: date | None = None) -> RoleHeld:
    """End a role. It is not in force on the day it ends, so one that ends today opens nothing from now on."""
    ends = on or clock.today()
    if held.to_on is not None and held.to_on <= ends:
        return held
    held.to_on = max(ends, held.from_on)
    db.session.flush()
    return held


def leave(person: Person) -> Person:
    """Somebody is no longer here: not active, and every role ended today."""
    now, today = clock.now(), clock.today()
    person.active = False
    person.left_at = person.left_at or now
    db.session.flush()
    open_roles = (RoleHeld.person_id == person.id) & (RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
    db.session.execute(update(RoleHeld).where(open_roles, RoleHeld.from_on > today).values(to_on=RoleHeld.from_on))
    db.session.execute(update(RoleHeld).where(open_roles, RoleHeld.from_on <= today).values(to_on=today))
    return person


def come_back(person: Person) -> Person:
    """Somebody is here again. Their roles are given again, one by one."""
    person.active, person.left_at = True, None
    db.session.flush()
    return person
