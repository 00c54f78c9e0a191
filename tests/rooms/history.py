"""Writing a dated history of a child of the small world: through the pages, or by the operations beneath them."""

from datetime import timedelta

from sqlalchemy import select

from coordination import clock
from coordination.care import operations as care
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.deadlines.models import Clock


class Kept:
    """A child of the small world. Each call is a transaction of its own; days count back from today."""

    def __init__(self, app, world, browsing):
        self.app, self.world, self.browsing = app, world, browsing
        self.record = f"/children/{world.child_id}"
        self.address = f"{self.record}/care"

    def does(self, what, who="lead"):
        with self.app.app_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            made = what(db.session.get(Child, self.world.child_id), by)
            db.session.commit()
            return made

    def looked_after(self, days=100, legal="C2"):
        day = clock.today() - timedelta(days=days)
        self.does(
            lambda child, by: care.become_looked_after(
                child, id=new_id(), from_on=day, legal_status=legal, need_code="N1", by=by
            )
        )
        return self

    def placed(self, days=100, code="U6", **more):
        day = clock.today() - timedelta(days=days)
        self.does(lambda child, by: care.start_placement(child, id=new_id(), code=code, from_on=day, by=by, **more))
        return self

    def visited(self, days=0, seen=True, alone=True, **more):
        day = clock.today() - timedelta(days=days)
        return self.does(
            lambda child, by: (
                care.record_visit(
                    child,
                    id=new_id(),
                    visited_on=day,
                    seen=seen,
                    seen_alone=alone,
                    why_not_alone="" if alone else "Asleep",
                    by=by,
                    **more,
                ).id
            )
        )

    def rows(self, model):
        return self.does(
            lambda child, by: list(
                db.session.scalars(select(model).where(model.child_id == child.id).order_by(model.id))
            )
        )

    def clocks(self, *rules):
        """State and day of the clocks of some rules, by rule and day."""
        held = self.does(
            lambda child, by: [
                (row.rule, row.due_on, row.state)
                for row in db.session.scalars(select(Clock).where(Clock.child_id == child.id))
                if row.rule in rules
            ]
        )
        return sorted(held)

    def as_(self, who):
        return self.browsing.as_(self.world.people[who])

    def reads(self, who="lead"):
        return self.as_(who).words(self.address)

    def sends(self, page, who="lead", **fields):
        return self.as_(who).send(f"{self.address}/{page}", fields)

    def writes(self, page, who="lead", **fields):
        """Send a form of the record that must be taken."""
        answer = self.as_(who).send(f"{self.record}/{page}", fields)
        assert answer.status_code == 303, answer.text
        return answer

    def refused(self, page, who="lead", **fields):
        """Send a form of the record that must be turned down, and read why."""
        answer = self.as_(who).send(f"{self.record}/{page}", fields)
        assert answer.status_code == 422, answer.status_code
        return answer.text


def on(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def ago(days):
    return clock.today() - timedelta(days=days)
