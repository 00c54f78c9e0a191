"""What the papers of one child are made from, asked of the database in two statements however many papers there are:
the rows of every part in one, then everything that was said, each statement as a row of its own kind.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from coordination import clock, timescales
from coordination.agencies.models import Agency, Person
from coordination.cases.models import Case
from coordination.children import reading
from coordination.children.models import Alert, Child, ChildProfile, NetworkHome, NetworkMember, SchoolPlace
from coordination.children.statements import Disagreement, StatementVersion, of_kinds
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.plans.models import Plan, PlanStatement, PlanVersion, PlanVersionLine
from coordination.plans.queries import KINDS
from coordination.reviews import queries
from coordination.reviews.kinds import usual
from coordination.reviews.models import Decision, Review, ReviewItem, ReviewPerson, ReviewState, Scale, Score
from coordination.timescales.shape import Severity
from coordination.voice.models import View, YoungPage

# Alerts about the body are for the box by the kettle; others are told in person.
HEALTH_ALERTS = frozenset({"health", "allergy", "medical", "medicine"})

Rows = dict[str, list[dict[str, Any]]]
Asks = Callable[[Child], list[Select[Any]]]
_more: list[Asks] = []


def also_ask(asks: Asks) -> None:
    """Have the parts a room above this one needs asked in the same statement. It comes with the hook that tells it."""
    _more[:] = [asks]


def asked(child: Child, review: Review | None) -> list[Select[Any]]:
    """The parts of ``reading.together`` from which every paper is made. ``review``: the one whose record is given."""
    return [
        reading.values_of("plan", _current_plan(child)),
        reading.rows_of(PlanStatement, child),
        *_of_reviews(child, review),
        reading.rows_of(Disagreement, child),
        reading.rows_of(NetworkMember, child),
        reading.rows_of(NetworkHome, child),
        reading.rows_of(ChildProfile, child),
        reading.rows_of(YoungPage, child),
        reading.rows_of(SchoolPlace, child),
        reading.values_of("health_alert", _health_alerts(child)),
        *(_of_review(review) if review is not None else []),
        *(part for asks in _more for part in asks(child)),
    ]


def _current_plan(child: Child) -> Select[Any]:
    return (
        select(Plan.__table__)
        .join(Case, Case.id == Plan.__table__.c.case_id)
        .where(Plan.__table__.c.child_id == child.id)
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Plan.__table__.c.id.desc())
        .limit(1)
    )


def _health_alerts(child: Child) -> Select[Any]:
    today = clock.today()
    return (
        select(Alert.__table__)
        .where(Alert.child_id == child.id, Alert.kind.in_(HEALTH_ALERTS))
        .where(Alert.from_on <= today, Alert.to_on.is_(None) | (Alert.to_on > today))
    )


def _of_reviews(child: Child, review: Review | None) -> list[Select[Any]]:
    """The review signed last and the one planned next, who was asked to them, and what stood in the first."""
    near = [which(child.id).scalar_subquery() for which in (queries.last_signed_key, queries.next_planned_key)]
    stood = [near[0], *([review.id] if review is not None else [])]
    held, people, items = Review.__table__.c, ReviewPerson.__table__.c, ReviewItem.__table__.c
    return [
        reading.rows_of(Review, child, or_(*(held.id == key for key in near))),
        reading.rows_of(ReviewPerson, child, or_(*(people.review_id == key for key in near))),
        reading.rows_of(ReviewItem, child, or_(*(items.review_id == key for key in stood))),
    ]


def _of_review(review: Review) -> list[Select[Any]]:
    """What the record of one review needs besides: numbers, what was said when it was signed, and by whom."""
    child, scored = review.child, Score.__table__.c.scored_on
    up_to_then = [scored <= review.held_on] if review.held_on is not None else []
    parts = [
        reading.rows_of(Scale, child),
        reading.rows_of(Score, child, *up_to_then),
        reading.values_of("guarded", queries.asked_guarded(review.child_id)),
        reading.values_of("before", queries.asked_signed_before(review)),
        reading.values_of("number_of_kind", queries.asked_number_of_kind(review)),
        reading.values_of("family_then", select(Review.family_as_signed).where(Review.id == review.id)),
    ]
    if (lawful := asked_latest_lawful(review)) is not None:
        parts.append(reading.values_of("latest_lawful", lawful))
    if review.signed_at is not None:
        parts += _as_signed(review)
    return parts


def _as_signed(review: Review) -> list[Select[Any]]:
    version = StatementVersion.__table__
    in_record = select(ReviewItem.statement_version_id).where(ReviewItem.review_id == review.id)
    named = [
        select(cast(version.c.facts[name].astext, Uuid)).where(version.c.id.in_(in_record))
        for name in ("owner_id", "wish_owner_id")
    ]
    agencies = select(cast(version.c.facts["agency_id"].astext, Uuid)).where(version.c.id.in_(in_record))
    parts = [
        reading.values_of("as_signed", select(version).where(version.c.id.in_(in_record))),
        reading.values_of("called", select(Person.id, Person.name).where(or_(*(Person.id.in_(who) for who in named)))),
        reading.values_of("called", select(Agency.id, Agency.name).where(Agency.id.in_(agencies))),
    ]
    if review.plan_id is not None:
        newest = (
            select(version)
            .join(PlanStatement, PlanStatement.statement_id == version.c.statement_id)
            .where(PlanStatement.plan_id == review.plan_id, version.c.at <= review.signed_at)
            .ext(distinct_on(version.c.statement_id))
            .order_by(version.c.statement_id, version.c.number.desc())
        )
        parts.append(reading.values_of("plan_as_signed", newest))
    return parts


def asked_latest_lawful(review: Review) -> Select[Any] | None:
    """The question for the latest date the law allows for the next review of this kind: of the child's clocks.

    A council's own habit, which the same meeting may meet, is no law.
    """
    event = usual(review.kind).event
    if event is None:
        return None
    return (
        select(Clock.due_on)
        .where(Clock.child_id == review.child_id, Clock.state == "running")
        .where(Clock.severity == Severity.STATUTORY.value)
        .where(Clock.rule.in_(timescales.meets(event, {})))
        .order_by(Clock.due_on)
        .limit(1)
    )


def plan(rows: Rows) -> Plan | None:
    """The child's plan as it stands, outside any session."""
    return next(iter(reading.revived(Plan, rows.get("plan", []))), None)


