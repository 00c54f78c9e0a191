"""Server-side sessions, and the Actor each one makes: one statement reads the session, its person, their roles and
their organisations' agreements, and tells the database who acts.
"""

import hashlib
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, current_app, g, request
from sqlalchemy import select, text, update

from coordination import clock
from coordination.access.actor import Actor, Agreement, RoleHeld, anonymous
from coordination.accounts.models import LoginSession
from coordination.db import db, identify

COOKIE = "session_key"
IDLE = timedelta(minutes=30)
IDLE_YOUNG_PERSON = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=60)

# A session that came by a one-time link: short, with a cookie of its own that only the pages of links are sent.
LINK_COOKIE = "link_key"
LINK_PATH = "/by-link"
LINK_IDLE = timedelta(minutes=20)
LINK_ABSOLUTE = timedelta(minutes=60)

# What somebody is and may stand on: their posts, and what their organisations have agreed to share.
_POSTS = """
      coalesce((
        select jsonb_agg(jsonb_build_array(r.role, r.agency_id, a.kind, r.authority_id, r.team_id, r.from_on, r.to_on,
          a.name))
        from role_held r join agency a on a.id = r.agency_id where r.person_id = p.id
      ), '[]') as roles,
      coalesce((
        select jsonb_agg(jsonb_build_array(h.agency_id, h.authority_id, h.sections, h.from_on, h.to_on))
        from sharing_agreement h
        where h.agency_id in (select r.agency_id from role_held r where r.person_id = p.id)
      ), '[]') as agreements
"""
_LOAD = text(
    f"""
    select s.id, s.person_id, s.link_id, s.created_at, s.last_seen_at, s.second_factor_at, s.stepped_up_at, s.ended_at,
      s.ended_why, p.kind, p.active, p.demo, coalesce(s.language, p.language) as language, p.name,
      exists (
        select from credential c where c.person_id = p.id and c.totp_confirmed_at is not null
      ) or exists (
        select from passkey k where k.person_id = p.id
      ) as has_second_factor, {_POSTS}
    from login_session s join person p on p.id = s.person_id
    where s.token_digest = :digest
    """
)
_PERSON = text(
    f"""
    select null as id, p.id as person_id, :now as second_factor_at, null as stepped_up_at, p.kind, p.active, p.demo,
      false as has_second_factor, p.language, p.name, {_POSTS}
    from person p where p.id = :person
    """
)


def begin(person_id: UUID, *, second_factor: bool, stepped_up: bool = False, link_id: UUID | None = None) -> str:
    """Start a session for a person who has proved who they are. Returns the token for the cookie, kept nowhere else.

    ``stepped_up``: the proof also counts as the fresh one that a few things ask for. ``link_id``: they came by this
    one-time link, and the session is good for nothing else.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        LoginSession(
            token_digest=_digest(token),
            person_id=person_id,
            link_id=link_id,
            created_at=now,
            last_seen_at=now,
            second_factor_at=now if second_factor else None,
            stepped_up_at=now if stepped_up else None,
            device=(request.user_agent.string or "")[:200] if request else None,
        )
    )
    db.session.flush()
    return token


def load() -> Actor:
    """The Actor of this request's cookie; anonymous when there is none, or its session has ended or expired.

    Why a session may no longer be used is kept in ``g.session_over``, for the sign-in page to say.
    """
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return anonymous()
    row = db.session.execute(_LOAD, {"digest": _digest(token)}).one_or_none()
    if row is None or row.link_id is not None:
        return anonymous()
    now = clock.now()
    g.session_over = _over(row, now)
    if g.session_over:
        return anonymous(row.language)
    if now - row.last_seen_at > SEEN_EVERY:
        db.session.execute(update(LoginSession).where(LoginSession.id == row.id).values(last_seen_at=now))
    identify(db.session(), row.person_id)
    return _actor(row)


def actor_of(person_id: UUID) -> Actor | None:
    """Somebody as the Actor their own sign-in would make, for a job that counts what they may read; None for nobody.

    What it finds is never shown on the strength of this: they sign in to see it.
    """
    row = db.session.execute(_PERSON, {"person": person_id, "now": clock.now()}).one_or_none()
    return None if row is None else _actor(row)


def load_by_link() -> tuple[Actor, UUID] | None:
    """Whoever came by a one-time link, and the key of the link; None where no such session is open.

    From here on the database reaches what the link is to, and nothing else the person may hold.
    """
    token = request.cookies.get(link_cookie_name(), "")
    row = db.session.execute(_LOAD, {"digest": _digest(token)}).one_or_none() if token else None
    if row is None or row.link_id is None or row.ended_at is not None or not row.active:
        return None
    now = clock.now()
    if now - row.created_at > LINK_ABSOLUTE or now - row.last_seen_at > LINK_IDLE:
        return None
    if now - row.last_seen_at > SEEN_EVERY:
        db.session.execute(update(LoginSession).where(LoginSession.id == row.id).values(last_seen_at=now))
    identify(db.session(), row.person_id, through=row.link_id)
    return replace(_actor(row), second_factor_needed=False, through=row.link_id), row.link_id


def _over(row: Any, now: datetime) -> str | None:
    """Why a session may no longer be used, or None."""
    if row.ended_at is not None or not row.active:
        return str(row.ended_why or "disabled")
    if now - row.created_at > ABSOLUTE:
        return "absolute"
    if now - row.last_seen_at > idle_limit(row.kind):
        return "idle"
    return None


def idle_limit(kind: str) -> timedelta:
    """How long somebody of this kind may do nothing before they are signed out."""
    return IDLE_YOUNG_PERSON if kind == "young_person" else IDLE


def _actor(row: Any) -> Actor:
    # An authority's own staff need no sharing agreement with it; everybody else's organisation does.
    own_staff = {"childrens_services", "virtual_school", "send_service", "commissioning"}
    return Actor(
        person_id=row.person_id,
        kind=row.kind,
        active=row.active,
        second_factor=row.second_factor_at is not None,
        second_factor_needed=second_factor_needed(row.kind, row.demo, row.has_second_factor),
        roles=tuple(
            RoleHeld(
                role=role,
                agency_id=UUID(agency),
                authority_id=UUID(authority) if authority and kind in own_staff else None,
                team_id=UUID(team) if team else None,
                from_on=date.fromisoformat(from_on),
                to_on=date.fromisoformat(to_on) if to_on else None,
            )
            for role, agency, kind, authority, team, from_on, to_on, _name in row.roles
        ),
        agreements=tuple(
            Agreement(
                agency_id=UUID(agency),
                authority_id=UUID(authority),
                sections=None if sections is None else frozenset(sections),
                from_on=date.fromisoformat(from_on),
                to_on=date.fromisoformat(to_on) if to_on else None,
            )
            for agency, authority, sections, from_on, to_on in row.agreements
        ),
        session_id=row.id,
        stepped_up_at=row.stepped_up_at,
        language=row.language,
        name=row.name,
        organisation=next((name for *_, name in row.roles), ""),
    )


def second_factor_needed(kind: str, demo: bool, has_one: bool = False) -> bool:
    """The workforce proves itself twice, and so does anybody who set a second factor up. Demo people need not while
    the demo's switch is off.
    """
    settings = current_app.config["SETTINGS"]
    if demo and not settings.production and not settings.demo_second_factor:
        return False
    return kind == "workforce" or has_one


def renew(session_id: UUID, *, second_factor: bool = False, stepped_up: bool = False) -> str:
    """Give a session a new token because its person proved more about who they are; the old token opens nothing.

    Returns the token for the cookie. The day's absolute limit goes on from the first sign-in.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    values: dict[str, Any] = {"token_digest": _digest(token), "last_seen_at": now}
    if second_factor:
        values["second_factor_at"] = now
    if stepped_up:
        values["stepped_up_at"] = now
    db.session.execute(
        update(LoginSession).where(LoginSession.id == session_id, LoginSession.ended_at.is_(None)).values(**values)
    )
    return token


