"""How organisations take part: asked to meetings and there, reports sent, actions on time, days late, declined.

Counted over the last 26 weeks from the rows the reader may read, always with how many there were. An analyst, who reads
no rows, is given an authority's numbers, and none that is small enough to be about somebody.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer as WholeNumber
from sqlalchemy import Select, case, cast, false, func, literal, select, text

from coordination.agencies.models import Agency
from coordination.cases.models import Case
from coordination.children import reading
from coordination.db import db
from coordination.insight.scope import visible
from coordination.insight.sources import Asked
from coordination.plans.models import Action
from coordination.reviews.kinds import CAME
from coordination.reviews.models import SAFEGUARDING, Review, ReviewPerson, ReviewState

WEEKS = 26
# Below this, a number of those one does not see may be about somebody (access: small numbers).
SMALL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One organisation. None: not shown, because it is small. ``median_late`` is in days, of what was late."""

    agency: str
    invited: int | None = 0
    came: int | None = 0
    reports_wanted: int | None = 0
    reports: int | None = 0
    actions: int | None = 0
    on_time: int | None = 0
    median_late: float | None = None
    asked: int | None = 0
    declined: int | None = 0

    @property
    def late(self) -> int | None:
        """How many actions were not done by their day."""
        return None if self.actions is None or self.on_time is None else self.actions - self.on_time

    @property
    def share_on_time(self) -> float | None:
        """Of what fell due, how much was done by its day, in per cent; None where there is nothing, or too little."""
        if not self.actions or self.on_time is None:
            return None
        return round(100 * self.on_time / self.actions)


def since(today: date) -> date:
    """The first day that counts."""
    return today - timedelta(weeks=WEEKS)


def of_agencies(asked: Asked, only: frozenset[UUID] | None = None) -> list[Figures]:
    """Organisations by name, from the rows the actor may read. One question of the database.

    ``only``: these organisations. Closed cases count: what they did there was done.
    """
    found = reading.together(_meetings(asked, only), _actions(asked, only))
    by_key: dict[str, dict[str, Any]] = {}
    for row in (*found.get("meetings", []), *found.get("actions", [])):
        by_key.setdefault(row["agency_id"], {}).update(row)
    made = [_figures(row) for row in by_key.values()]
    return sorted((one for one in made if one.invited or one.actions or one.asked), key=lambda one: one.agency)


def of_authority(authority_id: UUID, today: date) -> list[Figures]:
    """An authority's organisations for an analyst, small numbers taken out. The database checks that they are one."""
    rows = db.session.execute(
        text("select * from agency_reliability(:authority, :since, :today)"),
        {"authority": authority_id, "since": since(today), "today": today},
    ).mappings()
    return sorted((suppressed(_figures(dict(row)), row["children"]) for row in rows), key=lambda one: one.agency)


def suppressed(held: Figures, children: int) -> Figures:
    """Figures without those about fewer than five children, or that would tell of fewer than five things by what is
    left of a whole.
    """
    if children < SMALL:
        return Figures(
            agency=held.agency, invited=None, came=None, reports_wanted=None, reports=None, actions=None, on_time=None,
            asked=None, declined=None,
        )  # fmt: skip
    gone: dict[str, Any] = {}
    for whole, part in (
        ("invited", "came"),
        ("reports_wanted", "reports"),
        ("actions", "on_time"),
        ("asked", "declined"),
    ):
        of, some = getattr(held, whole), getattr(held, part)
        if 0 < of < SMALL:
            gone |= {whole: None, part: None}
        elif 0 < some < SMALL or 0 < of - some < SMALL:
            gone[part] = None
    kept = replace(held, **gone)
    return replace(kept, median_late=None) if kept.late is None else kept


def _figures(row: dict[str, Any]) -> Figures:
    median = row.get("median_late")
    return Figures(
        agency=row["name"],
        **{
            name: int(row.get(name) or 0)
            for name in ("invited", "came", "reports_wanted", "reports", "actions", "on_time", "asked", "declined")
        },
        median_late=float(median) if median is not None else None,
    )


def _children(asked: Asked, section: str) -> Any:
    """The children whose section the actor reads whole, narrowed to a team's or a lead's."""
    held = asked.scope.children[section]
    if asked.team_id is None and asked.lead_id is None:
        return held
    narrowed = select(Case.child_id).where(Case.authority_id.in_(asked.scope.authorities), Case.child_id.in_(held))
    if asked.team_id is not None:
        narrowed = narrowed.where(Case.team_id == asked.team_id)
    if asked.lead_id is not None:
        narrowed = narrowed.where(Case.lead_id == asked.lead_id)
    return narrowed


def _meetings(asked: Asked, only: frozenset[UUID] | None) -> Select[Any]:
    found: Any = (
        select(
            ReviewPerson.agency_id.label("agency_id"),
            Agency.name.label("name"),
            func.count().label("invited"),
            func.count().filter(ReviewPerson.attended.in_(CAME)).label("came"),
            func.count().filter(func.coalesce(ReviewPerson.report, "no") != "not_asked").label("reports_wanted"),
            func.count().filter(ReviewPerson.report.in_(("yes", "late"))).label("reports"),
        )
        .join(Review, Review.id == ReviewPerson.review_id)
        .join(Agency, Agency.id == ReviewPerson.agency_id)
        .where(
            Review.authority_id.in_(asked.scope.authorities),
            Review.child_id.in_(_children(asked, "reviews")),
            Review.state.in_((ReviewState.DRAFT.value, ReviewState.SIGNED.value)),
            # Conferences and core groups are for those cleared for them: they count in nobody's figures.
            Review.kind.not_in(sorted(SAFEGUARDING)),
            Review.held_on >= since(asked.today),
            Review.held_on <= asked.today,
            func.coalesce(ReviewPerson.response, "") != "not_asked",
        )
        .group_by(ReviewPerson.agency_id, Agency.name)
    )
    return _objects("meetings", found, ReviewPerson.agency_id, only)


def _actions(asked: Asked, only: frozenset[UUID] | None) -> Select[Any]:
    start, today = since(asked.today), asked.today
    fell_due = (Action.due_on >= start) & (Action.due_on < today) & (Action.status != "cancelled")
    in_time = func.coalesce((Action.status == "done") & (Action.done_on <= Action.due_on), false())
    late = fell_due & ~in_time
    ended = case((Action.status == "done", func.coalesce(Action.done_on, literal(today))), else_=literal(today))
    days = cast(ended - Action.due_on, WholeNumber)
    answered = Action.acceptance != "offered"
    found: Any = (
        select(
            Action.agency_id.label("agency_id"),
            Agency.name.label("name"),
            func.count().filter(fell_due).label("actions"),
            func.count().filter(fell_due & in_time).label("on_time"),
            func.percentile_cont(0.5).within_group(days).filter(late).label("median_late"),
            func.count().filter(answered).label("asked"),
            func.count().filter(Action.acceptance == "declined").label("declined"),
        )
        .join(Agency, Agency.id == Action.agency_id)
        .where(
            Action.authority_id.in_(asked.scope.authorities),
            Action.child_id.in_(_children(asked, "actions")),
            Action.due_on >= start,
            Action.ended_on.is_(None),
            visible(Action, asked.scope),
        )
        .group_by(Action.agency_id, Agency.name)
    )
    return _objects("actions", found, Action.agency_id, only)


def _objects(kind: str, found: Select[Any], agency: Any, only: frozenset[UUID] | None) -> Select[Any]:
    if only is not None:
        found = found.where(agency.in_(only))
    inner = found.subquery()
    return select(literal(kind).label("kind"), func.to_jsonb(inner.table_valued()).label("row"))
