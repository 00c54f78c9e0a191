"""Alderbrook Academy: pupils with SEN Support, most of them with no team around them, and what happened at school."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.db import new_id
from coordination.demo.borough import Borough, a_weekday, days_ago, on_the_day
from coordination.schools import happenings, operations, queries

# given name, family name, year, class teacher, area of need, what is hard, outcome, what is provided, who, hours, group
PUPILS: tuple[tuple[str, str, str, str, str, str, str, str, str, float, int], ...] = (
    ("Mason", "Ashby", "7", "Mr Iqbal", "learning", "Reads slowly and loses the place",
     "Reads a page aloud with fewer than five stops", "Small-group reading", "Ms Lowe", 2.0, 4),
    ("Freya", "Collins", "7", "Mr Iqbal", "learning", "Spells as it sounds, and avoids writing",
     "Writes half a page without leaving her seat", "Small-group reading", "Ms Lowe", 2.0, 4),
    ("Ibrahim", "Saleh", "7", "Mr Iqbal", "communication", "Misses what is said when more than one person talks",
     "Says back an instruction of two steps", "Language group", "Mrs Tran", 1.5, 3),
    ("Poppy", "Hargreave", "7", "Mrs Whitlow", "learning", "Cannot yet hold number facts in mind",
     "Knows the five times table", "Number club", "Ms Lowe", 1.0, 5),
    ("Leo", "Marchetti", "8", "Mrs Whitlow", "feelings", "Leaves the room when work looks too long",
     "Asks for a break with his card four times in five", "Talking time", "Mr Dean", 0.5, 1),
    ("Aaliyah", "Noor", "8", "Mrs Whitlow", "communication", "Speaks to two friends only",
     "Answers her name in the register", "Language group", "Mrs Tran", 1.5, 3),
    ("Theo", "Barnard", "8", "Mr Osei", "senses", "Wears hearing aids and tires after lunch",
     "Uses the radio aid in every lesson", "Radio aid check", "Mrs Tran", 0.5, 1),
    ("Niamh", "Doherty", "9", "Mr Osei", "feelings", "Worries about school on Sunday evenings",
     "In school by 8.45 on Mondays", "Talking time", "Mr Dean", 0.5, 1),
    ("Jayden", "Powell", "9", "Mr Osei", "feelings", "Arguments at break turn into fights",
     "Four weeks without a fight", "Break-time club", "Mr Dean", 2.5, 6),
    ("Zara", "Hussain", "9", "Ms Adair", "learning", "Copies down and does not know what it says",
     "Says the point of a paragraph in one sentence", "Small-group reading", "Ms Lowe", 2.0, 4),
    ("Callum", "Reid", "10", "Ms Adair", "senses", "Holds a pen for five minutes at most",
     "Types a paragraph in every English lesson", "Typing practice", "Mrs Tran", 1.0, 2),
    ("Eva", "Lindqvist", "10", "Ms Adair", "communication", "Takes words as they are said",
     "Joins one group task a week", "Language group", "Mrs Tran", 1.5, 3),
)  # fmt: skip
WORKS = (
    "Give one instruction at a time, and show it",
    "Sit near the front, away from the door",
    "Warn of a change ten minutes before",
    "Check understanding before starting, quietly",
)
HOME = ("Read together for ten minutes, and stop while it is fun", "Pack the bag together the evening before")
# How many days from now each open cycle is reviewed; None: no cycle yet.
REVIEWS: tuple[int | None, ...] = (-9, 6, 11, 40, 48, 3, 60, 35, -2, 52, None, 44)


def alderbrook(borough: Borough) -> None:
    """The pupils of one school, each with a cycle that was reviewed and one that runs; and last week's news."""
    for number, pupil in enumerate(PUPILS):
        _pupil(borough, number, *pupil)
    _kai(borough)


def _say(borough: Borough, key: str, text: str, section: str = "sen_support") -> str:
    return borough.mark(text, key, section, ())


def _child(key: UUID) -> Child:
    found = children.child(key)
    if found is None:
        raise LookupError(key)
    return found


