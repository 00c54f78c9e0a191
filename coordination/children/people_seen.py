"""What one reader may see of a child's family and network: which people, which of their fields, which homes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import set_committed_value

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.describing import describe
from coordination.access.policy import Deny, Permit, decide
from coordination.children.models import Child, NetworkHome, NetworkMember
from coordination.children.presenters import home_section, network_section

# The fields of a row that may be shown; None is all of them.
Fields = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader may see of a child's family: of the child, of each person, and which homes. Two readers whose
    sights are equal see the same map.
    """

    child: Fields
    people: tuple[tuple[UUID, Fields], ...]
    homes: frozenset[UUID]

    def within(self, other: "Sight") -> "Sight":
        """What both see."""
        theirs = dict(other.people)
        return Sight(
            _both(self.child, other.child),
            tuple((key, _both(fields, theirs[key])) for key, fields in self.people if key in theirs),
            self.homes & other.homes,
        )


def _both(one: Fields, other: Fields) -> Fields:
    return other if one is None else one if other is None else one & other


def sees_of(fields: Fields) -> Callable[[str], bool]:
    """Whether each field may be shown."""
    return lambda field: fields is None or field in fields


def sight(child: Child, members: Iterable[NetworkMember], homes: Iterable[NetworkHome], reader: Actor) -> Sight:
    """What a reader may see of all these rows, decided as if they opened the page themself."""
    now = clock.now()
    return _sight(
        child, members, homes, lambda row, section: decide(reader, "read", section, describe(row, section), now)
    )


def sight_in_this_request(child: Child, members: Iterable[NetworkMember], homes: Iterable[NetworkHome]) -> Sight:
    """What whoever asks in this request may see of all these rows."""
    return _sight(child, members, homes, _by_the_guard)


def _by_the_guard(row: Any, section: str) -> Permit | Deny:
    """Whether whoever asks in this request may see a row; what is shown is noted for the audit."""
    decision = guard.may("read", section, row)
    if isinstance(decision, Permit):
        guard.note(describe(row, section))
    return decision


def _sight(
    child: Child,
    members: Iterable[NetworkMember],
    homes: Iterable[NetworkHome],
    may: Callable[[Any, str], Permit | Deny],
) -> Sight:
    def fields(row: Any, section: str) -> Fields:
        decision = may(row, section)
        return decision.fields if isinstance(decision, Permit) else frozenset()

    seen = {row.id: (row, shown) for row in members if (shown := fields(row, network_section(row))) != frozenset()}
    kept = set()
    for held in homes:
        if held.member_id is not None and held.member_id not in seen:
            continue
        set_committed_value(held, "member", seen[held.member_id][0] if held.member_id is not None else None)
        if sees_of(fields(held, home_section(held)))("household"):
            kept.add(held.id)
    people = tuple((key, shown) for key, (_, shown) in seen.items())
    return Sight(fields(child, "core_identity"), people, frozenset(kept))
