"""Links with which somebody chooses a password: the invitation an administrator sends, and the one asked for by
whoever has forgotten theirs.

A link opens once and for a short time; a newer one takes the place of those before. How an invitation ended stays to be
seen by whoever sent it.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from coordination import clock
from coordination.access.actor import Actor
from coordination.accounts import queries
from coordination.accounts.models import LinkEnd, PasswordLink
from coordination.agencies.administered import people_seen
from coordination.agencies.models import Person
from coordination.db import RuleBroken, db

FIRST_LASTS = timedelta(days=7)
# Whoever has chosen a password before has an account to lose.
AGAIN_LASTS = timedelta(days=1)
FORGOTTEN_LASTS = timedelta(hours=1)
SHOWN_FOR = timedelta(days=90)
MOST_SHOWN = 300


def invite(person: Person, *, by: Actor) -> tuple[str, int]:
    """Invite somebody to choose a password; links made before open nothing more. Returns the token for the message and
    for how many days it opens. Raises RuleBroken.
    """
    if not person.email:
        raise RuleBroken("This person has no email address to send a link to. Add one first.")
    if not person.active:
        raise RuleBroken("This account has ended. Open it again first.")
    kept = queries.credential(person.id)
    lasts = AGAIN_LASTS if kept is not None and kept.password_hash else FIRST_LASTS
    return make_link(person, lasts=lasts, by=by.person_id), lasts.days


def make_link(person: Person, *, lasts: timedelta, by: UUID | None) -> str:
    """A token with which this person may choose a password once. Links made before open nothing any more."""
    end_links(person.id, LinkEnd.REPLACED)
    token = secrets.token_urlsafe(32)
    link = PasswordLink(
        person_id=person.id,
        token_digest=queries.digest_of(token),
        ends_at=clock.now() + lasts,
        recorded_by=by,
        invitation=by is not None,
    )
    db.session.add(link)
    db.session.flush()
    return token


def end_links(person_id: UUID, why: LinkEnd, *, but: UUID | None = None) -> int:
    """End the links of somebody that could still be used. Returns how many there were."""
    asked = (
        update(PasswordLink)
        .where(PasswordLink.person_id == person_id, *_live())
        .values(ended_at=clock.now(), ended_why=why.value)
    )
    if but is not None:
        asked = asked.where(PasswordLink.id != but)
    return int(db.session.execute(asked).rowcount)  # type: ignore[attr-defined]


def address_changed(person_id: UUID) -> None:
    """Somebody has another address: what was sent to the one before opens nothing, whoever reads it there."""
    end_links(person_id, LinkEnd.REPLACED)


def latest(person_id: UUID) -> PasswordLink | None:
    """The invitation somebody was sent last."""
    return db.session.scalar(
        select(PasswordLink)
        .where(PasswordLink.person_id == person_id, PasswordLink.invitation)
        .order_by(PasswordLink.made_at.desc(), PasswordLink.id.desc())
        .limit(1)
    )


def sent_lately(who: Actor) -> Sequence[tuple[PasswordLink, Person]]:
    """The last invitation of each person this administrator looks after, of the last 90 days, the newest first."""
    each: Select[Any] = (
        select(PasswordLink.id)
        .where(PasswordLink.invitation, PasswordLink.made_at > clock.now() - SHOWN_FOR)
        .ext(distinct_on(PasswordLink.person_id))
        .order_by(PasswordLink.person_id, PasswordLink.made_at.desc(), PasswordLink.id.desc())
    )
    rows = db.session.execute(
        select(PasswordLink, Person)
        .join(Person, Person.id == PasswordLink.person_id)
        .where(PasswordLink.id.in_(each), people_seen(who))
        .order_by(PasswordLink.made_at.desc())
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1]) for row in rows]


def _live() -> tuple[Any, ...]:
    return PasswordLink.used_at.is_(None), PasswordLink.ended_at.is_(None), PasswordLink.ends_at > clock.now()
