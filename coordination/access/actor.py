"""The Actor: who is asking, as a frozen value with everything the policy may weigh about them.

The policy never looks anybody up. Whoever turns a session into an Actor (accounts) fills in the roles held,
the sharing agreements of the organisations concerned and the relationships with the children in question;
from then on the value does not change for the length of the request.

Every pair of dates here is read the same way: in force from the first day, and no longer in force on
``to_on``. A membership ended today therefore opens nothing at the next request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from coordination.access.thing import State

Kind = Literal["workforce", "family", "young_person", "system", "anonymous"]
Via = Literal[
    "membership", "management", "duty", "grant", "invitation", "family", "self", "break_glass"
]  # fmt: skip

# How long a fresh proof of identity counts for the things that ask for one.
STEP_UP_LASTS = timedelta(minutes=10)

# Whoever does one of these jobs for a child manages, prepares or funds the case: they cannot also be the
# child's independent reviewing officer (Care Planning, Placement and Case Review (England) Regulations 2010,
# reg. 46).
NOT_INDEPENDENT = frozenset({"SW", "LP", "TM", "PA", "SSW", "CMS"})


def in_force(from_on: date, to_on: date | None, on: date) -> bool:
    """Whether a period that starts on ``from_on`` and has ended by ``to_on`` includes the day ``on``."""
    return from_on <= on and (to_on is None or on < to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHeld:
    """A role somebody holds for an organisation.

    ``authority_id`` names the authority whose own staff this post is, and is None for a post with anybody
    else: only an authority's own staff need no sharing agreement with it.
    """

    role: str
    agency_id: UUID
    authority_id: UUID | None = None
    team_id: UUID | None = None
    from_on: date
    to_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the role is held on the day ``on``."""
        return in_force(self.from_on, self.to_on, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What an organisation may be told by an authority. ``sections`` None means every section."""

    agency_id: UUID
    authority_id: UUID
    sections: frozenset[str] | None = None
    from_on: date
    to_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the agreement is in date on the day ``on``."""
        return in_force(self.from_on, self.to_on, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One live (or ended) relationship between a person and a child's record, in one role.

    ``functions`` are the jobs within the relationship that the rules ask about: "lead", "deputy",
    "allocated", "core_group", "delivers_at_home". ``sections`` limits a relationship to the sections named; a
    grant or an invitation that names none opens none. ``things`` limits an invitation to the things it is
    for. ``ends_at`` is the instant a relationship of hours ends (aware UTC): break-glass has no force without
    one. ``state`` is that of the whole record it is with: open, closed, sealed or held.
    """

    child_id: UUID
    authority_id: UUID
    person_id: UUID
    role: str
    via: Via
    agency_id: UUID | None = None
    team_id: UUID | None = None
    case_kind: str | None = None
    functions: frozenset[str] = frozenset()
    sections: frozenset[str] | None = None
    from_on: date
    to_on: date | None = None
    things: frozenset[UUID] | None = None
    ends_at: datetime | None = None
    state: State = "open"

    def in_force(self, on: date) -> bool:
        """Whether the relationship holds on the day ``on``; its hours, if it has any, are looked at apart."""
        return in_force(self.from_on, self.to_on, on)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who is asking. Either a person (``person_id``) or a named process of the system (``process``), never
    both.

    ``may`` is what a process has named: pairs of section and verb. ``stepped_up_at`` is when the person last
    proved again who they are (aware UTC). ``relationships`` may hold all of the person's, or those with the
    children of this request only (:meth:`towards`); ended ones are welcome, and make some caveats surer. ``through``
    is the one-time link they came by, which is then the only relationship they have.
    """

    person_id: UUID | None = None
    process: str | None = None
    kind: Kind
    active: bool
    second_factor: bool = False
    second_factor_needed: bool = True
    roles: tuple[RoleHeld, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    session_id: UUID | None = None
    stepped_up_at: datetime | None = None
    through: UUID | None = None
    language: str = "en"
    may: frozenset[tuple[str, str]] = frozenset()
    name: str = ""
    organisation: str = ""
    # What was worked out about this actor already; the actor never changes, so neither does what follows from
    # it.
    worked_out: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.person_id is not None and self.process is not None:
            raise ValueError("an actor is a person or a process, not both")
        if (self.process is not None) != (self.kind == "system"):
            raise ValueError("an actor of kind 'system' names its process, and nobody else does")

    def __hash__(self) -> int:
        return hash((self.person_id, self.process, self.session_id))

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a person who has signed in."""
        return self.person_id is not None

    @cached_property
    def by_child(self) -> dict[UUID, tuple[Relationship, ...]]:
        """The relationships that are this person's own, by child, ended ones included."""
        found: dict[UUID, list[Relationship]] = {}
        for held in self.relationships:
            if held.person_id == self.person_id:
                found.setdefault(held.child_id, []).append(held)
        return {child_id: tuple(held) for child_id, held in found.items()}

    def relationships_with(self, child_id: UUID, on: date) -> tuple[Relationship, ...]:
        """The relationships with one child that hold on the day ``on``."""
        return tuple(held for held in self.by_child.get(child_id, ()) if held.in_force(on))

    def roles_on(self, on: date) -> tuple[RoleHeld, ...]:
        """The roles held on the day ``on``."""
        return tuple(role for role in self.roles if role.in_force(on))

    def agencies(self, on: date) -> frozenset[UUID]:
        """The organisations this person works for on the day ``on``."""
        return frozenset(role.agency_id for role in self.roles_on(on))

    def towards(self, relationships: Iterable[Relationship]) -> "Actor":
        """The same actor with these relationships instead of those held so far."""
        return replace(self, relationships=tuple(relationships))

    def stepped_up(self, now: datetime) -> bool:
        """Whether this person has proved who they are again in the last few minutes."""
        return self.stepped_up_at is not None and timedelta(0) <= now - self.stepped_up_at < STEP_UP_LASTS

    def is_independent_of(self, child_id: UUID, on: date) -> bool:
        """Whether this person may be the child's reviewing officer: nobody who manages, prepares or funds the
        case.

        Asked by whoever appoints a reviewing officer. It is not part of :func:`policy.decide`, where ending
        one relationship must never open anything through another.
        """
        return not any(held.role in NOT_INDEPENDENT for held in self.relationships_with(child_id, on))


def anonymous(language: str = "en") -> Actor:
    """Nobody has signed in."""
    return Actor(kind="anonymous", active=False, language=language)


def system(process: str, may: Iterable[tuple[str, str]]) -> Actor:
    """A named process of the system, permitted only the (section, verb) pairs it names."""
    return Actor(process=process, kind="system", active=True, second_factor_needed=False, may=frozenset(may))
