"""After the meeting of an EHC review: what was found, the report, and what the council decides.

The letter with the decision finishes a review, within four weeks of the meeting. Where the plan is to be changed the
proposed changes and their evidence go with it: R (L, M and P) v Devon County Council [2022] EWHC 493 (Admin). So a
decision to change the plan stands only beside the notice that was sent, and is told on the day of the notice.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import attributes

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.ehc.models import AnnualReview, Decided, Decision
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.recording import record
from coordination.ehc.reviewing import answers, words
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.telling import tell
from coordination.events.models import Event

_KINDS = {"maintain": Decided.MAINTAIN, "amend": Decided.AMEND, "cease": Decided.CEASE}


class Crossed(Exception):
    """Somebody else saved first, and both changed the same answers. ``merged`` holds what both wrote; nothing was
    saved.
    """

    def __init__(self, merged: answers.Merged) -> None:
        super().__init__("two saves crossed")
        self.merged = merged


def save(
    annual: AnnualReview,
    said: Mapping[str, str],
    *,
    seen: int,
    base: Mapping[str, str],
    by: Actor,
    left_out: Iterable[str] = (),
) -> bool:
    """Save the sheet. ``base``: what it said when it was opened; ``left_out``: names of answers that were put in for
    the writer and that they emptied. Answers whether somebody else's save was joined in.

    Raises Crossed where both changed the same answer; nothing is saved until somebody has looked at both.
    """
    _lock(annual)
    if annual.state == "done" or annual.report_on is not None:
        raise RuleBroken("The report was sent: what it says stays as it is. Write the rest into the next review.")
    theirs = answers.of_review(annual)
    joined = seen != annual.version
    if joined:
        merged = answers.merge(base, said, theirs)
        if merged.crossed:
            raise Crossed(merged)
        said = merged.answers
    answers.keep(annual, said)
    emptied = {*annual.more.get("left_out", []), *left_out}
    if emptied:
        annual.more = {**annual.more, "left_out": sorted(emptied)}
    attributes.flag_modified(annual, "more")
    db.session.flush()
    return joined


def _lock(annual: AnnualReview) -> None:
    """Take the row for this transaction, and read it as it now stands."""
    db.session.flush()
    table = AnnualReview.__table__
    db.session.execute(select(table.c.id).where(table.c.id == annual.id).with_for_update())
    db.session.refresh(annual, [column.key for column in table.c if column.key != "id"])


def missing(annual: AnnualReview, *, adulthood: bool, statements: Mapping[str, list[UUID]]) -> list[tuple[str, str]]:
    """What the report still wants: the part of the sheet, and a sentence. ``statements``: outcomes and provision."""
    said = answers.of_review(annual)
    found: list[tuple[str, str]] = []
    if annual.met_on is None:
        found.append(("meeting", "Say on what day the meeting was held."))
    without = [key for key in statements["progress"] if not said.get(f"progress.{key}.judgement")]
    if without:
        found.append(("progress", f"Say how it is going with {_count(len(without), 'outcome')}."))
    without = [key for key in statements["provision"] if not said.get(f"provision.{key}.given")]
    if without:
        found.append(("provision", f"Say of {_count(len(without), 'thing')} provided whether it was given."))
    if adulthood and not any(said.get(name) for name in ("employment", "independent_living", "community", "health")):
        found.append(("adulthood", "Say what prepares for adulthood: from year 9 it must be considered."))
    if not (said.get("health_says") and said.get("care_says")) and not said.get("chased_on"):
        found.append(("services", "Write what health and social care say, or when they were asked again."))
    if not annual.recommendation:
        found.append(("recommendation", "Say what the meeting recommends."))
    elif annual.recommendation != "keep" and not annual.recommendation_why:
        found.append(("recommendation", "Give the reason for what is recommended."))
    return found


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def report_sent(annual: AnnualReview, *, by: Actor) -> None:
    """The report went to everybody invited: within two weeks of the meeting (regulation 20(7) and (8))."""
    if annual.report_on is not None:
        return
    if annual.met_on is None:
        raise RuleBroken("The report is of a meeting that was held. Say on what day it was.")
    annual.report_on = clock.today()
    if annual.state == "met":
        annual.state = "reported"
    db.session.flush()
    record(annual, "ehc_review_report_sent", by.person_id)


def decide(
    annual: AnnualReview,
    *,
    id: UUID,
    kind: str,
    reasons: str,
    decided_on: date,
    by: Actor,
    told_on: date | None = None,
) -> Decision:
    """The council decides what happens to the plan, with its reasons. The same key again is the same decision."""
    existing = db.session.get(Decision, id)
    if existing is not None:
        return existing
    _lock(annual)
    if annual.met_on is None:
        raise RuleBroken("The meeting was not held yet: the council decides after it.")
    if annual.decision is not None:
        raise RuleBroken("The council decided about this review already.")
    if kind not in _KINDS:
        raise RuleBroken("Choose what was decided", "kind")
    if not reasons.strip():
        raise RuleBroken("Give the reasons: they go into the letter", "reasons")
    if not annual.met_on <= decided_on <= clock.today():
        raise RuleBroken("The day it was decided is after the meeting, and not in the future", "decided_on")
    notice = asking.notice_since(annual) if kind == "amend" else None
    if kind == "amend" and notice is None:
        raise RuleBroken(
            "Send the notice of the proposed changes first: a decision to change the plan is told with the changes "
            "and their evidence, in one notice (R (L, M and P) v Devon County Council, 2022).",
            "kind",
        )
    made = Decision(
        id=id,
        authority_id=annual.authority_id,
        child_id=annual.child_id,
        kind=_KINDS[kind].value,
        plan_id=annual.plan_id,
        review_id=annual.review_id,
        decided_on=decided_on,
        reasons=reasons.strip(),
        recorded_by=by.person_id,
    )
    db.session.add(made)
    annual.decision, annual.decided_on, annual.state = kind, decided_on, "decided"
    if notice is not None:
        annual.more = {**annual.more, "notice_id": str(notice.id)}
    db.session.flush()
    if notice is not None:
        told_on = max(notice.issued_on, decided_on)
    if told_on is not None:
        tell(made, on=told_on, by=by.person_id)
        _finish(annual, on=told_on, by=by.person_id)
    return made


def _finish(annual: AnnualReview, *, on: date, by: UUID | None) -> None:
    """Everybody was told on this day: the review is finished, and the next twelve months begin. Once."""
    if annual.more.get("completed_on"):
        return
    annual.more = {**annual.more, "completed_on": on.isoformat()}
    plan = db.session.get_one(FormalPlan, annual.plan_id)
    plan.reviewed_on = on
    if annual.decision != "amend":
        annual.state = "done"
    db.session.flush()
    record(annual, "ehc_review_completed", by, occurred_on=on, decision=annual.decision or "")


def follow(event: Event) -> None:
    """A decision that may be appealed was told, or an amended plan sent: what it means for the review it belongs to."""
    if event.kind == "ehc_decision_letter_sent":
        key = _key(str(event.facts.get("decision") or ""))
        made = db.session.get(Decision, key) if key is not None else None
        if made is not None and made.review_id is not None:
            annual = asking.of_meeting(made.review_id)
            if annual is not None:
                _finish(annual, on=event.occurred_on, by=event.recorded_by)
        return
    for annual in asking.of_child(event.child_id):
        if annual.state == "decided" and annual.decision == "amend":
            annual.state = "done"
    db.session.flush()


def may_be_decided(annual: AnnualReview) -> bool:
    """Whether it waits for the council."""
    return annual.met_on is not None and annual.decision is None and annual.state in words.OPEN


def _key(text: str) -> UUID | None:
    """The key of a decision as an event's facts hold it; None where they name it otherwise, as an import may."""
    try:
        return UUID(text)
    except ValueError:
        return None
