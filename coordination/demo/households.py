"""Homes and parents in the demo's two whole stories: Kai's carers, and Ama's parents, who live apart."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from coordination import clock
from coordination.care import health, missing, queries, whereabouts
from coordination.care import operations as care
from coordination.cases import team
from coordination.children.statements import Statement
from coordination.db import db, new_id
from coordination.demo import carers
from coordination.demo.borough import a_weekday, days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.family import operations as family
from coordination.household import operations as household
from coordination.plans import operations as plans
from coordination.reviews import operations as reviews
from coordination.reviews.models import ReviewKind

# What was agreed for Kai, a part of it: the rest is "ask first".
_AGREED = {
    "routine_health": ("carer", "no"),
    "treatment": ("social_worker", "ask_first"),
    "medicines": ("carer", "no"),
    "school_day_trip": ("carer", "no"),
    "school_night_trip": ("carer", "notify"),
    "school_meetings": ("carer", "no"),
    "sleepover": ("carer", "notify"),
    "clubs": ("child", "notify"),
    "haircut": ("child", "no"),
    "holiday_uk": ("carer", "notify"),
    "photographs": ("carer", "no"),
    "worship": ("child", "no"),
}


def not_told(teller: Teller) -> None:
    """The manager decides that Kai's father is not told where he lives; every looked-after review looks at it again."""
    father = next(held for held in whereabouts.parents(teller.child) if held.words == "father")
    whereabouts.keep_from(
        teller.child,
        id=new_id(),
        parent=father,
        why=teller.say("He came to the last home at night and threatened the carer", "legal"),
        advice_from=None,
        advice_on=None,
        by=teller.borough.actor("manager"),
    )


def first_home(teller: Teller) -> None:
    """Kai's first fortnight, with a carer who has left since and still reads the diary of it."""
    borough, by = teller.borough, teller.borough.actor("lead")
    alan = team.add_member(
        teller.case,
        id=new_id(),
        person_id=borough.people["formercarer"],
        agency_id=borough.agency_of("formercarer"),
        role="FC",
        function="member",
        basis="public task",
        by=borough.actor("manager"),
    )
    care.start_placement(
        teller.child,
        id=new_id(),
        code="U6",
        from_on=clock.today(),
        provider_code="PR4",
        agency_id=borough.agencies["fostering"],
        carer_id=borough.people["formercarer"],
        last_ended="CREQB",
        planned=False,
        in_authority=True,
        distance_miles=Decimal(3),
        siblings="none",
        by=by,
    )
    household.write_diary(
        teller.child,
        id=new_id(),
        happened_at=clock.now() - timedelta(hours=1),
        words=teller.say(
            "Kai came with one bag. He ate well and asked where the bus goes from.",
            "carer_record",
            ("diary", "own:formercarer"),
        ),
        by=borough.actor("formercarer"),
    )
    with clock.frozen(on_the_day(clock.today() + timedelta(days=14))):
        household.write_diary(
            teller.child,
            id=new_id(),
            happened_at=clock.now() - timedelta(hours=1),
            words=teller.say(
                "Moved to Denise today. I drove him, and he rang me from there in the evening.",
                "carer_record",
                ("diary", "own:formercarer"),
            ),
            by=borough.actor("formercarer"),
        )
        care.start_placement(
            teller.child,
            id=new_id(),
            code="U4",
            from_on=clock.today(),
            provider_code="PR4",
            agency_id=borough.agencies["fostering"],
            carer_id=borough.people["carer"],
            lasts_to_adulthood=True,
            last_ended="CARPL",
            planned=True,
            in_authority=True,
            distance_miles=Decimal("4.5"),
            siblings="none",
            why_here=teller.say(
                "He stays at his school and at football, and Denise has time for one teenager", "placement"
            ),
            by=by,
        )
        team.end_membership(alan, on=clock.today(), why="Kai moved to Denise", by=borough.actor("manager"))


_CHECKS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    (
        "assessment",
        176,
        {
            "by_whom": "Dr Asha Rao, community paediatrician",
            "outcome": "Show the inhaler again. Eye test before the summer.",
        },
    ),
    ("sdq", 170, {"score": 19, "by_whom": "Denise Mullins"}),
    ("dental", 120, {"by_whom": "Mill Lane Dental Practice"}),
    ("immunisations", 120, {"up_to_date": True}),
    ("sdq", 25, {"score": 15, "by_whom": "Denise Mullins"}),
)


