"""Giving paper out: which papers there are for whom, and one pack of them issued, stamped for each and written down.

Whether the person who gives may give this to that recipient is asked by whoever calls; what the recipient may be told
is decided when the facts are built.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import Select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_AUDIENCES, audience_of
from coordination.access.describing import describe
from coordination.access.exclusions import excluded_people
from coordination.access.policy import Deny, decide
from coordination.access.standing import towards_child
from coordination.access.thing import Recipient
from coordination.agencies import queries as agencies
from coordination.agencies.models import Agency, Person
from coordination.cases import words
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.children.models import Child
from coordination.children.naming import family_name_ready
from coordination.db import db
from coordination.documents import operations as documents
from coordination.documents import shape
from coordination.documents.models import SECTION_OF, DocumentCopy, IssuedDocument
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.reviews.kinds import meeting_of
from coordination.reviews.models import SAFEGUARDING, Review, ReviewState
from coordination.reviews.papers import FAMILY_KINDS, Record, facts_of, readers, review_records
from coordination.web.filters import day
from coordination.web.languages import languages_offered

TITLES = {
    "review_record": "Record of the review",
    "carer_sheet": "Carer’s sheet",
    "parent_version": "Parent’s version",
    "school_action_sheet": "School action sheet",
    "young_person_summary": "Young person’s summary",
    "sen_parent_sheet": "SEN Support: parents’ sheet",
    "ehc_letter": "Letter about the EHC plan",
    "ehc_plan": "EHC plan",
    "ehc_amendment_notice": "Notice of changes to the plan",
    "ehc_plan_for_child": "The plan on one page, for the child",
    "ehc_review_report": "Report of the EHC review",
    "life_story": "Booklet of a young person’s story",
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
        return SECTION_OF[self.kind]

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
    return f"{meeting_of(review).words}{held_on}{draft}"


class Weighed(NamedTuple):
    """Those papers may be for, as the rules weigh them: each as an Actor towards the child, and who is excluded."""

    readers: dict[UUID, Actor]
    excluded: frozenset[UUID]


def asked_about(people: Iterable[UUID], child: Child) -> list[Select[Any]]:
    """What :func:`weighed` asks of the database, as parts of ``reading.together``."""
    keys = list(people)
    return [*readers.asked_about(keys, child), reading.values_of("exclusion", excluded_people(child.id, keys))]


def weighed(people: Iterable[Person], found: dict[str, list[dict[str, Any]]]) -> Weighed:
    """People as the rules weigh them. ``found``: the answers to :func:`asked_about`."""
    return Weighed(
        readers.of_people(people, found), frozenset(UUID(row["person_id"]) for row in found.get("exclusion", []))
    )


def weigh(offered: Iterable[Offer], child: Child) -> Weighed:
    """Those these papers are for, as the rules weigh them. One query."""
    people = {offer.person.id: offer.person for offer in offered if offer.person is not None}
    return weighed(people.values(), reading.together(*asked_about(people, child)))


def recipient(offer: Offer, record: Record, of: Weighed) -> Recipient:
    """The recipient as the rules weigh them: the basis recorded for sharing, their agreement, whether excluded."""
    if offer.place is None:
        return Recipient(audience=offer.audience, basis_recorded=True, agreement_covers=True)
    person_id = offer.place.person_id
    covered = offer.audience in FAMILY_AUDIENCES or any(
        stands.covers(offer.section)
        for stands in towards_child(of.readers[person_id], record.child.id, record.child.authority_id, clock.today())
    )
    return Recipient(
        audience=offer.audience,
        person_id=person_id,
        basis_recorded=bool(offer.place.basis),
        agreement_covers=covered,
        excluded=person_id in of.excluded,
    )


def giving(record: Record, offer: Offer, to: Recipient | None) -> dict[str, Any]:
    """What the rules weigh about giving one paper; without ``to``, about giving it to anybody it is for."""
    return {
        "label": offer.label,
        "published": True,
        "audiences": frozenset({offer.audience}),
        "meeting_kind": offer.review.kind if offer.review is not None else None,
        "case_kind": record.case.kind if record.case is not None else None,
        "recipient": to or Recipient(audience=offer.audience, basis_recorded=True, agreement_covers=True),
    }


def refusal(record: Record, offer: Offer, of: Weighed, giver: Actor) -> str:
    """The rule by which ``giver`` may not give this paper to whom it is for now; empty where they may."""
    thing = describe(record.child, offer.section, **giving(record, offer, recipient(offer, record, of)))
    decision = decide(giver, "disclose", offer.section, thing, clock.now())
    return decision.rule if isinstance(decision, Deny) else ""


def issue_pack(record: Record, chosen: Iterable[Offer], *, by: Actor) -> list[DocumentCopy]:
    """Issue these papers: each made for its reader, queued for printing, stamped for them, in the ledger of sharing.

    The same paper with the same facts for the same reader is the same copy. Raises NameNotRecorded and UnknownPaper.
    """
    issued: list[IssuedDocument] = []
    copies = issue_copies(record, chosen, by=by, issued=issued)
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


def issue_copies(
    record: Record,
    chosen: Iterable[Offer],
    *,
    by: Actor,
    of: Weighed | None = None,
    issued: list[IssuedDocument] | None = None,
) -> list[DocumentCopy]:
    """The copies of these papers, in their order. ``issued`` takes the document of each copy that is new.

    ``of``: those they are for, where they were weighed already. Those whose facts are the same share one document.
    """
    offers = list(chosen)
    together: dict[tuple[str, str, str, UUID | None, str], list[int]] = {}
    made = _facts_of_each(record, offers, of)
    # Those who see the same are given the very same facts, whose digest is made once.
    digests: dict[tuple[int, str, str], str] = {}
    for place, (offer, facts) in enumerate(zip(offers, made, strict=True)):
        language = _language_of(offer)
        known = (id(facts), offer.kind, language)
        digest = digests.get(known) or digests.setdefault(known, shape.digest(offer.kind, facts, language=language))
        together.setdefault((offer.kind, offer.audience, language, _whose(offer), digest), []).append(place)
    copies: dict[int, DocumentCopy] = {}
    for places in together.values():
        document = _issue(record, offers[places[0]], made[places[0]], by=by)
        to = [(_recipient_key(offers[n]), offers[n].name) for n in places]
        ledgers = [_ledger(offers[n], by) for n in places]
        made_of = documents.copies_for(document, to, by=by, ledgers=ledgers)
        for n, copy, ledger in zip(places, made_of, ledgers, strict=True):
            copies[n] = copy
            # A copy that is new holds what was just written; one that was made before keeps what was written then.
            if copy.ledger is ledger and issued is not None:
                issued.append(document)
    db.session.flush()
    return [copies[n] for n in range(len(offers))]


def _recipient_key(offer: Offer) -> UUID | None:
    return offer.place.person_id if offer.place is not None else None


def _facts_of_each(record: Record, offers: list[Offer], of: Weighed | None) -> list[Any]:
    """The facts of each paper. The record of a review is read once for all who get it."""
    read = [offer for offer in offers if offer.kind == "review_record" and offer.review and offer.person is not None]
    found: dict[str, Any] = {}
    if read and read[0].review is not None:
        weighed_now = of or weigh(read, record.child)
        each = [weighed_now.readers[offer.person.id] for offer in read if offer.person is not None]
        with force_locale("en"):
            made = review_records(_for_review(record, read[0].review), read[0].review, each)
        found = {offer.value: facts for offer, facts in zip(read, made, strict=True)}
    of_school: dict[UUID | None, Any] = {}
    for offer in offers:
        if offer.kind == "school_action_sheet" and offer.place is not None:
            # A school's sheet says the same to everybody there.
            school = offer.place.agency_id
            if school not in of_school:
                of_school[school] = facts_for(record, offer)
            found[offer.value] = of_school[school]
    return [found.get(offer.value) or facts_for(record, offer) for offer in offers]


def _for_review(record: Record, review: Review | None) -> Record:
    """The child's record as it was read, or read anew where that was for another review."""
    return record if review is None or record.review is review else Record(record.child, review)


