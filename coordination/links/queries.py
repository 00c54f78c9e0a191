"""Asking about one-time links: by what was typed, of one thing, and whether one may still be used."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, text
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access.actor import Agreement
from coordination.agencies.models import Agency, SharingAgreement
from coordination.cases.models import Membership
from coordination.children.models import Alert, Child
from coordination.db import db
from coordination.links.models import OneTimeLink

_BY_DIGEST = text("select id, person_id from link_by_digest(:digest)")


class Named(NamedTuple):
    """Which link a token is, and whose: all that is known before anybody has said who they are."""

    id: UUID
    person_id: UUID


def by_token(token: str) -> Named | None:
    """The link a token belongs to, whatever became of it. One query."""
    row = db.session.execute(_BY_DIGEST, {"digest": digest_of(token)}).one_or_none()
    return Named(row.id, row.person_id) if row is not None else None


def link(link_id: UUID) -> OneTimeLink | None:
    """A link with whose it is, their organisation and its child, where the session reaches it. One query."""
    return db.session.scalar(_whole().where(OneTimeLink.id == link_id))


def links_to(things: Iterable[UUID]) -> list[OneTimeLink]:
    """The links to these things, the newest first. One query."""
    wanted = list(things)
    if not wanted:
        return []
    return list(
        db.session.scalars(
            _whole().where(OneTimeLink.thing_id.in_(wanted)).order_by(OneTimeLink.recorded_at.desc(), OneTimeLink.id)
        )
    )


def _whole() -> Select[OneTimeLink]:
    return select(OneTimeLink).options(
        joinedload(OneTimeLink.person), joinedload(OneTimeLink.agency), joinedload(OneTimeLink.child)
    )


class Standing(NamedTuple):
    """A link and what decides whether it may be used now: one question for all of it."""

    link: OneTimeLink
    kept_close: bool
    has_left: bool
    agreements: list[Agreement]

    @property
    def is_live(self) -> bool:
        """Whether it may be used: neither used, ended nor over, its person still here, links still allowed."""
        held = self.link
        return (
            held.used_at is None
            and held.ended_at is None
            and clock.now() < held.ends_at
            and held.person.active
            and (held.agency is None or held.agency.links_allowed)
            and not self.kept_close
            and not self.has_left
        )


def standing(link_id: UUID) -> Standing | None:
    """How a link stands, where the session reaches it. One query."""
    found = db.session.execute(
        _whole()
        .add_columns(
            _kept_close(OneTimeLink.child_id),
            _has_left(OneTimeLink.person_id, OneTimeLink.child_id),
            _agreed(OneTimeLink.agency_id),
        )
        .where(OneTimeLink.id == link_id)
    ).one_or_none()
    if found is None:
        return None
    held, alerted, left, agreed = found
    return Standing(held, held.child.sealed or alerted, left, [_agreement(row) for row in agreed or ()])


def kept_close(child: Child) -> bool:
    """Whether nothing of a child may go by a link: the record is sealed, or where the child is must not be told."""
    return child.sealed or bool(db.session.scalar(select(_kept_close(child.id))))


def has_left(person_id: UUID, child_id: UUID) -> bool:
    """Whether somebody was on the child's team and is no longer: then a link they were sent opens nothing."""
    return bool(db.session.scalar(select(_has_left(person_id, child_id))))


def _kept_close(child_id: Any) -> ColumnElement[bool]:
    today = clock.today()
    return exists().where(
        Alert.child_id == child_id,
        Alert.kind == "do_not_disclose",
        Alert.from_on <= today,
        or_(Alert.to_on.is_(None), Alert.to_on > today),
    )


def _has_left(person_id: Any, child_id: Any) -> ColumnElement[bool]:
    today = clock.today()
    places = exists().where(Membership.person_id == person_id, Membership.child_id == child_id)
    return and_(
        places,
        not_(places.where(Membership.from_on <= today, or_(Membership.to_on.is_(None), Membership.to_on > today))),
    )


def _agreed(agency_id: Any) -> Any:
    """What an organisation has agreed with authorities, as rows."""
    row = func.jsonb_build_array(
        SharingAgreement.agency_id,
        SharingAgreement.authority_id,
        SharingAgreement.sections,
        SharingAgreement.from_on,
        SharingAgreement.to_on,
    )
    return select(func.jsonb_agg(row)).where(SharingAgreement.agency_id == agency_id).scalar_subquery()


def _agreement(row: list[Any]) -> Agreement:
    agency_id, authority_id, sections, from_on, to_on = row
    return Agreement(
        agency_id=UUID(agency_id),
        authority_id=UUID(authority_id),
        sections=None if sections is None else frozenset(sections),
        from_on=date.fromisoformat(from_on),
        to_on=date.fromisoformat(to_on) if to_on else None,
    )


def agency(agency_id: UUID | None) -> Agency | None:
    """An organisation by key."""
    return db.session.get(Agency, agency_id) if agency_id is not None else None


def digest_of(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()
