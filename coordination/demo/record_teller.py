"""Telling how a child's record is opened: who they are, their team, their family, and what to know first."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.cases import operations as cases
from coordination.cases import team
from coordination.cases.models import Case
from coordination.children import index, parts
from coordination.children import operations as children
from coordination.children.codes import SIBLINGS
from coordination.children.models import (
    Alert,
    Child,
    ChildIdentifier,
    ChildProfile,
    SchoolPlace,
    SenNeed,
)
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago
from coordination.plans import operations as plans
from coordination.plans.models import Plan

FAMILY = ("carer", "parent", "young_person")
EVERYBODY = ("carer", "health", "parent", "provider", "school", "young_person")


class RecordTeller:
    """Tells how a child's record is opened, and what it holds before a plan is written."""

    def __init__(self, borough: Borough, key: str, lead: str, members: tuple[str, ...]) -> None:
        self.borough = borough
        self.key = key
        self.lead = lead
        self.members = members
        self.child_id = new_id()
        borough.children[key] = self.child_id

    def say(self, text: str, section: str, audiences: tuple[str, ...] = ()) -> str:
        """A text of this child, marked in the test copy."""
        return self.borough.mark(text, self.key, section, audiences)

    @property
    def child(self) -> Child:
        """The child's row."""
        found = db.session.get(Child, self.child_id)
        if found is None:
            raise LookupError(self.key)
        return found

    @property
    def case(self) -> Case:
        """The child's case."""
        return db.session.scalars(select(Case).where(Case.child_id == self.child_id)).one()

    def open(
        self,
        *,
        born_on: date,
        given: str,
        family: str,
        preferred: str,
        kind: str,
        reason: str,
        pronouns: str | None = None,
        sex: str | None = None,
    ) -> Plan:
        """The record is opened and help begins, with its team and an empty plan."""
        borough, by = self.borough, self.borough.actor(self.lead)
        child = children.create_child(
            id=self.child_id,
            authority_id=borough.authority_id,
            given_names=self.say(given, "core_identity", EVERYBODY),
            family_name=family,
            preferred_name=self.say(preferred, "core_identity", EVERYBODY),
            born_on=born_on,
            by=by,
            role=borough.role_of(self.lead),
            agency_id=borough.agency_of(self.lead),
            team_id=borough.team_id,
            pronouns=pronouns,
            sex=sex,
        )
        case = cases.open_case(
            child,
            id=new_id(),
            kind=kind,
            reason=self.say(reason, "support_plan"),
            opened_on=clock.today(),
            team_id=borough.team_id,
            lead_id=borough.people[self.lead],
            lead_role=borough.role_of(self.lead),
            lead_agency_id=borough.agency_of(self.lead),
            by=by,
        )
        for key in self.members:
            team.add_member(
                case,
                id=new_id(),
                person_id=borough.people[key],
                agency_id=borough.agency_of(key),
                role=borough.role_of(key),
                function="deputy" if key == "deputy" else "member",
                basis="agreement" if borough.role_of(key) in {"PAR", "YP"} else "public task",
                by=borough.actor("manager"),
            )
        return plans.start_plan(case, by=by)

    def record(
        self, *, school: str, school_key: str, year: str, sen: str | None, nhs: str, languages: list[str]
    ) -> None:
        """What the shared record holds beside the name."""
        child, by = self.child, self.borough.actor(self.lead)
        common = {"authority_id": child.authority_id, "child_id": child.id, "recorded_by": by.person_id}
        profile = db.session.scalars(select(ChildProfile).where(ChildProfile.child_id == child.id)).one()
        profile.languages = languages
        profile.communication = self.say("Short sentences, one thing at a time, time to answer.", "profile", EVERYBODY)
        profile.what_matters = self.say("Knowing what is going to happen, and being asked first.", "profile", EVERYBODY)
        profile.people_like = self.say(
            "Funny, kind to younger children, never gives up on a drawing.", "profile", EVERYBODY
        )
        profile.good_day = self.say("A quiet morning, lunch with friends, time outside.", "profile", EVERYBODY)
        profile.hard_day = self.say("Surprises, loud rooms, being talked about.", "profile", EVERYBODY)
        profile.daily_essentials = self.say(
            "Inhaler in the blue bag. No nuts. Lights low at bedtime.", "profile", ("carer",)
        )
        db.session.add_all(
            [
                SchoolPlace(
                    agency_id=self.borough.agencies[school_key],
                    name=school,
                    year_group=year,
                    from_on=days_ago(400),
                    **common,
                ),
                ChildIdentifier(kind="nhs_number", value=nhs, source="health", checked=True, **common),
            ]
        )
        if sen:
            db.session.add(SenNeed(code=sen, rank=1, provision="K", from_on=days_ago(300), **common))
        db.session.flush()
        index.write(child, by=by.person_id)

    def network(self, *rows: dict[str, Any]) -> dict[str, UUID]:
        """Who is around the child, by the ``key`` of each row.

        ``through`` and ``partner`` are keys of rows before; ``homes`` says where they lived: (home, from, until).
        """
        child, by = self.child, self.borough.actor(self.lead)
        made: dict[str, UUID] = {}
        for row in rows:
            facts = {name: value for name, value in row.items() if name not in {"key", "through", "partner", "homes"}}
            sibling = facts["relation"] in SIBLINGS
            section = "sibling_links" if sibling else "family_network"
            # A carer's sheet says with whom there is time together, and when.
            for_carer = ("carer",) if facts.get("contact") else ()
            for name in ("name", "contact", "restrictions", "note"):
                if facts.get(name):
                    facts[name] = self.say(facts[name], section, for_carer if name in {"name", "contact"} else ())
            if row.get("through"):
                facts["relation_to_id"] = made[row["through"]]
            if row.get("partner"):
                facts["partner_id"] = made[row["partner"]]
            held = parts.add_row(parts.PARTS["network"], child, id=new_id(), by=by, **facts)
            made[row.get("key", facts["relation"])] = held.id
            for home, start, end in row.get("homes", ()):
                self.home(home, held.id, start, end)
        return made

    def home(self, home: str, member_id: UUID | None, start: date | None, end: date | None = None) -> None:
        """Where somebody of the family, or the child, lived."""
        parts.add_row(
            parts.PARTS["homes"],
            self.child,
            id=new_id(),
            by=self.borough.actor(self.lead),
            member_id=member_id,
            home=home,
            from_on=start,
            to_on=end,
        )

    def alert(self, instruction: str, reason: str) -> None:
        """Something to know first."""
        child = self.child
        db.session.add(
            Alert(
                authority_id=child.authority_id,
                child_id=child.id,
                kind="worker_safety",
                instruction=self.say(instruction, "alerts"),
                reason=self.say(reason, "alerts"),
                from_on=clock.today(),
                review_on=clock.today() + timedelta(days=180),
            )
        )
        db.session.flush()