def _pupil(
    borough: Borough,
    number: int,
    given: str,
    family: str,
    year: str,
    teacher: str,
    area: str,
    hard: str,
    outcome: str,
    provided: str,
    who: str,
    hours: float,
    group: int,
) -> None:
    key = f"pupil{number}"
    by, school = borough.actor("senco"), borough.agencies["school"]
    borough.children[key] = new_id()
    review = REVIEWS[number]
    with clock.frozen(on_the_day(days_ago(150))):
        child = operations.add_pupil(
            id=borough.children[key],
            case_id=new_id(),
            authority_id=borough.authority_id,
            agency_id=school,
            school="Alderbrook Academy",
            given_names=borough.mark(given, key, "core_identity", ()),
            family_name=family,
            born_on=date(clock.today().year - 4 - int(year), 1 + number % 9, 10 + number),
            year_group=year,
            by=by,
        )
        if review is None:
            return
        first = operations.start_cycle(
            child,
            id=new_id(),
            agency_id=school,
            from_on=clock.today(),
            review_on=a_weekday(clock.today() + timedelta(days=84)),
            year_group=year,
            class_teacher=teacher,
            lines=_lines(borough, key, number, area, hard, outcome, provided, who, hours, group),
            pupil_said=borough.mark("I like it when it is quiet.", key, "own_words", ("school",))
            if number % 3 == 0
            else "",
            by=by,
        )
    with clock.frozen(on_the_day(days_ago(66))):
        outcomes = {
            line.id: {"status": ("on_track", "slipping", "achieved")[number % 3], "words": "Better with the same adult"}
            for line in queries.lines(first.id)
            if line.kind == "outcome"
        }
        following = operations.review_cycle(
            first,
            seen=first.version,
            reviewed_on=clock.today(),
            what_changed="A new class teacher from half-term" if number % 4 == 0 else "",
            outcomes=outcomes,
            stopped=[],
            next_step="another",
            next_id=new_id(),
            next_review_on=a_weekday(clock.today() + timedelta(days=66 + review)),
            by=by,
        )
        if following is not None and number % 3 == 2:
            operations.add_line(
                following,
                kind="outcome",
                id=new_id(),
                text="Does it again with a second adult",
                domain="education",
                by=by,
            )
    _happened(borough, number, child)


def _lines(
    borough: Borough,
    key: str,
    number: int,
    area: str,
    hard: str,
    outcome: str,
    provided: str,
    who: str,
    hours: float,
    group: int,
) -> list[dict[str, Any]]:
    return [
        {"kind": "need", "id": new_id(), "text": _say(borough, key, hard), "area": area},
        {"kind": "strategy", "id": new_id(), "text": WORKS[number % len(WORKS)]},
        {"kind": "strategy", "id": new_id(), "text": WORKS[(number + 1) % len(WORKS)]},
        {"kind": "outcome", "id": new_id(), "text": _say(borough, key, outcome)},
        {
            "kind": "provision",
            "id": new_id(),
            "text": provided,
            "area": area,
            "who": who,
            "hours_per_week": hours,
            "group_size": group,
        },
        {"kind": "home", "id": new_id(), "text": HOME[number % len(HOME)]},
    ]


def _happened(borough: Borough, number: int, child: Child) -> None:
    """Attendance for every other pupil, and a suspension of last week for one who fights at break."""
    by, school = borough.actor("senco"), borough.agencies["school"]
    if number % 2 == 0:
        happenings.record_happening(
            child,
            id=new_id(),
            agency_id=school,
            kind="attendance",
            from_on=days_ago(80),
            to_on=days_ago(10),
            percent=96.5 - number * 1.5,
            by=by,
        )
    if number == 8:
        with clock.frozen(on_the_day(days_ago(6))):
            happenings.record_happening(
                child,
                id=new_id(),
                agency_id=school,
                kind="suspension",
                from_on=clock.today(),
                to_on=clock.today() + timedelta(days=1),
                days=2,
                reason="PP",
                what="A fight at break. Both pupils were hurt a little.",
                parents_told_on=clock.today(),
                by=by,
            )


def _kai(borough: Borough) -> None:
    """Kai's own cycle, and his suspension of last week: his social worker and the virtual school know the same day."""
    by, school = borough.actor("senco"), borough.agencies["school"]
    child = _child(borough.children["kai"])
    with clock.frozen(on_the_day(days_ago(70))):
        operations.start_cycle(
            child,
            id=new_id(),
            agency_id=school,
            from_on=clock.today(),
            review_on=a_weekday(clock.today() + timedelta(days=90)),
            year_group="12",
            class_teacher="Ms Adair",
            meeting_on=a_weekday(clock.today() + timedelta(days=88)),
            meeting_words="4pm, room 12",
            lines=[
                {"kind": "need", "id": new_id(), "area": "feelings",
                 "text": _say(borough, "kai", "Finds a full common room too loud to think in")},
                {"kind": "strategy", "id": new_id(),
                 "text": _say(borough, "kai", "Let him leave two minutes before the bell")},
                {"kind": "outcome", "id": new_id(),
                 "text": _say(borough, "kai", "Uses the study place in every free period")},
                {"kind": "provision", "id": new_id(), "area": "feelings", "who": "Mr Dean", "hours_per_week": 0.5,
                 "group_size": 1, "text": _say(borough, "kai", "Talking time on Wednesdays")},
                {"kind": "home", "id": new_id(),
                 "text": _say(borough, "kai", "Look at tomorrow’s timetable together after tea")},
            ],
            by=by,
        )  # fmt: skip
    with clock.frozen(on_the_day(days_ago(5))):
        happenings.record_happening(
            child,
            id=new_id(),
            agency_id=school,
            kind="suspension",
            from_on=clock.today(),
            to_on=clock.today() + timedelta(days=1),
            days=1.5,
            reason="DB",
            what=_say(borough, "kai", "Shouted at a teacher after lunch and would not leave the room.", "education"),
            parents_told_on=clock.today(),
            by=by,
        )
    happenings.record_happening(
        child,
        id=new_id(),
        agency_id=school,
        kind="attendance",
        from_on=days_ago(70),
        to_on=days_ago(7),
        percent=88.5,
        what=_say(borough, "kai", "Misses most Monday mornings.", "education"),
        by=by,
    )
