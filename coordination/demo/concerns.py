"""Concerns that somebody raised: a provider's about Ama, read the same hour and acted on, and one of last night that waits
for whoever is on duty.
"""

from coordination import clock
from coordination.children.models import Child
from coordination.concerns import operations
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day


def raised(borough: Borough) -> None:
    """One that was acted on, and one that nobody has read."""
    ama = db.session.get_one(Child, borough.children["ama"])
    with clock.frozen(on_the_day(days_ago(5), 11)):
        held = operations.raise_concern(
            ama,
            id=new_id(),
            seen=borough.mark(
                "She had a bruise on her arm and would not say how it came. She asked to stay longer",
                "ama",
                "enquiries",
                (),
            ),
            when_words="This morning at breakfast club",
            present="The two helpers and I",
            child_seen="yes",
            safe_now="yes",
            did="I sat with her, and she is in class now",
            reach_by="On my mobile until six",
            by=borough.actor("provider"),
            role="PRV",
            agency_id=borough.agency_of("provider"),
        )
    with clock.frozen(on_the_day(days_ago(5), 12)):
        operations.opened(held, by=borough.actor("manager"))
    with clock.frozen(on_the_day(days_ago(4), 10)):
        operations.decide(
            held,
            outcome="in_the_plan",
            done=borough.mark(
                "I saw her with her mother after school: she fell on the stairs, and a neighbour saw it. No strategy"
                " discussion: the account is hers and holds together",
                "ama",
                "enquiries",
                (),
            ),
            told="Thank you for telling us. We have spoken with Ama and her mother, and will look at it in the plan",
            by=borough.actor("lead"),
        )
    key = borough.children.get("child2")
    waiting = db.session.get(Child, key) if key is not None else None
    if waiting is not None:
        with clock.frozen(on_the_day(days_ago(1), 21)):
            operations.raise_concern(
                waiting,
                id=new_id(),
                seen="He rang from a bus stop and said that he does not want to go home tonight",
                safe_now="not_sure",
                did="I stayed on the line until his aunt came",
                by=borough.actor("health"),
                role="HLT",
                agency_id=borough.agency_of("health"),
            )
