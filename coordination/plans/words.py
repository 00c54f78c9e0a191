"""What a plan's fields and kinds are called on a page, and how their stored values read."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from coordination.plans.actions import PRIORITIES, STATUS_WORDS
from coordination.plans.models import Area, Domain


class KindWords(NamedTuple):
    """How a kind of statement is called: one of it, the heading of all, and what to ask for."""

    one: str
    heading: str
    add: str
    label: str
    hint: str


KINDS: Mapping[str, KindWords] = {
    "strength": KindWords(
        "strength",
        "What is going well",
        "Add something that is going well",
        "What is going well?",
        "Say what happens, and how you know.",
    ),
    "need": KindWords(
        "need",
        "What help is needed with",
        "Add a need",
        "What does the child need help with?",
        "One need at a time, in words the family would use.",
    ),
    "worry": KindWords(
        "worry",
        "What people are worried about",
        "Add a worry",
        "What is the worry?",
        "What happened, how often, and what it means for the child. Say who says so. No blame.",
    ),
    "outcome": KindWords(
        "outcome",
        "What should change",
        "Add an outcome",
        "What should be different for the child?",
        "A change in the child's life, not a service: “Ama walks to school with a friend”.",
    ),
    "provision": KindWords(
        "help given regularly",
        "Help given regularly",
        "Add help that is given regularly",
        "What is given?",
        "Say exactly what, so that anybody could tell whether it happened.",
    ),
    "contingency": KindWords(
        "plan for if things get worse",
        "If things get worse",
        "Add what to do if things get worse",
        "What would you see, and what should happen then?",
        "The sign first, then who does what.",
    ),
    "action": KindWords(
        "action",
        "Actions",
        "Add an action",
        "What will be done?",
        "Start with what they will do: “Ring”, “Book”, “Meet”.",
    ),
}

DOMAINS: Mapping[str, str] = {
    Domain.HEALTH.value: "Health",
    Domain.EDUCATION.value: "Learning",
    Domain.EMOTIONAL.value: "Feelings",
    Domain.FAMILY.value: "Family and friends",
    Domain.IDENTITY.value: "Identity",
    Domain.INDEPENDENCE.value: "Doing things alone",
    Domain.SAFETY.value: "Safety",
    Domain.STABILITY.value: "Stability",
    Domain.ADULTHOOD.value: "Becoming an adult",
    Domain.PARTICIPATION.value: "Taking part",
}

OUTCOME_STATUSES: Mapping[str, str] = {
    "on_track": "On track",
    "slipping": "Slipping",
    "stuck": "Stuck",
    "achieved": "Achieved",
    "ended": "Ended",
}
ACCEPTANCES: Mapping[str, str] = {
    "offered": "Asked, no answer yet",
    "accepted": "Accepted",
    "declined": "Not accepted",
}
AUDIENCES: Mapping[str, str] = {
    "team": "Team",
    "school": "School",
    "health": "Health",
    "provider": "Provider",
    "carer": "Carer",
    "parent": "Parents",
    "young_person": "Young person",
}

AREAS: Mapping[str, str] = {
    Area.COMMUNICATION.value: "Communication and interaction",
    Area.LEARNING.value: "Cognition and learning",
    Area.FEELINGS.value: "Social, emotional and mental health",
    Area.SENSES.value: "Sensory and physical",
}

PLACES: Mapping[str, str] = {"school": "At school", "home": "At home"}

FIELDS: Mapping[str, str] = {
    "text": "What it says",
    "family_text": "In words for the family",
    "young_text": "In words for the young person",
    "audiences": "Who can see it",
    "domain": "Part of life",
    "keeps_going": "What keeps it going",
    "goal": "What needs to happen",
    "need_id": "The need it answers",
    "baseline": "Where things are now",
    "measure": "How we will know",
    "target": "What we aim for",
    "target_on": "By when",
    "status": "How it is going",
    "progress": "Progress now, 0 to 10",
    "progress_at_start": "Progress at the start, 0 to 10",
    "agreed_with_child_on": "Agreed with the child on",
    "agreed_with_parent_on": "Agreed with a parent on",
    "number": "Number",
    "outcome_id": "The outcome it is for",
    "owner_id": "Who",
    "agency_id": "Organisation",
    "supporting": "Who helps",
    "due_on": "Due",
    "check_on": "Check on",
    "priority": "How urgent",
    "acceptance": "Answer",
    "declined_reason": "Why it was not accepted",
    "blocker": "What is in the way",
    "blocked_on": "Blocked since",
    "note": "Note",
    "done_on": "Done on",
    "evidence": "How we know it was done",
    "carried": "Times carried forward",
    "from_review_id": "Decided in a review",
    "who": "Who",
    "hours_per_week": "Hours a week",
    "how_often": "How often",
    "from_on": "From",
    "to_on": "Until",
    "area": "Area of need",
    "group_size": "How many together",
    "place": "Where",
    "phone": "Whom to ring",
    "prompt": "About",
    "said_by": "Who said it",
    "gathered_how": "How it was gathered",
    "gathered_on": "Gathered on",
    "helped_by": "Who helped",
    "strength": "What goes well",
    "diagnosis": "Diagnosis",
    "impact": "What it means for the child",
    "linked_to_sen": "Has to do with the special educational needs",
    "steps": "Steps on the way",
    "monitored_by": "Who watches over it",
    "strand": "Preparing for adulthood",
    "expertise": "Expertise",
    "setting": "Setting",
    "sessions_per_week": "Times a week",
    "session_minutes": "Minutes each time",
    "weeks_per_year": "Weeks a year",
    "funding": "Paid for by",
    "monitoring": "How it is watched over",
    "review_on": "Looked at again",
    "commissioner": "Commissioner",
    "commissioner_agreed_on": "Commissioner agreed on",
    "ended_on": "Taken out on",
}

# What a field is called of one kind of statement, where it is called otherwise of the rest.
_FIELDS_OF = {("need", "evidence"): "Where this is known from"}

# Fields that follow from others and would say the same thing twice in a history.
UNSAID = frozenset({"number", "from_review_id", "blocked_on"})


def field(kind: str, name: str) -> str:
    """What a field of a kind of statement is called."""
    return _FIELDS_OF.get((kind, name)) or FIELDS[name]


def said(kind: str, name: str, value: Any, names: Mapping[UUID, str], day: Any) -> str:
    """A stored value as a reader understands it. ``names``: of people, organisations, needs and outcomes by
    key; ``day``: how a date is written.
    """
    if value is None or value == "" or value == []:
        return ""
    if name == "audiences":
        return ", ".join(AUDIENCES.get(held, held) for held in AUDIENCES if held in value) or ""
    if name == "domain":
        return DOMAINS.get(str(value), str(value))
    if name == "area":
        return AREAS.get(str(value), str(value))
    if name == "place":
        return PLACES.get(str(value), str(value))
    if name == "status":
        return (STATUS_WORDS if kind == "action" else OUTCOME_STATUSES).get(str(value), str(value))
    if name == "acceptance":
        return ACCEPTANCES.get(str(value), str(value))
    if name == "priority":
        return PRIORITIES.get(str(value), str(value))
    if name.endswith("_id"):
        key = value if isinstance(value, UUID) else UUID(str(value))
        return names.get(key, "Not shown")
    if name.endswith("_on"):
        return str(day(value if isinstance(value, date) else date.fromisoformat(str(value))))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
