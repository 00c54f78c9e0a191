"""Keeping the dated history of a looked-after child: periods of care, legal statuses, placements and visits.

Sources: Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959), regs 9 to 14 (placements)
and 28 to 31 (visits); the codes are those of the SSDA903 return.

Every start and end is also an event, so that clocks follow whether a person typed it or a return brought it.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care import codes, queries
from coordination.care.models import CarePeriod, LegalStatus, Placement, Visit
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.voice import operations as voice

# What each kind of visit is in the chronology and to the clocks.
VISIT_EVENTS = {
    "looked_after": "statutory_visit_made",
    "child_protection": "protection_visit_made",
    "child_in_need": "child_in_need_visit_made",
    "adviser": "adviser_visit_made",
    "private_fostering": "private_fostering_visit_made",
    "long_stay": "long_stay_visit_made",
    "other": "visit_made",
}


def start_placement(
    child: Child,
    *,
    id: UUID,
    code: str,
    from_on: date,
    by: Actor,
    agency_id: UUID | None = None,
    carer_id: UUID | None = None,
    provider_code: str | None = None,
    lasts_to_adulthood: bool = False,
    last_ended: str | None = None,
    planned: bool | None = None,
    in_authority: bool | None = None,
    distance_miles: Decimal | None = None,
    siblings: str | None = None,
    siblings_why: str = "",
    why_here: str = "",
    lives_with: str | None = None,
) -> Placement:
    """Record that a placement began; one that was running ends on the same day, for the reason ``last_ended``."""
    existing = db.session.get(Placement, id)
    if existing is not None:
        return existing
    if from_on > clock.today():
        raise RuleBroken("A placement is recorded once it has begun.", "from_on")
    for running in db.session.scalars(
        select(Placement).where(Placement.child_id == child.id, Placement.to_on.is_(None))
    ):
        if running.from_on > from_on:
            raise RuleBroken("A later placement is recorded already.", "from_on")
        end_placement(running, on=from_on, reason=last_ended, by=by)
    held = Placement(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        code=code,
        provider_code=provider_code,
        agency_id=agency_id,
        carer_id=carer_id,
        lasts_to_adulthood=lasts_to_adulthood,
        planned=planned,
        in_authority=in_authority,
        distance_miles=distance_miles,
        siblings=siblings,
        siblings_why=siblings_why.strip() or None,
        why_here=why_here.strip() or None,
        lives_with=lives_with,
        from_on=from_on,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event(child, "placement_started", from_on, held, by, **_home(held, child.id, from_on))
    return held


def end_placement(placement: Placement, *, on: date, reason: str | None, by: Actor) -> None:
    """Record that a placement ended."""
    if on < placement.from_on:
        raise RuleBroken("A placement ends on or after the day it began.", "on")
    placement.to_on = on
    placement.change_reason = reason
    db.session.flush()
    events.record(
        authority_id=placement.authority_id,
        child_id=placement.child_id,
        kind="placement_ended",
        occurred_on=on,
        about=placement,
        by=by.person_id,
    )


def agree_to_fewer_visits(placement: Placement, *, on: date, by: Actor) -> None:
    """Record that a child in a long-term foster home understands and agrees to be visited less often.

    Source: CPPCR 2010 reg. 28 as amended in 2015: at least every 6 months after the first year.
    """
    if placement.code not in codes.LONG_TERM_FOSTER or not placement.lasts_to_adulthood:
        raise RuleBroken("Only a child in a long-term foster home that is meant to last may agree to fewer visits.")
    if not placement.from_on <= on <= clock.today():
        raise RuleBroken("The day must be since the placement began, and not later than today.", "on")
    placement.fewer_visits_on = on
    db.session.flush()
    events.record(
        authority_id=placement.authority_id,
        child_id=placement.child_id,
        kind="fewer_visits_agreed",
        occurred_on=on,
        about=placement,
        by=by.person_id,
    )


def become_looked_after(
    child: Child,
    *,
    id: UUID,
    from_on: date,
    legal_status: str,
    need_code: str | None,
    by: Actor,
    told_from: date | None = None,
) -> CarePeriod:
    """Record the start of being looked after, with its legal ground and the main need (SSDA903 category of need).

    ``told_from``: the first day this record tells of, where earlier files hold what was before. What was due before is
    not asked for; reviews, checks and visits are counted from that day.
    """
    existing = db.session.get(CarePeriod, id)
    if existing is not None:
        return existing
    if queries.period_on(child.id, None) is not None:
        raise RuleBroken("The child is looked after already.")
    if told_from is not None and not from_on <= told_from <= clock.today():
        raise RuleBroken("The day must be since the child became looked after, and not later than today.", "told_from")
    held = CarePeriod(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        from_on=from_on,
        told_from=told_from if told_from != from_on else None,
        need_code=need_code,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.add(
        LegalStatus(
            authority_id=child.authority_id,
            child_id=child.id,
            code=legal_status,
            from_on=from_on,
            recorded_by=by.person_id,
        )
    )
    db.session.flush()
    _event(child, "became_looked_after", from_on, held, by, **_told(held, from_on))
    if held.told_from is not None:
        _event(child, "history_begins", held.told_from, held, by, review_number=2)
        _event(child, "visits_begin", held.told_from, held, by, child_seen=True)
    return held


def change_legal_status(child: Child, *, id: UUID, code: str, from_on: date, by: Actor) -> LegalStatus:
    """Record a new legal ground; the one that stood ends on the same day."""
    existing = db.session.get(LegalStatus, id)
    if existing is not None:
        return existing
    if queries.period_on(child.id, None) is None:
        raise RuleBroken("The child is not looked after: record first that they became looked after.")
    if from_on > clock.today():
        raise RuleBroken("A legal status is recorded once it stands.", "from_on")
    for before in (row for row in queries.legal_statuses(child.id) if row.to_on is None):
        if before.from_on > from_on:
            raise RuleBroken("A later legal status is recorded already.", "from_on")
        if before.code == code:
            raise RuleBroken("That is the legal status already.", "code")
        before.to_on = from_on
    held = LegalStatus(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        code=code,
        from_on=from_on,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    running = queries.running_placement(child.id)
    facts = _home(running, child.id, from_on) if running is not None else {}
    _event(child, "legal_status_changed", from_on, held, by, **facts)
    return held


def stop_being_looked_after(child: Child, *, on: date, reason: str, by: Actor) -> CarePeriod:
    """Record that the child is looked after no longer: the period, its legal status and its placement end with it.

    ``reason``: code of ``reason_episode_ended`` (SSDA903).
    """
    held = queries.period_on(child.id, None)
    if held is None:
        raise RuleBroken("The child is not looked after.")
    if not held.from_on <= on <= clock.today():
        raise RuleBroken("The day must be since the child became looked after, and not later than today.", "on")
    standing = [row for row in queries.legal_statuses(child.id) if row.to_on is None]
    running = [row for row in queries.placements(child.id) if row.to_on is None]
    if max([*(row.from_on for row in standing), *(row.from_on for row in running)], default=on) > on:
        raise RuleBroken("Something later than that day is recorded: a placement or a legal status.", "on")
    for placement in running:
        end_placement(placement, on=on, reason=None, by=by)
    for status in standing:
        status.to_on = on
    held.to_on = on
    held.end_reason = reason
    db.session.flush()
    _event(child, "ceased_being_looked_after", on, held, by)
    return held


def record_visit(
    child: Child,
    *,
    id: UUID,
    visited_on: date,
    seen_alone: bool,
    by: Actor,
    kind: str = "looked_after",
    seen: bool = True,
    why_not_alone: str = "",
    place: str | None = None,
    found: str = "",
    said: str = "",
) -> Visit:
    """Record a visit (CPPCR 2010 regs 28 and 29): seen alone, or why not; what was found, and what the child said.

    What they said becomes a view in their own words, as any other. A visit at which the child was not seen meets no
    duty to visit.
    """
    existing = db.session.get(Visit, id)
    if existing is not None:
        return existing
    _check_visit(visited_on, seen_alone, why_not_alone)
    if said.strip() and not seen:
        raise RuleBroken("A child who was not seen said nothing at this visit.", "said")
    view = None
    if said.strip():
        view = voice.record_view(child, id=new_id(), text=said, said_on=visited_on, how="told", by=by)
    held = Visit(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        visited_on=visited_on,
        visitor_id=by.person_id,
        seen=seen,
        seen_alone=seen and seen_alone,
        why_not_alone=why_not_alone.strip() or None,
        place=place,
        found=found.strip() or None,
        view_id=view.id if view is not None else None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _visited(child, held, by)
    return held


def change_visit(
    child: Child,
    held: Visit,
    *,
    visited_on: date,
    seen_alone: bool,
    by: Actor,
    kind: str,
    seen: bool,
    why_not_alone: str = "",
    place: str | None = None,
    found: str = "",
) -> None:
    """Put a visit right. What the child said at it stays with their views, where it is theirs."""
    _check_visit(visited_on, seen_alone, why_not_alone)
    held.visited_on, held.kind, held.seen, held.seen_alone = visited_on, kind, seen, seen and seen_alone
    held.why_not_alone, held.place, held.found = why_not_alone.strip() or None, place, found.strip() or None
    if not db.session.is_modified(held):
        return
    db.session.flush()
    _visited(child, held, by, corrects=standing(held, VISIT_EVENTS.values()))


def _check_visit(visited_on: date, seen_alone: bool, why_not_alone: str) -> None:
    if visited_on > clock.today():
        raise RuleBroken("The visit must be today or earlier.", "visited_on")
    if not seen_alone and not why_not_alone.strip():
        raise RuleBroken("Say why the child was not seen alone.", "why_not_alone")


def _visited(child: Child, held: Visit, by: Actor, corrects: UUID | None = None) -> None:
    running = queries.running_placement(child.id) if held.kind == "looked_after" else None
    facts = _home(running, child.id, held.visited_on) if running is not None else {}
    if held.kind == "private_fostering":
        facts = queries.arrangement_facts(child.id, held.visited_on)
    _event(child, VISIT_EVENTS[held.kind], held.visited_on, held, by, corrects, child_seen=held.seen, **facts)


def _home(placement: Placement, child_id: UUID, on: date) -> dict[str, Any]:
    """What the rules of visits ask about a home, as it was on a day: facts of the clock, none that is not known."""
    fewer = placement.fewer_visits_on is not None and placement.fewer_visits_on <= on
    facts = {
        "placement_started_on": placement.from_on.isoformat(),
        "placement_intended_to_18": placement.lasts_to_adulthood,
        "long_term_foster": placement.code in codes.LONG_TERM_FOSTER,
        "childrens_home": placement.code in codes.CHILDRENS_HOMES,
        "child_agrees_fewer_visits": fewer,
        "first_review_held": queries.first_review_was_held(child_id, on),
    }
    way = codes.lives_with(
        placement.code, placement.lives_with, queries.legal_code(queries.legal_statuses(child_id), on)
    )
    if way is not None:
        facts["lives_with"] = way
    period = queries.period_on(child_id, on)
    return facts if period is None else {**facts, **_told(period, placement.from_on)}


def _told(period: CarePeriod, on: date) -> dict[str, Any]:
    """What a clock is told of something that began before the first day this record tells of."""
    if period.told_from is None or period.told_from <= on:
        return {}
    day = period.told_from.isoformat()
    return {"file_came_on": day, "file_tells_from": day}


def _event(
    child: Child, kind: str, on: date, about: Any, by: Actor, corrects: UUID | None = None, **facts: Any
) -> None:
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        occurred_on=on,
        about=about,
        facts=facts,
        by=by.person_id,
        corrects_id=corrects,
    )
