"""Sending what everybody else was sent to a parent who waited, because they are not told where the child lives."""

from collections.abc import Iterable, Mapping
from typing import Any

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.statements import StatementVersion
from coordination.db import db, new_id
from coordination.ehc import recipients, withholding
from coordination.ehc.holders import kept
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import PlanIssue, PlanSent
from coordination.ehc.recipients import Recipient
from coordination.plans.adding import take_turn
from coordination.protected import papers
from coordination.protected.showing import texts_in


def sent_to(issue: PlanIssue, to: Recipient, by: Actor) -> PlanSent:
    """The row that says an issue was sent to somebody today."""
    return PlanSent(
        id=new_id(), authority_id=issue.authority_id, child_id=issue.child_id, issue_id=issue.id,
        person_id=to.person_id, name=to.name, audience=to.audience, sent_on=clock.today(), withheld=to.withheld,
        recorded_by=by.person_id,
    )  # fmt: skip


def said(content: Mapping[str, Any], versions: Iterable[StatementVersion]) -> tuple[str, str]:
    """The words of an issue, and what it is for those who look at it where it has to wait."""
    held = [content, *([each.facts, each.wording] for each in versions)]
    return "\n".join(texts_in(held)), "An EHC plan"


def not_sent(issue: Any, to: Iterable[Recipient]) -> withholding.Sorted:
    """Those of these recipients who were not sent an issue, the newest of its plan, because they are not told where the
    child lives, or because it names what is protected: who may be sent it now, who waits for a decision, and who for
    those who answer for the child.
    """
    if issue.newest != issue.number:
        return withholding.Sorted([], [])
    has = {(one.person_id, one.name) for one in issue.sent}
    known = kept(issue.child_id)
    words = said(issue.content, [line.statement_version for line in plan_queries.lines(issue.id)])
    names = bool(papers.Look(issue.child_id).kinds_in(words[0]))
    missing = [
        one for one in to if (names or known.concerns(one.key, one.person_id)) and (one.person_id, one.name) not in has
    ]
    return withholding.sorted_out(issue.child, missing, words)


def send(issue: PlanIssue, to: Iterable[Recipient], *, by: Actor) -> PlanIssue:
    """Send the newest issue to those who waited for a decision and have one now. Their days to answer begin today."""
    take_turn(issue.child_id)
    for one in not_sent(issue, to).to:
        db.session.add(sent_to(issue, one, by))
    db.session.flush()
    return plan_queries.issue(issue.id) or issue


def missing(issue: PlanIssue) -> withholding.Sorted | None:
    """Who was not sent an issue because they are not told where the child lives, or because it names what is protected;
    None where everybody is told and nothing is protected.
    """
    if not kept(issue.child_id).keeps_it and not papers.Look(issue.child_id).places:
        return None
    return not_sent(issue, recipients.recipients(issue.child))
