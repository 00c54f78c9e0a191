"""What the pages of social care and protection show: what stands today, and each history as rows of words."""

from collections.abc import Iterable
from typing import Any

from coordination.social_care import codes, queries
from coordination.social_care.codes import label
from coordination.social_care.models import (
    Conference,
    Enquiry,
    FamilyAssessment,
    NeedPlan,
    ProtectionPlan,
    Referral,
)
from coordination.web.filters import day


def stands(referrals: Iterable[Referral], assessments: Iterable[FamilyAssessment], plans: list[NeedPlan]) -> list[str]:
    """What stands today, as sentences."""
    said = []
    if (plan := queries.running(plans)) is not None:
        said.append(f"A child in need plan since {day(plan.from_on)}.")
    said += [f"An assessment since {day(row.started_on)}." for row in assessments if row.finished_on is None]
    said += [f"A referral of {day(row.received_on)} waits for an answer." for row in referrals if row.answer is None]
    return said


def referral_rows(found: Iterable[Referral]) -> list[dict[str, Any]]:
    """Referrals as the page shows them."""
    return [
        {
            "id": row.id,
            "on": row.received_on,
            "source": label("referral_source", row.source),
            "need": label("category_of_need", row.need_code),
            "why": row.why or "",
            "answer": codes.ANSWERS.get(row.answer or "", ""),
            "answered_on": row.answered_on,
            "answer_why": row.answer_why or "",
            "told_on": row.told_on,
            "closed_on": row.closed_on,
            "closed_why": label("case_closure", row.closure_code),
        }
        for row in found
    ]


def assessment_rows(found: Iterable[FamilyAssessment]) -> list[dict[str, Any]]:
    """Assessments as the page shows them."""
    return [
        {
            "id": row.id,
            "on": row.started_on,
            "look_on": row.look_on,
            "finished_on": row.finished_on,
            "seen": {True: "The child was seen", False: "The child was not seen", None: ""}[row.child_seen],
            "factors": [label("assessment_factor", code) for code in row.factors],
            "found": row.found or "",
            "outcome": codes.OUTCOMES.get(row.outcome or "", ""),
        }
        for row in found
    ]


def need_plan_rows(found: Iterable[NeedPlan]) -> list[dict[str, Any]]:
    """Child in need plans as the page shows them."""
    return [{"id": row.id, "from_on": row.from_on, "to_on": row.to_on, "why": row.end_why or ""} for row in found]


def protection_plan_rows(found: Iterable[ProtectionPlan]) -> list[dict[str, Any]]:
    """Child protection plans as the page shows them."""
    return [
        {
            "from_on": row.from_on,
            "to_on": row.to_on,
            "first": label("abuse_category", row.first_category),
            "latest": label("abuse_category", row.latest_category),
            "why": row.end_why or "",
        }
        for row in found
    ]


def conference_rows(found: Iterable[Conference]) -> list[dict[str, Any]]:
    """Conferences as the page shows them."""
    return [
        {
            "id": row.id,
            "on": row.held_on,
            "kind": codes.CONFERENCES[row.kind],
            "decision": codes.DECISIONS[row.decision],
            "category": label("abuse_category", row.category),
            "why": row.why or "",
            "review_id": row.review_id,
        }
        for row in found
    ]


def enquiry_rows(found: Iterable[Enquiry]) -> list[dict[str, Any]]:
    """Strategy discussions and enquiries as the page shows them."""
    return [
        {
            "id": row.id,
            "on": row.discussed_on,
            "who": row.who_took_part or "",
            "why": row.why or "",
            "started": row.started,
            "finished_on": row.finished_on,
            "outcome": codes.ENQUIRY_OUTCOMES.get(row.outcome or "", ""),
            "found": row.found or "",
        }
        for row in found
    ]
