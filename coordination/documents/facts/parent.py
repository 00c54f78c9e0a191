"""Facts of a parent's version: what they were part of, in plain words."""

from typing import TypedDict

from coordination.documents.facts.shared import Contact, Cover, Disagreement, Quote, When


class YouSaid(TypedDict):
    """What the parent said and what happened because of it."""

    words: str
    what_happened: str


class Agreed(TypedDict):
    """Something agreed and why."""

    text: str
    why: str


class Doing(TypedDict):
    """Who does what by when."""

    number: int
    text: str
    who: str
    due: When
    yours: bool
    """Whether it is the reader's own."""
    note: str


class PlainMeeting(TypedDict):
    """The next meeting, in plain words."""

    on: When
    """"" when none is planned."""
    time: str
    place: str
    about: str
    """How to change the day, ask for an interpreter or bring somebody. Without a date, why there is none."""


class DisagreeStep(TypedDict):
    """One way to disagree, from the nearest to the most formal."""

    what: str
    how: str
    number: str


class ParentVersion(TypedDict):
    """Facts of ``parent_version``, for one parent: built for that reader alone."""

    cover: Cover
    for_whom: str
    met_on: When
    met_about: str
    """Why we met, in a sentence."""
    came: list[str]
    """People who came, each already worded ("Amina Yusuf, social worker")."""
    child_said: list[Quote]
    child_said_missing: str
    you_said: list[YouSaid]
    you_said_missing: str
    """Printed where the parent gave no views ("We did not manage to ask you...")."""
    going_well: list[str]
    worried_about: list[str]
    agreed: list[Agreed]
    doing: list[Doing]
    disagreements: list[Disagreement]
    next_meeting: PlainMeeting
    contacts: list[Contact]
    how_to_disagree: list[DisagreeStep]
    """Empty prints the general ways: talk, complain, free advice."""
