"""EHC plans at Alderbrook Academy and their reviews, each at another step: from no date yet to the council's letter.

The plans came to the school before this borough kept them here; their reviews are made as people make them.
"""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.agencies import queries as agencies
from coordination.cases import team
from coordination.cases.models import Case, Membership
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import Borough, a_weekday, days_ago, on_the_day
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import writing
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.recording import record
from coordination.ehc.reviewing import (
    decision as reviewing_decision,
)
from coordination.ehc.reviewing import (
    operations as reviewing,
)
from coordination.ehc.reviewing import (
    paper as reviewing_paper,
)
from coordination.reviews.papers import readers


class Story(NamedTuple):
    """A pupil's plan and how far its review has come. ``meets``: days from today; negative were held."""

    pupil: int
    issued: int
    meets: int | None
    invited: int | None
    step: str
    need: str
    outcome: str
    provision: str


STORIES = (
    Story(3, 320, None, None, "none", "Number facts do not stay", "Pays for her own lunch",
          "Number programme, 1 hour a week in a group of 3"),
    Story(4, 300, 30, 2, "invited", "Leaves when work looks long", "Stays for a whole lesson",
          "A mentor for 30 minutes a day, alone"),
    Story(5, 310, 9, 1, "late", "Speaks to two friends only", "Orders at a café",
          "Speech and language therapy, 45 minutes a week"),
    Story(7, 330, -5, 30, "held", "Fears school after a weekend", "In school five days of five",
          "A key adult at the gate every morning"),
    Story(8, 335, -13, 40, "reported", "Arguments become fights", "Four weeks without a fight",
          "Anger programme, 1 hour a week alone"),
    Story(10, 350, -26, 55, "kept", "Cannot hold a pen for long", "Types all written work",
          "Typing lessons, 2 hours a week in a group of 2"),
)  # fmt: skip


def alderbrook(borough: Borough) -> None:
    """Tell each story."""
    for story in STORIES:
        _tell(borough, story)


def _child(borough: Borough, story: Story) -> Child:
    found = children.child(borough.children[f"pupil{story.pupil}"])
    if found is None:
        raise LookupError(story.pupil)
    return found


def _tell(borough: Borough, story: Story) -> None:
    officer, senco = borough.actor("sendofficer"), borough.actor("senco")
    child = _child(borough, story)
    case = db.session.scalars(select(Case).where(Case.child_id == child.id)).one()
    plan = _plan(borough, story, child, case)
    if story.meets is None:
        return
    invited = story.invited or 0
    with clock.frozen(on_the_day(days_ago(invited))):
        annual = reviewing.begin(plan, id=new_id(), agency_id=borough.agencies["school"], by=senco)
        meets = a_weekday(clock.today() + timedelta(days=invited + story.meets))
        reviewing.plan_meeting(
            annual,
            case,
            id=new_id(),
            starts_at=on_the_day(meets, 13),
            place="The library",
            invitees=[
                {"person_id": held.person_id, "agency_id": held.agency_id, "name": held.person.name, "role": held.role}
                for held in _team(case)
            ]
            + [{"person_id": None, "agency_id": None, "name": "A parent", "role": "PAR"}],
            by=senco,
        )
    if story.meets < 0:
        _after(borough, story, -story.meets, annual.id, plan.id)
    if story.step == "kept":
        with clock.frozen(on_the_day(days_ago(6))):
            reviewing_decision.decide(
                db.session.get_one(AnnualReview, annual.id),
                id=new_id(),
                kind="maintain",
                reasons=borough.mark("The plan still says what is needed.", f"pupil{story.pupil}", "ehc_plan", ()),
                decided_on=clock.today(),
                told_on=clock.today(),
                by=officer,
            )


def _team(case: Case) -> list[Membership]:
    return list(db.session.scalars(select(Membership).where(Membership.case_id == case.id)))


def _plan(borough: Borough, story: Story, child: Child, case: Case) -> FormalPlan:
    officer, key = borough.actor("sendofficer"), f"pupil{story.pupil}"
    team.add_member(
        case,
        id=new_id(),
        person_id=borough.people["sendofficer"],
        agency_id=borough.agencies["send"],
        role="EHC",
        basis="public task",
        by=borough.actor("senco"),
    )
    plan = writing.start_plan(child, id=new_id(), by=officer, officer_id=officer.person_id)
    need = _writes(borough, plan.id, key, "B", story.need, area="learning")
    outcome = _writes(borough, plan.id, key, "E", story.outcome, answers=[need], measure="Watched by the class teacher")
    _writes(borough, plan.id, key, "F", story.provision, answers=[need, outcome], who="Ms Lowe")
    plan.state, plan.setting_id = "final", borough.agencies["school"]
    plan.first_issued_on = plan.issued_on = days_ago(story.issued)
    record(plan, "ehc_plan_issued", officer.person_id, occurred_on=plan.issued_on)
    return plan


def _writes(borough: Borough, plan_id: UUID, key: str, letter: str, words: str, **facts: Any) -> UUID:
    spot = writing.spot(plan_id, letter)
    if spot is None:
        raise LookupError(letter)
    said = borough.mark(words, key, "ehc_plan", ())
    return writing.add(spot, id=new_id(), text=said, by=borough.actor("sendofficer"), **facts).statement_id


def _after(borough: Borough, story: Story, held_days_ago: int, key: UUID, plan_id: UUID) -> None:
    """The meeting was held, and what it found is on the sheet."""
    senco = borough.actor("senco")
    held_on = a_weekday(days_ago(held_days_ago))
    annual = db.session.get_one(AnnualReview, key)
    with clock.frozen(on_the_day(held_on - timedelta(days=16))):
        reviewing.papers_sent(annual, on=clock.today(), by=senco)
    with clock.frozen(on_the_day(held_on, 15)):
        reviewing.held(annual, on=clock.today(), by=senco.person_id)
        said = {
            f"{'progress' if held.section == 'E' else 'provision'}.{held.statement_id}.{name}": value
            for held in plan_queries.places(plan_id, ("E", "F"))
            for name, value in (
                {"judgement": "expected", "words": "Twice a week now"} if held.section == "E" else {"given": "fully"}
            ).items()
        }
        said |= {"attendance": "93% this year"}
        if story.step != "held":
            said |= {"health_says": "Nothing new", "care_says": "Not known to social care", "recommendation": "keep"}
            said |= dict.fromkeys(("employment", "independent_living"), "Talked about with the family")
        reviewing_decision.save(annual, said, seen=annual.version, base={}, by=senco)
    if story.step != "held":
        with clock.frozen(on_the_day(held_on + timedelta(days=5))):
            person = agencies.person(borough.people["senco"])
            if person is None:
                raise LookupError("senco")
            reviewing_paper.send(annual, by=readers.of_person(person, annual.child))
