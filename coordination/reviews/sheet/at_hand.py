"""What is on the table when a review is recorded: who was asked, what was said lately, which actions are open."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Select, func, select

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.agencies.models import Authority
from coordination.cases import queries as cases
from coordination.cases import strip
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.children.statements import Disagreement
from coordination.db import derived_id
from coordination.events import presenters as events
from coordination.events.models import Event
from coordination.plans.models import Action, Outcome
from coordination.reviews import queries, saves
from coordination.reviews.kinds import Gate, Meeting, meeting, names
from coordination.reviews.models import Review, ReviewItem, ReviewPerson, Scale, Score
from coordination.voice.models import View
from coordination.web.filters import day
from coordination.wording import coach
from coordination.wording import queries as wording
from coordination.wording.beside import Coach
from coordination.wording.queries import Measure

# How far back "since the last review" goes where there was none.
RECENT = timedelta(days=183)
# What a meeting is told of because it happened, whoever recorded it: kinds of event.
TOLD_OF = (
    "address_changed", "school_changed", "sen_need_recorded", "disability_recorded", "assessment_completed",
    "became_looked_after", "ceased_being_looked_after", "legal_status_changed", "placement_started", "placement_ended",
    "daily_health_changed", "statutory_visit_made", "went_missing", "sen_cycle_reviewed", "attendance_recorded",
    "suspended", "excluded", "part_time_timetable_began", "school_move_told",
)  # fmt: skip
MOST_KNOWN = 20


class AtHand:
    """Everything a sheet is filled and offered from. Each part is read when first asked for, and once.

    ``more``: what a page asks besides, in the same statement; the answers are in ``rows``.
    """

    def __init__(self, review: Review, more: Iterable[Select[Any]] = ()) -> None:
        self.review = review
        self.more = tuple(more)

    @cached_property
    def meeting(self) -> Meeting:
        """The template of this kind of meeting, in the authority's words."""
        return meeting(self.review.kind, self._own)

    @property
    def kinds(self) -> dict[str, str]:
        """What the authority calls each kind of meeting."""
        return names(self._own)

    @property
    def _own(self) -> dict[str, Any] | None:
        return self.rows.get("authority", [{}])[0].get("settings")

    @cached_property
    def items(self) -> list[ReviewItem]:
        """What stands in the record already."""
        return queries.items(self.review.id)

    def written(self, how: str) -> list[Any]:
        """The statements that stand in the record in one way."""
        return [item.statement for item in self.items if item.how == how]

    @cached_property
    def team(self) -> list[Membership]:
        """Who can be asked to do something."""
        return cases.team(self.review.case_id) if self.review.case_id is not None else []

    @property
    def people(self) -> list[ReviewPerson]:
        """Who may have come."""
        return [who for who in self.review.people if who.response != "not_asked"]

    @property
    def family(self) -> list[ReviewPerson]:
        """Parents and carers who were asked: each says their own."""
        return [who for who in self.people if who.role in {"PAR", "FC"}]

    @cached_property
    def _table(self) -> tuple[list[Action], list[Outcome], list[View]]:
        return queries.on_the_table(self.review.child_id)

    @cached_property
    def carried(self) -> list[Action]:
        """Actions from before this review that the actor may see, by number."""
        actions, _, _ = self._table
        before: dict[UUID, Any] = {held.id: held for held in actions if held.from_review_id != self.review.id}
        before |= {item.statement_id: item.statement for item in self.items if item.how == "carried"}
        return sorted(guard.readable(before.values(), "actions"), key=lambda held: held.number)

    @cached_property
    def changeable(self) -> frozenset[UUID]:
        """Those of them whose progress the actor may write down."""
        return frozenset(held.id for held in self.carried if isinstance(guard.may("update", "actions", held), Permit))

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What the plan is for, as far as the actor may see it and say how it goes."""
        if not self.may_write_plan:
            return []
        _, outcomes, _ = self._table
        return guard.readable(outcomes, "support_plan")

    @cached_property
    def may_write_plan(self) -> bool:
        """Whether the actor may add to the plan from here: what goes well, worries, what if things get worse."""
        return isinstance(guard.may("update", "support_plan", self.review, whole=True, label=None), Permit)

    @cached_property
    def views(self) -> list[View]:
        """Everything that was said and that the actor may see, newest first."""
        _, _, views = self._table
        return guard.readable(views, "own_words")

    @cached_property
    def since(self) -> date:
        """The day after the last review."""
        last = self.rows.get("last", [{}])[0].get("held_on")
        return date.fromisoformat(last) + timedelta(days=1) if last is not None else clock.today() - RECENT

    @cached_property
    def said(self) -> list[View]:
        """What was said since the last review, outside this record. Never what was for one worker only."""
        written = {item.statement_id for item in self.items if item.how in {"view", "family"}}
        return [
            view
            for view in self.views
            if view.said_on >= self.since and not view.only_my_worker and view.id not in written
        ]

    @property
    def wishes(self) -> list[View]:
        """Wishes that wait for an answer, the oldest first."""
        return [view for view in reversed(self.views) if view.wish and view.answer is None]

    @cached_property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Scales, this meeting's scores and disagreements, what happened since the last one, the authority's words,
        what words for the child are measured by, and what the strip across the page shows. One statement.
        """
        child, today = self.review.child, clock.today()
        scores, events_table = Score.__table__.c, Event.__table__.c
        last = queries.asked_signed_before(self.review)
        since = func.coalesce(last.scalar_subquery() + 1, today - RECENT)
        return reading.together(
            *strip.asked(child),
            reading.values_of("last", last),
            reading.values_of("authority", select(Authority.settings).where(Authority.id == child.authority_id)),
            reading.values_of("suggested", saves.asked_waiting(self.review.id)),
            reading.values_of("measure", wording.asked_measure(child.authority_id, child.id)),
            reading.rows_of(Scale, child, *queries.asked_openly(self.review)),
            reading.rows_of(Score, child, scores.review_id == self.review.id),
            reading.rows_of(
                Disagreement,
                child,
                Disagreement.__table__.c.review_id == self.review.id,
                Disagreement.__table__.c.statement_id.is_(None),
            ),
            reading.rows_of(Event, child, events_table.occurred_on >= since, events_table.kind.in_(TOLD_OF))
            .order_by(events_table.occurred_on.desc(), events_table.id.desc())
            .limit(MOST_KNOWN),
            *self.more,
        )

    @cached_property
    def suggested(self) -> list[saves.Suggested]:
        """What others suggest and nobody has looked at yet, the oldest first."""
        return saves.suggested(self.rows)

    @cached_property
    def scales(self) -> list[Scale]:
        """The questions that have been asked about this child by number, the oldest first."""
        return sorted(reading.revived(Scale, self.rows.get("scale", [])), key=lambda row: row.id)

    @cached_property
    def scores(self) -> list[Score]:
        """The numbers given at this meeting."""
        return sorted(reading.revived(Score, self.rows.get("score", [])), key=lambda row: row.id)

    @cached_property
    def differs(self) -> list[Disagreement]:
        """Who sees the meeting's work differently."""
        return sorted(reading.revived(Disagreement, self.rows.get("disagreement", [])), key=lambda row: row.id)

    @cached_property
    def known(self) -> list[tuple[UUID, str]]:
        """What happened since the last review that its changes do not say yet: key and line."""
        rows = guard.readable(reading.revived(Event, self.rows.get("event", [])), lambda event: event.section)
        lines = [(row.id, f"{events.group_of(row)}: {events.words(row)}, {day(row.occurred_on)}") for row in rows]
        there = {line.strip() for line in (self.review.changes or "").splitlines()}
        return [(key, line) for key, line in lines if line not in there]

    @cached_property
    def _measure(self) -> Measure:
        return wording.measure_of(self.rows.get("measure", []))

    def coach(self, words: str) -> Coach:
        """The plain-language coach beside words for the child."""
        look = None
        if words.strip():
            look = coach.look(words.strip(), wanted=self._measure.wanted, jargon=self._measure.jargon)
        return Coach(url_for("wording.look", child_id=self.review.child_id), look)

    @property
    def gates(self) -> list[tuple[UUID, Gate]]:
        """The questions this kind of meeting must consider, each with the key of its row."""
        return [(derived_id(self.review.id, gate.key), gate) for gate in self.meeting.gates]

    @cached_property
    def may_add_actions(self) -> bool:
        """Whether the actor may ask people to do things."""
        me = guard.actor().person_id
        permit = guard.may(
            "create", "actions", self.review, label=None, author_id=me, agency_id=None, owner_person_id=None
        )
        return isinstance(permit, Permit)

    def person_of(self, key: str) -> ReviewPerson | None:
        """Somebody on the review by the key of their row."""
        return next((who for who in self.people if str(who.id) == key), None)

    def action_of(self, key: str) -> Action | None:
        """An action carried forward by the key of its row."""
        return next((held for held in self.carried if str(held.id) == key), None)

    def outcome_of(self, key: str) -> Outcome | None:
        """An outcome by the key of its row."""
        return next((held for held in self.outcomes if str(held.id) == key), None)

    def gate_of(self, key: str) -> Gate | None:
        """A question by the key of its row."""
        return next((gate for row, gate in self.gates if str(row) == key), None)