def health_of(teller: Teller) -> None:
    """What health recorded of a looked-after child: an assessment, teeth, immunisations, the questionnaire twice."""
    for kind, ago, facts in _CHECKS:
        with clock.frozen(on_the_day(days_ago(ago))):
            told = dict(facts)
            if "outcome" in told:
                told["outcome"] = teller.say(told["outcome"], "health", ("carer",))
            health.record(
                teller.child,
                id=new_id(),
                kind=kind,
                held_on=clock.today(),
                report_on=clock.today() if kind == "assessment" else None,
                by=teller.borough.actor("health"),
                **told,
            )


def visits(teller: Teller) -> None:
    """The social worker's visits to Kai, and what he said at them."""
    for day, said in (
        (118, ""),
        (76, "The new bed is good. I want a lock on my door."),
        (20, "It is fine. Denise listens."),
    ):
        care.record_visit(
            teller.child,
            id=new_id(),
            visited_on=days_ago(day),
            seen_alone=True,
            place="home",
            found=teller.say("Well, tall, and talked about football. His room is his own.", "social_care"),
            said=teller.say(said, "own_words", ("young_person",)) if said else "",
            by=teller.borough.actor("lead"),
        )


def the_night_away(teller: Teller) -> None:
    """One night Kai did not come home, and what was learnt from it."""
    lead = teller.borough.actor("lead")
    with clock.frozen(on_the_day(days_ago(60))):
        held = missing.report(
            teller.child,
            id=new_id(),
            kind="M",
            from_on=days_ago(1),
            police_told=True,
            known=teller.say("Left after a call with his mother. His phone is off.", "protection_plan"),
            by=lead,
        )
        came = teller.say("By himself in the morning, cold and hungry", "protection_plan")
        missing.is_back(held, on=clock.today(), came_back=came, by=lead)
    with clock.frozen(on_the_day(days_ago(58))):
        missing.interview(
            held,
            teller.child,
            on=clock.today(),
            declined=False,
            interview_by="Jo Reed, Safe Return service",
            independent=True,
            said=teller.say("I wanted to be by the river. Nobody had done anything.", "own_words", ("young_person",)),
            learnt=teller.say(
                "Calls that end badly come before it. Denise rings back an hour later.", "protection_plan"
            ),
            by=lead,
        )


def with_denise(teller: Teller) -> None:
    """Kai at Denise's: what every day asks for, who decides, what she was told, her diary and how she is."""
    borough = teller.borough
    lead, carer = borough.actor("lead"), borough.actor("carer")
    placement = queries.running_placement(teller.child_id)
    assert placement is not None
    with clock.frozen(on_the_day(days_ago(178))):
        household.change_needs(
            teller.child,
            words={
                kind: teller.say(words, "health", ("carer",))
                for kind, words in {
                    "allergies": "Nuts of every kind. Read the label, also on sauces.",
                    "emergency_plan": "Swollen lips or hard to breathe: adrenaline pen in the leg, then ring 999.",
                    "medicines": "Blue inhaler, two puffs when he wheezes. He carries it himself.",
                }.items()
            },
            by=borough.actor("health"),
        )
        household.agree_authority(
            placement,
            answers=_AGREED,
            notes={
                "sleepover": teller.say("Speak to the other parent first.", "placement", ("carer",)),
                "treatment": teller.say("In an emergency the hospital decides. Then ring.", "placement", ("carer",)),
            },
            agreed_by=["Sharon Bennett", "Priya Nair", "Denise Mullins"],
            agreed_on=clock.today(),
            parents_sign=False,
            parents=["Sharon Bennett"],
            by=lead,
        )
    told_on = days_ago(187)
    for how, items in (
        ("writing", ("health", "medicines", "education", "legal", "risks")),
        ("person", ("contact", "family", "ring", "identity")),
    ):
        household.say_told(
            placement,
            items=items,
            told=True,
            said_by="worker",
            told_on=told_on,
            told_by="Priya Nair",
            how=how,
            by=lead,
        )
    household.say_told(placement, items=["risks"], told=False, said_by="carer", by=carer)
    household.say_told(
        placement,
        items=["health", "medicines"],
        told=True,
        said_by="carer",
        told_on=told_on,
        told_by="Priya Nair",
        how="writing",
        by=carer,
    )
    household.change_needs(
        teller.child,
        words={
            kind: teller.say(words, "profile", ("carer",))
            for kind, words in {
                "routines": "Up at seven. He wants ten minutes before anybody talks to him.",
                "food": "Eats most things. Cooks on Wednesdays.",
                "bedtime": "Phone stays downstairs from ten. Landing light on.",
                "comfort": "A walk with the dog. Then he talks.",
            }.items()
        },
        by=carer,
    )
    _diary(teller)
    carers.time_away_and_training(teller, by=carer)
    with clock.frozen(on_the_day(days_ago(9), 20)):
        household.say_strain(
            teller.child,
            id=new_id(),
            score=7,
            would_help=teller.say("One weekend off a month.", "carer_record", ("strain", "own:carer")),
            by=carer,
        )


