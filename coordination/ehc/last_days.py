"""The last days that letters and pages of the EHC process name, by the rules of the timetable."""

from datetime import date, timedelta
from typing import Any

from coordination import timescales

# SEND Regulations 2014, regulations 13(1)(a) and 22(2)(c): at least 15 days beginning with the day it was served.
DAYS_TO_ANSWER = 15


def limits(sent_on: date, told_on: date | None = None) -> dict[str, date]:
    """The last days that a letter sent on a day names.

    ``told_on``: the day of an earlier letter, where that one told of the decision. The times for mediation and appeal
    run from it, and no later letter begins them again.
    """
    return {
        "appeal_until": last_day("A18", told_on or sent_on),
        "mediation_until": last_day("A15", told_on or sent_on),
        "answer_by": answer_by(sent_on),
    }


def answer_by(served_on: date) -> date:
    """The last day to answer a draft or a notice of changes, the day it was served counted."""
    return served_on + timedelta(days=DAYS_TO_ANSWER - 1)


def decide_by(received_on: date) -> date:
    """The last day to say whether there will be an assessment (SEND Regulations 2014, regulation 5(1))."""
    return last_day("E1", received_on)


def last_day(rule: str, from_on: date, **facts: Any) -> date:
    """The last day of a rule that counts to a day."""
    due = timescales.explain(rule, from_on, facts=facts or None).due_on
    if due is None:
        raise LookupError(f"{rule} counts to no day")
    return due
