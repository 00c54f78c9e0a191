"""A plan that the law asks for as one reader may see it: its themes, what each says, and what carries it out."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.agencies import queries as agencies
from coordination.plans.actions import STATUS_WORDS
from coordination.plans.models import Action
from coordination.plans.words import OUTCOME_STATUSES
from coordination.statutory_plans import queries
from coordination.statutory_plans.forms import AGREEMENT
from coordination.statutory_plans.kinds import Question, Regime, Theme
from coordination.statutory_plans.models import StatutoryEntry, StatutoryPlan

STATE_WORDS = {"draft": "Being written", "agreed": "Agreed", "superseded": "Earlier version"}
STATE_COLOURS = {"draft": "yellow", "agreed": "green", "superseded": "grey"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question with its answer as it reads; ``by``: who wrote down what the young person said."""

    question: Question
    words: str
    number: str = ""
    carried: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """An outcome or action of the support plan, as it reads in this version."""

    id: UUID
    kind: str
    text: str
    who: str = ""
    due_on: date | None = None
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """One theme of a plan: what it says, and what carries it out. ``carried``: something in it is as it was before."""

    theme: Theme
    lines: list[Line] = field(default_factory=list)
    tied: list[Tied] = field(default_factory=list)

    @property
    def carried(self) -> bool:
        """Whether something in it stands as it stood in the version before."""
        return any(line.carried for line in self.lines)


def sees(permit: Permit | Deny, regime: Regime) -> bool:
    """Whether a reader sees anything of a kind of plan."""
    return bool(themes(permit, regime))


def themes(permit: Permit | Deny, regime: Regime) -> list[Theme]:
    """The themes a reader may see: all, or of a limited view those that show one of its fields."""
    if isinstance(permit, Deny):
        return []
    return [theme for theme in regime.themes if permit.fields is None or theme.fields & permit.fields]


def of_plan(
    plan: StatutoryPlan, permit: Permit | Deny, *, by_name: bool = True, audience: str = "", language: str = "en"
) -> list[ThemeView]:
    """The themes of a version, for one reader. Three queries at the most.

    ``audience`` and ``language``: of one of the family, who reads outcomes and actions in the words written for them.
    """
    shown = themes(permit, plan.regime)
    codes = {theme.code for theme in shown}
    said = {(row.theme, row.question): row for row in plan.entries if row.theme in codes}
    ties = [tie for tie in queries.ties(plan.id) if tie.theme in codes]
    live = queries.tied(tie.statement_id for tie in ties)
    seen = {row.id for row in guard.readable(live.values(), lambda row: row.section)}
    names = _writers(said.values()) if by_name else {}
    found = []
    for theme in shown:
        found.append(
            ThemeView(
                theme=theme,
                lines=[_line(question, said.get((theme.code, question.code)), names) for question in theme.questions],
                tied=[
                    _tied(live[tie.statement_id], tie, audience, language)
                    for tie in ties
                    if tie.theme == theme.code and tie.statement_id in seen
                ],
            )
        )
    return found


def _writers(rows: Any) -> dict[UUID, str]:
    keys = {row.recorded_by for row in rows if row.whose == "child" and row.recorded_by is not None}
    return {key: person.name for key, person in agencies.people(keys).items()} if keys else {}


def _line(question: Question, row: StatutoryEntry | None, names: dict[UUID, str]) -> Line:
    if row is None:
        return Line(question=question, words="")
    return Line(
        question=question,
        words=answer_words(question, row),
        number=plain(row.amount) if row.amount is not None else "",
        carried=row.carried,
        by=names.get(row.recorded_by, "") if row.recorded_by is not None else "",
    )


def answer_words(question: Question, row: StatutoryEntry) -> str:
    """An answer as it reads."""
    if question.kind == "choice":
        return question.options.get(row.words or "", row.words or "")
    if row.amount is None:
        return row.words or ""
    number = plain(row.amount)
    return {"scale": f"{number} of 10", "percent": f"{number}%"}.get(question.kind, f"£{row.amount:,.2f}")


def plain(number: Decimal) -> str:
    """A number without noughts that say nothing: 92.5, 7."""
    return f"{number.normalize():f}"


def as_typed(question: Question, row: StatutoryEntry | None) -> Any:
    """An answer as its field takes it."""
    if row is None:
        return None
    if question.kind == "scale":
        return int(row.amount) if row.amount is not None else None
    if question.kind in {"percent", "money"}:
        return row.amount
    return row.words


def _tied(row: Any, tie: Any, audience: str, language: str) -> Tied:
    version = tie.statement_version
    text = row.words_for(audience, language) if audience else row.text
    if version is not None and not audience:
        text = str((version.wording or {}).get("professional", {}).get("en", "")) or text
    if isinstance(row, Action):
        who = row.owner.name if row.owner is not None else (row.agency.name if row.agency is not None else "")
        return Tied(
            id=row.id,
            kind="action",
            text=text,
            who=who,
            due_on=row.due_on,
            status=STATUS_WORDS.get(row.status, ""),
        )
    return Tied(id=row.id, kind="outcome", text=text, due_on=row.target_on, status=OUTCOME_STATUSES.get(row.status, ""))


def agreement(plan: StatutoryPlan) -> str:
    """What the young person said of a version, as a word."""
    return AGREEMENT.get(plan.child_agrees or "", "")
