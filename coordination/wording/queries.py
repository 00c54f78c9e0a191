"""Asking which words the coach points out, and for which age a child's words are written."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination.children.models import ChildProfile
from coordination.db import db
from coordination.wording.coach import JARGON
from coordination.wording.models import JargonWord
from coordination.wording.reading import USUAL_AGE


class Measure(NamedTuple):
    """What words for one child are measured by: the age they are written for, and the words to point out."""

    wanted: int
    jargon: Mapping[str, str]


def measure(authority_id: UUID, child_id: UUID) -> Measure:
    """What words written for a child are measured by. One query."""
    rows = db.session.execute(
        select(ChildProfile.reading_age, JargonWord.words, JargonWord.instead, JargonWord.left_out)
        .select_from(ChildProfile)
        .outerjoin(JargonWord, JargonWord.authority_id == ChildProfile.authority_id)
        .where(ChildProfile.authority_id == authority_id, ChildProfile.child_id == child_id)
    ).all()
    wanted = next((row.reading_age for row in rows if row.reading_age), USUAL_AGE)
    return Measure(wanted, _over((row.words, row.instead, row.left_out) for row in rows if row.words))


def own_words(places: Collection[UUID]) -> list[JargonWord]:
    """The rows these authorities keep, by word."""
    return list(
        db.session.scalars(select(JargonWord).where(JargonWord.authority_id.in_(places)).order_by(JargonWord.words))
    )


def own_word(authority_id: UUID, words: str) -> JargonWord | None:
    """What an authority says of one word, or None where it leaves the product's own list as it is."""
    return db.session.scalar(
        select(JargonWord).where(JargonWord.authority_id == authority_id, JargonWord.words == words)
    )


def _over(rows: Iterable[tuple[str, str, bool]]) -> dict[str, str]:
    found = dict(JARGON)
    for words, instead, left_out in rows:
        if left_out:
            found.pop(words, None)
        else:
            found[words] = instead
    return found
