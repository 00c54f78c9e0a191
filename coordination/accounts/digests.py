"""Being told by mail how much changed: who wants it how often, and when it is due. What is counted is counted above."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.accounts.models import Digest, DigestOften
from coordination.db import db

# The London hour after which a day's mail goes out: before work begins.
FROM_HOUR = 7


def often(person_id: UUID) -> DigestOften:
    """How often somebody is told."""
    held = db.session.get(Digest, person_id)
    return DigestOften(held.often) if held is not None else DigestOften.OFF


def choose(person_id: UUID, wanted: DigestOften) -> None:
    """Somebody chooses how often. What changed before they first chose is not told."""
    held = db.session.get(Digest, person_id)
    if held is None:
        held = Digest(person_id=person_id, often=wanted.value, told_until=clock.now())
        db.session.add(held)
    elif held.often == DigestOften.OFF.value:
        held.told_until = clock.now()
    held.often = wanted.value
    db.session.flush()


def is_due(wanted: DigestOften, told_on: date | None, now: datetime) -> bool:
    """Whether it is time: once a London day from 7 in the morning, or once a week, on Monday or the first day after."""
    if wanted is DigestOften.OFF or clock.london(now).hour < FROM_HOUR:
        return False
    today = clock.london_date(now)
    if told_on is None:
        return True
    return told_on < (today if wanted is DigestOften.DAILY else today - timedelta(days=today.weekday()))


def due(now: datetime) -> list[UUID]:
    """Everybody whose mail is due, by key."""
    held = db.session.scalars(select(Digest).where(Digest.often != DigestOften.OFF.value).order_by(Digest.person_id))
    return [one.person_id for one in held if is_due(DigestOften(one.often), one.told_on, now)]


def take(person_id: UUID, now: datetime) -> Digest | None:
    """One person's, locked until the end of the transaction; None when it is not, or no longer, due."""
    held = db.session.scalar(
        select(Digest).where(Digest.person_id == person_id).with_for_update().execution_options(populate_existing=True)
    )
    return held if held is not None and is_due(DigestOften(held.often), held.told_on, now) else None


def told(held: Digest, until: datetime, on: date) -> None:
    """They have been told of everything up to an instant, on a day."""
    held.told_until, held.told_on = until, on
    db.session.flush()
