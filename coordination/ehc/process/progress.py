"""Where an EHC process stands: its steps, who waits for whom, and the next date with its reason.

Dates are those of the child's clocks; nothing here counts days.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination import clock as the_clock
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.deadlines.presenters import is_late, title, when_words
from coordination.ehc import words
from coordination.ehc.models import Advice, AdviceState, Assessment, AssessmentState, Decision
from coordination.ehc.plan_models import Consultation, FormalPlan, PlanIssue


class PlanStanding(NamedTuple):
    """What of a plan in sections decides who waits: the last issue and what of it, and who has not answered."""

    plan: FormalPlan
    draft_on: date | None
    final_on: date | None
    waiting: list[str]


class Step(NamedTuple):
    """One step of the way: how it stands (done, now, late, to_come), and when."""

    label: str
    state: str
    text: str


class Next(NamedTuple):
    """The next date of a child: what for, by when, and whether it has passed."""

    clock_id: UUID
    title: str
    due_on: date
    words: str
    late: bool


# How a step looks and is said: the shape of components/work.html, and its word.
SHAPES = {"done": ("green", "Done"), "now": ("amber", "Now"), "late": ("red", "Late"), "to_come": ("grey", "To come")}


def next_of(held: Clock) -> Next:
    """A clock as the next date."""
    today = the_clock.today()
    return Next(held.id, title(held), held.due_on, when_words(held, today), is_late(held, today))


def plan_standing(plans: Sequence[FormalPlan]) -> dict[UUID, PlanStanding]:
    """How each of these plans stands. Two queries, or none."""
    if not plans:
        return {}
    keys = [plan.id for plan in plans]
    issued: dict[UUID, list[tuple[str, date]]] = {}
    for plan_id, kind, on in db.session.execute(
        select(PlanIssue.plan_id, PlanIssue.kind, PlanIssue.issued_on)
        .where(PlanIssue.plan_id.in_(keys))
        .order_by(PlanIssue.number)
    ):
        issued.setdefault(plan_id, []).append((kind, on))
    asked: dict[UUID, list[str]] = {}
    for plan_id, name in db.session.execute(
        select(Consultation.plan_id, Consultation.name)
        .where(Consultation.plan_id.in_(keys), Consultation.answered_on.is_(None))
        .order_by(Consultation.sent_on, Consultation.id)
    ):
        asked.setdefault(plan_id, []).append(name)
    return {
        plan.id: PlanStanding(
            plan,
            next((on for kind, on in reversed(issued.get(plan.id, [])) if kind == "draft"), None),
            next((on for kind, on in reversed(issued.get(plan.id, [])) if kind in ("final", "amended")), None),
            asked.get(plan.id, []),
        )
        for plan in plans
    }


def waiting(
    assessment: Assessment | None,
    advice: Iterable[Advice],
    due: Mapping[UUID, date],
    plan: PlanStanding | None,
) -> list[str]:
    """Who waits for whom, in sentences, the most pressing first."""
    state = assessment.state if assessment is not None else ""
    if state == AssessmentState.REQUESTED.value:
        return ["The family waits for the council to decide whether to assess."]
    if state == AssessmentState.ASSESSING.value:
        return _for_advice(advice, due) or ["The family waits for the council to decide whether to write a plan."]
    if plan is None or plan.plan.state == "ceased":
        return []
    found = [f"The council waits for {name} to say whether it can take the child." for name in plan.waiting]
    if plan.plan.state == "draft":
        if plan.draft_on is None:
            found.append("The family waits for the draft plan.")
        else:
            found.append("The family waits for the final plan. The draft was sent: their views may still come.")
    return found


def _for_advice(advice: Iterable[Advice], due: Mapping[UUID, date]) -> list[str]:
    today = the_clock.today()
    wanted = [row for row in advice if row.state == AdviceState.ASKED.value]
    last = date.max
    return [
        f"The council waits for advice from {row.name} ({who_of(row)}){_late(late_advice(row, due, today))}."
        for row in sorted(wanted, key=lambda row: (due.get(row.id, last), row.asked_on, row.id))
    ]


def _late(late: bool) -> str:
    return ": it is late" if late else ""


def who_of(row: Advice) -> str:
    """What somebody advises as, for the middle of a sentence: "the school, nursery or college"."""
    said = words.ADVISERS[row.source].words
    return "family" if row.source == "family" else said[:1].lower() + said[1:]


def late_advice(row: Advice, due: Mapping[UUID, date], today: date) -> bool:
    """Whether advice that has not come is past its own date."""
    by = due.get(row.id)
    return row.state == AdviceState.ASKED.value and by is not None and by < today


def steps(
    assessment: Assessment,
    decisions: Iterable[Decision],
    due: Mapping[UUID, date],
    plan: PlanStanding | None,
    late: frozenset[str],
) -> list[Step]:
    """The way from the request to the plan. ``late``: the rules of the child's clocks that are past their date."""
    told = {made.kind: made for made in decisions if made.assessment_id == assessment.id}
    first = next((made for kind, made in told.items() if kind in _FIRST), None)
    second = next((made for kind, made in told.items() if kind in ("issue", "not_issue")), None)
    found = [
        Step("Asked for", "done", f"{words.SOURCES[assessment.source]} asked"),
        _decision(first, late, "E1", "E12"),
    ]
    over = assessment.state in (AssessmentState.REFUSED.value, AssessmentState.WITHDRAWN.value)
    if assessment.state == AssessmentState.WITHDRAWN.value:
        return [
            *[step for step in found if step.state == "done"],
            Step("Withdrawn", "done", assessment.ended_why or ""),
        ]
    if over:
        return found
    found.append(_advice(assessment, due))
    decided = _decision(second, late, "E4", "E4", label="Decision about a plan")
    asking = any(row.state == AdviceState.ASKED.value for row in assessment.advice)
    if decided.state == "now" and (first is None or asking or not assessment.advice):
        decided = decided._replace(state="to_come")
    found.append(decided)
    if assessment.state == AssessmentState.PLAN_REFUSED.value:
        return found
    drafting = assessment.state == AssessmentState.DRAFTING.value
    sent = plan is not None and plan.draft_on is not None
    final = assessment.state == AssessmentState.ISSUED.value or (plan is not None and plan.final_on is not None)
    found.append(Step("Draft plan", _state(sent or final, drafting, "E5" in late), ""))
    found.append(Step("Final plan", _state(final, drafting and sent, "E8" in late or "E13" in late), ""))
    return found


