"""Gentle checks of a plan: what would make it easier to keep, each with its reason. They stop nobody.

Plain rules that anybody can read and argue with: an outcome has a start, a measure and a date; an action has
a verb, one person and a date; what the young person may see is in words for them. Pure: no database, no
clock.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coordination.wording import coach

# Kinds of help for which a plan for "if things get worse" is expected (screens: CIN, CP and looked-after
# plans).
NEEDS_CONTINGENCY = frozenset({"child_in_need", "child_protection", "looked_after"})

# First words that say what somebody will do. A first word that is not here only gets a suggestion.
_VERBS = """
    accompany add adapt address agree aim allow alert answer apply appoint arrange ask assess assign attend
    audit book bring brief build buy call cancel carry change chair chase check choose clean coach collect
    come complete compile confirm contact continue convene coordinate copy correct count cover create deal
    decide deliver describe design develop diarise discuss do draft draw drive drop ease email encourage end
    enrol ensure escalate establish explain explore extend fill find finish fit fix follow forward fund gather
    get give go hand hear help hold identify include inform install interview introduce invite join keep lead
    learn let liaise link list listen lock log look maintain make mark measure meet mend message move name
    notify observe obtain offer open order organise pass pay phone pick place plan post practise prepare
    prescribe present print produce propose provide publish put raise read rearrange receive recommend record
    reduce refer register remind remove renew repair repeat replace report request research resolve respond
    return review ring rota run schedule screen see seek select send serve set share show sign sit sort speak
    spend start stay stop submit suggest supervise supply swap switch take talk teach tell test text think
    train transfer translate travel treat try turn update use visit walk watch weigh welcome work
    write"""
VERBS = frozenset(_VERBS.split())
# Words that sound like doing something and leave nothing to tick.
_VAGUE = "aim allow consider continue encourage ensure explore liaise maintain monitor support think try"
VAGUE = frozenset(_VAGUE.split())
# Amounts nobody could be held to (SEND Code of Practice 2015, para 9.69: "detailed and specific and ... quantified").
_UNHELD = (
    "access to", "as appropriate", "as needed", "as required", "adequate", "opportunities for", "ongoing", "regular",
    "regularly", "suitable", "sufficient", "where possible",
)  # fmt: skip
# From year 9 a plan looks to adult life (SEND Code of Practice 2015, para 8.10): the year somebody becomes 14.
LOOKS_TO_ADULTHOOD_AT = 13


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that could be better: what to do, and why it helps. ``about`` is the statement, None for the
    plan.
    """

    what: str
    why: str
    about: UUID | None = None


def of_action(action: Any) -> list[Check]:
    """An action has a verb, one person and a date."""
    found = []
    words = re.findall(r"[a-z'-]+", str(action.text).lower())
    first = words[0] if words else ""
    if first in VAGUE:
        found.append(
            Check(
                f"Say what will be done instead of “{first}”",
                "Nobody can tell whether it happened.",
                action.id,
            )
        )
    elif first not in VERBS:
        found.append(Check("Start with what will be done", "“Ring”, “Book” or “Meet” can be ticked off.", action.id))
    if any(words[place - 1] == "and" and word in VERBS for place, word in enumerate(words) if place > 1):
        found.append(Check("This may be two actions", "Each part can then be done, and told, by itself.", action.id))
    if action.owner_id is None:
        found.append(Check("Name one person", "What everybody should do is often done by nobody.", action.id))
    if action.due_on is None and action.check_on is None:
        found.append(Check("Give a date, or a day to check on", "Without one it is never late.", action.id))
    return found + _for_the_young_person(action)


def of_outcome(outcome: Any, actions: Sequence[Any]) -> list[Check]:
    """An outcome has a start, a measure and a date, and somebody doing something about it."""
    found = []
    if not outcome.baseline:
        found.append(Check("Say where things are now", "Later you can show how far things have come.", outcome.id))
    if not outcome.measure:
        found.append(Check("Say how you will know", "The family and the team can then see it themselves.", outcome.id))
    if outcome.target_on is None:
        found.append(Check("Give a date", "It says when to look again.", outcome.id))
    if outcome.status not in {"achieved", "ended"} and not actions:
        found.append(Check("Add an action", "Nobody is doing anything about it yet.", outcome.id))
    return found + _for_the_young_person(outcome)


def of_statement(statement: Any) -> list[Check]:
    """Anything else: the words for the young person and, of needs and worries, for their parents."""
    found = []
    family = statement.wording.get("family") or statement.wording.get("parent") or {}
    if statement.kind in {"need", "worry"} and "parent" in statement.audiences and not family.get("en"):
        found.append(
            Check(
                "Write it in words for the family",
                "Parents see a need or a worry only in words written for them.",
                statement.id,
            )
        )
    return found + _for_the_young_person(statement)


def of_plan(rows: Iterable[Any], *, case_kind: str, age: int | None = None, heard: bool = True) -> list[Check]:
    """The plan as a whole: each need is worked on, there is a plan for if things get worse, from year 9 it looks to
    adult life, and the child is heard in it. ``age`` in whole years; None where it is not known. ``heard``: whether
    anything the child said is recorded."""
    held = list(rows)
    answered = {row.need_id for row in held if row.kind == "outcome"}
    found = [
        Check("No outcome answers this need", "A need without an outcome is nobody's job.", row.id)
        for row in held
        if row.kind == "need" and row.id not in answered
    ]
    if held and case_kind in NEEDS_CONTINGENCY and not any(row.kind == "contingency" for row in held):
        found.append(Check("Say what to do if things get worse", "Everybody then knows the sign and whom to ring."))
    ahead = any(row.kind == "outcome" and row.domain in {"adulthood", "independence"} for row in held)
    if held and age is not None and age >= LOOKS_TO_ADULTHOOD_AT and not ahead:
        found.append(
            Check(
                "Add something to work for in adult life",
                "From year 9 a plan looks ahead: home, work, friends, health.",
            )
        )
    if held and not any(row.kind == "strength" for row in held):
        found.append(Check("Say what is going well", "A plan builds on it, and the child reads it first."))
    if held and not heard:
        found.append(Check("Write down what the child says", "It is their plan; what they show without words counts."))
    return found


def of_provision(line: Any) -> list[Check]:
    """Help that is given says how much, how often and who, so that anybody could tell whether it came."""
    found = []
    if line.hours_per_week is None and not line.how_often:
        found.append(Check("Say how much and how often", "The family can then tell whether it came.", line.id))
    if not line.who and line.agency_id is None:
        found.append(Check("Say who gives it", "Help that nobody is named for is the first to stop.", line.id))
    said = f"{line.text} {line.how_often or ''}"
    for word in coach.words_in(said, _UNHELD):
        found.append(Check(f"Say how much instead of “{word}”", "Nobody can tell when it is missing.", line.id))
    return found + of_statement(line)


def _for_the_young_person(statement: Any) -> list[Check]:
    """What the young person may see is in words for them, short and without professional words."""
    if "young_person" not in statement.audiences:
        return []
    own = str((statement.wording.get("young_person") or {}).get("en", ""))
    if not own:
        return [Check("Write it for the young person too", "They would read the words of the team.", statement.id)]
    return [
        Check(f"In the young person's words: {hint.what[:1].lower()}{hint.what[1:]}", hint.why, statement.id)
        for hint in coach.look(own).hints
    ]
