"""How settled the homes of the demo's looked-after children are: a meeting about Milo's, and what came of it."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from coordination import clock
from coordination.care import health
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.reviews import operations as reviews
from coordination.reviews.models import ReviewKind
from coordination.stability import operations, permanence
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
