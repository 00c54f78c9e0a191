"""Facts of the professional record of a review."""

from typing import TypedDict

from coordination.documents.facts.shared import Cover, Disagreement, DisputedFact, Quote, When


class Meeting(TypedDict):
    """When and where people met, and why."""

    type: str
    """"Child in need review", "Core group"..."""
    number: int | None
    """Its place in the sequence of this type, from 1."""
    on: When
    starts: str
    ends: str
    place: str
    chair: str
    minute_taker: str
    age: str
    """The child's age on the day ("12 years")."""
    plan_started: When
    weeks_since_last: int | None
    reason: str


class Conversation(TypedDict):
    """One part of a review that was held as a series of conversations."""

    on: When
    with_whom: str
    how: str


class Attender(TypedDict):
    """One person of the team and whether they came."""

    name: str
    role: str
    agency: str
    """Agency, or relation to the child."""
    attended: str
    """"In person", "By video", "Apologies", "Absent, no apology"..."""
    report: str
    """"Received 3 March", "Late", "Not received", "Not asked", or ""."""


class NotInvited(TypedDict):
    """Somebody with a close interest who was not asked, and why."""

    name: str
    relation: str
    reason: str


class FamilyView(TypedDict):
    """What a parent or carer said."""

    name: str
    relation: str
    about: str
    """What they were asked, or ""."""
    words: str
    agrees: str
    """"Agrees with the plan", "Agrees in part", "Does not agree", or "" when not asked."""


class Wish(TypedDict):
    """A wish of the child's and what was answered."""

    words: str
    answer: str
    """"Yes", "In part", "No", "Not yet", or "" when nobody has answered."""
    reason: str
    owner: str
    told_on: When


class Change(TypedDict):
    """Something that changed since the last review."""

    area: str
    """"Home", "School", "Health", "People", "Risks"..."""
    text: str
    source: str


class Worry(TypedDict):
    """What worries people and what needs to happen about it."""

    text: str
    who_says: str
    goal: str


class Score(TypedDict):
    """One person's answer to a scaling question, 0 to 10."""

    who: str
    score: str
    previous: str
    reason: str


class Scaling(TypedDict):
    """A question answered by number."""

    question: str
    zero_means: str
    ten_means: str
    scores: list[Score]


class Outcome(TypedDict):
    """What the plan is for."""

    text: str
    measure: str
    by: When
    status: str
    """"On track", "Slipping", "Stuck", "Achieved", "Ended"."""
    progress: str
    disagreements: list[Disagreement]


class Considered(TypedDict):
    """A question this kind of review must answer (the private talk with a looked-after child, say)."""

    question: str
    answer: str


class Decision(TypedDict):
    """What was decided, and why."""

    text: str
    reason: str
    by: str
    disagreements: list[Disagreement]


class Action(TypedDict):
    """One line of the action table."""

    number: int
    text: str
    who: str
    agency: str
    due: When
    status: str
    note: str
    """A blocker, a carry-forward ("carried forward twice"), or ""."""
    disagreements: list[Disagreement]


class Safety(TypedDict):
    """What happens if things get worse."""

    sign: str
    what: str
    who: str
    number: str


class NextReview(TypedDict):
    """The next date, or why there is none."""

    on: When
    """"" when there is no next review."""
    time: str
    type: str
    place: str
    latest: When
    """The latest date the law allows, or ""."""
    reason_none: str


class NoteSection(TypedDict):
    """A further heading of this kind of meeting."""

    heading: str
    paragraphs: list[str]


class Recipient(TypedDict):
    """Who gets which version."""

    name: str
    version: str


class Signed(TypedDict):
    """Who made the record final."""

    by: str
    role: str
    on: When


class MapBox(TypedDict):
    """Where somebody stands in the drawing: the middle and top of their mark, and their words beneath it."""

    x: int
    top: int
    words_top: int
    bottom: int
    lines: list[str]


class MapMark(TypedDict):
    """The shape of somebody's mark: "M" a square, "F" a circle, "" a diamond."""

    mark: str


class MapPerson(TypedDict):
    """One person of the drawing, and the same said in words and in the cells of the table."""

    key: str
    """"child" for whom the record is about."""
    number: int
    name: str
    box: MapBox
    kin: MapMark
    homes: list[str]
    with_child: bool
    responsibility: bool
    dead: bool
    tie: str
    letters: str
    words: str
    cells: list[str]


class MapStroke(TypedDict):
    """One straight line of the drawing."""

    x1: int
    y1: int
    x2: int
    y2: int
    how: str


class MapDrawing(TypedDict):
    """How large the drawing is, and its lines."""

    width: int
    height: int
    strokes: list[MapStroke]
    around_top: int | None


class MapHome(TypedDict):
    """A home by its letter, and who lives there."""

    letter: str
    home: str
    who: str


class PeopleAround(TypedDict):
    """Family and network on the day of the review, as far as the reader may see them: drawn and as a table."""

    title: str
    description: str
    drawing: MapDrawing
    columns: list[str]
    people: list[MapPerson]
    homes: list[MapHome]


class ReviewRecord(TypedDict):
    """Facts of ``review_record``.

    Empty optional sections are left out; the five things that finish a review are always printed.
    """

    cover: Cover
    meeting: Meeting
    conversations: list[Conversation]
    child_took_part: str
    """"Jas came for the second half", or "Jas chose not to come: ..."."""
    attendance: list[Attender]
    not_invited: list[NotInvited]
    child_views: list[Quote]
    child_views_missing: str
    """Why there are none. One of the two is always filled."""
    wishes: list[Wish]
    family_views: list[FamilyView]
    changes: list[Change]
    going_well: list[str]
    worries: list[Worry]
    scaling: list[Scaling]
    outcomes: list[Outcome]
    considered: list[Considered]
    notes: list[NoteSection]
    decisions: list[Decision]
    actions: list[Action]
    safety: list[Safety]
    disputed: list[DisputedFact]
    disagreements: list[Disagreement]
    """About the review or the plan as a whole; those about one statement are on the statement."""
    next_review: NextReview
    circulation: list[Recipient]
    signed: Signed | None
    """None while it is a draft."""
    people: PeopleAround | None
    """The appendix. None where the reader sees nobody but the child."""
