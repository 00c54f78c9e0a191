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
    _asked(borough)
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


def _asked(borough: Borough) -> None:
    """Ama's question, answered the same day; and Kai's worry, which his worker has read and not answered yet."""
    ama = db.session.get_one(Child, borough.children["ama"])
    with clock.frozen(on_the_day(days_ago(3), 16)):
        question = operations.raise_concern(
            ama,
            id=new_id(),
            kind="question",
            seen="Can my cat come when we see Gran?",
            by=borough.actor("youngerchild"),
            role="YP",
        )
    with clock.frozen(on_the_day(days_ago(3), 17)):
        operations.opened(question, by=borough.actor("lead"))
        operations.decide(
            question,
            outcome="answered",
            done=borough.mark("Her grandmother has a garden and is glad to have the cat", "ama", "enquiries", ()),
            told="Yes. Your gran says the cat can come. Bring the box with the blue lid.",
            by=borough.actor("lead"),
        )
    kai = db.session.get_one(Child, borough.children["kai"])
    with clock.frozen(on_the_day(days_ago(1), 18)):
        worry = operations.raise_concern(
            kai,
            id=new_id(),
            kind="worry",
            seen=borough.mark("I keep thinking about the exam and I cannot sleep", "kai", "enquiries", ()),
            by=borough.actor("youngperson"),
            role="YP",
        )
    with clock.frozen(on_the_day(days_ago(1), 19)):
        operations.opened(worry, by=borough.actor("lead"))
