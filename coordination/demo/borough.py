"""The demo borough: two authorities, twelve organisations, the cast, and about sixty children with their stories.

Everything is made by the same operations that people use, as on the days it happened (the clock is set back and let
run), with a fixed seed and dates relative to today. The test copy is given ``mark``: a function that puts a unique
canary word into every text, so that a crawl can tell whose words have leaked where.
"""

import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor, RoleHeld
from coordination.accounts import digests
from coordination.accounts import operations as accounts
from coordination.accounts.models import DigestOften
from coordination.agencies.models import Agency, Authority, Person, SharingAgreement, Team
from coordination.db import RuleBroken, db, new_id
from coordination.demo.cast import AGENCIES, CAST, DOMAIN

SEED = 20_260_601
Mark = Callable[[str, str, str, tuple[str, ...]], str]


def unmarked(text: str, _child: str, _section: str, _audiences: tuple[str, ...]) -> str:
    """The demo's own words, with nothing added."""
    return text


@dataclass
class Borough:
    """The demo while it is made: keys by name, one source of chance, and the words as they are marked."""

    chance: random.Random
    mark: Mark = unmarked
    authority_id: UUID = field(default_factory=new_id)
    other_authority_id: UUID = field(default_factory=new_id)
    team_id: UUID = field(default_factory=new_id)
    other_team_id: UUID = field(default_factory=new_id)
    agencies: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    children: dict[str, UUID] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Somebody of the cast, as an operation's ``by``."""
        who = next(role for role in CAST if role.key == key)
        roles: tuple[RoleHeld, ...] = ()
        if who.role and who.agency:
            roles = (
                RoleHeld(
                    role=who.role,
                    agency_id=self.agencies[who.agency],
                    authority_id=self.authority_id,
                    from_on=clock.today() - timedelta(days=1),
                ),
            )
        return Actor(
            person_id=self.people[key],
            kind=who.kind,  # type: ignore[arg-type]
            active=True,
            second_factor=True,
            roles=roles,
            name=who.name,
        )

    def agency_of(self, key: str) -> UUID | None:
        """Where somebody of the cast works."""
        who = next(role for role in CAST if role.key == key)
        return self.agencies[who.agency] if who.agency else None

    def role_of(self, key: str) -> str:
        """What somebody of the cast is on a team."""
        found = next(role for role in CAST if role.key == key).role
        if found is None:
            raise LookupError(key)
        return found


def days_ago(days: int) -> date:
    """A date before today."""
    return clock.today() - timedelta(days=days)


def a_weekday(day: date) -> date:
    """The day, or the Monday after it when it is at a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def on_the_day(day: date, hour: int = 10) -> datetime:
    """An instant of a day, in working hours."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def fill(
    *,
    password: str,
    progress: bool = False,
    if_empty: bool = False,
    mark: Mark = unmarked,
    children: int = 60,
) -> Borough | None:
    """Make the borough. The caller commits. None, and nothing done, when ``if_empty`` and there is an authority.

    Raises RuleBroken where there is one and ``if_empty`` was not asked for.
    """
    from coordination.demo import stories

    if db.session.scalar(select(Authority.id).limit(1)) is not None:
        if if_empty:
            return None
        raise RuleBroken("The demo fills an empty database; this one has an authority already.")
    borough = Borough(chance=random.Random(SEED), mark=mark)  # noqa: S311 - stories, not secrets
    _authorities(borough)
    _people(borough, password)
    for told, telling in enumerate(stories.telling(borough, children), 1):
        telling()
        db.session.flush()
        db.session.expunge_all()
        if progress:
            sys.stderr.write(f"\rMaking the demo borough: {min(told, children)} of {children} children")
            sys.stderr.flush()
    if progress:
        sys.stderr.write("\n")
    for key, often in (("iro", DigestOften.DAILY), ("parent", DigestOften.DAILY), ("senco", DigestOften.WEEKLY)):
        digests.choose(borough.people[key], often)
    return borough


def _authorities(borough: Borough) -> None:
    db.session.add_all(
        [
            Authority(
                id=borough.authority_id,
                name="Two Rivers Council",
                dfe_code="801",
                duty_phone="01632 960100",
                out_of_hours_phone="01632 960199",
            ),
            Authority(
                id=borough.other_authority_id,
                name="Northmoor Council",
                dfe_code="802",
                duty_phone="01632 960200",
                out_of_hours_phone="01632 960299",
            ),
        ]
    )
    db.session.flush()
    for number, (key, (kind, name, other)) in enumerate(AGENCIES.items()):
        home = borough.other_authority_id if other else borough.authority_id
        agency = Agency(
            kind=kind,
            name=name,
            authority_id=home,
            phone=f"01632 9603{number:02d}",
            email=f"office@{key}.{DOMAIN}",
        )
        db.session.add(agency)
        db.session.flush()
        borough.agencies[key] = agency.id
        if kind not in {"childrens_services", "send_service", "virtual_school", "commissioning"}:
            db.session.add(
                SharingAgreement(
                    authority_id=home,
                    agency_id=agency.id,
                    title="Two Rivers information sharing agreement",
                    from_on=days_ago(900),
                    to_on=clock.today() + timedelta(days=400),
                    signed_by="Directors of both organisations",
                )
            )
    db.session.flush()


def _people(borough: Borough, password: str) -> None:
    for number, who in enumerate(CAST):
        person: Person = accounts.add_person(
            id=new_id(),
            name=who.name,
            email=f"{who.key}@{DOMAIN}",
            kind=who.kind,
            phone=f"01632 9604{number:02d}",
            job=who.job,
            what_i_do=who.does or None,
            demo=True,
        )
        borough.people[who.key] = person.id
    _same_password([borough.people[who.key] for who in CAST], password)
    for team, other in ((borough.team_id, False), (borough.other_team_id, True)):
        db.session.add(
            Team(
                id=team,
                agency_id=borough.agencies["otherservices" if other else "services"],
                authority_id=borough.other_authority_id if other else borough.authority_id,
                name="Moorside team" if other else "Riverside team",
                manager_id=borough.people["otherauthority" if other else "manager"],
            )
        )
    db.session.flush()
    _roles(borough)


def _same_password(people: Iterable[UUID], password: str) -> None:
    """One password for all demo people, hashed once: it is printed anyway."""
    from coordination.accounts import passwords
    from coordination.accounts.models import Credential

    hashed = passwords.hashed(password)
    for key in people:
        db.session.add(Credential(person_id=key, password_hash=hashed))
    db.session.flush()


def _roles(borough: Borough) -> None:
    from coordination.agencies.models import RoleHeld as RoleRow

    send_team = Team(
        id=new_id(), agency_id=borough.agencies["send"], authority_id=borough.authority_id, name="SEND casework"
    )
    db.session.add(send_team)
    db.session.flush()
    for who in CAST:
        if who.role is None or who.agency is None:
            continue
        other = AGENCIES[who.agency][2]
        db.session.add(
            RoleRow(
                person_id=borough.people[who.key],
                agency_id=borough.agencies[who.agency],
                authority_id=borough.other_authority_id if other else borough.authority_id,
                team_id=send_team.id
                if who.key == "sendofficer"
                else borough.team_id
                if who.agency == "services" and who.role in {"SW", "TM", "PA"} and who.key != "stranger"
                else None,
                role=who.role,
                from_on=days_ago(700),
                to_on=days_ago(30) if who.key == "formercarer" else None,
            )
        )
    db.session.flush()
