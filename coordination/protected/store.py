"""Asking about protected places and keeping them. Nothing else opens what is sealed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypedDict
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coordination import clock
from coordination.db import RuleBroken, db
from coordination.protected import sealing
from coordination.protected.matching import Matcher, Value
from coordination.protected.models import HeldText, PlaceKind, ProtectedPlace

_MATCHERS = "protected_matchers"


class Said(TypedDict):
    """What is sealed of a place: its values, each words or "", and why it is protected."""

    name: str
    lines: str
    postcode: str
    phone: str
    vehicle: str
    position: str
    words: str
    reason: str


FIELDS = ("name", "lines", "postcode", "phone", "vehicle", "position", "words")


def standing(child_id: UUID, session: Session | None = None) -> list[ProtectedPlace]:
    """The protected places of a child that have not ended, the newest first."""
    return list(
        (session or db.session()).scalars(
            select(ProtectedPlace)
            .where(ProtectedPlace.child_id == child_id, ProtectedPlace.ended_on.is_(None))
            .order_by(ProtectedPlace.from_on.desc(), ProtectedPlace.id.desc())
        )
    )


def standing_of_each(child_ids: Iterable[UUID]) -> dict[UUID, list[ProtectedPlace]]:
    """The protected places of several children that have not ended, of those that have any. One query."""
    found: dict[UUID, list[ProtectedPlace]] = {}
    asked = select(ProtectedPlace).where(ProtectedPlace.child_id.in_(set(child_ids)), ProtectedPlace.ended_on.is_(None))
    for held in db.session.scalars(asked.order_by(ProtectedPlace.id)):
        found.setdefault(held.child_id, []).append(held)
    return found


def place(place_id: UUID) -> ProtectedPlace | None:
    """One protected place that has not ended."""
    found = db.session.get(ProtectedPlace, place_id)
    return found if found is not None and found.ended_on is None else None


def said(place: ProtectedPlace) -> Said:
    """What is kept of a place. Raises sealing.Unreadable."""
    found: Said = sealing.unseal(place.sealed, place.key_id, place.id, place.child_id)
    return found


def values(place: ProtectedPlace) -> Iterator[Value]:
    """The values of a place that a text must not name."""
    held = said(place)
    yield Value("person" if place.kind == PlaceKind.IDENTITY.value else "name", held["name"])
    yield Value("address", held["lines"])
    yield Value("postcode", held["postcode"])
    yield Value("phone", held["phone"])
    yield Value("vehicle", held["vehicle"])
    for line in held["position"].splitlines():
        yield Value("position", line)
    for line in held["words"].splitlines():
        yield Value("words", line)


def matcher(child_id: UUID, session: Session | None = None) -> Matcher:
    """Finds what a text must not name of a child. Asked of the database once in a session; one query."""
    known = (session or db.session()).info.setdefault(_MATCHERS, {})
    if child_id not in known:
        known[child_id] = matcher_of(standing(child_id, session))
    found: Matcher = known[child_id]
    return found


def matcher_of(places: Iterable[ProtectedPlace]) -> Matcher:
    """Finds the values of these places."""
    return Matcher(value for held in places for value in values(held))


def keep(
    *,
    id: UUID,
    authority_id: UUID,
    child_id: UUID,
    kind: str,
    held: Said,
    decided_by: str,
    review_on: date,
    known_to: Iterable[UUID],
    by: UUID | None,
) -> ProtectedPlace:
    """Keep a place. The same key again is the same place. Raises RuleBroken where it says nothing to look for."""
    if (same := db.session.get(ProtectedPlace, id)) is not None:
        return same
    if not any(held[field].strip() for field in FIELDS):  # type: ignore[literal-required]
        raise RuleBroken("Enter at least one thing that must not be found out", "lines")
    if review_on <= clock.today():
        raise RuleBroken("The day to look at it again must be in the future", "review_on")
    sealed, key_id = sealing.seal(held, id, child_id)
    made = ProtectedPlace(
        id=id,
        authority_id=authority_id,
        child_id=child_id,
        kind=PlaceKind(kind).value,
        sealed=sealed,
        key_id=key_id,
        decided_by=decided_by.strip(),
        from_on=clock.today(),
        review_on=review_on,
        known_to=sorted(set(known_to)),
        recorded_by=by,
    )
    db.session.add(made)
    db.session.flush()
    forget(child_id)
    return made


def end(held: ProtectedPlace) -> None:
    """It is protected no longer, from today."""
    held.ended_on = clock.today()
    db.session.flush()
    forget(held.child_id)


def forget(child_id: UUID) -> None:
    """What is protected of a child was changed in this session: ask again."""
    db.session().info.get(_MATCHERS, {}).pop(child_id, None)


# -- keys ---------------------------------------------------------------------------------------------------------


def rotate(batch: int = 500) -> Iterator[tuple[int, int]]:
    """Seal everything that another key sealed with the newest one: how many are done, and how many there were. Rows
    that the newest key sealed already are left; begun again, it goes on where it stopped. The caller commits each step.
    """
    newest = sealing.newest_key()
    models = (ProtectedPlace, HeldText)
    total = sum(len(_waiting(model, newest, None)) for model in models)
    done = 0
    for model in models:
        while held := _waiting(model, newest, batch):
            for row in held:
                said_ = sealing.unseal(row.sealed, row.key_id, row.id, row.child_id)
                sealed, key_id = sealing.seal(said_, row.id, row.child_id)
                # The row as it was read: what somebody changed meanwhile keeps the newer words.
                db.session.execute(
                    update(model)
                    .where(model.id == row.id, model.sealed == row.sealed)
                    .values(sealed=sealed, key_id=key_id)
                    .execution_options(synchronize_session=False)
                )
            done += len(held)
            yield done, total


def _waiting(model: type[ProtectedPlace] | type[HeldText], newest: str, limit: int | None) -> list:  # type: ignore[type-arg]
    asked = (
        select(model.id, model.child_id, model.sealed, model.key_id).where(model.key_id != newest).order_by(model.id)
    )
    return list(db.session.execute(asked.limit(limit)).all())
