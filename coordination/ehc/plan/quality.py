"""What would make a plan stronger: needs without provision, outcomes nobody can measure, words that promise nothing.

Deterministic, with its reason beside each hint, and never a gate: nobody is stopped from saving or sending. Pure: no
database, no clock.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

# Words in provision that say neither how much nor how often, and what to say instead. An authority changes the list.
VAGUE: Mapping[str, str] = {
    "access to": "what is given, how often and for how long",
    "an appropriate level of": "how much",
    "as and when": "how often",
    "as appropriate": "when",
    "as needed": "how often, and who decides",
    "as required": "how often, and who decides",
    "benefit from": "what is given",
    "consideration": "what is given",
    "could": "will",
    "daily": "how many minutes a day",
    "encouraged to": "who does what",
    "frequent": "how often",
    "high level of": "how much",
    "may": "will",
    "might": "will",
    "opportunities for": "what is given, how often and for how long",
    "opportunities to": "what is given, how often and for how long",
    "opportunity to": "what is given, how often and for how long",
    "or equivalent": "which",
    "regular": "how often",
    "regularly": "how often",
    "should": "will",
    "small group": "how many together",
    "some": "how many or how much",
    "subject to": "what is given whatever happens",
    "support with": "who does what, and for how long",
    "up to": "at least how much",
    "where possible": "when",
    "will need": "what is given",
}

_GIVES = re.compile(
    r"\b(sessions?|hours? (?:a|per) week|minutes|1:1|one[- ]to[- ]one|teaching assistant|therapist|therapy|programme|"
    r"will (?:be (?:given|provided|offered)|receive|have access)|intervention)\b",
    re.IGNORECASE,
)
PROVISION = ("F", "G", "H1", "H2")
NEEDS = ("B", "C", "D")
GIVEN_FOR = {"B": ("F",), "C": ("G",), "D": ("H1", "H2")}
ADULTHOOD_FROM = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a plan as the coach looks at it. ``answers``: the keys of the statements it answers."""

    key: UUID
    ref: str
    section: str
    kind: str
    text: str
    facts: Mapping[str, Any]
    answers: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at: where, what, and why it matters. ``section`` and ``ref`` are "" for the plan as a whole."""

    section: str
    ref: str
    what: str
    why: str


def school_year(born_on: date, on: date) -> int:
    """The school year of a child's age: year 9 is the one in which they turn 14 (it runs from 1 September)."""
    return _year_of(on) - _year_of(born_on) - 5


def _year_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def over(own: Iterable[tuple[str, str, bool]]) -> dict[str, str]:
    """The product's list with an authority's own rows (words, instead, left out) over it."""
    found = dict(VAGUE)
    for words, instead, left_out in own:
        if left_out:
            found.pop(words, None)
        else:
            found[words] = instead
    return found


def vague_in(text: str, vague: Mapping[str, str] = VAGUE) -> list[str]:
    """The vague words in a text, the longest where several overlap, by place, each once."""
    if not vague:
        return []
    longest = sorted(vague, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)
    return list(dict.fromkeys(held.lower() for held in pattern.findall(text)))


def look(
    entries: Sequence[Entry],
    *,
    letters: Collection[str],
    year: int | None,
    age: int | None,
    vague: Mapping[str, str] = VAGUE,
) -> list[Hint]:
    """Every hint for a plan whose type has the sections ``letters``, in the order of the plan."""
    answered_by: dict[UUID, set[str]] = {}
    section_of = {one.key: one.section for one in entries}
    for one in entries:
        for key in one.answers:
            answered_by.setdefault(key, set()).add(one.section)
    found: list[Hint] = []
    for one in entries:
        found += _entry(one, letters, section_of, answered_by, vague)
    found += _whole(entries, letters, year, age)
    order = {"": -1} | {
        letter: number for number, letter in enumerate(["A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K"])
    }
    return sorted(found, key=lambda hint: order[hint.section])


def _entry(
    one: Entry,
    letters: Collection[str],
    section_of: Mapping[UUID, str],
    answered_by: Mapping[UUID, set[str]],
    vague: Mapping[str, str],
) -> list[Hint]:
    if one.section == "A":
        return _aspiration(one)
    if one.section in NEEDS:
        return _need(one, letters, answered_by)
    if one.section == "E":
        return _outcome(one, letters, section_of)
    return _provision(one, section_of, vague)


def _aspiration(one: Entry) -> list[Hint]:
    if _GIVES.search(one.text):
        return [
            _hint(
                one,
                "This reads like provision",
                "Section A is what they say and hope. What is given stands in F to H, where it is owed.",
            )
        ]
    return []


