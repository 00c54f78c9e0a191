"""Kinds of meeting: what each is called, who owns and signs its record, and which event its holding is."""

from typing import NamedTuple

from coordination.reviews.models import ReviewKind


class Meeting(NamedTuple):
    """``owners`` are the roles that sign. ``event`` is what its holding is recorded as, beside ``review_held``."""

    words: str
    owners: frozenset[str]
    event: str | None = None
    safety_needed: bool = False


_LEADS = frozenset({"SW", "LP", "TM"})

MEETINGS: dict[ReviewKind, Meeting] = {
    ReviewKind.INITIAL_TAC: Meeting("First team around the child meeting", _LEADS),
    ReviewKind.TAC_REVIEW: Meeting("Team around the child review", _LEADS),
    ReviewKind.CHILD_IN_NEED: Meeting("Child in need review", _LEADS, safety_needed=True),
    ReviewKind.CORE_GROUP: Meeting("Core group", frozenset({"SW", "TM"}), safety_needed=True),
    ReviewKind.LOOKED_AFTER: Meeting(
        "Looked-after review", frozenset({"IRO"}), "looked_after_review_held", safety_needed=True
    ),
    ReviewKind.PEP: Meeting("Personal education plan meeting", frozenset({"SEN", "VSH", "DSL"})),
    ReviewKind.EHC_ANNUAL: Meeting("EHC annual review", frozenset({"SEN", "EHC"})),
    ReviewKind.CONFERENCE: Meeting("Child protection conference", frozenset({"CPC"}), safety_needed=True),
    ReviewKind.STABILITY: Meeting("Stability meeting", _LEADS | {"SSW"}),
    ReviewKind.PROFESSIONALS: Meeting("Professionals' meeting", _LEADS),
    ReviewKind.FAMILY_NETWORK: Meeting("Family network meeting", _LEADS),
    ReviewKind.CLOSURE: Meeting("Closing meeting", _LEADS),
}

PARTICIPATION = {
    "attended": "Came and spoke for themself",
    "part": "Came for part",
    "advocate": "Somebody spoke for them",
    "views_sent": "Did not come and sent their views",
    "chose_not": "Chose not to take part",
    "not_told": "Was not asked",
    "too_young": "Too young to take part",
}
ATTENDANCE = {
    "in_person": "In person",
    "online": "Online",
    "phone": "By phone",
    "part": "For part",
    "apologies": "Sent apologies",
    "absent": "Did not come",
}
CAME = frozenset({"in_person", "online", "phone", "part"})
DECISIONS = {
    "continue": "Go on at the same level",
    "frequency": "Meet more or less often",
    "step_up": "Step up",
    "step_down": "Step down",
    "close": "Close",
}
NONE_DUE = {
    "closed": "The help is ending",
    "adoption": "The child has been adopted",
    "adulthood": "The young person is now an adult",
}


def meeting(kind: str) -> Meeting:
    """What is known of a kind of meeting."""
    return MEETINGS[ReviewKind(kind)]
