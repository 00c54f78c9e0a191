"""A record with nothing of the EHC process on it yet: what a journey through the process begins from.

Both widths go the whole way, so each has a child of its own.
"""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock, create_app
from coordination.agencies.models import Agency, Person
from coordination.cases import operations as cases
from coordination.cases import team
from coordination.cases.models import Case
from coordination.children import operations as children
from coordination.children.models import Child, NetworkMember
from coordination.db import db, new_id
from coordination.demo.borough import Borough
from coordination.demo.cast import AGENCIES
from coordination.ehc.plan import writing
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.recording import record
from tests.demo_copy import DemoCopy

TEAM = ("senco", "health", "parent")


def a_child(demo: DemoCopy, called: str, *, plan_issued_on: date | None = None) -> UUID:
    """Open a record with a team and a mother on it, and where asked a final plan that an earlier system made."""
    app = create_app(demo.settings, login="owner")
    with app.app_context():
        borough = _borough(demo)
        child = _opened(borough, called)
        case = _with_a_team(borough, child)
        if plan_issued_on is not None:
            _with_a_plan(borough, child, case, plan_issued_on)
        db.session.commit()
        key = child.id
        db.engine.dispose()
    return key


def _borough(demo: DemoCopy) -> Borough:
    import random

    named = {name: key for key, (_, name, _) in AGENCIES.items()}
    rows = db.session.scalars(select(Agency)).all()
    return Borough(
        chance=random.Random(1),
        authority_id=demo.authority_id,
        people=dict(demo.people),
        agencies={named[row.name]: row.id for row in rows if row.name in named},
    )


def _opened(borough: Borough, called: str) -> Child:
    by = borough.actor("lead")
    child = children.create_child(
        id=new_id(),
        authority_id=borough.authority_id,
        given_names=called,
        family_name="Okafor",
        preferred_name=called,
        born_on=clock.today() - timedelta(days=8 * 365 + 40),
        by=by,
        role="SW",
        agency_id=borough.agency_of("lead"),
    )
    db.session.add(
        NetworkMember(
            id=new_id(),
            authority_id=child.authority_id,
            child_id=child.id,
            person_id=borough.people["parent"],
            name=db.session.get_one(Person, borough.people["parent"]).name,
            relation="mother",
            parental_responsibility=True,
            lives_with_child=True,
        )
    )
    return child


def _with_a_team(borough: Borough, child: Child) -> Case:
    by = borough.actor("lead")
    case = cases.open_case(
        child,
        id=new_id(),
        kind="send",
        reason="More help at school is needed than it gives by itself",
        opened_on=clock.today(),
        team_id=None,
        lead_id=borough.people["lead"],
        lead_role="SW",
        lead_agency_id=borough.agency_of("lead"),
        by=by,
    )
    for key in TEAM:
        role = borough.role_of(key)
        team.add_member(
            case,
            id=new_id(),
            person_id=borough.people[key],
            agency_id=borough.agency_of(key) if role != "PAR" else None,
            role=role,
            basis="parental responsibility" if role == "PAR" else "public task",
            by=by,
        )
    return case


def _with_a_plan(borough: Borough, child: Child, case: Case, issued_on: date) -> FormalPlan:
    officer = borough.actor("sendofficer")
    team.add_member(
        case,
        id=new_id(),
        person_id=borough.people["sendofficer"],
        agency_id=borough.agencies["send"],
        role="EHC",
        basis="public task",
        by=borough.actor("lead"),
    )
    plan = writing.start_plan(child, id=new_id(), by=officer, officer_id=officer.person_id)
    need = _writes(borough, plan, "B", "Loses the thread when many people talk", area="communication")
    outcome = _writes(
        borough, plan, "E", "Follows three instructions in class", answers=[need], measure="Watched twice a term"
    )
    _writes(
        borough, plan, "F", "A language group, three times a week", answers=[need, outcome], who="A teaching assistant",
        sessions_per_week=3, session_minutes=30,
    )  # fmt: skip
    plan.state, plan.setting_id = "final", borough.agencies["school"]
    plan.first_issued_on = plan.issued_on = issued_on
    plan.placement = {"name": "Alderbrook Academy", "type": "mainstream", "type_words": "Mainstream school or college"}
    record(plan, "ehc_plan_issued", officer.person_id, occurred_on=issued_on)
    return plan


def _writes(borough: Borough, plan: FormalPlan, letter: str, text: str, **facts: object) -> UUID:
    spot = writing.spot(plan.id, letter)
    assert spot is not None
    return writing.add(spot, id=new_id(), text=text, by=borough.actor("sendofficer"), **facts).statement_id  # type: ignore[arg-type]
