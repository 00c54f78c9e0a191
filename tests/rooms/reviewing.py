"""Somebody at work on reviews: what the tests of reviews arrange, and how a browser fills in the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from flask import Flask

from coordination import clock
from coordination.cases import queries as cases
from coordination.db import db, identify, new_id
from coordination.reviews import operations, queries
from coordination.reviews.kinds import usual
from coordination.reviews.said import Decisions, GoingWell, Held, Next, People, Said, Views
from tests.browsing import Visitor, form_fields
from tests.world import CAST, World

ASKED = ("lead", "senco", "health", "parent", "carer", "youngperson")


class Reviewing:
    """The lead (or whoever is named) plans, records and signs, each in a transaction of its own."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app = app
        self.world = world

    @contextmanager
    def at_work(self, who: str = "lead") -> Iterator[Any]:
        """A session in which somebody acts; committed at the end."""
        with self.app.app_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            yield by
            db.session.commit()

    def invitees(self, *names: str) -> list[dict[str, Any]]:
        """People of the cast as they are asked to a review."""
        return [
            {
                "person_id": self.world.people[who],
                "agency_id": self.world.agencies.get(CAST[who][1]),
                "name": f"{who.title()} Person",
                "role": CAST[who][0],
            }
            for who in names or ASKED
        ]

    def plans(self, *names: str, kind: str = "tac_review", days: int = 30, **facts: Any) -> UUID:
        """A review planned for ``days`` from now."""
        with self.at_work() as by:
            review = operations.plan_review(
                cases.current_case(self.world.child_id),
                id=facts.pop("id", new_id()),
                kind=kind,
                starts_at=clock.now() + timedelta(days=days),
                invitees=facts.pop("invitees", None) or self.invitees(*names),
                by=by,
                **facts,
            )
            return review.id

    def holds(self, *names: str, kind: str = "tac_review", days_ago: int = 0) -> UUID:
        """A review that was held: its record is begun and nothing is in it."""
        with self.at_work() as by:
            review = operations.begin_record(
                cases.current_case(self.world.child_id),
                id=new_id(),
                kind=kind,
                held_on=clock.today() - timedelta(days=days_ago),
                invitees=self.invitees(*names),
                by=by,
            )
            return review.id

    def records(self, key: UUID, who: str = "lead", **more: Any) -> dict[str, Any]:
        """Save a record that could be signed; answers what was sent."""
        with self.at_work(who) as by:
            review = queries.review(key)
            sent = self.whole(review) | more
            operations.record_review(review, said(**sent), by=by, seen=sent["seen"])
            return sent

    def whole(self, review: Any) -> dict[str, Any]:
        """What a whole record says: the five things."""
        return {
            "seen": review.version,
            "held_on": review.held_on or clock.today(),
            "attendance": {who.id: "in_person" for who in review.people},
            "participation": "attended",
            "views": [{"id": new_id(), "text": "I like the new club", "audiences": ["team", "school", "health"]}],
            "decisions": [{"id": new_id(), "text": "The club goes on", "audiences": ["parent"]}],
            "actions": [
                {
                    "id": new_id(),
                    "text": "Ring the club about Thursdays",
                    "owner_id": self.world.people["senco"],
                    "agency_id": self.world.agencies["school"],
                    "due_on": clock.today() + timedelta(days=20),
                    "audiences": ("parent", "school"),
                }
            ],
            "decision": "continue",
            "considered": {gate.key: "Yes, on the day" for gate in usual(review.kind).gates if gate.must},
            "next_on": clock.today() + timedelta(days=60),
        }

    def signs(self, key: UUID, who: str = "lead") -> None:
        """Sign the record."""
        with self.at_work(who) as by:
            operations.sign_review(queries.review(key), by=by)

    def signed(self, kind: str = "tac_review", who: str = "lead", **more: Any) -> UUID:
        """A review that was held, recorded and signed."""
        key = self.holds(kind=kind, days_ago=more.pop("days_ago", 7))
        self.records(key, **more)
        self.signs(key, who)
        return key

    @contextmanager
    def reading(self, key: UUID, who: str = "lead") -> Iterator[Any]:
        """A review as somebody's session has it."""
        with self.at_work(who):
            yield queries.review(key)


def said(
    *,
    held_on: date,
    attendance: dict[UUID, str],
    participation: str | None,
    began_at: time | None = None,
    ended_at: time | None = None,
    views: Any = None,
    views_missing_reason: str = "",
    brought: Any = None,
    decision: str | None = None,
    decision_reason: str = "",
    decisions: Any = None,
    next_on: date | None = None,
    next_at: time | None = None,
    next_kind: str | None = None,
    next_place: str = "",
    next_none_reason: str | None = None,
    strengths: Any = None,
    worries: Any = None,
    scores: Any = None,
    differs: Any = None,
    seen: int | None = None,
    **parts: Any,
) -> Said:
    """What a save says, from single facts as a test names them. ``seen`` is the save's own."""
    return Said(
        held=Held(on=held_on, began_at=began_at, ended_at=ended_at),
        people=People(attendance=attendance),
        views=Views(participation=participation, rows=views, brought=brought, missing_reason=views_missing_reason),
        mapping=GoingWell(strengths=strengths, worries=worries),
        decisions=Decisions(decision=decision, reason=decision_reason, rows=decisions),
        next=Next(on=next_on, at=next_at, kind=next_kind, place=next_place, none_reason=next_none_reason),
        scaling=scores,
        disagreements=differs,
        **parts,
    )


def parts(name: str, on: date | None) -> dict[str, Any]:
    """A date as a form sends it."""
    return {
        f"{name}-day": on.day if on else "",
        f"{name}-month": on.month if on else "",
        f"{name}-year": on.year if on else "",
    }


def record_fields(visitor: Visitor, key: UUID, **answers: Any) -> dict[str, Any]:
    """The record's page as a browser would send it, with these answers typed."""
    address = f"/reviews/{key}/record"
    return form_fields(visitor.get(address).text, address) | answers


def owner(world: World, who: str) -> str:
    """Somebody of the cast as the value of "who?"."""
    agency = world.agencies.get(CAST[who][1])
    return f"{world.people[who]}|{agency or ''}"
