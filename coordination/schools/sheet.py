"""The parents' sheet of one cycle: what school does, what they can do at home, when they meet next; and giving it out.

It holds what was published to parents and nothing else: no need in the school's words, nobody's views, nothing that one
parent said of or to the other.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.exclusions import excluded_people
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.cases import words as case_words
from coordination.cases.models import Case, Membership
from coordination.children import naming
from coordination.db import RuleBroken, db
from coordination.documents import facts as shapes
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy
from coordination.events import operations as events
from coordination.schools import operations, queries, words
from coordination.schools.models import SenCycle
from coordination.web.languages import gettext as _
from coordination.web.languages import languages_offered

KIND = "sen_parent_sheet"
AUDIENCES = {"PAR": "parent", "FC": "carer"}


def recipients(child_id: UUID) -> list[Membership]:
    """The parents and carers on the child's teams today whom no exclusion bars, each once. One query."""
    today = clock.today()
    rows = db.session.scalars(
        select(Membership)
        .join(Case, Case.id == Membership.case_id)
        .where(Membership.child_id == child_id, Membership.state == "agreed", Membership.role.in_(AUDIENCES))
        .where(Membership.from_on <= today, Membership.to_on.is_(None) | (Membership.to_on > today))
        .where(Case.state == "open", Membership.person_id.not_in(excluded_people(child_id)))
        .options(joinedload(Membership.person), joinedload(Membership.agency))
        .order_by(Membership.from_on, Membership.id)
    )
    found: dict[UUID, Membership] = {}
    for row in rows:
        found.setdefault(row.person_id, row)
    return list(found.values())


def parent_sheet(cycle: SenCycle, *, audience: str, by: Person) -> shapes.SenParentSheet:
    """The facts of ``sen_parent_sheet`` for an audience ("parent" or "carer"), in the language that is set."""
    child = cycle.child
    authority = agencies.authority(cycle.authority_id)
    if authority is None:
        raise LookupError("a child of no authority")
    lines = [
        row
        for row in queries.lines(cycle.id)
        if row.published_at is not None and audience in row.audiences and not row.caveats
    ]
    said = {kind: [row for row in lines if row.kind == kind] for kind in queries.KINDS}
    return {
        "cover": {
            "title": _("SEN Support: parents’ sheet"),
            "preferred_name": naming.short_name(child),
            "record_reference": child.reference,
            "version": str(cycle.number),
            "status": "final",
            "superseded_by": "",
            "dated": clock.today().isoformat(),
            "author": by.name,
            "lead_practitioner": by.name,
            "organisation": authority.name,
            "confidentiality": "",
            "if_found": authority.duty_phone,
        },
        "school": cycle.agency.name,
        "year_group": words.year_words(cycle.year_group),
        "term": words.term(cycle.from_on),
        "towards": [row.words_for(audience) for row in said["outcome"] if row.status not in {"achieved", "ended"}],
        "works": [row.words_for(audience) for row in said["strategy"] if row.place == "school"],
        "provides": [
            {
                "what": row.words_for(audience),
                "who": row.who or "",
                "amount": words.amount(row.hours_per_week, row.group_size, row.how_often),
            }
            for row in said["provision"]
        ],
        "at_home": [row.words_for(audience) for row in said["strategy"] if row.place == "home"],
        "meeting": {
            "on": cycle.meeting_on.isoformat() if cycle.meeting_on and cycle.meeting_on >= clock.today() else "",
            "words": cycle.meeting_words or "",
            "review": cycle.review_on.isoformat(),
        },
        "contacts": [
            {
                "name": by.name,
                "role": by.job or case_words.role("SEN"),
                "number": by.phone or cycle.agency.phone or "",
                "email": by.email or "",
                "hours": "",
            }
        ],
    }


def give_out(cycle: SenCycle, *, places: Iterable[Membership], on_paper_for: str, by: Actor) -> list[DocumentCopy]:
    """Share the cycle and make a copy of its sheet for each of these, and one to print for somebody named.

    Raises RuleBroken when nobody is named, or no name of the child may be on paper for family.
    """
    chosen, named = list(places), on_paper_for.strip()
    if not chosen and not named:
        raise RuleBroken("Choose who it is for, or enter a name", "people")
    if not naming.family_name_ready(cycle.child):
        raise RuleBroken("No name is recorded for this child. Papers for family wait until one is.")
    author = agencies.person(by.person_id) if by.person_id is not None else None
    if author is None:
        raise RuleBroken("Sign in to make the sheet.")
    operations.share_cycle(cycle, by=by)
    copies = [_copy(cycle, place, place.person.name, author, by) for place in chosen]
    if named:
        copies.append(_copy(cycle, None, named, author, by))
    events.record(
        authority_id=cycle.authority_id,
        child_id=cycle.child_id,
        kind="document_issued",
        about=copies[0].document,
        agency_id=cycle.agency_id,
        facts={"what": "parents’ sheet of SEN Support", "copies": len(copies)},
        by=by.person_id,
    )
    return copies


def _copy(cycle: SenCycle, place: Membership | None, name: str, author: Person, by: Actor) -> DocumentCopy:
    audience = AUDIENCES[place.role] if place is not None else "parent"
    wanted = place.person.language if place is not None else "en"
    language = wanted if wanted in {held.code for held in languages_offered()} else "en"
    with force_locale(language):
        facts: Any = parent_sheet(cycle, audience=audience, by=author)
    document = documents.issue(
        authority_id=cycle.authority_id,
        child_id=cycle.child_id,
        kind=KIND,
        audience=audience,
        about=cycle,
        version=facts["cover"]["version"],
        facts=facts,
        by=by,
        language=language,
    )
    copy = documents.copy_for(
        document, recipient_id=place.person_id if place is not None else None, recipient_name=name, by=by
    )
    if not copy.ledger:
        copy.ledger = {
            "role": case_words.role(place.role) if place is not None else "Parent",
            "organisation": "",
            "purpose": "Parents’ sheet of SEN Support",
            "basis": place.basis if place is not None else "parental responsibility",
            "basis_note": (place.basis_note or "") if place is not None else "",
            "section": "sen_support",
            "given_by": str(by.person_id) if by.person_id is not None else "",
        }
    db.session.flush()
    return copy
