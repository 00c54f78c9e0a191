"""The health of a looked-after child: assessments, teeth, immunisations, strengths and difficulties.

Sources: Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959), reg. 7; Promoting the health
and well-being of looked-after children 2015 (statutory guidance); SSDA903 (OC2) for what is counted each year.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care.models import HealthCheck
from coordination.children.models import Child
from coordination.codes import code_list
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing

# What each kind is called, what meets its clock, and which field of the section it is.
KINDS = {
    "assessment": "Health assessment",
    "dental": "Dental check",
    "immunisations": "Immunisations",
    "sdq": "Strengths and difficulties questionnaire",
}
# What is recorded or changed, in the title of its page.
ONE = {
    "assessment": "a health assessment",
    "dental": "a dental check",
    "immunisations": "immunisations",
    "sdq": "a strengths and difficulties questionnaire",
}
FIELDS = {
    "assessment": "assessment_dates",
    "dental": "dental",
    "immunisations": "immunisations",
    "sdq": "sdq_score",
}
EVENTS = {
    "assessment": "health_assessment_held",
    "dental": "dental_check_held",
    "immunisations": "immunisations_checked",
    "sdq": "sdq_scored",
}
# The bands of the questionnaire as a parent or carer fills it in (SSDA903 guide): from 0, from 14, from 17.
_BANDS = ((17, "a cause for concern"), (14, "borderline"), (0, "no cause for concern"))


def checks(child_id: UUID) -> list[HealthCheck]:
    """Every check, the newest first."""
    return list(
        db.session.scalars(
            select(HealthCheck)
            .where(HealthCheck.child_id == child_id)
            .order_by(HealthCheck.held_on.desc(), HealthCheck.id.desc())
        )
    )


def advised(rows: Iterable[HealthCheck]) -> list[HealthCheck]:
    """What health recommends: the newest of each kind of check that has words, the newest first."""
    newest: dict[str, HealthCheck] = {}
    for row in sorted(rows, key=lambda row: (row.held_on, row.id)):
        if row.outcome:
            newest[row.kind] = row
    return sorted(newest.values(), key=lambda row: (row.held_on, row.id), reverse=True)


def check(check_id: UUID) -> HealthCheck | None:
    """One check, where it is in reach."""
    return db.session.get(HealthCheck, check_id)


def band(score: int) -> str:
    """How the return reads a score."""
    return next(words for lowest, words in _BANDS if score >= lowest)


def record(
    child: Child,
    *,
    id: UUID,
    kind: str,
    held_on: date,
    by: Actor,
    declined: bool = False,
    by_whom: str = "",
    report_on: date | None = None,
    outcome: str = "",
    up_to_date: bool | None = None,
    score: int | None = None,
    reason: str | None = None,
) -> HealthCheck:
    """Record one check. The same key again is the same check.

    A check that was declined, or a questionnaire without a score, is recorded and meets no duty. The first assessment
    of a child is the initial one.
    """
    existing = db.session.get(HealthCheck, id)
    if existing is not None:
        return existing
    if kind not in KINDS:
        raise RuleBroken("Choose what was checked.", "kind")
    facts = _checked(
        kind,
        held_on=held_on,
        declined=declined,
        by_whom=by_whom,
        report_on=report_on,
        outcome=outcome,
        up_to_date=up_to_date,
        score=score,
        reason=reason,
    )
    held = HealthCheck(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        first=kind == "assessment" and not declined and not _assessed(child.id),
        recorded_by=by.person_id,
        **facts,
    )
    db.session.add(held)
    db.session.flush()
    _event(held, by)
    return held


def change(held: HealthCheck, *, by: Actor, **facts: Any) -> None:
    """Put a check right. Of which kind it is stays; ``facts`` as :func:`record` takes them."""
    stands = {name: getattr(held, name) for name in _FACTS}
    for name, value in _checked(held.kind, **(stands | facts)).items():
        setattr(held, name, value)
    held.day_known = held.day_known or held.held_on != stands["held_on"]
    if held.declined:
        held.first = False
    if not db.session.is_modified(held):
        return
    db.session.flush()
    _event(held, by, corrects=standing(held, [EVENTS[held.kind], "health_check_declined"]))


_FACTS = ("held_on", "declined", "by_whom", "report_on", "outcome", "up_to_date", "score", "reason")


def _checked(kind: str, **said: Any) -> dict[str, Any]:
    """What is said of a check as it is stored, or RuleBroken for the field that cannot be."""
    held_on, report_on, score, reason = said["held_on"], said["report_on"], said["score"], said["reason"]
    if held_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "held_on")
    if report_on is not None and not held_on <= report_on <= clock.today():
        raise RuleBroken("The report is there after the assessment, and not later than today.", "report_on")
    if kind == "sdq" and (score is None) == (reason is None):
        raise RuleBroken("Enter the score, or say why there is none.", "score")
    if score is not None and not 0 <= score <= 40:
        raise RuleBroken("The score must be between 0 and 40.", "score")
    if reason is not None and reason not in code_list("sdq_reason"):
        raise RuleBroken("Choose why there is no score.", "reason")
    return {name: (value.strip() or None) if isinstance(value, str) else value for name, value in said.items()}


def _event(held: HealthCheck, by: Actor, corrects: UUID | None = None) -> None:
    done = not held.declined and held.reason is None
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=EVENTS[held.kind] if done else "health_check_declined",
        occurred_on=held.held_on,
        about=held,
        facts={} if done else {"what": KINDS[held.kind].lower()},
        by=by.person_id,
        corrects_id=corrects,
    )


def rows(found: Iterable[HealthCheck], shows: Any) -> dict[str, list[dict[str, Any]]]:
    """Checks by kind as a page shows them. ``shows`` says whether a field of the section may be read."""
    made: dict[str, list[dict[str, Any]]] = {kind: [] for kind, field in FIELDS.items() if shows(field)}
    for check in found:
        if check.kind in made:
            made[check.kind].append(
                {
                    "id": check.id,
                    "on": check.held_on,
                    "day_known": check.day_known,
                    "what": _what(check),
                    "by": check.by_whom or "",
                    "report_on": check.report_on,
                    "outcome": check.outcome if check.outcome and shows("recommendations") else "",
                }
            )
    return made


def scores(found: Iterable[HealthCheck]) -> list[tuple[date, int]]:
    """The scores of the questionnaire, the oldest first."""
    return sorted((check.held_on, check.score) for check in found if check.kind == "sdq" and check.score is not None)


def _what(check: HealthCheck) -> str:
    if check.declined:
        return "Offered and declined"
    if check.kind == "assessment":
        return "Initial health assessment" if check.first else "Review health assessment"
    if check.kind == "immunisations":
        return "Up to date" if check.up_to_date else "Not up to date"
    if check.kind == "sdq":
        if check.score is None:
            return f"No score: {code_list('sdq_reason').label(check.reason or '').lower()}"
        return f"{check.score} of 40: {band(check.score)}"
    return "Teeth checked"


def _assessed(child_id: UUID) -> bool:
    return any(check.kind == "assessment" and not check.declined for check in checks(child_id))
