"""Handing a child's record over to somebody new on the team, and the receipts.

Source: Keeping children safe in education (statutory guidance): the child protection file goes to the new school within
5 school days, with a receipt. The reminder comes after 5 working days for every handover.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination import clock, jobs, timescales
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.cases.models import Membership
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.handovers.models import Handover
from coordination.handovers.words import PARTS, REASONS
from coordination.messages import operations as messages

REMIND_AFTER = 5
_AT = time(8, 30)


def handover(handover_id: UUID) -> Handover | None:
    """One handover, with whom it is for."""
    return db.session.scalar(
        select(Handover)
        .where(Handover.id == handover_id)
        .options(joinedload(Handover.to), joinedload(Handover.agency), joinedload(Handover.child))
    )


def of_child(child_id: UUID) -> list[Handover]:
    """Every handover of a child, the newest first. One query."""
    return list(
        db.session.scalars(
            select(Handover)
            .where(Handover.child_id == child_id)
            .options(joinedload(Handover.to), joinedload(Handover.agency))
            .order_by(Handover.sent_at.desc(), Handover.id.desc())
        )
    )


def send(
    child: Child,
    *,
    id: UUID,
    reason: str,
    moves_on: date,
    to: Membership,
    office: str,
    parts: Collection[str],
    among: Collection[str],
    note: str,
    by: Actor,
) -> Handover:
    """Hand over to somebody of the team: they are told to sign in, and reminded once. ``among``: what ``by`` may give.

    Raises RuleBroken.
    """
    existing = db.session.get(Handover, id)
    if existing is not None:
        return existing
    if not parts or not set(parts) <= set(among) & set(PARTS):
        raise RuleBroken("Choose what is handed over.", "parts")
    if to.person_id == by.person_id:
        raise RuleBroken("Choose somebody else: this is you.", "to")
    held = Handover(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        reason=reason,
        moves_on=moves_on,
        to_id=to.person_id,
        agency_id=to.agency_id,
        office=office.strip(),
        parts=[part for part in PARTS if part in parts],
        note=note.strip() or None,
        sent_at=clock.now(),
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event(held, "handover_sent", by, what=REASONS[reason].lower())
    _tell(held, "document_ready")
    calendar, on = timescales.england(), clock.today()
    for _ in range(REMIND_AFTER):
        on = calendar.next_working_day(on + timedelta(days=1))
    jobs.defer_until(
        datetime.combine(on, _AT, tzinfo=ZoneInfo("Europe/London")),
        "handovers.remind",
        child=child.id,
        handover=held.id,
    )
    return held


def acknowledge(held: Handover, *, step: str, by: Actor) -> None:
    """Whoever it is for says that they have it, or that they have read it. The first time counts."""
    if held.received_at is None:
        held.received_at = clock.now()
        _event(held, "handover_received", by)
    if step == "read" and held.read_at is None:
        held.read_at = clock.now()
        _event(held, "handover_read", by)
    db.session.flush()


def accept(held: Handover, *, responsible_from: date, by: Actor) -> None:
    """The other authority says from which day it answers for the child. Raises RuleBroken."""
    if held.reason != "authority":
        raise RuleBroken("Only a move to another authority is accepted.")
    if held.accepted_at is not None:
        raise RuleBroken("It is accepted already.")
    if responsible_from < held.moves_on:
        raise RuleBroken("The day must be the day of the move or later.", "responsible_from")
    acknowledge(held, step="received", by=by)
    held.accepted_at, held.responsible_from = clock.now(), responsible_from
    db.session.flush()
    _event(held, "handover_accepted", by)


@jobs.task("handovers.remind", retries=3)
def remind(child: str, handover: str) -> None:
    """Remind whoever has not said that they have it, once, if they are still on the team."""
    held = db.session.scalar(select(Handover).where(Handover.id == UUID(handover)).with_for_update())
    if held is None or held.received_at is not None or held.reminded_at is not None:
        return
    today = clock.today()
    still = db.session.scalar(
        select(Membership.id)
        .where(Membership.child_id == UUID(child), Membership.person_id == held.to_id, Membership.state == "agreed")
        .where(Membership.from_on <= today, Membership.to_on.is_(None) | (Membership.to_on > today))
        .limit(1)
    )
    if still is None:
        return
    held.reminded_at = clock.now()
    _tell(held, "document_reminder")


def _tell(held: Handover, template: str) -> None:
    person = agencies.person(held.to_id)
    if person is not None:
        messages.queue_mail(
            person,
            template=template,
            about_id=held.id,
            disclosure=True,
            link=messages.path_to("handovers.one", handover_id=held.id),
        )


def _event(held: Handover, kind: str, by: Actor, **facts: str) -> None:
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=kind,
        occurred_on=clock.today(),
        about=held,
        facts=facts,
        by=by.person_id,
    )
