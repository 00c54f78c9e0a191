"""Reminding somebody, once, that a paper they were sent still waits for them to say they have read it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from coordination import clock, jobs, timescales
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority
from coordination.db import db
from coordination.documents.models import DocumentCopy
from coordination.messages import operations as messages
from coordination.reviews import issuing, queries
from coordination.reviews.circulation.models import Channel, CirculationLine
from coordination.reviews.papers import Record

# After how many working days, where the authority has not chosen its own number. Local practice: no law says it.
WORKING_DAYS = 5
AT = time(8, 30)


def working_days(authority: Authority | None) -> int:
    """After how many working days an authority reminds: its own number, from 1 to 30, or 5."""
    chosen: Any = ((authority.settings or {}) if authority is not None else {}).get("circulation", {})
    days = chosen.get("remind_after_working_days") if isinstance(chosen, dict) else None
    return days if isinstance(days, int) and 1 <= days <= 30 else WORKING_DAYS


def remind_on(told_on: date, days: int) -> date:
    """The working day on which somebody who was told on a day is reminded."""
    calendar, on = timescales.england(), told_on
    for _ in range(days):
        on = calendar.next_working_day(on + timedelta(days=1))
    return on


def remind_later(told: Iterable[CirculationLine]) -> None:
    """Queue the one reminder of each person of what they were just told of. ``told``: a line of each, of one child."""
    lines = list(told)
    if not lines:
        return
    days = working_days(agencies.authority(lines[0].authority_id))
    at = datetime.combine(remind_on(clock.today(), days), AT, tzinfo=ZoneInfo("Europe/London"))
    each = [
        {"child": line.child_id, "review": line.review_id, "batch": line.batch_id, "person": line.person_id}
        for line in lines
    ]
    jobs.defer_each("reviews.remind", each, at=at)


@jobs.task("reviews.remind", retries=3)
def remind_job(child: str, review: str, batch: str, person: str) -> None:
    """Remind one person of one press's papers, if that is still right: once, and never of what they may not have."""
    held = queries.review(UUID(review))
    somebody = agencies.person(UUID(person))
    if held is None or somebody is None:
        return
    found = db.session.execute(
        select(CirculationLine, DocumentCopy)
        .join(DocumentCopy, DocumentCopy.id == CirculationLine.copy_id)
        .where(CirculationLine.batch_id == UUID(batch), CirculationLine.person_id == somebody.id)
        .where(CirculationLine.channel == Channel.ACCOUNT.value, CirculationLine.told_at.is_not(None))
        .where(CirculationLine.reminded_at.is_(None), DocumentCopy.acknowledged_at.is_(None))
        .where(DocumentCopy.withdrawn_at.is_(None), DocumentCopy.superseded_at.is_(None))
        .order_by(CirculationLine.id)
        .with_for_update(of=CirculationLine)
    ).all()
    record = Record(held.child)
    theirs = [offer for offer in issuing.offers(record, held) if offer.person is not None]
    of = issuing.weigh([offer for offer in theirs if offer.place is not None], record.child)
    may = {
        offer.kind
        for offer in theirs
        if offer.place is not None
        and offer.place.person_id == somebody.id
        and _still(issuing.recipient(offer, record, of))
    }
    waiting = [(line, copy) for line, copy in found if line.kind in may]
    if not waiting:
        return
    for line, _ in waiting:
        line.reminded_at = clock.now()
    messages.queue_mail(
        somebody,
        template="document_reminder",
        about_id=waiting[0][1].id,
        disclosure=True,
        link=messages.path_to("documents.copy", copy_id=waiting[0][1].id),
    )


def _still(to: Any) -> bool:
    """Whether somebody may still have what they were given."""
    return bool(to.basis_recorded and to.agreement_covers and not to.excluded)
