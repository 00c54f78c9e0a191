"""Named conditions a rule may put on the facts of a case: when its clock starts, and when an event meets it.

Facts are a plain mapping that the caller fills from the child's record. Those read here:

- ``occurred_on`` (date): the day of the event asked about
- ``review_number`` (whole number): which looked-after review has just been held, 1 for the first since the
  child became looked after
- ``placement_started_on`` (date), or ``placement_year`` (whole number, 1 for the first year)
- ``placement_intended_to_18`` (true or false): the placement is meant to last until the child is 18
- ``child_seen`` (true or false): the visitor saw the child
- ``amended_plan`` (true or false): the plan issued amends one that already existed
- ``referral_to`` (text): "social_care", or another service's name

A fact that is not given never lengthens a clock: the shorter one runs until somebody says otherwise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from coordination.timescales.calendar import last_day_of_months_beginning_with
from coordination.timescales.errors import BadFact

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Condition:
    """A question asked of the facts, and the words that finish "It applies when ..."."""

    holds: Callable[[Facts], bool]
    words: str


def _whole_number(facts: Facts, name: str) -> int | None:
    value = facts.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise BadFact(f"{name} must be a whole number, and {value!r} is not one.")


def _yes_or_no(facts: Facts, name: str) -> bool | None:
    value = facts.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise BadFact(f"{name} must be true or false, and {value!r} is neither.")


def _date(facts: Facts, name: str) -> date | None:
    value = facts.get(name)
    if value is None or type(value) is date:
        return value
    if isinstance(value, str):
        # Facts kept as JSON hold their dates as ISO text.
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadFact(f"{name} must be a date without a time, and {value!r} is not one.")


def _first_review_just_held(facts: Facts) -> bool:
    number = _whole_number(facts, "review_number")
    return number is None or number <= 1


def _past_first_year(facts: Facts) -> bool:
    year = _whole_number(facts, "placement_year")
    if year is not None:
        return year > 1
    started_on, day = _date(facts, "placement_started_on"), _date(facts, "occurred_on")
    if started_on is None or day is None:
        return False
    return day > last_day_of_months_beginning_with(started_on, 12)


def _settled_until_adulthood(facts: Facts) -> bool:
    return _past_first_year(facts) and _yes_or_no(facts, "placement_intended_to_18") is True


def _for_social_care(facts: Facts) -> bool:
    return facts.get("referral_to") in (None, "social_care")


CONDITIONS: dict[str, Condition] = {
    "second_review_next": Condition(_first_review_just_held, "the review just held was the first"),
    "later_review_next": Condition(
        lambda facts: not _first_review_just_held(facts), "the review just held was the second or a later one"
    ),
    "visits_every_six_weeks": Condition(
        lambda facts: not _settled_until_adulthood(facts),
        "the child is in the first year of living there, or is not meant to stay until 18",
    ),
    "visits_every_three_months": Condition(
        _settled_until_adulthood,
        "the child has lived there for more than a year and is meant to stay until 18",
    ),
    "child_was_seen": Condition(
        lambda facts: _yes_or_no(facts, "child_seen") is not False, "the child was seen at the visit"
    ),
    "plan_is_first": Condition(
        lambda facts: _yes_or_no(facts, "amended_plan") is not True,
        "the plan is the first one made, not an amended one",
    ),
    "referral_is_to_social_care": Condition(
        _for_social_care, "the referral is to children's social care, not to another service"
    ),
}


def all_hold(names: tuple[str, ...], facts: Facts) -> bool:
    """Whether every named condition holds on these facts."""
    return all(CONDITIONS[name].holds(facts) for name in names)


def event_day(facts: Facts) -> date | None:
    """The day of the event asked about, where the facts say it."""
    return _date(facts, "occurred_on")
