"""A record with nothing of the EHC process on it yet: what a journey through the process begins from.

Both widths go the whole way, so each has a child of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
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
from coordination.demo.ehc import Story
from tests.demo_copy import DemoCopy

TEAM = ("senco", "health", "parent")


def a_child(demo: DemoCopy, called: str) -> UUID:
    """Open a record with a team and a mother on it."""
    with _office(demo) as borough:
        return _opened(borough, called).id


def with_a_plan(demo: DemoCopy, called: str, *, issued_ago: int) -> UUID:
    """Open such a record, of a child whose EHC plan was made final ``issued_ago`` days ago. It names the school."""
    with _office(demo) as borough:
        borough.children[called] = _opened(borough, called).id
        story = Story(borough, called, "lead")
        asked = story.asks(issued_ago + 100, "parent", "She is falling behind", by="parent")
        story.decides(asked, issued_ago + 80)
        story.everybody_advises(asked, asked_ago=issued_ago + 78, given_ago=issued_ago + 50)
        plan = story.plans(asked, issued_ago + 40)
        story.writes(plan, issued_ago + 38)
        story.issues(plan, issued_ago + 30, issued_ago, school="Alderbrook Academy", key="school")
        return borough.children[called]


@contextmanager
def _office(demo: DemoCopy) -> Iterator[Borough]:
    """Work on the demo's copy as the demo itself does; kept at the end."""
    app = create_app(demo.settings, login="owner")
    with app.app_context():
        yield _borough(demo)
        db.session.commit()
        db.engine.dispose()


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
    """A child's record with a mother and a team on it."""
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
    _with_a_team(borough, child)
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
