"""Choosing how one's own page looks: a drawing or a photo, colours, larger words, small pictures."""

from typing import Any

from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.documents import files, pictures
from coordination.events import operations as events
from coordination.voice import own
from coordination.voice.models import Colours, YoungPage

# The drawings of templates/components/drawings.html, each by what it shows.
DRAWINGS = ("cat", "fox", "owl", "rocket", "ball", "star", "tree", "boat", "guitar", "planet")


def choose_looks(child: Child, *, colours: str, picture: str, large_text: bool, symbols: bool, by: Actor) -> YoungPage:
    """How the page looks from now on. A drawing takes the place of a photo; ``picture`` "photo" keeps the photo.

    Saying the same again changes nothing.
    """
    if colours not in {held.value for held in Colours}:
        raise RuleBroken("Choose one of the colours.", "colours")
    if picture not in {"", "photo", *DRAWINGS}:
        raise RuleBroken("Choose one of the pictures.", "picture")
    page = _page(child, by)
    fresh: dict[str, Any] = {"colours": colours, "large_text": large_text, "symbols": symbols}
    if picture != "photo":
        fresh |= {"picture": picture, "photo_id": None}
    return _changed(page, fresh, by)


def keep_photo(child: Child, content: bytes, *, by: Actor) -> YoungPage:
    """A photo for the page: made small, stripped of where and when it was taken, encrypted with the child's key.

    Raises RuleBroken for what is not a picture.
    """
    try:
        small = pictures.portrait(content)
    except pictures.NotAPicture:
        raise RuleBroken("This file is not a picture we can show.", "photo") from None
    page = _page(child, by)
    kept = files.store(child.authority_id, child.id, small, "image/jpeg", by=by.person_id)
    return _changed(page, {"photo_id": kept.id}, by)


def large_words(child: Child, large: bool, *, by: Actor) -> YoungPage:
    """Larger or ordinary words on the page."""
    return _changed(_page(child, by), {"large_text": large}, by)


def _page(child: Child, by: Actor) -> YoungPage:
    held = own.looks_of(child.id)
    if held is None:
        held = YoungPage(
            id=new_id(), authority_id=child.authority_id, child_id=child.id, recorded_by=by.person_id, picture=""
        )
        db.session.add(held)
        db.session.flush()
    return held


def _changed(page: YoungPage, fresh: dict[str, Any], by: Actor) -> YoungPage:
    changes = {name: value for name, value in fresh.items() if getattr(page, name) != value}
    if not changes:
        return page
    for name, value in changes.items():
        setattr(page, name, value)
    page.recorded_by = by.person_id
    db.session.flush()
    events.record(
        authority_id=page.authority_id,
        child_id=page.child_id,
        kind="own_page_changed",
        about=page,
        by=by.person_id,
    )
    return page
