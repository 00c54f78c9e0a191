"""Storing what a return says of a looked-after child: the dated history, health checks and times missing."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from coordination.care import models as care
from coordination.care.health import EVENTS as CHECK_EVENTS
from coordination.care.operations import VISIT_EVENTS
from coordination.children.models import Child
from coordination.db import db
from coordination.exchange.imports import records
from coordination.exchange.imports.keeping import keep
from coordination.timescales.calendar import add_months

if TYPE_CHECKING:
    from coordination.exchange.imports.storing import Store

# Visits of Annex A by the kind the care room keeps: "seen" is the last time a child in need was seen.
VISITS = {
    "seen": "child_in_need",
    "child_protection": "child_protection",
    "looked_after": "looked_after",
    "adviser": "adviser",
}


def care_period(store: "Store", record: records.CarePeriod, child: Child) -> str:
    """A period of being looked after; one that goes on has a case."""
    row, outcome = keep(
        care.CarePeriod,
        child,
        record.key,
        {
            "from_on": record.from_on,
            "to_on": record.to_on,
            "need_code": record.need,
            "end_reason": record.reason_ended,
            "doubt": store.doubt(record),
            "source": record.origin.source,
        },
        by=store.by,
    )
    told_from = store.tells_from(record.from_on)
    if outcome == "new" and record.from_on < told_from:
        row.told_from = told_from
    told = {"file_tells_from": told_from.isoformat()}
    store.happens(child, record.from_on, "became_looked_after", f"{record.key}:start", row, **told)
    if record.to_on is not None:
        store.happens(child, record.to_on, "ceased_being_looked_after", f"{record.key}:end", row)
    else:
        if record.from_on < told_from:
            # Its first review and checks lie before the file. What comes again is counted from its first day, so that
            # nothing is asked for long ago, and nobody is left without the next date.
            store.happens(child, told_from, "history_begins", f"{record.key}:begins", row, review_number=2)
        if not store.tells_visits:
            store.happens(child, store.came_on, "visits_begin", f"{record.key}:visits", row, child_seen=True)
        store.case(child, "looked_after", record.from_on, None, f"{record.key}:case", "Looked after")
    return outcome


def legal_status(store: "Store", record: records.LegalStatusPeriod, child: Child) -> str:
    """A legal ground."""
    row, outcome = keep(
        care.LegalStatus,
        child,
        record.key,
        {
            "code": record.legal_status,
            "from_on": record.from_on,
            "to_on": record.to_on,
            "doubt": store.doubt(record),
            "source": record.origin.source,
        },
        by=store.by,
    )
    store.happens(child, record.from_on, "legal_status_changed", f"{record.key}:start", row)
    return outcome


def placement(store: "Store", record: records.PlacementPeriod, child: Child) -> str:
    """A placement."""
    row, outcome = keep(
        care.Placement,
        child,
        record.key,
        {
            "code": record.placement_type,
            "provider_code": record.provider,
            "urn": record.urn,
            "from_on": record.from_on,
            "to_on": record.to_on,
            "change_reason": record.reason_ended,
            "doubt": store.doubt(record),
            "source": record.origin.source,
        },
        by=store.by,
    )
    store.happens(child, record.from_on, "placement_started", f"{record.key}:start", row)
    if record.to_on is not None:
        store.happens(child, record.to_on, "placement_ended", f"{record.key}:end", row)
    return outcome


def visit(store: "Store", record: records.VisitMade, child: Child) -> str:
    """A visit, which meets the duty of its own kind."""
    kind = VISITS.get(record.kind, "other")
    row, outcome = keep(
        care.Visit,
        child,
        record.key,
        {"kind": kind, "visited_on": record.made_on, "seen_alone": bool(record.seen_alone)},
        by=store.by,
    )
    store.happens(child, record.made_on, VISIT_EVENTS[kind], record.key, row, child_seen=True)
    return outcome


def health_check(store: "Store", record: records.HealthCheck, child: Child) -> str:
    """A health check."""
    kind = {"health_assessment": "assessment", "dental_check": "dental"}[record.kind]
    row, outcome = keep(care.HealthCheck, child, record.key, {"kind": kind, "held_on": record.made_on}, by=store.by)
    store.happens(child, record.made_on, CHECK_EVENTS[kind], record.key, row)
    return outcome


def outcomes_year(store: "Store", record: records.OutcomesYear, child: Child) -> str:
    """What OC2 says of a year's health: that something was done in it, and no day. What has its own day stays."""
    ends_on = date(record.return_year, 3, 31)
    said: dict[str, dict[str, Any]] = {}
    if record.health_assessment:
        said["assessment"] = {}
    if record.teeth_check:
        said["dental"] = {}
    if record.immunisations is not None:
        said["immunisations"] = {"up_to_date": record.immunisations}
    if record.sdq_score is not None:
        said["sdq"] = {"score": record.sdq_score}
    elif record.sdq_reason:
        said["sdq"] = {"reason": record.sdq_reason}
    outcomes = {"same"}
    for kind, facts in said.items():
        if _has_its_day(child, kind, ends_on):
            continue
        row, outcome = keep(
            care.HealthCheck,
            child,
            f"{record.key}:{kind}",
            {"kind": kind, "held_on": min(ends_on, store.came_on), "day_known": False, **facts},
            by=store.by,
        )
        outcomes.add(outcome)
        if row.reason is None:
            store.happens(child, row.held_on, CHECK_EVENTS[kind], f"{record.key}:{kind}", row)
    return next(one for one in ("new", "changed", "same") if one in outcomes)


def _has_its_day(child: Child, kind: str, ends_on: date) -> bool:
    """Whether a check of this kind is recorded with its day in the year that ends so."""
    return bool(
        db.session.scalar(
            select(care.HealthCheck.id)
            .where(care.HealthCheck.child_id == child.id, care.HealthCheck.kind == kind, care.HealthCheck.day_known)
            .where(care.HealthCheck.held_on > add_months(ends_on, -12), care.HealthCheck.held_on <= ends_on)
            .limit(1)
        )
    )


def missing(store: "Store", record: records.MissingEpisode, child: Child) -> str:
    """A time a child was missing."""
    row, outcome = keep(
        care.MissingEpisode,
        child,
        record.key,
        {"kind": record.kind, "from_on": record.from_on, "to_on": record.to_on},
        by=store.by,
    )
    store.happens(child, record.from_on, "went_missing", record.key, row, kind=record.kind)
    if record.to_on is not None:
        store.happens(child, record.to_on, "returned_from_missing", f"{record.key}:back", row)
    return outcome
