"""The answers of an EHC review as one flat mapping of names and text, and two saves of it put together.

Names: ``progress.<statement>.judgement``, ``provision.<statement>.given``, ``needs.B.changed``, and the others by
their own name. An answer that was emptied is ``""``: it is an answer too.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from coordination.ehc.models import AnnualReview
from coordination.ehc.reviewing import words

Answers = dict[str, str]
_NEEDS = {f"needs_{letter.lower()}": letter for letter in ("B", "C", "D")}
OWN = ("recommendation", "recommendation_why")
# Kept beside the answers and no answer of the sheet: days, keys and names that operations write.
BESIDE = frozenset({"reports_asked_on", "notice_id", "completed_on", "left_out"})


def of_review(annual: AnnualReview) -> Answers:
    """What is saved, without what is empty."""
    found: Answers = {}
    for kind, held in (("progress", annual.progress), ("provision", annual.provision)):
        for key, said in held.items():
            found |= {f"{kind}.{key}.{name}": str(value) for name, value in said.items()}
    for name, letter in _NEEDS.items():
        said = annual.needs.get(letter) or {}
        found |= {name: said.get("changed", ""), f"{name}_words": said.get("words", "")}
    found |= {name: str(value) for name, value in annual.more.items() if name not in BESIDE}
    found |= {name: getattr(annual, name) or "" for name in OWN}
    return {name: value for name, value in found.items() if value}


def keep(annual: AnnualReview, answers: Mapping[str, str]) -> None:
    """Write these answers into the row, in place of all that were there."""
    progress: dict[str, Any] = {}
    provision: dict[str, Any] = {}
    needs: dict[str, Any] = {}
    more: dict[str, Any] = {name: value for name, value in annual.more.items() if name in BESIDE}
    own: dict[str, str | None] = dict.fromkeys(OWN)
    for name, value in answers.items():
        if not value:
            continue
        if "." in name:
            kind, key, what = name.split(".", 2)
            (progress if kind == "progress" else provision).setdefault(key, {})[what] = value
        elif name.removesuffix("_words") in _NEEDS:
            letter = _NEEDS[name.removesuffix("_words")]
            needs.setdefault(letter, {})["words" if name.endswith("_words") else "changed"] = value
        elif name in own:
            own[name] = value
        else:
            more[name] = value
    annual.progress, annual.provision, annual.needs, annual.more = progress, provision, needs, more
    annual.recommendation, annual.recommendation_why = own["recommendation"], own["recommendation_why"]


class Merged(NamedTuple):
    """Two saves put together. ``crossed``: names that both changed in different ways, with what the other saved."""

    answers: Answers
    crossed: dict[str, str]


def merge(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merged:
    """What two people wrote who both began from ``base``. Where both wrote words of one thing, both texts stand."""
    answers: Answers = {}
    crossed: dict[str, str] = {}
    for name in {*base, *mine, *theirs}:
        was, one, other = base.get(name, ""), mine.get(name, ""), theirs.get(name, "")
        if one in (was, other):
            answers[name] = other
        elif other == was:
            answers[name] = one
        else:
            crossed[name] = other
            answers[name] = one if _is_code(name) or not (one and other) else f"{other}\n\n{one}"
    return Merged({name: value for name, value in answers.items() if value}, crossed)


def _is_code(name: str) -> bool:
    last = name.rsplit(".", 1)[-1]
    return last in words.CODES or last in {"sections", "chased_on"}


def said(name: str, value: str) -> str:
    """An answer as a reader understands it."""
    return words.CODES.get(name.rsplit(".", 1)[-1], {}).get(value, value)
