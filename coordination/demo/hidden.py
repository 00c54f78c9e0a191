"""A protected place in the demo, and words that are held because they name it: for the lead to decide about."""

from datetime import timedelta

from coordination import clock
from coordination.children.models import Child, NetworkMember
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.whereabouts import operations

# One of many children, with nothing else to their story.
KEYS = ("child8", "child1", "child0")


def of_one(borough: Borough) -> None:
    """Where one child lives is protected; a colleague wrote the address into the family network afterwards."""
    key = next((one for one in KEYS if one in borough.children), None)
    if key is None:
        return
    child = db.session.get_one(Child, borough.children[key])
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
