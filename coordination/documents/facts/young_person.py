"""Facts of the young person's summary: theirs to keep."""

from typing import Literal, TypedDict

from coordination.documents.facts.shared import Contact, Cover, When


class Picture(TypedDict):
    """A picture that is handed over with the facts, by name."""

    name: str
    """Its key in the ``held`` pictures given to ``render``."""
    alt: str
    """What it shows, in words."""


class TeamMember(TypedDict):
    """Somebody on my team."""

    name: str
    """First name, as the young person knows them."""
    does: str
    """What they do, in one line."""
    reach: str
    """How to reach them."""
    picture: Picture | None


class Said(TypedDict):
    """What I said and what happened because of it."""

    words: str
    answer: Literal["", "yes", "part", "no", "not_yet"]
    """The answer to a wish; "" when the words are not a wish."""
    because: str
    """What happened, or the reason, in kind words; "" on a wish prints that an answer is still owed."""


class NextStep(TypedDict):
    """Something that will happen."""

    what: str
    who: str
    by: When
    my_part: str
    done: bool


class Goal(TypedDict):
    """A goal and how far along it is, 0 to 10."""

    text: str
    then: int | None
    now: int | None


class YoungMeeting(TypedDict):
    """When we meet again."""

    on: When
    """"" when none is planned."""
    time: str
    place: str
    choose: str
    """What the young person can choose, or, without a date, why there is none."""


class ReadWith(TypedDict):
    """Who read it with the young person, and what they said."""

    name: str
    on: When
    reaction: str


class YoungPersonSummary(TypedDict):
    """Facts of ``young_person_summary``: one page, a second when needed. Nothing here may surprise them."""

    cover: Cover
    full_name: str
    picture: Picture | None
    """Their photo; None prints the drawing, or their initial."""
    drawing: str
    """The name of one of our drawings (templates/components/drawings.html), or ""."""
    colours: Literal["", "river", "moss", "plum", "slate", "brick", "sun", "night"]
    """The colours they chose."""
    signs: bool
    """Whether a small picture stands beside each heading."""
    team: list[TeamMember]
    """Up to six."""
    also_on_team: list[str]
    """First names of the others."""
    going_well: list[str]
    worries: list[str]
    said: list[Said]
    next_steps: list[NextStep]
    """Up to six."""
    goals: list[Goal]
    more: bool
    """Whether their own page says more than fits here."""
    who_can_see: list[str]
    not_shared: list[str]
    meeting: YoungMeeting
    tell: Contact
    """Who to tell first if not happy."""
    advocate: Contact | None
    """The advocacy service; None prints that they can ask for one."""
    complain: str
    """How to complain, in a sentence, with a number; "" leaves it out."""
    read_with: ReadWith | None
    """None prints lines to fill in by hand."""
