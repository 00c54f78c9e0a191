"""The facts of a case that rules of time ask about: their names, what each says, and reading them.

Facts are a plain mapping that the caller fills from the child's record. Dates may be ISO text, as in facts kept as
JSON. A fact that is not given never lengthens a clock: the shorter one runs until somebody says otherwise.
"""

from collections.abc import Mapping
from datetime import date

from coordination.timescales.errors import BadFact

Facts = Mapping[str, object]

# Every fact a rule, a condition or a ground may name.
FACTS: dict[str, str] = {
    "occurred_on": "the day of the event asked about",
    "born_on": "the day the child was born",
    # looked after
    "review_number": "which looked-after review was held, 1 for the first since the child became looked after",
    "first_review_held": "whether the first looked-after review has been held (true or false)",
    "placement_started_on": "the day the child moved to this home",
    "placement_year": "which year of living there it is, 1 for the first (instead of placement_started_on)",
    "placement_intended_to_18": "whether the child is meant to stay there until 18 (true or false)",
    "long_term_foster": "whether it is a long-term foster home (true or false)",
    "child_agrees_fewer_visits": "whether the child understands and agrees to fewer visits (true or false)",
    "child_seen": "whether the child was seen at the visit (true or false)",
    "childrens_home": "whether the child lives in a children's home (true or false)",
    "lives_with": (
        "parent_before_assessment, connected_person_temporary, parent_interim_order or parent_care_order, where the"
        " child lives so"
    ),
    "arrangement_started_on": "the day the private fostering arrangement began, or the council came to know of it",
    "stay_days": "how many days the longest short break lasted",
    "days_in_12_months": "how many days of short breaks there were in any 12 months",
    # EHC
    "adviser": "who was asked for advice, the same word when they answer",
    "setting": "which school or college was consulted, the same word when it answers",
    "decision": "which decision the letter gives, the same word in what follows it",
    "decides": "what that decision is: cease, or another",
    "amended_plan": "whether the plan issued amends one that existed (true or false)",
    "order": "what the Tribunal ordered: assess, make_plan, amend_plan or name_school",
    "agreed": "whether the council agreed to assess again (true or false)",
    "meeting_on": "the day of the review meeting",
    "transfer": (
        "which move lies ahead: early_years_to_school, infant_to_junior, primary_to_middle, primary_to_secondary,"
        " middle_to_secondary, secondary_to_post_16 or between_post_16"
    ),
    "transfer_year": "the calendar year of that move",
    "transfers_on": "the day the young person moves to the other post-16 place",
    "names_next_placement": "whether the plan issued names the next school or college (true or false)",
    "moves_on": "the day the child moves to the other council's area",
    "transferred": "in when the plan came to this council, out when it left",
    "last_review_on": "the day the plan was made, or last reviewed",
    "health": "whether the mediation is about health provision (true or false)",
    "decision_letter_on": "the day of the decision letter",
    "certificate_on": "the day of the mediation certificate",
    "school_closed_from": "the first day the school is closed",
    "school_closed_to": "the last day the school is closed",
    "school_advice_requested_on": "the day the school was asked for advice",
    "early_years_closed_from": "the first day the early years provider is closed",
    "early_years_closed_to": "the last day the early years provider is closed",
    "early_years_advice_requested_on": "the day the early years provider was asked for advice",
    "circumstances_from": "the day exceptional personal circumstances began",
    "circumstances_to": "the last day of exceptional personal circumstances",
    "absent_from": "the first day away from the council's area",
    "absent_to": "the last day away from the council's area",
    "appointment_missed_on": "the day an appointment was not kept",
    # help and protection
    "referral_to": "social_care, or the name of another service",
    "enquiry_started": "whether the strategy discussion began a section 47 enquiry (true or false)",
    # what was brought by a file
    "file_came_on": "the day the file that told of it came",
    "file_tells_from": "the first day of the time the file tells of",
    # information
    "received_on": "the day the request was received",
    "paused_from": "the day the council asked who is asking, or what for",
    "paused_to": "the day it was told",
}


def whole_number(facts: Facts, name: str) -> int | None:
    """A fact that is a whole number, or None where it is not given."""
    value = facts.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise BadFact(f"{name} must be a whole number, and {value!r} is not one.")


def yes_or_no(facts: Facts, name: str) -> bool | None:
    """A fact that is true or false, or None where it is not given."""
    value = facts.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise BadFact(f"{name} must be true or false, and {value!r} is neither.")


def day_of(facts: Facts, name: str) -> date | None:
    """A fact that is a date, or None where it is not given."""
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


def word(facts: Facts, name: str) -> str | None:
    """A fact that is a word, or None where it is not given."""
    value = facts.get(name)
    if value is None or isinstance(value, str):
        return value
    raise BadFact(f"{name} must be a word, and {value!r} is not one.")
