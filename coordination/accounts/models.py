"""Credentials, server-side sessions and the counters that slow down guessing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.agencies.models import one_of
from coordination.db import Base, new_id


class DigestOften(StrEnum):
    """How often somebody is told by mail how much changed."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class Credential(Base):
    """How a person proves who they are. The password is kept as an argon2id hash, the TOTP secret encrypted."""

    __tablename__ = "credential"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str | None]
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class RecoveryCode(Base):
    """A code written down on paper for the day the telephone is lost. Kept as a digest slow to guess; used once."""

    __tablename__ = "recovery_code"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class LinkEnd(StrEnum):
    """Why a link to choose a password opens nothing, although nobody used it and its days are not over."""

    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class PasswordLink(Base):
    """A link that lets one person choose a password, once, for a short time. Here is only the digest of its token.

    ``invitation``: an administrator sent it; the others were asked for by somebody who forgot their password.
    """

    __tablename__ = "password_link"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None]
    invitation: Mapped[bool] = mapped_column(default=False, server_default=false())
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]

    __table_args__ = (CheckConstraint(one_of("ended_why", LinkEnd), name="ended_why"),)


class LoginSession(Base):
    """One signed-in browser. The cookie holds a random token; here is only its digest.

    ``link_id``: of a session that came by a one-time link and is good for that link alone.
    """

    __tablename__ = "login_session"
    written_by_reading = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    link_id: Mapped[UUID | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    second_factor_at: Mapped[datetime | None]
    stepped_up_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
    device: Mapped[str | None]
    language: Mapped[str | None]

    __table_args__ = (Index("ix_login_session_person", "person_id", "created_at"),)


class Passkey(Base):
    """A passkey somebody registered: what proves, with their finger, face or PIN, that it is them (Web Authentication).

    ``sign_count`` is the counter the authenticator last told; one that tells none keeps 0.
    """

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[str]] = mapped_column(default=list)
    name: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[datetime | None]


class Identity(Base):
    """Whom an organisation's own sign-in means by a subject: bound to one person once, and to nobody else after."""

    __tablename__ = "identity"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str]
    subject: Mapped[str]
    bound_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("issuer", "subject", name="uq_identity_subject"),
        UniqueConstraint("person_id", "issuer", name="uq_identity_person"),
    )


class CeremonyKind(StrEnum):
    """What a proof that was asked for is to be used for; it is good for nothing else."""

    REGISTER = "register"
    PASSKEY_SIGN_IN = "passkey_sign_in"
    SECOND_STEP = "second_step"
    PROVE = "prove"
    SIGN_ON = "sign_on"
    SIGN_ON_PROVE = "sign_on_prove"


class Ceremony(Base):
    """A proof that was asked for and not given yet: a passkey's challenge, or the state of a sign-on elsewhere.

    Here is only the digest of what was asked with. It is for one browser, once, for a few minutes. ``details``: what
    has to be known when the answer comes (a sign-on's nonce, code verifier and where they were going).
    """

    __tablename__ = "ceremony"
    written_by_reading = True

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    browser_digest: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(one_of("kind", CeremonyKind), name="kind"),)


class Throttle(Base):
    """How many times something was tried in a window. The key is a digest: it names nobody."""

    __tablename__ = "throttle"
    written_by_reading = True

    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)


class Digest(Base):
    """Somebody's wish to be told by mail how much changed: how often, and up to when they have been told.

    No row means never. Changes are counted from ``told_until``; ``told_on`` is the London day of the last telling.
    """

    __tablename__ = "digest"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    often: Mapped[str] = mapped_column(default=DigestOften.OFF.value)
    told_until: Mapped[datetime] = mapped_column(default=clock.now)
    told_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(one_of("often", DigestOften), name="often"),
        Index("ix_digest_wanted", "often", "person_id"),
    )


class CalendarFeed(Base):
    """Somebody's private calendar address: the digest of its token. One that has ended opens nothing."""

    __tablename__ = "calendar_feed"
    written_by_reading = frozenset({"read_at"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_calendar_feed_live", "person_id", unique=True, postgresql_where="ended_at is null"),)
