"""Sending a review's record out: what somebody chose for each person, and the job that decides again and does it.

The press writes a line for each paper and queues one job. The job asks the rules anew: somebody whose place on the team
has ended in between, or from whom the record is kept now, is sent nothing, and the lead sees why. Each version is made
once however many it is for; each copy is stamped for one person. They are told when theirs is ready, once.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, tuple_

from coordination import clock, jobs
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.db import RuleBroken, db, new_id
from coordination.documents.models import DocumentCopy
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.messages.operations import Mail
from coordination.reviews import issuing, queries
from coordination.reviews.circulation import reminding
from coordination.reviews.circulation.models import Channel, CirculationLine
from coordination.reviews.circulation.recipients import Whom
from coordination.reviews.circulation.words import OF_RULE
from coordination.reviews.models import SAFEGUARDING, Review, ReviewState
from coordination.reviews.papers import Record, readers
from coordination.sharing import queries as sharing


@dataclass(frozen=True)
class Choice:
    """How one person gets their version; ``reason``: why they get none."""

    whom: Whom
    channel: str
    reason: str = ""


def circulate(review: Review, *, id: UUID, choices: Iterable[Choice], by: Actor) -> list[CirculationLine]:
    """Send the record of a review out as chosen. ``id`` is the press's: the same again is the same.

    Raises RuleBroken for a review that has no record, and where nothing was chosen.
    """
    before = list(db.session.scalars(select(CirculationLine).where(CirculationLine.batch_id == id)))
    if before:
        return before
    if review.state not in {ReviewState.DRAFT.value, ReviewState.SIGNED.value}:
        raise RuleBroken("There is no record to send out yet.")
    lines = [line for choice in choices for line in _lines(review, id, choice, by)]
    if not lines:
        raise RuleBroken("Everybody has theirs already. Choose whom to send it to again, and how.")
    db.session.add_all(lines)
    db.session.flush()
    sent = [line for line in lines if line.channel != Channel.WITHHELD.value]
    if sent and sent[0].needs_second:
        _ask_second(review, id, by)
    elif sent:
        _on_its_way(review, sent, by)
    return lines


def _on_its_way(review: Review, sent: Sequence[CirculationLine], by: Actor) -> None:
    signed = review.state == ReviewState.SIGNED.value
    events.record(
        authority_id=review.authority_id,
        child_id=review.child_id,
        kind="review_circulated" if signed else "review_draft_circulated",
        about=review,
        facts={"copies": len(sent)},
        by=by.person_id,
    )
    jobs.defer("reviews.circulate", child=review.child_id, review=review.id, batch=sent[0].batch_id)


def _ask_second(review: Review, batch: UUID, by: Actor) -> None:
    """Whoever answers for the child is asked to look at what goes to whom, before anything does."""
    for person in sharing.who_answers(review.child_id):
        if person.id != by.person_id:
            messages.queue_mail(
                person,
                template="second_look",
                about_id=review.id,
                link=messages.path_to("reviews.second", review_id=review.id, batch=batch),
            )


def waiting_for_second(review: Review, batch: UUID) -> list[CirculationLine]:
    """The lines of one press that wait for a second person."""
    return list(
        db.session.scalars(
            select(CirculationLine)
            .where(CirculationLine.review_id == review.id, CirculationLine.batch_id == batch)
            .where(CirculationLine.needs_second, CirculationLine.second_at.is_(None))
            .where(CirculationLine.decided_at.is_(None))
            .order_by(CirculationLine.id)
        )
    )


def agree(review: Review, batch: UUID, *, by: Actor) -> None:
    """A second person has looked at what goes to whom: it is on its way. Raises RuleBroken for whoever chose it."""
    lines = _for_second(review, batch, by)
    for line in lines:
        line.second_by, line.second_at = by.person_id, clock.now()
    db.session.flush()
    _on_its_way(review, lines, by)


def decide_against(review: Review, batch: UUID, *, by: Actor) -> None:
    """A second person decided that it does not go out like this. Nothing is sent; whoever chose it chooses again."""
    for line in _for_second(review, batch, by):
        line.second_by, line.second_at = by.person_id, clock.now()
        line.decided_at, line.refused = clock.now(), "second"
    db.session.flush()


def _for_second(review: Review, batch: UUID, by: Actor) -> list[CirculationLine]:
    lines = waiting_for_second(review, batch)
    if not lines:
        raise RuleBroken("This was decided already.")
    if any(line.recorded_by == by.person_id for line in lines):
        raise RuleBroken("Somebody who did not choose it looks at what goes to whom.")
    return lines


def _lines(review: Review, batch: UUID, choice: Choice, by: Actor) -> Iterable[CirculationLine]:
    whom, withheld = choice.whom, choice.channel == Channel.WITHHELD.value
    if withheld and not choice.reason.strip():
        raise RuleBroken(f"Say why nothing is sent to {whom.name}.")
    kinds = [offer.kind for offer in whom.offers] or (["review_record"] if withheld else [])
    for kind in kinds:
        yield CirculationLine(
            id=new_id(),
            authority_id=review.authority_id,
            child_id=review.child_id,
            batch_id=batch,
            review_id=review.id,
            person_id=whom.person_id,
            name=whom.name,
            role=whom.role,
            kind=kind,
            audience=whom.audience,
            standing="final" if review.state == ReviewState.SIGNED.value else "draft",
            channel=choice.channel,
            reason=choice.reason.strip() if withheld else None,
            queued_at=clock.now(),
            decided_at=clock.now() if withheld else None,
            needs_second=not withheld and review.kind in SAFEGUARDING,
            recorded_by=by.person_id,
        )


@jobs.task("reviews.circulate", retries=3)
def circulate_job(child: str, review: str, batch: str) -> None:
    """Send one press's papers. Idempotent: a line that was decided is left as it is."""
    held = queries.review(UUID(review))
    if held is None:
        return
    waiting = db.session.scalars(
        select(CirculationLine)
        .where(CirculationLine.review_id == held.id, CirculationLine.batch_id == UUID(batch))
        .where(CirculationLine.decided_at.is_(None))
        .where(~CirculationLine.needs_second | CirculationLine.second_at.is_not(None))
        .order_by(CirculationLine.id)
        .with_for_update()
    ).all()
    send(held, waiting)


