"""Whom a link goes to: a place on a review, and for somebody who was asked by name only, the person behind it."""

from collections.abc import Collection
from uuid import UUID

from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_ROLES
from coordination.agencies import people
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person, PersonKind
from coordination.db import RuleBroken, db
from coordination.links import operations
from coordination.reviews import contributions
from coordination.reviews.models import Review, ReviewPerson


def ask(review: Review, key: str, *, email: str, by: Actor) -> ReviewPerson:
    """Send whoever has this place a link to contribute by. Where none may be sent, the place stays as it was.

    Raises RuleBroken.
    """
    with db.session.begin_nested():
        who = place_to_ask(review, key, email=email, by=by)
        operations.ask_for_contribution(who, by=by)
    return who


def place_to_ask(review: Review, key: str, *, email: str, by: Actor) -> ReviewPerson:
    """The place on a review somebody is asked at. Asked by name only, they become a person who cannot sign in.

    An address that somebody of the workforce has already is theirs; one of a family is refused. Raises RuleBroken.
    """
    who = next((held for held in review.people if str(held.id) == key), None)
    if who is None or who.response == "not_asked":
        raise RuleBroken("This person was not asked.")
    if who.person_id is None:
        if who.role in FAMILY_ROLES:
            raise RuleBroken("Links are for people who work with the child. Families have pages of their own.")
        if not email:
            raise RuleBroken("Enter the work email address of the person you ask.", "email")
        who.person_id = somebody(who.name, email, by=by, already={held.person_id for held in review.people}).id
        db.session.flush()
    found = contributions.place(who.id)
    if found is None:
        raise RuleBroken("This person was not asked.")
    db.session.refresh(found, ["person"])
    return found


def somebody(name: str, email: str, *, by: Actor, already: Collection[UUID | None] = ()) -> Person:
    """Whoever of the workforce has this address, or somebody new by that name who cannot sign in. Raises RuleBroken.

    ``already``: the people who are asked for the same thing.
    """
    known = agencies.person_by_email(email)
    if known is None:
        return people.add_person(kind=PersonKind.WORKFORCE.value, name=name, email=email, by=by.person_id)
    if known.id in already:
        raise RuleBroken("Somebody who is asked already has this address.", "email")
    if known.kind != PersonKind.WORKFORCE.value or not known.active:
        raise RuleBroken("This address cannot be used. Enter a work address.", "email")
    return known
