"""Accounts: adding people who sign in, their passwords, and ending an account."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.accounts import invitations, passkeys, passwords, queries, second_factor, sessions
from coordination.accounts.models import Credential, LinkEnd, PasswordLink, RecoveryCode
from coordination.agencies import people
from coordination.agencies.models import Person, PersonKind
from coordination.db import RuleBroken, db


def add_person(
    *,
    id: UUID | None = None,
    name: str,
    email: str | None,
    kind: str,
    password: str | None = None,
    by: Actor | None = None,
    role: str | None = None,
    agency_id: UUID | None = None,
    authority_id: UUID | None = None,
    team_id: UUID | None = None,
    from_on: date | None = None,
    **known: Any,
) -> Person:
    """Somebody with an account, and one role where ``role`` and ``agency_id`` are given.

    ``known``: phone, job, what_i_do, language, demo. The same ``id`` again is the same person, their password kept.
    Raises RuleBroken on an address that is taken or a password that will not do.
    """
    whose = by.person_id if by else None
    if id is not None:
        found = queries.person(id)
        if found is not None:
            return found
    person = people.add_person(id=id, kind=kind, name=name, email=email, by=whose, **known)
    if password is not None:
        set_password(person, password)
    if role is not None and agency_id is not None:
        people.add_role(
            person_id=person.id,
            agency_id=agency_id,
            role=role,
            authority_id=authority_id,
            team_id=team_id,
            from_on=from_on,
            by=whose,
        )
    return person


def set_password(person: Person, password: str, *, keep: UUID | None = None) -> None:
    """Give a person a password. Every session of theirs ends, but ``keep``. Raises RuleBroken with what is wrong."""
    refuse_weak(person, password)
    kept = queries.credential(person.id)
    if kept is None:
        kept = Credential(person_id=person.id)
        db.session.add(kept)
    kept.password_hash = passwords.hashed(password)
    kept.changed_at = clock.now()
    db.session.flush()
    invitations.end_links(person.id, LinkEnd.REPLACED)
    sessions.end_all(person.id, "password", but=keep)


def refuse_weak(person: Person, password: str) -> None:
    """Raise RuleBroken when a password is too short, too long or easy to guess. Demo people's is printed anyway."""
    if person.demo:
        return
    if len(password) < passwords.SHORTEST:
        raise RuleBroken(f"The password must be {passwords.SHORTEST} characters or more.", "password")
    if len(password) > passwords.LONGEST:
        raise RuleBroken(f"The password must be {passwords.LONGEST} characters or fewer.", "password")
    if passwords.is_guessable(password, f"{person.name} {person.email or ''}"):
        raise RuleBroken(
            "That password is easy to guess. Try three or more words that do not belong together.", "password"
        )


def recognise(email: str, password: str) -> Person | None:
    """Whoever this address and password belong to, or None. Takes the same work whether or not there is anybody.

    A hash made with outdated parameters is made anew.
    """
    found = queries.account_by_email(email)
    person, kept = found if found else (None, None)
    right = passwords.matches(kept.password_hash if kept else None, password)
    if not right or person is None or kept is None or not person.active:
        return None
    if passwords.is_outdated(kept.password_hash or ""):
        kept.password_hash = passwords.hashed(password)
        db.session.flush()
    return person


def is_right_password(person_id: UUID, password: str) -> bool:
    """Whether this is the person's password."""
    kept = queries.credential(person_id)
    return passwords.matches(kept.password_hash if kept else None, password)


def confirm_second_factor(person: Person, secret: str, code: str) -> list[str] | None:
    """Keep a secret whose code is right, and make the recovery codes, returned this once; None when it is wrong."""
    step = second_factor.step_of(secret, code)
    kept = queries.credential(person.id)
    if step is None or kept is None:
        return None
    kept.totp_secret = second_factor.sealed(secret, person.id)
    kept.totp_confirmed_at = clock.now()
    kept.totp_last_step = step
    db.session.flush()
    return second_factor.new_recovery_codes(person.id)


def is_second_proof(person_id: UUID, typed: str) -> bool:
    """Whether what was typed is a fresh code of the person's app, or one of their unused recovery codes."""
    digits = "".join(typed.split())
    if len(digits) == 6 and digits.isdecimal():
        kept = queries.credential(person_id)
        return kept is not None and second_factor.use_code(kept, digits)
    return second_factor.use_recovery_code(person_id, typed)


def forget_second_factor(person: Person) -> None:
    """Take somebody's second factor away, passkeys too: they set up another at their next sign-in. Sessions end."""
    passkeys.remove_all(person.id)
    kept = queries.credential(person.id)
    if kept is not None:
        kept.totp_secret = kept.totp_confirmed_at = kept.totp_last_step = None
    for code in db.session.scalars(select(RecoveryCode).where(RecoveryCode.person_id == person.id)):
        db.session.delete(code)
    db.session.flush()
    sessions.end_all(person.id, "second_factor")


def refuse_last_factor(person: Person) -> None:
    """Raise RuleBroken where a passkey is the only second factor of somebody who works here: without it their password
    alone would open the account to whoever sets up the next one.
    """
    if person.kind == PersonKind.WORKFORCE and not queries.has_app(person.id) and len(passkeys.of(person.id)) == 1:
        raise RuleBroken("This is your only second step of signing in. Add another passkey or an app first.")


def choose_password(link: PasswordLink, password: str) -> Person:
    """Use a link up: its person has this password from now on. Raises RuleBroken."""
    person = queries.person(link.person_id)
    if person is None or not person.active:
        raise RuleBroken("This account has ended. Ask whoever invited you.")
    refuse_weak(person, password)
    link.used_at = clock.now()
    db.session.flush()
    set_password(person, password)
    return person


def disable_person(person: Person, *, by: Actor | None) -> None:
    """End an account: no sign-in, every session over, every role ended today. The row stays: others refer to it."""
    people.leave(person)
    sessions.end_all(person.id, "disabled")
    invitations.end_links(person.id, LinkEnd.WITHDRAWN)


def enable_person(person: Person) -> None:
    """Open an account again. Roles are given again one by one."""
    people.come_back(person)


def speak(person: Person, language: str) -> None:
    """The language of somebody's pages and messages from now on."""
    person.language = language
    db.session.flush()


def listing() -> list[dict[str, Any]]:
    """Everybody with their address, name, kind and whether they may sign in: for the command line."""
    rows = db.session.execute(
        select(Person, Credential.password_hash.is_not(None), Credential.totp_confirmed_at.is_not(None))
        .outerjoin(Credential, Credential.person_id == Person.id)
        .order_by(Person.sort_name)
    )
    return [
        {
            "email": person.email,
            "name": person.name,
            "kind": person.kind,
            "active": person.active,
            "password": bool(password),
            "second_factor": bool(factor),
        }
        for person, password, factor in rows
    ]