def statements(child: Child, rows: Rows, plans: Iterable[UUID | None]) -> dict[UUID, Any]:
    """Everything that stands in these plans and in the reviews of ``rows``, and every view, by key. One statement."""
    which = {str(key) for key in plans if key is not None}
    keys = {UUID(row["statement_id"]) for row in rows.get("plan_statement", []) if row["plan_id"] in which}
    keys |= {UUID(row["statement_id"]) for row in rows.get("review_item", [])}
    every = of_kinds(*KINDS.values(), View, Decision)
    found = db.session.scalars(
        select(every)
        .where(every.authority_id == child.authority_id, every.child_id == child.id)
        .where((every.kind == "view") | every.id.in_(keys))
        .options(
            joinedload(every.Action.owner),
            joinedload(every.Action.agency),
            joinedload(every.ProvisionLine.agency),
            joinedload(every.Decision.owner),
            joinedload(every.View.wish_owner),
        )
    )
    return {row.id: row for row in found}


def in_plan(plan_id: UUID, rows: Rows, said: dict[UUID, Any]) -> list[Any]:
    """What a plan says in its order, with what was taken out. ``said``: of :func:`statements`."""
    of_plan = [row for row in rows.get("plan_statement", []) if row["plan_id"] == str(plan_id)]
    ordered = sorted(of_plan, key=lambda row: (row["position"], row["statement_id"]))
    return [said[key] for row in ordered if (key := UUID(row["statement_id"])) in said]


def views(said: dict[UUID, Any]) -> list[View]:
    """Everything said about or by the child that was not taken back, newest first."""
    held = [row for row in said.values() if isinstance(row, View) and row.ended_on is None]
    return sorted(held, key=lambda row: (row.said_on, row.id), reverse=True)


def reviews(rows: Rows) -> tuple[Review | None, Review | None]:
    """The review signed last and the one planned next, each with who was asked to it, outside any session."""
    people = sorted(
        reading.revived(ReviewPerson, rows.get("review_person", [])), key=lambda who: (who.position, who.id)
    )
    held: dict[str, Review] = {}
    for review in reading.revived(Review, rows.get("review", [])):
        set_committed_value(review, "people", [who for who in people if who.review_id == review.id])
        held[review.state] = review
    return held.get(ReviewState.SIGNED.value), held.get(ReviewState.PLANNED.value)


def agreed_and_changed(plan: Plan, shown: Iterable[UUID]) -> Rows:
    """Of these statement versions: what each agreed version of the plan held of their statements, under "agreed"; how
    often they were said anew since, and when last, under "changed". One statement.
    """
    wanted = select(StatementVersion.statement_id).where(StatementVersion.id.in_(list(shown)))
    line, said = PlanVersionLine.__table__, StatementVersion.__table__
    versions = (
        select(PlanVersion.agreed_at, PlanVersion.number, func.array_agg(said.c.id).label("held"))
        .outerjoin(line, line.c.plan_version_id == PlanVersion.id)
        .outerjoin(said, (said.c.id == line.c.statement_version_id) & said.c.statement_id.in_(wanted))
        .where(PlanVersion.plan_id == plan.id)
        .group_by(PlanVersion.id, PlanVersion.agreed_at, PlanVersion.number)
    )
    changed = select(func.count().label("often"), func.max(StatementVersion.at).label("last")).where(
        StatementVersion.statement_id.in_(wanted), StatementVersion.at > plan.agreed_at
    )
    return reading.together(reading.values_of("agreed", versions), reading.values_of("changed", changed))
