"""Keeping the authority's own words."""

from uuid import UUID

from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.wording import queries
from coordination.wording.coach import JARGON
from coordination.wording.models import JargonWord

LONGEST = 60


def keep_word(authority_id: UUID, *, id: UUID, words: str, instead: str, by: Actor) -> JargonWord:
    """Say what to write instead of a word: a new one, or another suggestion for one that is there.

    The same word again is the same row. Raises RuleBroken for a word that is empty, too long or says itself.
    """
    key = _key(words)
    better = " ".join(instead.split())
    if not key:
        raise RuleBroken("Enter the word to point out", "words")
    if len(key) > LONGEST:
        raise RuleBroken(f"The word must be {LONGEST} characters or fewer", "words")
    if not better:
        raise RuleBroken("Enter what to write instead", "instead")
    if better.lower() == key:
        raise RuleBroken("What to write instead must be another word", "instead")
    return _kept(authority_id, key, id=id, instead=better, left_out=False, by=by)


def leave_out(authority_id: UUID, *, id: UUID, words: str, by: Actor) -> JargonWord:
    """Have the coach say nothing of a word any more. Raises RuleBroken where it says nothing of it now."""
    key = _key(words)
    if key not in JARGON and queries.own_word(authority_id, key) is None:
        raise RuleBroken("This word is not in the list")
    return _kept(authority_id, key, id=id, instead=JARGON.get(key, ""), left_out=True, by=by)


def _key(words: str) -> str:
    return " ".join(words.lower().split())


def _kept(authority_id: UUID, key: str, *, id: UUID, instead: str, left_out: bool, by: Actor) -> JargonWord:
    held = queries.own_word(authority_id, key)
    if held is None:
        held = JargonWord(id=id, authority_id=authority_id, words=key)
        db.session.add(held)
    held.instead = instead or held.instead or ""
    held.left_out = left_out
    held.recorded_by = by.person_id
    db.session.flush()
    return held
