"""Advice for an EHC needs assessment: whom it is asked of, what each sends, and what is done without.

SEND Regulations 2014, regulation 6(1): whose advice the council must seek. Regulation 6(4): it need not where such
advice was given for any purpose and its giver, the council and the parents or young person are satisfied that it is
enough. Each adviser has six weeks of their own (regulation 8(1)). What was sent never changes: what is put right later
is a new text beside it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_ROLES
from coordination.agencies.models import Person
from coordination.db import RuleBroken, db, new_id
from coordination.documents import attaching
from coordination.ehc import queries, words
from coordination.ehc.models import Advice, AdviceState, AdviceText, Assessment, AssessmentState
from coordination.ehc.one_thing import OneThing, end_way_in
from coordination.ehc.recording import record
from coordination.links import inviting
from coordination.links.models import OneTimeLink, Purpose

ADVICE = OneThing(
    purpose=Purpose.ADVICE,
    why="Asked for advice for an EHC needs assessment",
    role="EHC",
    page="ehc.give_advice",
    key="advice_id",
    event="ehc_advice_requested",
    fact="adviser",
    reminder="advice_reminder",
    before=(-14, -3),
)
# What an adviser writes under each heading, by the section it feeds; "summary" is everybody's.
HEADINGS: dict[str, tuple[str, ...]] = {
    "A": ("views", "strengths", "outcomes"),
    "B": ("strengths", "needs"),
    "C": ("needs",),
    "D": ("needs",),
    "E": ("outcomes",),
    "F": ("provision",),
    "G": ("provision",),
    "H1": ("provision",),
    "H2": ("provision",),
}
PARTS = ("summary", "views", "strengths", "needs", "outcomes", "provision")


def headings(row: Advice) -> list[str]:
    """What this adviser is asked to write, in the order of the form."""
    wanted = {part for section in row.sections for part in HEADINGS.get(section, ())} | {"summary"}
    if row.source == "family":
        wanted -= {"summary"}
    return [part for part in PARTS if part in wanted]


def ask(
    assessment: Assessment,
    *,
    id: UUID,
    source: str,
    by: Actor,
    person: Person | None = None,
    role: str = "",
    agency_id: UUID | None = None,
    name: str = "",
    email: str = "",
    asked_on: date | None = None,
) -> Advice:
    """Ask somebody for advice: a person who signs in, or by name and address, who is sent a one-time link.

    The same ``id`` again is the same advice. Raises RuleBroken.
    """
    existing = db.session.get(Advice, id)
    if existing is not None:
        return existing
    if assessment.state != AssessmentState.ASSESSING.value:
        raise RuleBroken("Advice is asked for once it is decided to assess.")
    adviser = words.ADVISERS.get(source)
    if adviser is None:
        raise RuleBroken("Choose whose advice is asked for")
    by_link = person is None
    if person is None:
        if not name.strip() or not email.strip():
            raise RuleBroken("Choose somebody, or enter a name and a work email address")
        person = inviting.somebody(name, email, by=by)
    _not_twice(assessment, source, person)
    row = Advice(
        id=id,
        authority_id=assessment.authority_id,
        child_id=assessment.child_id,
        assessment_id=assessment.id,
        source=source,
        sections=list(adviser.sections),
        person_id=person.id,
        agency_id=agency_id,
        role=role if role in FAMILY_ROLES else adviser.role,
        name=person.name,
        asked_on=asked_on or clock.today(),
        recorded_by=by.person_id,
    )
    row.assessment = assessment
    db.session.add(row)
    db.session.flush()
    if person.kind == "workforce":
        ADVICE.let_in(row, person, by=by)
    # The fact tells this adviser's clock from the others'.
    record(row, "ehc_advice_requested", by.person_id, occurred_on=row.asked_on, adviser=str(row.id))
    if by_link:
        send_link(row, by=by)
    else:
        ADVICE.tell(row, "advice_asked")
    return row


def _not_twice(assessment: Assessment, source: str, person: Person) -> None:
    asked = db.session.scalar(
        select(Advice.id).where(
            Advice.assessment_id == assessment.id,
            Advice.source == source,
            Advice.person_id == person.id,
            Advice.state.in_([AdviceState.ASKED.value, AdviceState.RECEIVED.value]),
        )
    )
    if asked is not None:
        raise RuleBroken(f"{person.name} has been asked for this already.")


def do_without(assessment: Assessment, *, id: UUID, source: str, why: str, by: Actor) -> Advice:
    """Record that advice the law asks for is not sought, and why (regulation 6(4)); or that it is not wanted after
    all.
    """
    existing = db.session.get(Advice, id)
    if existing is not None:
        return existing
    adviser = words.ADVISERS[source]
    if not why.strip():
        raise RuleBroken(f"Say why no advice is asked for from: {adviser.words.lower()}")
    row = Advice(
        id=id,
        authority_id=assessment.authority_id,
        child_id=assessment.child_id,
        assessment_id=assessment.id,
        source=source,
        sections=list(adviser.sections),
        name=adviser.words,
        state=AdviceState.NOT_NEEDED.value,
        asked_on=clock.today(),
        why_not=why.strip(),
        recorded_by=by.person_id,
    )
    row.assessment = assessment
    db.session.add(row)
    db.session.flush()
    return row


def give(
    row: Advice,
    *,
    id: UUID,
    by: Actor,
    said: Mapping[str, str],
    author: str = "",
    qualification: str = "",
    seen_on: date | None = None,
    received_on: date | None = None,
    file: tuple[str, bytes] | None = None,
) -> AdviceText:
    """Send advice, or put right what was sent: a new text, and the ones before stay. The same ``id`` is the same text.

    Sent by whoever was asked; an officer records what came on paper, with its author and the day. Raises RuleBroken.
    """
    existing = db.session.get(AdviceText, id)
    if existing is not None:
        return existing
    if row.state in (AdviceState.NOT_NEEDED.value, AdviceState.WITHDRAWN.value):
        raise RuleBroken("This advice is no longer wanted.")
    if row.assessment.state not in queries.OPEN:
        raise RuleBroken("This assessment is over, so nothing more can be sent.")
    wanted = headings(row)
    body = {name: typed for name in wanted if (typed := (said.get(name) or "").strip())}
    if not body and file is None:
        raise RuleBroken("Write something, or attach a report.", wanted[0])
    on = received_on or clock.today()
    if not row.asked_on <= on <= clock.today():
        raise RuleBroken("The day it came must be after it was asked for, and not in the future", "received_on")
    if seen_on is not None and seen_on > clock.today():
        raise RuleBroken("The day they were seen must be today or earlier", "seen_on")
    kept = attaching.attach(row, name=file[0], content=file[1], by=by.person_id) if file is not None else None
    # The row is taken for this transaction: of two texts at one instant the second stands beside the first.
    table = Advice.__table__
    db.session.execute(select(table.c.id).where(table.c.id == row.id).with_for_update())
    before = latest_of([row.id]).get(row.id)
    text = AdviceText(
        id=id,
        authority_id=row.authority_id,
        child_id=row.child_id,
        advice_id=row.id,
        number=before.number + 1 if before is not None else 1,
        author=author.strip() or row.name,
        qualification=qualification.strip() or None,
        seen_on=seen_on,
        body=body,
        file_id=kept.id if kept is not None else before.file_id if before is not None else None,
        file_name=attaching.shown_name(file[0]) if file is not None else before.file_name if before else None,
        recorded_by=by.person_id,
    )
    db.session.add(text)
    if before is None:
        row.state, row.received_on = AdviceState.RECEIVED.value, on
    db.session.flush()
    if before is None:
        record(row, "ehc_advice_received", by.person_id, occurred_on=on, adviser=str(row.id))
    return text


def latest_of(keys: Iterable[UUID]) -> dict[UUID, AdviceText]:
    """The newest text of each of these pieces of advice. One query."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = db.session.scalars(
        select(AdviceText).where(AdviceText.advice_id.in_(wanted)).order_by(AdviceText.advice_id, AdviceText.number)
    )
    return {row.advice_id: row for row in rows}


