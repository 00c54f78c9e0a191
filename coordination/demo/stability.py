"""How settled the homes of the demo's looked-after children are: a meeting about Milo's, and what came of it; Kai's plan
for permanence, and how Kai and Ama see their families.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from coordination import clock
from coordination.care import health
from coordination.care import queries as care
from coordination.cases.models import Case
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.reviews import operations as reviews
from coordination.reviews.models import ReviewKind
from coordination.stability import disruptions, family_time, moves, operations, permanence
from coordination.stability.evidence import Sign
from coordination.stability.signals import rules

if TYPE_CHECKING:
    from coordination.demo.teller import Teller


def kai(teller: "Teller") -> None:
    """Kai's plan for permanence: to go home at first, and from the second review on to stay at Denise's."""
    by = teller.borough.actor("lead")
    first, second = sorted(permanence.reviews(teller.child_id), key=lambda review: review.number)[:2]
    for review, kind, beside, in_the_way, note in (
        (first, "home", "long_term_foster", "His mother has missed three appointments in a row", ""),
        (
            second,
            "long_term_foster",
            "adulthood",
            "Denise is approved until Kai is 18: staying put has to be agreed with her before",
            "Kai wants to stay at Denise’s. His nan cannot have him to live with her, and wants to see him",
        ),
    ):
        assert review.held_on is not None
        with clock.frozen(on_the_day(review.held_on, 16)):
            permanence.decide(
                teller.child,
                id=new_id(),
                kind=kind,
                from_on=review.held_on,
                review_id=review.id,
                parallel=beside,
                in_the_way=teller.say(in_the_way, "placement"),
                answers_id=by.person_id,
                note=teller.say(note, "placement") if note else "",
                by=by,
            )


def kai_unsettled(teller: "Teller") -> None:
    """What was learnt when Kai's first home ended unplanned; and a meeting when he was missing for a night."""
    by = teller.borough.actor("lead")
    first = next(row for row in care.placements(teller.child_id) if row.code == "U3")
    with clock.frozen(on_the_day(days_ago(186))):
        disruptions.record(
            first,
            id=new_id(),
            met_on=clock.today(),
            who_came="Jo, the lead, the supervising social worker",
            led_to=teller.say("Jo’s own mother fell ill, and there was nobody at home in the evenings", "placement"),
            tried=teller.say("An uncle for two weeks, and a sitter", "placement"),
            child_says=teller.say("Nobody asked me. I would have stayed by myself", "placement"),
            would_have_helped=teller.say("Somebody to ring at night before it was too much", "placement"),
            learning=teller.say("He needs to hear of it first, and one adult at home by eight", "placement"),
            by=by,
        )
    with clock.frozen(on_the_day(days_ago(52))):
        held = reviews.begin_record(
            teller.case, id=new_id(), kind=ReviewKind.STABILITY.value, held_on=clock.today(), by=by, invitees=()
        )
        operations.meeting_planned(held, [Sign(rule=rules()["missing"], lines=())], by=by)
    with clock.frozen(on_the_day(days_ago(14))):
        operations.judge(
            held,
            id=new_id(),
            answers={"missing": "yes"},
            words=teller.say("He left after the call with his mother. Denise is there for calls now", "placement"),
            by=by,
        )


# Whom Kai sees: the relation, what he calls them, how, how often, where, on what it rests, and what he wants.
_SEES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "mother",
        "Mum",
        {
            "how": "supervised",
            "how_often": "Every second Saturday from 10 to 12",
            "place": "The family centre",
            "rests_on": "order",
            "order_words": "Care order of June: she sees him as the authority arranges it, with somebody there",
            "child_wish": "I want to know on Thursday if she comes",
        },
    ),
    (
        "grandparent",
        "Nan",
        {
            "how": "in_person",
            "how_often": "Every fortnight on Sunday, for tea",
            "place": "At Nan’s",
            "rests_on": "agreement",
            "child_wish": "I want to stay the night sometimes",
        },
    ),
)


def kai_sees(teller: "Teller") -> None:
    """Whom Kai sees, and the last times with his mother: one did not happen."""
    by = teller.borough.actor("lead")
    reads = ("carer", "young_person")
    around = {row.relation: row for row in reversed(children.network(teller.child_id))}
    for relation, called, facts in _SEES:
        told: dict[str, Any] = {
            name: teller.say(said, "family_network", ("young_person",) if name == "child_wish" else reads)
            if name in {"how_often", "place", "child_wish"}
            else said
            for name, said in facts.items()
        }
        with clock.frozen(on_the_day(days_ago(120))):
            held = family_time.plan(
                teller.child,
                around[relation],
                id=new_id(),
                called=called,
                from_on=clock.today(),
                why=teller.say("What he says himself counts most: he is 17", "family_network"),
                child_reads=True,
                by=by,
                **told,
            )
        if relation == "mother":
            for ago, happened, why_not, after in (
                (38, True, "", "Talked of little else on the way home"),
                (
                    24,
                    False,
                    "She rang at ten to say that she was ill",
                    "Went to his room. Denise rang back an hour later",
                ),
                (10, True, "", "Calm before and after"),
            ):
                with clock.frozen(on_the_day(days_ago(ago), 16)):
                    family_time.record_time(
                        held,
                        id=new_id(),
                        was_on=clock.today(),
                        happened=happened,
                        why_not=teller.say(why_not, "family_network") if why_not else "",
                        after=teller.say(after, "family_network"),
                        by=by,
                    )


