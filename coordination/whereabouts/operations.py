"""Keeping protected places, being shown one, an emergency in the night, and deciding about held words."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.conditions import EMERGENCY_REVEAL_LASTS
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.documents import operations as document_operations
from coordination.documents import queries as documents
from coordination.documents.models import DocumentCopy
from coordination.messages import operations as messages
from coordination.protected import papers, sealing, store
from coordination.protected.models import HeldState, HeldText, ProtectedPlace, Reveal
from coordination.timescales.calendar import Calendar
from coordination.whereabouts import queries

# A paper for somebody without an account may lie in the office for so long before it is handed over.
STILL_IN_THE_POST = timedelta(days=28)


def keep(
    child: Child,
    *,
    id: UUID,
    kind: str,
    decided_by: str,
    review_on: date,
    known_to: Iterable[UUID],
    by: Actor,
    **said: str | None,
) -> ProtectedPlace:
    """Protect a place, or an identity, of a child from today."""
    may_know = {person.id for person in queries.who_may_know(child.id)}
    values: Any = {name: (said.get(name) or "").strip() for name in (*store.FIELDS, "reason")}
    made = store.keep(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        held=values,
        decided_by=decided_by,
        review_on=review_on,
        known_to=set(known_to) & may_know,
        by=by.person_id,
    )
    _hold_what_waits(child, by)
    return made


def _hold_what_waits(child: Child, by: Actor) -> None:
    """Papers that were made and that nobody has opened or was handed: each waits until somebody has looked at it."""
    lately = clock.now() - STILL_IN_THE_POST
    for copy in documents.copies_of_child(child.id):
        waits = copy.first_read_at is None if copy.recipient_id is not None else copy.issued_at > lately
        if waits and copy.withdrawn_at is None:
            papers.hold(copy, what=f"A paper that was not opened yet: {copy.document.kind}", kinds=(), by=by.person_id)


def change(held: ProtectedPlace, child: Child, **facts: Any) -> ProtectedPlace:
    """Protect other values in the place of these: what was protected until now ends today, and is kept."""
    if held.ended_on is not None:
        raise RuleBroken("This was changed by somebody else already. Look at what is protected now.")
    made = keep(child, **facts)
    if made is not held:
        store.end(held)
    return made


def show(child: Child, *, reason: str, by: Actor) -> Reveal:
    """Note that somebody was shown what is protected, and why."""
    if not reason.strip():
        raise RuleBroken("Say why you need to see it", "reason")
    return _noted(child, reason=reason, by=by)


# -- in an emergency ----------------------------------------------------------------------------------------------


def ask(child: Child, *, id: UUID, reason: str, by: Actor) -> Reveal:
    """A duty worker asks to be shown what is protected. Nothing is shown until a second duty person confirms it."""
    if (same := db.session.get(Reveal, id)) is not None:
        return same
    if not reason.strip():
        raise RuleBroken("Say what has happened", "reason")
    return _noted(child, reason=reason, by=by, id=id, emergency=True)


def confirm(held: Reveal, *, by: Actor) -> Reveal:
    """The second duty person confirms: it is shown for an hour, and those who answer for the child are told at once."""
    now = clock.now()
    if held.confirmed_by is not None:
        return held
    if by.person_id is None or by.person_id == held.person_id:
        raise RuleBroken("Another duty person confirms it, in their own sign-in.")
    if now - held.asked_at > EMERGENCY_REVEAL_LASTS:
        raise RuleBroken("This was asked for more than an hour ago. Ask again.")
    held.confirmed_by, held.confirmed_at = by.person_id, now
    held.until = now + EMERGENCY_REVEAL_LASTS
    held.review_on = Calendar().next_working_day(clock.today() + timedelta(days=1))
    db.session.flush()
    for person in queries.answer_for(held.child_id):
        messages.queue_mail(
            person,
            template="something_new",
            about_id=held.id,
            link=messages.path_to("whereabouts.review", reveal_id=held.id),
        )
    return held


def review(held: Reveal, *, words: str, by: Actor) -> Reveal:
    """Somebody who answers for the child has looked at an emergency reveal."""
    if held.confirmed_by is None:
        raise RuleBroken("Nothing was shown: there is nothing to look at.")
    if by.person_id in (held.person_id, held.confirmed_by):
        raise RuleBroken("Somebody looks at it who was not one of the two.")
    if not words.strip():
        raise RuleBroken("Say what you found", "words")
    held.reviewed_on, held.reviewed_by, held.review_words = clock.today(), by.person_id, words.strip()
    db.session.flush()
    return held


def _noted(child: Child, *, reason: str, by: Actor, id: UUID | None = None, emergency: bool = False) -> Reveal:
    if by.person_id is None:
        raise RuleBroken("Sign in first.")
    made = Reveal(
        id=id or new_id(),
        authority_id=child.authority_id,
        child_id=child.id,
        person_id=by.person_id,
        emergency=emergency,
        reason=reason.strip(),
        asked_at=clock.now(),
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


# -- held words ---------------------------------------------------------------------------------------------------


def release(held: HeldText, *, by: Actor) -> None:
    """The words are shown to everybody who may read where they stand: they name no place, or are meant to. A paper is
    given to those it was made for.
    """
    _decided(held, HeldState.RELEASED, by)
    if held.table == DocumentCopy.__tablename__:
        copy = documents.copy(held.row_id)
        if copy is not None:
            document_operations.give_again(copy.document_id)
    elif held.table == "issued_document":
        document_operations.give_again(held.row_id)


def replace(held: HeldText, *, words: str, by: Actor) -> None:
    """Other words stand in their place for everybody, their author too. Raises RuleBroken where they name it."""
    if not words.strip():
        raise RuleBroken("Enter the words that are shown instead", "words")
    if store.matcher(held.child_id).names(words):
        raise RuleBroken("These words name a protected place too", "words")
    held.sealed, held.key_id = sealing.seal(words.strip(), held.id, held.child_id)
    _decided(held, HeldState.REPLACED, by)


def keep_held(held: HeldText, *, by: Actor) -> None:
    """The words stay held: their author and those who may know the place read them, and nobody else."""
    _decided(held, HeldState.KEPT, by)


def _decided(held: HeldText, state: HeldState, by: Actor) -> None:
    held.state, held.decided_by, held.decided_at = state.value, by.person_id, clock.now()
    db.session.flush()
