"""What the pages about keeping and destroying records show: references, rules, days and counts."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from coordination import clock
from coordination.agencies.models import Person
from coordination.rights.models import Erasure, ErasureState, HoldGround, RetentionHold
from coordination.rights.retention import schedule

GROUNDS: dict[str, str] = {
    HoldGround.INQUIRY.value: "A public inquiry asked that nothing be destroyed",
    HoldGround.CLAIM.value: "A claim or court case, or one that is expected",
    HoldGround.COMPLAINT.value: "A complaint, or a request about the record",
    HoldGround.POLICE.value: "The police asked",
    HoldGround.REVIEW.value: "A safeguarding practice review or an audit",
    HoldGround.ARCHIVE.value: "It may be kept for good in the public interest",
}
STATES: dict[str, tuple[str, str]] = {
    ErasureState.PROPOSED.value: ("Waits for a second person", "yellow"),
    ErasureState.REFUSED.value: ("Refused: the record stays", "grey"),
    ErasureState.APPROVED.value: ("Approved, being destroyed", "blue"),
    ErasureState.SHREDDED.value: ("Destroyed, files being taken away", "blue"),
    ErasureState.DONE.value: ("Destroyed", "green"),
}


class DueRow(NamedTuple):
    """One record whose time is over."""

    subject_id: UUID
    reference: str
    rule: str
    basis: str
    due_on: date | None
    held: bool
    state: str
    colour: str
    erasure_id: UUID | None


class ErasureRow(NamedTuple):
    """One record that was proposed, refused or destroyed."""

    id: UUID
    number: str
    reference: str | None
    rule: str
    state: str
    colour: str
    proposed_on: date
    proposed_by: str


class HoldRow(NamedTuple):
    """What holds a record, or all of them."""

    id: UUID
    everything: bool
    subject_id: UUID | None
    ground: str
    papers: str
    from_on: date
    until_on: date | None


def due_rows(found: Iterable[schedule.Facts], erasures: Iterable[Erasure]) -> list[DueRow]:
    """The due list, as it is read; what was proposed about a record stands with it."""
    standing = {row.subject_id: row for row in erasures if row.state != ErasureState.REFUSED}
    rows = []
    for facts in found:
        kept = schedule.longest(facts)
        asked = standing.get(facts.subject_id)
        state, colour = STATES[asked.state] if asked is not None else ("", "")
        if facts.held:
            state, colour = "Held", "red"
        elif facts.being_answered:
            state, colour = "Somebody has asked to see it", "red"
        rows.append(
            DueRow(
                facts.subject_id,
                facts.reference,
                kept.rule.title,
                kept.rule.basis_words,
                kept.due_on,
                facts.held,
                state,
                colour,
                asked.id if asked is not None else None,
            )
        )
    return rows


def by_rule(rows: Iterable[DueRow]) -> list[tuple[str, int]]:
    """How many are due by which rule."""
    return sorted(Counter(row.rule for row in rows).items())


def erasure_rows(erasures: Iterable[Erasure], people: dict[UUID, Person]) -> list[ErasureRow]:
    """What was proposed, refused and done."""
    return [
        ErasureRow(
            row.id,
            row.number,
            row.reference,
            schedule.rule(row.rule).title,
            *STATES[row.state],
            clock.london_date(row.proposed_at),
            name_of(row.proposed_by, people),
        )
        for row in erasures
    ]


def hold_rows(holds: Iterable[RetentionHold]) -> list[HoldRow]:
    """What holds records today."""
    return [
        HoldRow(
            row.id, row.subject_id is None, row.subject_id, GROUNDS[row.ground], row.papers, row.from_on, row.until_on
        )
        for row in holds
    ]


def name_of(person_id: UUID | None, people: dict[UUID, Person]) -> str:
    """The name of somebody who did something."""
    return people[person_id].name if person_id in people else ""
