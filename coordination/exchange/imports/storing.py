"""Storing what was read: each record's rows and events, by natural key, and a count of new, changed and same."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.reach import open_reach
from coordination.agencies.models import Authority, Team
from coordination.cases.models import Case
from coordination.children import index
from coordination.children.models import Child, ChildIdentifier, ChildProfile
from coordination.db import db, new_id
from coordination.events import operations as events
from coordination.exchange.imports import care_storing, records, sen_records, sen_storing, social_storing
from coordination.exchange.imports.reading import Reading
from coordination.reviews.models import Review, ReviewKind, ReviewState

# (date, kind, source key, about, facts): kept back so that a child's events are recorded in the order they happened.
Happening = tuple[date, str, str, Any, dict[str, Any]]

NOT_CARRIED = {
    records.UnaccompaniedChild: "unaccompanied status is entered by a person",
    records.PreviousPermanence: "earlier permanence is adoption history and sealed: entered by a person",
    records.SocialWorkerPeriod: "the worker's code in the return is not somebody with an account here",
    records.OutcomesYear: (
        "of the yearly outcomes only health is carried: convictions and substance misuse stay with the return"
    ),
    records.AdoptionMatch: "adoption is sealed: entered by a person",
    records.AdoptionPlan: "adoption is sealed: entered by a person",
    records.LibertyRestriction: "restrictions of liberty are entered by a person with the order",
    records.CareLeaver: "care leavers' plans are started by their adviser",
    records.ContactMade: "a contact that led nowhere is not part of the shared record",
    records.CareEpisode: "stored as the periods, statuses and placements it is made of",
    records.EarlyHelpAssessment: "the assessment's content is with the organisation that made it",
}


# What each kind of review in a file is here, and what it is in the chronology and to the clocks.
_REVIEWS = {
    "looked_after": (ReviewKind.LOOKED_AFTER, "looked_after_review_held"),
    "child_protection": (ReviewKind.CONFERENCE, "protection_review_held"),
    "pathway_plan": (ReviewKind.PATHWAY, "pathway_review_held"),
}


class Store:
    """One import into one authority."""

    def __init__(self, authority: Authority, team: Team, reading: Reading, by: UUID | None) -> None:
        self.authority = authority
        self.team = team
        self.reading = reading
        self.by = by
        self.tables: dict[str, Counter[str]] = defaultdict(Counter)
        self.children: dict[str, Child] = {}
        self.happened: dict[UUID, list[Happening]] = defaultdict(list)
        self.skipped: Counter[type[records.Record]] = Counter()
        self.came_on = clock.today()
        # Whether the files tell of visits to looked-after children at all.
        self.tells_visits = any(visit.kind == "looked_after" for visit in reading.of(records.VisitMade))
        # The days a child became looked after, by the child's own key in the file.
        self.began: dict[str, list[date]] = defaultdict(list)
        for period in reading.of(records.CarePeriod):
            self.began[period.local_id].append(period.from_on)

    def all(self) -> dict[str, Counter[str]]:
        """Store everything and say what came of it, by table."""
        stores: dict[type[records.Record], Callable[[Any, Child], str]] = {
            records.CarePeriod: partial(care_storing.care_period, self),
            records.LegalStatusPeriod: partial(care_storing.legal_status, self),
            records.PlacementPeriod: partial(care_storing.placement, self),
            records.ReviewHeld: self._review,
            records.VisitMade: partial(care_storing.visit, self),
            records.HealthCheck: partial(care_storing.health_check, self),
            records.MissingEpisode: partial(care_storing.missing, self),
            records.OutcomesYear: partial(care_storing.outcomes_year, self),
            records.Referral: partial(social_storing.referral, self),
            records.AssessmentRecord: partial(social_storing.assessment, self),
            records.ProtectionEnquiry: partial(social_storing.enquiry, self),
            records.ChildInNeedPeriod: partial(social_storing.child_in_need, self),
            records.ProtectionPlanPeriod: partial(social_storing.protection_plan, self),
            sen_records.PlanHeld: partial(sen_storing.plan, self),
            sen_records.NeedHeld: partial(sen_storing.need, self),
            sen_records.LearnerNumber: partial(sen_storing.number, self),
            sen_records.SchoolHeld: partial(sen_storing.school, self),
        }
        known = {
            child.local_id: child
            for child in db.session.scalars(
                select(Child).where(Child.authority_id == self.authority.id, Child.local_id.is_not(None))
            )
        }
        for person in self.reading.children:
            self.tables["child"][self._child(person, known)] += 1
        for record in self.reading.all_records():
            if isinstance(record, records.ImportedChild):
                continue
            child = self.children.get(record.local_id)
            store = stores.get(type(record))
            if child is None or store is None:
                self.skipped[type(record)] += 1
                continue
            self.tables[record.TABLE][store(record, child)] += 1
            if isinstance(record, records.OutcomesYear):
                self.skipped[records.OutcomesYear] += 1
        self._tell_what_happened()
        return dict(self.tables)

    def left_out(self) -> list[dict[str, Any]]:
        """What was read and is not carried into the shared record, with the reason."""
        return [
            {
                "file": "",
                "what": kind.TABLE,
                "count": count,
                "reason": NOT_CARRIED.get(kind, "its child was refused"),
            }
            for kind, count in self.skipped.items()
        ]

    # -- the child ---------------------------------------------------------------------------------------------

    def _child(self, person: records.ImportedChild, known: dict[str | None, Child]) -> str:
        facts = {
            "born_on": person.born_on,
            "expected_on": person.expected_on if person.born_on is None else None,
            "sex": person.sex,
            "ethnicity": person.ethnicity,
        }
        child = known.get(person.local_id)
        if child is None:
            child = self._new_child(person, facts)
            known[person.local_id] = child
            outcome = "new"
        else:
            changes = {n: v for n, v in facts.items() if v is not None and getattr(child, n) != v}
            for name, value in changes.items():
                setattr(child, name, value)
            outcome = "changed" if changes else "same"
        self.children[person.local_id] = child
        if self._identifier(child, person) and outcome == "same":
            outcome = "changed"
        if outcome != "same":
            db.session.flush()
            index.write(child, by=self.by)
        return outcome

    def _new_child(self, person: records.ImportedChild, facts: dict[str, Any]) -> Child:
        child_id = new_id()
        if self.team.manager_id is not None:
            open_reach(
                db.session(),
                authority_id=self.authority.id,
                child_id=child_id,
                person_id=self.team.manager_id,
                role="TM",
                via="management",
                agency_id=self.team.agency_id,
                team_id=self.team.id,
                source_id=child_id,
                reason="imported",
                by=self.by,
            )
        child = Child(
            id=child_id,
            authority_id=self.authority.id,
            local_id=person.local_id,
            sort_name=f"~{person.local_id}",
            recorded_by=self.by,
            **facts,
        )
        db.session.add(child)
        db.session.flush()
        db.session.add(ChildProfile(authority_id=child.authority_id, child_id=child.id, recorded_by=self.by))
        db.session.add(
            ChildIdentifier(
                authority_id=child.authority_id,
                child_id=child.id,
                kind="local_id",
                value=person.local_id,
                source=person.origin.source,
                checked=True,
                recorded_by=self.by,
            )
        )
        self.happens(child, clock.today(), "record_created", f"{person.key}:record", child)
        return child

    def _identifier(self, child: Child, person: records.ImportedChild) -> bool:
        if not person.upn:
            return False
        held = db.session.scalar(
            select(ChildIdentifier).where(
                ChildIdentifier.child_id == child.id,
                ChildIdentifier.kind == "upn",
                ChildIdentifier.value == person.upn,
            )
        )
        if held is not None:
            return False
        db.session.add(
            ChildIdentifier(
                authority_id=child.authority_id,
                child_id=child.id,
                kind="upn",
                value=person.upn,
                source=person.origin.source,
                checked=person.upn_doubt is None,
                doubt=person.upn_doubt,
                recorded_by=self.by,
            )
        )
        return True

    def doubt(self, record: records.Record) -> str | None:
        """What is in doubt about a record, in one text; None where nothing is."""
        return " ".join(finding.sentence for finding in self.reading.doubts(record)) or None

    # -- reviews, referrals, help ------------------------------------------------------------------------------

    def _review(self, record: records.ReviewHeld, child: Child) -> str:
        kind, event = _REVIEWS[record.kind]
        held = db.session.scalar(select(Review).where(Review.child_id == child.id, Review.source_key == record.key))
        if held is not None:
            if held.participation == record.participation:
                return "same"
            held.participation = record.participation
            return "changed"
        before = list(db.session.scalars(select(Review).where(Review.child_id == child.id, Review.kind == kind.value)))
        held = Review(
            id=new_id(),
            authority_id=child.authority_id,
            child_id=child.id,
            kind=kind.value,
            number=len(before) + 1,
            state=ReviewState.SIGNED.value,
            held_on=record.held_on,
            participation=record.participation,
            source=record.origin.source,
            source_key=record.key,
            recorded_by=self.by,
        )
        db.session.add(held)
        db.session.flush()
        earlier = sum(1 for review in before if review.held_on and review.held_on < record.held_on)
        number = max(earlier + 1, 2 if self._is_no_first(record) else 1)
        self.happens(child, record.held_on, event, record.key, held, kind=kind.value, review_number=number)
        return "new"

    def _is_no_first(self, record: records.ReviewHeld) -> bool:
        """Whether a looked-after review, the first of its file, came so long after the child became looked after that
        others lie before the file: the first is held within 20 working days (CPPCR 2010, reg. 33(1))."""
        since = max((day for day in self.began[record.local_id] if day <= record.held_on), default=record.held_on)
        return record.held_on - since > timedelta(days=92)

    def case(self, child: Child, kind: str, opened_on: date, closed_on: date | None, key: str, reason: str) -> None:
        """An open case for help that goes on, with the receiving team: its manager allocates a lead."""
        held = db.session.scalar(select(Case).where(Case.child_id == child.id, Case.source_key == key))
        if held is not None:
            return
        db.session.add(
            Case(
                id=new_id(),
                authority_id=child.authority_id,
                child_id=child.id,
                kind=kind,
                reason=f"{reason} (from an imported return)",
                opened_on=opened_on,
                closed_on=closed_on,
                team_id=self.team.id,
                source_key=key,
                recorded_by=self.by,
            )
        )
        db.session.flush()

    # -- events ------------------------------------------------------------------------------------------------

    def happens(self, child: Child, on: date, what: str, key: str, about: Any, **facts: Any) -> None:
        """Keep back an event until everything is stored; when its file came goes with it."""
        self.happened[child.id].append((on, what, key, about, {**facts, "file_came_on": self.came_on.isoformat()}))

    def tells_from(self, otherwise: date) -> date:
        """The first day of the time the files tell of; ``otherwise`` where they do not say."""
        return self.reading.tells_from or otherwise

    def _in_order(self) -> Iterator[tuple[Child, Happening]]:
        for child in self.children.values():
            for happening in sorted(self.happened[child.id], key=lambda one: (one[0], one[2])):
                yield child, happening

    def _tell_what_happened(self) -> None:
        for child, (on, kind, key, about, facts) in self._in_order():
            events.record(
                authority_id=child.authority_id,
                child_id=child.id,
                kind=kind,
                occurred_on=on,
                about=about,
                facts=facts,
                source=self.reading.source,
                source_key=key,
                by=self.by,
            )