def _need(one: Entry, letters: Collection[str], answered_by: Mapping[UUID, set[str]]) -> list[Hint]:
    given = [letter for letter in GIVEN_FOR[one.section] if letter in letters]
    found = []
    if given and not answered_by.get(one.key, set()) & set(given):
        found.append(
            _hint(
                one,
                f"No provision in {' or '.join(given)} answers this need",
                "A need that is written down must be met: the plan says what is given for each.",
            )
        )
    if one.section == "B" and not one.facts.get("area"):
        found.append(_hint(one, "Say which of the four areas it is in", "The plan is read area by area."))
    if not one.facts.get("evidence"):
        found.append(
            _hint(one, "Say where this is known from", "Whoever reads it can look it up: a report, by whom and when.")
        )
    return found


def _outcome(one: Entry, letters: Collection[str], section_of: Mapping[UUID, str]) -> list[Hint]:
    reached = {section_of.get(key) for key in one.answers}
    found = []
    if not reached & set(NEEDS):
        found.append(_hint(one, "Say which need it answers", "An outcome that answers no need cannot be argued for."))
    if "A" in letters and "A" not in reached:
        found.append(
            _hint(one, "Say which aspiration it leads to", "It is the child’s life: what they hope for comes first.")
        )
    if _GIVES.search(one.text):
        found.append(
            _hint(
                one,
                "This reads like provision",
                "An outcome is what is different for the child, and not what somebody gives.",
            )
        )
    for name, what, why in (
        ("target_on", "Say by when", "Without a day nobody knows when to ask whether it came."),
        ("measure", "Say how we will know", "Two people should come to the same answer."),
        ("monitored_by", "Say who watches over it", "A name is somebody to ask."),
    ):
        if not one.facts.get(name):
            found.append(_hint(one, what, why))
    return found


def _provision(one: Entry, section_of: Mapping[UUID, str], vague: Mapping[str, str]) -> list[Hint]:
    found = []
    wanted = next(letter for letter, given in GIVEN_FOR.items() if one.section in given)
    reached = {section_of.get(key) for key in one.answers}
    if wanted not in reached and "E" not in reached:
        found.append(
            _hint(
                one,
                f"Say which need in {wanted} or outcome in E it answers",
                "Provision that answers nothing is the first to go.",
            )
        )
    if one.kind == "action":
        if not one.facts.get("owner_id") and not one.facts.get("agency_id"):
            found.append(_hint(one, "Say who does it", "A name is somebody to ask."))
    else:
        found += [
            _hint(one, what, why)
            for names, what, why in _ASKED_OF_PROVISION
            if not any(one.facts.get(name) for name in names)
            and (one.section in ("F", "G") or "expertise" not in names)
        ]
        if one.section == "G" and not one.facts.get("commissioner_agreed_on"):
            found.append(
                _hint(
                    one,
                    "Say when the commissioner agreed",
                    "It stands in a plan once they have (SEND Regulations 2014, regulation 12(2)).",
                )
            )
    found += [
        _hint(
            one,
            f"“{word}” promises nothing that can be counted. Say {vague[word]}",
            "Provision must be so clear that anybody can tell whether it was given.",
        )
        for word in vague_in(one.text, vague)
    ]
    return found


_ASKED_OF_PROVISION = (
    (("session_minutes", "hours_per_week"), "Say how much: minutes each time", "What is not counted cannot be missed."),
    (
        ("sessions_per_week", "how_often", "hours_per_week"),
        "Say how often",
        "Once a week and once a term are not the same.",
    ),
    (("who", "agency_id"), "Say who gives it", "A name or a role is somebody to ask."),
    (("expertise",), "Say what whoever gives it must know", "A trained adult and any adult are not the same."),
)


def _whole(entries: Sequence[Entry], letters: Collection[str], year: int | None, age: int | None) -> list[Hint]:
    found = []
    said = [one for one in entries if one.section == "A"]
    if "A" in letters and not any(one.facts.get("said_by") == "child" for one in said):
        found.append(
            Hint(
                "A",
                "",
                "The child’s own voice is not here yet",
                "Ask them, in whatever way they talk, and write down exactly what they say.",
            )
        )
    for letter, sentence in (
        ("B", "No need is written yet"),
        ("E", "No outcome is written yet"),
        ("F", "No provision is written yet"),
    ):
        if letter in letters and not any(one.section == letter for one in entries):
            found.append(Hint(letter, "", sentence, "A final plan has at least one."))
    prepares = year is not None and year >= ADULTHOOD_FROM and "E" in letters
    if prepares and not any(one.section == "E" and one.facts.get("strand") for one in entries):
        found.append(
            Hint(
                "E",
                "",
                "No outcome prepares for adulthood",
                "From year 9 a plan helps to prepare for adulthood (SEND Regulations 2014, regulation 12(3)).",
            )
        )
    if age is not None and age >= 18 and any(one.section == "H1" for one in entries):
        found.append(
            Hint("H1", "", "H1 is for those under 18", "From 18 what is given under the Care Act 2014 stands in H2.")
        )
    return found


def _hint(one: Entry, what: str, why: str) -> Hint:
    return Hint(one.section, one.ref, what, why)
