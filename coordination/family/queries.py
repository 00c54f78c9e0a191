"""Asking what a family page shows: whose pages somebody has, and what stands around one child for one reader.

A page has few questions to ask, so that it opens at once on an old telephone: one for the child and the
plan, one for what the plan says, one for the team, and one for everything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from coordination import clock
from coordination.access.models import Reach
from coordination.agencies.models import Authority
from coordination.cases.models import Case, Membership
from coordination.children import reading
from coordination.children.models import Child, ChildProfile
from coordination.children.statements import Disagreement, Statement
from coordination.db import db
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.ehc.rights import my_rights
from coordination.plans.models import Plan
from coordination.reviews.models import Decision, Review, ReviewPerson, ReviewState
from coordination.voice import own
from coordination.voice.models import View
from coordination.voice.own import OwnPage

# Being somebody's carer, parent or self; a grant or a link to one thing opens no page of one's own.
_FAMILY_WAYS = ("family", "membership", "self")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One child whose page somebody has: the child, the authority to ring, the case and its plan where
    there is one."""

    child: Child
    authority: Authority
    case: Case | None
    plan: Plan | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A planned meeting the reader is invited to. ``owner_id`` is the reader: an invitation is its guest's
    own."""

    id: UUID
    authority_id: UUID
    child_id: UUID
    owner_id: UUID
    starts_at: datetime
    minutes: int
    place: str
    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A copy of a document that was issued to the reader. It was issued for an audience: that is its
    publishing."""

    id: UUID
    authority_id: UUID
    child_id: UUID
    owner_id: UUID
    kind: str
    section: str
    label: str
    audiences: tuple[str, ...]
    published_at: datetime
    superseded: bool
    draft: bool = False
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around one child for one reader, before each row is asked about."""

    profile: ChildProfile | None = None
    views: list[View] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    carers: frozenset[UUID] = frozenset()
    own: OwnPage = field(default_factory=OwnPage)
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def places(person_id: UUID, role: str) -> list[Place]:
    """The children to whom somebody is ``role`` (YP, FC or PAR) today, by name. One query.

    The plan is that of the open case opened last, or of the last case when none is open.
    """
    today = clock.today()
    rows = db.session.execute(
        select(Child, Authority, Case, Plan)
        .select_from(Reach)
        .join(Child, (Child.authority_id == Reach.authority_id) & (Child.id == Reach.child_id))
        .join(Authority, Authority.id == Child.authority_id)
        .outerjoin(Case, (Case.authority_id == Child.authority_id) & (Case.child_id == Child.id))
        .outerjoin(Plan, Plan.case_id == Case.id)
        .where(Reach.person_id == person_id, Reach.role == role, Reach.via.in_(_FAMILY_WAYS))
        .where(Reach.from_on <= today, Reach.to_on.is_(None) | (Reach.to_on > today))
        .options(joinedload(Case.lead), contains_eager(Plan.case))
        .order_by(
            Child.sort_name,
            Child.id,
            (Case.state == "open").desc(),
            Case.opened_on.desc(),
            Plan.id.desc().nulls_last(),
        )
    ).unique()
    found: dict[UUID, Place] = {}
    for child, authority, case, plan in rows:
        held = found.get(child.id)
        if held is None:
            found[child.id] = Place(child=child, authority=authority, case=case, plan=plan)
        elif held.plan is None and plan is not None:
            found[child.id] = Place(child=child, authority=authority, case=held.case, plan=plan)
    return list(found.values())


def around(child: Child, reader: UUID, audience: str, more: Iterable[Select[Any]] = ()) -> Around:
    """The profile, words, decisions, invitations, papers and general disagreements of one child. One query.

    Words are those of the child and of the reader; invitations, papers and disagreements are the reader's
    own. ``more`` is asked in the same statement, and answered in ``found``.
    """
    mine = (View.speaker_id == reader) | (Statement.originator_id == reader)
    found = reading.together(
        reading.rows_of(ChildProfile, child),
        reading.values_of("view", _statements(View, child).where((View.speaker == "child") | mine)),
        reading.values_of(
            "decision",
            _statements(Decision, child).where(
                Statement.published_at.is_not(None), Statement.audiences.contains([audience])
            ),
        ),
        reading.values_of("meeting", _invitations(child, reader)),
        reading.values_of("paper", _papers(child, reader, audience)),
        my_rights.asked(child, reader),
        reading.rows_of(
            Disagreement,
            child,
            Disagreement.person_id == reader,
            Disagreement.review_id.is_(None),
        ),
        reading.values_of(
            "carer",
            select(Membership.person_id)
            .where(Membership.authority_id == child.authority_id, Membership.child_id == child.id)
            .where(Membership.role == "FC"),
        ),
        *(own.parts(child) if audience == "young_person" else ()),
        *more,
    )
    profiles = reading.revived(ChildProfile, found.get("child_profile", []))
    return Around(
        profile=profiles[0] if profiles else None,
        views=sorted(reading.revived(View, found.get("view", [])), key=lambda row: (row.said_on, row.id), reverse=True),
        decisions=sorted(
            reading.revived(Decision, found.get("decision", [])),
            key=lambda row: (row.decided_on, row.id),
            reverse=True,
        ),
        meetings=sorted((_meeting(row) for row in found.get("meeting", [])), key=lambda row: (row.starts_at, row.id)),
        papers=_newest(_paper(row) for row in found.get("paper", [])),
        disagreements=sorted(
            reading.revived(Disagreement, found.get("disagreement", [])),
            key=lambda row: (row.on, row.id),
            reverse=True,
        ),
        carers=frozenset(UUID(row["person_id"]) for row in found.get("carer", [])),
        own=own.own_page(found),
        found=found,
    )


def invitation(invitation_id: UUID) -> ReviewPerson | None:
    """One person's place in a meeting that is planned and that they are asked to."""
    return db.session.scalar(
        select(ReviewPerson)
        .join(Review, Review.id == ReviewPerson.review_id)
        .where(ReviewPerson.id == invitation_id, Review.state == ReviewState.PLANNED.value)
        .where(ReviewPerson.response.is_distinct_from("not_asked"))
    )


