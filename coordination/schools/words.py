"""What a school's pages call things: terms, kinds of line, what happened at school, and the law about each."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from coordination.plans.words import AREAS, OUTCOME_STATUSES
from coordination.schools.models import Happening

__all__ = ["AREAS", "OUTCOME_STATUSES"]


class LineWords(NamedTuple):
    """How a kind of line is called: the heading of all, what to ask for, and a hint."""

    heading: str
    add: str
    label: str
    hint: str


# The lines of a cycle in the order they are read. A strategy stands under two headings: at school and at home.
LINES: Mapping[str, LineWords] = {
    "need": LineWords(
        "What is hard", "Add a need", "What is hard?", "What you see in class, and what it means for learning."
    ),
    "strategy": LineWords(
        "What works at school",
        "Add something that works",
        "What works?",
        "What every adult who teaches them does, so that a supply teacher could do it too.",
    ),
    "outcome": LineWords(
        "What should change by the review",
        "Add an outcome",
        "What should be different by the review?",
        "Something you could see or count: “Reads 40 of the first 100 words”.",
    ),
    "provision": LineWords(
        "What school provides",
        "Add provision",
        "What is provided?",
        "Exactly what, so that anybody could tell it happened.",
    ),
    "home": LineWords(
        "What helps at home",
        "Add something for home",
        "What can the family do at home?",
        "Small and doable. It is printed on the parents’ sheet in these words.",
    ),
}

# In a limited view, a line is shown where its own field is (access/limits.py).
FIELD_OF = {
    "need": "area_of_need",
    "strategy": "strategies",
    "home": "strategies",
    "outcome": "outcome",
    "provision": "provision",
}
# The same for what happened at school.
FIELD_OF_EVENT = {
    Happening.ATTENDANCE.value: "attendance",
    Happening.SUSPENSION.value: "suspensions",
    Happening.EXCLUSION.value: "suspensions",
    Happening.PART_TIME.value: "attendance",
    Happening.MOVE.value: "school",
}

NEXT_STEPS: Mapping[str, str] = {
    "another": "Another cycle: SEN Support goes on",
    "ehc": "Another cycle, and ask for an EHC needs assessment",
    "stop": "SEN Support ends: this help is no longer needed",
}

# Reasons for a suspension or exclusion, as schools return them (DfE, complete guide to the school census).
REASONS: Mapping[str, str] = {
    "PP": "Physical assault against a pupil",
    "PA": "Physical assault against an adult",
    "VP": "Verbal abuse or threatening behaviour against a pupil",
    "VA": "Verbal abuse or threatening behaviour against an adult",
    "OW": "Use or threat of use of an offensive weapon or prohibited item",
    "BU": "Bullying",
    "RA": "Racist abuse",
    "LG": "Abuse against sexual orientation and gender identity",
    "DS": "Abuse relating to disability",
    "SM": "Sexual misconduct",
    "DA": "Drug and alcohol related",
    "DM": "Damage",
    "TH": "Theft",
    "MT": "Inappropriate use of social media or online technology",
    "PH": "Wilful and repeated transgression of protective measures in place to protect public health",
    "DB": "Persistent or general disruptive behaviour",
}


class EventWords(NamedTuple):
    """How a page speaks of one kind of news: its title, the button, and the law with its source."""

    title: str
    button: str
    short: str
    law: tuple[str, ...]


_TELLING = (
    "The head teacher tells the parents, the social worker of a child who has one and, for a looked-after child, the "
    "virtual school head, without delay (School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012, "
    "as amended; DfE, Suspension and permanent exclusion, statutory guidance, August 2024)."
)
EVENTS: Mapping[str, EventWords] = {
    Happening.SUSPENSION.value: EventWords(
        "Record a suspension",
        "Record it and tell those who must know",
        "Suspension",
        (
            _TELLING,
            "No pupil may be suspended for more than 45 school days in a school year (the same regulations).",
            "From the sixth school day the school arranges full-time education elsewhere (Education (Provision of "
            "Full-Time Education for Excluded Pupils) (England) Regulations 2007). For a looked-after child the "
            "guidance says from the first day.",
        ),
    ),
    Happening.EXCLUSION.value: EventWords(
        "Record a permanent exclusion",
        "Record it and tell those who must know",
        "Permanent exclusion",
        (
            _TELLING,
            "From the sixth school day the local authority arranges full-time education (Education Act 1996 s.19 and "
            "the regulations made under it). For a looked-after child the guidance says from the first day.",
        ),
    ),
    Happening.PART_TIME.value: EventWords(
        "Record a part-time timetable",
        "Record it and tell those who must know",
        "Part-time timetable",
        (
            "Only in exceptional circumstances, for as short a time as possible, with the parents’ agreement, a day on "
            "which it ends and reviews on the way. It is never a way to manage behaviour. The social worker of a child "
            "who has one takes part (DfE, Working together to improve school attendance, statutory since August 2024).",
        ),
    ),
    Happening.ATTENDANCE.value: EventWords(
        "Record attendance",
        "Record attendance",
        "Attendance",
        (
            "Missing 10 in every 100 possible sessions is persistent absence; missing 50 is severe absence. A "
            "school tells the social worker of a child who has one about unexplained absence (DfE, Working together to "
            "improve school attendance).",
        ),
    ),
    Happening.MOVE.value: EventWords(
        "Record a move to another school",
        "Record it and tell those who must know",
        "School move",
        (
            "The child protection file goes to the new school within 5 days of an in-year move, or of the start of a "
            "term (DfE, Keeping children safe in education). A pupil comes off the roll only on a ground of the School "
            "Attendance (Pupil Registration) (England) Regulations 2024.",
        ),
    ),
}  # fmt: skip

# Absence is persistent from 10 missed sessions in 100, and severe from 50 (DfE).
PERSISTENT, SEVERE = 90.0, 50.0
# The most school days of suspension in one school year.
MOST_SUSPENDED = 45


def term(on: date) -> str:
    """The school term a day is in: "Autumn term 2026". England's terms begin in September, January and after Easter."""
    if on.month >= 9:
        return f"Autumn term {on.year}"
    if on.month <= 3:
        return f"Spring term {on.year}"
    return f"Summer term {on.year}"


