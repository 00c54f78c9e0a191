"""Kinds of meeting: what each is called, who owns and signs its record, and which event its holding is."""

from typing import NamedTuple

from coordination.access.catalogue import MEETING_OWNERS
from coordination.reviews.models import ReviewKind


class Meeting(NamedTuple):
    """``event`` is what its holding is recorded as, beside ``review_held``."""

    kind: ReviewKind
    words: str
    event: str | None = None

    @property
    def owners(self) -> frozenset[str]:
        """The roles that own its record: those who sign it. The access rules ask the same."""
        return MEETING_OWNERS[self.kind.value]


MEETINGS: dict[ReviewKind, Meeting] = {
    held.kind: held
    for held in (
        Meeting(ReviewKind.INITIAL_TAC, "First team around the child meeting"),
        Meeting(ReviewKind.TAC_REVIEW, "Team around the child review"),
        Meeting(ReviewKind.CHILD_IN_NEED, "Child in need review"),
        Meeting(ReviewKind.CORE_GROUP, "Core group"),
        Meeting(ReviewKind.LOOKED_AFTER, "Looked-after review", "looked_after_review_held"),
        Meeting(ReviewKind.PEP, "Personal education plan meeting"),
        Meeting(ReviewKind.EHC_ANNUAL, "EHC annual review"),
        Meeting(ReviewKind.CONFERENCE, "Child protection conference"),
        Meeting(ReviewKind.STABILITY, "Stability meeting"),
        Meeting(ReviewKind.PROFESSIONALS, "Professionals’ meeting"),
        Meeting(ReviewKind.FAMILY_NETWORK, "Family network meeting"),
        Meeting(ReviewKind.CLOSURE, "Closing meeting"),
    )
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
