"""What whoever works on a child's EHC process does next, in a sentence and one link: the head of the child's page."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import url_for

from coordination import clock
from coordination.ehc import queries
from coordination.ehc.models import AdviceState, Assessment, AssessmentState, Decision
from coordination.ehc.plan import issuing
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import FormalPlan, PlanIssue
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.routes.shared import may
from coordination.web.filters import day


class NextStep(NamedTuple):
    """What is to be done, and where; a step without a link waits for somebody else."""

    words: str
    label: str = ""
    url: str = ""


def next_step(newest: Assessment | None, made: Iterable[Decision], plan: FormalPlan | None) -> NextStep | None:
    """The next step of whoever may work on this child's assessment or plan; None for everybody else."""
    if newest is not None and newest.state in queries.OPEN and may("update", newest):
        return _of_assessment(newest, made) or (_of_draft(plan) if plan is not None else None)
    if plan is None or not may("update", plan):
        return None
    return _of_draft(plan) if plan.state == "draft" else _of_final(plan)


def _of_assessment(row: Assessment, made: Iterable[Decision]) -> NextStep | None:
    if row.state == AssessmentState.REQUESTED.value:
        words = "Read the request and decide whether to assess, with the reasons."
        if row.officer_id is None:
            words = "Nobody has this request yet: whoever decides has it from then on. " + words
        return NextStep(words, "Decide whether to assess", url_for("ehc.decide", assessment_id=row.id))
    untold = next((one for one in made if one.assessment_id == row.id and one.told_on is None), None)
    if untold is not None:
        return NextStep(
            "It is decided, and not everybody has been told: the time limit runs until the last letter is sent.",
            "Tell them of the decision",
            url_for("ehc.decision", decision_id=untold.id),
        )
    if row.state != AssessmentState.ASSESSING.value:
        return None
    asked = [one for one in row.advice if one.state in (AdviceState.ASKED.value, AdviceState.RECEIVED.value)]
    came = [one for one in asked if one.state == AdviceState.RECEIVED.value]
    if not asked:
        return NextStep(
            "Ask everybody whose advice the law requires.",
            "Ask for advice",
            url_for("ehc.ask_for_advice", assessment_id=row.id),
        )
    if len(came) < len(asked):
        return NextStep(
            f"{len(came)} of {len(asked)} have sent their advice. Once it is in, decide whether to write a plan.",
            "See who has not answered",
            url_for("ehc.assessment", assessment_id=row.id),
        )
    return NextStep(
        "All the advice is in. Decide whether to write a plan, with the reasons.",
        "Decide about a plan",
        url_for("ehc.decide_plan", assessment_id=row.id),
    )


def _of_draft(plan: FormalPlan) -> NextStep:
    whole = url_for("ehc.plan", plan_id=plan.id)
    sent = issuing.open_issue(plan)
    if sent is None:
        if not plan_queries.places(plan.id):
            return NextStep("Write the plan, section by section.", "Write the plan", whole)
        return NextStep("Go through the sections, then send the draft.", "Go on with the plan", whole)
    return _once_answered(plan, sent, "the draft", "Make it final")


def _once_answered(plan: FormalPlan, sent: PlanIssue, what: str, label: str) -> NextStep:
    first = issuing.earliest(sent)
    if first is not None and clock.today() < first:
        return NextStep(
            f"Answers to {what} are asked for by {day(issuing.answer_by(sent))}. It can be made final from"
            f" {day(first)}, or once everybody has answered.",
            "See what was sent and answered",
            url_for("ehc.issue", issue_id=sent.id),
        )
    words = f"Everybody has answered {what}." if first is None else f"The time to answer {what} has passed."
    return NextStep(
        f"{words} Answer them, then sign the plan and send it.", label, url_for("ehc.finalise", plan_id=plan.id)
    )


def _of_final(plan: FormalPlan) -> NextStep | None:
    if plan.state != "final":
        return None
    sent, annual = issuing.open_issue(plan), asking.open_of(plan.id)
    if sent is not None and (annual is None or annual.decision is not None):
        return _once_answered(plan, sent, "the notice of changes", "Make the changes final")
    if annual is None:
        return NextStep("Nothing now. The plan is kept until its next review.")
    words = {
        "preparing": "A review is being prepared.",
        "met": "The review meeting was held. Its report comes next, then the council’s decision.",
        "reported": "The report of the review is sent. The council decides within four weeks of the meeting."
        + (" The notice of changes is sent: record the decision it goes with." if sent is not None else ""),
    }.get(annual.state, "The review is decided: send the letter or the amended plan.")
    return NextStep(words, "Go on with the review", url_for("ehc.annual_review", annual_review_id=annual.id))