def send(review: Review, lines: Sequence[CirculationLine]) -> None:
    """Decide about each line as things are now, and issue what may be given."""
    record = Record(review.child, review)
    offered = issuing.offers(record, review)
    by_line = {(offer.place.person_id if offer.place else None, offer.kind): offer for offer in offered}
    of = issuing.weigh(offered, record.child)
    givers = _givers(review, lines)
    refused: dict[UUID, str | None] = {}
    given: dict[UUID, list[CirculationLine]] = {}
    for line in lines:
        offer = by_line.get((line.person_id, line.kind))
        giver = givers.get(line.recorded_by) if line.recorded_by else None
        if offer is None:
            refused[line.id] = "left_team"
        elif giver is None:
            refused[line.id] = "giver"
        else:
            rule = issuing.refusal(record, offer, of, giver)
            refused[line.id] = OF_RULE.get(rule, "giver") if rule else None
        if not refused[line.id] and line.recorded_by is not None:
            given.setdefault(line.recorded_by, []).append(line)
    copies: dict[UUID, UUID] = {}
    for by, theirs in given.items():
        chosen = [by_line[line.person_id, line.kind] for line in theirs]
        issued = issuing.issue_copies(record, chosen, by=givers[by], of=of)
        copies |= {line.id: copy.id for line, copy in zip(theirs, issued, strict=True)}
    # Written at the end, so that each line is written once.
    now = clock.now()
    for line in lines:
        line.decided_at, line.refused, line.copy_id = now, refused[line.id], copies.get(line.id)
    db.session.flush()
    tell_of([line.copy_id for line in lines if line.copy_id is not None])


def _givers(review: Review, lines: Iterable[CirculationLine]) -> dict[UUID, Actor]:
    """Those who sent these lines, with what they hold now."""
    people = agencies.people(line.recorded_by for line in lines if line.recorded_by)
    return {key: readers.of_person(person, review.child) for key, person in people.items() if person.active}


def tell(copies: Sequence[DocumentCopy]) -> None:
    """Copies were made ready: tell whom they are for. Hung in ``create_app``."""
    tell_of([copy.id for copy in copies])


def tell_of(copies: Sequence[UUID]) -> None:
    """Tell each person of these copies once all of theirs of that press are ready: one mail, whatever they get."""
    theirs = (
        select(CirculationLine.batch_id, CirculationLine.person_id)
        .where(CirculationLine.copy_id.in_(copies), CirculationLine.channel == Channel.ACCOUNT.value)
        .where(CirculationLine.told_at.is_(None))
    )
    # Two papers of one person may be made ready at once: the later of the two sees that both are.
    lines = db.session.scalars(
        select(CirculationLine)
        .where(tuple_(CirculationLine.batch_id, CirculationLine.person_id).in_(theirs))
        .where(CirculationLine.refused.is_(None), CirculationLine.told_at.is_(None))
        .order_by(CirculationLine.id)
        .with_for_update()
    ).all()
    keys = [line.copy_id for line in lines if line.copy_id is not None]
    held = {copy.id: copy for copy in db.session.scalars(select(DocumentCopy).where(DocumentCopy.id.in_(keys)))}
    newer = set(
        db.session.scalars(select(DocumentCopy.superseded_by_id).where(DocumentCopy.superseded_by_id.in_(keys)))
    )
    people = agencies.people(line.person_id for line in lines if line.person_id is not None)
    pressed: dict[tuple[UUID, UUID | None], list[CirculationLine]] = {}
    for line in lines:
        pressed.setdefault((line.batch_id, line.person_id), []).append(line)
    mails: list[tuple[CirculationLine, Mail]] = []
    for (_, person_id), own in pressed.items():
        papers = [held[line.copy_id] for line in own if line.copy_id in held]
        ready = len(papers) == len(own) and all(copy.file_id is not None for copy in papers)
        person = people.get(person_id) if person_id is not None else None
        if ready and person is not None:
            for line in own:
                line.told_at = clock.now()
            if given := [copy for copy in papers if copy.withdrawn_at is None]:
                mails.append((own[0], _mail(person, given, newer)))
    messages.queue_mails(mail for _, mail in mails)
    reminding.remind_later(line for line, _ in mails)
    db.session.flush()


def _mail(person: Person, copies: Sequence[DocumentCopy], newer: Set[UUID | None]) -> Mail:
    return Mail(
        person,
        template="document_newer" if any(copy.id in newer for copy in copies) else "document_ready",
        about_id=copies[0].id,
        disclosure=True,
        context={"link": where_to_read(person, copies)},
    )


def where_to_read(person: Person, copies: Sequence[DocumentCopy]) -> str:
    """The page of the one copy, or the list of them."""
    if len(copies) == 1:
        return messages.path_to("documents.copy", copy_id=copies[0].id)
    if person.kind == "workforce":
        return messages.path_to("documents.of_child", child_id=copies[0].child_id)
    return "/"


def hand_over(line: CirculationLine) -> None:
    """A paper was given by hand. Said again, it was the first time."""
    if line.channel != Channel.PAPER.value or line.copy_id is None:
        raise RuleBroken("This is not a paper that is given by hand.")
    line.told_at = line.told_at or clock.now()
    db.session.flush()