def _statements(model: type[Statement], child: Child) -> Select[Any]:
    """Statements of one kind, whole, with what has not been taken back."""
    own = model.__table__
    columns = [column for column in own.c if column.name not in Statement.__table__.c]
    return (
        select(*Statement.__table__.c, *columns)
        .select_from(Statement.__table__.join(own, Statement.__table__.c.id == own.c.id))
        .where(Statement.authority_id == child.authority_id, Statement.child_id == child.id)
        .where(Statement.ended_on.is_(None))
    )


def _invitations(child: Child, reader: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ReviewPerson.id,
            ReviewPerson.authority_id,
            ReviewPerson.child_id,
            ReviewPerson.person_id,
            Review.starts_at,
            Review.minutes,
            Review.place,
            ReviewPerson.response,
        )
        .join(Review, Review.id == ReviewPerson.review_id)
        .where(ReviewPerson.authority_id == child.authority_id, ReviewPerson.child_id == child.id)
        .where(ReviewPerson.person_id == reader, Review.state == ReviewState.PLANNED.value)
        .where(ReviewPerson.response.is_distinct_from("not_asked"))
        .where(Review.starts_at >= clock.now() - timedelta(hours=12))
    )


def _papers(child: Child, reader: UUID, audience: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            DocumentCopy.id,
            DocumentCopy.authority_id,
            DocumentCopy.child_id,
            DocumentCopy.recipient_id,
            DocumentCopy.issued_at,
            DocumentCopy.acknowledged_at,
            DocumentCopy.superseded_at,
            IssuedDocument.kind,
            IssuedDocument.section,
            IssuedDocument.label,
            IssuedDocument.audience,
            IssuedDocument.standing,
        )
        .join(IssuedDocument, IssuedDocument.id == DocumentCopy.document_id)
        .where(DocumentCopy.authority_id == child.authority_id, DocumentCopy.child_id == child.id)
        .where(DocumentCopy.recipient_id == reader, DocumentCopy.file_id.is_not(None))
        .where(DocumentCopy.withdrawn_at.is_(None))
        .where(IssuedDocument.audience == audience)
    )


def _meeting(row: dict[str, Any]) -> Meeting:
    return Meeting(
        id=UUID(row["id"]),
        authority_id=UUID(row["authority_id"]),
        child_id=UUID(row["child_id"]),
        owner_id=UUID(row["person_id"]),
        starts_at=datetime.fromisoformat(row["starts_at"]),
        minutes=row["minutes"],
        place=row["place"] or "",
        response=row["response"] or "",
    )


def _paper(row: dict[str, Any]) -> Paper:
    return Paper(
        id=UUID(row["id"]),
        authority_id=UUID(row["authority_id"]),
        child_id=UUID(row["child_id"]),
        owner_id=UUID(row["recipient_id"]),
        kind=row["kind"],
        section=row["section"],
        label=row["label"],
        audiences=(row["audience"],),
        published_at=datetime.fromisoformat(row["issued_at"]),
        read_at=datetime.fromisoformat(row["acknowledged_at"]) if row["acknowledged_at"] else None,
        superseded=row["superseded_at"] is not None,
        draft=row["standing"] == "draft",
    )


def _newest(papers: Iterable[Paper]) -> list[Paper]:
    return sorted(papers, key=lambda row: (row.published_at, row.id), reverse=True)
