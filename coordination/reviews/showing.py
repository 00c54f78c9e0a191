"""A review's record as its readers see it, part by part: the same parts on its page and while it is being written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from coordination.access import guard
from coordination.agencies.models import Authority, Person
from coordination.cases import strip
from coordination.children import reading
from coordination.children.naming import short_name
from coordination.children.statements import Disagreement
from coordination.plans.operations import OUTCOME_STATUSES, ROUTES
from coordination.reviews import presenters, queries, saves
from coordination.reviews.kinds import Meeting, meeting
from coordination.reviews.models import Review, ReviewItem, ReviewSave, Scale, Score
from coordination.reviews.papers import review_parts
from coordination.reviews.papers.lines import Line, lines_of
from coordination.reviews.papers.readers import label_of_score
from coordination.web import charts
from coordination.web.filters import day

# A chart of more lines than this is made two.
LINES = 4


class Saved(NamedTuple):
    """The newest save of a record: its number, when, and by whom."""

    number: int
    at: datetime
    by: str


def _labelled(label: str | None) -> dict[str, Any]:
    return {} if label is None else {"label": label}


class Shown:
    """One review for one reader. Each part is read when first asked for, and once.

    ``more``: what a page asks besides, in the same statement; the answers are in ``rows``.
    """

    def __init__(self, review: Review, items: list[ReviewItem], more: Iterable[Select[Any]] = ()) -> None:
        self.review = review
        self.items = items
        self.more = tuple(more)

    @cached_property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """What stands beside the statements, and what the strip across the page shows. One statement."""
        child, review_id = self.review.child, self.review.id
        differs = Disagreement.__table__.c
        return reading.together(
            *strip.asked(child),
            reading.values_of("authority", select(Authority.settings).where(Authority.id == child.authority_id)),
            reading.rows_of(Scale, child),
            reading.rows_of(Score, child),
            reading.rows_of(Disagreement, child, differs.review_id == review_id, differs.statement_id.is_(None)),
            reading.values_of(
                "saved",
                select(ReviewSave.number, ReviewSave.at, Person.name)
                .outerjoin(Person, Person.id == ReviewSave.recorded_by)
                .where(ReviewSave.review_id == review_id)
                .order_by(ReviewSave.number.desc())
                .limit(1),
            ),
            reading.values_of("guarded", queries.asked_guarded(child.id)),
            reading.values_of("suggested", saves.asked_waiting(review_id)),
            *self.more,
        )

    @cached_property
    def meeting(self) -> Meeting:
        """The template of this kind of meeting, in the authority's words."""
        return meeting(self.review.kind, self.rows.get("authority", [{}])[0].get("settings"))

    @cached_property
    def saved(self) -> Saved | None:
        """The newest save."""
        row = next(iter(self.rows.get("saved", [])), None)
        return Saved(row["number"], datetime.fromisoformat(row["at"]), row["name"] or "") if row else None

    @cached_property
    def suggested(self) -> list[saves.Suggested]:
        """What waits for whoever takes the minutes."""
        return saves.suggested(self.rows)

    @cached_property
    def lines(self) -> list[Line]:
        """The statements of the record that the reader may see: as said now in a draft, as signed ever after."""
        held = lines_of(self.review, self.items)
        shown = {row.id for row in guard.readable([line.statement for line in held], lambda row: row.section)}
        return [line for line in held if line.statement.id in shown]

    @cached_property
    def content(self) -> presenters.Content:
        """Words, decisions and actions."""
        return presenters.content(self.lines, short_name(self.review.child))

    def _written(self, how: str) -> Iterator[Line]:
        return (line for line in self.lines if line.how == how)

    @property
    def family(self) -> list[Any]:
        """What parents, carers and others said."""
        return list(
            review_parts.family_views(self.review, [line for line in self.lines if line.statement.kind == "view"])
        )

    @property
    def well(self) -> list[dict[str, str]]:
        """What goes well, and what keeps it going."""
        return [{"text": line.text, "more": line.facts.get("keeps_going") or ""} for line in self._written("strength")]

    @property
    def worries(self) -> list[dict[str, str]]:
        """What worries people, and what needs to happen."""
        return [{"text": line.text, "more": line.facts.get("goal") or ""} for line in self._written("worry")]

    @property
    def safety(self) -> list[dict[str, str]]:
        """What if things get worse."""
        return [
            {"text": line.text, "who": line.facts.get("who") or "", "phone": line.facts.get("phone") or ""}
            for line in self._written("contingency")
        ]

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """How the outcomes are going."""
        return [
            {
                "text": line.text,
                "status": OUTCOME_STATUSES.get(line.facts.get("status") or "", ""),
                "start": line.facts.get("progress_at_start"),
                "now": line.facts.get("progress"),
            }
            for line in self._written("outcome")
        ]

    @property
    def considered(self) -> list[Any]:
        """The questions this kind of meeting must consider."""
        return list(review_parts.considered(self.review, self.meeting))

    @property
    def notes(self) -> list[dict[str, Any]]:
        """The agenda, with what was noted on it."""
        return [row for row in self.review.agenda if self.review.held_on is None or row.get("note")]

    @property
    def step(self) -> list[tuple[str, str]]:
        """What a step or an ending adds to the decision."""
        return review_parts.step_lines(self.review)

    @property
    def closing(self) -> list[tuple[str, str]]:
        """How the help closes."""
        return review_parts.closing_lines(self.review)

    @cached_property
    def differs(self) -> list[dict[str, Any]]:
        """Who sees the meeting's work differently."""
        return [
            {"who": row.who, "words": row.words, "on": row.on, "route": ROUTES.get(row.route or "", "")}
            for row in sorted(
                guard.readable(reading.revived(Disagreement, self.rows.get("disagreement", [])), "reviews"),
                key=lambda row: row.id,
            )
        ]

    @cached_property
    def _scores(self) -> list[Score]:
        guarded = {UUID(row["id"]) for row in self.rows.get("guarded", [])}
        held: list[Score] = reading.revived(Score, self.rows.get("score", []))
        seen = [
            row
            for row in held
            if guard.readable([row], "reviews", **_labelled(label_of_score(row.review_id, self.review.id, guarded)))
        ]
        return sorted(seen, key=lambda row: (row.scored_on, row.id))

    @cached_property
    def _scales(self) -> list[Scale]:
        return sorted(reading.revived(Scale, self.rows.get("scale", [])), key=lambda row: row.id)

    @property
    def scaling(self) -> list[dict[str, Any]]:
        """Each question answered by number at this meeting, with the numbers over time where there are several days."""
        given = review_parts.scaling(self.review, self._scales, self._up_to_now())
        by_question = {scale.question: scale.id for scale in self._scales}
        return [
            dict(asked) | {"charts": list(self._over_time(by_question[asked["question"]], asked["question"]))}
            for asked in given
        ]

    def _up_to_now(self) -> list[Score]:
        until = self.review.held_on
        return [score for score in self._scores if until is None or score.scored_on <= until]

    def _over_time(self, scale_id: UUID, question: str) -> Iterable[charts.LineChart]:
        held = [score for score in self._up_to_now() if score.scale_id == scale_id]
        days = sorted({score.scored_on for score in held})
        if len(days) < 2:
            return
        by_who: dict[str, dict[Any, int]] = defaultdict(dict)
        for score in held:
            by_who[score.who][score.scored_on] = score.value
        everybody = list(by_who.items())
        for first in range(0, len(everybody), LINES):
            people = everybody[first : first + LINES]
            yield charts.line_chart(
                f"scale-{scale_id}-{first}",
                question,
                [day(on) for on in days],
                [(who, [values.get(on) for on in days]) for who, values in people],
            )
