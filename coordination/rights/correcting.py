"""Somebody says that something held is wrong: they ask, a worker puts it right or says why not, and they are told.

UK GDPR articles 16 and 12(3) and (4): an answer within a month; where nothing is changed, the reason and where to
complain. What is put right keeps what stood before as history. Where nothing is changed, what they say stands beside
it, by the same row as any other disagreement: beside the statement, or beside the fact (children/disputes.py).
"""

from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.children.models import Child
from coordination.children.statements import Disagreement, Statement
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.plans import operations as plans
from coordination.rights.models import Correction, CorrectionState


def ask(
    child: Child, *, id: UUID, about_what: str, wrong: str, right: str, statement: Statement | None, by: Actor
) -> Correction:
    """Ask for a correction. The same ``id`` again is the same request."""
    existing = db.session.get(Correction, id)
    if existing is not None:
        return existing
    assert by.person_id is not None
    asked = Correction(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        asker_id=by.person_id,
        asker_name=by.name,
        statement_id=statement.id if statement is not None else None,
        about_what=about_what,
        wrong=wrong.strip(),
        right=right.strip() or None,
        asked_on=clock.today(),
        recorded_by=by.person_id,
    )
    db.session.add(asked)
    db.session.flush()
    return asked


def corrected(asked: Correction, *, answer: str, by: Actor) -> None:
    """It is put right on its own page, where what stood before stays as history; they are told what was done."""
    _decide(asked, CorrectionState.CORRECTED, answer, by)


def declined(asked: Correction, *, answer: str, by: Actor) -> None:
    """Nothing is changed: the reason is told, and what they say stands beside it with the answer."""
    _decide(asked, CorrectionState.DECLINED, answer, by)
    words = f"{asked.wrong} (Right would be: {asked.right})" if asked.right else asked.wrong
    statement = db.session.get(Statement, asked.statement_id) if asked.statement_id is not None else None
    if statement is not None:
        held = plans.disagree(
            statement, id=new_id(), who=asked.asker_name, words=words, person_id=asked.asker_id, by=by
        )
    else:
        held = Disagreement(
            id=new_id(),
            authority_id=asked.authority_id,
            child_id=asked.child_id,
            about_what=asked.about_what,
            person_id=asked.asker_id,
            who=asked.asker_name,
            words=words,
            on=asked.asked_on,
            recorded_by=by.person_id,
        )
        db.session.add(held)
        db.session.flush()
        events.record(
            authority_id=asked.authority_id,
            child_id=asked.child_id,
            kind="disagreement_recorded",
            about=held,
            by=by.person_id,
        )
    plans.answer_disagreement(held, answer=answer, by=by)
    asked.disagreement_id = held.id
    db.session.flush()


def of_child(child_id: UUID) -> list[Correction]:
    """What was asked about a child, the newest first."""
    return list(
        db.session.scalars(
            select(Correction)
            .where(Correction.child_id == child_id)
            .order_by(Correction.asked_on.desc(), Correction.id.desc())
        )
    )


def of_asker(child_id: UUID, person_id: UUID) -> list[Correction]:
    """What one person asked about a child."""
    return [held for held in of_child(child_id) if held.asker_id == person_id]


def readable_correction(correction_id: UUID) -> Correction | None:
    """One of them, for whoever may read it: who writes down only what is their own answers nothing of others."""
    found = db.session.get(Correction, correction_id)
    return found if found is not None and guard.may("read", "sharing_decisions", found) else None


def _decide(asked: Correction, state: CorrectionState, answer: str, by: Actor) -> None:
    db.session.refresh(asked, with_for_update=True)
    if asked.state != CorrectionState.WAITING:
        raise RuleBroken("This was answered already.")
    if not answer.strip():
        raise RuleBroken("Write the answer", "answer")
    asked.state, asked.answer = state, answer.strip()
    asked.decided_by, asked.decided_on = by.person_id, clock.today()
    db.session.flush()
    person = agencies.person(asked.asker_id)
    if person is not None:
        messages.queue_mail(person, template="something_new", about_id=asked.id)
