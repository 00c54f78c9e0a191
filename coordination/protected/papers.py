"""Papers that would tell a protected place: looked through as bytes before they are given, and held for the lead.

Words that name a place are left out of the facts a paper is made from. What still stands in its bytes came another way:
by a name that was recorded before the place was protected, by a template, by a file. That paper is not given out until
somebody who answers for the child has looked. What its maker is told says nothing of a place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.models import Reach
from coordination.db import RuleBroken, db, new_id
from coordination.protected import sealing, store
from coordination.protected.holding import words_of
from coordination.protected.models import SECTION, HeldState, HeldText, ProtectedPlace

WAITS = "It cannot be given out now. Those who answer for the child have been told, and look at it first."
# What is made when it is asked for, and is no row of its own: lists, letters as files, calendars.
MADE = "made_file"
# The key under which a session keeps what is to be held with the answer.
_STOPPED = "stopped"
# The tables whose rows are papers.
PAPERS = frozenset({"issued_document", "document_copy", "stored_file", MADE})


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is held: a paper by its table and key, in the words for those who look at it."""

    authority_id: UUID
    child_id: UUID
    table: str
    row_id: UUID
    what: str
    kinds: tuple[str, ...] = ()


class Stopped(RuleBroken):
    """Something may not leave now. It is held with the answer, though what was asked is taken back."""

    def __init__(self, waits: Iterable[Waiting] = ()) -> None:
        super().__init__(WAITS)
        hold_with_the_answer(waits)


def hold_with_the_answer(waits: Iterable[Waiting]) -> None:
    """Have these held when the request is answered, whatever becomes of the rest of it."""
    db.session().info.setdefault(_STOPPED, []).extend(waits)


def hold_what_was_stopped(by: UUID | None) -> bool:
    """Hold what was found to wait while a request was answered, and say whether there was anything. The boundary's."""
    waits = db.session().info.pop(_STOPPED, [])
    for each in waits:
        hold_waiting(each, by=by)
    return bool(waits)


class Look:
    """Looks through papers of one child. What is protected is asked for once, a paper read once for all its readers."""

    def __init__(self, child_id: UUID, places: list[ProtectedPlace] | None = None) -> None:
        self.child_id = child_id
        self.places = store.standing(child_id) if places is None else places

    @property
    def authority_id(self) -> UUID:
        """The authority that protects the places: there is one where there is something to look for."""
        return self.places[0].authority_id

    def told_to(self, text: str, recipient: UUID | None) -> list[str]:
        """The kinds of protected value that a text names, and that its recipient does not know already."""
        kinds = self._kinds(text, recipient)
        return [] if kinds and _has_grant(self.child_id, recipient) else kinds

    def stretches(self, text: str) -> list[str]:
        """What names a place in a text, as it stands there."""
        found = store.matcher_of(self.places).find(text)
        return sorted({text[match.start : match.end] for match in found})

    def named_in(self, pdf: bytes, recipients: Iterable[UUID | None]) -> dict[UUID | None, list[str]]:
        """The kinds of protected value that a paper names, for each recipient who does not know them already."""
        if not self.places:
            return {}
        # A process that opens no paper does not carry what reads one.
        from coordination.protected import pdf_words

        text = pdf_words.words(pdf)
        return {recipient: kinds for recipient in recipients if (kinds := self.told_to(text, recipient))}

    def kinds_in(self, text: str) -> list[str]:
        """The kinds of protected value that a text names."""
        return self._kinds(text, None)

    def _kinds(self, text: str, recipient: UUID | None) -> list[str]:
        places = [held for held in self.places if recipient is None or recipient not in held.known_to]
        found = store.matcher_of(places).kinds_in(text)
        if not found or recipient is None:
            return sorted(found)
        # What they wrote themself is on their own paper as they wrote it.
        own = _own_words(self.child_id, recipient)
        if not own:
            return sorted(found)
        told: set[str] = set()
        for place in places:
            its = store.matcher_of([place])
            told |= its.kinds_in(text) - its.kinds_in(own)
        return sorted(told)


def looks(child_ids: Iterable[UUID]) -> list[Look]:
    """A look for each of several children of whom something is protected. One query."""
    return [Look(child_id, places) for child_id, places in store.standing_of_each(child_ids).items()]


def _own_words(child_id: UUID, person_id: UUID) -> str:
    """Everything of one person's that was held, as they wrote it."""
    asked = select(HeldText).where(
        HeldText.child_id == child_id, HeldText.author_id == person_id, HeldText.table.not_in(PAPERS)
    )
    return "\n\n".join(words_of(row) for row in db.session.scalars(asked))


def _has_grant(child_id: UUID, person_id: UUID | None) -> bool:
    if person_id is None:
        return False
    today = clock.today()
    asked = (
        select(Reach.id)
        .where(Reach.child_id == child_id, Reach.person_id == person_id, Reach.via == "grant")
        .where(Reach.sections.contains([SECTION]), Reach.from_on <= today)
        .where(Reach.to_on.is_(None) | (Reach.to_on > today))
    )
    return db.session.scalar(asked.limit(1)) is not None


def held(rows: Iterable[UUID]) -> dict[UUID, str]:
    """The state of the papers among these rows that were ever held, by the row's key."""
    asked = select(HeldText.row_id, HeldText.state).where(HeldText.row_id.in_(list(rows)), HeldText.table.in_(PAPERS))
    return {row.row_id: row.state for row in db.session.execute(asked.order_by(HeldText.id))}


def hold(about: Any, *, what: str, kinds: Iterable[str], by: UUID | None) -> HeldText:
    """Hold a paper for those who answer for the child. Held again, it is held once."""
    return hold_waiting(waiting(about, what, kinds), by=by)


def waiting(about: Any, what: str, kinds: Iterable[str]) -> Waiting:
    """A paper that is to be held."""
    return Waiting(about.authority_id, about.child_id, about.__tablename__, about.id, what, tuple(sorted(kinds)))


def hold_waiting(held: Waiting, *, by: UUID | None) -> HeldText:
    """Hold it for those who answer for the child. Held again, it is held once."""
    same = db.session.scalar(
        select(HeldText).where(HeldText.row_id == held.row_id, HeldText.table == held.table).limit(1)
    )
    if same is not None:
        return same
    key = new_id()
    sealed, key_id = sealing.seal(held.what, key, held.child_id)
    made = HeldText(
        id=key,
        authority_id=held.authority_id,
        child_id=held.child_id,
        table=held.table,
        row_id=held.row_id,
        column="",
        kinds=sorted(held.kinds),
        sealed=sealed,
        key_id=key_id,
        author_id=by,
        written_at=clock.now(),
        state=HeldState.WAITING.value,
        recorded_by=by,
    )
    db.session.add(made)
    db.session.flush()
    return made


def is_stopped(states: dict[UUID, str], *rows: UUID) -> bool:
    """Whether any of these rows is held and was not released."""
    return any(states.get(row, HeldState.RELEASED.value) != HeldState.RELEASED.value for row in rows)
