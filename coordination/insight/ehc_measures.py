"""The measures of the EHC process that are published each year, and what of them may be shown.

Pure: counts in, figures out. The Department for Education publishes the share of plans issued within 20 weeks with and
without exceptions, requests decided within 6 weeks, decisions within 4 weeks of an annual review meeting and their
outcomes (SEN2 person-level collection). Times: SEND Regulations 2014, regulations 5(1), 13(2) and 20(10).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Counts from 1 to 4 are not shown: with so few, somebody who knows the area knows whom they are about.
FEWEST = 5
OUTCOMES = ("amend", "cease", "maintain")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many things of a kind (``decided``, ``issued``, ``reviews``) were answered in a year, in time or late.
    ``excepted``: the law allowed more time; ``outcome``: what was decided.
    """

    kind: str
    year: int
    in_time: bool
    excepted: bool
    outcome: str
    many: int


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


def measures(counted: Iterable[Counted]) -> Measures:
    """Requests by the day they were answered, plans by the day they were first issued, annual reviews by the day their
    decision was told: the measures of all these counts together.
    """
    rows = list(counted)
    plans = [row for row in rows if row.kind == "issued"]
    reviews = [row for row in rows if row.kind == "reviews"]
    every = share(plans)
    ordinary = share(row for row in plans if not row.excepted)
    if _tells(every, ordinary):
        ordinary = Share(ordinary.part, ordinary.whole, hidden=True)
    outcomes = Counter[str]()
    for row in reviews:
        outcomes[row.outcome] += row.many
    return Measures(
        issued=every,
        issued_without_exceptions=ordinary,
        decided=share(row for row in rows if row.kind == "decided"),
        reviews=share(reviews),
        outcomes=shown({name: outcomes[name] for name in OUTCOMES}),
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


def share(counted: Iterable[Counted]) -> Share:
    """How many were answered in time. Hidden where those in time, or those late, are too few."""
    rows = list(counted)
    part = sum(row.many for row in rows if row.in_time)
    whole = sum(row.many for row in rows)
    return Share(part, whole, hidden=_few(part) or _few(whole - part))


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
