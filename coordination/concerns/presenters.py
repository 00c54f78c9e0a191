"""Concerns as their pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for
from sqlalchemy import Row

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.cases import words as case_words
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.concerns import operations, queries, words
from coordination.concerns.forms import ConcernForm
from coordination.concerns.kinds import OWN
from coordination.concerns.models import Concern
from coordination.web.forms import SelectChoice


class Told(NamedTuple):
    """What whoever raised a concern is told: whom it goes to, who read it and when, and our words to them."""

    at: datetime
    readers: list[str]
    duty_now: bool
    read_by: str
    read_at: datetime | None
    decided_at: datetime | None
    words: str
    kind: str = "concern"
    asked: str = ""


def readers(child_id: UUID, person_id: UUID | None) -> list[Person]:
    """Whom a concern goes to, but for whoever raises it."""
    return [person for person in queries.who_answers(child_id) if person.id != person_id]


def choices(people: Iterable[Person]) -> list[SelectChoice]:
    """Whom a concern may be about, of those it would go to."""
    return [SelectChoice(person.id, person.name) for person in people]


def facts_of(form: ConcernForm) -> dict[str, Any]:
    """What was told, as the operation takes it: what was left out is empty."""
    return {name: value or (() if name == "about" else "") for name, value in form.facts().items()}


def organisation(who: Actor, role: str | None) -> UUID | None:
    """The organisation somebody speaks from in a role: a lead practitioner from whichever post they have."""
    posts = who.roles_on(clock.today())
    named = next((post.agency_id for post in posts if post.role == role), None)
    return named or next((post.agency_id for post in posts), None)


def receipt(held: Concern) -> Told:
    """What whoever raised it is told. Never the words themselves: somebody may look over their shoulder."""
    read_by = agencies.person(held.read_by) if held.read_by is not None else None
    team = operations.team_that_reads(held)
    return Told(
        at=held.raised_at,
        readers=[person.name for person in team],
        duty_now=operations.is_for_duty_at_once(held, team),
        read_by=read_by.name if read_by is not None else "",
        read_at=held.read_at,
        decided_at=held.decided_at,
        words=held.told or "",
        kind=held.kind,
        # What somebody worries about is not shown again where another may look over their shoulder; a question is.
        asked=held.seen if held.kind == "question" else "",
    )


def waiting(rows: Sequence[Concern], known: Mapping[UUID, Child]) -> list[dict[str, Any]]:
    """What waits, of children whose record is open to the reader."""
    return [
        {
            "child": display_name(known[row.child_id]),
            "url": url_for("concerns.concern", concern_id=row.id),
            "who": case_words.role(row.raised_as),
            "kind": words.KINDS[row.kind],
            "at": row.raised_at,
            "unsafe": row.safe_now in ("no", "not_sure"),
            "state": words.state_of(row),
        }
        for row in rows
    ]


def on_duty(rows: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    """What waits of other children, by reference: the record opens with a step of its own."""
    return [
        {
            "reference": row.reference,
            "open_url": url_for("concerns.open_on_duty", concern_id=row.id),
            "who": case_words.role(row.raised_as),
            "kind": words.KINDS[row.kind],
            "at": row.raised_at,
            "unsafe": row.safe_now in ("no", "not_sure"),
            "state": words.state_of(row),
        }
        for row in rows
    ]


def listed(rows: Sequence[Concern]) -> list[dict[str, Any]]:
    """The concerns of one record."""
    return [
        {
            "url": url_for("concerns.concern", concern_id=row.id),
            "who": f"{row.raised_name}, {case_words.role(row.raised_as)}",
            "kind": words.KINDS[row.kind],
            "at": row.raised_at,
            "state": words.state_of(row),
            "outcome": words.OUTCOMES.get(row.outcome or "", ""),
        }
        for row in rows
    ]


def concern(held: Concern) -> dict[str, Any]:
    """One concern whole, for those who may read it."""
    people = agencies.people(key for key in (held.read_by, held.decided_by) if key is not None)
    place = next(iter(agencies.agencies_by_key([held.agency_id]).values()), None) if held.agency_id else None
    told = (
        [("What they say", held.seen)]
        if held.kind in OWN
        else [
            ("What they saw or heard", held.seen),
            ("When and where", held.when_words),
            ("Who was there", held.present),
            ("Have they seen the child since", words.ANSWERS.get(held.child_seen, "")),
            ("Is the child safe now", words.ANSWERS.get(held.safe_now, "")),
            ("What they did", held.did),
            ("How to reach them", held.reach_by),
        ]
    )
    return {
        "who": f"{held.raised_name}, {case_words.role(held.raised_as)}" + (f", {place.name}" if place else ""),
        "kind": words.KINDS[held.kind],
        "is_own": held.kind in OWN,
        "at": held.raised_at,
        "state": words.state_of(held),
        "told": [(label, said or "They did not say") for label, said in told],
        "kept_from": bool(held.caveats),
        "unsafe": held.safe_now in ("no", "not_sure") and held.decided_at is None,
        "read_by": people[held.read_by].name if held.read_by in people else "",
        "read_at": held.read_at,
        "outcome": words.OUTCOMES.get(held.outcome or "", ""),
        "done": held.done or "",
        "asked_whom": held.asked_whom or "",
        "answer": held.told or "",
        "hard_words_why": held.hard_words_why or "",
        "decided_by": people[held.decided_by].name if held.decided_by in people else "",
        "decided_at": held.decided_at,
    }
