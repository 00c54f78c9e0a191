"""Keeping the words that promise nothing in provision: the product's list with an authority's own over it."""

from uuid import UUID

from sqlalchemy import select

from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.ehc.plan.quality import VAGUE
from coordination.ehc.type_models import VagueWord

LONGEST = 60


def listed(authority_id: UUID) -> list[tuple[str, str, bool, bool]]:
    """Words, what to say instead, whether they are the authority's own and whether they are left out. One query."""
    rows = list(db.session.scalars(select(VagueWord).where(VagueWord.authority_id == authority_id)))
    own = {row.words for row in rows}
    found = [(row.words, row.instead, True, row.left_out) for row in rows]
    found += [(words, instead, False, False) for words, instead in VAGUE.items() if words not in own]
    return sorted(found)


def keep(authority_id: UUID, *, id: UUID, words: str, instead: str, left_out: bool, by: Actor) -> VagueWord:
    """Point a word out, with what to say instead, or say nothing of it any more. The same word is the same row."""
    key, better = " ".join(words.lower().split()), " ".join(instead.split())
    if not key:
        raise RuleBroken("Enter the words to point out", "words")
    if len(key) > LONGEST:
        raise RuleBroken(f"The words must be {LONGEST} characters or fewer", "words")
    if not better and not left_out:
        raise RuleBroken("Enter what to say instead", "instead")
    held = db.session.scalar(select(VagueWord).where(VagueWord.authority_id == authority_id, VagueWord.words == key))
    if held is None:
        if left_out and key not in VAGUE:
            raise RuleBroken("These words are not in the list", "words")
        held = VagueWord(id=id, authority_id=authority_id, words=key)
        db.session.add(held)
    held.instead = better or held.instead or VAGUE.get(key, "")
    held.left_out = left_out
    held.recorded_by = by.person_id
    db.session.flush()
    return held
