"""A small world for one test: an authority, its agencies, a person of every role, and one child everybody knows.

Rows are written as the owner does (imports, the demo), so that a room's test does not depend on another room.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor, Agreement, RoleHeld
from coordination.access.models import Reach
from coordination.agencies.models import Agency, Authority, Person, SharingAgreement, Team
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.cases.models import Case, Membership
from coordination.children.models import Child, ChildProfile
from coordination.db import db, new_id, new_reference
from coordination.plans.models import Plan

# key: role, agency, function on the team (None: not on it), kind of person
CAST: dict[str, tuple[str, str, str | None, str]] = {
    "lead": ("SW", "services", "lead", "workforce"),
    "deputy": ("SW", "services", "deputy", "workforce"),
    "manager": ("TM", "services", None, "workforce"),
    "iro": ("IRO", "services", "member", "workforce"),
    "senco": ("SEN", "school", "member", "workforce"),
    "dsl": ("DSL", "school", "member", "workforce"),
    "health": ("HLT", "health", "member", "workforce"),
    "provider": ("PRV", "provider", "member", "workforce"),
    "supervisor": ("SSW", "fostering", "member", "workforce"),
    "virtualschool": ("VSH", "services", "member", "workforce"),
    "ehc": ("EHC", "services", "member", "workforce"),
    "carer": ("FC", "fostering", "member", "family"),
    "parent": ("PAR", "", "member", "family"),
    "otherparent": ("PAR", "", "member", "family"),
    "youngperson": ("YP", "", "member", "young_person"),
    "stranger": ("SW", "services", None, "workforce"),
    "othersenco": ("SEN", "otherschool", None, "workforce"),
    "admin": ("ADM", "services", None, "workforce"),
    "commissioner": ("CMS", "services", None, "workforce"),
    "privacy": ("IGO", "services", None, "workforce"),
    "duty": ("EDT", "services", None, "workforce"),
}
KINDS = {
    "services": "childrens_services",
    "school": "school",
    "otherschool": "school",
    "health": "health",
    "provider": "provider",
    "fostering": "fostering",
}
VIA = {"youngperson": "self", "parent": "family", "otherparent": "family", "carer": "family"}


@dataclass
class World:
    """Keys of everything, by name. Use ``world.actor("lead")`` for operations and ``world.people["lead"]`` for keys."""

    authority_id: UUID
    team_id: UUID
    child_id: UUID
    case_id: UUID
    plan_id: UUID
    agencies: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    memberships: dict[str, UUID] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        """Somebody of the cast as an operation's ``by``."""
        role, agency, _, kind = CAST[who]
        held = (
            (
                RoleHeld(
                    role=role,
                    agency_id=self.agencies[agency],
                    authority_id=self.authority_id if agency == "services" else None,
                    from_on=clock.today() - timedelta(days=400),
                ),
            )
            if agency
            else ()
        )
        return Actor(
            person_id=self.people[who],
            kind=kind,
            active=True,
            second_factor=True,
            roles=held,
            agreements=(
                (
                    Agreement(
                        agency_id=self.agencies[agency],
                        authority_id=self.authority_id,
                        from_on=clock.today() - timedelta(days=400),
                    ),
                )
                if agency and agency != "services"
                else ()
            ),
            name=who,  # type: ignore[arg-type]
        )


