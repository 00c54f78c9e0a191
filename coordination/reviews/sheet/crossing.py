"""Two saves of one sheet put together: nothing of either is lost, and what both wrote otherwise is shown."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from coordination.db import new_id
from coordination.plans import merging
from coordination.reviews import forms
from coordination.reviews.kinds import (
    AGREEMENT,
    AGREES,
    ATTENDANCE,
    CLOSING,
    DECISIONS,
    NONE_DUE,
    PARTICIPATION,
    REPORTS,
)
from coordination.reviews.sheet.at_hand import AtHand
from coordination.reviews.sheet.filling import stored
from coordination.web.filters import day
from coordination.web.forms import LongTextField, RowsField


class Crossing(NamedTuple):
    """Something two people wrote differently: what it is about, what was saved first, what was sent second."""

    what: str
    theirs: str
    mine: str


_WORDS: dict[str, dict[str, str]] = {
    "participation": PARTICIPATION,
    "decision": DECISIONS,
    "next_none_reason": NONE_DUE,
    "attended": ATTENDANCE,
    "report": REPORTS,
    "agrees": AGREES,
    "step_agreement": AGREEMENT,
    "close_because": CLOSING,
}
# How the table names what the page asks in longer words.
_LABELS = {
    "participation": "How the child took part",
    "views_missing_reason": "Why there are no views",
    "changes": "What has changed",
    "decision": "The help as a whole",
    "decision_reason": "Why",
    "next_on": "The next review",
    "next_none_reason": "Why none is due",
}
# What the page offers to take or tick: what was sent stands.
_OFFERED = frozenset({"version", "brought", "known", "audiences"})
# One row for each thing that is there anyway: a person, an outcome, a question.
_FIXED = frozenset({"attendance", "family", "outcomes", "considered"})


def crossed(form: forms.RecordForm, at_hand: AtHand) -> list[Crossing]:
    """Put what was saved first and what was sent second together in the form; answers what must be looked at.

    What only one of them says is in the form; long texts are both in it; anything else keeps what was sent, with what
    was saved beside it. Nothing to look at means that the same was sent twice.
    """
    found: list[Crossing] = _people_crossed(form, at_hand)
    for name, saved in stored(at_hand).items():
        field = form[name]
        if name in _OFFERED:
            continue
        if name == "carried":
            _add_rows(field, saved, {str(entry.form.id.fact()) for entry in field.entries})
        elif name in _FIXED:
            found += _fixed_crossed(form, at_hand, name, saved)
        elif isinstance(field, RowsField):
            found += _rows_crossed(field, saved)
        else:
            words = at_hand.kinds if name == "next_kind" else _WORDS.get(name, {})
            found += _answer_crossed(field, saved, _LABELS.get(name, str(field.label.text).rstrip("?")), words)
    _put(form.version, at_hand.review.version)
    return found


def _people_crossed(form: forms.RecordForm, at_hand: AtHand) -> list[Crossing]:
    """Somebody who also came and whose row was saved with another name already: both came, so this one is new."""
    found = []
    for entry in form.also_came.entries:
        there = at_hand.person_of(str(entry.form.id.fact()))
        name = entry.form.name.fact()
        if there is not None and name and name != there.name:
            found.append(Crossing(f"{form.also_came.row_name}: not saved yet", there.name, name))
            _put(entry.form.id, new_id())
    return found


def _answer_crossed(field: Any, saved: Any, label: str, words: Mapping[str, str]) -> list[Crossing]:
    """``words``: what the values of a choice are called, where it is one."""
    mine = field.fact()
    if merging.same(mine, saved):
        return []
    if isinstance(field, LongTextField):
        both = merging.together(saved or "", mine or "")
        if both == (mine or ""):
            return []
        field.typed = field.data = both
        return [Crossing(f"{label}: both are in the box now", saved or "", mine or "")]
    if mine in (None, ""):
        _put(field, saved)
        return [Crossing(f"{label}: taken from what was saved", _words(saved, words), "")]
    return [Crossing(label, _words(saved, words), _words(mine, words))]


def _fixed_crossed(form: forms.RecordForm, at_hand: AtHand, name: str, rows: list[dict[str, Any]]) -> list[Crossing]:
    """Rows that are there anyway: each answer by itself, under the name of what it is about."""
    found: list[Crossing] = []
    held = {str(entry.form.id.fact()): entry.form for entry in form[name].entries}
    also = {str(entry.form.id.fact()) for entry in form.also_came.entries} if name == "attendance" else set()
    _add_rows(form[name], rows, set(held) | also)
    for row in rows:
        mine = held.get(str(row["id"]))
        if mine is None:
            continue
        about = _about(at_hand, name, str(row["id"]))
        for key, saved in row.items():
            if key == "id":
                continue
            label = (
                about if key in {"attended", "answer"} else f"{about}, {str(mine[key].label.text).rstrip('?').lower()}"
            )
            if key == "attended" and saved in (None, "") and mine[key].fact():
                found.append(Crossing(label, "Not recorded", _words(mine[key].fact(), _WORDS[key])))
            else:
                found += _answer_crossed(mine[key], saved, label, _WORDS.get(key, {}))
    return found


def _about(at_hand: AtHand, name: str, key: str) -> str:
    if name == "outcomes":
        outcome = at_hand.outcome_of(key)
        return outcome.text if outcome is not None else ""
    if name == "considered":
        gate = at_hand.gate_of(key)
        return gate.question if gate is not None else ""
    who = at_hand.person_of(key)
    return who.name if who is not None else ""


def _rows_crossed(field: Any, rows: list[dict[str, Any]]) -> list[Crossing]:
    """Rows both have in other words, and rows only one of them has."""
    label = field.row_name
    mine = {str(entry.form.id.fact()): entry.form for entry in field.entries if not entry.form.blank}
    found = []
    for row in rows:
        held = mine.get(str(row["id"]))
        if held is None:
            found.append(Crossing(f"{label}: added from what was saved", _said(row), ""))
            continue
        facts = held.facts()
        if any(not merging.same(facts[key], value) for key, value in row.items() if key not in ("id", "shared")):
            found.append(Crossing(label, _said(row), _said(facts)))
    _add_rows(field, rows, set(mine))
    saved = {str(row["id"]) for row in rows}
    return found + [
        Crossing(f"{label}: not saved yet", "", _said(held.facts())) for key, held in mine.items() if key not in saved
    ]


def _said(row: dict[str, Any]) -> str:
    """What a row says, in its first words."""
    return next((str(row[key]) for key in ("text", "words", "sign", "value") if row.get(key) not in (None, "")), "")


def _add_rows(field: Any, rows: list[dict[str, Any]], known: set[str]) -> None:
    for row in rows:
        if str(row["id"]) not in known:
            field.append_entry(row)


def _put(field: Any, value: Any) -> None:
    """Give a field a value in place of what was sent."""
    field.process(None, value)
    field.raw_data = None


def _words(value: Any, words: Mapping[str, str]) -> str:
    if value in (None, ""):
        return "Nothing"
    return day(value) if hasattr(value, "year") else words.get(str(value), str(value))