def school_year(on: date) -> date:
    """The first day of the school year a day is in: 1 September."""
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)


def year_words(year_group: str | None) -> str:
    """A year group as it is said: "Year 8", "Reception"."""
    held = (year_group or "").strip()
    return f"Year {held}" if held.isdecimal() else held


def hours(value: float | None) -> str:
    """Hours as they are said: "2.5 hours", "1 hour", or nothing."""
    if value is None:
        return ""
    return f"{value:g} {'hour' if value == 1 else 'hours'}"


def amount(hours_per_week: float | None, group_size: int | None, how_often: str | None) -> str:
    """How much of a provision: "1.5 hours a week, in a group of 4, every Tuesday"."""
    parts = [f"{hours(hours_per_week)} a week" if hours_per_week else ""]
    if group_size:
        parts.append("alone with an adult" if group_size == 1 else f"in a group of {group_size}")
    parts.append(how_often or "")
    return ", ".join(part for part in parts if part)


def happened(kind: str, *, days: float | None, percent: float | None, hours_per_week: float | None) -> str:
    """What happened in a few words, for lists: "Suspended for 2 days", "Attendance 84%"."""
    if kind == Happening.SUSPENSION.value:
        return f"Suspended for {days:g} school {'day' if days == 1 else 'days'}" if days else "Suspended"
    if kind == Happening.EXCLUSION.value:
        return "Permanently excluded"
    if kind == Happening.PART_TIME.value:
        return f"Part-time timetable, {hours(hours_per_week)} a week" if hours_per_week else "Part-time timetable"
    if kind == Happening.ATTENDANCE.value:
        return f"Attendance {percent:g}%" if percent is not None else "Attendance recorded"
    return "Moves to another school"


def absence(percent: float | None) -> str:
    """What an attendance is called, where it has a name: persistent or severe absence."""
    if percent is None or percent > PERSISTENT:
        return ""
    return "Severe absence" if percent <= SEVERE else "Persistent absence"
