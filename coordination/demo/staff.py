"""People of the council beside the cast: a second duty worker, somebody who has left, and somebody who was invited and has
not come yet; and looks at records that stand out."""

from uuid import UUID

from coordination import clock
from coordination.accounts import invitations, leaving
from coordination.accounts import operations as accounts
from coordination.accounts.models import Credential
from coordination.accounts.queries import credential
from coordination.agencies.models import Person, RoleHeld
from coordination.audit.operations import Access, append
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.cast import DOMAIN


def beside_the_cast(borough: Borough) -> None:
    """The second duty worker signs in as "duty2", with the cast's password: two confirm what is shown in an emergency."""
    second = _joins(borough, "duty2", "Marcus Bell", "EDT", "Duty social worker")
    kept = credential(borough.people["duty"])
    assert kept is not None
    db.session.add(Credential(person_id=second.id, password_hash=kept.password_hash))
    left = _joins(borough, "left", "Lucy Marr", "SW", "Social worker")
    with clock.frozen(on_the_day(days_ago(5))):
        leaving.end_account(left, by=borough.actor("admin"))
    invited = _joins(borough, "invited", "Jo Hartley", "SW", "Social worker, from next month")
    with clock.frozen(on_the_day(days_ago(1))):
        invitations.invite(invited, by=borough.actor("admin"))
    db.session.flush()


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
