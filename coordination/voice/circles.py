"""A young person's circles: the people who matter to them, theirs alone until they share them with their worker."""

from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.voice import own
from coordination.voice.models import CirclePerson, Ring

MOST = 60
LONGEST_NAME = 60


def put_in(child: Child, *, id: UUID, name: str, ring: str, by: Actor) -> CirclePerson:
    """Put somebody in a circle. While the circles are shared, so are they. The same key again is the same person."""
    existing = own.circle_person(id)
    if existing is not None:
        return existing
    called = " ".join(name.split())
    if not called:
        raise RuleBroken("Write a name first.", "name")
    if len(called) > LONGEST_NAME:
        raise RuleBroken(f"The name must be {LONGEST_NAME} characters or fewer.", "name")
    held = _theirs(child, by)
    if len(held) >= MOST:
        raise RuleBroken(f"There is room for {MOST} people.", "name")
    shared = next((row.shared_at for row in held if row.shared_at is not None), None)
    person = CirclePerson(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        owner_id=by.person_id,
        name=called,
        ring=_ring(ring),
        shared_at=shared,
        recorded_by=by.person_id,
    )
    db.session.add(person)
    db.session.flush()
    _tell(child, [person], by)
    return person


def move(person: CirclePerson, ring: str, *, by: Actor) -> CirclePerson:
    """Put somebody in another circle."""
    where = _ring(ring)
    if person.ring != where:
        person.ring = where
        db.session.flush()
        _tell(person, [person], by)
    return person


def take_out(person: CirclePerson, *, by: Actor) -> None:
    """Take somebody out. Whom nobody was shown leaves no trace; who was shared stays in the record as ended."""
    if person.shared_at is None:
        db.session.delete(person)
        db.session.flush()
        return
    person.ended_on = clock.today()
    db.session.flush()
    _tell(person, [person], by)


def share(child: Child, *, by: Actor) -> int:
    """Let their worker see the circles, whoever is put in later with them. Answers how many people are in them."""
    held = _theirs(child, by)
    fresh = [row for row in held if row.shared_at is None]
    for row in fresh:
        row.shared_at = clock.now()
    db.session.flush()
    _tell(child, fresh, by)
    return len(held)


def stop_sharing(child: Child, *, by: Actor) -> int:
    """Keep the circles to oneself again. What their worker has seen, they have seen. Answers how many are in them."""
    held = _theirs(child, by)
    shared = [row for row in held if row.shared_at is not None]
    _tell(child, shared, by)
    for row in shared:
        row.shared_at = None
    db.session.flush()
    return len(held)


def _theirs(child: Child, by: Actor) -> list[CirclePerson]:
    return [row for row in own.circles_of(child.id) if row.owner_id == by.person_id]


def _ring(ring: str) -> str:
    if ring not in {held.value for held in Ring}:
        raise RuleBroken("Choose how close they are.", "ring")
    return ring


def _tell(of: Child | CirclePerson, changed: list[CirclePerson], by: Actor) -> None:
    """One event where something that is shared has changed; what is theirs alone is in nobody's chronology."""
    if not any(row.shared_at is not None for row in changed):
        return
    events.record(
        authority_id=of.authority_id,
        child_id=of.child_id if isinstance(of, CirclePerson) else of.id,
        kind="circles_changed",
        facts={"only_my_worker": True},
        label="S2",
        by=by.person_id,
    )
