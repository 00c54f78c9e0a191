"""Two people who write one theme at once are both heard (:mod:`coordination.children.merging`)."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from coordination.access.actor import Actor
from coordination.children import merging
from coordination.statutory_plans import operations, queries, showing
from coordination.statutory_plans.kinds import Question, Theme
from coordination.statutory_plans.models import StatutoryEntry, StatutoryPlan


def answers_now(rows: Iterable[StatutoryEntry], theme: Theme, questions: Iterable[Question]) -> dict[str, Any]:
    """What a theme says now, as its form takes it."""
    held = {row.question: row for row in rows if row.theme == theme.code}
    return {question.code: showing.as_typed(question, held.get(question.code)) for question in questions}


def seen(rows: Iterable[StatutoryEntry], theme: Theme, questions: Iterable[Question]) -> str:
    """What whoever writes had before them, to be carried by the form."""
    asked = list(questions)
    return merging.seen(_standing(rows, theme, asked), [question.code for question in asked])


def seen_again(rows: Iterable[StatutoryEntry], theme: Theme, crossed: Iterable[Question], carried: str) -> str:
    """What the form carries once its writer was told that somebody else has written since."""
    asked = list(crossed)
    return merging.seen_again(_standing(rows, theme, asked), carried, [question.code for question in asked])


def save(
    plan: StatutoryPlan,
    theme: Theme,
    questions: Iterable[Question],
    answers: Mapping[str, Any],
    *,
    carried: str,
    by: Actor,
    own_only: bool = False,
) -> list[Question]:
    """Write a theme; or, where somebody else has written something else since, save nothing and answer which questions.

    ``carried``: what :func:`seen` gave when the form was opened.
    """
    asked = {question.code: question for question in questions}
    operations.locked(plan)
    row = _standing(queries.entries([plan.id]), theme, list(asked.values()))
    facts, clashes = merging.merged(
        row, carried, {code: _said(asked[code], answer) for code, answer in answers.items()}
    )
    if clashes:
        return [asked[code] for code in clashes]
    operations.write(plan, theme, facts, by=by, own_only=own_only)
    return []


def _standing(rows: Iterable[StatutoryEntry], theme: Theme, questions: list[Question]) -> SimpleNamespace:
    held = {row.question: row for row in rows if row.theme == theme.code}
    said = {}
    for question in questions:
        row = held.get(question.code)
        said[question.code] = None if row is None else _text(row.words, row.amount)
    return SimpleNamespace(**said)


def _said(question: Question, answer: Any) -> str | None:
    return _text(*operations.as_stored(question, answer))


def _text(words: str | None, amount: Any) -> str | None:
    return words if amount is None else showing.plain(amount)
