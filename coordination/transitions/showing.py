"""The runway as one reader sees it: the steps that are for this young person, what is late, and the line."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from coordination.children.models import Child
from coordination.transitions import runway
from coordination.transitions.models import RunwayAnswer, RunwayStep
from coordination.transitions.queries import Road
from coordination.transitions.runway import Step, Strand
from coordination.transitions.words import ANSWERS, STATE_COLOURS, STATES

# Pixels of the line: one strand below the other, the years across.
_LEFT, _WIDTH, _TOP, _ROW = 175, 660, 34, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step as it stands. ``late``: the age it is needed by is past and it is open; ``next``: within six months."""

    step: Step
    state: str
    needed_on: date
    late: bool
    next: bool
    row: RunwayStep | None
    answer: RunwayAnswer | None
    who: str

    @property
    def waits(self) -> bool:
        """Whether it is still to be done."""
        return self.state in {"not_started", "under_way"}

    @property
    def words(self) -> str:
        """How it stands."""
        return STATES[self.state]

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return "red" if self.late else STATE_COLOURS[self.state]

    @property
    def said(self) -> str:
        """What the young person says of it, in words."""
        return ANSWERS[self.answer.answer] if self.answer is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandView:
    """One strand with its steps in the order of the ages they are needed by."""

    strand: Strand
    steps: list[StepView]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a step stands on the line, and how it is drawn: its shape says its state, never colour alone."""

    x: float
    y: float
    shape: str
    title: str


def of_child(child: Child, strands: Collection[Strand], road: Road, today: date) -> list[StrandView]:
    """The strands a reader sees, with the steps that are for this young person or that somebody has recorded."""
    born_on = child.born_on
    assert born_on is not None
    shown = []
    for strand in strands:
        steps = [
            _step(born_on, step, road, today)
            for step in strand.steps
            if runway.is_for(step, road.belongs_to) or step.code in road.steps
        ]
        if steps:
            shown.append(StrandView(strand=strand, steps=sorted(steps, key=lambda held: held.step.needed_by)))
    return shown


def _step(born_on: date, step: Step, road: Road, today: date) -> StepView:
    row = road.steps.get(step.code)
    needed_on = runway.at_age(born_on, *step.needed_by)
    state = row.state if row is not None else "not_started"
    waits = state in {"not_started", "under_way"}
    return StepView(
        step=step,
        state=state,
        needed_on=needed_on,
        late=waits and needed_on < today,
        next=waits and today <= needed_on <= runway.soon(today),
        row=row,
        answer=road.answers.get(step.code),
        who=road.who.get(step.code, ""),
    )


def late_first(views: list[StrandView]) -> list[StepView]:
    """What is late for the age, the longest late first."""
    return sorted((step for view in views for step in view.steps if step.late), key=lambda held: held.needed_on)


def coming(views: list[StrandView]) -> list[StepView]:
    """What is needed within six months, the soonest first."""
    return sorted((step for view in views for step in view.steps if step.next), key=lambda held: held.needed_on)


def line(views: list[StrandView], born_on: date, today: date) -> dict[str, Any]:
    """The line from 14 to 25: a row for each strand, a mark for each step, and where the young person is today."""
    years = runway.LAST_AGE - runway.FIRST_AGE
    lived = (today - runway.at_age(born_on, runway.FIRST_AGE)).days / 365.25
    marks = []
    for row, view in enumerate(views):
        taken: dict[float, int] = {}
        for held in view.steps:
            x = _LEFT + _WIDTH * (held.step.needed_by[0] + held.step.needed_by[1] / 12 - runway.FIRST_AGE) / years
            # Steps of one age stand beside each other.
            taken[x] = taken.get(x, -1) + 1
            marks.append(
                Mark(
                    x=round(x + 13 * taken[x], 1),
                    y=_TOP + row * _ROW + _ROW / 2,
                    shape="late" if held.late else held.state,
                    title=f"{held.step.title} {held.words}, needed by {held.step.age}",
                )
            )
    return {
        "width": _LEFT + _WIDTH + 20,
        "height": _TOP + len(views) * _ROW + 10,
        "bottom": _TOP + len(views) * _ROW,
        "left": _LEFT,
        "right": _LEFT + _WIDTH,
        "top": _TOP,
        "rows": [(view.strand.title, _TOP + row * _ROW + _ROW / 2) for row, view in enumerate(views)],
        "years": [(age, _LEFT + _WIDTH * (age - runway.FIRST_AGE) / years) for age in range(14, 26)],
        "today": round(_LEFT + _WIDTH * min(max(lived, 0), years) / years, 1),
        "marks": marks,
    }
