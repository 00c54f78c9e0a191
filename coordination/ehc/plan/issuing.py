"""Sending a plan in sections: drafts, notices of changes and finals, what everybody answers, and the day from which a
plan may be made final.

An issue is a manifest of versions and never changes. A draft and a notice hold nothing of section I (Children and
Families Act 2014, section 38(5)): it is decided when the plan is made final, and written in the final alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db, new_id
from coordination.ehc import last_days, queries, withholding
from coordination.ehc.last_days import DAYS_TO_ANSWER
from coordination.ehc.models import AnnualReview, AssessmentState, Decided, Decision
from coordination.ehc.plan import (
    changes,
    going_back,
    late,
    settings_asked,
    threads,
    types,
)
from coordination.ehc.plan import (
    front as plan_front,
)
from coordination.ehc.plan import (
    queries as plan_queries,
)
from coordination.ehc.plan.types import PlanType
from coordination.ehc.plan.writing import must_be_kept
from coordination.ehc.plan_models import FINALS, FormalPlan, IssueKind, PlanIssue, PlanIssueLine, PlanSent
from coordination.ehc.process import advising
from coordination.ehc.recipients import Recipient
from coordination.ehc.recording import record
from coordination.ehc.reviewing import queries as reviewing_queries
from coordination.plans.adding import TAKEN, take_turn
from coordination.protected.papers import WAITS
from coordination.web.filters import day as in_words

OPEN_TO_ANSWERS = frozenset({IssueKind.DRAFT.value, IssueKind.AMENDMENT.value})
TITLES = {
    "draft": "Draft plan",
    "amendment": "Notice of changes to the plan",
    "final": "Final plan",
    "amended": "Amended final plan",
}
AGREES = {"agrees": "Agrees with it", "changes": "Wants something changed", "no": "Does not agree"}


def send_draft(plan: FormalPlan, *, id: UUID, to: Sequence[Recipient], why: str, by: Actor) -> PlanIssue:
    """Send the plan as it is written to everybody who may answer it. The same key again is the same issue."""
    if (same := _same(plan, id)) is not None:
        return same
    if plan.first_issued_on is not None:
        raise RuleBroken("This plan is final. Send a notice of the changes instead.")
    issue = _issue(plan, IssueKind.DRAFT, id=id, to=to, why=why, content={}, by=by)
    if _is_law(plan):
        record(plan, "ehc_draft_sent", by.person_id, number=issue.number)
    return issue


def send_notice(
    plan: FormalPlan, *, id: UUID, to: Sequence[Recipient], why: str, evidence: str, by: Actor
) -> PlanIssue:
    """Send notice of the changes proposed since the last final plan, with the evidence for them."""
    if (same := _same(plan, id)) is not None:
        return same
    if plan.first_issued_on is None:
        raise RuleBroken("This plan was never final. Send a draft instead.")
    if open_issue(plan) is not None:
        raise RuleBroken("A notice of changes is open. Decide on that one first.")
    found = changes.since_final(plan, types.type_of(plan.type, plan.authority_id))
    if not found:
        raise RuleBroken("Nothing was changed since the final plan. Write the changes in the sections first.")
    if not why.strip():
        raise RuleBroken("Say why the plan should be changed", "why")
    content = {"changes": found, "evidence": evidence.strip()}
    issue = _issue(plan, IssueKind.AMENDMENT, id=id, to=to, why=why, content=content, by=by)
    if _is_law(plan):
        record(
            plan,
            "ehc_amendment_notice_sent",
            by.person_id,
            number=issue.number,
            **reviewing_queries.meeting_of_plan(plan.id),
        )
    return issue


def finalise(
    plan: FormalPlan,
    *,
    id: UUID,
    to: Sequence[Recipient],
    signed_by: str,
    reasons: str,
    by: Actor,
    named: UUID | None = None,
    type: str | None = None,
    keep: bool = False,
    to_child: bool = False,
) -> PlanIssue:
    """Make the plan final, or the changes of a notice. Section I is decided here, from who was asked."""
    if (same := _same(plan, id)) is not None:
        return same
    must_be_kept(plan)
    kind = types.type_of(plan.type, plan.authority_id)
    _must_say_enough(plan, kind)
    if not signed_by.strip():
        raise RuleBroken("Enter the name of whoever signs for the council", "signed_by")
    first = plan.first_issued_on is None
    if kind.is_law:
        _must_have_waited(plan, first)
    if kind.section("I") is not None:
        plan.placement = settings_asked.decide(plan, named=named, type=type, why=reasons, keep=keep, by=by)
    today = clock.today()
    plan.state, plan.issued_on = "final", today
    plan.first_issued_on = plan.first_issued_on or today
    content = {"I": dict(plan.placement)} if kind.section("I") is not None else {}
    issue = _issue(
        plan, IssueKind.FINAL if first else IssueKind.AMENDED, id=id, to=to, why=reasons, content=content, by=by,
        signed={"name": signed_by.strip(), "on": today.isoformat(), "for": next(iter(kind.signatories), "")},
        to_child=to_child,
    )  # fmt: skip
    if not kind.is_law:
        record(plan, "plan_in_sections_issued", by.person_id, name=kind.name)
        return issue
    _decided(plan, Decided.PLAN_CONTENT, reasons, by)
    if not first:
        record(plan, "ehc_amendment_decided", by.person_id, decision="amend")
    reviewed = _under_review(plan)
    facts: dict[str, Any] = {"number": issue.number, "amended_plan": not first}
    if reviewed is not None and reviewed.type == "phase_transfer" and plan.placement and not keep:
        # What the date of a move waits for: the next school or college, newly decided in section I.
        facts["names_next_placement"] = True
    record(plan, "ehc_plan_issued", by.person_id, **facts)
    _end_assessment(plan, by)
    return issue


def _under_review(plan: FormalPlan) -> AnnualReview | None:
    """The review of this plan that is not done yet, the newest."""
    return db.session.scalar(
        select(AnnualReview)
        .where(AnnualReview.authority_id == plan.authority_id, AnnualReview.plan_id == plan.id)
        .where(AnnualReview.state != "done")
        .order_by(AnnualReview.id.desc())
        .limit(1)
    )


def decide_not_to_amend(plan: FormalPlan, *, reasons: str, by: Actor) -> Decision:
    """Decide that the changes of a notice are not made. The sections say what the final plan says again; the
    letter tells of it.
    """
    notice = open_issue(plan)
    if notice is None or notice.kind != IssueKind.AMENDMENT.value:
        raise RuleBroken("No notice of changes is open.")
    if not reasons.strip():
        raise RuleBroken("Enter the reasons", "reasons")
    take_turn(plan.child_id)
    made = _decided(plan, Decided.NOT_AMEND, reasons, by)
    final = plan_queries.last_final(plan.id)
    if final is not None:
        going_back.to_final(plan, final, by=by)
    settings_asked.close(plan, why=reasons, by=by)
    return made


def represent(
    sent: PlanSent,
    issue: PlanIssue,
    *,
    answer: str,
    words: str,
    by: Actor,
    school_asked: str = "",
    meeting_wanted: bool = False,
) -> None:
    """What somebody says of what was sent to them. Said again, it stands beside what they said before."""
    if issue.kind not in OPEN_TO_ANSWERS or not is_open(issue):
        raise RuleBroken("This was decided already. What you say now is for the next plan: tell the council.")
    if answer not in AGREES:
        raise RuleBroken("Choose an answer", "answer")
    if answer != "agrees" and not words.strip():
        raise RuleBroken("Write what should be different", "words")
    said = words.strip()
    if sent.answer_words and said and said != sent.answer_words:
        said = f"{sent.answer_words}\n\n{said}"
    sent.answer = answer
    sent.answer_words = said or sent.answer_words
    sent.school_asked = school_asked.strip() or sent.school_asked
    sent.meeting_wanted = meeting_wanted or bool(sent.meeting_wanted)
    sent.answered_on = clock.today()
    db.session.flush()
    record(sent, "ehc_representations_received", by.person_id)


def reply(sent: PlanSent, *, words: str, by: Actor) -> None:
    """What the council answers to what somebody said."""
    if sent.answered_on is None:
        raise RuleBroken("Nothing was said yet.")
    if not words.strip():
        raise RuleBroken("Write an answer", "reply")
    if stopped := withholding.keeps_from_going(sent.child_id, "", sent.person_id, words):
        raise RuleBroken(stopped, "words")
    sent.reply, sent.replied_on = words.strip(), clock.today()
    db.session.flush()


def open_issue(plan: FormalPlan) -> PlanIssue | None:
    """The draft or notice that people may still answer: the newest issue, until it is decided."""
    return next((one for one in plan_queries.issues(plan.id)[:1] if is_open(one)), None)


def is_open(issue: Any) -> bool:
    """Whether an issue may still be answered: nothing newer of the same plan was sent or decided."""
    return issue.kind in OPEN_TO_ANSWERS and issue.newest == issue.number and not issue.refused


def answer_by(issue: PlanIssue) -> date:
    """The last of the 15 days, the day it was sent counted."""
    return last_days.answer_by(_served(issue))


def earliest(issue: PlanIssue) -> date | None:
    """The first day on which the plan may be made final; None when everybody has answered already."""
    if issue.sent and all(one.answered_on is not None for one in issue.sent):
        return None
    return _served(issue) + timedelta(days=DAYS_TO_ANSWER)


def _served(issue: PlanIssue) -> date:
    return max((one.sent_on for one in issue.sent), default=issue.issued_on)


def _must_have_waited(plan: FormalPlan, first: bool) -> None:
    sent = open_issue(plan)
    if sent is None:
        raise RuleBroken(
            "Send the draft first: parents and the young person have 15 days to say what they think of it."
            if first
            else "Send notice of the changes first: parents and the young person have 15 days to answer."
        )
    day = earliest(sent)
    if day is not None and clock.today() < day:
        raise RuleBroken(
            f"This may be made final from {in_words(day)}, or once everybody it was sent to has answered: they have"
            f" {DAYS_TO_ANSWER} days, the day it was sent counted"
            f" (SEND Regulations 2014, regulation {'13(1)(a)' if first else '22(2)(c)'})."
        )


def _must_say_enough(plan: FormalPlan, kind: PlanType) -> None:
    there = {held.section for held in plan_queries.places(plan.id)}
    for letter, what in (
        ("B", "a need in section B"),
        ("E", "an outcome in section E"),
        ("F", "provision in section F"),
    ):
        if kind.section(letter) is not None and letter not in there:
            raise RuleBroken(f"A final plan has {what}. Write it first.")


def _is_law(plan: FormalPlan) -> bool:
    return plan.type == types.LAW


def _same(plan: FormalPlan, id: UUID) -> PlanIssue | None:
    take_turn(plan.child_id)
    held = db.session.get(PlanIssue, id)
    if held is not None and held.plan_id != plan.id:
        raise RuleBroken(TAKEN)
    return held


def _issue(
    plan: FormalPlan,
    kind: IssueKind,
    *,
    id: UUID,
    to: Sequence[Recipient],
    why: str,
    content: dict[str, Any],
    by: Actor,
    signed: dict[str, Any] | None = None,
    to_child: bool = False,
) -> PlanIssue:
    must_be_kept(plan)
    places = plan_queries.places(plan.id)
    if not places:
        raise RuleBroken("Nothing is written in this plan yet.")
    if not to:
        raise RuleBroken("Nobody is recorded to whom this must be sent. Look at who holds the rights first.", "people")
    content = plan_front.content(plan) | content
    versions = plan_queries.versions(key for held in places if (key := held.statement.version_id) is not None)
    sorted_ = withholding.sorted_out(plan.child, _each_once(to), late.said(content, versions.values()))
    to = sorted_.to
    if not to:
        raise RuleBroken(withholding.SENTENCE if sorted_.waiting else WAITS, "people")
    last = db.session.scalar(select(func.max(PlanIssue.number)).where(PlanIssue.plan_id == plan.id)) or 0
    audiences = {one.audience for one in to} | ({"young_person"} if to_child else set())
    issue = PlanIssue(
        id=id,
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        plan_id=plan.id,
        number=last + 1,
        kind=kind.value,
        issued_on=clock.today(),
        why=why.strip() or None,
        content=content,
        signed=signed or {},
        audiences=sorted(audiences),
        published_at=clock.now(),
        recorded_by=by.person_id,
    )
    db.session.add(issue)
    db.session.flush()
    ties = threads.answered(places)
    for position, held in enumerate(places):
        db.session.add(
            PlanIssueLine(
                id=new_id(), authority_id=plan.authority_id, child_id=plan.child_id, issue_id=issue.id,
                section=held.section, statement_id=held.statement_id,
                statement_version_id=held.statement.version_id, position=position,
                answers=ties.get(held.statement_id, []), recorded_by=by.person_id,
            )
        )  # fmt: skip
    for one in to:
        db.session.add(late.sent_to(issue, one, by))
    db.session.flush()
    return plan_queries.issue(issue.id) or issue


def _each_once(to: Iterable[Recipient]) -> list[Recipient]:
    return list({one.key: one for one in to}.values())


def _decided(plan: FormalPlan, kind: Decided, reasons: str, by: Actor) -> Decision:
    """What was decided of the plan. It is told with the letter that says how to appeal (section 51(2)(c) and (e))."""
    held = Decision(
        id=new_id(),
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        kind=kind.value,
        plan_id=plan.id,
        decided_on=clock.today(),
        reasons=reasons.strip() or "What the plan says is what was found.",
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    return held


def _end_assessment(plan: FormalPlan, by: Actor) -> None:
    """The final plan ends its assessment, and the ways in of those who advised it: until now they could put right."""
    under_way = queries.open_assessment(plan.child_id)
    if under_way is not None and under_way.plan_id in (None, plan.id):
        under_way.state, under_way.plan_id = AssessmentState.ISSUED.value, plan.id
        under_way.ended_on = clock.today()
        db.session.flush()
        for row in under_way.advice:
            advising.stop(row, by=by)


def is_final(issue: PlanIssue) -> bool:
    """Whether an issue is a plan and not what is proposed."""
    return issue.kind in FINALS
