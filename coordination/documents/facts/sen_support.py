"""Facts of the parents' sheet of SEN Support: one page for the kitchen wall."""

from typing import TypedDict

from coordination.documents.facts.shared import Contact, Cover, When


class SchoolDoes(TypedDict):
    """What the school provides, with its quantity."""

    what: str
    who: str
    amount: str
    """"2 hours a week, in a group of 4"."""


class ParentsMeeting(TypedDict):
    """When parents and school meet next."""

    on: When
    """"" when no day is agreed yet."""
    words: str
    """Time and place, or ""."""
    review: When
    """The day by which it is all looked at again."""


class SenParentSheet(TypedDict):
    """Facts of ``sen_parent_sheet``: what school does, what you can do at home, when we meet next."""

    cover: Cover
    school: str
    year_group: str
    term: str
    towards: list[str]
    works: list[str]
    provides: list[SchoolDoes]
    at_home: list[str]
    meeting: ParentsMeeting
    contacts: list[Contact]
