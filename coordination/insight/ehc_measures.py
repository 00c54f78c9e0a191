"""The measures of the EHC process that are published each year, and what of them may be shown.

Pure: rows in, figures out. The Department for Education publishes the share of plans issued within 20 weeks with and
without exceptions, requests decided within 6 weeks, decisions within 4 weeks of an annual review meeting and their
outcomes (SEN2 person-level collection). Times: SEND Regulations 2014, regulations 5(1), 13(2) and 20(10).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Counts from 1 to 4 are not shown: with so few, somebody who knows the area knows whom they are about.
FEWEST = 5
TO_DECIDE, TO_ISSUE, TO_ANSWER_REVIEW = timedelta(weeks=6), timedelta(weeks=20), timedelta(weeks=4)
OUTCOMES = ("amend", "cease", "maintain")


@dataclass(frozen=True, slots=True)
class Answered:
    """Something with a day from which time is counted and the day it was answered. ``excepted``: the law allowed more
    time; ``outcome``: what was decided.
    """

    from_on: date
    on: date
    excepted: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many. ``hidden``: too few to be shown, here or in what could be worked out from it."""

    part: int
    whole: int
    hidden: bool = False

    @property
    def percent(self) -> float | None:
        """The share in hundred, to one place; None where it is hidden or of nothing."""
        return None if self.hidden or not self.whole else round(100 * self.part / self.whole, 1)


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of one year, as they may be shown. An outcome is None where its count is hidden."""

    issued: Share
    issued_without_exceptions: Share
    decided: Share
    reviews: Share
    outcomes: Mapping[str, int | None]


def measures(requests: Iterable[Answered], plans: Iterable[Answered], reviews: Iterable[Answered]) -> Measures:
    """Requests by their decision, plans by the day they were first issued, annual reviews by their decision."""
    plans, reviews = list(plans), list(reviews)
    every = share(plans, TO_ISSUE)
    ordinary = share([row for row in plans if not row.excepted], TO_ISSUE)
    if _tells(every, ordinary):
        ordinary = Share(ordinary.part, ordinary.whole, hidden=True)
    counted = Counter(row.outcome for row in reviews)
    return Measures(
        issued=every,
        issued_without_exceptions=ordinary,
        decided=share(requests, TO_DECIDE),
        reviews=share(reviews, TO_ANSWER_REVIEW),
        outcomes=shown({name: counted[name] for name in OUTCOMES}),
    )


WORDS = {
    "issued": "Plans issued within 20 weeks",
    "issued_without_exceptions": "The same, plans with an exception left out",
    "decided": "Requests decided within 6 weeks",
    "reviews": "Decisions within 4 weeks of the review meeting",
}


def as_json(found: Measures) -> dict[str, object]:
    """The measures for ``--json``: what is hidden is null."""
    told: dict[str, object] = {"outcomes": dict(found.outcomes)}
    for name in WORDS:
        held = getattr(found, name)
        part, whole = (None, None) if held.hidden else (held.part, held.whole)
        told[name] = {"part": part, "whole": whole, "percent": held.percent}
    return told


def text(found: Measures) -> str:
    """The measures for a person."""
    lines = []
    for name, words in WORDS.items():
        held = getattr(found, name)
        said = "too few to be shown" if held.hidden else f"{held.part} of {held.whole}"
        lines.append(f"{words:<48} {said}" + (f" ({held.percent}%)" if held.percent is not None else ""))
    for name, count in found.outcomes.items():
        lines.append(f"{'Outcome of reviews: ' + name:<48} {'not shown' if count is None else count}")
    return "\n".join(lines)


def share(rows: Iterable[Answered], within: timedelta) -> Share:
    """How many were answered in time. Hidden where those in time, or those late, are too few."""
    rows = list(rows)
    part = sum(row.on <= row.from_on + within for row in rows)
    return Share(part, len(rows), hidden=_few(part) or _few(len(rows) - part))


def shown(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts that add up to a known whole, with those that are too few hidden, and then one more where a hidden one
    could be worked out from the others.
    """
    hidden = {name for name, count in counts.items() if _few(count)}
    if len(hidden) == 1 and len(counts) > 1:
        hidden.add(_next(counts, hidden))
    return {name: None if name in hidden else count for name, count in counts.items()}


def _next(counts: Mapping[str, int], hidden: set[str]) -> str:
    """The smallest count that is not hidden; one of nothing only where there is no other."""
    left: Sequence[str] = [name for name in counts if name not in hidden]
    return min(left, key=lambda name: (counts[name] == 0, counts[name]))


def _tells(every: Share, ordinary: Share) -> bool:
    """Whether the few with an exception could be worked out from the two shares."""
    if every.hidden or ordinary.hidden:
        return False
    return _few(every.whole - ordinary.whole) or _few(every.part - ordinary.part)


def _few(count: int) -> bool:
    return 0 < count < FEWEST
