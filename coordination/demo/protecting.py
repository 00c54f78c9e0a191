"""Children in need and child protection in the demo: what led to Ama's plan, and to Skye's conference and hers."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care import operations as care
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.reviews.models import Review, ReviewKind
from coordination.social_care import operations
from coordination.social_care.models import FamilyAssessment


def referred(child: Child, why: str, by: Actor, *, source: str = "2A", answer: str = "assess") -> None:
    """A referral of today, answered on the same day; where it is assessed, the assessment begins."""
    held = operations.receive(
        child, id=new_id(), received_on=clock.today(), source=source, need_code="N1", why=why, by=by
    )
    operations.answer(
        held,
        answer=answer,
        answered_on=clock.today(),
        answer_why="More than one agency is worried.",
        told_on=clock.today(),
        by=by,
    )
    operations.begin_assessment(
        child, id=new_id(), started_on=clock.today(), look_on=clock.today() + timedelta(days=14), by=by
    )


def assessed(child_id: UUID, found: str, by: Actor, *, factors: list[str], outcome: str = "child_in_need_plan") -> None:
    """The assessment that runs is authorised today."""
    runs = select(FamilyAssessment).where(FamilyAssessment.child_id == child_id, FamilyAssessment.finished_on.is_(None))
    operations.finish_assessment(
        db.session.scalars(runs).one(),
        finished_on=clock.today(),
        child_seen=True,
        factors=factors,
        found=found,
        outcome=outcome,
        by=by,
    )


def of_ama(teller: Teller) -> None:
    """Ama, child in need: the school's referral, what was found, her plan and the visits."""
    lead = teller.borough.actor("lead")
    with clock.frozen(on_the_day(days_ago(119))):
        referred(
            teller.child, teller.say("She falls asleep in class. She says it is loud at night.", "social_care"), lead
        )
    with clock.frozen(on_the_day(days_ago(84))):
        found = "Both parents love her and shout at the door. She hears it and lies awake. Both want it to stop."
        assessed(teller.child_id, teller.say(found, "social_care"), lead, factors=["3A", "17A"])
        operations.start_need_plan(teller.child, id=new_id(), from_on=clock.today(), by=lead)
    for ago, words in (
        (60, "Showed me where she sleeps"),
        (30, "Calm, and proud of her reading"),
        (9, "Tired. Two bad nights"),
    ):
        with clock.frozen(on_the_day(days_ago(ago))):
            _visits(teller, "child_in_need", words)


def of_skye(teller: Teller, held_on: date) -> None:
    """Skye: from the neighbour's call to the plan that the conference of ``held_on`` made."""
    lead, chair = teller.borough.actor("lead"), teller.borough.actor("conferencechair")
    with clock.frozen(on_the_day(days_ago(40))):
        why = teller.say("A neighbour found her alone at home at nine in the evening, the second time.", "social_care")
        referred(teller.child, why, lead, source="1B", answer="enquiry")
    with clock.frozen(on_the_day(days_ago(28))):
        enquiry = operations.discuss(
            teller.child,
            id=new_id(),
            discussed_on=clock.today(),
            who_took_part="DS Jo Reed, police; Dr Leila Farouk, health; Owen Price, school; Priya Nair, social care",
            why=teller.say("She may be left alone often. Priya and the police see her and her mother.", "enquiries"),
            started=True,
            by=lead,
        )
    with clock.frozen(on_the_day(days_ago(18))):
        operations.finish_enquiry(
            enquiry,
            finished_on=clock.today(),
            outcome="conference",
            found=teller.say(
                "Her mother works nights and has nobody who stays. It has gone on for months.", "enquiries"
            ),
            by=lead,
        )
        found = "Warm and close with her mother, and alone most nights. Her mother is frightened of asking for help."
        assessed(teller.child_id, teller.say(found, "social_care"), lead, factors=["16A"], outcome="enquiry")
    with clock.frozen(on_the_day(held_on)):
        review = db.session.scalars(
            select(Review).where(Review.child_id == teller.child_id, Review.kind == ReviewKind.CONFERENCE.value)
        ).one()
        operations.confer(
            teller.child,
            id=new_id(),
            kind="initial",
            held_on=clock.today(),
            decision="plan",
            category="NEG",
            why=teller.say(
                "She is not safe alone at night. An adult she knows is there, every night.", "protection_plan"
            ),
            review_id=review.id,
            by=chair,
        )
    with clock.frozen(on_the_day(days_ago(3))):
        _visits(teller, "child_protection", "Her aunt was there. She showed me her pictures")


def _visits(teller: Teller, kind: str, words: str) -> None:
    care.record_visit(
        teller.child,
        id=new_id(),
        kind=kind,
        visited_on=clock.today(),
        seen_alone=True,
        place="home",
        found=teller.say(words, "social_care"),
        by=teller.borough.actor("lead"),
    )
