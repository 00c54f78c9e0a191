"""Any paper of a child by its kind, for an audience or one of its people; and a paper made into a file at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from coordination.agencies import queries as agencies
from coordination.agencies.models import Agency, Person
from coordination.children.models import Child
from coordination.db import RuleBroken, db, normalise_reference
from coordination.documents import operations as documents
from coordination.protected.showing import for_everybody
from coordination.reviews import queries
from coordination.reviews.models import Review
from coordination.reviews.papers import readers
from coordination.reviews.papers.carer_sheet import carer_sheet
from coordination.reviews.papers.gathering import Record
from coordination.reviews.papers.parent_version import parent_version
from coordination.reviews.papers.review_record import review_records
from coordination.reviews.papers.school_sheet import school_action_sheet
from coordination.reviews.papers.young_person import young_person_summary

# For whom each kind of paper is made.
AUDIENCES: Mapping[str, tuple[str, ...]] = {
    "review_record": ("team", "school", "health", "provider"),
    "carer_sheet": ("carer",),
    "parent_version": ("parent",),
    "school_action_sheet": ("school",),
    "young_person_summary": ("young_person",),
}


class UnknownPaper(RuleBroken):
    """There is no such paper, or not for this audience, or nothing to make it from."""


def facts_of(
    kind: str,
    child: Child,
    audience: str,
    *,
    person: Person | None = None,
    school: Agency | None = None,
    review: Review | None = None,
    record: Record | None = None,
) -> Any:
    """The facts of a paper. ``person``: whom it is for; ``school`` and ``review``: the child's own when left out.
    ``record``: the child's, where it was read already, for the review whose record this is.

    Raises UnknownPaper, and NameNotRecorded for family paper of a child without a name.
    """
    if audience not in AUDIENCES.get(kind, ()):
        known = ", ".join(f"{name} for {' or '.join(whom)}" for name, whom in AUDIENCES.items())
        raise UnknownPaper(f"There is no such paper. There are: {known}.")
    record = record or Record(child, review)
    if kind == "carer_sheet":
        return carer_sheet(record, person)
    if kind == "parent_version":
        return parent_version(record, person)
    if kind == "young_person_summary":
        return young_person_summary(record)
    if kind == "school_action_sheet":
        return school_action_sheet(record, school or _school(record))
    held = review or queries.last_held(child.id)
    if held is None:
        raise UnknownPaper("No review has been recorded for this child yet.")
    if record.review is not held:
        record = Record(child, held)
    reader = record.reader(person) if person is not None else readers.typical(audience, child)
    return review_records(record, held, [reader])[0]


def render_to(kind: str, reference: str, audience: str, out: Path) -> int:
    """Make one paper of the child with this record reference for an audience into a file. Returns its pages.

    Raises what ``rendered`` raises.
    """
    from coordination.documents import rendering

    pdf = rendered(kind, reference, audience)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(pdf)
    return rendering.page_count(pdf)


def rendered(kind: str, reference: str, audience: str) -> bytes:
    """One paper of the child with this record reference for an audience, as a PDF.

    The first carer or parent on the team is whom it is for. Raises UnknownPaper, NameNotRecorded, and what rendering
    raises.
    """
    from coordination.documents import rendering

    said = normalise_reference(reference) or reference
    child = db.session.scalar(select(Child).where(Child.reference == said))
    if child is None:
        raise UnknownPaper("There is no record with this reference.")
    role = {"carer": "FC", "parent": "PAR"}.get(audience)
    person = next((held.person for held in Record(child).members(role)), None) if role else None
    facts = for_everybody(facts_of(kind, child, audience, person=person))
    return rendering.render(kind, facts, held=documents.pictures_in(facts, child.id))


def _school(record: Record) -> Agency:
    schools = agencies.agencies_by_key(held.agency_id for held in record.members("SEN", "DSL") if held.agency_id)
    if not schools:
        raise UnknownPaper("No school is on this child's team.")
    return min(schools.values(), key=lambda found: (found.name, found.id))