_FIRST = ("assess", "not_assess", "reassess", "not_reassess")


def _decision(made: Decision | None, late: frozenset[str], *rules: str, label: str = "Decision to assess") -> Step:
    if made is None:
        return Step(label, _state(False, True, bool(late & set(rules))), "")
    text = words.DECISIONS[made.kind]
    return Step(label, "done", text if made.told_on else f"{text}. Not everybody has been told yet")


def _advice(assessment: Assessment, due: Mapping[UUID, date]) -> Step:
    asked = [row for row in assessment.advice if row.state != AdviceState.NOT_NEEDED.value]
    came = [row for row in asked if row.state == AdviceState.RECEIVED.value]
    today = the_clock.today()
    text = f"{len(came)} of {len(asked)} came" if asked else "Nobody has been asked yet"
    waits = any(row.state == AdviceState.ASKED.value for row in asked)
    running = assessment.state == AssessmentState.ASSESSING.value
    if not running:
        return Step("Advice", "to_come" if assessment.state == "requested" else "done", text if asked else "")
    return Step("Advice", _state(bool(asked) and not waits, True, any(late_advice(r, due, today) for r in asked)), text)


def _state(done: bool, now: bool, late: bool) -> str:
    if done:
        return "done"
    if late:
        return "late"
    return "now" if now else "to_come"
