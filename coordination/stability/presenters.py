"""The signs as their pages show them: each with its evidence and where it stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from coordination import clock
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.reviews.models import Review, ReviewState
from coordination.stability import queries
from coordination.stability.evidence import Sign
from coordination.stability.forms import JUDGED
from coordination.stability.models import StabilityOutcome, StabilitySign
from coordination.stability.signals import rules

# Where the evidence of each sign stands, and the part of that page.
_WHERE = {
    "moves": ("care.of_child", "placements"),
    "school": ("schools.at_school", None),
    "worker": ("cases.team", None),
    "missing": ("care.of_missing", None),
    "attendance": ("schools.at_school", None),
    "sdq": ("care.of_health", None),
    "strain": ("household.carer", None),
    "wishes": ("voice.of_child", None),
    "therapy": ("plans.of_child", None),
    "family_time": ("stability.of_family_time", None),
}


def sign_rows(child: Child, signs: Iterable[Sign]) -> list[dict[str, Any]]:
    """Each sign with its evidence, why it is one, and the page where the evidence stands."""
    return [
        {
            "code": sign.code,
            "title": sign.rule.title,
            "why": sign.rule.why,
            "lines": sign.lines,
            "url": url_for(_WHERE[sign.code][0], child_id=child.id, _anchor=_WHERE[sign.code][1]),
        }
        for sign in signs
    ]


def reason(signs: Iterable[Sign]) -> str:
    """Why a meeting is called, as everybody who is asked to it may read it: nothing that only some of them may know."""
    told = [sign.rule.told for sign in signs if sign.rule.told]
    if not told:
        return ""
    return f"To keep this home steady. What we look at: {', '.join(words[0].lower() + words[1:] for words in told)}."


def meeting_rows(
    meetings: Iterable[Review],
    signs: dict[Any, list[StabilitySign]],
    outcomes: dict[Any, StabilityOutcome],
    may_judge: bool,
) -> list[dict[str, Any]]:
    """The stability meetings of a child, each with the signs it began from and what they turned out to be."""
    return [
        {
            "on": review.held_on or (clock.london_date(review.starts_at) if review.starts_at else None),
            "planned": review.state == ReviewState.PLANNED.value and not queries.was_held(review),
            "called_off": review.state == ReviewState.CANCELLED.value,
            "url": url_for("reviews.review", review_id=review.id),
            "judge_url": url_for("stability.judge", review_id=review.id)
            if may_judge and queries.was_held(review)
            else "",
            "judged": review.id in outcomes,
            "words": outcomes[review.id].words if review.id in outcomes else "",
            "signs": [
                (rules()[row.code].title, JUDGED.get(row.judged or "", "Not said yet"))
                for row in signs.get(review.id, [])
                if row.code in rules()
            ],
        }
        for review in meetings
    ]


def child_rows(found: Iterable[tuple[Child, Sequence[Sign]]]) -> list[tuple[str, str, list[str], int]]:
    """Children with signs, those with the most evidence first: the name, the page, the signs and the lines of them."""
    rows = [
        (
            display_name(child),
            url_for("stability.of_child", child_id=child.id),
            [sign.rule.title for sign in signs],
            sum(len(sign.lines) for sign in signs),
        )
        for child, signs in found
        if signs
    ]
    return sorted(rows, key=lambda row: (-len(row[2]), -row[3], row[0]))


def truth_rows(judged: Iterable[StabilitySign]) -> list[tuple[str, int, int, int, int]]:
    """How often each rule was said to be true: its title, how often it was judged, yes, partly, no."""
    counts: dict[str, Counter[str]] = {}
    for row in judged:
        counts.setdefault(row.code, Counter())[row.judged or ""] += 1
    return [
        (rule.title, counts[code].total(), counts[code]["yes"], counts[code]["partly"], counts[code]["no"])
        for code, rule in rules().items()
        if code in counts
    ]
