"""Sending a record out to 200 people, against the time it takes to make its distinct versions and nothing else.

Ours is everything from the job that decides to the last stamped copy and queued mail. The floor is each distinct
version rendered once in the same pool. A child, a team of 200 and a signed review are made in a database of their own.
"""

import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import func, select

from coordination import clock, create_app, database_logins, jobs
from coordination.access.actor import Actor, RoleHeld
from coordination.access.models import Reach
from coordination.agencies.models import Person
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.cases import queries as cases
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.config import Settings
from coordination.db import db, new_id
from coordination.demo import scale, scale_rows
from coordination.documents import operations as documents
from coordination.documents import pool
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.reviews import operations, queries
from coordination.reviews.circulation import recipients, sending
from coordination.reviews.papers import Record, readers
from coordination.reviews.said import Decisions, Held, Next, People, Said, Views

NAME = "coordination_bench_circulation"
PEOPLE = 200
ROUNDS = 3
WORDS = "It was said what this means from day to day, and who looks after it when somebody is away."
# How the 200 are spread: the organisation of scale_rows.KINDS each role belongs to.
ROLES = (("HLT", 2), ("SEN", 1), ("SW", 0), ("PRV", 3), ("DSL", 1))


def circulation(settings: Settings) -> dict[str, Any]:
    """Seconds of ours and of the floor, their ratio, and how many versions and copies there were: medians of several
    rounds, each a child's review that is sent out and then rendered version by version, ours and the floor in turn.
    """
    owner = settings.database_urls["owner"]
    with psycopg.connect(database_logins.with_database(owner, "postgres"), autocommit=True) as link:
        link.execute(f"drop database if exists {NAME}")
    at = scale.fill(settings, scale_rows.CASELOAD, database=NAME)
    with tempfile.TemporaryDirectory() as folder:
        at = replace(at, uploads=Path(folder))
        with create_app(at, login="owner").test_request_context():
            for number in range(ROUNDS + 1):
                _team(_case(number))
            db.session.commit()
        jobs.serve_for(create_app(at, login="worker"))
        # The first is not counted: what it costs to start a worker and its printers is nobody's circulation.
        rounds = [_round(at, number) for number in range(ROUNDS + 1)][1:]
    pool.close_pool()
    ratios = sorted(one["ours"] / one["floor"] for one in rounds)
    return {name: round(statistics.median(one[name] for one in rounds), 2) for name in rounds[0]} | {
        "ratio": round(statistics.median(ratios), 2),
        "spread": [round(ratios[0], 2), round(ratios[-1], 2)],
        "rounds": len(rounds),
    }


def _round(at: Settings, number: int) -> dict[str, float]:
    child, review, batch = _pressed(at, number)
    before = _stamped(at)
    began = time.perf_counter()
    jobs.run("reviews.circulate", child=str(child), review=str(review), batch=str(batch))
    ours = deciding = time.perf_counter() - began
    versions, floor = _versions(at), 0.0
    for key, kind, facts, language in versions:
        began = time.perf_counter()
        jobs.run("documents.render", child=str(child), document=str(key))
        ours += time.perf_counter() - began
        began = time.perf_counter()
        pool.render_in_pool(kind, facts, language)
        floor += time.perf_counter() - began
    copies = _stamped(at) - before
    return {"ours": ours, "deciding": deciding, "floor": floor, "versions": len(versions), "copies": copies}


def _case(number: int) -> Any:
    case = cases.current_case(UUID(scale_rows.key("child", 3 + number)))
    assert case is not None
    return case


def _pressed(at: Settings, number: int) -> tuple[UUID, UUID, UUID]:
    """A signed review with what a review holds, and the press of the button: child, review, batch."""
    with create_app(at, login="owner").test_request_context():
        by = _lead()
        review = _signed(_case(number), by)
        record = Record(review.child)
        lead = next(held.person for held in record.team if held.person_id == by.person_id)
        found = reading.together(*recipients.asked_about(review, record))
        people = recipients.everybody(review, record, readers.of_person(lead, review.child), found)
        batch = new_id()
        sending.circulate(review, id=batch, choices=[sending.Choice(who, who.usual) for who in people], by=by)
        db.session.commit()
        return review.child_id, review.id, batch


