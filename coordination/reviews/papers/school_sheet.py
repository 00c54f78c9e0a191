"""Facts of a school's action sheet: what its staff need in the coming weeks, and no more."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from coordination.agencies.models import Agency
from coordination.children import disputes, reading
from coordination.children.models import SchoolPlace
from coordination.documents import facts as shapes
from coordination.plans import queries as plans
from coordination.plans.models import Action, ProvisionLine
from coordination.plans.operations import STATUS_WORDS
from coordination.reviews.papers import readers
from coordination.reviews.papers.gathering import (
    Record,
    due_words,
    iso,
    may_be_given,
    quote_of,
    review_day,
    starts_words,
)

AUDIENCE = "school"
# Where the authority has not given its half-terms, a sheet looks this far ahead.
WEEKS = 6


def school_action_sheet(record: Record, school: Agency) -> shapes.SchoolActionSheet:
    """The facts of ``school_action_sheet`` for one school: what it does, and what is published to schools."""
    face = record.face(AUDIENCE)
    weeks = half_term(record.authority.settings, record.today)
    until = date.fromisoformat(weeks["ends"])
    rows = record.plan_rows
    place = _place(record, school)
    lead = record.lead_contact()
    actions = sorted(_own_actions(rows, school, until), key=_when)
    provision = [row for row in rows if isinstance(row, ProvisionLine) and _is_given(row, school)]
    printed = {row.id: row.words_for(AUDIENCE) for row in (*actions, *provision)}
    printed |= {outcome.id: outcome.text for outcome in face.outcomes}
    return {
        "cover": record.cover("School action sheet", face),
        "school": school.name,
        "year_group": _year(place.year_group or "") if place is not None else "",
        "half_term": weeks,
        "actions": [_action(row, record.today) for row in actions],
        "provision": [_provision(row) for row in provision],
        "working_towards": [outcome.text for outcome in face.outcomes],
        "child_says": [
            quote_of(view, gathered=True)
            for view in record.views
            if view.speaker == "child" and may_be_given(view, AUDIENCE)
        ][:3],
        "helps": [strength.more for strength in face.strengths if strength.more],
        "review": _review(record),
        "contacts": [lead] if lead is not None else [],
        "disputed": _disputed(record, school, printed),
    }


def _disputed(record: Record, school: Agency, printed: Mapping[UUID, str]) -> list[shapes.DisputedFact]:
    """What somebody says is wrong of what stands on it, where everybody of the school on the team may read that."""
    if not record.disagreements:
        return []
    at_school = [held.person for held in record.members("SEN", "DSL") if held.agency_id == school.id]
    each = [partial(readers.may_of_fact, record.reader(person)) for person in at_school]
    return disputes.on_paper(record.disagreements, about=disputes.NAME_AND_SCHOOL, lines=printed, readers=each)


def _place(record: Record, school: Agency) -> SchoolPlace | None:
    """The child's place there: one whose first day nobody knows, or the one that began last."""
    held = [
        place
        for place in reading.revived(SchoolPlace, record.rows.get("school_place", []))
        if place.agency_id == school.id and (place.to_on is None or place.to_on > record.today)
    ]
    held.sort(key=lambda place: place.id)
    return max(held, key=lambda place: (place.from_on is None, place.from_on or date.min), default=None)


def _year(group: str) -> str:
    return f"Year {group}" if group.isdecimal() else group


def half_term(settings: Mapping[str, Any], today: date) -> shapes.HalfTerm:
    """The weeks a sheet is about: the authority's own half-term (``half_terms``: name, starts, ends), or six weeks."""
    for term in settings.get("half_terms", ()):
        if date.fromisoformat(term["starts"]) <= today <= date.fromisoformat(term["ends"]):
            return {"name": str(term["name"]), "starts": str(term["starts"]), "ends": str(term["ends"])}
    return {
        "name": f"The next {WEEKS} weeks",
        "starts": today.isoformat(),
        "ends": (today + timedelta(weeks=WEEKS)).isoformat(),
    }


def _own_actions(rows: list[Any], school: Agency, until: date) -> list[Action]:
    """The school's open actions due by then, overdue, or without a date."""
    return [
        row
        for row in rows
        if isinstance(row, Action)
        and row.agency_id == school.id
        and row.status not in plans.CLOSED
        and row.acceptance != "declined"
        and not any(caveat.startswith("embargo") for caveat in row.caveats)
        and (row.due_on is None or row.due_on <= until)
    ]


def _when(row: Action) -> tuple[date, int]:
    return row.due_on or row.check_on or date.max, row.number


def _action(row: Action, today: date) -> shapes.SchoolAction:
    late = (today - row.due_on).days if row.due_on is not None else 0
    return {
        "number": row.number,
        "text": row.words_for(AUDIENCE),
        "who": row.owner.name if row.owner is not None else "",
        "due": due_words(row.due_on, row.check_on),
        "status": STATUS_WORDS[row.status],
        "overdue": f"Overdue by {late} {'day' if late == 1 else 'days'}" if late > 0 else "",
    }


def _is_given(row: ProvisionLine, school: Agency) -> bool:
    return row.agency_id == school.id or (row.agency_id is None and may_be_given(row, AUDIENCE))


def _provision(row: ProvisionLine) -> shapes.Provision:
    hours = f"{row.hours_per_week:g} hours a week" if row.hours_per_week else ""
    return {
        "what": row.words_for(AUDIENCE),
        "need": "",
        "who": row.who or "",
        "amount": ", ".join(part for part in (hours, row.how_often or "") if part),
        "review": iso(row.to_on),
    }


def _review(record: Record) -> shapes.SchoolReview:
    coming, last = record.coming_review, record.last_review
    if coming is not None:
        return {
            "type": record.meeting(coming).words,
            "on": iso(review_day(coming)),
            "time": starts_words(coming),
            "place": coming.place or "",
            "report_due": "",
            "note": "",
        }
    on = last.next_on if last is not None and last.next_on and last.next_on >= record.today else None
    return {"type": "", "on": iso(on), "time": "", "place": "", "report_due": "", "note": ""}
