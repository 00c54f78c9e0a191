"""How Kai's last record was sent out: a draft on the day, then the record to everybody but one, and some have read it."""

from coordination import clock
from coordination.children import reading
from coordination.db import db, new_id
from coordination.demo.teller import Teller
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy
from coordination.reviews import queries
from coordination.reviews.circulation import recipients, sending
from coordination.reviews.circulation.models import Channel, CirculationLine
from coordination.reviews.circulation.recipients import Whom
from coordination.reviews.models import Review
from coordination.reviews.papers import Record, readers


def the_draft(teller: Teller, review: Review) -> None:
    """The same day, to those who work with the child."""
    _send(teller, review, {})


def the_record(teller: Teller, withheld: dict[str, str]) -> None:
    """The signed record of the last review, to everybody; ``withheld``: to whom nothing is sent, by key, and why."""
    review = queries.last_signed(teller.child_id)
    if review is not None:
        _send(teller, review, {teller.borough.people[key]: why for key, why in withheld.items()})


def some_read(teller: Teller, *keys: str) -> None:
    """These have opened and read theirs."""
    people = [teller.borough.people[key] for key in keys]
    for copy in db.session.query(DocumentCopy).filter(
        DocumentCopy.child_id == teller.child_id,
        DocumentCopy.recipient_id.in_(people),
        DocumentCopy.superseded_at.is_(None),
    ):
        documents.acknowledge(copy)


def waits_for_a_second(teller: Teller) -> None:
    """What goes to whom of a conference is chosen, and a second person has not looked at it yet."""
    review = queries.last_signed(teller.child_id)
    if review is not None:
        _choose(teller, review, {})


def _send(teller: Teller, review: Review, withheld: dict[object, str]) -> None:
    lines = _choose(teller, review, withheld)
    sending.send(review, [line for line in lines if line.channel != Channel.WITHHELD.value])
    _told(lines)


def _choose(teller: Teller, review: Review, withheld: dict[object, str]) -> list[CirculationLine]:
    by = teller.borough.actor(teller.lead)
    record = Record(review.child)
    lead = next(held.person for held in record.team if held.person_id == by.person_id)
    found = reading.together(*recipients.asked_about(review, record))
    people = recipients.everybody(review, record, readers.of_person(lead, review.child), found)
    chosen = [_choice(whom, withheld.get(whom.person_id, "")) for whom in people if whom.refusal != "not_signed"]
    return sending.circulate(review, id=new_id(), choices=chosen, by=by)


def _choice(whom: Whom, withheld: str) -> sending.Choice:
    if withheld:
        return sending.Choice(whom, Channel.WITHHELD.value, withheld)
    return sending.Choice(whom, whom.usual, whom.usual_reason if whom.usual == Channel.WITHHELD.value else "")


def _told(lines: list[CirculationLine]) -> None:
    """They were told that day. The worker makes the pages when the demo starts."""
    for line in lines:
        if line.copy_id is not None and not line.refused:
            line.told_at = clock.now()
    db.session.flush()
