"""Facts of what is given to somebody who asked to see what is held."""

from typing import TypedDict

from coordination.documents.facts.shared import Cover, When


class HeldLine(TypedDict):
    """One thing an item says: what it is called, and the words, without those that were cut."""

    label: str
    text: str


class HeldItem(TypedDict):
    """One item: what it is, the day, which part of the record it is from, and the file that goes with it, or ""."""

    title: str
    on: When
    lines: list[HeldLine]
    file: str


class HeldPart(TypedDict):
    """The items of one section of the record."""

    heading: str
    items: list[HeldItem]


class SubjectAccess(TypedDict):
    """Facts of ``subject_access``."""

    cover: Cover
    to: str
    asked_on: When
    rights: list[str]
    parts: list[HeldPart]
    kept_back: list[str]
