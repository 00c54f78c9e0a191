"""Many children in fewer words, and one of another authority; and the order in which the stories are told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from coordination import clock
from coordination.cases import operations as cases
from coordination.children import operations as children
from coordination.db import new_id
from coordination.demo import (
    asking,
    concerns,
    conference,
    crossed,
    dates,
    ehc,
    ehc_letters,
    ehc_more,
    ehc_reviews,
    families,
    figures,
    growing_up,
    hidden,
    in_care,
    keeping,
    openings,
    particulars,
    relatives,
    school,
    stability,
    staff,
    words,
)
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.plans import operations as plans
from coordination.plans.models import Plan
from coordination.reviews.models import ReviewKind


def telling(borough: Borough, children_wanted: int) -> Iterator[Callable[[], None]]:
    """One call for each child's story, the whole ones first."""
    dates.terms(borough)
    particulars.schools(borough)
    yield partial(families.kai, borough)
    yield partial(families.ama, borough)
    yield partial(relatives.zara, borough)
    for number in range(max(0, children_wanted - 4)):
        yield partial(_one_of_many, borough, number)
    yield partial(_elsewhere, borough)
    yield partial(school.alderbrook, borough)
    yield partial(ehc.ama, borough)
    yield partial(ehc_letters.ama, borough)
    yield partial(ehc.waiting, borough)
    yield partial(ehc.late, borough)
    yield partial(ehc_more.fostered, borough)
    yield partial(ehc_more.drafted, borough)
    yield partial(ehc_more.refused, borough)
    yield partial(ehc_reviews.alderbrook, borough)
    yield partial(conference.skye, borough)
    yield partial(growing_up.remi, borough)
    yield partial(keeping.long_ago, borough)
    yield partial(particulars.of_everybody, borough)
    yield partial(in_care.of_many, borough)
    yield partial(openings.others, borough)
    yield partial(hidden.of_one, borough)
    yield partial(figures.published_beside, borough)
    yield partial(asking.asked, borough)
    yield partial(concerns.raised, borough)
    yield partial(crossed.of_three, borough)
    yield partial(stability.milo, borough)
    yield partial(stability.zara_moves, borough)
    yield partial(dates.told, borough)
    yield partial(staff.beside_the_cast, borough)
    yield partial(hidden.by_night, borough)
    yield partial(staff.looks_that_stand_out, borough)


def _one_of_many(borough: Borough, number: int) -> None:
    """One of many children: a case, a team, a small plan; some with a review, some overdue."""
    chance = borough.chance
    given, family = words.GIVEN[number % len(words.GIVEN)], words.FAMILY[(number * 7) % len(words.FAMILY)]
    members = tuple(
        key for key in ("senco", "health", "provider", "schoollead", "deputy") if chance.random() < 0.7
    ) or ("senco",)
    lead = chance.choice(("lead", "lead", "deputy")) if "deputy" not in members else "lead"
    teller = Teller(borough, f"child{number}", lead, members)
    began = chance.randint(30, 260)
    with clock.frozen(on_the_day(days_ago(began))):
        plan = teller.open(
            born_on=days_ago(chance.randint(2 * 365, 16 * 365)),
            given=given,
            family=family,
            preferred=given,
            kind=chance.choice(("early_help", "family_help", "child_in_need", "send", "child_protection")),
            reason="Support was asked for",
        )
        domain, strength = chance.choice(words.STRENGTHS)
        teller.add(plan, "strength", strength, "", ("parent", "school"), domain=domain)
        domain, need = chance.choice(words.NEEDS)
        need_id = teller.add(plan, "need", need, "", ("school",), domain=domain)
        domain, text, baseline, measure, target = chance.choice(words.OUTCOMES)
        outcome = teller.add(
            plan,
            "outcome",
            text,
            text,
            ("parent", "school", "young_person"),
            need_id=need_id,
            domain=domain,
            baseline=baseline,
            measure=measure,
            target=target,
            target_on=clock.today() + timedelta(days=200),
            progress_at_start=3,
            progress=chance.randint(2, 8),
        )
        owners = {*members, lead}
        asked: list[tuple[UUID, str]] = []
        for owner, action, young in words.ACTIONS:
            if owner in owners:
                key = teller.act(
                    plan,
                    owner,
                    action,
                    young,
                    clock.today() + timedelta(days=began + chance.randint(-12, 40)),
                    outcome,
                )
                asked.append((key, owner))
        if number % 2 == 0:
            teller.agree(plan)
    if number % 3 == 0 and began > 60:
        with clock.frozen(on_the_day(days_ago(began - 45))):
            teller.review(
                kind=ReviewKind.TAC_REVIEW,
                signs=lead,
                view=chance.choice(words.VIEWS),
                wish="I want to know who is coming to my house",
                decision="The plan goes on as it is",
                next_on=clock.today() + timedelta(days=60),
            )
    _loose_ends(teller, plan, number, asked)
    # Most of what was due is done; some is not, and the pages say so.
    for key, owner in asked:
        late = teller.action(key).due_on
        if late is not None and late < clock.today() and chance.random() < 0.75:
            with clock.frozen(on_the_day(late)):
                teller.finish(key, owner, "Done as agreed")


def _loose_ends(teller: Teller, plan: Plan, number: int, asked: list[tuple[UUID, str]]) -> None:
    """What is left between people, here and there: the overviews say so."""
    if number % 9 == 1:
        teller.add(plan, "need", "Needs somebody to talk to at lunch", "", ("school",), domain="emotional")
    if number % 10 == 5:
        teller.add(plan, "outcome", "Joins one club", "", ("school",), domain="participation")
    if number % 8 == 2:
        key, owner = asked.pop()
        if teller.action(key).status != "done":
            teller.decline(key, owner, "This is not something we do")
    if number % 11 == 3:
        with clock.frozen(on_the_day(days_ago(2))):
            teller.review(
                kind=ReviewKind.TAC_REVIEW,
                signs=None,
                view="It is better than it was.",
                wish="Can we meet at home next time?",
                decision="The plan goes on as it is",
                next_on=clock.today() + timedelta(days=60),
            )
    if number == 6:
        cases.open_case(
            teller.child,
            id=new_id(),
            kind="send",
            reason=teller.say("School asked for advice", "support_plan"),
            opened_on=days_ago(9),
            team_id=teller.borough.team_id,
            lead_id=None,
            lead_role="SW",
            lead_agency_id=None,
            by=teller.borough.actor("manager"),
        )


def _elsewhere(borough: Borough) -> None:
    """A child of the other authority: nobody of this one may know of them."""
    by = borough.actor("otherauthority")
    child = children.create_child(
        id=new_id(),
        authority_id=borough.other_authority_id,
        given_names=borough.mark("Robin", "elsewhere", "core_identity", ()),
        family_name="Hartley",
        born_on=days_ago(11 * 365),
        by=by,
        role="SW",
        agency_id=borough.agencies["otherservices"],
        team_id=borough.other_team_id,
    )
    borough.children["elsewhere"] = child.id
    case = cases.open_case(
        child,
        id=new_id(),
        kind="child_in_need",
        reason=borough.mark("Support was asked for", "elsewhere", "support_plan", ()),
        opened_on=clock.today(),
        team_id=borough.other_team_id,
        lead_id=by.person_id,
        lead_role="SW",
        lead_agency_id=borough.agencies["otherservices"],
        by=by,
    )
    plans.start_plan(case, by=by)
