"""Whom a review's record may be sent to: everybody asked to it or on the team, what each gets, and what stands against.

What is offered is filled in from the audience each belongs to and the basis recorded for sharing with them. Whoever may
not be given anything is named too, with the reason: a record that says who was left out, and why, can be trusted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_ROLES, audience_of
from coordination.agencies.models import Person
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.children.naming import family_name_ready
from coordination.db import db
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.reviews import issuing
from coordination.reviews.circulation.models import Channel, CirculationLine
from coordination.reviews.circulation.words import OF_RULE, REFUSALS
from coordination.reviews.issuing import Offer
from coordination.reviews.models import Review, ReviewState
from coordination.reviews.papers import Record


@dataclass(frozen=True)
class Sent:
    """One paper for one person as it was last sent out, or not; and what became of it."""

    id: UUID
    person_id: UUID | None
    name: str
    role: str
    kind: str
    audience: str
    standing: str
    channel: str
    reason: str
    refused: str
    copy_id: UUID | None
    queued_at: datetime
    told_at: datetime | None
    reminded_at: datetime | None
    ready: bool
    failed: bool
    opened_at: datetime | None
    read_at: datetime | None
    superseded_at: datetime | None
    withdrawn_at: datetime | None
    # The press that chose it, while it waits for a second person; None otherwise.
    waits: UUID | None = None

    @property
    def stands(self) -> bool:
        """Whether they hold it, or will, and it is the newest."""
        given = self.channel != "withheld" and not self.refused
        return given and self.superseded_at is None and self.withdrawn_at is None

    @property
    def outstanding(self) -> bool:
        """Whether they have still to say that they have read it."""
        return self.stands and self.read_at is None


@dataclass
class Whom:
    """One person a record may be sent to. ``refusal``: why they may be given nothing (a key of ``words.REFUSALS``)."""

    key: UUID
    name: str
    role: str
    agency: str
    person: Person | None
    person_id: UUID | None
    audience: str
    offers: list[Offer] = field(default_factory=list)
    refusal: str = ""
    last: list[Sent] = field(default_factory=list)
    standing: str = "final"

    @property
    def has_account(self) -> bool:
        """Whether they can be told, and open it themself."""
        return self.person is not None and self.person.active and bool(self.person.email)

    @property
    def usual(self) -> str:
        """How they usually get theirs: in their account where they have one, on paper, or not at all."""
        if not self.offers:
            return Channel.WITHHELD.value
        return Channel.ACCOUNT.value if self.has_account else Channel.PAPER.value

    @property
    def usual_reason(self) -> str:
        """Why nothing can be sent to them, as a sentence's beginning; empty where something can."""
        said = REFUSALS.get(self.refusal, "")
        return said[:1].upper() + said[1:]

    @property
    def settled(self) -> bool:
        """Whether what was last chosen for them still stands: they hold it, or it was withheld for a reason.

        What was chosen for a draft says nothing about the record that was signed.
        """
        return bool(self.last) and all(
            sent.standing == self.standing and (sent.stands or sent.channel == "withheld") for sent in self.last
        )


def sent_of(review: Review) -> list[Select[Any]]:
    """What was sent of a review, and what became of it: a part of ``reading.together``."""
    held, copy, document = CirculationLine.__table__, DocumentCopy.__table__, IssuedDocument.__table__
    asked = (
        select(
            held,
            copy.c.file_id.is_not(None).label("ready"),
            (document.c.state == "failed").label("failed"),
            copy.c.first_read_at.label("opened_at"),
            copy.c.acknowledged_at.label("read_at"),
            copy.c.superseded_at,
            copy.c.withdrawn_at,
        )
        .outerjoin(copy, copy.c.id == held.c.copy_id)
        .outerjoin(document, document.c.id == copy.c.document_id)
        .where(held.c.authority_id == review.authority_id, held.c.review_id == review.id)
    )
    return [reading.values_of("circulation", asked)]


def newest(found: dict[str, list[dict[str, Any]]]) -> list[Sent]:
    """The last line of each person and paper, in the order they were first sent. ``found``: of :func:`sent_of`."""
    rows = sorted((_sent(row) for row in found.get("circulation", [])), key=lambda sent: (sent.queued_at, sent.id))
    kept: dict[tuple[UUID | None, str, str], Sent] = {}
    for sent in rows:
        kept[sent.person_id, sent.name, sent.kind] = sent
    return list(kept.values())


