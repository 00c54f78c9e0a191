"""Credentials, server-side sessions and the counters that slow down guessing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.db import Base, new_id


class Credential(Base):
    """How a person proves who they are. The password is kept as an argon2id hash, the TOTP secret encrypted."""

    __tablename__ = "credential"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str | None]
    totp_secret: Mapped[bytes | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class LoginSession(Base):
    """One signed-in browser. The cookie holds a random token; here is only its digest."""

    __tablename__ = "login_session"
    written_by_reading = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    second_factor_at: Mapped[datetime | None]
    stepped_up_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
    device: Mapped[str | None]
    language: Mapped[str | None]

    __table_args__ = (Index("ix_login_session_person", "person_id", "created_at"),)


class Throttle(Base):
    """How many times something was tried in a window. The key is a digest: it names nobody."""

    __tablename__ = "throttle"
    written_by_reading = True

    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
