"""Held words in what leaves the pages: the facts of papers, files, mail. What waits or stays held is left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from coordination.db import db
from coordination.protected.holding import words_of
from coordination.protected.markers import any_in, filled, keys_in
from coordination.protected.models import HeldState, HeldText

FOR_EVERYBODY = frozenset({HeldState.RELEASED.value, HeldState.REPLACED.value})
Facts = TypeVar("Facts", bound=Mapping[str, Any])


def for_everybody(facts: Facts, *, whose_id: UUID | None = None) -> Facts:
    """Facts with what may be shown of every held text in the place of its marker. Where none stands, the same facts.

    ``whose_id``: whom the paper is made for alone. What they wrote themself stands on it as they wrote it: a paper that
    left it out would tell them that it names a place.
    """
    texts = list(texts_in(facts))
    if not any_in(texts):
        return facts
    keys = {key for text in texts for key in keys_in(text)}
    shown: Any = HeldText.state.in_(FOR_EVERYBODY)
    if whose_id is not None:
        shown = shown | (HeldText.author_id == whose_id)
    asked = select(HeldText).where(HeldText.id.in_(keys), shown)
    said = {row.id: words_of(row) for row in db.session.scalars(asked)} if keys else {}
    made: Facts = _filled(facts, said)
    return made


def texts_in(value: Any) -> Iterator[str]:
    """Every text in facts, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from texts_in(held)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for held in value:
            yield from texts_in(held)


def _filled(value: Any, said: Mapping[Any, str]) -> Any:
    if isinstance(value, str):
        return filled(value, lambda key: said.get(key, ""))
    if isinstance(value, Mapping):
        return {name: _filled(held, said) for name, held in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_filled(held, said) for held in value]
    return value
