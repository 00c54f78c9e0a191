"""A protected place in the demo; words that are held because they name it, for the lead to decide about; and a night on
which two duty workers had it shown, for the manager to look at."""

from datetime import timedelta

from coordination import clock
from coordination.children.models import Child, NetworkMember
from coordination.db import db, new_id
from coordination.demo import staff
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.openings import opens_as
from coordination.protected import papers
from coordination.sharing.opening import Post
from coordination.whereabouts import operations

# One of many children, with nothing else to their story.
KEYS = ("child8", "child1", "child0")


def of_one(borough: Borough) -> None:
    """Where one child lives is protected; a colleague wrote the address into the family network afterwards."""
    child = _whose(borough)
    if child is None:
        return
    with clock.frozen(on_the_day(days_ago(12))):
        operations.keep(
            child, id=new_id(), kind="home", lines="31 Tannery Walk", postcode="TR4 9XQ", phone="01632 960555",
            reason="A former partner followed the family to their last home",
            decided_by="Strategy discussion", review_on=clock.today() + timedelta(days=90), known_to=(),
            by=borough.actor("lead"),
        )  # fmt: skip
    with clock.frozen(on_the_day(days_ago(3))):
        db.session.add(
            NetworkMember(
                id=new_id(), authority_id=child.authority_id, child_id=child.id, name="Aunt Bea", relation="aunt_uncle",
                note="Collects on Fridays and walks home with the child to 31 Tannery Walk", recorded_by=borough.people["senco"],
            )
        )  # fmt: skip
        db.session.flush()
        # The school asked for its actions as a file: its maker is told no more than that it waits.
        papers.hold_waiting(
            papers.Waiting(
                child.authority_id, child.id, papers.MADE, new_id(), "A file: actions.csv", kinds=("address",)
            ),
            by=borough.people["senco"],
        )


def by_night(borough: Borough) -> None:
    """Last night one duty worker asked to see it and the second confirmed. Both are on duty again when the demo begins."""
    child = _whose(borough)
    if child is None:
        return
    first, second = borough.actor("duty"), staff.somebody_beside("duty2")
    post = Post("EDT", borough.agencies["services"], borough.authority_id)
    with clock.frozen(on_the_day(days_ago(1), 22)):
        for by in (first, second):
            opens_as(by, post, child, "The police rang: a neighbour heard shouting and saw nobody leave")
        asked = operations.ask(
            child, id=new_id(), reason="The police are on the way and need the house, not the street", by=first
        )
        operations.confirm(asked, by=second)
    for by in (first, second):
        opens_as(by, post, child, "The police may ring again tonight")


def _whose(borough: Borough) -> Child | None:
    key = next((one for one in KEYS if one in borough.children), None)
    return db.session.get_one(Child, borough.children[key]) if key is not None else None
