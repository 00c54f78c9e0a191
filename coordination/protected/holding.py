"""Words that name a protected place are held: looked for in everything that is about to be written, and taken out.

One listener looks at every new or changed row of a child before it goes to the database, whoever writes it and by which
page, job or import. A match never stops a save and changes nothing that its author sees: the words go to ``held_text``,
sealed, and a marker stands in their column. Where no place is protected the same one question is asked.

What is written about the history of a child for its clocks (events) has the words left out instead. What somebody is
still typing (drafts) is theirs alone and is not looked at. Of a concern that a child is not safe no more than the words
that name the place are held, and never what stands around them: it is saved and read at once by those who act.

What is written past the session's rows (``insert`` and ``update`` in bulk) is not seen by that listener: a second one
refuses it where it would write words about a child. Imports add rows like everybody else.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Insert, Text, Update, event, inspect
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from coordination import clock
from coordination.db import OfChild, new_id
from coordination.protected import sealing, store
from coordination.protected.markers import filled, keys_in, marker
from coordination.protected.matching import Match, Matcher
from coordination.protected.models import HeldState, HeldText

# Rows that are not words about a child: keys, files, links, who has which relationship, counted dates; the child's own
# names, which are how the record is found; and what somebody types and has not saved.
LEFT_ALONE = frozenset(
    {
        "protected_place", "held_text", "draft", "last_looked", "child", "child_index", "child_key", "child_name",
        "child_identifier", "stored_file", "issued_document", "one_time_link", "reach",
    }
)  # fmt: skip
# What is told onwards from these: words in them are left out and kept nowhere.
TOLD_ONWARDS = frozenset({"event", "clock"})
CONCERNS = "enquiries"
# The key under which a session keeps for whose children words were held in it.
HELD_NOW = "held_now"

_TEXTS: dict[Mapper[Any], tuple[str, ...]] = {}


def hold(session: Session, *_: Any) -> None:
    """Look at every row of a child that is about to be written."""
    for row in (*session.new, *session.dirty):
        if not isinstance(row, OfChild) or row.child_id is None or _left_alone(row):
            continue
        changed = [(key, value) for key, value in _changed(session, row) if value]
        if not changed:
            continue
        found = store.matcher(row.child_id, session)
        if not found:
            continue
        for key, value in changed:
            made = _Taken(session, row, key, found)
            without = made.out_of(value, [])
            if without != value:
                setattr(row, key, without)


def _left_alone(row: Any) -> bool:
    return row.__tablename__ in LEFT_ALONE


def _changed(session: Session, row: Any) -> Iterator[tuple[str, Any]]:
    state = inspect(row)
    new = row in session.new
    for key in _texts(state.mapper):
        if new:
            yield key, state.dict.get(key)
        elif (history := state.attrs[key].history).added:
            yield key, history.added[0]


def _texts(mapper: Mapper[Any]) -> tuple[str, ...]:
    if mapper not in _TEXTS:
        _TEXTS[mapper] = tuple(held.key for held in mapper.column_attrs if _holds_words(held.columns[0]))
    return _TEXTS[mapper]


def _holds_words(column: Any) -> bool:
    kind = column.type
    return isinstance(kind, (Text, JSONB)) or (isinstance(kind, ARRAY) and isinstance(kind.item_type, Text))


class _Taken:
    """Takes the words that name a place out of one column of one row."""

    def __init__(self, session: Session, row: Any, key: str, found: Matcher) -> None:
        self.session, self.row, self.key, self.found = session, row, key, found

    def out_of(self, value: Any, part: Sequence[str]) -> Any:
        """The value with markers; the same value where nothing names a place."""
        if isinstance(value, str):
            return self._text(value, list(part))
        if isinstance(value, dict):
            return {name: self.out_of(held, [*part, str(name)]) for name, held in value.items()}
        if isinstance(value, list):
            return [self.out_of(held, [*part, str(place)]) for place, held in enumerate(value)]
        return value

    def _text(self, text: str, part: list[str]) -> str:
        matches = self.found.find(filled(text, lambda _: ""))
        if not matches:
            return text
        if getattr(self.row, "section", None) == CONCERNS and not keys_in(text):
            return self._around(text, matches, part)
        return self._held(_whole(self.session, text), matches, part)

    def _around(self, text: str, matches: Sequence[Match], part: list[str]) -> str:
        """The text with each stretch that names a place taken out by itself, the last one first."""
        for match in reversed(matches):
            stretch = self._held(text[match.start : match.end], [match], part)
            text = f"{text[: match.start]}{stretch}{text[match.end :]}"
        return text

    def _held(self, words: str, matches: Sequence[Match], part: list[str]) -> str:
        """The marker of words that are held from here on; nothing where they are told onwards."""
        if self.row.__tablename__ in TOLD_ONWARDS:
            return ""
        if self.row.id is None:
            self.row.id = new_id()
        column = inspect(self.row).mapper.get_property(self.key).columns[0]
        key = new_id()
        sealed, key_id = sealing.seal(words, key, self.row.child_id)
        self.session.add(
            HeldText(
                id=key,
                authority_id=self.row.authority_id,
                child_id=self.row.child_id,
                table=column.table.name,
                row_id=self.row.id,
                column=column.name,
                part=part,
                kinds=sorted({match.kind for match in matches}),
                sealed=sealed,
                key_id=key_id,
                author_id=_author(self.session, self.row),
                written_at=clock.now(),
                state=HeldState.WAITING.value,
                recorded_by=_author(self.session, self.row),
            )
        )
        self.session.info.setdefault(HELD_NOW, set()).add((self.row.child_id, self.row.authority_id))
        return marker(key)


def _whole(session: Session, text: str) -> str:
    """A text that holds an older marker, with the words that marker stands for."""
    keys = keys_in(text)
    if not keys:
        return text
    rows = {row.id: row for row in (session.get(HeldText, key) for key in keys) if row is not None}
    return filled(text, lambda key: str(words_of(rows[key])) if key in rows else "")


def words_of(held: HeldText) -> str:
    """The words as they were written, or those that were put in their place. Raises sealing.Unreadable."""
    found: str = sealing.unseal(held.sealed, held.key_id, held.id, held.child_id)
    return found


def _author(session: Session, row: Any) -> UUID | None:
    acting = session.info.get("actor", ("",))[0]
    return UUID(acting) if acting else getattr(row, "recorded_by", None)


class PastTheListener(RuntimeError):
    """Words about a child were to be written in bulk, where nobody looks for what they name: a mistake in the house."""


def refuse_in_bulk(asked: ORMExecuteState) -> None:
    """Refuse an ``insert`` or ``update`` statement that writes words about a child."""
    written = asked.statement
    if not isinstance(written, (Insert, Update)):
        return
    table: Any = written.table
    if "child_id" not in table.c or table.name in LEFT_ALONE:
        return
    texts = {name: column for column in table.c if _holds_words(column) for name in (column.key, column.name)}
    if isinstance(written, Insert) and written.select is not None:
        wrong = {column.key for column in written.select.selected_columns if column.key in texts}
    else:
        wrong = {name for name, value in _written(asked, written) if name in texts and _is_words(value)}
    if wrong:
        raise PastTheListener(f"{table.name}: {', '.join(sorted(wrong))}: add rows to the session instead")


def _written(asked: ORMExecuteState, written: Insert | Update) -> Iterator[tuple[str, Any]]:
    """Every column that a statement writes, with its value."""
    for values in (written._values or {}, *(row for rows in written._multi_values for row in rows)):
        pairs: Any = values.items() if isinstance(values, dict) else zip(written.table.c, values, strict=False)
        yield from ((_name(column), getattr(value, "value", value)) for column, value in pairs)
    given: Any = asked.parameters or []
    for row in [given] if isinstance(given, dict) else given:
        yield from row.items()


def _name(column: Any) -> str:
    return str(column.key) if isinstance(column, Column) else str(getattr(column, "key", column))


def _is_words(value: Any) -> bool:
    """Whether a value is words and not a code: a code has no space in it."""
    if isinstance(value, str):
        return len(value.split()) > 1
    if isinstance(value, dict):
        return any(_is_words(held) for held in value.values())
    return isinstance(value, list) and any(_is_words(held) for held in value)


event.listen(Session, "before_flush", hold)
event.listen(Session, "do_orm_execute", refuse_in_bulk)