def _sent(row: dict[str, Any]) -> Sent:
    def at(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]) if row[name] else None

    def key(name: str) -> UUID | None:
        return UUID(row[name]) if row[name] else None

    return Sent(
        id=UUID(row["id"]),
        person_id=key("person_id"),
        name=row["name"],
        role=row["role"],
        kind=row["kind"],
        audience=row["audience"],
        standing=row["standing"],
        channel=row["channel"],
        reason=row["reason"] or "",
        refused=row["refused"] or "",
        copy_id=key("copy_id"),
        queued_at=datetime.fromisoformat(row["queued_at"]),
        told_at=at("told_at"),
        reminded_at=at("reminded_at"),
        ready=bool(row["ready"]),
        failed=bool(row["failed"]),
        opened_at=at("opened_at"),
        read_at=at("read_at"),
        superseded_at=at("superseded_at"),
        withdrawn_at=at("withdrawn_at"),
        waits=key("batch_id") if row["needs_second"] and not row["second_at"] and not row["decided_at"] else None,
    )


def line(line_id: UUID) -> CirculationLine | None:
    """One paper for one person, as it was sent out, with its review and the people asked to it."""
    return db.session.scalar(
        select(CirculationLine)
        .options(joinedload(CirculationLine.review).selectinload(Review.people))
        .where(CirculationLine.id == line_id)
    )


def asked_about(review: Review, record: Record) -> list[Select[Any]]:
    """What :func:`everybody` asks of the database, as parts of ``reading.together``."""
    return [*sent_of(review), *issuing.asked_about([held.person_id for held in record.team], record.child)]


def everybody(review: Review, record: Record, giver: Actor, found: dict[str, list[dict[str, Any]]]) -> list[Whom]:
    """Everybody asked to the review or on the team: the team in its order, then those asked who are not on it.

    ``giver``: who would send it, with their relationships; what they may not give out is not offered.
    """
    of = issuing.weighed([held.person for held in record.team], found)
    record.readers.update(of.readers)
    last = newest(found)
    offered = issuing.offers(record, review)
    people = [*_team(review, record, offered), *_others(review, record, offered)]
    for whom in people:
        whom.standing = "final" if review.state == ReviewState.SIGNED.value else "draft"
        whom.last = [sent for sent in last if sent.person_id == whom.person_id and sent.name == whom.name]
        if whom.refusal:
            whom.offers = []
        else:
            _weigh(whom, review, record, of, giver)
    return people


def _team(review: Review, record: Record, offered: list[Offer]) -> Iterable[Whom]:
    for held in record.team:
        theirs = [offer for offer in offered if offer.place is held]
        yield Whom(
            key=held.id,
            name=held.person.name,
            role=held.role,
            agency=held.agency.name if held.agency is not None else "",
            person=held.person,
            person_id=held.person_id,
            audience=audience_of(held.role) or "team",
            offers=theirs,
            refusal=_before_the_rules(held, review, record, theirs),
        )


def _before_the_rules(held: Membership, review: Review, record: Record, theirs: list[Offer]) -> str:
    if held.role == "ADV":
        return "advocate"
    if held.role in FAMILY_ROLES and review.state != ReviewState.SIGNED.value:
        return "not_signed"
    if held.role in FAMILY_ROLES and not family_name_ready(record.child):
        return "no_name"
    return "" if theirs else "nothing"


def _others(review: Review, record: Record, offered: list[Offer]) -> Iterable[Whom]:
    for offer in offered:
        # The child who has no account is handed their own by somebody.
        if offer.place is None:
            signed = review.state == ReviewState.SIGNED.value
            yield Whom(
                key=record.child.id,
                name=offer.name,
                role="YP",
                agency="",
                person=None,
                person_id=None,
                audience=offer.audience,
                offers=[offer],
                refusal="" if signed else "not_signed",
            )
    on_it = {held.person_id for held in record.team}
    for who in review.people:
        if who.response == "not_asked" or who.person_id in on_it:
            continue
        if who.role == "YP" and any(offer.place is None for offer in offered):
            continue
        yield Whom(
            key=who.id,
            name=who.name,
            role=who.role,
            agency=who.agency.name if who.agency is not None else "",
            person=None,
            person_id=who.person_id,
            audience=audience_of(who.role) or "team",
            refusal="not_on_team",
        )


def _weigh(whom: Whom, review: Review, record: Record, of: issuing.Weighed, giver: Actor) -> None:
    """Leave to somebody what the rules let them be given; where that is nothing, say why."""
    may, why = [], ""
    for offer in whom.offers:
        rule = issuing.refusal(record, offer, of, giver)
        if rule:
            why = why or OF_RULE.get(rule, "giver")
        else:
            may.append(offer)
    whom.offers = may
    whom.refusal = "" if may else why