def add_child(
    authority_id: UUID, members: dict[str, UUID], agencies: dict[str, UUID], team_id: UUID, **identity: object
) -> tuple[UUID, UUID, UUID, dict[str, UUID]]:
    """A child with a case, this team and an empty plan. Returns the keys of child, case, plan and memberships."""
    today = clock.today()
    child_id, case_id, plan_id = new_id(), new_id(), new_id()
    values: dict[str, object] = {
        "given_names": "Amara",
        "family_name": "Okafor",
        "preferred_name": "Ama",
        "sort_name": "okafor amara",
        "born_on": today - timedelta(days=365 * 12 + 40),
    }
    child = Child(id=child_id, authority_id=authority_id, **(values | identity))
    db.session.add(child)
    db.session.flush()
    db.session.add(ChildProfile(authority_id=authority_id, child_id=child_id, languages=["English"]))
    case = Case(
        id=case_id,
        authority_id=authority_id,
        child_id=child_id,
        kind="child_in_need",
        reason="Support for the family was asked for",
        opened_on=today - timedelta(days=60),
        team_id=team_id,
        lead_id=members.get("lead"),
    )
    db.session.add(case)
    db.session.flush()
    memberships: dict[str, UUID] = {}
    for who, person_id in members.items():
        role, agency, function, _ = CAST[who]
        if function is None:
            if who == "manager":
                db.session.add(_reach(authority_id, child_id, person_id, role, "management", agencies.get(agency)))
            continue
        row = Membership(
            id=new_id(),
            authority_id=authority_id,
            child_id=child_id,
            case_id=case_id,
            person_id=person_id,
            agency_id=agencies.get(agency),
            role=role,
            function=function,
            basis="public task",
            from_on=today - timedelta(days=60),
        )
        db.session.add(row)
        memberships[who] = row.id
        functions = ["allocated", "lead"] if function == "lead" else [function] if function == "deputy" else []
        db.session.add(
            _reach(
                authority_id,
                child_id,
                person_id,
                role,
                VIA.get(who, "membership"),
                agencies.get(agency),
                functions=functions,
                source_id=row.id,
            )
        )
    plan = Plan(id=plan_id, authority_id=authority_id, child_id=child_id, case_id=case_id, title="Support plan")
    db.session.add(plan)
    db.session.flush()
    return child_id, case_id, plan_id, memberships


def _reach(
    authority_id: UUID,
    child_id: UUID,
    person_id: UUID,
    role: str,
    via: str,
    agency_id: UUID | None,
    functions: list[str] | None = None,
    source_id: UUID | None = None,
) -> Reach:
    return Reach(
        authority_id=authority_id,
        child_id=child_id,
        person_id=person_id,
        role=role,
        via=via,
        agency_id=agency_id,
        functions=functions or [],
        source_id=source_id,
        case_kind=None,
        from_on=clock.today() - timedelta(days=60),
    )


def build_world() -> World:
    """Make a world and commit it."""
    authority = Authority(
        name="Testshire",
        dfe_code=new_reference(),
        duty_phone="01632 960001",
        out_of_hours_phone="01632 960002",
    )
    db.session.add(authority)
    db.session.flush()
    # Keys are made here and everything of one kind is written together: each of a thousand tests has a world.
    agencies: dict[str, UUID] = {}
    agreements: list[SharingAgreement] = []
    for name, kind in KINDS.items():
        agencies[name] = new_id()
        db.session.add(
            Agency(id=agencies[name], kind=kind, name=f"Test {name}", authority_id=authority.id, phone="01632 960003")
        )
        if name != "services":
            agreements.append(
                SharingAgreement(
                    authority_id=authority.id,
                    agency_id=agencies[name],
                    title="Working together",
                    from_on=clock.today() - timedelta(days=400),
                )
            )
    people: dict[str, UUID] = {}
    for who, (_role, _agency, _function, kind) in CAST.items():
        people[who] = new_id()
        person = Person(
            id=people[who],
            kind=kind,
            name=f"{who.title()} Person",
            sort_name=f"person {who}",
            email=f"{who}-{new_id().hex}@demo.example",
            phone="01632 960004",
            job=who,
        )
        db.session.add(person)
    db.session.flush()
    db.session.add_all(agreements)
    team = Team(
        agency_id=agencies["services"], authority_id=authority.id, name="Team One", manager_id=people["manager"]
    )
    db.session.add(team)
    db.session.flush()
    for who, (role, agency, _function, _kind) in CAST.items():
        if agency:
            db.session.add(
                RoleRow(
                    person_id=people[who],
                    agency_id=agencies[agency],
                    authority_id=authority.id,
                    team_id=team.id if agency == "services" else None,
                    role=role,
                    from_on=clock.today() - timedelta(days=400),
                )
            )
    child_id, case_id, plan_id, memberships = add_child(authority.id, people, agencies, team.id)
    db.session.commit()
    return World(authority.id, team.id, child_id, case_id, plan_id, agencies, people, memberships)
