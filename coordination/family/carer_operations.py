"""What a carer may do on their own page beside their actions: write in the diary, say how they are, what they were told
and how the days go. Whoever should hear of it is told that there is something new, without a word of what it is."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.care.models import Placement
from coordination.children.models import Child
from coordination.db import db
from coordination.household import operations as household
from coordination.household import supporting
from coordination.household.models import CarerStrain, DiaryEntry, TimeAway, ToldBefore
from coordination.messages import operations as messages


def write_diary(
    child: Child, *, id: UUID, happened_at: datetime, words: str, tell: Iterable[Person], by: Actor
) -> DiaryEntry:
    """Write in the diary. Whoever supervises the carer hears that there is something new."""
    new = db.session.get(DiaryEntry, id) is None
    held = household.write_diary(child, id=id, happened_at=happened_at, words=words, by=by)
    if new:
        _tell(tell, held.id)
    return held


def add_to_entry(
    child: Child, entry: DiaryEntry, *, id: UUID, words: str, tell: Iterable[Person], by: Actor
) -> DiaryEntry:
    """Add to an entry of one's own: what was written stays."""
    new = db.session.get(DiaryEntry, id) is None
    held = household.add_to_entry(child, entry, id=id, words=words, by=by)
    if new:
        _tell(tell, held.id)
    return held


def say_strain(
    child: Child, *, id: UUID, score: int, would_help: str, tell: Iterable[Person], by: Actor
) -> CarerStrain:
    """Say how hard it is at the moment. Whoever supports the carer hears that there is something new."""
    new = db.session.get(CarerStrain, id) is None
    held = household.say_strain(child, id=id, score=score, would_help=would_help, by=by)
    if new:
        _tell(tell, held.id)
    return held


def say_told(
    placement: Placement,
    *,
    items: Iterable[str],
    told: bool,
    told_on: date | None,
    told_by: str,
    how: str | None,
    tell: Iterable[Person],
    by: Actor,
) -> list[ToldBefore]:
    """Say what the carer was told before the move, or was not. Whoever leads hears that there is something new."""
    made = household.say_told(
        placement, items=items, told=told, said_by="carer", told_on=told_on, told_by=told_by, how=how, by=by
    )
    if made:
        _tell(tell, made[0].id)
    return made


def ask_time_away(
    child: Child,
    *,
    id: UUID,
    from_on: date,
    to_on: date,
    who_cares: str | None,
    to_know: str | None,
    tell: Iterable[Person],
    by: Actor,
) -> TimeAway:
    """Ask for time away. Whoever supports the carer hears that there is something new."""
    new = supporting.time_away(id) is None
    held = supporting.ask_time_away(
        child, id=id, from_on=from_on, to_on=to_on, who_cares=who_cares or "", to_know=to_know or "", by=by
    )
    if new:
        _tell(tell, held.id)
    return held


def _tell(people: Iterable[Person], about_id: UUID) -> None:
    for person in {held.id: held for held in people}.values():
        messages.queue_mail(person, template="something_new", about_id=about_id)
