"""Giving paper out: which papers there are for whom, and one pack of them issued, stamped for each and written down.

Whether the person who gives may give this to that recipient is asked by whoever calls; what the recipient may be told
is decided when the facts are built.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_AUDIENCES, audience_of
from coordination.access.models import Exclusion
from coordination.access.standing import towards_child
from coordination.access.thing import Recipient
from coordination.agencies.models import Agency, Person
from coordination.cases import words
from coordination.cases.models import Membership
from coordination.children.naming import family_name_ready
from coordination.db import db
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.events import operations as events
from coordination.reviews.kinds import meeting
from coordination.reviews.models import SAFEGUARDING, Review, ReviewState
from coordination.reviews.papers import FAMILY_KINDS, Record, facts_of, readers
from coordination.web.filters import day
from coordination.web.languages import languages_offered

TITLES = {
    "review_record": "Record of the review",
    "carer_sheet": "Carer’s sheet",
    "parent_version": "Parent’s version",
    "school_action_sheet": "School action sheet",
    "young_person_summary": "Young person’s summary",
}
_OF_ROLE = {"FC": "carer_sheet", "PAR": "parent_version", "YP": "young_person_summary"}


class Offer(NamedTuple):
    """One paper for one recipient. ``place`` is theirs on the team; None is the child, handed their own by somebody."""

    kind: str
    audience: str
    name: str
    place: Membership | None
    review: Review | None = None

    @property
    def value(self) -> str:
        """As the value of a choice."""
        return f"{self.kind}|{self.place.id if self.place is not None else 'child'}"

    @property
    def section(self) -> str:
        """The section of the access rules the paper belongs to."""
        return documents.SECTION_OF[self.kind]

    @property
    def label(self) -> str | None:
        """The label of what is on it, where it is not the section's own."""
        return "S3" if self.review is not None and self.review.kind in SAFEGUARDING else None

    @property
    def person(self) -> Person | None:
        """Whom it is for."""
        return self.place.person if self.place is not None else None


def offers(record: Record, review: Review | None) -> list[Offer]:
    """Every paper there is something to make from, for everybody on the team it may be for, in the team's order.

    ``review``: the one whose record is given. Papers for family are left out while no name of the child is recorded.
    """
    found: list[Offer] = []
    for held in record.team:
        for kind in _kinds_for(held, review):
            if kind not in FAMILY_KINDS or family_name_ready(record.child):
                audience = audience_of(held.role) or "team"
                about = review if kind == "review_record" else None
                found.append(Offer(kind, audience, held.person.name, held, about))
    if not record.members("YP") and family_name_ready(record.child):
        found.append(Offer("young_person_summary", "young_person", record.name, None))
    return found


def _kinds_for(held: Membership, review: Review | None) -> list[str]:
    if held.role in _OF_ROLE:
        return [_OF_ROLE[held.role]]
    if held.role == "ADV":
        # An advocate is shown what the young person agrees to, document by document: they hand it over themselves.
        return []
    kinds = ["review_record"] if review is not None else []
    if held.role in {"SEN", "DSL"} and held.agency is not None:
        kinds.append("school_action_sheet")
    return kinds


def title(review: Review) -> str:
    """What the record that is given is of."""
    draft = "" if review.state == ReviewState.SIGNED.value else ", still a draft"
    held_on = f", {day(review.held_on)}" if review.held_on is not None else ""
    return f"{meeting(review.kind).words}{held_on}{draft}"


def recipient(offer: Offer, record: Record) -> Recipient:
    """The recipient as the rules weigh them: the basis recorded for sharing, their agreement, whether excluded."""
    if offer.place is None:
        return Recipient(audience=offer.audience, basis_recorded=True, agreement_covers=True)
    today = clock.today()
    person = offer.place.person
    covered = offer.audience in FAMILY_AUDIENCES or any(
        stands.covers(offer.section)
        for stands in towards_child(
            readers.of_person(person, record.child), record.child.id, record.child.authority_id, today
        )
    )
    excluded = db.session.scalar(
        select(Exclusion.id)
        .where(Exclusion.child_id == record.child.id, Exclusion.person_id == person.id, Exclusion.from_on <= today)
        .where(Exclusion.to_on.is_(None) | (Exclusion.to_on > today))
        .limit(1)
    )
    return Recipient(
        audience=offer.audience,
        person_id=person.id,
        basis_recorded=bool(offer.place.basis),
        agreement_covers=covered,
        excluded=excluded is not None,
    )


def issue_pack(record: Record, chosen: Iterable[Offer], *, by: Actor) -> list[DocumentCopy]:
    """Issue these papers: each made for its reader, queued for printing, stamped for them, in the ledger of sharing.

    The same paper with the same facts for the same reader is the same copy. Raises NameNotRecorded and UnknownPaper.
    """
    copies = []
    issued: list[IssuedDocument] = []
    for offer in chosen:
        document = _issue(record, offer, by=by)
        copy = documents.copy_for(
            document,
            recipient_id=offer.place.person_id if offer.place is not None else None,
            recipient_name=offer.name,
            by=by,
        )
        if not copy.ledger:
            copy.ledger = _ledger(offer, by)
            issued.append(document)
        copies.append(copy)
    db.session.flush()
    for kind in dict.fromkeys(document.kind for document in issued):
        events.record(
            authority_id=record.child.authority_id,
            child_id=record.child.id,
            kind="document_issued",
            about=next(document for document in issued if document.kind == kind),
            facts={"what": TITLES[kind].lower(), "copies": sum(1 for held in issued if held.kind == kind)},
            by=by.person_id,
        )
    return copies


def _issue(record: Record, offer: Offer, *, by: Actor) -> IssuedDocument:
    language = _language_of(offer)
    school: Agency | None = offer.place.agency if offer.place is not None else None
    with force_locale(language):
        facts: Any = facts_of(
            offer.kind, record.child, offer.audience, person=offer.person, school=school, review=offer.review
        )
    return documents.issue(
        authority_id=record.child.authority_id,
        child_id=record.child.id,
        kind=offer.kind,
        audience=offer.audience,
        about=offer.review or record.plan or record.child,
        version=facts["cover"]["version"],
        facts=facts,
        by=by,
        language=language,
        label=offer.label,
        standing=facts["cover"]["status"],
        whose_id=_whose(offer),
    )


def _whose(offer: Offer) -> UUID | None:
    if offer.place is None:
        return None
    return offer.place.agency_id if offer.kind == "school_action_sheet" else offer.place.person_id


def _language_of(offer: Offer) -> str:
    """The reader's language where the paper speaks it, English otherwise."""
    if offer.kind not in FAMILY_KINDS or offer.person is None:
        return "en"
    wanted = offer.person.language
    return wanted if wanted in {language.code for language in languages_offered()} else "en"


def _ledger(offer: Offer, by: Actor) -> dict[str, Any]:
    """Who was given what, on what basis: kept beside the copy, for the page that says who can see the plan."""
    place = offer.place
    return {
        "role": words.role(place.role) if place is not None else "Child",
        "organisation": place.agency.name if place is not None and place.agency is not None else "",
        "purpose": TITLES[offer.kind],
        "basis": place.basis if place is not None else "own record",
        "basis_note": (place.basis_note or "") if place is not None else "",
        "section": offer.section,
        "given_by": str(by.person_id) if by.person_id is not None else "",
    }
