"""A child protection conference in the demo: its record is signed, and waits for a second person before it is sent."""

from datetime import timedelta

from coordination import clock
from coordination.demo import protecting, sending_out
from coordination.demo.borough import Borough, a_weekday, days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.reviews.models import ReviewKind


def skye(borough: Borough) -> None:
    """Skye, 6: the first conference was held last week, and Priya chose yesterday what goes to whom."""
    teller = Teller(borough, "conference", "lead", ("deputy", "conferencechair", "dsl", "health", "provider"))
    with clock.frozen(on_the_day(days_ago(40))):
        plan = teller.open(
            born_on=days_ago(6 * 365 + 70),
            given="Skye",
            family="Darrow",
            preferred="Skye",
            kind="child_protection",
            reason="Skye was found alone at home twice",
            pronouns="she/her",
            sex="F",
        )
        teller.add(plan, "need", "Needs somebody at home who looks after her", "", ("school",), domain="family")
        teller.act(
            plan,
            "dsl",
            "Ring Priya on the day Skye is not at school by half past nine",
            "Owen rings Priya when you are not at school",
            clock.today() + timedelta(days=90),
        )
    met_on = a_weekday(days_ago(10))
    with clock.frozen(on_the_day(met_on)):
        teller.review(
            kind=ReviewKind.CONFERENCE,
            signs="conferencechair",
            view="I like it when Mum is there after school.",
            wish="I want somebody to be at home",
            decision="Skye is on a child protection plan, and the core group meets within ten working days",
            next_on=clock.today() + timedelta(days=85),
        )
    protecting.of_skye(teller, met_on)
    with clock.frozen(on_the_day(days_ago(1))):
        sending_out.waits_for_a_second(teller)
