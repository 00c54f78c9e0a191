"""Telling one child's story: each method is something that happened, made by the operations that people use."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.care import whereabouts
from coordination.db import db, new_id
from coordination.demo import meetings, words
from coordination.demo.record_teller import EVERYBODY, FAMILY, RecordTeller
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


def _for_family(young: str) -> str:
    """The same in words for those who live with the child: they are told about them."""
    return words.FOR_CARERS_AND_PARENTS.get(young, young)


class Teller(RecordTeller):
    """Tells one child's story: each method is a day on which something happened."""

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
