"""Events as people read them: the words of each, and the groups a chronology is filtered by."""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from coordination.agencies.models import Agency
from coordination.events.kinds import KINDS
from coordination.events.models import Event

# What a chronology may be narrowed to: a key, its words, and the sections of the record it covers.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "record": (
        "Who the child is",
        ("core_identity", "identifiers", "contact_details", "family_network", "sibling_links", "profile"),
    ),
    "help": ("Help and team", ("memberships", "support_plan", "social_care")),
    "actions": ("Actions", ("actions",)),
    "reviews": ("Reviews", ("reviews",)),
    "voice": ("Views and wishes", ("own_words",)),
    "safety": ("Safety", ("alerts", "protection_plan", "enquiries")),
    "care": ("Looked after", ("placement", "legal", "pathway", "carer_record")),
    "education": ("Education and EHC", ("education", "sen_support", "ehc_plan")),
    "health": ("Health", ("health",)),
    "paper": ("Documents", ("sharing_decisions",)),
}

SOURCES = {"entered": "", "ssda903": "SSDA903 return", "annex_a": "Annex A workbook", "cin": "CIN census"}


class Line(NamedTuple):
    """One line of a chronology: when, what, and from whom. ``corrects`` says that it stands for an earlier one."""

    id: UUID
    on: object
    words: str
    group: str
    agency: str
    source: str
    corrects: bool


def words(event: Event) -> str:
    """What happened, in words; a fact the words would use and the event has not is left out."""
    known = KINDS.get(event.kind)
    if known is None:
        return event.kind.replace("_", " ").capitalize()
    facts = defaultdict(str, {name: str(value) for name, value in event.facts.items() if value is not None})
    return " ".join(known.words.format_map(facts).split()).rstrip(":").strip()


def group_of(event: Event) -> str:
    """The words of the group an event belongs to."""
    return next((label for label, sections in GROUPS.values() if event.section in sections), "Other")


def lines(events: list[Event], agencies: dict[UUID, Agency]) -> list[Line]:
    """Events as lines, in the order given."""
    return [
        Line(
            event.id,
            event.occurred_on,
            words(event),
            group_of(event),
            agencies[event.agency_id].name if event.agency_id in agencies else "",
            SOURCES.get(event.source, event.source.replace("_", " ")),
            event.corrects_id is not None,
        )
        for event in events
    ]


def summary(events: list[Event]) -> list[tuple[str, str, object]]:
    """What is new, said once: words, how often, and when it was recorded last."""
    counted: dict[str, list[Event]] = {}
    for event in events:
        counted.setdefault(words(event), []).append(event)
    return [
        (said, f"{len(held)} times" if len(held) > 1 else "", max(one.recorded_at for one in held))
        for said, held in counted.items()
    ]
