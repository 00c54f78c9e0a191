"""What the rules ask about a thing beside its own fields, and the few questions that several conditions
share."""

from datetime import date, datetime
from uuid import UUID

from coordination.access.actor import Actor
from coordination.access.catalogue import EHC_SECTIONS, FAMILY_ROLES
from coordination.access.standing import Standing, towards_child
from coordination.access.thing import Thing
from coordination.clock import london_date

# The names under which a thing's ``facts`` carry what the conditions need. One that is missing counts against
# whoever asks.
FACTS = {
    "placement_agreed": "bool: a placement with this commissioner's provider has been agreed",
    "geography": "the smallest area an aggregate shows: ward, district, authority or region",
    "grant_for": "person id: whose grant, or whose role, is being decided",
    "emergency_reveal_by": "person id: the duty worker who asked for an emergency reveal",
    "emergency_reveal_with": "person id: the second duty person who agreed",
    "emergency_reveal_until": "aware UTC instant: when it ends, an hour after it began at most",
    "known_to": "set of person ids: who already knows this protected place",
    "commissioned_agencies": "set of agency ids: whose service is commissioned for this outcome",
    "final": "bool: the EHC plan is final",
    "sent_to": "set of person ids: who has been sent this draft or letter",
    "right_holder": "'parent', 'young_person', or the person id of the alternative person",
    "born_on": "date: the young person's date of birth",
    "published_by_young_person": "bool: the young person published it themself",
    "proposed": "bool: a membership put forward for the manager to decide",
    "only_my_worker": "bool: the young person chose that only their worker sees this",
    "invited_agencies": "set of agency ids: who was invited to answer a needs brief",
    "offer": "bool: this is an offer made in answer to a needs brief",
    "deadline": "aware UTC instant: until when offers stay sealed",
    "location_withheld": "bool: a manager recorded the lawful reason not to tell where the child lives",
    "reveals_danger": "bool: showing this row of a log would reveal a danger",
    "protected_place": "bool: a protected place is flagged for this child",
    "published_to": "set of person ids: the parents an entry was published to; every parent where it is missing",
    "published_by": "person id: who published this entry, where a person did",
    "team_id": "team id: whose row of a log or of a team this is",
    "about": "set of person ids: whom an alert is about",
    "second_administrator": "person id: the other administrator who agreed",
    "return": "the code of one statutory return",
    "window_opens_on": "date: the first day of that return's window",
    "window_closes_on": "date: the first day after it",
    "advocates_agreed": "set of person ids: the advocates the young person agrees may see this document",
    "originator_agrees": "bool: whoever it came from agrees that it goes further",
}


def is_theirs(actor: Actor, thing: Thing) -> bool:
    """Whether the person wrote the thing, or it is for them."""
    return actor.person_id is not None and actor.person_id in (thing.author_id, thing.owner_person_id)


def is_own(actor: Actor, held: Standing, thing: Thing) -> bool:
    """Whether the thing is "own": theirs, or (for those who work for one) their organisation's.

    A message belongs to those taking part in it, and what a young person kept for their worker to whoever
    wrote it down, not to either's organisation.
    """
    if is_theirs(actor, thing):
        return True
    if thing.section == "messages":
        return actor.person_id in thing.named_people
    if held.role in FAMILY_ROLES or held.agency_id is None or thing.facts.get("only_my_worker"):
        return False
    return thing.agency_id == held.agency_id


def age_on(born_on: date, on: date) -> int:
    """Age in whole years; somebody born on 29 February turns a year older on 1 March of an ordinary year."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def names_them(thing: Thing, fact: str, someone: UUID | None) -> bool:
    """Whether a fact that is a set of people or organisations includes this one."""
    return someone is not None and someone in thing.facts.get(fact, ())


def has_function(actor: Actor, thing: Thing, now: datetime, function: str) -> bool:
    """Whether any live standing of the actor towards the child carries this function."""
    if thing.child_id is None:
        return False
    stands = towards_child(actor, thing.child_id, thing.authority_id, london_date(now))
    return any(function in held.functions and held.live_at(now) and held.covers(thing.section) for held in stands)


def feeds_only(thing: Thing, allowed: frozenset[str]) -> bool:
    """Whether the thing feeds only these sections of an EHC plan, and at least one."""
    letters = thing.parts & EHC_SECTIONS
    return thing.whole or (bool(letters) and letters <= allowed)
