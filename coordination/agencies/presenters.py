"""Organisations, people and agreements as the pages show them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from coordination import clock
from coordination.access.catalogue import SECTIONS
from coordination.agencies.kinds import agency_kind_words, role_words, setting_kind_words
from coordination.agencies.models import (
    AddressProposal,
    Agency,
    Person,
    PersonKind,
    RoleHeld,
    RoleProposal,
    Setting,
    SharingAgreement,
    Team,
)

# The kinds of organisation whose own staff need no agreement with their authority.
OWN_SERVICES = frozenset({"childrens_services", "virtual_school", "send_service", "commissioning"})


class OrganisationRow(NamedTuple):
    """One organisation of the list."""

    id: UUID
    name: str
    kind: str
    phone: str
    sharing: str
    colour: str


class AddressRow(NamedTuple):
    """Another address somebody is to sign in with, until a second administrator decides."""

    id: UUID
    person_id: UUID
    person: str
    now: str
    email: str
    reason: str
    asked_by: str
    may_confirm: bool
    may_refuse: bool


class RoleRow(NamedTuple):
    """One role somebody holds or held."""

    id: UUID
    person_id: UUID
    person: str
    job: str
    role: str
    organisation: str
    organisation_id: UUID
    team: str
    from_on: date
    to_on: date | None
    state: str
    colour: str
    may_end: bool


class ProposalRow(NamedTuple):
    """One role that waits for a second administrator."""

    id: UUID
    person_id: UUID
    person: str
    role: str
    organisation: str
    team: str
    from_on: date
    to_on: date | None
    reason: str
    proposed_by: str
    may_confirm: bool


class AgreementRow(NamedTuple):
    """One agreement."""

    id: UUID
    title: str
    covers: str
    sections: list[str]
    from_on: date
    to_on: date | None
    signed_by: str
    state: str
    colour: str
    may_end: bool


class SettingRow(NamedTuple):
    """One setting."""

    id: UUID
    name: str
    kind: str
    urn: str
    inspection: str
    inspected_on: date | None
    closed_on: date | None


class TeamRow(NamedTuple):
    """One team."""

    id: UUID
    name: str
    manager: str


class PersonRow(NamedTuple):
    """One person of the list."""

    id: UUID
    name: str
    email: str
    roles: str
    state: str
    colour: str


def organisations(found: Iterable[Agency], in_force: dict[UUID, SharingAgreement]) -> list[OrganisationRow]:
    """Organisations for a list, each with how its sharing stands."""
    rows = []
    for agency in found:
        words, colour = _sharing(agency, in_force.get(agency.id))
        rows.append(
            OrganisationRow(agency.id, agency.name, agency_kind_words(agency.kind), agency.phone or "", words, colour)
        )
    return rows


def _sharing(agency: Agency, agreement: SharingAgreement | None) -> tuple[str, str]:
    if agency.closed_on is not None:
        return "Closed", "grey"
    if agreement is None:
        return ("Own staff", "") if agency.kind in OWN_SERVICES else ("No agreement", "red")
    if agreement.to_on is not None and (agreement.to_on - clock.today()).days <= 60:
        return "Ends soon", "yellow"
    return "In force", "green"


def standing(from_on: date, to_on: date | None) -> tuple[str, str]:
    """How something with dates stands today: a word and its colour."""
    today = clock.today()
    if to_on is not None and to_on <= today:
        return "Ended", "grey"
    if from_on > today:
        return "Not yet", "blue"
    return "In force", "green"


def roles(held: Iterable[RoleHeld]) -> list[RoleRow]:
    """Roles for a list."""
    rows = []
    for row in held:
        state, colour = standing(row.from_on, row.to_on)
        rows.append(
            RoleRow(
                id=row.id,
                person_id=row.person_id,
                person=row.person.name,
                job=row.person.job or "",
                role=role_words(row.role),
                organisation=row.agency.name,
                organisation_id=row.agency_id,
                team=row.team.name if row.team else "",
                from_on=row.from_on,
                to_on=row.to_on,
                state=state,
                colour=colour,
                may_end=state != "Ended",
            )
        )
    return rows


def proposals(found: Iterable[RoleProposal], names: dict[UUID, str], confirmable: set[UUID]) -> list[ProposalRow]:
    """Proposed roles for a list. ``names`` are those of who proposed them."""
    return [
        ProposalRow(
            id=row.id,
            person_id=row.person_id,
            person=row.person.name,
            role=role_words(row.role),
            organisation=row.agency.name,
            team=row.team.name if row.team else "",
            from_on=row.from_on,
            to_on=row.to_on,
            reason=row.reason,
            proposed_by=names.get(row.recorded_by, "") if row.recorded_by else "",
            may_confirm=row.id in confirmable,
        )
        for row in found
    ]


def addresses(
    found: Iterable[AddressProposal], names: dict[UUID, str], confirmable: set[UUID], *, may_refuse: bool
) -> list[AddressRow]:
    """Addresses that wait, for a list. ``names`` are those of who asked for them."""
    return [
        AddressRow(
            id=row.id,
            person_id=row.person_id,
            person=row.person.name,
            now=row.person.email or "no address",
            email=row.email or "no address",
            reason=row.reason,
            asked_by=names.get(row.recorded_by, "") if row.recorded_by else "",
            may_confirm=row.id in confirmable,
            may_refuse=may_refuse,
        )
        for row in found
    ]


def agreements(found: Iterable[SharingAgreement]) -> list[AgreementRow]:
    """Agreements for a list."""
    rows = []
    for row in found:
        state, colour = standing(row.from_on, row.to_on)
        named = [SECTIONS[code].what for code in row.sections or [] if code in SECTIONS]
        count = len(named)
        covers = "Every section" if row.sections is None else f"{count} {'section' if count == 1 else 'sections'}"
        rows.append(
            AgreementRow(
                row.id,
                row.title,
                covers,
                named,
                row.from_on,
                row.to_on,
                row.signed_by or "",
                state,
                colour,
                state != "Ended",
            )  # fmt: skip
        )
    return rows


def settings(found: Iterable[Setting]) -> list[SettingRow]:
    """Settings for a list."""
    return [
        SettingRow(
            row.id,
            row.name,
            setting_kind_words(row.kind),
            row.urn or "",
            row.inspection_outcome or "",
            row.last_inspected_on,
            row.closed_on,
        )
        for row in found
    ]


def teams(found: Iterable[tuple[Team, Person | None]]) -> list[TeamRow]:
    """Teams for a list."""
    return [TeamRow(team.id, team.name, manager.name if manager else "Nobody") for team, manager in found]


def people(found: Iterable[Person]) -> list[PersonRow]:
    """People for a list, with the roles they hold today."""
    today = clock.today()
    rows = []
    for person in found:
        held = [
            f"{role_words(row.role)}, {row.agency.name}"
            for row in person.roles
            if row.from_on <= today and (row.to_on is None or today < row.to_on)
        ]
        state, colour = ("Open", "green") if person.active else ("Ended", "grey")
        rows.append(PersonRow(person.id, person.name, person.email or "", "; ".join(held) or "No role", state, colour))
    return rows


def here_for(person: Person) -> str:
    """What somebody's account is for."""
    return "Foster carer" if person.kind == PersonKind.FAMILY else "Work"
