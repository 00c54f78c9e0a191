"""Asking about accounts: who may sign in, how they prove it, when they last did."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from coordination import clock
from coordination.accounts.models import Credential, LoginSession, Passkey, PasswordLink
from coordination.agencies.models import Person
from coordination.db import db


def account_by_email(email: str) -> tuple[Person, Credential | None] | None:
    """Whoever has an e-mail address, and how they prove who they are. One query."""
    found = db.session.execute(
        select(Person, Credential)
        .outerjoin(Credential, Credential.person_id == Person.id)
        .where(Person.email == email.strip().lower())
    ).one_or_none()
    return (found[0], found[1]) if found else None


def person(person_id: UUID) -> Person | None:
    """A person by their key."""
    return db.session.get(Person, person_id)


def credential(person_id: UUID) -> Credential | None:
    """How a person proves who they are, if they may sign in at all."""
    return db.session.get(Credential, person_id)


def has_second_factor(person_id: UUID) -> bool:
    """Whether a person has set up their second factor: an app, or a passkey."""
    return has_app(person_id) or has_passkey(person_id)


def has_app(person_id: UUID) -> bool:
    """Whether an app gives a person codes."""
    kept = credential(person_id)
    return kept is not None and kept.totp_confirmed_at is not None


def has_passkey(person_id: UUID) -> bool:
    """Whether a person has a passkey."""
    return bool(db.session.scalar(select(exists().where(Passkey.person_id == person_id))))


def last_signed_in(person_id: UUID) -> datetime | None:
    """When a person last started a session."""
    return db.session.scalar(
        select(func.max(LoginSession.created_at)).where(
            LoginSession.person_id == person_id, LoginSession.link_id.is_(None)
        )
    )


def live_link(token: str) -> PasswordLink | None:
    """The link a token belongs to, if it was not used and has not ended."""
    return db.session.scalar(
        select(PasswordLink).where(
            PasswordLink.token_digest == digest_of(token),
            PasswordLink.used_at.is_(None),
            PasswordLink.ended_at.is_(None),
            PasswordLink.ends_at > clock.now(),
        )
    )


def digest_of(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()
