"""The golden thread: what each entry of a plan answers. An aspiration leads to needs, a need to outcomes, an outcome to
provision and actions; what answers nothing, and what nothing answers, can be seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan.types import PlanType, Section
from coordination.ehc.plan_models import FormalPlan, PlanPlace, Thread

# The columns of the drawing, from what the child wants to what is done.
COLUMNS = (("A",), ("B", "C", "D"), ("E",), ("F", "G", "H1", "H2"))


def numbered(places: Iterable[PlanPlace]) -> dict[UUID, str]:
    """What each entry is called in the plan: "B2". By place, in the order of the plan."""
    counts: dict[str, int] = {}
    found = {}
    for held in places:
        counts[held.section] = counts.get(held.section, 0) + 1
        found[held.id] = (
            f"{held.section}{counts[held.section]}"
            if len(held.section) == 1
            else (f"{held.section}.{counts[held.section]}")
        )
    return found


def answer(plan: FormalPlan, statement_id: UUID, section: Section, to: Iterable[UUID], *, by: Actor) -> None:
    """Say what an entry answers, in the sections it may answer; what was ticked before and is not now goes."""
    wanted = set(to)
    offered = {held.statement_id for held in plan_queries.places(plan.id, section.answers)} - {statement_id}
    if wanted - offered:
        raise RuleBroken("Choose among what stands in this plan", "answers")
    held = {row.to_id: row for row in plan_queries.threads([statement_id]) if row.from_id == statement_id}
    for key, row in held.items():
        if key in offered and key not in wanted:
            db.session.delete(row)
    _tie(plan, [(statement_id, key) for key in wanted if key not in held], by)


def restore(plan: FormalPlan, answers: Mapping[UUID, Iterable[UUID]], *, by: Actor) -> None:
    """Let each of these entries answer exactly these others among what stands in the plan."""
    there = {held.statement_id for held in plan_queries.places(plan.id)}
    rows = {(row.from_id, row.to_id): row for row in plan_queries.threads(answers)}
    wanted = {(key, to) for key, others in answers.items() for to in others}
    for (one, other), row in rows.items():
        if one in answers and other in there and (one, other) not in wanted:
            db.session.delete(row)
    _tie(plan, [pair for pair in wanted if pair not in rows and there.issuperset(pair)], by)


def follow(plan: FormalPlan, *, by: Actor) -> None:
    """Tie what the support plan ties already: an action to its outcome, an outcome to its need."""
    there = {held.statement_id: held.statement for held in plan_queries.places(plan.id)}
    held = {(row.from_id, row.to_id) for row in plan_queries.threads(there)}
    found = []
    for key, statement in there.items():
        for name in ("outcome_id", "need_id"):
            other = getattr(statement, name, None)
            if other in there and (key, other) not in held:
                found.append((key, other))
    _tie(plan, found, by)


def _tie(plan: FormalPlan, pairs: Iterable[tuple[UUID, UUID]], by: Actor) -> None:
    for one, other in pairs:
        db.session.add(
            Thread(
                authority_id=plan.authority_id, child_id=plan.child_id, from_id=one, to_id=other,
                recorded_by=by.person_id,
            )
        )  # fmt: skip
    db.session.flush()


def answered(places: Sequence[Any]) -> dict[UUID, list[UUID]]:
    """By statement, the statements of these places that it answers, in the order of the plan."""
    order = {held.statement_id: number for number, held in enumerate(places)}
    found = {held.statement_id: {key for key in held.answers if key in order} for held in places}
    return {key: sorted(held, key=order.__getitem__) for key, held in found.items() if held}


@dataclass(slots=True)
class Knot:
    """One entry in the drawing."""

    ref: str
    text: str
    x: int
    y: int
    url: str = ""
    answers: list[str] = field(default_factory=list)
    answered_by: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Drawing:
    """The thread of a plan drawn: entries in columns, lines between, and the same in words."""

    columns: list[tuple[str, list[Knot]]]
    lines: list[tuple[int, int, int, int]]
    width: int
    height: int


WIDE, HIGH, GAP, SIDE = 190, 64, 16, 260


def draw(kind: PlanType, places: Sequence[PlanPlace], urls: Mapping[UUID, str]) -> Drawing:
    """Lay out what the reader may see of a plan. The list of what answers what says the same without a picture."""
    refs = numbered(places)
    by_statement = {held.statement_id: refs[held.id] for held in places}
    ties = answered(places)
    columns: list[tuple[str, list[Knot]]] = []
    knots: dict[UUID, Knot] = {}
    for number, letters in enumerate(COLUMNS):
        titles = [held.title for held in kind.sections if held.letter in letters]
        if not titles:
            continue
        held = []
        for row, place in enumerate(one for one in places if one.section in letters):
            statement: Any = place.statement
            knot = Knot(
                refs[place.id], statement.text, len(columns) * SIDE, 40 + row * (HIGH + GAP), urls.get(place.id, "")
            )
            held.append(knot)
            knots[place.statement_id] = knot
        columns.append((HEADINGS[number], held))
    lines = []
    for one, others in ties.items():
        for other in others:
            if one in knots and other in knots:
                right, left = knots[one], knots[other]
                right.answers.append(by_statement[other])
                left.answered_by.append(by_statement[one])
                lines.append((left.x + WIDE, left.y + HIGH // 2, right.x, right.y + HIGH // 2))
    tallest = max((len(held) for _, held in columns), default=0)
    return Drawing(columns, lines, len(columns) * SIDE - (SIDE - WIDE), 40 + max(1, tallest) * (HIGH + GAP))


HEADINGS = ("What they hope for", "What is needed", "What should change", "What is given and done")
