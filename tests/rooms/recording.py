"""Somebody at work on records: what the tests of children, cases and deadlines arrange."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Flask

from coordination import clock
from coordination.cases import operations as cases
from coordination.cases.models import Case
from coordination.children import operations as children
from coordination.children import parts
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.events import operations as events
from tests.world import World

AMARA = {"given_names": "Amara Grace", "family_name": "Okafor"}


class Recording:
    """The lead (or whoever is named) works on records, each thing in a transaction of its own."""

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

    def opens(self, who: str = "lead", *, role: str = "SW", **facts: Any) -> UUID:
        """Somebody opens a record."""
        with self.at_work(who) as by:
            child = children.create_child(
                id=new_id(),
                authority_id=self.world.authority_id,
                by=by,
                role=role,
                agency_id=self.world.agencies["services"],
                **({**AMARA, "born_on": date(2014, 3, 31)} | facts),
            )
            return child.id

    def helps(self, child_id: UUID, who: str = "lead", **facts: Any) -> UUID:
        """Help begins, led by whoever opens it unless said otherwise."""
        with self.at_work(who) as by:
            child = db.session.get(Child, child_id)
            given = {
                "id": new_id(),
                "kind": "early_help",
                "reason": "The family asked for help with mornings",
                "opened_on": clock.today(),
                "team_id": self.world.team_id,
                "lead_id": by.person_id,
                "lead_role": "SW",
                "lead_agency_id": self.world.agencies["services"],
            }
            return cases.open_case(child, by=by, **(given | facts)).id

    def adds(self, part: str, child_id: UUID | None = None, who: str = "lead", **facts: Any) -> UUID:
        """Somebody adds a row to a part of a record."""
        with self.at_work(who) as by:
            child = db.session.get(Child, child_id or self.world.child_id)
            return parts.add_row(parts.PARTS[part], child, id=new_id(), by=by, **facts).id

    def joins(self, who: str, role: str, agency: str | None, by: str = "manager", **facts: Any) -> UUID:
        """Somebody is put on the team of the world's case."""
        with self.at_work(by) as actor:
            case = db.session.get(Case, self.world.case_id)
            given = {"basis": "public task"} | facts
            return cases.add_member(
                case,
                id=new_id(),
                person_id=self.world.people[who],
                agency_id=self.world.agencies[agency] if agency else None,
                role=role,
                by=actor,
                **given,
            ).id

    def happens(self, kind: str, on: date | None = None, child_id: UUID | None = None, **more: Any) -> UUID:
        """An event is recorded."""
        with self.at_work(more.pop("who", "lead")) as by:
            return events.record(
                authority_id=self.world.authority_id,
                child_id=child_id or self.world.child_id,
                kind=kind,
                occurred_on=on,
                by=by.person_id,
                **more,
            ).id


def days_ago(days: int) -> date:
    """A day before today, or after it when negative."""
    return clock.today() - timedelta(days=days)


def bare(html: str) -> str:
    """A page without what differs each time it is asked for: tokens, keys of forms, and the nonce."""
    html = re.sub(r'name="(csrf_token|searched|id)"\s+value="[^"]*"', r'name="\1"', html)
    return re.sub(r'nonce="[^"]*"', "", html)
