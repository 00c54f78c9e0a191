"""Asking which words the coach points out, and for which age a child's words are written."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

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
    return measure_of(db.session.execute(asked_measure(authority_id, child_id)).mappings())


def asked_measure(authority_id: UUID, child_id: UUID) -> Select[int | None, str, str, bool]:
    """The question of :func:`measure`, for a page that asks other things with it."""
    return (
        select(ChildProfile.reading_age, JargonWord.words, JargonWord.instead, JargonWord.left_out)
        .select_from(ChildProfile)
        .outerjoin(JargonWord, JargonWord.authority_id == ChildProfile.authority_id)
        .where(ChildProfile.authority_id == authority_id, ChildProfile.child_id == child_id)
    )


def measure_of(found: Iterable[Mapping[Any, Any]]) -> Measure:
    """What words are measured by. ``found``: the answers to :func:`asked_measure`."""
    rows = list(found)
    wanted = next((row["reading_age"] for row in rows if row["reading_age"]), USUAL_AGE)
    return Measure(wanted, _over((row["words"], row["instead"], row["left_out"]) for row in rows if row["words"]))


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
