"""What somebody stands as towards a record: their live relationships, backed by a post and by a sharing
agreement.

A relationship counts only while everything it rests on does: its own dates, the post it is held from, and
(for what it may open) the organisation's agreement with the authority that keeps the record. Losing any of
them takes effect at the next request, and nothing here can make ending one of them open something.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from coordination.access.actor import Actor, Agreement, Relationship, RoleHeld
from coordination.access.catalogue import FAMILY_ROLES, WORKFORCE_ROLES, audience_of
from coordination.access.thing import Thing

# Out-of-team access lasts four hours; one that claims longer was not made by the break-glass page.
BREAK_GLASS_LASTS = timedelta(hours=4)

# Who may need a record they have nothing to do with, in an emergency. What they then see are the rows of their own
# role; commissioners, providers, advocates, administrators and analysts have no emergency that a duty worker has not.
MAY_BREAK_GLASS = frozenset({"SW", "TM", "IRO", "CPC", "PA", "SEN", "DSL", "VSH", "HLT", "EHC", "SSW"})

# Any of these may be the lead practitioner of a case; the relationship then says "LP".
MAY_LEAD = frozenset({"LP", "SEN", "DSL", "VSH", "HLT", "EHC", "PA", "PRV", "SSW"})

# Posts an authority fills itself. A school, a health service, a provider or an advocate is always somebody
# else's, so their staff always need an agreement, whatever their post says.
OWN_STAFF_ROLES = frozenset(
    {"SW", "TM", "IRO", "CPC", "EDT", "PA", "VSH", "EHC", "SSW", "CMS", "IGO", "ADM", "ANL"}
)  # fmt: skip

# What may be asked about no child in particular, and by which roles (None: any that the rules name).
# Aggregates are allowed everywhere beside these: they name nobody.
WITHOUT_A_CHILD: dict[str, frozenset[str] | None] = {
    "statutory_return": None,
    "administration": None,
    "needs_brief": frozenset({"CMS", "PRV"}),
    "prices": frozenset({"CMS", "PRV"}),
}

# Opening a record and raising a concern come before any relationship with the child.
BEFORE_A_RECORD = frozenset({"core_identity", "enquiries"})

_ROLES_OF_KIND = {
    "workforce": WORKFORCE_ROLES,
    "family": frozenset({"FC", "PAR"}),
    # A young person may be a parent too, of another child.
    "young_person": frozenset({"YP", "PAR"}),
}

_EVERYTHING: None = None
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """One way an actor stands towards a record (or, ``via`` "role", towards no child in particular).

    ``covered`` is what the organisation's agreement lets it be told: None for everything. ``own_staff`` says
    whether the post is with the authority that keeps the record. ``sections`` and ``things`` None mean no
    limit.
    """

    role: str
    via: str
    agency_id: UUID | None
    team_id: UUID | None
    functions: frozenset[str]
    sections: frozenset[str] | None
    things: frozenset[UUID] | None
    case_kind: str | None
    ends_at: datetime | None
    covered: frozenset[str] | None
    own_staff: bool
    audience: str | None

    def covers(self, section: str) -> bool:
        """Whether a sharing agreement in date covers this section."""
        return self.covered is None or section in self.covered

    def live_at(self, now: datetime) -> bool:
        """Whether a relationship of hours is still running; those of days always are."""
        if self.ends_at is None:
            return self.via != "break_glass"
        return now < self.ends_at and (self.via != "break_glass" or self.ends_at - now <= BREAK_GLASS_LASTS)

    def reaches(self, section: str, thing: Thing) -> bool:
        """Whether the relationship is with this thing at all: an invitation is to one thing, a grant to a
        section.

        An invitation that includes the child's name gives it whichever one thing it is for.
        """
        if self.sections is None:
            if self.via in ("grant", "invitation"):
                return False
        elif section not in self.sections:
            return False
        if self.things is None or section == "core_identity":
            return True
        # Its own page too, and no other: a page of the section would be about things it is not to.
        return thing.id in self.things or not self.things.isdisjoint(thing.part_of)


def _covered(
    agreements: Iterable[Agreement], agency_id: UUID | None, authority_id: UUID, on: date
) -> frozenset[str] | None:
    """The sections an organisation may be told on a day: all its agreements with the authority together."""
    covered = _NOTHING
    for agreement in agreements:
        if agreement.agency_id == agency_id and agreement.authority_id == authority_id and agreement.in_force(on):
            if agreement.sections is None:
                return _EVERYTHING
            covered |= agreement.sections
    return covered


def _is_own_staff(post: RoleHeld, authority_id: UUID) -> bool:
    return post.authority_id == authority_id and post.role in OWN_STAFF_ROLES


def _posts_behind(actor: Actor, held: Relationship, on: date) -> list[RoleHeld]:
    """The posts in force that a relationship can be held from."""
    return [
        post
        for post in actor.roles_on(on)
        if (post.role == held.role or (held.role == "LP" and post.role in MAY_LEAD))
        and (held.agency_id is None or post.agency_id == held.agency_id)
    ]


def _standing(held: Relationship, agency_id: UUID | None, covered: frozenset[str] | None, own_staff: bool) -> Standing:
    return Standing(
        role=held.role,
        via=held.via,
        agency_id=agency_id,
        team_id=held.team_id,
        functions=held.functions,
        sections=held.sections,
        things=held.things,
        case_kind=held.case_kind,
        ends_at=held.ends_at,
        covered=covered,
        own_staff=own_staff,
        audience=audience_of(held.role),
    )


def _from_relationship(actor: Actor, held: Relationship, on: date) -> list[Standing]:
    if held.role not in _ROLES_OF_KIND.get(actor.kind, ()):
        return []
    if held.role in FAMILY_ROLES:
        # Being somebody's parent, carer or self rests on no organisation, and neither does its end.
        return [_standing(held, held.agency_id, _EVERYTHING, False)]
    posts = _posts_behind(actor, held, on)
    if held.via == "invitation" and not posts:
        # Someone who came by a link holds no post: the invitation says what they act as. One from an
        # organisation still needs its agreement; one to a person alone is itself the recorded decision to
        # share.
        covered = (
            _EVERYTHING if held.agency_id is None else _covered(actor.agreements, held.agency_id, held.authority_id, on)
        )
        return [_standing(held, held.agency_id, covered, False)]
    stands = []
    for post in posts:
        own_staff = _is_own_staff(post, held.authority_id)
        covered = _EVERYTHING if own_staff else _covered(actor.agreements, post.agency_id, held.authority_id, on)
        stands.append(_standing(held, post.agency_id, covered, own_staff))
    return stands


def towards_child(actor: Actor, child_id: UUID, authority_id: UUID | None, on: date) -> tuple[Standing, ...]:
    """How the actor stands towards one child's record on a day. Hours are not looked at: see ``live_at``."""
    key = (child_id, authority_id, on)
    known: tuple[Standing, ...] | None = actor.worked_out.get(key)
    if known is None:
        known = tuple(
            standing
            for held in actor.relationships_with(child_id, on)
            if held.authority_id == authority_id
            for standing in _from_relationship(actor, held, on)
        )
        actor.worked_out[key] = known
    return known


