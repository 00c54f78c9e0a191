"""Papers that would tell a protected place: looked through as bytes before they are given, and held for the lead.

Words that name a place are left out of the facts a paper is made from. What still stands in its bytes came another way:
by a name that was recorded before the place was protected, by a template, by a file. That paper is not given out until
somebody who answers for the child has looked. What its maker is told says nothing of a place.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.models import Reach
from coordination.db import db, new_id
from coordination.protected import sealing, store
from coordination.protected.holding import words_of
from coordination.protected.models import SECTION, HeldState, HeldText

WAITS = "It cannot be given out now. Those who answer for the child have been told, and look at it first."
# The tables whose rows are papers.
PAPERS = frozenset({"issued_document", "document_copy", "stored_file"})


class Look:
    """Looks through papers of one child. What is protected is asked for once, a paper read once for all its readers."""

    def __init__(self, child_id: UUID) -> None:
        self.child_id = child_id
        self.places = store.standing(child_id)

    def named_in(self, pdf: bytes, recipients: Iterable[UUID | None]) -> dict[UUID | None, list[str]]:
        """The kinds of protected value that a paper names, for each recipient who does not know them already."""
        if not self.places:
            return {}
        # A process that opens no paper does not carry what reads one.
        from coordination.protected import pdf_words

        text = pdf_words.words(pdf)
        return {
            recipient: kinds
            for recipient in recipients
            if (kinds := self._kinds(text, recipient)) and not _has_grant(self.child_id, recipient)
        }

    def kinds_in(self, text: str) -> list[str]:
        """The kinds of protected value that a text names."""
        return self._kinds(text, None)

    def _kinds(self, text: str, recipient: UUID | None) -> list[str]:
        places = [held for held in self.places if recipient is None or recipient not in held.known_to]
        found = {match.kind for match in store.matcher_of(places).find(text)}
        if not found or recipient is None:
            return sorted(found)
        # What they wrote themself is on their own paper as they wrote it.
        own = _own_words(self.child_id, recipient)
        if not own:
            return sorted(found)
        return sorted(
            {
                match.kind
                for place in places
                for match in store.matcher_of([place]).find(text)
                if match.kind not in {said.kind for said in store.matcher_of([place]).find(own)}
            }
        )


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
    same = db.session.scalar(
        select(HeldText).where(HeldText.row_id == about.id, HeldText.table == about.__tablename__).limit(1)
    )
    if same is not None:
        return same
    key = new_id()
    sealed, key_id = sealing.seal(what, key, about.child_id)
    made = HeldText(
        id=key,
        authority_id=about.authority_id,
        child_id=about.child_id,
        table=about.__tablename__,
        row_id=about.id,
        column="",
        kinds=sorted(kinds),
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
