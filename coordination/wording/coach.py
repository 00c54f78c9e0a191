"""What would make a text plainer for a young person: long sentences, jargon, labels, and who does it. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coordination.wording import reading

LONGEST_SENTENCE = 15
MOST_HINTS = 8

# Professional words and what a young person would understand. An authority adds its own and changes these.
JARGON: Mapping[str, str] = {
    "advocacy": "somebody who helps you say what you think",
    "attachment": "feeling safe with the people who look after you",
    "attainment": "how you are doing at school",
    "baseline": "where things are now",
    "cafcass": "the people who tell the court what children want",
    "camhs": "people who help with feelings",
    "care order": "the court says who looks after you",
    "care plan": "your plan",
    "carer": "their name",
    "cic": "in care",
    "cin": "your plan",
    "cla": "in care",
    "contact": "time with your family",
    "delegated authority": "what your carer can say yes to",
    "de-escalation": "helping you feel calm",
    "dysregulated": "very upset",
    "ehcp": "your plan for school",
    "engagement": "taking part",
    "excluded": "sent home from school",
    "intervention": "help",
    "iro": "their name",
    "key worker": "their name",
    "lac": "in care",
    "lac review": "your meeting",
    "looked after": "in care",
    "multi-agency": "different people working together",
    "outcome": "goal",
    "parental responsibility": "who can decide for you",
    "peers": "friends, or other children",
    "pep": "your plan for school",
    "permanence": "where you will live until you grow up",
    "placement": "your home",
    "placement breakdown": "when you had to move",
    "professionals": "the people who help you",
    "provision": "help",
    "regulate": "calm down",
    "respite": "a break",
    "reunification": "going back home to live",
    "safeguarding": "keeping you safe",
    "sibling": "brother or sister",
    "siblings": "brothers and sisters",
    "sen": "help with learning",
    "service user": "their name",
    "statutory": "the law says so",
    "strategy": "a way to do it",
    "supervised": "with somebody there",
    "support worker": "their name",
    "transition": "moving on",
    "unaccompanied": "on your own",
}

# Words that say what somebody is like instead of what happened.
LABELS: Mapping[str, str] = {
    "absconded": "went, and what they were looking for",
    "abusive": "what was said or done",
    "aggressive": "what was done, and how they felt",
    "attention-seeking": "that they wanted somebody to notice, and what for",
    "bad behaviour": "what was done, and what came before",
    "challenging": "what was hard, and for whom",
    "defiant": "what they did not want to do, and why",
    "difficult": "what is hard, and for whom",
    "disengaged": "did not come, and what would help",
    "disruptive": "what was done, and what came before",
    "failed to": "did not",
    "hard to reach": "what has been tried, and what would help",
    "immature": "what is hard for them now",
    "kicking off": "what was done, and how they felt",
    "lazy": "what they do not do, and why",
    "manipulative": "what they asked for, and why",
    "naughty": "what was done",
    "non-compliant": "did not want to, and why",
    "obsessed": "what they love",
    "refused": "did not want to, and why",
    "refuses": "does not want to, and why",
    "resistant": "does not want to, and why",
    "violent": "what was done, and how they felt",
    "vulnerable": "what could happen, and what keeps them safe",
}

_BEEN_DONE = (
    "made given taken told seen done put kept held found sent said shown brought chosen written known left felt heard"
    " paid built bought met read set cut led lost won driven spoken begun broken drawn taught thought sold dealt"
)
_IRREGULAR = "|".join(_BEEN_DONE.split())
_PASSIVE = re.compile(
    rf"\b(?:am|is|are|was|were|be|been|being|gets?|got)\s+(?:not\s+|now\s+|also\s+|\w+ly\s+)?([a-z]+ed|{_IRREGULAR})\b",
    re.IGNORECASE,
)
# These end like something done to somebody, and say how somebody is.
_FELT = (
    "annoyed bored called confused delighted disappointed embarrassed excited frightened hundred indeed interested"
    " married needed pleased relaxed relieved scared settled stressed supposed surprised tired upset used worried"
)
_FEELINGS = frozenset(_FELT.split())


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that could be plainer: what to do, and why it helps."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the coach says of a text. ``age``: its reading age, None where it is too short; ``wanted``: the age it is
    written for."""

    age: int | None
    wanted: int
    hints: tuple[Hint, ...]

    @property
    def is_too_hard(self) -> bool:
        """Whether it is harder to read than the child it is for should be asked to."""
        return self.age is not None and self.age > self.wanted


def look(text: str, *, wanted: int = reading.USUAL_AGE, jargon: Mapping[str, str] = JARGON) -> Look:
    """Look at a text written for a young person who reads like somebody of ``wanted`` years.

    ``jargon``: words of the authority and what to write instead, in lower case.
    """
    found = [*_labels(text), *_jargon(text, jargon), *_sentences(text), *_passives(text)]
    return Look(reading.reading_age(text), wanted, tuple(found[:MOST_HINTS]))


def words_in(text: str, known: Iterable[str]) -> list[str]:
    """Which of the known words or groups of words stand in a text, the longest where several overlap, by place."""
    wanted = sorted(known, key=len, reverse=True)
    if not wanted:
        return []
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(word) for word in wanted)})(?![\w-])", re.IGNORECASE)
    return list(dict.fromkeys(held.lower() for held in pattern.findall(text)))


def _labels(text: str) -> list[Hint]:
    return [
        Hint(f"“{word}” is a label. Say: {LABELS[word]}", "It says what happened, and not what somebody is like.")
        for word in words_in(text, LABELS)
    ]


def _jargon(text: str, jargon: Mapping[str, str]) -> list[Hint]:
    return [
        Hint(f"“{word}” could be “{jargon[word]}”", "They should not need to ask what it means.")
        for word in words_in(text, jargon)
        if word not in LABELS
    ]


def _sentences(text: str) -> list[Hint]:
    longest = max((len(reading.words(part)) for part in reading.sentences(text)), default=0)
    if longest <= LONGEST_SENTENCE:
        return []
    return [
        Hint(
            "Make the longest sentence two",
            f"It has {longest} words. Most children lose the thread after {LONGEST_SENTENCE}.",
        )
    ]


def _passives(text: str) -> list[Hint]:
    for held in _PASSIVE.finditer(text):
        if held.group(1).lower() not in _FEELINGS:
            return [Hint(f"“{' '.join(held.group(0).split())}”: say who does it", "A name is somebody to ask.")]
    return []
