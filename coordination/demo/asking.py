"""Requests of those a record is about: Kai's own to see it, gathered and half decided; a father's, who still has to show
who he is; a mother's that is answered, with what she was given; and hers to put something right.
"""

from datetime import timedelta

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.rights import correcting
from coordination.rights.asking import bundle, exemptions, gathering, operations, queries
from coordination.rights.models import AccessItem, AccessRequest


def asked(borough: Borough) -> None:
    """Kai asks for everything; Ama's father asks for her."""
    lead = borough.actor("lead")
    kai = db.session.get_one(Child, borough.children["kai"])
    with clock.frozen(on_the_day(days_ago(12))):
        held = operations.receive(
            kai,
            id=new_id(),
            capacity="young_person",
            asker_name=borough.mark("Kai Bennett", "kai", "sharing_decisions", ()),
            authority_shown="",
            identity_how="known",
            scope="",
            received_on=clock.today(),
            by=lead,
        )
    while held.gathered_at is None:
        gathering.gather_some(held)
    readable = [item for item in queries.items(held.id) if item.section in ("support_plan", "actions", "profile")]
    operations.release_proposed(held, readable[: len(readable) // 2], by=lead)
    ama = db.session.get_one(Child, borough.children["ama"])
    _answered(borough, ama)
    with clock.frozen(on_the_day(days_ago(4))):
        operations.receive(
            ama,
            id=new_id(),
            capacity="parental_responsibility",
            asker_name=borough.mark("Daniel Okafor", "ama", "sharing_decisions", ()),
            authority_shown=borough.mark("He is on the birth certificate", "ama", "sharing_decisions", ()),
            identity_how="asked",
            scope=borough.mark("The meetings of the last year", "ama", "sharing_decisions", ()),
            received_on=clock.today() - timedelta(days=1),
            by=lead,
        )
    with clock.frozen(on_the_day(days_ago(3))):
        correcting.ask(
            ama,
            id=new_id(),
            about_what="school",
            wrong=borough.mark(
                "She moved to Willow Lane in January, not in March", "ama", "sharing_decisions", ("own:parent",)
            ),
            right="January",
            statement=None,
            by=borough.actor("parent"),
        )


def _answered(borough: Borough, ama: Child) -> None:
    """Ama's mother asked for her weeks ago: what nothing stands against was released, the rest kept back, by two."""
    lead, manager = borough.actor("lead"), borough.actor("manager")
    with clock.frozen(on_the_day(days_ago(24))):
        held = operations.receive(
            ama,
            id=new_id(),
            capacity="parental_responsibility",
            asker_name=borough.mark("Blessing Okafor", "ama", "sharing_decisions", ()),
            authority_shown=borough.mark("On the birth certificate", "ama", "sharing_decisions", ()),
            identity_how="known",
            scope="",
            received_on=clock.today(),
            by=lead,
        )
    with clock.frozen(on_the_day(days_ago(2))):
        while held.gathered_at is None:
            gathering.gather_some(held)
        for item in queries.items(held.id):
            _decide(held, item, by=lead)
            if exemptions.needs_second(item.label):
                operations.agree(held, item, by=manager)
        bundle.issue(held, by=manager)


def _decide(held: AccessRequest, item: AccessItem, *, by: Actor) -> None:
    """As proposed; words are cut nowhere: what is about others too is kept back whole."""
    release = item.proposed == "release" and not exemptions.needs_second(item.label)
    operations.decide(
        held,
        item,
        decision="release" if release else "withhold",
        exemption="" if release else item.exemption,
        cuts=[],
        why="" if release else "Weighed with the manager",
        reads=True,
        by=by,
    )
