"""The parts of facts that several documents share: the cover, contacts, quotes and disagreements."""

from typing import Literal, TypedDict

When = str

Status = Literal["draft", "final", "superseded"]


class Cover(TypedDict):
    """The head and foot that every document carries."""

    title: str
    """What the document is: "Team around the child review". Never a name: it becomes the PDF's title."""
    preferred_name: str
    """What the child or young person likes to be called."""
    record_reference: str
    """The short random reference of the record."""
    version: str
    """"3"; printed after the word "version"."""
    status: Status
    superseded_by: str
    """The newer version when ``status`` is superseded ("4"); otherwise ""."""
    dated: When
    author: str
    lead_practitioner: str
    organisation: str
    """Whose document it is: the authority's name."""
    confidentiality: str
    """The authority's own sentence for this document, up to 220 characters, or "" for the document's."""
    if_found: str
    """Telephone number to ring when the paper is found or sent to the wrong person, or ""."""


class Contact(TypedDict):
    """Somebody to ring or write to."""

    name: str
    role: str
    """What they do, in the reader's words."""
    number: str
    email: str
    hours: str
    """When they can be reached ("Monday to Friday, 9am to 5pm"), or ""."""


class Quote(TypedDict):
    """Somebody's own words, printed in quotation marks."""

    words: str
    """Exactly what was said, without quotation marks."""
    about: str
    """"Happy about", "Worried about", "School", or ""."""
    how: str
    """How the words were given ("told Amina while drawing"), or ""."""
    by: str
    """Who gathered them, or ""."""
    on: When


class Disagreement(TypedDict):
    """Who sees it differently; printed beside the statement it is about."""

    who: str
    words: str
    on: When
    response: str
    """What was answered, or "" when nothing has been yet."""
    route: str
    """Where it goes next (advocate, reviewing officer, mediation, tribunal, complaint), or ""."""
    outcome: str


class DisputedFact(TypedDict):
    """Something on this paper that somebody says is wrong, and that was not changed."""

    about: str
    """"name", printed under the name and age; "family", under the people around; "line": an entry of the paper."""
    what: str
    """"The name or date of birth", "the family"; an entry in its own words."""
    said: Disagreement