def stop(row: Advice, *, by: Actor, why: str = "") -> None:
    """No longer wait for advice: it is not needed after all, or the assessment ended. What came stays as it is."""
    if row.state == AdviceState.ASKED.value:
        row.state = AdviceState.NOT_NEEDED.value if why.strip() else AdviceState.WITHDRAWN.value
        row.why_not = why.strip() or row.why_not
        db.session.flush()
    end_way_in(row, by=by)


def excuse(row: Advice, *, why: str, by: Actor) -> None:
    """Say why one piece of advice that was asked for is not needed after all. Its clock no longer runs."""
    if row.state != AdviceState.ASKED.value:
        raise RuleBroken("This advice came already, or is not waited for.")
    if not why.strip():
        raise RuleBroken("Say why it is not needed", "why")
    stop(row, by=by, why=why)
    ADVICE.never_asked(row, by=by)


def send_link(row: Advice, *, by: Actor) -> OneTimeLink:
    """Send whoever was asked a link to give the advice by. A link sent before ends. Raises RuleBroken."""
    if row.state != AdviceState.ASKED.value or row.person_id is None:
        raise RuleBroken("This advice is not waited for.")
    return ADVICE.send_link(row, due_on=queries.advice_due([row.id]).get(row.id, row.asked_on), by=by)


def ask_all(
    assessment: Assessment, *, asked: Iterable[Mapping[str, Any]], without: Mapping[str, str], by: Actor
) -> list[Advice]:
    """Ask every adviser chosen, and record why for each the law requires who is not. Whole or not at all.

    ``asked``: the arguments of :func:`ask` each, with ``id``. ``without``: reasons by source. Raises RuleBroken.
    """
    with db.session.begin_nested():
        made = [ask(assessment, by=by, **one) for one in asked]
        covered = {row.source for row in queries.advice_of(assessment.id)}
        for source, adviser in words.ADVISERS.items():
            if adviser.must and source not in covered:
                made.append(do_without(assessment, id=new_id(), source=source, why=without.get(source, ""), by=by))
    return made
