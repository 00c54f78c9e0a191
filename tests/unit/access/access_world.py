"""A small world for the tests of the policy: one child, the people around them, and things said about them.

Everything is a plain value. ``somebody(role)`` is a person on the child's team with everything in order;
each test takes one thing away, or changes one.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from coordination.access import Actor, Agreement, Recipient, Relationship, RoleHeld, Thing

NAMES = UUID("5b1f0a52-3c1c-4f0e-9f53-5a4c2f0f9d11")


def named(name: str) -> UUID:
    """A fixed key for a name."""
    return uuid5(NAMES, name)


NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = date(2025, 1, 6)

AUTHORITY, OTHER_AUTHORITY = named("authority"), named("other authority")
CHILD, OTHER_CHILD = named("child"), named("other child")
COUNCIL, ELSEWHERE = named("council"), named("somebody else's organisation")
SOMEBODY_ELSE, A_THIRD = named("somebody else"), named("a third person")
THING, TEAM = named("thing"), named("team")

FAMILY = {"FC", "YP", "PAR"}
OWN_STAFF = {"SW", "TM", "IRO", "CPC", "EDT", "PA", "VSH", "EHC", "SSW", "CMS", "IGO", "ADM", "ANL"}
EVERY_AUDIENCE = frozenset({"team", "school", "health", "provider", "carer", "parent", "young_person"})


def agency_of(role: str) -> UUID:
    """The organisation somebody in this role works for."""
    return COUNCIL if role in OWN_STAFF else named(f"organisation of {role}")


def kind_of(role: str) -> str:
    """The kind of account somebody in this role has."""
    return "young_person" if role == "YP" else "family" if role in FAMILY else "workforce"


def relationship(role: str, via: str | None = None, **changes) -> Relationship:
    """A live relationship of ``somebody(role)`` with the child."""
    usual = {"YP": "self", "PAR": "family", "FC": "membership"}.get(role, "membership")
    values = {
        "child_id": CHILD,
        "authority_id": AUTHORITY,
        "person_id": named(role),
        "role": role,
        "via": via or usual,
        "agency_id": None if role in FAMILY else agency_of(role),
        "team_id": TEAM,
        "from_on": LONG_AGO,
    }
    return Relationship(**(values | changes))


def post(role: str, **changes) -> RoleHeld:
    """The post that ``somebody(role)`` holds."""
    values = {
        "role": role,
        "agency_id": agency_of(role),
        "authority_id": AUTHORITY if role in OWN_STAFF else None,
        "from_on": LONG_AGO,
    }
    return RoleHeld(**(values | changes))


def agreement(role: str, **changes) -> Agreement:
    """The agreement of that post's organisation with the authority."""
    values = {"agency_id": agency_of(role), "authority_id": AUTHORITY, "from_on": LONG_AGO}
    return Agreement(**(values | changes))


def somebody(role: str, *held: Relationship, **changes) -> Actor:
    """A person of this role, on the child's team unless other relationships are given."""
    staff = role not in FAMILY
    values = {
        "person_id": named(role),
        "kind": kind_of(role),
        "active": True,
        "second_factor": staff,
        "second_factor_needed": staff,
        "roles": (post(role),) if staff else (),
        "agreements": (agreement(role),) if staff and role not in OWN_STAFF else (),
        "relationships": held or (relationship(role),),
        "stepped_up_at": NOW - timedelta(minutes=1),
    }
    return Actor(**(values | changes))


def stranger(role: str, **changes) -> Actor:
    """A person of this role with no relationship with the child."""
    return replace(somebody(role, **changes), relationships=())


def thing(section: str, **changes) -> Thing:
    """Something somebody else said about the child."""
    values = {
        "child_id": CHILD,
        "authority_id": AUTHORITY,
        "section": section,
        "id": THING,
        "agency_id": ELSEWHERE,
        "author_id": SOMEBODY_ELSE,
    }
    return Thing(**(values | changes))


def given_to(audience: str, **changes) -> Recipient:
    """A recipient with everything in order."""
    values = {"audience": audience, "basis_recorded": True, "agreement_covers": True}
    return Recipient(**(values | changes))


def break_glass(role: str, **changes) -> Relationship:
    """An emergency relationship, opened a moment ago."""
    return relationship(role, "break_glass", **({"ends_at": NOW + timedelta(hours=4)} | changes))


def grant(role: str, *sections: str, **changes) -> Relationship:
    """A live named grant for these sections."""
    return relationship(role, "grant", **({"sections": frozenset(sections), "to_on": TOMORROW} | changes))
