"""The words and codes of an EHC review, and what its form asks: the parts of the sheet, each with its questions.

SEND Regulations 2014 (SI 2014/1530), regulations 18 to 22; SEND Code of Practice 2015, chapter 9.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from coordination.ehc.words import ADULTHOOD, SECTIONS

TYPES = {
    "annual": "Annual review",
    "interim": "Interim review",
    "early": "Early review",
    "phase_transfer": "Phase transfer review",
    "under_five": "Review of a child under 5",
    "emergency": "Emergency review",
}
STATES = {
    "preparing": "Being prepared",
    "met": "Meeting held: report to be sent",
    "reported": "Report sent: waits for the council’s decision",
    "decided": "Decided: waits for the letter or the amended plan",
    "done": "Finished",
}
OPEN = ("preparing", "met", "reported")

JUDGEMENTS = {
    "achieved": "Achieved",
    "more": "More than expected",
    "expected": "As expected",
    "less": "Less than expected",
    "cannot_say": "Cannot say yet",
}
NEXT = {"continue": "Goes on", "amend": "Change it", "end": "Ends"}
GIVEN = {"fully": "All of it", "part": "Part of it", "not": "Not given"}
WORKS = {"yes": "Yes", "partly": "Partly", "no": "No", "cannot_say": "Cannot say yet"}
CHANGED = {"no": "No change", "yes": "Changed"}
# The council decides one of three: regulation 20(10).
DECIDES = {"maintain": "Keep the plan as it is", "amend": "Change the plan", "cease": "End the plan"}
RECOMMENDATIONS = {
    "keep": DECIDES["maintain"],
    "amend": DECIDES["amend"],
    "cease": DECIDES["cease"],
    "reassess": "Assess again",
    "change_setting": "Change the school or college",
    "other": "Something else",
}
PREMIUM = {"yes": "Yes", "no": "No", "service": "Service child premium"}
# A review speaks of every section but the budget, which has a part of its own, and the advice.
REVIEWED = tuple(letter for letter in SECTIONS if letter not in {"J", "K"})

# Whom regulation 20(2) has invited, and who of a team stands for each.
MUST_INVITE: Mapping[str, tuple[str, ...]] = {
    "the child’s parents or the young person": ("PAR", "FC", "YP"),
    "the head of the school or college, or whoever stands in": ("SEN", "DSL"),
    "the council’s education officer": ("EHC",),
    "a health professional": ("HLT",),
    "the council’s social care officer": ("SW", "TM"),
}
NOTICE_DAYS = 14

# Moves between phases: who moves at the end of which school year, and the day before which the plan must name the next
# place (regulation 18(1)). School years are those of the child's age; a council with middle schools has others too.
TRANSFERS = {
    "early_years_to_school": "From early years to school",
    "infant_to_junior": "From infant to junior school",
    "primary_to_middle": "From primary to middle school",
    "primary_to_secondary": "From primary to secondary school",
    "middle_to_secondary": "From middle to secondary school",
    "secondary_to_post_16": "From secondary school to a post-16 place",
    "between_post_16": "From one post-16 place to another",
}
_BY_YEAR = {
    -1: "early_years_to_school",
    2: "infant_to_junior",
    6: "primary_to_secondary",
    11: "secondary_to_post_16",
}
# Year 2 moves only where infant and junior schools are apart: the page asks, and the list does not say so by itself.
_SURE = frozenset({-1, 6, 11})


class Move(NamedTuple):
    """A move at the end of this school year."""

    code: str
    year: int
    sure: bool

    @property
    def before(self) -> str:
        """The day before which the plan names the next place, in words."""
        if self.code == "between_post_16":
            return f"5 months before the move in {self.year}"
        return f"{'31 March' if self.code == 'secondary_to_post_16' else '15 February'} {self.year}"


def move_ahead(school_year: int, on: date) -> Move | None:
    """The move that a child of this school year makes when it ends, if that is a year in which children move."""
    code = _BY_YEAR.get(school_year)
    if code is None:
        return None
    return Move(code, on.year + 1 if on.month >= 9 else on.year, school_year in _SURE)


class Part(NamedTuple):
    """A part of the sheet: its key, heading, a line of what it is for, and the questions it asks by name."""

    key: str
    heading: str
    says: str
    asks: tuple[str, ...]


PARTS: tuple[Part, ...] = (
    Part(
        "details",
        "The pupil now",
        "Since the last review.",
        ("attendance", "suspensions", "admission", "pupil_premium"),
    ),
    Part("progress", "Progress with each outcome", "Every outcome of section E, one by one.", ()),
    Part("provision", "What was given", "Everything in sections F, G and H, one by one.", ()),
    Part(
        "needs",
        "Have the needs changed?",
        "Sections B, C and D, each by itself.",
        ("needs_b", "needs_b_words", "needs_c", "needs_c_words", "needs_d", "needs_d_words"),
    ),
    Part(
        "attainment",
        "Attainment",
        "Levels now and at the last review, in the school’s own measure.",
        ("attainment", "reading_age", "access_arrangements"),
    ),
    Part(
        "adulthood",
        "Preparing for adulthood",
        "From year 9 the review must consider what prepares for adult life (regulation 20(6)).",
        (*ADULTHOOD, "destination", "travel", "capacity", "supporter"),
    ),
    Part(
        "next_phase",
        "The next phase",
        "Where the pupil may go next, and what it takes.",
        ("next_setting", "visits", "transition", "transport"),
    ),
    Part("budget", "Personal budget", "A wish for one, or a change to section J.", ("budget_wish",)),
    Part(
        "services",
        "Health, social care and others",
        "What they say for this review, or when they were asked again.",
        ("health_says", "care_says", "others_say", "chased_on", "chased_words"),
    ),
    Part("differences", "Where people see it differently", "Who, and what they say.", ("differences",)),
    Part(
        "recommendation",
        "What the meeting recommends",
        "The council decides. Whoever disagrees says so above.",
        ("recommendation", "recommendation_why", "sections"),
    ),
)
PROPOSED = tuple(f"proposed_{letter.lower()}" for letter in REVIEWED)

LABELS = {
    "attendance": "Attendance",
    "suspensions": "Suspensions and exclusions",
    "admission": "At this school since",
    "pupil_premium": "Pupil premium",
    "needs_b": "Section B, special educational needs",
    "needs_c": "Section C, health needs",
    "needs_d": "Section D, social care needs",
    "needs_b_words": "What shows it (B)",
    "needs_c_words": "What shows it (C)",
    "needs_d_words": "What shows it (D)",
    "attainment": "Attainment now, and at the last review",
    "reading_age": "Reading age, or the like",
    "access_arrangements": "Access arrangements for examinations",
    **ADULTHOOD,
    "destination": "Where they want to go after school",
    "travel": "Travel",
    "capacity": "Making decisions from 16",
    "supporter": "Who supports them",
    "next_setting": "The next setting that is proposed",
    "visits": "Visits",
    "transition": "Steps until then",
    "transport": "Transport",
    "budget_wish": "A wish for a personal budget",
    "health_says": "Health says",
    "care_says": "Social care says",
    "others_say": "The educational psychologist and others say",
    "chased_on": "None came: asked again on",
    "chased_words": "Who was asked again, and what they answered",
    "differences": "Who sees it differently, and what they say",
    "recommendation": "The meeting recommends",
    "recommendation_why": "Why",
    "sections": "Sections to change",
    **{f"proposed_{letter.lower()}": f"Proposed wording of section {letter}" for letter in REVIEWED},
}
CODES: Mapping[str, Mapping[str, str]] = {
    "pupil_premium": PREMIUM,
    "needs_b": CHANGED,
    "needs_c": CHANGED,
    "needs_d": CHANGED,
    "recommendation": RECOMMENDATIONS,
    "judgement": JUDGEMENTS,
    "next": NEXT,
    "given": GIVEN,
    "works": WORKS,
}
# What is asked of one outcome, and of one thing that is provided.
OF_OUTCOME = {
    "judgement": "How is it going?",
    "words": "What shows it?",
    "reason": "Why?",
    "next": "What happens to this outcome?",
    "target": "The next target",
}
OF_PROVISION = {
    "given": "Was it given?",
    "why": "If not all of it, why?",
    "works": "Does it work?",
    "change": "What should change?",
}
