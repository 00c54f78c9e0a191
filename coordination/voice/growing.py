"""How a young person is doing, 0 to 10, as they say it and as an adult sees it; and who is there for them."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.voice import own
from coordination.voice.models import Area, Rating, TrustedAdult

# The areas in plain English, for pages of those who work with the child.
AREAS: Mapping[str, str] = {
    "relationships": "Getting on with people",
    "independence": "Doing things by myself",
    "confidence": "Feeling sure of myself",
    "safety": "Feeling safe",
    "belonging": "Feeling that I belong",
}


def rate(
    child: Child,
    *,
    scores: Mapping[str, tuple[UUID, int | None]],
    own_view: bool,
    by: Actor,
    why: str = "",
    show_young_person: bool = False,
) -> list[Rating]:
    """Keep the scores of some areas, each with the key it will have; an area without a score is left out.

    ``own_view``: the young person says it of themselves. An adult's is shown to them when ``show_young_person``.
    The same keys again are the same ratings. Raises RuleBroken without any score, or with one outside 0 to 10.
    """
    given = {area: (key, score) for area, (key, score) in scores.items() if score is not None}
    if not given:
        raise RuleBroken("Choose a number for at least one of them.")
    known = {row.id: row for row in own.ratings_of(child.id)}
    kept: list[Rating] = []
    fresh = False
    for area, (key, score) in given.items():
        if key in known:
            kept.append(known[key])
            continue
        if area not in {held.value for held in Area} or score is None or not 0 <= score <= 10:
            raise RuleBroken("Choose a number from 0 to 10.", area)
        fresh = True
        shown = own_view or show_young_person
        row = Rating(
            id=key,
            authority_id=child.authority_id,
            child_id=child.id,
            area=area,
            score=score,
            own=own_view,
            rated_by=by.person_id,
            rated_on=clock.today(),
            why=why.strip(),
            audiences=["young_person"] if shown else [],
            published_at=clock.now() if shown else None,
            recorded_by=by.person_id,
        )
        db.session.add(row)
        kept.append(row)
    db.session.flush()
    if fresh:
        events.record(
            authority_id=child.authority_id,
            child_id=child.id,
            kind="rated_themselves" if own_view else "rated_by_adult",
            label="S2" if own_view else "S1",
            by=by.person_id,
        )
    return kept


def newest(ratings: Iterable[Rating]) -> dict[str, Rating]:
    """The newest of these ratings in each area. ``ratings`` come newest first."""
    found: dict[str, Rating] = {}
    for row in ratings:
        found.setdefault(row.area, row)
    return found


def earlier(ratings: Iterable[Rating]) -> dict[str, Rating]:
    """In each area the first rating of a day before the newest one's: where somebody came from."""
    held = list(ratings)
    last = newest(held)
    return {row.area: row for row in held if row.rated_on < last[row.area].rated_on}


def name_adult(child: Child, *, id: UUID, name: str, since_on: date | None, by: Actor) -> TrustedAdult:
    """An adult who is there for the young person. The same key again is the same adult."""
    existing = own.trusted_adult(id)
    if existing is not None:
        return existing
    called = " ".join(name.split())
    if not called:
        raise RuleBroken("Write a name first.", "name")
    if since_on is not None and since_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "since_on")
    row = TrustedAdult(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        owner_id=by.person_id,
        name=called[:120],
        since_on=since_on,
        recorded_by=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    _tell(row, by)
    return row


def not_there_any_more(adult: TrustedAdult, *, by: Actor) -> TrustedAdult:
    """This adult is not there for them any more, from today. Said twice it is the same."""
    if adult.until_on is None:
        adult.until_on = max(clock.today(), adult.since_on or clock.today())
        db.session.flush()
        _tell(adult, by)
    return adult


def _tell(adult: TrustedAdult, by: Actor) -> None:
    events.record(
        authority_id=adult.authority_id,
        child_id=adult.child_id,
        kind="trusted_adults_changed",
        about=adult,
        label="S2",
        by=by.person_id,
    )
