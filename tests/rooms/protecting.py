"""A child with a protected place, people who proved again who they are, and duty workers in the night."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from coordination import clock
from coordination.access.models import Reach
from coordination.agencies.models import Person
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.whereabouts import operations
from tests.browsing import Browsing, Visitor
from tests.world import World

SAID = {
    "name": "Kestrel Grange School", "lines": "12 Orchard Way", "postcode": "TS1 4AB", "phone": "01632 960777",
    "reason": "He followed her home twice",
}  # fmt: skip


class Protecting:
    """The lead protects places; each call is a transaction of its own."""

    def __init__(self, app: Flask, owner_app: Flask, world: World) -> None:
        self.app, self.owner_app, self.world = app, owner_app, world

    @contextmanager
    def at_work(self, who: str = "lead") -> Iterator[Any]:
        """A session in which somebody acts; committed at the end."""
        with self.app.test_request_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            yield by
            db.session.commit()

    @property
    def child(self) -> Child:
        """The child, in the session that is open."""
        return db.session.get_one(Child, self.world.child_id)

    def protects(self, kind: str = "home", known_to: tuple[str, ...] = (), **said: str) -> UUID:
        """A place is protected from today."""
        with self.at_work() as by:
            return operations.keep(
                self.child, id=new_id(), kind=kind, decided_by="Strategy discussion",
                review_on=clock.today() + timedelta(days=90), known_to=[self.world.people[who] for who in known_to],
                by=by, **(said or SAID),
            ).id  # fmt: skip

    def proved(self, browsing: Browsing, person_id: UUID) -> Visitor:
        """Somebody signed in who has just proved again who they are."""
        visitor = browsing.as_(person_id)
        with self.owner_app.app_context():
            db.session.execute(
                text("update login_session set stepped_up_at = :now where person_id = :person"),
                {"now": clock.now(), "person": person_id},
            )
            db.session.commit()
        return visitor

    def duty_worker(self, name: str = "Duty Person") -> UUID:
        """Somebody of the emergency duty team, on duty for this child."""
        since, key = clock.today() - timedelta(days=1), new_id()
        services = self.world.agencies["services"]
        with self.owner_app.app_context():
            db.session.add(
                Person(id=key, kind="workforce", name=name, sort_name=name.lower(), email=f"{key.hex}@demo.example")
            )
            db.session.flush()
            db.session.add(
                RoleRow(
                    person_id=key, agency_id=services, authority_id=self.world.authority_id, role="EDT", from_on=since
                )
            )
            db.session.add(
                Reach(
                    authority_id=self.world.authority_id, child_id=self.world.child_id, person_id=key, role="EDT",
                    via="duty", agency_id=services, functions=[], from_on=since,
                )
            )  # fmt: skip
            db.session.commit()
        return key

    def raw(self, statement: str, **values: Any) -> list[Any]:
        """What the database itself holds."""
        with self.owner_app.app_context():
            return list(db.session.execute(text(statement), values))
