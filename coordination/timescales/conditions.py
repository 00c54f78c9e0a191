"""Named conditions a rule may put on the facts of a case: when its clock starts, and when an event meets it.

Each says which facts it reads (:data:`coordination.timescales.facts.FACTS` says what they mean) and has the words that
finish "It applies when ...". A fact that is not given never lengthens a clock: of two clocks that exclude each other
the shorter one runs until somebody says otherwise. A clock that only some children have (a move between phases, an
order of the Tribunal) runs when the facts say so, and not before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.timescales.calendar import (
    add_months,
    age_on,
    compulsory_school_age_ends,
    england,
    last_day_of_months_beginning_with,
    next_such_day,
    school_year,
)
from coordination.timescales.facts import Facts, day_of, whole_number, word, yes_or_no

TRANSFERS_OF_SCHOOL = frozenset(
    {
        "early_years_to_school",
        "infant_to_junior",
        "primary_to_middle",
        "primary_to_secondary",
        "middle_to_secondary",
    }
)
# Where children live so that they are visited by a rule of their own: regulation 28(3) to (5).
_VISITED_OTHERWISE = frozenset(
    {"parent_before_assessment", "connected_person_temporary", "parent_interim_order", "parent_care_order"}
)
_WORKING_DAYS_OF_NOTICE = 15


@dataclass(frozen=True)
class Condition:
    """A question asked of the facts, the words that finish "It applies when ...", and the facts it reads."""

    holds: Callable[[Facts], bool]
    words: str
    facts: tuple[str, ...]


def _is(name: str, *values: str) -> Callable[[Facts], bool]:
    return lambda facts: word(facts, name) in values


def _said(name: str) -> Callable[[Facts], bool]:
    return lambda facts: yes_or_no(facts, name) is True


def _not_denied(name: str) -> Callable[[Facts], bool]:
    return lambda facts: yes_or_no(facts, name) is not False


def _not_said(name: str) -> Callable[[Facts], bool]:
    return lambda facts: yes_or_no(facts, name) is not True


def _first_review_just_held(facts: Facts) -> bool:
    number = whole_number(facts, "review_number")
    return number is None or number <= 1


def _past_first_year(facts: Facts, began: str = "placement_started_on") -> bool:
    year = whole_number(facts, "placement_year") if began == "placement_started_on" else None
    if year is not None:
        return year > 1
    started_on, day = day_of(facts, began), day_of(facts, "occurred_on")
    if started_on is None or day is None:
        return False
    return day > last_day_of_months_beginning_with(started_on, 12)


def _visited_otherwise(facts: Facts) -> bool:
    return word(facts, "lives_with") in _VISITED_OTHERWISE


def _settled_until_adulthood(facts: Facts) -> bool:
    settled = _past_first_year(facts) and yes_or_no(facts, "placement_intended_to_18") is True
    return settled and not _visited_otherwise(facts)


def _agrees_to_fewer_visits(facts: Facts) -> bool:
    agreed = yes_or_no(facts, "long_term_foster") is True and yes_or_no(facts, "child_agrees_fewer_visits") is True
    return agreed and _past_first_year(facts) and not _visited_otherwise(facts)


def _age(facts: Facts) -> int | None:
    born_on, day = day_of(facts, "born_on"), day_of(facts, "occurred_on")
    return None if born_on is None or day is None else age_on(born_on, day)


def _under_five(facts: Facts) -> bool:
    age = _age(facts)
    return age is None or age < 5


def _of_age_for_the_questionnaire(facts: Facts) -> bool:
    born_on, day = day_of(facts, "born_on"), day_of(facts, "occurred_on")
    if born_on is None or day is None:
        return True
    return 4 <= age_on(born_on, next_such_day(add_months(day, 12), 3, 31)) <= 16


def _in_year_9(facts: Facts) -> bool:
    born_on, day = day_of(facts, "born_on"), day_of(facts, "occurred_on")
    return born_on is not None and day is not None and school_year(born_on, day) >= 9


def _of_school_age(facts: Facts) -> bool:
    born_on, day = day_of(facts, "born_on"), day_of(facts, "occurred_on")
    return born_on is not None and day is not None and day <= compulsory_school_age_ends(born_on)


def _told_in_time(facts: Facts) -> bool:
    moves_on, known_on = day_of(facts, "moves_on"), day_of(facts, "occurred_on")
    if moves_on is None or known_on is None:
        return False
    return england().working_days_between(known_on, moves_on) >= _WORKING_DAYS_OF_NOTICE


def _told_from_its_beginning(facts: Facts) -> bool:
    told_from, day = day_of(facts, "file_tells_from"), day_of(facts, "occurred_on")
    return told_from is None or day is None or told_from <= day


def _came_within(days: int) -> Callable[[Facts], bool]:
    """Whether the file that brought the event, if one did, came no more than so many days after it."""

    def holds(facts: Facts) -> bool:
        came_on, day = day_of(facts, "file_came_on"), day_of(facts, "occurred_on")
        return came_on is None or day is None or came_on - day <= timedelta(days=days)

    return holds


_FILE = ("occurred_on", "file_came_on")
_HOME = ("placement_started_on", "placement_year", "placement_intended_to_18", "lives_with")
_FEWER = ("long_term_foster", "child_agrees_fewer_visits")
_MOVE = ("moves_on", "occurred_on")
_BIRTH = ("born_on", "occurred_on")

CONDITIONS: dict[str, Condition] = {
    # looked after
    "second_review_next": Condition(_first_review_just_held, "the review just held was the first", ("review_number",)),
    "later_review_next": Condition(
        lambda facts: not _first_review_just_held(facts),
        "the review just held was the second or a later one",
        ("review_number",),
    ),
    "visits_every_six_weeks": Condition(
        lambda facts: (
            not (_settled_until_adulthood(facts) or _agrees_to_fewer_visits(facts) or _visited_otherwise(facts))
        ),
        "the child is in the first year of living there, or is not meant to stay until 18",
        (*_HOME, *_FEWER),
    ),
    "visits_every_three_months": Condition(
        lambda facts: _settled_until_adulthood(facts) and not _agrees_to_fewer_visits(facts),
        "the child has lived there for more than a year and is meant to stay until 18",
        (*_HOME, *_FEWER),
    ),
    "visits_every_six_months": Condition(
        _agrees_to_fewer_visits,
        "the child has lived for more than a year in a long-term foster home, and understands and agrees to be visited"
        " less often",
        (*_HOME, *_FEWER),
    ),
    "child_was_seen": Condition(_not_denied("child_seen"), "the child was seen at the visit", ("child_seen",)),
    "in_a_childrens_home": Condition(
        _said("childrens_home"), "the child lives in a children's home", ("childrens_home",)
    ),
    "with_parent_before_assessment": Condition(
        _is("lives_with", "parent_before_assessment"),
        "a child in care lives with a parent before the parent has been assessed (regulation 19)",
        ("lives_with",),
    ),
    "temporary_approval_or_interim_order": Condition(
        _is("lives_with", "connected_person_temporary", "parent_interim_order"),
        "the child lives with a connected person under a temporary approval (regulation 24), or with a parent under an"
        " interim care order",
        ("lives_with",),
    ),
    "with_parent_under_care_order": Condition(
        _is("lives_with", "parent_care_order"), "the child lives with a parent under a care order", ("lives_with",)
    ),
    "first_review_was_held": Condition(
        _said("first_review_held"), "the first review has been held", ("first_review_held",)
    ),
    "first_review_lies_ahead": Condition(
        _not_said("first_review_held"), "the first review has not yet been held", ("first_review_held",)
    ),
    "under_five": Condition(_under_five, "the child is under 5", _BIRTH),
    "five_or_over": Condition(lambda facts: not _under_five(facts), "the child has turned 5", _BIRTH),
    "of_age_for_the_questionnaire": Condition(
        _of_age_for_the_questionnaire, "the child is from 4 to 16 years old at that 31 March", _BIRTH
    ),
    "arrangement_in_first_year": Condition(
        lambda facts: not _past_first_year(facts, "arrangement_started_on"),
        "the arrangement is in its first year",
        ("arrangement_started_on",),
    ),
    "arrangement_past_first_year": Condition(
        lambda facts: _past_first_year(facts, "arrangement_started_on"),
        "the arrangement is past its first year",
        ("arrangement_started_on",),
    ),
    # EHC
    "plan_is_first": Condition(
        _not_said("amended_plan"), "the plan is the first one made, not an amended one", ("amended_plan",)
    ),
    "order_to_assess": Condition(_is("order", "assess"), "the order is to assess", ("order",)),
    "order_to_make_a_plan": Condition(_is("order", "make_plan"), "the order is to make a plan", ("order",)),
    "order_to_amend_the_plan": Condition(_is("order", "amend_plan"), "the order is to amend the plan", ("order",)),
    "order_to_name_a_school": Condition(
        _is("order", "name_school"), "the order is only to name a school or college", ("order",)
    ),
    "reassessment_agreed": Condition(_not_denied("agreed"), "the council agreed to assess again", ("agreed",)),
    "moves_phase_of_school": Condition(
        lambda facts: word(facts, "transfer") in TRANSFERS_OF_SCHOOL,
        "the child moves from early years to school, from infant to junior school, or to a middle or secondary school",
        ("transfer",),
    ),
    "moves_to_post_16": Condition(
        _is("transfer", "secondary_to_post_16"),
        "the young person moves from secondary school to a post-16 place",
        ("transfer",),
    ),
    "moves_between_post_16": Condition(
        _is("transfer", "between_post_16"),
        "the young person moves from one post-16 place to another",
        ("transfer",),
    ),
    "names_next_placement": Condition(
        _said("names_next_placement"), "the plan issued names the next placement", ("names_next_placement",)
    ),
    "in_year_9_or_later": Condition(
        _in_year_9, "the meeting is held in Year 9 (the school year in which the child turns 14) or later", _BIRTH
    ),
    "told_late": Condition(
        lambda facts: not _told_in_time(facts),
        "the council learnt of the move less than 15 working days before it",
        _MOVE,
    ),
    "told_in_time": Condition(_told_in_time, "the council knew of the move at least 15 working days before it", _MOVE),
    "plan_came_to_us": Condition(
        _is("transferred", "in"), "the plan came to this council from another", ("transferred",)
    ),
    "mediation_is_about_health": Condition(_said("health"), "the mediation is about health provision", ("health",)),
    "decision_is_to_cease": Condition(_is("decides", "cease"), "the decision is to end the plan", ("decides",)),
    "school_leaving_lies_ahead": Condition(
        _of_school_age, "the child has a date of birth and has not reached the end of compulsory school age", _BIRTH
    ),
    # help and protection
    "referral_is_to_social_care": Condition(
        lambda facts: facts.get("referral_to") in (None, "social_care"),
        "the referral is to children's social care, not to another service",
        ("referral_to",),
    ),
    "enquiry_was_started": Condition(
        _not_denied("enquiry_started"),
        "the strategy discussion began a section 47 enquiry",
        ("enquiry_started",),
    ),
    # what a file that brought a child does not tell
    "told_from_its_beginning": Condition(
        _told_from_its_beginning,
        "it was recorded here, or came with a file that tells of that day",
        ("occurred_on", "file_tells_from"),
    ),
    "first_visit_lies_ahead": Condition(
        _came_within(14),
        "the move was recorded here, or came with a file soon after it: files tell of the last visit only, or of none",
        _FILE,
    ),
    "answer_lies_ahead": Condition(
        _came_within(14),
        "the referral was recorded here, or came with a file soon after it was made: older files do not say when a"
        " referral was answered",
        _FILE,
    ),
    "plan_lies_ahead": Condition(
        _came_within(28),
        "it was recorded here, or came with a file soon after it began: files do not say when a plan was made",
        _FILE,
    ),
    "plan_review_lies_ahead": Condition(
        _came_within(92),
        "the plan was recorded here, or came with a file before its first review was due: files do not say when that"
        " was held",
        _FILE,
    ),
}


def all_hold(names: tuple[str, ...], facts: Facts) -> bool:
    """Whether every named condition holds on these facts."""
    return all(CONDITIONS[name].holds(facts) for name in names)


def event_day(facts: Facts) -> date | None:
    """The day of the event asked about, where the facts say it."""
    return day_of(facts, "occurred_on")
