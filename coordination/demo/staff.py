"""People of the council beside the cast: a second duty worker and a second administrator, somebody who has left, and
somebody who was invited and has not come yet; and looks at records that stand out."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.accounts import invitations, leaving
from coordination.accounts import operations as accounts
from coordination.accounts.models import Credential
from coordination.accounts.queries import credential
from coordination.agencies import proposals
from coordination.agencies.models import Agency, Person, RoleHeld
from coordination.audit.operations import Access, append
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.cast import DOMAIN, SECONDS


def beside_the_cast(borough: Borough) -> None:
    """Two duty workers agree to what is shown in an emergency, and two administrators to a role: one waits for the second."""
    kept = credential(borough.people["duty"])
    assert kept is not None
    for facts in SECONDS:
        db.session.add(Credential(person_id=_joins(borough, *facts).id, password_hash=kept.password_hash))
    left = _joins(borough, "left", "Lucy Marr", "SW", "Social worker")
    with clock.frozen(on_the_day(days_ago(5))):
        leaving.end_account(left, by=borough.actor("admin"))
    invited = _joins(borough, "invited", "Jo Hartley", "SW", "Social worker, from next month")
    with clock.frozen(on_the_day(days_ago(1))):
        invitations.invite(invited, by=borough.actor("admin"))
        proposals.propose_role(
            id=new_id(),
            person=db.session.get_one(Person, borough.people["deputy"]),
            agency=db.session.get_one(Agency, borough.agencies["services"]),
            authority_id=borough.authority_id,
            role="TM",
            from_on=clock.today() + timedelta(days=20),
            to_on=clock.today() + timedelta(days=50),
            reason="Tom covers for Grace while she is on leave",
            by=borough.actor("admin"),
        )
        proposals.ask_address(
            db.session.get_one(Person, borough.people["virtualschool"]),
            email=f"virtual.school@{DOMAIN}",
            reason="The virtual school has a mailbox of its own now",
            authority_id=borough.authority_id,
            by=borough.actor("admin"),
        )
    db.session.flush()


def somebody_beside(key: str) -> Actor:
    """One of those beside the cast, as an operation's ``by``."""
    found = db.session.scalars(select(Person).where(Person.email == f"{key}@{DOMAIN}")).one()
    return Actor(person_id=found.id, kind="workforce", active=True, second_factor=True, name=found.name)


def looks_that_stand_out(borough: Borough) -> None:
    """A look late at night, and one by somebody who has no place on the team any more."""
    for number, (who, child, days, hour) in enumerate(
        (("deputy", "child1", 3, 23), ("deputy", "child2", 3, 23), ("stranger", "child3", 6, 14))
    ):
        if child in borough.children:
            with clock.frozen(on_the_day(days_ago(days), hour).replace(minute=7 * number)):
                _looks(borough, who, borough.children[child])


def _looks(borough: Borough, who: str, child_id: UUID) -> None:
    append(
        db.session(),
        Access(
            request_id=new_id(),
            actor_id=borough.people[who],
            role=borough.role_of(who),
            agency_id=borough.agency_of(who),
            verb="read",
            outcome="done",
            children={child_id},
            sections={"support_plan"},
            label="S1",
            object_kind="Plan",
        ),
    )


def _joins(borough: Borough, key: str, name: str, role: str, job: str) -> Person:
    person: Person = accounts.add_person(
        id=new_id(), name=name, email=f"{key}@{DOMAIN}", kind="workforce", job=job, demo=True
    )
    db.session.add(
        RoleHeld(
            person_id=person.id,
            agency_id=borough.agencies["services"],
            authority_id=borough.authority_id,
            role=role,
            from_on=days_ago(200),
        )
    )
    db.session.flush()
    return person
