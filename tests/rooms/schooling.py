"""A SENCO at work: what the tests of a school arrange."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask

from coordination import clock
from coordination.children.queries import child as child_of
from coordination.db import db, identify, new_id
from coordination.schools import happenings, operations, queries
from tests.world import World


class Schooling:
    """The SENCO (or whoever is named) does things, each in a transaction of its own."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app = app
        self.world = world
        self.school = world.agencies["school"]

    @contextmanager
    def at_work(self, who: str = "senco") -> Iterator[Any]:
        """A session in which somebody acts; committed at the end."""
        with self.app.test_request_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            yield by
            db.session.commit()

    def starts(self, *, review_in: int = 60, began: int = 0, **more: Any) -> tuple[UUID, dict[str, UUID]]:
        """Start a cycle with a line of each kind. Answers the cycle's key and the lines' by kind."""
        keys = {kind: new_id() for kind in ("need", "strategy", "outcome", "provision", "home")}
        lines = [
            {"kind": "need", "id": keys["need"], "text": "Reads slowly", "area": "learning"},
            {"kind": "strategy", "id": keys["strategy"], "text": "One instruction at a time"},
            {"kind": "outcome", "id": keys["outcome"], "text": "Reads a page aloud"},
            {
                "kind": "provision", "id": keys["provision"], "text": "Reading group", "who": "Ms Lowe",
                "area": "learning", "hours_per_week": 2, "group_size": 4,
            },
            {"kind": "home", "id": keys["home"], "text": "Ten minutes together"},
        ]  # fmt: skip
        with self.at_work() as by:
            child = child_of(self.world.child_id)
            today = clock.today()
            cycle = operations.start_cycle(
                child,
                id=new_id(),
                agency_id=self.school,
                from_on=today - timedelta(days=began),
                review_on=today + timedelta(days=review_in),
                lines=lines,
                by=by,
                **({"class_teacher": "Mr Iqbal", "year_group": "7"} | more),
            )
            return cycle.id, keys

    def reviews(self, cycle_id: UUID, outcome: UUID, *, next_step: str = "another", **more: Any) -> UUID | None:
        """Review a cycle. Answers the next one's key."""
        with self.at_work() as by:
            cycle = queries.cycle(cycle_id)
            assert cycle is not None
            following = operations.review_cycle(
                cycle,
                seen=cycle.version,
                reviewed_on=clock.today(),
                what_changed="",
                outcomes={outcome: {"status": more.pop("status", "on_track"), "words": "Slowly"}},
                stopped=more.pop("stopped", []),
                next_step=next_step,
                next_id=new_id(),
                next_review_on=clock.today() + timedelta(days=80),
                by=by,
                **more,
            )
            return following.id if following is not None else None

    def happened(self, kind: str = "suspension", **more: Any) -> UUID:
        """Record something that happened at school."""
        facts = {
            "suspension": {"days": 2, "reason": "PP"},
            "exclusion": {"reason": "PA"},
            "part_time": {"hours_per_week": 12, "to_on": clock.today() + timedelta(days=20)},
            "attendance": {"percent": 84.5, "to_on": clock.today()},
            "move": {"other_school": "Test otherschool"},
        }[kind] | more
        with self.at_work() as by:
            held = happenings.record_happening(
                child_of(self.world.child_id),
                id=facts.pop("id", new_id()),
                agency_id=self.school,
                kind=kind,
                from_on=facts.pop("from_on", clock.today() - timedelta(days=1)),
                by=by,
                **facts,
            )
            return held.id