def ama_sees(teller: "Teller") -> None:
    """When Ama is at her father's: he reads it on his page, and her mother reads nothing of it on hers."""
    father = next(row for row in children.network(teller.child_id) if row.relation == "father")
    with clock.frozen(on_the_day(days_ago(100))):
        family_time.plan(
            teller.child,
            father,
            id=new_id(),
            called="Dad",
            how="in_person",
            how_often=teller.say(
                "Wednesday nights and every other weekend", "family_network", ("own:otherparent", "young_person")
            ),
            place=teller.say("From the school gate", "family_network", ("own:otherparent", "young_person")),
            rests_on="agreement",
            child_wish=teller.say("I want to take my own pillow", "family_network", ("young_person",)),
            why=teller.say("Ama hears arguments at the door: nobody hands her over at home", "family_network"),
            from_on=clock.today(),
            child_reads=True,
            by=teller.borough.actor("lead"),
        )


def zara_moves(borough: Borough) -> None:
    """A move that is planned for Zara, of which she does not know yet: nothing of it stands where she could read it."""
    child = db.session.get_one(Child, borough.children["zara"])
    mark = borough.mark
    with clock.frozen(on_the_day(days_ago(4))):
        moves.plan(
            child,
            id=new_id(),
            needs=mark("To share a room with nobody, and to stay at her school", "zara", "placement", ()),
            child_view="She has not been asked yet: first it must be sure that the home can take her",
            options=mark("Two homes in town: one is full until summer", "zara", "placement", ()),
            home="The home with a garden, ten minutes from her school",
            agency_id=borough.agencies["fostering"],
            why="She keeps her school and can see Kai on Sundays",
            siblings="Not together: Kai is settled where he is. They see each other each Sunday",
            by=borough.actor("lead"),
        )


def kai_moves(teller: "Teller") -> None:
    """Two weeks with Alan while Denise is in hospital: Kai was told, and wrote how he wants to say goodbye and hello."""
    by = teller.borough.actor("lead")
    with clock.frozen(on_the_day(days_ago(6))):
        held = moves.plan(
            teller.child,
            id=new_id(),
            needs=teller.say("Somebody he knows, his bus to college, and to come back to his own room", "placement"),
            child_view=teller.say("Alan is all right. I do not want anybody new", "placement"),
            options=teller.say("Alan, who looked after him first. A carer he does not know, nearer", "placement"),
            home="Alan’s, for two weeks while Denise is in hospital",
            agency_id=teller.borough.agencies["fostering"],
            why="Kai asked for it, and Alan is glad to",
            school="He stays at Alderbrook: one bus more",
            moves_on=clock.today() + timedelta(days=20),
            before=teller.say("You have tea at Alan’s on Sunday", "placement", ("young_person",)),
            on_the_day=teller.say("Denise drives you and stays for lunch", "placement", ("young_person",)),
            after=teller.say("You ring Denise in the evening", "placement", ("young_person",)),
            carers_know=teller.say(
                "He counts the days: write the date he comes back on the door", "placement", ("carer", "move")
            ),
            carers_read=True,
            by=by,
        )
    with clock.frozen(on_the_day(days_ago(3))):
        told = teller.say("Priya and Denise, at the kitchen table. He asked how long", "placement")
        moves.tell(held, told_on=clock.today(), told_how=told, by=by)
    with clock.frozen(on_the_day(days_ago(2))):
        moves.say(
            held,
            for_carers=True,
            goodbye=teller.say("The dog. A long walk before", "own_words", ("carer", "young_person")),
            comes_with="My bike and the big blanket",
            hello="Only Alan, nobody else on the first day",
            first_night="Landing light on. I ring Denise at ten",
            by=teller.borough.actor("youngperson"),
        )


def milo(borough: Borough) -> None:
    """The questionnaire said it was harder for Milo; a stability meeting was held, and the sign was true in part."""
    key = borough.children.get("ehc_fostered")
    child = db.session.get(Child, key) if key is not None else None
    if child is None:
        return
    for ago, score in ((80, 11), (30, 16)):
        with clock.frozen(on_the_day(days_ago(ago))):
            health.record(child, id=new_id(), kind="sdq", held_on=clock.today(), score=score, by=borough.actor("lead"))
    by = borough.actor("lead")
    case = db.session.scalars(select(Case).where(Case.child_id == child.id)).one()
    with clock.frozen(on_the_day(days_ago(24))):
        held = reviews.begin_record(
            case, id=new_id(), kind=ReviewKind.STABILITY.value, held_on=clock.today(), by=by, invitees=()
        )
        operations.meeting_planned(held, [Sign(rule=rules()["sdq"], lines=())], by=by)
    with clock.frozen(on_the_day(days_ago(2))):
        operations.judge(
            held,
            id=new_id(),
            answers={"sdq": "partly"},
            words=borough.mark(
                "School was the hard part, and not home: he has somebody beside him at lunch since, and sleeps again",
                "ehc_fostered",
                "placement",
                (),
            ),
            by=by,
        )
