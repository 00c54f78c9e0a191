"""Somebody who reviews EHC plans: a final plan, its review, the meeting, and what came of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.cases import queries as cases
from coordination.children.queries import child as child_of
from coordination.db import db, new_id
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import writing
from coordination.ehc.plan_models import PlanIssue, PlanIssueLine
from coordination.ehc.recording import record
from coordination.ehc.reviewing import decision as reviewing_decision
from coordination.ehc.reviewing import operations as reviewing
from coordination.ehc.reviewing import queries as asking
from tests.rooms.sections import Writing

# Whom regulation 20(2) has invited, of the cast of a world.
ASKED = ("senco", "ehc", "health", "lead", "parent", "youngperson")


class Reviewing(Writing):
    """The SENCO and the council's officer, each in a transaction of their own."""

    def final(self, days_ago: int = 300, child_id: UUID | None = None) -> UUID:
        """A final plan that says something in each section, issued so many days ago."""
        if child_id is None:
            plan_id = self.starts()
            self.said = self.whole(plan_id)
        else:
            with self.at_work() as by:
                child = child_of(child_id)
                assert child is not None
                plan_id = writing.start_plan(child, id=new_id(), type="ehc", officer_id=by.person_id, by=by).id
        with self.at_work() as by:
            plan = plan_queries.plan(plan_id)
            assert plan is not None
            plan.state = "final"
            plan.first_issued_on = plan.issued_on = clock.today() - timedelta(days=days_ago)
            plan.setting_id = self.world.agencies["school"]
            record(plan, "ehc_plan_issued", by.person_id, occurred_on=plan.issued_on, number=1)
        return plan_id

    def begins(self, plan_id: UUID, who: str = "senco", **more: Any) -> UUID:
        """Begin a review."""
        with self.at_work(who) as by:
            return reviewing.begin(plan_queries.plan(plan_id), id=new_id(), by=by, **more).id

    def meets(self, key: UUID, in_days: int = 30, who: str = "senco", ask_now: bool = True, asked: Any = ASKED) -> UUID:
        """Plan the meeting."""
        with self.at_work(who) as by:
            annual = asking.one(key)
            team = {held.person_id: held for held in cases.team(self.world.case_id)}
            people = [team[self.world.people[name]] for name in asked]
            return reviewing.plan_meeting(
                annual,
                cases.case(self.world.case_id),
                id=new_id(),
                starts_at=clock.now() + timedelta(days=in_days),
                invitees=[
                    {"person_id": one.person_id, "agency_id": one.agency_id, "name": one.person.name, "role": one.role}
                    for one in people
                ],
                ask_now=ask_now,
                by=by,
            ).id

    def held(self, key: UUID, days_ago: int = 0, who: str = "senco") -> None:
        """The meeting was held."""
        with self.at_work(who) as by:
            reviewing.held(asking.one(key), on=clock.today() - timedelta(days=days_ago), by=by.person_id)

    def ready(self, days_ago: int = 0) -> UUID:
        """A review whose meeting was held."""
        key = self.begins(self.final())
        self.meets(key)
        self.held(key, days_ago)
        return key

    def writes_all(self, key: UUID, **more: str) -> None:
        """Everything the report wants is on the sheet."""
        with self.at_work("senco") as by:
            annual = asking.one(key)
            said = {f"progress.{self.said['E']}.judgement": "more", f"progress.{self.said['E']}.words": "Five of five"}
            said |= {f"provision.{self.said[letter]}.given": "fully" for letter in ("F", "G", "H1")}
            said |= {"recommendation": "keep", "health_says": "Nothing new", "care_says": "Goes on"} | more
            reviewing_decision.save(annual, said, seen=annual.version, base={}, by=by)

    def copies(self, key: UUID) -> dict[str, dict[str, Any]]:
        """The facts of each copy of the report, by who it is for."""
        with self.at_work() as _:
            rows = db.session.scalars(
                select(DocumentCopy)
                .join(DocumentCopy.document)
                .where(IssuedDocument.kind == "ehc_review_report", IssuedDocument.child_id == self.world.child_id)
            )
            return {row.recipient_name: documents.facts_waiting(row.document) for row in rows}

    def issues(self, plan_id: UUID, leaving_out: set[UUID]) -> None:
        """The final plan as it was sent, without these statements."""
        with self.at_work() as by:
            plan = plan_queries.plan(plan_id)
            assert plan is not None
            common = {"authority_id": plan.authority_id, "child_id": plan.child_id, "recorded_by": by.person_id}
            issue = PlanIssue(
                id=new_id(), plan_id=plan.id, number=1, kind="final", issued_on=clock.today(), **common
            )  # fmt: skip
            db.session.add(issue)
            db.session.flush()
            for position, held in enumerate(plan_queries.places(plan.id)):
                if held.statement_id not in leaving_out:
                    db.session.add(
                        PlanIssueLine(
                            id=new_id(), issue_id=issue.id, section=held.section, statement_id=held.statement_id,
                            statement_version_id=held.statement.version_id, position=position, **common,
                        )
                    )  # fmt: skip

    def notice(self, plan_id: UUID) -> UUID:
        """The notice of changes that the council sends."""
        with self.at_work() as by:
            plan = plan_queries.plan(plan_id)
            issue = PlanIssue(
                id=new_id(), authority_id=plan.authority_id, child_id=plan.child_id, plan_id=plan.id, number=9,
                kind="amendment", issued_on=clock.today(), why="She speaks to more adults", recorded_by=by.person_id,
            )  # fmt: skip
            db.session.add(issue)
            db.session.flush()
            return issue.id

    def decides(self, key: UUID, kind: str = "maintain", told: bool = True) -> UUID:
        """The council decides."""
        with self.at_work("ehc") as by:
            return reviewing_decision.decide(
                asking.one(key),
                id=new_id(),
                kind=kind,
                reasons="The plan still says what she needs",
                decided_on=clock.today(),
                told_on=clock.today() if told else None,
                by=by,
            ).id

    def row(self, key: UUID) -> dict[str, Any]:
        """The review as it stands."""
        with self.at_work():
            held = asking.one(key)
            return {column.key: getattr(held, column.key) for column in held.__table__.c}