def take_back(copy: DocumentCopy, *, why: str, by: Actor) -> None:
    """Take back a copy that was sent in error: who it was for opens it no more, and is told. Raises RuleBroken."""
    if not documents.withdraw(copy, why=why, by=by):
        return
    events.record(
        authority_id=copy.authority_id,
        child_id=copy.child_id,
        kind="document_withdrawn",
        about=copy,
        facts={"what": TITLES[copy.document.kind].lower()},
        by=by.person_id,
    )
    person = agencies.person(copy.recipient_id) if copy.recipient_id is not None else None
    if person is not None and copy.file_id is not None:
        link = messages.path_to("documents.copy", copy_id=copy.id)
        messages.queue_mail(person, template="document_taken_back", about_id=copy.id, disclosure=True, link=link)


def facts_for(record: Record, offer: Offer) -> Any:
    """The facts of one paper for whom it is for, in their language. Raises NameNotRecorded and UnknownPaper."""
    school: Agency | None = offer.place.agency if offer.place is not None else None
    with force_locale(_language_of(offer)):
        return facts_of(
            offer.kind,
            record.child,
            offer.audience,
            person=offer.person,
            school=school,
            review=offer.review,
            record=_for_review(record, offer.review),
        )


def _issue(record: Record, offer: Offer, facts: Any, *, by: Actor) -> IssuedDocument:
    return documents.issue(
        authority_id=record.child.authority_id,
        child_id=record.child.id,
        kind=offer.kind,
        audience=offer.audience,
        about=offer.review or record.plan or record.child,
        version=facts["cover"]["version"],
        facts=facts,
        by=by,
        language=_language_of(offer),
        label=offer.label,
        standing=facts["cover"]["status"],
        whose_id=_whose(offer),
    )


def _whose(offer: Offer) -> UUID | None:
    # Who may see the same of a review shares one rendering of its record: nobody is named on it as its reader.
    if offer.place is None or offer.kind == "review_record":
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
