"""What a young person lets their advocate read: document by document, given and taken back with one press.

An advocate stands beside the young person and sees what they agree to, and nothing else of what is published. The
agreement is a row of consent like any other, about one copy and one advocate.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.cases.models import Case, Membership
from coordination.children.models import Child
from coordination.db import db, derived_id
from coordination.documents.models import DocumentCopy
from coordination.sharing import deciding
from coordination.sharing.models import Decision, SharingDecision


def advocate_of(child_id: UUID) -> Person | None:
    """The advocate on the child's team today, the newest where there are several."""
    today = clock.today()
    held = db.session.scalar(
        select(Membership)
        .join(Case, Case.id == Membership.case_id)
        .where(Membership.child_id == child_id, Membership.role == "ADV", Membership.state == "agreed")
        .where(Membership.from_on <= today, Membership.to_on.is_(None) | (Membership.to_on > today))
        .where(Case.state == "open")
        .options(joinedload(Membership.person))
        .order_by(Membership.from_on.desc(), Membership.id.desc())
        .limit(1)
    )
    return held.person if held is not None else None


def standing(copy: DocumentCopy, advocate_id: UUID) -> SharingDecision | None:
    """The agreement in force that one advocate may read one copy."""
    found: SharingDecision | None = db.session.scalar(
        _standing([copy.id]).where(SharingDecision.with_person_id == advocate_id).limit(1)
    )
    return found


def note_agreed(copies: Iterable[DocumentCopy], who: Actor) -> None:
    """Write on these copies whether the young person lets ``who`` read them. One statement, for advocates alone."""
    held = list(copies)
    if not held or not any(post.role == "ADV" for post in who.roles_on(clock.today())) or who.person_id is None:
        return
    agreed = {
        row.about_id
        for row in db.session.scalars(
            _standing([copy.id for copy in held]).where(SharingDecision.with_person_id == who.person_id)
        )
    }
    for copy in held:
        if copy.id in agreed:
            copy.advocates_agreed = frozenset({who.person_id})


def let_read(copy: DocumentCopy, child: Child, advocate: Person, *, title: str, by: Actor) -> SharingDecision:
    """The young person lets their advocate read one copy. Said twice it is said once."""
    before = standing(copy, advocate.id)
    if before is not None:
        return before
    again = db.session.scalars(
        select(SharingDecision.id).where(
            SharingDecision.about_id == copy.id, SharingDecision.with_person_id == advocate.id
        )
    ).all()
    return deciding.decide(
        child,
        id=derived_id(copy.id, f"advocate {advocate.id} {len(again)}"),
        kind=Decision.CONSENT.value,
        what=title,
        with_whom=advocate.name,
        with_person=advocate,
        purpose="To speak up for the young person",
        basis="consent",
        special_condition="explicit_consent",
        legal_power="none",
        agreement="given",
        giver="The young person themself",
        publish_to=["young_person"],
        about_id=copy.id,
        by=by,
    )


def stop(copy: DocumentCopy, advocate: Person, *, by: Actor) -> None:
    """The young person no longer lets their advocate read one copy: it is closed at the next request."""
    held = standing(copy, advocate.id)
    if held is not None:
        deciding.withdraw(held, why="", by=by)


def _standing(copies: list[UUID]) -> Any:
    today = clock.today()
    return (
        select(SharingDecision)
        .where(SharingDecision.about_id.in_(copies), SharingDecision.kind == Decision.CONSENT.value)
        .where(SharingDecision.withdrawn_on.is_(None))
        .where(SharingDecision.expires_on.is_(None) | (SharingDecision.expires_on > today))
    )
