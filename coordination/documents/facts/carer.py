"""Facts of the carer's sheet: what a household needs at nine in the evening."""

from typing import Literal, TypedDict

from coordination.documents.facts.shared import Cover, Quote, When


class Ring(TypedDict):
    """Who to ring, for what, at what hour."""

    when: str
    """"In the day", "Evenings and weekends"..."""
    name: str
    role: str
    number: str
    about: str


class Heading(TypedDict):
    """A short labelled paragraph (allergies, bedtime, school, medicines)."""

    label: str
    text: str


class FamilyTime(TypedDict):
    """Time with family and friends."""

    who: str
    how: str
    when: str
    note: str


class Decided(TypedDict):
    """One decision of everyday life."""

    decision: str
    note: str


class Authority(TypedDict):
    """One answer, and every decision that has it: who may take them."""

    answer: Literal["decide", "decide_and_tell", "ask_first", "others_decide", "not_agreed"]
    """``not_agreed`` prints as "Ask first" with the number to ring out of hours."""
    who: str
    """Who is told, asked or decides ("the social worker"); "" for ``decide`` and ``not_agreed``."""
    decisions: list[Decided]


class KeptByLaw(TypedDict):
    """A decision that no agreement gives to a carer, and the legal reason in plain words."""

    decision: str
    who: str
    why: str


class OwnAction(TypedDict):
    """An action that belongs to the reader."""

    number: int
    text: str
    due: When
    status: str
    note: str


class OthersAction(TypedDict):
    """Somebody else's action that the reader should know of."""

    text: str
    who: str
    due: When
    status: str


class NextDate(TypedDict):
    """A day for the kitchen calendar."""

    what: str
    on: When
    time: str
    place: str


class Told(TypedDict):
    """Something a carer is owed before a child comes."""

    item: str
    on: When
    """"" when not told yet."""
    by: str


class CarerSheet(TypedDict):
    """Facts of ``carer_sheet``: one or two pages for the household."""

    cover: Cover
    for_whom: str
    """The carers' names."""
    ring: list[Ring]
    out_of_hours: str
    """The number that "ask first" prints. Always there."""
    health: list[Heading]
    """Allergies, conditions, medicines. Empty prints "ask before giving"."""
    matters: list[Quote]
    helps: list[str]
    does_not_help: list[str]
    daily: list[Heading]
    """Routines, food, bedtime, school."""
    family_time: list[FamilyTime]
    authority: list[Authority]
    agreed: list[str]
    """When what is agreed was agreed, by whom, and of which parts of life."""
    kept_by_law: list[KeptByLaw]
    my_actions: list[OwnAction]
    others_actions: list[OthersAction]
    """Up to eight, those due first."""
    others_more: bool
    """Whether more of them stand on the carer's own page."""
    told_before: list[Told]
    next_dates: list[NextDate]
