"""The families around Kai and Ama, and Zara: Kai's half-sister, who lives in another home and has a record of her own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.cases import queries as cases
from coordination.cases.models import Case
from coordination.children import parts, queries
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import Borough, a_weekday, days_ago, on_the_day
from coordination.demo.record_teller import EVERYBODY
from coordination.demo.teller import Teller
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.reviews.models import ReviewKind
from coordination.reviews.together import Part, plan_together


def of_kai(teller: Teller) -> None:
    """Three generations, a mother who had two partners, and the carer Kai lives with now."""
    year = clock.today().year
    moved = clock.today()
    teller.network(
        {
            "key": "mother",
            "name": "Sharon Bennett",
            "relation": "mother",
            "sex": "F",
            "born_year": year - 38,
            "parental_responsibility": True,
            "responsibility_how": "birth_mother",
            "responsibility_evidence": "Birth certificate seen",
            "tie": "strained",
            "contact": "Every other Saturday at the family centre, when she can",
            "homes": [("Sharon’s flat", days_ago(3000), None)],
        },
        {
            "key": "father",
            "name": "Wayne Tully",
            "relation": "father",
            "sex": "M",
            "born_year": year - 41,
            "tie": "distant",
            "partner": "mother",
            "partnership": "separated",
            "partners_from_on": days_ago(19 * 365),
            "partners_to_on": days_ago(15 * 365),
        },
        {
            "key": "marcus",
            "name": "Marcus Reid",
            "relation": "partner_of_parent",
            "sex": "M",
            "partner": "mother",
            "partnership": "together",
            "partners_from_on": days_ago(13 * 365),
            "partners_to_on": days_ago(900),
            "note": "Was Zara's father; moved away",
            "homes": [("Sharon’s flat", days_ago(3000), days_ago(900))],
        },
        {
            "key": "nan",
            "name": "Lorraine Bennett",
            "relation": "grandparent",
            "sex": "F",
            "born_year": year - 64,
            "through": "mother",
            "tie": "close",
            "trusted": True,
            "trusted_since_on": days_ago(17 * 365),
            "in_touch": "yes",
            "contact": "Every fortnight, at hers",
            "homes": [("Nan’s house", None, None)],
        },
        {
            "key": "grandad",
            "name": "Ronald Bennett",
            "relation": "grandparent",
            "sex": "M",
            "born_year": year - 70,
            "died_year": year - 6,
            "through": "mother",
            "partner": "nan",
            "partnership": "married",
        },
        {
            "key": "uncle",
            "name": "Dean Bennett",
            "relation": "aunt_uncle",
            "sex": "M",
            "born_year": year - 35,
            "through": "mother",
        },
        {
            "key": "denise",
            "name": "Denise Mullins",
            "relation": "carer",
            "sex": "F",
            "person_id": teller.borough.people["carer"],
            "lives_with_child": True,
            "tie": "close",
            "trusted": True,
            "trusted_since_on": moved,
            "in_touch": "yes",
            "from_on": moved,
            "homes": [("Denise’s home", None, None)],
        },
        {
            "key": "coach",
            "name": "Ian Brook, boxing coach",
            "relation": "other",
            "sex": "M",
            "tie": "steady",
            "trusted": True,
            "trusted_since_on": days_ago(800),
            "in_touch": "sometimes",
            "from_on": days_ago(800),
        },
    )
    teller.home("Sharon’s flat", None, days_ago(3000), moved)
    teller.home("Denise’s home", None, moved)


def of_ama(teller: Teller) -> None:
    """Two households: her mother's, where she lives most of the week, and her father's."""
    year, people = clock.today().year, teller.borough.people
    parted = days_ago(200)
    teller.network(
        {
            "key": "mother",
            "name": "Blessing Okafor",
            "relation": "mother",
            "sex": "F",
            "born_year": year - 36,
            "person_id": people["parent"],
            "parental_responsibility": True,
            "responsibility_how": "birth_mother",
            "lives_with_child": True,
            "homes": [("The house in Mill Lane", None, parted), ("Mum’s home", parted, None)],
        },
        {
            "key": "father",
            "name": "Daniel Okafor",
            "relation": "father",
            "sex": "M",
            "born_year": year - 39,
            "person_id": people["otherparent"],
            "parental_responsibility": True,
            "responsibility_how": "registered",
            "partner": "mother",
            "partnership": "separated",
            "partners_from_on": days_ago(12 * 365),
            "partners_to_on": parted,
            "contact": "Wednesday nights and every other weekend",
            "homes": [("The house in Mill Lane", None, parted), ("Dad’s home", parted, None)],
        },
        {
            "key": "grandmother",
            "name": "Ngozi Eze",
            "relation": "grandparent",
            "sex": "F",
            "born_year": year - 66,
            "through": "mother",
            "tie": "close",
            "trusted": True,
            "trusted_since_on": days_ago(9 * 365),
            "in_touch": "yes",
            "homes": [("Mum’s home", parted, None)],
        },
        {
            "key": "aunt",
            "name": "Chioma Eze",
            "relation": "aunt_uncle",
            "sex": "F",
            "born_year": year - 31,
            "through": "mother",
            "phone": "01632 960555",
            "emergency_contact": True,
        },
        {
            "key": "cousin",
            "name": "Ify Eze",
            "relation": "cousin",
            "sex": "F",
            "born_year": year - 5,
            "through": "aunt",
        },
        {
            "key": "grandfather",
            "name": "Emeka Okafor",
            "relation": "grandparent",
            "sex": "M",
            "born_year": year - 71,
            "through": "father",
        },
    )
    teller.home("The house in Mill Lane", None, days_ago(9 * 365), parted)
    teller.home("Mum’s home", None, parted)
    teller.home("Dad’s home", None, parted)


def zara(borough: Borough) -> None:
    """Zara, 10, Kai's half-sister: looked after in another home, with a team of her own."""
    teller = Teller(borough, "zara", "lead", ("iro", "health", "schoollead"))
    year = clock.today().year
    with clock.frozen(on_the_day(days_ago(190))):
        plan = teller.open(
            born_on=days_ago(10 * 365 + 80),
            given="Zara",
            family="Reid",
            preferred="Zara",
            kind="looked_after",
            reason="Zara could not go on living at home",
            pronouns="she/her",
            sex="F",
        )
        made = teller.network(
            {
                "key": "mother",
                "name": "Sharon Bennett",
                "relation": "mother",
                "sex": "F",
                "born_year": year - 38,
                "parental_responsibility": True,
                "responsibility_how": "birth_mother",
            },
            {
                "key": "father",
                "name": "Marcus Reid",
                "relation": "father",
                "sex": "M",
                "partner": "mother",
                "partnership": "ended",
            },
        )
        teller.home("Sharon’s flat", None, days_ago(3000), clock.today())
        teller.home("The Hollies", None, clock.today())
        teller.add(
            plan,
            "need",
            "Needs to see her brother without waiting for a court date",
            "You need to see Kai",
            EVERYBODY,
            domain="family",
        )
        teller.act(
            plan,
            "schoollead",
            "Keep a quiet table for her at breakfast club",
            "Beth keeps a quiet table for you",
            clock.today() + timedelta(days=220),
        )
        teller.agree(plan)
    _know_one_another(teller, made["mother"])
    _together(teller)


