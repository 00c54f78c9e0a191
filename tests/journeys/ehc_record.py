"""A record with nothing of the EHC process on it yet: what a journey through the process begins from.

Both widths go the whole way, so each has a child of its own.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock, create_app
from coordination.agencies.models import Agency, Person
from coordination.cases import operations as cases
from coordination.cases import team
from coordination.children import operations as children
from coordination.children.models import Child, NetworkMember
from coordination.db import db, new_id
from coordination.demo.borough import Borough
from coordination.demo.cast import AGENCIES
from tests.demo_copy import DemoCopy

TEAM = ("senco", "health", "parent")


def a_child(demo: DemoCopy, called: str) -> UUID:
    """Open a record with a team and a mother on it."""
    app = create_app(demo.settings, login="owner")
    with app.app_context():
        borough = _borough(demo)
        child = _opened(borough, called)
        _with_a_team(borough, child)
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


def _with_a_team(borough: Borough, child: Child) -> None:
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
