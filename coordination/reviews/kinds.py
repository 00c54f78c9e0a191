"""Kinds of meeting. Each is a template in data (``meetings.json``): what it is called, what its sheet offers beside
the five things that finish every review, which questions the law or good practice has it answer, and when people meet
again.

Wording, agenda and habits are the authority's to change: its own words are in ``authority.settings["meetings"]``.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol

from coordination.access.catalogue import MEETING_OWNERS
from coordination.reviews.models import ReviewKind

# The optional parts of a sheet, in its order; beside them stand the five things that finish a review.
BLOCKS = (
    "agenda", "family", "changes", "mapping", "scaling", "outcomes", "gates", "safety", "disagreements", "closure",
)  # fmt: skip


class Gate(NamedTuple):
    """A question a kind of meeting answers. ``must``: its record is not signed without an answer."""

    key: str
    question: str
    hint: str
    source: str
    must: bool


class Question(NamedTuple):
    """A question answered by a number from 0 to 10."""

    question: str
    low: str
    high: str


class Meeting(NamedTuple):
    """A kind of meeting. ``event`` is what its holding is recorded as, beside ``review_held``.

    ``blocks``: the optional parts its sheet offers; ``opened``: those that stand open when the page is opened.
    ``circulate_days``: working days within which its record goes out. ``weeks``: the earliest and latest weeks to the
    next one, as a habit: what the law says is a clock.
    """

    kind: ReviewKind
    words: str
    event: str | None
    agenda: tuple[str, ...]
    blocks: tuple[str, ...]
    opened: tuple[str, ...]
    gates: tuple[Gate, ...]
    questions: tuple[Question, ...]
    circulate_days: int
    weeks: tuple[int, int]

    @property
    def owners(self) -> frozenset[str]:
        """The roles that own its record: those who sign it. The access rules ask the same."""
        return MEETING_OWNERS[self.kind.value]

    def has(self, block: str) -> bool:
        """Whether its sheet offers this part."""
        return block in self.blocks


def _meeting(row: Mapping[str, Any], said: Mapping[str, Any]) -> Meeting:
    must = row.get("must", ())
    return Meeting(
        kind=ReviewKind(row["kind"]),
        words=row["words"],
        event=row.get("event"),
        agenda=tuple(said["agendas"][row["agenda"]]),
        blocks=tuple(block for block in BLOCKS if block in row["blocks"]),
        opened=tuple(row["open"]),
        gates=tuple(Gate(key, **said["gates"][key], must=key in must) for key in row["gates"]),
        questions=tuple(Question(**said["questions"][key]) for key in row["questions"]),
        circulate_days=row["circulate_days"],
        weeks=(row["weeks"][0], row["weeks"][1]),
    )


@cache
def meetings() -> dict[ReviewKind, Meeting]:
    """Every kind of meeting as the product knows it."""
    said = json.loads((files(__package__) / "meetings.json").read_text(encoding="utf-8"))
    return {ReviewKind(row["kind"]): _meeting(row, said) for row in said["meetings"]}


MEETINGS = meetings()


def usual(kind: str) -> Meeting:
    """A kind of meeting as the product knows it: for what no authority changes, and for what it may change it from."""
    return MEETINGS[ReviewKind(kind)]


def meeting(kind: str, own: Mapping[str, Any] | None) -> Meeting:
    """A kind of meeting as an authority calls and holds it. ``own``: its settings; None of a record of none."""
    held = usual(kind)
    changed = ((own or {}).get("meetings") or {}).get(kind) or {}
    own_words: dict[str, Any] = {name: changed[name] for name in ("words", "circulate_days") if name in changed}
    own_words |= {name: tuple(changed[name]) for name in ("agenda", "weeks") if name in changed}
    return held._replace(**own_words)


class _OfAnAuthority(Protocol):
    @property
    def kind(self) -> str: ...

    @property
    def authority(self) -> Any: ...


def meeting_of(review: _OfAnAuthority) -> Meeting:
    """What a review's kind of meeting is called and holds where it is held: in its authority's own words."""
    return meeting(review.kind, review.authority.settings)


def names(own: Mapping[str, Any] | None) -> dict[str, str]:
    """What every kind of meeting is called, by its kind. ``own``: the settings of the authority that says so."""
    return {kind.value: meeting(kind.value, own).words for kind in MEETINGS}


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
REPORTS = {"yes": "Received", "late": "Received late", "no": "Not received", "not_asked": "Not asked for"}
AGREES = {"yes": "Agrees with the plan", "partly": "Agrees in part", "no": "Does not agree"}
DECISIONS = {
    "continue": "Go on at the same level",
    "frequency": "Meet more or less often",
    "step_up": "Step up",
    "step_down": "Step down",
    "close": "Close",
}
CLOSING = {
    "outcomes_met": "The plan has done what it was for",
    "moved": "The family has moved",
    "withdrew": "The family withdrew their agreement",
    "stepped_up": "Another kind of help takes over",
    "not_engaging": "It was not possible to work together",
    "other": "Another reason",
}
AGREEMENT = {"yes": "The family agrees", "no": "The family does not agree", "not_needed": "Agreement is not needed"}
NONE_DUE = {
    "closed": "The help is ending",
    "adoption": "The child has been adopted",
    "adulthood": "The young person is now an adult",
}
