"""What keeps Kai's carer going: a weekend away that she asks for, and a training that she wants."""

from datetime import timedelta

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import new_id
from coordination.demo.borough import days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.household import supporting


def time_away_and_training(teller: Teller, *, by: Actor) -> None:
    """Asked for, and not answered yet; and what she wants to learn."""
    first = clock.today() + timedelta(days=40)
    with clock.frozen(on_the_day(days_ago(8), 20)):
        supporting.ask_time_away(
            teller.child,
            id=new_id(),
            from_on=first,
            to_on=first + timedelta(days=2),
            who_cares="",
            to_know=teller.say("He likes to cook on Sundays.", "carer_record", ("strain", "own:carer")),
            by=by,
        )
        supporting.keep_training(
            teller.child,
            id=new_id(),
            what=teller.say("Caring for teenagers", "carer_record", ("strain", "own:carer")),
            state="wanted",
            on=None,
            by=by,
        )
