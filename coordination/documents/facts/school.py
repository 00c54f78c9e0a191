"""Facts of the school's action sheet: this half-term."""

from typing import TypedDict

from coordination.documents.facts.shared import Contact, Cover, DisputedFact, Quote, When


class HalfTerm(TypedDict):
    """The weeks the sheet is about."""

    name: str
    starts: When
    ends: When


class SchoolAction(TypedDict):
    """One action of the school's, due this half-term or overdue."""

    number: int
    text: str
    who: str
    due: When
    status: str
    overdue: str
    """"Overdue by 6 days", or ""."""


class Provision(TypedDict):
    """What the school provides, with its quantity."""

    what: str
    need: str
    who: str
    amount: str
    """"45 minutes, 3 times a week, in a group of 4"."""
    review: When


class SchoolReview(TypedDict):
    """The next review and what the school brings to it."""

    type: str
    on: When
    """"" when no date is set."""
    time: str
    place: str
    report_due: When
    note: str


class SchoolActionSheet(TypedDict):
    """Facts of ``school_action_sheet``: what staff need this half-term, and no more."""

    cover: Cover
    school: str
    year_group: str
    half_term: HalfTerm
    actions: list[SchoolAction]
    provision: list[Provision]
    working_towards: list[str]
    child_says: list[Quote]
    helps: list[str]
    review: SchoolReview
    contacts: list[Contact]
    disputed: list[DisputedFact]
    """What somebody says is wrong of what stands on this sheet."""
