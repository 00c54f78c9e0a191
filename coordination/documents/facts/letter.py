"""Facts of a letter: to one person, in plain paragraphs."""

from typing import TypedDict

from coordination.documents.facts.shared import Contact, Cover


class LetterPart(TypedDict):
    """A heading, or "", with the paragraphs under it and a list after them."""

    heading: str
    paragraphs: list[str]
    points: list[str]


class EhcLetter(TypedDict):
    """Facts of ``ehc_letter``: a letter of the EHC process to one recipient. It names no other."""

    cover: Cover
    to: str
    parts: list[LetterPart]
    sender: Contact
