"""The kinds of plan that the law asks for beside the one support plan, each a file of data in this room.

A kind says its legal source, its themes and questions in order, which section of the access rules it belongs to, what
it is made for (a school term, a placement, or the child), how often and in which kind of meeting it is looked at again,
and which events it records, so that the clocks of ``timescales/rules/looked_after.json`` start and are met by it.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

# In the order of the page. Each is a file beside this one.
CODES = ("care", "placement", "pep", "pathway")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a theme.

    ``kind``: words, scale (0 to 10), percent, money or choice (``options``: code and words).

    ``whose``: whose answer it is: "worker", or "child" for what stands in the young person's own words.
    """

    code: str
    label: str
    kind: str = "words"
    whose: str = "worker"
    hint: str = ""
    low: str = ""
    high: str = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme of a plan. ``fields``: the fields of the section by which a limited view shows it; none: whole only."""

    code: str
    title: str
    hint: str
    fields: frozenset[str]
    questions: tuple[Question, ...]

    @property
    def of_the_child(self) -> tuple[Question, ...]:
        """The questions that are the young person's own to answer."""
        return tuple(question for question in self.questions if question.whose == "child")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What a check of quality looks at."""

    code: str
    title: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One kind of plan that the law asks for."""

    code: str
    title: str
    short: str
    about: str
    legal_source: str
    confidence: str
    section: str
    for_each: str
    answered_by: str
    again: str
    again_months: int | None
    reviewed_in: str
    reviewed_by_event: str
    begun_event: str | None
    agreed_event: str | None
    agreed_by_verb: str
    asks_audiences: bool
    rules: tuple[str, ...]
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]

    def theme(self, code: str) -> Theme | None:
        """One of its themes."""
        return next((theme for theme in self.themes if theme.code == code), None)


@cache
def every_kind() -> dict[str, Regime]:
    """Every kind of plan, by its code."""
    return {code: _read(code) for code in CODES}


def regime(code: str) -> Regime:
    """One kind of plan. Raises KeyError where there is none."""
    return every_kind()[code]


def _read(code: str) -> Regime:
    text = resources.files("coordination.statutory_plans").joinpath(f"{code}.json").read_text(encoding="utf-8")
    held: dict[str, Any] = json.loads(text)
    # What every theme of a kind asks stands once in its file.
    of_each = held.pop("of_each_theme", [])
    themes = tuple(
        Theme(
            **{
                **theme,
                "fields": frozenset(theme["fields"]),
                "questions": tuple(Question(**question) for question in [*of_each, *theme["questions"]]),
            }
        )
        for theme in held.pop("themes")
    )
    criteria = tuple(Criterion(**criterion) for criterion in held.pop("criteria"))
    return Regime(**{**held, "rules": tuple(held["rules"]), "themes": themes, "criteria": criteria})
