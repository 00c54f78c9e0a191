"""Telling one child's story: each method is something that happened, made by the operations that people use."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.care import whereabouts
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
from coordination.demo import meetings, words
from coordination.demo.borough import Borough, days_ago
from coordination.events import operations as events
from coordination.links import operations as links
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action, Plan
from coordination.reviews import contributing
from coordination.reviews import operations as reviews
from coordination.reviews.kinds import usual
from coordination.reviews.models import Review, ReviewKind
from coordination.reviews.said import Decisions, Held, Next, People, Said, Views

FAMILY = ("carer", "parent", "young_person")
EVERYBODY = ("carer", "health", "parent", "provider", "school", "young_person")


def _for_family(young: str) -> str:
    """The same in words for those who live with the child: they are told about them."""
    return words.FOR_CARERS_AND_PARENTS.get(young, young)


class Teller:
    """Tells one child's story: each method is a day on which something happened."""

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

    def add(self, plan: Plan, kind: str, text: str, young: str, audiences: tuple[str, ...], **facts: Any) -> UUID:
        """Something for the plan."""
        key = new_id()
        plans.add_statement(
            plan,
            id=key,
            kind=kind,
            text=self.say(text, "support_plan", audiences),
            # The young person's page has no heading for needs: their wording is for the plan's own page.
            young_text=self.say(
                young, "support_plan", ("young_person", "plan") if kind == "need" else ("young_person",)
            )
            if young
            else "",
            family_text=self.say(_for_family(young), "support_plan", ("carer", "parent")) if young else "",
            audiences=audiences,
            by=self.borough.actor(self.lead),
            **facts,
        )
        return key

    def act(self, plan: Plan, owner: str, text: str, young: str, due_on: date, outcome_id: UUID | None = None) -> UUID:
        """An action for somebody on the team."""
        key = new_id()
        # What one parent is to do is nothing of the other's, and is not on the child's own paper.
        own = ("own",) if self.borough.role_of(owner) == "PAR" else ()
        plans.add_action(
            plan,
            id=key,
            text=self.say(text, "actions", EVERYBODY),
            young_text=self.say(young, "actions", ("young_person", *own)),
            family_text=self.say(
                _for_family(young), "actions", ("carer", f"own:{owner}") if own else ("carer", "parent")
            ),
            owner_id=self.borough.people[owner],
            agency_id=self.borough.agency_of(owner),
            due_on=due_on,
            outcome_id=outcome_id,
            audiences=EVERYBODY,
            by=self.borough.actor(self.lead),
        )
        if owner != self.lead and self.borough.chance.random() < 0.85:
            plans.answer_action(self.action(key), accept=True, by=self.borough.actor(owner))
        return key

    def action(self, key: UUID) -> Action:
        """One of the child's actions."""
        found = db.session.get(Action, key)
        if found is None:
            raise LookupError(key)
        return found

    def finish(self, key: UUID, owner: str, note: str) -> None:
        """The owner has done it."""
        plans.update_action(
            self.action(key), status="done", note=note, done_on=clock.today(), by=self.borough.actor(owner)
        )

    def agree(self, plan: Plan) -> None:
        """The lead agrees the plan: what names an audience is published to it."""
        held = db.session.get(Plan, plan.id)
        if held is not None:
            plans.agree_plan(held, note="Agreed with the family", by=self.borough.actor(self.lead))

    def invitees(self) -> list[dict[str, object]]:
        """Everybody on the team, as people asked to a review."""
        from coordination.agencies import queries as agencies

        keys = [self.lead, *self.members]
        people = agencies.people(self.borough.people[key] for key in keys)
        return [
            {
                "person_id": self.borough.people[key],
                "agency_id": self.borough.agency_of(key),
                "name": people[self.borough.people[key]].name,
                "role": self.borough.role_of(key),
            }
            for key in keys
        ]

    def contribute(self, review: Review, key: str, **said: Any) -> None:
        """Somebody who was asked to a review sends their contribution. Their words are for whoever runs it."""
        by = self.borough.actor(key)
        place = next(who for who in review.people if who.person_id == by.person_id)
        # Who comes instead is on the list of who is asked, for everybody on the team.
        theirs = ("contribution", f"by:{key}")
        marked: dict[str, Any] = {
            name: self.say(text, "reviews", () if name == "deputy" else theirs) if isinstance(text, str) else text
            for name, text in said.items()
        }
        contributing.contribute(place, id=new_id(), by=by, **marked)

    def ask_by_link(self, review: Review, key: str) -> None:
        """Somebody who was asked to a review is sent a link to contribute by."""
        place = next(who for who in review.people if who.person_id == self.borough.people[key])
        links.ask_for_contribution(place, by=self.borough.actor(self.lead))

    def postpone(self, who: str, days: int) -> None:
        """Somebody moves the action that is due first, by some days."""
        action = next(held for held in plan_queries.open_actions(self.child_id) if held.due_on is not None)
        assert action.due_on is not None
        plans.change_action(
            action, seen=action.version, due_on=action.due_on + timedelta(days=days), by=self.borough.actor(who)
        )

    def decline(self, key: UUID, owner: str, reason: str) -> None:
        """Whoever was asked says that it is not for them."""
        plans.answer_action(
            self.action(key), accept=False, reason=self.say(reason, "actions"), by=self.borough.actor(owner)
        )

    def review(
        self,
        *,
        kind: ReviewKind,
        signs: str | None,
        view: str,
        wish: str,
        decision: str,
        next_on: date,
        numbers: dict[str, tuple[int, str]] | None = None,
        drafts: "Callable[[Teller, Review], None] | None" = None,
    ) -> None:
        """A review is held today and recorded; its owner signs it, unless nobody has yet.

        ``numbers``: of a meeting told at length, each person's answer from 0 to 10 and why. ``drafts`` sends the draft out before it is signed; the record is then sent out apart, on another day.
        """
        by = self.borough.actor(self.lead)
        held = reviews.begin_record(
            self.case, id=new_id(), kind=kind.value, held_on=clock.today(), by=by, invitees=self.invitees()
        )
        wish_id, wished = new_id(), {"wish": True, "wish_owner_id": by.person_id}
        # Of the team one could not come; the child did.
        away = next(who for who in reversed(held.people) if who.role not in {"YP", "PAR", "FC"})
        said = Said(
            held=Held(on=clock.today()),
            people=People(attendance={who.id: "apologies" if who is away else "in_person" for who in held.people}),
            views=Views(
                participation="attended",
                rows=[
                    {"id": new_id(), "text": self.say(view, "own_words", ("young_person",)), "how": "meeting"},
                    {"id": wish_id, "text": self.say(wish, "own_words", ("young_person",)), "how": "meeting"} | wished,
                ],
            ),
            changes=self.say("A calmer term. One change of teacher.", "reviews"),
            decisions=Decisions(
                decision="continue",
                rows=[{"id": new_id(), "text": self.say(decision, "reviews", FAMILY), "owner_id": by.person_id}],
            ),
            carried={
                action.id: {"status": "in_progress", "note": "Begun"}
                for action in plan_queries.open_actions(self.child_id)
            },
            considered={
                gate.key: self.say(meetings.CONSIDERED[gate.key], "reviews")
                for gate in usual(kind.value).gates
                if gate.key in meetings.CONSIDERED
                # Asked of a child only where it was decided not to tell somebody.
                and (gate.key != whereabouts.GATE or gate.key in whereabouts.asked_at(held))
            },
            next=Next(on=next_on),
        )
        if numbers:
            said = meetings.at_length(self, held, said, numbers)
        reviews.record_review(held, said, by=by, seen=held.version)
        if drafts is not None:
            drafts(self, held)
        if signs is None:
            return
        reviews.sign_review(held, by=self.borough.actor(signs))
        if drafts is None:
            events.record(
                authority_id=held.authority_id,
                child_id=held.child_id,
                kind="review_circulated",
                about=held,
                by=by.person_id,
            )
