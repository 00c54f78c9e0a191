"""The SEND service's own page: every case, its next date and why, and who waits for whom."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.presenters import name_for
from coordination.ehc import holders, words
from coordination.ehc.models import AssessmentState
from coordination.ehc.process import caseload, progress
from coordination.ehc.routes.shared import blueprint

# Who waits for whom while a review of a final plan runs, by the rule of its next date.
_OF_REVIEW = {
    "A2": "Everybody invited waits for the notice of the review meeting.",
    "A3": "Everybody invited waits for the advice that is sent round before the review meeting.",
    "A4": "Everybody invited waits for the report of the review meeting.",
    "A5": "The family waits for the council to decide after the review meeting.",
    "A6": "The council waits for the family’s views on the changes.",
    "A7": "The family waits for the amended plan, or to hear that nothing changes.",
}


@blueprint.get("/ehc")
@guard.signed_in("workforce")
def officer() -> ResponseReturnValue:
    """Every EHC case of the reader, their team or the service, the next date first."""
    who = guard.actor()
    if not any(role.role == "EHC" for role in who.roles_on(clock.today())):
        raise guard.Refused(Deny("no-row", 4, False))
    asked: dict[str, Any] = {
        "whose": _one_of("whose", caseload.WHOSE, "service"),
        "state": _one_of("state", caseload.STATES, "open"),
        "due": _one_of("due", caseload.DUE, "all"),
    }
    found = caseload.page(who, after=_key(request.args.get("after", "")), **asked)
    return render_template(
        "ehc/officer.html",
        rows=_rows(found.lines),
        choices={"whose": caseload.WHOSE, "state": caseload.STATES, "due": caseload.DUE},
        asked=asked,
        # Numbers alone are the analyst's: somebody may be both.
        measures=any(role.role == "ANL" for role in who.roles_on(clock.today())),
        narrowed=asked != {"whose": "service", "state": "open", "due": "all"},
        first_url=url_for("ehc.officer", **asked) if request.args.get("after") else None,
        next_url=url_for("ehc.officer", **asked, after=found.after) if found.after is not None else None,
    )


def _rows(lines: list[caseload.Line]) -> list[dict[str, Any]]:
    """The cases the reader may see, each asked about: where it stands, the next date and why, who waits."""
    holders.know(line.child.id for line in lines)
    readable = {row.id for row in guard.readable([line.assessment or line.plan for line in lines], "ehc_plan")}
    shown = [line for line in lines if (line.assessment or line.plan).id in readable]  # type: ignore[union-attr]
    wanted = [line.assessment.id for line in shown if _is_assessing(line)]  # type: ignore[union-attr]
    asked = caseload.advice_of(wanted)
    plans = progress.plan_standing([line.plan for line in shown if line.plan is not None and line.state != "assessing"])
    return [
        {
            "name": name_for(line.child),
            "url": url_for("ehc.of_child", child_id=line.child.id),
            "state": words.STATES[line.state],
            "officer": line.officer or "",
            "next": progress.next_of(line.clock) if line.clock is not None else None,
            "waiting": progress.waiting(
                line.assessment,
                asked.advice.get(line.assessment.id, []) if line.assessment is not None else [],
                asked.due,
                plans.get(line.plan.id) if line.plan is not None else None,
            )
            or _kept(line),
        }
        for line in shown
    ]


def _is_assessing(line: caseload.Line) -> bool:
    return line.assessment is not None and line.assessment.state == AssessmentState.ASSESSING.value


def _kept(line: caseload.Line) -> list[str]:
    """Who waits while no assessment runs: by the next date of the plan's review, or nobody but for the day itself."""
    if line.state == "issued" and line.clock is not None and line.clock.rule in _OF_REVIEW:
        return [_OF_REVIEW[line.clock.rule]]
    if line.state == "issued":
        return ["Nobody waits. The plan is kept until its next review."]
    return ["Nobody waits. This was decided."]


def _one_of(name: str, known: dict[str, str], usual: str) -> str:
    typed = request.args.get(name, usual)
    return typed if typed in known else usual


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None
