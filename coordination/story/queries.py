"""Asking for the parts of a story, and for what of the record one could begin with."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination.access import guard
from coordination.care import queries as care
from coordination.children.models import Child, SchoolPlace
from coordination.db import db
from coordination.documents.models import StoredFile
from coordination.story.models import StoryEntry


class Beginning(NamedTuple):
    """Something the record knows that the story does not tell yet: dates only, and no name of anybody."""

    source: str
    part: str
    title: str
    from_on: date | None
    to_on: date | None


def entry(entry_id: UUID) -> StoryEntry | None:
    """One part that was not taken out."""
    held = db.session.get(StoryEntry, entry_id)
    return held if held is not None and held.ended_at is None else None


def entries(child_id: UUID) -> list[StoryEntry]:
    """Every part, from the beginning of life on; what has no day comes last."""
    found = db.session.scalars(select(StoryEntry).where(StoryEntry.child_id == child_id, StoryEntry.ended_at.is_(None)))
    return sorted(found, key=lambda row: (row.from_on or date.max, row.id))


def photo(held: StoryEntry) -> StoredFile | None:
    """The photo of a part."""
    return db.session.get(StoredFile, held.photo_id) if held.photo_id is not None else None


def beginnings(child: Child, told: Iterable[StoryEntry]) -> list[Beginning]:
    """Homes and schools of the record that no part was begun from, as far as the actor may read them."""
    known = {row.source for row in told}
    found: list[Beginning] = []
    for home in guard.readable(care.placements(child.id), "placement"):
        found.append(Beginning(f"placement:{home.id}", "home", "A home", home.from_on, home.to_on))
    places = db.session.scalars(select(SchoolPlace).where(SchoolPlace.child_id == child.id))
    for school in guard.readable(places, "education"):
        found.append(Beginning(f"school:{school.id}", "school", school.name, school.from_on, school.to_on))
    return sorted(
        (row for row in found if row.source not in known), key=lambda row: (row.from_on or date.max, row.source)
    )
