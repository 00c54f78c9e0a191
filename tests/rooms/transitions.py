"""A young person on the road to adulthood: what the tests of it arrange."""

from datetime import date

from coordination import clock
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
