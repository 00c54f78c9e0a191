"""Which grounds for a later date hold on the facts of a case, over which days, and why; in sentences.

What is decided here is only what the facts can show. That a ground makes it impracticable to keep the date is for
the authority to judge, and to write down with its evidence.
"""

from dataclasses import dataclass
from datetime import date

from coordination.timescales.calendar import LONG_CLOSURE_DAYS, advice_exemption_window
from coordination.timescales.errors import BadFact
from coordination.timescales.facts import Facts, day_of
from coordination.timescales.phrases import long_date
from coordination.timescales.shape import Exemption, Rule, Window


@dataclass(frozen=True)
class Ground:
    """One ground on these facts: ``holds`` is None where the facts do not say enough.

    ``window`` is the first and the last day on which it counts, where that can be told.
    """

    ground: str
    words: str
    holds: bool | None
    window: tuple[date, date] | None
    sentences: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The same as plain values for JSON."""
        return {
            "ground": self.ground,
            "words": self.words,
            "holds": self.holds,
            "window": None if self.window is None else [each.isoformat() for each in self.window],
            "sentences": list(self.sentences),
        }


def grounds_of(rule: Rule, start: date, due: date, facts: Facts) -> tuple[Ground, ...]:
    """Every ground of a rule whose clock runs from ``start`` to ``due``."""
    return tuple(_ground(each, start, due, facts) for each in rule.exemptions)


def _ground(each: Exemption, start: date, due: date, facts: Facts) -> Ground:
    holds, window, said = _WEIGHED[each.window](each, start, due, facts)
    return Ground(each.ground, each.words, holds, window, tuple(said))


_Weighed = tuple[bool | None, tuple[date, date] | None, list[str]]


def _period(each: Exemption, facts: Facts) -> tuple[date, date] | None:
    """The first and the last day of what happened; the last may be open."""
    first, last = _first_and_last(each, facts)
    if first is None:
        return None
    if last is not None and last < first:
        raise BadFact(f"{each.to_fact} is before {each.from_fact}. Check the two dates.")
    return first, last or date.max


def _first_and_last(each: Exemption, facts: Facts) -> tuple[date | None, date | None]:
    return day_of(facts, each.from_fact), day_of(facts, each.to_fact)


def _around_closure(each: Exemption, start: date, due: date, facts: Facts) -> _Weighed:
    del start, due  # the window hangs on the closure alone
    closed_from, closed_to = _closure(each, facts)
    if closed_from is None or closed_to is None:
        return None, None, []
    window = advice_exemption_window(closed_from, closed_to)
    what = "school" if each.from_fact.startswith("school") else "provider"
    if window is None:
        return False, None, [f"The {what} is closed for less than 4 weeks in a row: that gives no ground (a) or (b)."]
    days = (closed_to - closed_from).days + 1
    said = [
        f"The {what} is closed for {days} days: ground ({each.ground}) covers advice asked for "
        f"from {long_date(window[0])} to {long_date(window[1])}."
    ]
    asked_on = day_of(facts, each.day_fact)
    if asked_on is None:
        return None, window, said
    holds = window[0] <= asked_on <= window[1]
    said.append(
        f"It was asked on {long_date(asked_on)}, which is {'inside' if holds else 'outside'} that time."
    )  # fmt: skip
    return holds, window, said


def _closure(each: Exemption, facts: Facts) -> tuple[date | None, date | None]:
    given = facts.get(each.from_fact), facts.get(each.to_fact)
    if (given[0] is None) != (given[1] is None):
        raise BadFact(f"{each.from_fact} and {each.to_fact} must both be dates, without a time.")
    return _first_and_last(each, facts)


def _overlap(period: tuple[date, date], start: date, due: date) -> tuple[date, date] | None:
    first, last = max(period[0], start), min(period[1], due)
    return (first, last) if first <= last else None


def _during_the_count(each: Exemption, start: date, due: date, facts: Facts) -> _Weighed:
    period = _period(each, facts)
    if period is None:
        return None, (start, due), []
    shared = _overlap(period, start, due)
    if shared is None:
        return False, (start, due), [f"Ground ({each.ground}): it did not fall {_within(start, due)}."]
    return True, shared, [f"Ground ({each.ground}) holds from {long_date(shared[0])} to {long_date(shared[1])}."]


def _away_during_the_count(each: Exemption, start: date, due: date, facts: Facts) -> _Weighed:
    period = _period(each, facts)
    if period is None:
        return None, (start, due), []
    shared = _overlap(period, start, due)
    days = 0 if shared is None else (shared[1] - shared[0]).days + 1
    if shared is None or days < LONG_CLOSURE_DAYS:
        words = f"away for {days} days {_within(start, due)}, and 4 weeks in a row are needed"
        return False, (start, due), [f"Ground ({each.ground}) does not hold: {words}."]
    return (
        True,
        shared,
        [f"Ground ({each.ground}) holds: away for {days} days, {long_date(shared[0])} to {long_date(shared[1])}."],
    )


def _day_in_the_count(each: Exemption, start: date, due: date, facts: Facts) -> _Weighed:
    day = day_of(facts, each.day_fact)
    if day is None:
        return None, (start, due), []
    holds = start <= day <= due
    words = "holds" if holds else "does not hold"
    where = _within(start, due)
    return holds, (start, due), [
        f"Ground ({each.ground}) {words}: {long_date(day)} is {'' if holds else 'not '}{where}."
    ]  # fmt: skip


def _any(each: Exemption, start: date, due: date, facts: Facts) -> _Weighed:
    del each, start, due, facts
    return None, None, []


def _within(start: date, due: date) -> str:
    return f"between {long_date(start)} and {long_date(due)}"


_WEIGHED = {
    Window.AROUND_CLOSURE: _around_closure,
    Window.DURING_THE_COUNT: _during_the_count,
    Window.AWAY_DURING_THE_COUNT: _away_during_the_count,
    Window.DAY_IN_THE_COUNT: _day_in_the_count,
    Window.ANY: _any,
}
