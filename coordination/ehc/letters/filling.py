"""A letter's words filled in: every placeholder has its value, and the lines are what is printed."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from coordination.agencies.models import Authority
from coordination.db import RuleBroken
from coordination.ehc.last_days import limits
from coordination.ehc.letters.templates import PLACEHOLDER, details, packaged
from coordination.web.filters import day


class Part(NamedTuple):
    """A heading (or none), the paragraphs under it and a list after them, as it is printed."""

    heading: str
    paragraphs: list[str]
    points: list[str]


def fill(
    words: str,
    values: Mapping[str, str],
    *,
    authority: Authority | None,
    sent_on: date,
    told_on: date | None = None,
    young: bool = False,
) -> str:
    """The words with every placeholder filled in, once: what a value says is never read as a placeholder.

    ``told_on``: the day of the letter that told of the decision, where that was another letter than this.
    Raises RuleBroken for a placeholder of which nothing is recorded.
    """
    contacts = {f"{name}_contact": said for name, said in details(authority).items() if said}
    days = {name: day(last) for name, last in limits(sent_on, told_on).items()}
    told_by = f"our letter of {day(told_on)}" if told_on is not None else "this letter"
    known = {**values, **days, **contacts, "sent_on": day(sent_on), "told_by": told_by}

    def block(found: re.Match[str]) -> str:
        held = packaged()["blocks"].get(found[1])
        if held is None:
            return found[0]
        said: str = held.get("young_words", held["words"]) if young else held["words"]
        return said

    def value(found: re.Match[str]) -> str:
        said = known.get(found[1])
        if not said:
            raise RuleBroken(f"The letter says {{{found[1]}}}, and nothing is recorded of it", "words")
        return said

    return PLACEHOLDER.sub(value, PLACEHOLDER.sub(block, words))


def parts(words: str) -> list[Part]:
    """Filled-in words as they are printed: "## " begins a heading, "- " an item, every other line is a paragraph."""
    found: list[Part] = []
    for line in words.splitlines():
        said = line.strip()
        if said.startswith("## "):
            found.append(Part(said[3:].strip(), [], []))
        elif said.startswith("- "):
            if not found:
                found.append(Part("", [], []))
            found[-1].points.append(said[2:].strip())
        elif said:
            if not found or found[-1].points:
                found.append(Part("", [], []))
            found[-1].paragraphs.append(said)
    return found
