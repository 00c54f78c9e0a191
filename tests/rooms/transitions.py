"""A young person on the road to adulthood: what the tests of it arrange."""

from datetime import date, timedelta

from coordination import clock
from coordination.agencies.models import Person
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.cases import team
from coordination.cases.models import Case
from coordination.db import db, new_id
from coordination.statutory_plans import leaving
from coordination.transitions import runway
from tests.rooms.history import Kept


class Growing(Kept):
    """The child of the small world, as old as a test wants them."""

    def __init__(self, app, world, browsing):
        super().__init__(app, world, browsing)
        self.runway = f"{self.record}/runway"

    def aged(self, years, months=0):
        """As old as that today, or a day younger than that where ``months`` is below nought."""
        today = clock.today()
        month = today.year * 12 + today.month - 1 - years * 12 - months

        def born(child, by):
            child.born_on = date(month // 12, month % 12 + 1, min(today.day, 28))

        self.does(born)
        return self

    def reads(self, who="lead", page=""):
        return self.as_(who).words(f"{self.runway}{page}")

    def step(self, code, who="lead", **fields):
        return self.writes(f"runway/steps/{code}", who, **fields)

    def needs(self, code):
        """The words of a step."""
        return runway.steps()[code].title

    def confirmed(self, status="eligible", days=9):
        """Somebody confirmed what they are by the law of leaving care."""
        day = clock.today() - timedelta(days=days)
        self.does(
            lambda row, by: leaving.confirm(row, id=new_id(), status=status, from_on=day, why="Papers seen", by=by)
        )
        return self

    def advised(self, owner_app):
        """A personal adviser joins the team; from then on ``as_("adviser")``."""
        key, world = new_id(), self.world
        with owner_app.app_context():
            db.session.add(Person(id=key, name="Chris Adviser", sort_name="adviser chris", kind="workforce"))
            db.session.flush()
            db.session.add(
                RoleRow(
                    person_id=key,
                    role="PA",
                    agency_id=world.agencies["services"],
                    authority_id=world.authority_id,
                    from_on=clock.today() - timedelta(days=90),
                )
            )
            db.session.commit()
            team.add_member(
                db.session.get(Case, world.case_id),
                id=new_id(),
                person_id=key,
                agency_id=world.agencies["services"],
                role="PA",
                function="member",
                basis="public task",
                by=world.actor("manager"),
            )
            db.session.commit()
        world.people["adviser"] = key
        return self
