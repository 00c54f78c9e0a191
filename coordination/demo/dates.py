"""Dates in the demo: the borough's school terms, Kai's PEP meeting, and dates that were late, may pass, or stand still."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from coordination import clock, timescales
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.deadlines import excepting
from coordination.deadlines.models import Clock
from coordination.demo import protecting
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.plans import queries as plans
from coordination.reviews import operations as reviews
from coordination.reviews.models import ReviewKind
from coordination.reviews.said import Decisions, Held, Next, People, Said, Views

if TYPE_CHECKING:
    from coordination.demo.teller import Teller

ASSESSMENT = "C2"
# Of the many children: whose assessment was late on a ground, was late without one, may still be later, and for whom a
# request to see what is held waits for an answer.
ON_A_GROUND, LATE, MAY_BE_LATER, STANDS_STILL = "child2", "child4", "child7", "child9"


def terms(borough: Borough) -> None:
    """Ordinary terms around today, as the borough has set them."""
    authority = db.session.get_one(Authority, borough.authority_id)
    usual = timescales.as_setting(timescales.usual_terms(clock.today()))
    authority.settings = {**(authority.settings or {}), "terms": usual}
    db.session.flush()


def pep(teller: "Teller") -> None:
    """Kai's meeting about his education, held and signed by the school: the next belongs to the term after."""
    by = teller.borough.actor("senco")
    held = reviews.begin_record(
        teller.case,
        id=new_id(),
        kind=ReviewKind.PEP.value,
        held_on=clock.today(),
        by=teller.borough.actor(teller.lead),
        invitees=[who for who in teller.invitees() if who["role"] in {"SW", "SEN", "VSH", "FC", "YP"}],
    )
    decided = teller.say("A plan of the exams goes on his wall", "reviews", ("carer", "parent", "young_person"))
    said = Said(
        held=Held(on=clock.today()),
        people=People(attendance={who.id: "in_person" for who in held.people}),
        views=Views(
            participation="attended",
            rows=[
                {
                    "id": new_id(),
                    "text": teller.say("I want to know which exams count.", "own_words", ("young_person",)),
                    "how": "meeting",
                }
            ],
        ),
        decisions=Decisions(decision="continue", rows=[{"id": new_id(), "text": decided, "owner_id": by.person_id}]),
        carried={
            action.id: {"status": "in_progress", "note": "Begun"} for action in plans.open_actions(teller.child_id)
        },
        considered={"pupil_premium": teller.say("It pays for a tutor, and it helps", "reviews")},
        next=Next(on=clock.today() + timedelta(days=100)),
    )
    reviews.record_review(held, said, by=by, seen=held.version)
    reviews.sign_review(held, by=by)


def told(borough: Borough) -> None:
    """A date late on a ground, one late without, one that may still be later, and a clock that stands still."""
    for key, done in ((ON_A_GROUND, 12), (LATE, 5), (MAY_BE_LATER, None)):
        if key not in borough.children:
            continue
        began = 90 if done is not None else 75
        with clock.frozen(on_the_day(days_ago(began))):
            why = borough.mark("The family asked for help at school", key, "social_care", ())
            protecting.referred(db.session.get_one(Child, borough.children[key]), why, borough.actor("lead"))
        if key != LATE:
            with clock.frozen(on_the_day(days_ago(began - 60))):
                _allows(borough, key)
        if done is not None:
            with clock.frozen(on_the_day(days_ago(done))):
                found = borough.mark("Help at home, and somebody to ring", key, "social_care", ())
                protecting.assessed(borough.children[key], found, borough.actor("lead"), factors=["4B"])
    if STANDS_STILL in borough.children:
        with clock.frozen(on_the_day(days_ago(16))):
            _asks_back(borough, STANDS_STILL)


def _allows(borough: Borough, key: str) -> None:
    held = db.session.scalars(
        select(Clock).where(Clock.child_id == borough.children[key], Clock.rule == ASSESSMENT, Clock.state == "running")
    ).one()
    words = "The family asked for their cousin to be heard, who was abroad. Agreed with them and with school."
    excepting.allow_later(
        held,
        id=new_id(),
        ground="agreed longer",
        days={},
        words=borough.mark(words, key, "social_care", ()),
        by=borough.actor("lead"),
    )


def _asks_back(borough: Borough, key: str) -> None:
    """Somebody asked to see what is held, and the council asked who they are."""
    child_id: UUID = borough.children[key]
    began = days_ago(6)
    why = timescales.explain("I1", began)
    held = Clock(
        authority_id=borough.authority_id,
        child_id=child_id,
        rule="I1",
        from_on=began,
        due_on=why.due,
        severity=why.severity,
        answers_for=why.answers_for,
        team_id=borough.team_id,
        explanation=why.as_json(),
        recorded_by=borough.people["lead"],
    )
    db.session.add(held)
    db.session.flush()
    excepting.pause(
        held,
        id=new_id(),
        from_on=clock.today(),
        words=borough.mark("Are you the child’s aunt, and may you ask for this?", key, "sharing_decisions", ()),
        by=borough.actor("lead"),
    )
