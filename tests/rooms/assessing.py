"""What the tests of the EHC process arrange: a SEND service with its caseworkers, requests, advice and decisions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor, RoleHeld
from coordination.agencies.models import Agency, Person, Team
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.children import queries as children
from coordination.db import db, identify, new_id
from coordination.ehc import queries
from coordination.ehc.process import advising, deciding, requesting
from tests.rooms.linking import Linking
from tests.world import World


class Assessing(Linking):
    """The SEND service beside the cast of a world: two caseworkers, who manages them, a psychologist in no team."""

    def __init__(self, app: Any, world: World, owner_app: Any) -> None:
        super().__init__(app, world)
        with owner_app.app_context():
            agency = Agency(
                kind="send_service", name="Test SEND", authority_id=world.authority_id, phone="01632 960005"
            )
            db.session.add(agency)
            db.session.flush()
            team = Team(agency_id=agency.id, authority_id=world.authority_id, name="SEND team")
            db.session.add(team)
            db.session.flush()
            self.agency_id, self.send_team_id = agency.id, team.id
            for who in ("officer", "otherofficer", "sendmanager"):
                self._somebody(who, team.id)
            self._somebody("psychologist", None)
            self._holds("sendmanager", "TM", team.id)
            db.session.commit()

    def _somebody(self, who: str, team_id: UUID | None) -> None:
        person = Person(
            kind="workforce",
            name=f"{who.title()} Person",
            sort_name=f"person {who}",
            email=f"{who}-{new_id().hex}@demo.example",
            job=who,
        )
        db.session.add(person)
        db.session.flush()
        self.world.people[who] = person.id
        self._holds(who, "EHC", team_id)

    def _holds(self, who: str, role: str, team_id: UUID | None) -> None:
        db.session.add(
            RoleRow(
                person_id=self.world.people[who],
                agency_id=self.agency_id,
                authority_id=self.world.authority_id,
                team_id=team_id,
                role=role,
                from_on=clock.today() - timedelta(days=400),
            )
        )

    def who(self, key: str) -> Actor:
        """Somebody as an operation's ``by``."""
        if key not in {"officer", "otherofficer", "psychologist"}:
            return self.world.actor(key)
        post = RoleHeld(
            role="EHC",
            agency_id=self.agency_id,
            authority_id=self.world.authority_id,
            team_id=self.send_team_id if key != "psychologist" else None,
            from_on=clock.today() - timedelta(days=400),
        )
        return Actor(
            person_id=self.world.people[key],
            kind="workforce",
            active=True,
            second_factor=True,
            roles=(post,),
            name=f"{key.title()} Person",
        )

    @contextmanager
    def at_work(self, who: str = "lead") -> Iterator[Any]:
        """A session in which somebody acts; committed at the end."""
        with self.app.app_context():
            by = self.who(who)
            identify(db.session(), by.person_id)
            yield by
            db.session.commit()

    def requests(self, who: str = "parent", source: str = "parent", days_ago: int = 0, **said: Any) -> UUID:
        """Somebody asks for an EHC needs assessment."""
        with self.at_work(who) as by:
            child = children.child(said.pop("child_id", self.world.child_id))
            on = clock.today() - timedelta(days=days_ago)
            words = said.pop("said", "She needs more than school can give")
            return requesting.receive(child, id=new_id(), source=source, received_on=on, said=words, by=by, **said).id

    def decides(self, key: UUID, yes: bool = True, who: str = "officer", told: bool = True) -> UUID:
        """The officer decides whether to assess."""
        with self.at_work(who) as by:
            row = queries.assessment(key)
            today = clock.today()
            made = deciding.whether_to_assess(
                row,
                id=new_id(),
                yes=yes,
                reasons="The need is clear",
                decided_on=today,
                told_on=today if told else None,
                by=by,
            )
            return made.id

    def asks_for(self, key: UUID, source: str, who: str, *, by: str = "officer", days_ago: int = 0) -> UUID:
        """The officer asks one person for advice."""
        with self.at_work(by) as actor:
            row = queries.assessment(key)
            person = db.session.get(Person, self.world.people[who])
            agency = {"senco": "school", "health": "health", "lead": "services"}.get(who)
            roles = {"parent": "PAR", "otherparent": "PAR", "carer": "FC", "youngperson": "YP"}
            return advising.ask(
                row,
                id=new_id(),
                source=source,
                person=person,
                role=roles.get(who, ""),
                agency_id=self.world.agencies[agency] if agency else self.agency_id if who == "psychologist" else None,
                asked_on=clock.today() - timedelta(days=days_ago),
                by=actor,
            ).id

    def gives(self, key: UUID, who: str, **said: Any) -> UUID:
        """An adviser sends their advice."""
        with self.at_work(who) as by:
            return advising.give(queries.advice(key), id=new_id(), by=by, said=said or {"summary": "Enough"}).id

    def panels(self, key: UUID, yes: bool = True) -> UUID:
        """The council decides about a plan."""
        with self.at_work("officer") as by:
            today = clock.today()
            return deciding.whether_to_write_a_plan(
                queries.assessment(key),
                id=new_id(),
                yes=yes,
                reasons="The panel weighed it",
                decided_on=today,
                told_on=today,
                panel_words="Agreed",
                by=by,
            ).id
