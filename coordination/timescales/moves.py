"""When a child usually moves from one phase of education to the next, worked out from the date of birth."""

from datetime import date

from coordination.timescales.calendar import academic_year_start, birthday
from coordination.timescales.facts import Facts, day_of, whole_number, word

# The school year that begins with each move, as most schools in England are cut: 0 is reception.
SCHOOL_YEAR_ENTERED = {
    "early_years_to_school": 0,
    "infant_to_junior": 3,
    "primary_to_middle": 5,
    "primary_to_secondary": 7,
    "middle_to_secondary": 9,
    "secondary_to_post_16": 12,
}


def usual_year_of(transfer: str, born_on: date) -> int | None:
    """The calendar year in which a child born that day usually makes this move, in September; None if it varies."""
    entered = SCHOOL_YEAR_ENTERED.get(transfer)
    return None if entered is None else academic_year_start(birthday(born_on, entered + 5)).year


def year_of_move(facts: Facts) -> tuple[int | None, bool]:
    """The year of the move that the facts are about, and whether it was worked out from the date of birth."""
    given = whole_number(facts, "transfer_year")
    if given is not None:
        return given, False
    born_on, transfer = day_of(facts, "born_on"), word(facts, "transfer")
    if born_on is None or transfer is None:
        return None, False
    return usual_year_of(transfer, born_on), True