def end(session_id: UUID, why: str, *, person_id: UUID | None = None) -> bool:
    """End one session at once; with ``person_id`` only if it is theirs. Whether there was one to end."""
    asked = update(LoginSession).where(LoginSession.id == session_id, LoginSession.ended_at.is_(None))
    if person_id is not None:
        asked = asked.where(LoginSession.person_id == person_id)
    ended = db.session.execute(asked.values(ended_at=clock.now(), ended_why=why))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def of_cookie() -> UUID | None:
    """The session that this browser's cookie still names, if it has not ended: to be replaced at a new sign-in."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    return db.session.scalar(
        select(LoginSession.id).where(LoginSession.token_digest == _digest(token), LoginSession.ended_at.is_(None))
    )


def end_all(person_id: UUID, why: str, but: UUID | None = None) -> None:
    """End every session of a person, but one."""
    asked = update(LoginSession).where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
    if but is not None:
        asked = asked.where(LoginSession.id != but)
    db.session.execute(asked.values(ended_at=clock.now(), ended_why=why))


def end_of_link(link_id: UUID, why: str) -> None:
    """End every session that came by a link."""
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.link_id == link_id, LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_why=why)
    )


def open_sessions(person_id: UUID, kind: str) -> list[LoginSession]:
    """A person's sessions that may still be used, the one used last first."""
    now = clock.now()
    return list(
        db.session.scalars(
            select(LoginSession)
            .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
            .where(LoginSession.link_id.is_(None))
            .where(LoginSession.created_at > now - ABSOLUTE)
            .where(LoginSession.last_seen_at > now - idle_limit(kind))
            .order_by(LoginSession.last_seen_at.desc())
        )
    )


def cookie_name() -> str:
    """``__Host-`` where the address is https; on the demo's plain http an ordinary HttpOnly cookie."""
    return f"__Host-{COOKIE}" if current_app.config["SETTINGS"].production else COOKIE


def give_cookie(response: Response, token: str) -> None:
    """Put the session's token on an answer."""
    secure = current_app.config["SETTINGS"].production
    response.set_cookie(cookie_name(), token, httponly=True, samesite="Lax", secure=secure, path="/")


def take_cookie(response: Response) -> None:
    """Take the session's token away."""
    response.delete_cookie(cookie_name(), path="/")


def link_cookie_name() -> str:
    """The cookie of a link's session. It has a path, so it cannot be a ``__Host-`` one."""
    return f"__Secure-{LINK_COOKIE}" if current_app.config["SETTINGS"].production else LINK_COOKIE


def give_link_cookie(response: Response, token: str) -> None:
    """Put a link's session on an answer, for the pages of links alone."""
    secure = current_app.config["SETTINGS"].production
    response.set_cookie(
        link_cookie_name(),
        token,
        httponly=True,
        samesite="Lax",
        secure=secure,
        path=LINK_PATH,
        max_age=int(LINK_ABSOLUTE.total_seconds()),
    )


def take_link_cookie(response: Response) -> None:
    """Take a link's session away."""
    response.delete_cookie(link_cookie_name(), path=LINK_PATH)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
