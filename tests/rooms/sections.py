"""Somebody who writes a plan in sections: what its tests arrange."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask

from coordination.children.queries import child as child_of
from coordination.db import db, identify, new_id
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import writing
from tests.world import World


class Writing:
    """The council's EHC officer (or whoever is named) writes, each time in a transaction of its own."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app = app
        self.world = world

    @contextmanager
    def at_work(self, who: str = "ehc") -> Iterator[Any]:
        """A session in which somebody acts; committed at the end."""
        with self.app.test_request_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            yield by
            db.session.commit()

    def starts(self, type: str = "ehc", who: str = "ehc", **more: Any) -> UUID:
        """Begin a plan."""
        with self.at_work(who) as by:
            child = child_of(self.world.child_id)
            assert child is not None
            return writing.start_plan(child, id=new_id(), type=type, officer_id=by.person_id, by=by, **more).id

    def writes(self, plan_id: UUID, letter: str, text: str, by_whom: str = "ehc", **facts: Any) -> UUID:
        """Write an entry; answers its statement's key."""
        with self.at_work(by_whom) as by:
            spot = writing.spot(plan_id, letter)
            assert spot is not None
            return writing.add(spot, id=facts.pop("id", new_id()), text=text, by=by, **facts).statement_id

    def whole(self, plan_id: UUID) -> dict[str, UUID]:
        """A plan that says one thing in each section that is written, tied together."""
        said = self.writes(plan_id, "A", "I want to order my own lunch", prompt="soon", said_by="child")
        need = self.writes(plan_id, "B", "Speaks to two adults only", area="communication", evidence="EP report")
        health = self.writes(plan_id, "C", "Tires after noon", evidence="GP letter")
        care = self.writes(plan_id, "D", "Her parents need a rest", evidence="Social work report")
        outcome = self.writes(
            plan_id, "E", "Orders her own lunch", answers=[said, need], measure="Four days of five",
            young_text="You order your own lunch", monitored_by="Mrs Tran",
        )  # fmt: skip
        provision = self.writes(
            plan_id, "F", "Language group with the programme Talk Well", answers=[need, outcome], who="Mrs Tran",
            expertise="Trained by the therapist", sessions_per_week=3, session_minutes=30, weeks_per_year=38,
            group_size=4, young_text="You practise with Mrs Tran",
        )  # fmt: skip
        therapy = self.writes(plan_id, "G", "Therapist sets the programme", answers=[health], who="Ms Ito")
        short = self.writes(plan_id, "H1", "Saturday club", answers=[care], who="Test services")
        return {
            "A": said, "B": need, "C": health, "D": care, "E": outcome, "F": provision, "G": therapy, "H1": short,
        }  # fmt: skip

    def place_of(self, plan_id: UUID, statement_id: UUID) -> UUID:
        """The place of a statement in a plan."""
        with self.at_work():
            return next(held.id for held in plan_queries.places(plan_id) if held.statement_id == statement_id)

    def texts(self, plan_id: UUID, letter: str) -> list[str]:
        """What a section says."""
        with self.at_work():
            return [held.statement.text for held in plan_queries.places(plan_id, [letter])]
