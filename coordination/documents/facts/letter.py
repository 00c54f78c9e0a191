"""Facts of a letter: to one person, in plain paragraphs."""

from typing import Literal, TypedDict

from coordination.documents.facts.shared import Contact, Cover


class LetterPart(TypedDict):
    """A heading, a paragraph, or a list, whose words are its ``items``."""

    style: Literal["heading", "text", "list"]
    words: str
    items: list[str]


class EhcLetter(TypedDict):
    """Facts of ``ehc_letter``: a letter of the EHC process to one recipient. It names no other."""

    cover: Cover
    to: str
    parts: list[LetterPart]
    sender: Contact