def _post_standing(actor: Actor, post: RoleHeld, section: str, authority_id: UUID | None, on: date) -> Standing:
    own_staff = authority_id is not None and _is_own_staff(post, authority_id)
    if own_staff or section == "administration":
        covered = _EVERYTHING
    elif authority_id is None:
        covered = _NOTHING
    else:
        covered = _covered(actor.agreements, post.agency_id, authority_id, on)
    return Standing(
        role=post.role,
        via="role",
        agency_id=post.agency_id,
        team_id=post.team_id,
        functions=frozenset(),
        sections=None,
        things=None,
        case_kind=None,
        ends_at=None,
        covered=covered,
        own_staff=own_staff,
        audience=audience_of(post.role),
    )


def towards_nobody(actor: Actor, verb: str, section: str, authority_id: UUID | None, on: date) -> tuple[Standing, ...]:
    """How the actor stands towards what names no child: by the posts held, not by any relationship.

    Accounts and organisations are shared between authorities, so administration of no authority in particular
    is open to any administrator. A concern may be raised by anybody who stands somewhere, family and advisers included.
    """
    key = (verb, section, authority_id, on)
    known: tuple[Standing, ...] | None = actor.worked_out.get(key)
    if known is not None:
        return known
    stands = []
    if actor.kind == "workforce":
        for post in actor.roles_on(on):
            elsewhere = authority_id is not None and post.authority_id not in (None, authority_id)
            if post.role not in WORKFORCE_ROLES or (section == "administration" and elsewhere):
                continue
            stands.append(_post_standing(actor, post, section, authority_id, on))
    if section == "enquiries" and verb == "create":
        for held in actor.relationships:
            if held.person_id == actor.person_id and held.in_force(on):
                stands.extend(_from_relationship(actor, held, on))
    actor.worked_out[key] = known = tuple(stands)
    return known


def may_stand_without_a_child(role: str, verb: str, section: str, extent: str) -> bool:
    """Whether a row of the rules can apply where no child is named."""
    if extent == "aggregate" or (verb == "create" and section in BEFORE_A_RECORD):
        return True
    if section not in WITHOUT_A_CHILD:
        return False
    roles = WITHOUT_A_CHILD[section]
    return roles is None or role in roles
