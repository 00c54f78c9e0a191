"""Telling a story: a worker prepares a part and shows it, the young person writes their own and chooses what is in."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.documents import files, pictures
from coordination.events import operations as events
from coordination.story import queries
from coordination.story.models import LeftOut, Part, StoryEntry


def tell(
    child: Child,
    *,
    id: UUID,
    part: str,
    title: str,
    words: str,
    own: bool,
    show: bool,
    by: Actor,
    from_on: date | None = None,
    to_on: date | None = None,
    left_out: Iterable[str] = (),
    hard_words_why: str = "",
    source: str | None = None,
) -> StoryEntry:
    """Begin a part of the story. The same key again is the same part.

    ``own``: the young person writes it: it is in, until they leave it out. ``show``: a worker's is published to them
    now. ``hard_words_why``: why it is harder to read than was chosen for them, where it is.
    """
    existing = db.session.get(StoryEntry, id)
    if existing is not None:
        return existing
    held = StoryEntry(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        part=Part(part).value,
        title="",
        own=own,
        chosen=True if own else None,
        published_at=clock.now() if own else None,
        audiences=["young_person"],
        source=source,
        recorded_by=by.person_id,
    )
    _say(held, title, words, from_on, to_on, left_out, hard_words_why)
    db.session.add(held)
    db.session.flush()
    if show or own:
        _published(held, by)
    return held


def change(
    held: StoryEntry,
    *,
    part: str,
    title: str,
    words: str,
    show: bool,
    by: Actor,
    from_on: date | None = None,
    to_on: date | None = None,
    left_out: Iterable[str] = (),
    hard_words_why: str = "",
) -> None:
    """Say a part otherwise. What is shown stays shown; what a worker changes, the young person chooses anew."""
    if held.own:
        raise RuleBroken("The young person wrote this: only they change it.")
    before = (held.title, held.words)
    held.part = Part(part).value
    _say(held, title, words, from_on, to_on, left_out, hard_words_why)
    if (held.title, held.words) != before:
        held.chosen = None
    db.session.flush()
    if show and held.published_at is None:
        _published(held, by)


def put_photo(held: StoryEntry, content: bytes, *, shows: str, by: Actor) -> None:
    """A photo of a part: made small, stripped of where and when it was taken, encrypted with the child's key."""
    try:
        small = pictures.portrait(content)
    except pictures.NotAPicture:
        raise RuleBroken("This file is not a picture we can show.", "photo") from None
    held.photo_id = files.store(held.authority_id, held.child_id, small, "image/jpeg", by=by.person_id).id
    held.photo_shows = " ".join(shows.split()) or None
    db.session.flush()


def choose(held: StoryEntry, *, wanted: bool) -> None:
    """The young person has a part in their booklet, or leaves it out."""
    held.chosen = wanted
    db.session.flush()


def take_out(held: StoryEntry) -> None:
    """Take a part out of the story altogether."""
    held.ended_at = clock.now()
    db.session.flush()


def in_booklet(child_id: UUID) -> list[StoryEntry]:
    """What the young person chose, from the beginning on."""
    return [row for row in queries.entries(child_id) if row.published_at is not None and row.chosen]


def _say(
    held: StoryEntry,
    title: str,
    words: str,
    from_on: date | None,
    to_on: date | None,
    left_out: Iterable[str],
    hard_words_why: str,
) -> None:
    called = " ".join(title.split())
    if not called:
        raise RuleBroken("Write a heading first.", "title")
    if from_on is not None and to_on is not None and to_on < from_on:
        raise RuleBroken("It ends on or after the day it began.", "to_on")
    held.title, held.words, held.from_on, held.to_on = called, words.strip(), from_on, to_on
    held.left_out = [LeftOut(code).value for code in left_out]
    held.hard_words_why = hard_words_why.strip() or None


def _published(held: StoryEntry, by: Actor) -> None:
    held.published_at = held.published_at or clock.now()
    db.session.flush()
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind="story_told",
        about=held,
        label="S2",
        by=by.person_id,
    )
