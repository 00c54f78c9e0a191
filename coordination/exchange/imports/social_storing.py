"""Storing what a return says of a child in need or in need of protection."""

from typing import TYPE_CHECKING

from coordination.children.models import Child
from coordination.exchange.imports import records
from coordination.exchange.imports.keeping import keep
from coordination.social_care import models

if TYPE_CHECKING:
    from coordination.exchange.imports.storing import Store


def referral(store: "Store", record: records.Referral, child: Child) -> str:
    """A referral; one without further action is closed on its day, for want of another."""
    ended = record.no_further_action is True
    row, outcome = keep(
        models.Referral,
        child,
        record.key,
        {
            "received_on": record.made_on,
            "source": record.source,
            "answer": "no_further_action" if ended else None,
            "answered_on": record.made_on if ended else None,
            "closed_on": record.made_on if ended else None,
        },
        by=store.by,
    )
    store.happens(child, record.made_on, "referral_received", record.key, row)
    if ended:
        store.happens(child, record.made_on, "referral_closed", f"{record.key}:end", row)
    return outcome


def assessment(store: "Store", record: records.AssessmentRecord, child: Child) -> str:
    """A child and family assessment."""
    row, outcome = keep(
        models.FamilyAssessment,
        child,
        record.key,
        {"started_on": record.from_on, "finished_on": record.to_on, "child_seen": record.child_seen},
        by=store.by,
    )
    store.happens(child, record.from_on, "assessment_began", f"{record.key}:start", row)
    if record.to_on is not None:
        store.happens(child, record.to_on, "assessment_completed", record.key, row)
    return outcome


def enquiry(store: "Store", record: records.ProtectionEnquiry, child: Child) -> str:
    """A section 47 enquiry and its initial conference."""
    unneeded = record.conference_unnecessary is True and record.conference_on is None
    row, outcome = keep(
        models.Enquiry, child, record.key, {"discussed_on": record.from_on, "started": True}, by=store.by
    )
    store.happens(child, record.from_on, "strategy_discussion_held", record.key, row, enquiry_started=True)
    if unneeded:
        store.happens(child, record.from_on, "enquiry_ended", f"{record.key}:end", row)
    if record.conference_on is not None:
        held, _ = keep(
            models.Conference,
            child,
            f"{record.key}:conference",
            {
                "kind": "initial",
                "held_on": record.conference_on,
                "decision": "plan" if record.plan_made else "no_plan",
            },
            by=store.by,
        )
        store.happens(child, record.conference_on, "protection_conference_held", f"{record.key}:conference", held)
    return outcome


def child_in_need(store: "Store", record: records.ChildInNeedPeriod, child: Child) -> str:
    """A child in need plan; one that runs has a case."""
    row, outcome = keep(
        models.NeedPlan, child, record.key, {"from_on": record.from_on, "to_on": record.to_on}, by=store.by
    )
    store.happens(child, record.from_on, "child_in_need_plan_started", record.key, row)
    if record.to_on is None:
        store.case(child, "child_in_need", record.from_on, None, f"{record.key}:case", "Child in need")
    else:
        store.happens(child, record.to_on, "child_in_need_plan_ended", f"{record.key}:end", row)
    return outcome


def protection_plan(store: "Store", record: records.ProtectionPlanPeriod, child: Child) -> str:
    """A child protection plan; one that runs has a case."""
    row, outcome = keep(
        models.ProtectionPlan,
        child,
        record.key,
        {
            "from_on": record.from_on,
            "to_on": record.to_on,
            "first_category": record.first_category,
            "latest_category": record.latest_category,
        },
        by=store.by,
    )
    store.happens(child, record.from_on, "protection_plan_started", record.key, row)
    if record.to_on is not None:
        store.happens(child, record.to_on, "protection_plan_ended", f"{record.key}:end", row)
    else:
        store.case(child, "child_protection", record.from_on, None, f"{record.key}:case", "Child protection plan")
    return outcome