def _lead() -> Actor:
    role = RoleHeld(
        role="SW",
        agency_id=UUID(scale_rows.key("agency", 0)),
        authority_id=UUID(scale_rows.key("authority", 0)),
        from_on=clock.today() - timedelta(days=900),
    )
    return Actor(
        person_id=UUID(scale_rows.key("person", 0)),
        kind="workforce",
        active=True,
        second_factor=True,
        roles=(role,),
        name="Lead",
    )


def _team(case: Any) -> None:
    child_id, case_id, authority_id = case.child_id, case.id, case.authority_id
    since = clock.today() - timedelta(days=100)
    for number in range(PEOPLE - len(scale_rows.TEAM)):
        role, place = ROLES[number % len(ROLES)]
        agency = UUID(scale_rows.key("agency", place))
        person = Person(
            id=new_id(),
            kind="workforce",
            name=f"{role} Colleague {number}",
            sort_name=f"colleague {number}",
            email=f"{role.lower()}{number}-{child_id.hex[-6:]}@circulation.example",
        )
        db.session.add(person)
        db.session.flush()
        held = Membership(
            id=new_id(),
            authority_id=authority_id,
            child_id=child_id,
            case_id=case_id,
            person_id=person.id,
            agency_id=agency,
            role=role,
            function="member",
            basis="public task",
            from_on=since,
        )
        db.session.add_all(
            [
                held,
                RoleRow(person_id=person.id, agency_id=agency, authority_id=authority_id, role=role, from_on=since),
                Reach(
                    authority_id=authority_id,
                    child_id=child_id,
                    person_id=person.id,
                    role=role,
                    via="membership",
                    agency_id=agency,
                    source_id=held.id,
                    from_on=since,
                ),
            ]
        )
    db.session.flush()


def _signed(case: Any, by: Actor) -> Any:
    """A review with ten views, ten decisions and ten actions, signed."""
    every = ("school", "health", "provider")
    lead = {"person_id": by.person_id, "agency_id": by.roles[0].agency_id, "name": "Lead", "role": "SW"}
    begun = operations.begin_record(
        case, id=new_id(), kind="tac_review", held_on=clock.today() - timedelta(days=3), by=by, invitees=[lead]
    )
    review = queries.review(begun.id)
    assert review is not None
    said = Said(
        held=Held(on=clock.today() - timedelta(days=3)),
        people=People(attendance={who.id: "in_person" for who in review.people}),
        views=Views(
            participation="attended",
            rows=[{"id": new_id(), "text": f"I like the club. {WORDS}", "audiences": every} for _ in range(10)],
        ),
        decisions=Decisions(
            decision="continue",
            rows=[{"id": new_id(), "text": f"The club goes on. {WORDS}", "audiences": every} for _ in range(10)],
        ),
        actions=[
            {
                "id": new_id(),
                "text": f"Ring the club about Thursdays. {WORDS}",
                "owner_id": by.person_id,
                "agency_id": None,
                "due_on": clock.today() + timedelta(days=20 + number),
                "audiences": every if number % 2 else ("school",),
            }
            for number in range(10)
        ],
        next=Next(on=clock.today() + timedelta(days=60)),
    )
    operations.record_review(review, said, by=by, seen=review.version)
    operations.sign_review(review, by=by, agrees_plan=False)
    return review


def _versions(at: Settings) -> list[tuple[UUID, str, Any, str]]:
    """The documents that wait to be made, with their facts."""
    with create_app(at, login="owner").app_context():
        waiting = db.session.scalars(
            select(IssuedDocument).where(IssuedDocument.state == "waiting").order_by(IssuedDocument.id)
        ).all()
        return [(held.id, held.kind, documents.facts_waiting(held), held.language) for held in waiting]


def _stamped(at: Settings) -> int:
    with create_app(at, login="owner").app_context():
        stamped = select(func.count()).select_from(DocumentCopy).where(DocumentCopy.file_id.is_not(None))
        return int(db.session.scalar(stamped) or 0)
