"""Somebody at work on a plan: what the tests of plans and actions arrange, and how many questions a page asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import event

from coordination.db import db, identify, new_id
from coordination.plans import operations, queries
from tests.world import World


class Planning:
    """The lead (or whoever is named) says things in the child's plan, each in a transaction of its own."""

    def __init__(self, app: Flask, world: World, who: str = "lead") -> None:
        self.app = app
        self.world = world
        self.who = who

    @contextmanager
    def at_work(self, who: str | None = None) -> Iterator[Any]:
        """A session in which somebody acts; committed at the end."""
        with self.app.app_context():
            by = self.world.actor(who or self.who)
            identify(db.session(), by.person_id)
            yield by
            db.session.commit()

    def says(self, kind: str, text: str, *audiences: str, who: str | None = None, **facts: Any) -> UUID:
        """Add a statement to the plan."""
        with self.at_work(who) as by:
            plan = queries.plan(self.world.plan_id)
            said = operations.add_statement(
                plan, id=new_id(), kind=kind, text=text, audiences=audiences, by=by, **facts
            )
            return said.id

    def asks(self, text: str, owner: str | None, *audiences: str, who: str | None = None, **facts: Any) -> UUID:
        """Ask somebody to do something."""
        with self.at_work(who) as by:
            plan = queries.plan(self.world.plan_id)
            action = operations.add_action(
                plan,
                id=facts.pop("id", new_id()),
                text=text,
                owner_id=self.world.people[owner] if owner else None,
                agency_id=facts.pop("agency_id", None),
                audiences=audiences,
                by=by,
                **facts,
            )
            return action.id

    def agrees(self, note: str = "") -> int:
        """Agree the plan; answers the version."""
        with self.at_work() as by:
            return operations.agree_plan(queries.plan(self.world.plan_id), note=note, by=by).number

    def changes(self, key: UUID, who: str | None = None, **fields: Any) -> None:
        """Change a statement or an action as it stands."""
        with self.at_work(who) as by:
            row = queries.statement(key)
            change = operations.change_action if row.kind == "action" else operations.change_statement
            change(row, seen=row.version, by=by, **fields)

    def updates(self, key: UUID, status: str, who: str | None = None, **facts: Any) -> None:
        """Say how an action is going."""
        with self.at_work(who) as by:
            operations.update_action(queries.action(key), status=status, by=by, **facts)

    def reads(self, key: UUID) -> Any:
        """A statement as it stands, read by itself."""
        with self.at_work():
            row = queries.statement(key)
            db.session.expunge_all()
            return row

    def crossings(self, key: UUID) -> list[Any]:
        """What waits for a decision about a statement."""
        with self.at_work():
            held = queries.crossings([key])
            db.session.expunge_all()
            return held


@contextmanager
def asked_of(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database in between, without saying who acts."""
    found: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "set_config" not in statement and "savepoint" not in statement.lower():
            found.append(" ".join(statement.split())[:160])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