def _know_one_another(teller: Teller, her_mother: UUID) -> None:
    """Each record names the other child, and leads to it for those who may open both."""
    borough, part = teller.borough, parts.PARTS["network"]
    kai, by = db.session.get_one(Child, borough.children["kai"]), borough.actor("lead")
    his_mother = next(held.id for held in queries.network(kai.id) if held.relation == "mother")
    together = "Every third Sunday at their nan's"
    parts.add_row(
        part,
        kai,
        id=new_id(),
        by=by,
        name=borough.mark("Zara Reid", "kai", "sibling_links", ()),
        relation="half_sibling",
        sex="F",
        born_year=clock.today().year - 10,
        relation_to_id=his_mother,
        sibling_id=teller.child_id,
        tie="close",
        contact=borough.mark(together, "kai", "sibling_links", ("carer",)),
    )
    parts.add_row(
        part,
        teller.child,
        id=new_id(),
        by=by,
        name=borough.mark("Kai Bennett", "zara", "sibling_links", ()),
        relation="half_sibling",
        sex="M",
        born_year=clock.today().year - 17,
        relation_to_id=her_mother,
        sibling_id=kai.id,
        tie="close",
        contact=borough.mark(together, "zara", "sibling_links", ("carer",)),
    )


def _together(teller: Teller) -> None:
    """One action that stands in both plans, and one meeting of both children."""
    borough, by = teller.borough, teller.borough.actor("lead")
    kai_id = borough.children["kai"]
    mine, theirs = plan_queries.current_plan(teller.child_id), plan_queries.current_plan(kai_id)
    case = cases.current_case(kai_id)
    if mine is None or theirs is None or case is None:
        raise LookupError("kai")
    plans.add_shared_action(
        mine,
        [theirs],
        id=new_id(),
        by=by,
        text="Book the train for the Sundays with their nan",
        family_text="Priya books the train for Sundays with Nan",
        young_text="Priya books the train for Sundays with Nan",
        owner_id=by.person_id,
        agency_id=borough.agency_of("lead"),
        due_on=clock.today() + timedelta(days=12),
        audiences=("carer", "young_person"),
    )
    plan_together(
        [
            Part(held, new_id(), ReviewKind.FAMILY_NETWORK.value, by.person_id, _asked(held))
            for held in (teller.case, case)
        ],
        starts_at=on_the_day(a_weekday(clock.today() + timedelta(days=40)), 16),
        minutes=90,
        place="Two Rivers family centre",
        by=by,
    )


def _asked(case: Case) -> list[dict[str, Any]]:
    return [
        {"person_id": held.person_id, "agency_id": held.agency_id, "name": held.person.name, "role": held.role}
        for held in cases.team(case.id)
    ]
