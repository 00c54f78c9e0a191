"""A looked-after child for whom plans that the law asks for are written: what their tests arrange."""

from datetime import timedelta

from sqlalchemy import select

from coordination import clock
from coordination.care import operations as care
from coordination.care import queries as care_queries
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.deadlines.models import Clock
from coordination.statutory_plans import operations, queries, terms


class StatutoryPlans:
    """A looked-after child of the small world. Each call is a transaction of its own."""

    def __init__(self, app, world, browsing):
        self.app, self.world, self.browsing = app, world, browsing
        self.address = f"/children/{world.child_id}/care/plans"

    def does(self, what, who="lead"):
        with self.app.test_request_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            made = what(db.session.get(Child, self.world.child_id), by)
            db.session.commit()
            return made

    def looked_after(self, days=5):
        day = clock.today() - timedelta(days=days)

        def begin(child, by):
            care.become_looked_after(child, id=new_id(), from_on=day, legal_status="C2", need_code="N1", by=by)
            care.start_placement(child, id=new_id(), code="U6", from_on=day, carer_id=self.world.people["carer"], by=by)

        self.does(begin)
        return self

    def begins(self, kind="pep", who="virtualschool"):
        def begin(child, by):
            today = clock.today()
            more = {}
            if kind == "pep":
                more["term"] = terms.term_on(terms.terms_of(child.authority_id, today), today)
            if kind == "placement":
                more["placement"] = care_queries.running_placement(child.id)
            return operations.begin(child, kind, id=new_id(), by=by, **more).id

        return self.does(begin, who)

    def writes(self, plan_id, theme, who="virtualschool", **answers):
        def write(_child, by):
            plan = queries.plan(plan_id)
            operations.write(plan, plan.regime.theme(theme), answers, by=by)

        return self.does(write, who)

    def agrees(self, plan_id, who="virtualschool", **facts):
        given = {
            "agreed_on": clock.today(),
            "agreed_with": ["Carer Person"],
            "child_agrees": "yes",
            "child_words": "",
            "look_on": None,
        } | facts
        return self.does(lambda _child, by: operations.agree(queries.plan(plan_id), by=by, **given), who)

    def clocks(self, *rules):
        held = self.does(
            lambda child, by: [
                (row.rule, row.state)
                for row in db.session.scalars(select(Clock).where(Clock.child_id == child.id))
                if row.rule in rules
            ]
        )
        return sorted(held)

    def as_(self, who):
        return self.browsing.as_(self.world.people[who])

    def reads(self, plan_id, who="lead"):
        return self.as_(who).words(f"/statutory-plans/{plan_id}")


def on(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
