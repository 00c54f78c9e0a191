"""Raising a concern, telling those who must read it until somebody has, deciding, and telling whoever raised it.

A concern saves whatever it says and whatever is left out of it. Words of it that name a protected place are cut out on
the way in like all others (``protected.holding``), and only these words: what was seen goes to those who act at once.
Those who must read it are whoever leads and manages; outside office hours, where the child may not be safe and where
nobody else is there, the duty workers at once. Everybody, the duty workers too, is told again until somebody has
read it: how soon stands in ``kinds.json``. A young person's own worry or question goes the same way, to duty always,
and is answered in words for them.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import text

from coordination import clock, jobs, timescales
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.cases import words as case_words
from coordination.children.models import Child
from coordination.concerns import queries, words
from coordination.concerns.kinds import OWN, Kind, rhythm
from coordination.concerns.models import Answer, Concern
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.messages import operations as messages

# What the chronology calls a young person's own, and their answer.
_RAISED = {"worry": "worry_told", "question": "question_asked"}
_WAITING = text("select id, child_id from concerns_waiting()")


def raise_concern(
    child: Child,
    *,
    id: UUID,
    seen: str,
    by: Actor,
    role: str,
    agency_id: UUID | None = None,
    when_words: str = "",
    present: str = "",
    child_seen: str = "",
    safe_now: str = "",
    did: str = "",
    reach_by: str = "",
    kind: str = Kind.CONCERN,
    about: Iterable[UUID] = (),
) -> Concern:
    """Save a concern and tell those who must read it. The same ``id`` again is the same concern.

    ``about``: who of those who would read it the concern is about. They are told nothing of it.
    """
    existing = db.session.get(Concern, id)
    if existing is not None:
        return existing
    if not seen.strip():
        raise RuleBroken("Write what you saw or heard.", "seen")
    assert by.person_id is not None
    now = clock.now()
    held = Concern(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=Kind(kind).value,
        raised_by=by.person_id,
        raised_name=by.name,
        raised_as=role,
        agency_id=agency_id,
        raised_at=now,
        seen=seen.strip(),
        when_words=when_words.strip(),
        present=present.strip(),
        child_seen=Answer(child_seen).value,
        safe_now=Answer(safe_now).value,
        did=did.strip(),
        reach_by=reach_by.strip(),
        caveats=sorted(f"not-to:{key}" for key in set(about)),
        tell_again_at=rhythm(kind).again_at(now),
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _happened(held, _RAISED.get(held.kind, "concern_raised"), who=case_words.role(role))
    team = team_that_reads(held)
    _tell(held, team)
    if is_for_duty_at_once(held, team):
        _tell_duty(held)
    return held


def is_for_duty_at_once(held: Concern, team: list[Person]) -> bool:
    """Whether the duty workers are told with the others: in the evening and at weekends, where the child may not be
    safe, where nobody else is there to be told, and of what a young person tells themself.
    """
    if rhythm(held.kind).duty_always:
        return True
    unsafe = held.safe_now in (Answer.NO, Answer.NOT_SURE)
    return unsafe or not team or not timescales.is_daytime(clock.london(held.raised_at))


def team_that_reads(held: Concern) -> list[Person]:
    """Whoever leads and manages, but for those it is about and whoever raised it."""
    return _others(held, queries.who_answers(held.child_id))


def _others(held: Concern, people: Iterable[Person]) -> list[Person]:
    return [person for person in people if person.id != held.raised_by and f"not-to:{person.id}" not in held.caveats]


def _tell(held: Concern, people: Iterable[Person]) -> None:
    link = messages.path_to("concerns.concern", concern_id=held.id)
    messages.queue_mails(
        messages.Mail(person, rhythm(held.kind).told_by, about_id=held.id, context={"link": link}) for person in people
    )


def _tell_duty(held: Concern) -> None:
    """The duty workers come by their queue: the record is not open to them yet."""
    link = messages.path_to("concerns.to_act_on")
    people = _others(held, queries.on_duty(held.authority_id, held.child_id))
    messages.queue_mails(
        messages.Mail(person, rhythm(held.kind).told_by, about_id=held.id, context={"link": link}) for person in people
    )


def _happened(held: Concern, kind: str, **facts: Any) -> None:
    """For the chronology; but nothing there where the concern is about somebody who would read it in the chronology."""
    if not held.caveats:
        events.record(
            authority_id=held.authority_id,
            child_id=held.child_id,
            kind=kind,
            about=held,
            facts=facts,
            by=held.decided_by or held.raised_by,
        )


def opened(held: Concern, *, by: Actor) -> None:
    """Somebody who acts on concerns has it before them: it was read, by them and now. The first time counts."""
    if held.read_at is None and by.person_id is not None and by.person_id != held.raised_by:
        held.read_at, held.read_by, held.tell_again_at = clock.now(), by.person_id, None
        db.session.flush()


def decide(
    held: Concern,
    *,
    outcome: str,
    done: str,
    asked_whom: str = "",
    told: str = "",
    hard_words_why: str = "",
    by: Actor,
) -> None:
    """What was done about it and why. Raises RuleBroken for one's own, where it was decided already, and where a young
    person's worry or question would be left without an answer.

    ``hard_words_why``: why the answer to a young person is harder to read than was chosen for them, where it is.
    """
    db.session.refresh(held, with_for_update=True)
    if held.decided_at is not None:
        raise RuleBroken("Somebody else decided about this already.")
    if held.raised_by == by.person_id:
        raise RuleBroken("Somebody else decides about what you raised yourself. Ring them now if it cannot wait.")
    if outcome not in words.OUTCOMES_OF[held.kind]:
        raise RuleBroken("Choose what was decided", "outcome")
    if not done.strip():
        raise RuleBroken("Say what was done, and why", "done")
    if held.kind in OWN and not told.strip():
        raise RuleBroken("Write the answer: they were promised one", "told")
    opened(held, by=by)
    held.outcome, held.done = outcome, done.strip()
    held.asked_whom, held.told = asked_whom.strip() or None, told.strip() or None
    held.hard_words_why = hard_words_why.strip() or None
    held.decided_at, held.decided_by = clock.now(), by.person_id
    db.session.flush()
    kind = "own_words_answered" if held.kind in OWN else "concern_decided"
    _happened(held, kind, outcome=words.OUTCOMES[outcome].lower())
    tell_teller(held)


def tell_teller(held: Concern) -> None:
    """Whoever raised it is told that there is something new; what it is stands on their page alone. The mail to one of
    the family does not say nor link to what: somebody else may read their mail.
    """
    person = agencies.person(held.raised_by)
    if person is not None:
        link = messages.path_to("concerns.receipt", concern_id=held.id) if person.kind == "workforce" else "/"
        messages.queue_mail(person, template="something_new", about_id=held.id, link=link)
    held.teller_told_at = clock.now()
    db.session.flush()


@jobs.task("concerns.watch", every="*/10 * * * *")
def watch(timestamp: int = 0) -> None:
    """One job for each concern that nobody has read in time, and for each whose teller was not told who read it."""
    for concern_id, child_id in db.session.execute(_WAITING):
        jobs.defer("concerns.follow", child=child_id, concern=concern_id)


@jobs.task("concerns.follow")
def follow(child: str, concern: str) -> None:
    """Tell everybody who must read one again, the duty workers too; or tell whoever raised it that it was read."""
    held = db.session.get(Concern, UUID(concern), with_for_update=True)
    if held is None:
        return
    if held.read_at is not None:
        if held.teller_told_at is None:
            tell_teller(held)
    elif held.tell_again_at is not None and held.tell_again_at <= clock.now():
        _tell(held, team_that_reads(held))
        _tell_duty(held)
        held.tell_again_at = rhythm(held.kind).again_at(clock.now())
        db.session.flush()