def _diary(teller: Teller) -> None:
    carer = teller.borough.actor("carer")
    own = ("diary", "own:carer")
    entry = None
    for ago, hour, words in (
        (62, 20, "College rang: he left after lunch. He told me the hall was too loud. We talked about where to sit."),
        (34, 21, "Cooked a curry for four by himself. He was proud and so was I."),
        (6, 19, "His mum did not ring. He was quiet, we walked the dog, and he went to bed at ten."),
    ):
        with clock.frozen(on_the_day(days_ago(ago), hour)):
            entry = household.write_diary(
                teller.child,
                id=new_id(),
                happened_at=clock.now() - timedelta(hours=2),
                words=teller.say(words, "carer_record", own),
                by=carer,
            )
    assert entry is not None
    with clock.frozen(on_the_day(days_ago(5), 9)):
        household.add_to_entry(
            teller.child,
            entry,
            id=new_id(),
            words=teller.say("She rang this morning. Her phone had been off.", "carer_record", own),
            by=carer,
        )


def two_parents(teller: Teller, worry: Statement) -> None:
    """Ama's parents each say what they think. Neither is shown a word of the other's."""
    borough = teller.borough
    lead = borough.actor("lead")
    held = {
        "parent": (
            {
                "better": "Mornings are calmer since the new routine.",
                "hard": "Sundays, when she comes back late.",
                "agree": "Good, but the sessions should start sooner.",
            },
            "partly",
            "She sleeps well with me. It is the nights after handover.",
        ),
        "otherparent": (
            {"help": "To be told about school events myself.", "agree": "I was not asked about Wednesdays."},
            "no",
            "I never raised my voice at the door.",
        ),
    }
    for who, (answers, agrees, against) in held.items():
        by = borough.actor(who)
        with clock.frozen(on_the_day(days_ago(20 if who == "parent" else 15), 18)):
            family.say_as_parent(
                teller.child,
                answers={
                    asked: (new_id(), teller.say(words, "own_words", (f"own:{who}",)))
                    for asked, words in answers.items()
                },
                agrees=agrees,
                lead=None,
                by=by,
            )
            said = family.disagree(
                teller.child,
                id=new_id(),
                words=teller.say(against, "support_plan", (f"own:{who}",)),
                statement=worry,
                lead=None,
                by=by,
            )
        if who == "parent":
            plans.answer_disagreement(
                said,
                answer=teller.say(
                    "Thank you. We have written that it is the nights after handover.", "support_plan", ("own:parent",)
                ),
                by=lead,
            )
    review = reviews.plan_review(
        teller.case,
        id=new_id(),
        kind=ReviewKind.CHILD_IN_NEED.value,
        starts_at=on_the_day(a_weekday(clock.today() + timedelta(days=12)), 15),
        place="Willow Lane Primary School",
        reason="The next review of the plan",
        chair_id=borough.people["lead"],
        invitees=teller.invitees(),
        by=lead,
    )
    db.session.flush()
    mother = next(who for who in review.people if who.person_id == borough.people["parent"])
    reviews.answer_invitation(
        review, review_person_id=mother.id, response="accepted", reason="", by=borough.actor("parent")
    )
