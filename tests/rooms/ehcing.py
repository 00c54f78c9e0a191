"""An EHC officer at work: what the tests of letters, rights, disputes and moves arrange."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Flask

from coordination import clock
from coordination.access.actor import Actor, RoleHeld
from coordination.access.models import Reach
from coordination.agencies.models import Authority, Person
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.children.models import Child, NetworkMember
from coordination.db import db, identify, new_id
from coordination.ehc.letters import templates
from coordination.ehc.models import Assessment, Decision
from coordination.ehc.plan_models import FormalPlan
from tests.world import World

CONTACTS = {
    "mediation": "Even Keel Mediation, 01632 960701",
    "support": "Testshire SENDIASS, 01632 960702",
    "disagreement": "Common Ground, 01632 960703",
    "local_offer": "www.testshire.example/local-offer",
}


class Office:
    """The officer (or whoever is named) does things, each in a transaction of its own."""

    def __init__(self, app: Flask, owner_app: Flask, world: World, *, contacts: bool = True) -> None:
        self.app, self.owner_app, self.world = app, owner_app, world
        self.officer = new_id()
        since = clock.today() - timedelta(days=400)
        with owner_app.app_context():
            db.session.add(
                Person(
                    id=self.officer, kind="workforce", name="Officer Person", sort_name="person officer",
                    email=f"officer-{self.officer.hex}@demo.example", phone="01632 960009", job="EHC officer",
                )
            )  # fmt: skip
            db.session.flush()
            post = {
                "person_id": self.officer, "agency_id": world.agencies["services"],
                "authority_id": world.authority_id, "role": "EHC", "from_on": since,
            }  # fmt: skip
            db.session.add(RoleRow(**post))
            db.session.add(
                Reach(
                    authority_id=world.authority_id, child_id=world.child_id, person_id=self.officer, role="EHC",
                    via="membership", agency_id=world.agencies["services"], functions=[], from_on=since,
                )
            )  # fmt: skip
            for who, relation in (("parent", "mother"), ("otherparent", "father")):
                db.session.add(self.member(f"{who.title()} Person", relation, person_id=world.people[who]))
            if contacts:
                templates.keep_details(db.session.get_one(Authority, world.authority_id), **CONTACTS)
            db.session.commit()

    def member(self, name: str, relation: str, *, responsible: bool = True, **more: Any) -> NetworkMember:
        """Somebody of the family's network."""
        return NetworkMember(
            id=new_id(), authority_id=self.world.authority_id, child_id=self.world.child_id, name=name,
            relation=relation, parental_responsibility=responsible, **more,
        )  # fmt: skip

    def add(self, *rows: Any) -> None:
        """Rows as the owner writes them."""
        with self.owner_app.app_context():
            for row in rows:
                db.session.add(row)
                db.session.flush()
            db.session.commit()

    def born(self, on: date) -> None:
        """The child was born on this day."""
        with self.owner_app.app_context():
            db.session.get_one(Child, self.world.child_id).born_on = on
            db.session.commit()

    @property
    def child(self) -> Child:
        """The child, in the session that is open."""
        return db.session.get_one(Child, self.world.child_id)

    def actor(self, who: str) -> Actor:
        """Somebody of the world, or the officer."""
        if who != "officer":
            return self.world.actor(who)
        lead = self.world.actor("lead")
        post = RoleHeld(
            role="EHC", agency_id=self.world.agencies["services"], authority_id=self.world.authority_id,
            from_on=clock.today() - timedelta(days=400),
        )  # fmt: skip
        return replace(lead, person_id=self.officer, roles=(post,), name="officer")

    @contextmanager
    def at_work(self, who: str = "officer") -> Iterator[Actor]:
        """A session in which somebody acts; committed at the end."""
        with self.app.test_request_context():
            by = self.actor(who)
            identify(db.session(), by.person_id)
            yield by
            db.session.commit()

    def decides(self, kind: str = "not_assess", **more: Any) -> UUID:
        """A decision about a request (or a plan), not told yet."""
        key = new_id()
        keys = {"authority_id": self.world.authority_id, "child_id": self.world.child_id}
        held = Assessment(
            id=new_id(), **keys, source="parent", state="refused", received_on=clock.today() - timedelta(days=20)
        )
        facts = {"assessment_id": held.id, "decided_on": clock.today(), "reasons": "Support in school is enough."}
        self.add(held, Decision(id=key, **keys, kind=kind, **(facts | more)))
        return key

    def plan(self, **more: Any) -> UUID:
        """A final plan."""
        key, issued = new_id(), clock.today() - timedelta(days=200)
        facts = {"state": "final", "started_on": issued, "first_issued_on": issued, "issued_on": issued}
        self.add(
            FormalPlan(id=key, authority_id=self.world.authority_id, child_id=self.world.child_id, **(facts | more))
        )
        return key
