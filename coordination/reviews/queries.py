"""Asking about reviews."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarResult, Select, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from coordination import clock
from coordination.children.statements import of_kinds
from coordination.db import db
from coordination.plans.models import Action, Outcome
from coordination.plans.queries import CLOSED
from coordination.reviews.models import (
    SAFEGUARDING,
    Decision,
    Review,
    ReviewItem,
    ReviewPerson,
    ReviewState,
    Scale,
    Score,
)
from coordination.voice.models import View


def review(review_id: UUID) -> Review | None:
    """One review with its child and case, its chair and who signed it, and the people asked to it. One query."""
    return _with_people(Review.id == review_id).one_or_none()


def review_and_beside(review_id: UUID) -> Review | None:
    """One review as :func:`review` answers it, and in ``beside`` the others of its meeting. One query for all."""
    meeting = select(Review.together_id).where(Review.id == review_id).scalar_subquery()
    every = list(_with_people((Review.id == review_id) | (Review.together_id == meeting)))
    found = next((held for held in every if held.id == review_id), None)
    if found is not None:
        set_committed_value(found, "beside", [held for held in every if held is not found])
    return found


def review_alone(review_id: UUID) -> Review | None:
    """One review with the people asked to it, which the rules weigh, and nothing else. One query."""
    found = db.session.scalars(select(Review).options(joinedload(Review.people)).where(Review.id == review_id))
    return found.unique().one_or_none()


def reviews_of(child_id: UUID) -> list[Review]:
    """A child's reviews, the newest first. Two queries."""
    day = func.coalesce(Review.held_on, func.date(Review.starts_at))
    return list(
        db.session.scalars(
            _whole_review().where(Review.child_id == child_id).order_by(day.desc().nulls_last(), Review.id.desc())
        )
    )


def _review_and_names() -> Select[Review]:
    return select(Review).options(
        joinedload(Review.child),
        joinedload(Review.authority),
        joinedload(Review.case),
        joinedload(Review.chair),
        joinedload(Review.minute_taker),
        joinedload(Review.signer),
        joinedload(Review.manager),
    )


def _whole_review() -> Select[Review]:
    return _review_and_names().options(selectinload(Review.people).joinedload(ReviewPerson.agency))


def _with_people(which: ColumnElement[bool]) -> ScalarResult[Review]:
    """The reviews of one meeting with everybody asked, in one statement: a meeting is small enough to be joined."""
    people = joinedload(Review.people).joinedload(ReviewPerson.agency)
    return db.session.scalars(_review_and_names().options(people).where(which).order_by(Review.id)).unique()


def beside(review: Review) -> list[Review]:
    """The reviews of other children that are the same meeting, of those the actor reaches. None where it is of one."""
    if review.together_id is None:
        return []
    if "beside" in review.__dict__:
        return review.beside
    return list(_with_people((Review.together_id == review.together_id) & (Review.id != review.id)))


def on_the_table(child_id: UUID) -> tuple[list[Action], list[Outcome], list[View]]:
    """What a meeting looks at: a child's open actions and outcomes, of every plan, and everything that was said, newest
    first. One query.
    """
    every = of_kinds(Action, Outcome, View)
    found = list(
        db.session.scalars(
            select(every)
            .where(every.child_id == child_id, every.ended_on.is_(None), every.kind.in_(("action", "outcome", "view")))
            .where((every.kind != "action") | every.Action.status.not_in(CLOSED))
            .options(joinedload(every.Action.owner), joinedload(every.Action.agency), joinedload(every.View.wish_owner))
            .order_by(every.View.said_on.desc(), every.id.desc())
        )
    )
    return (
        [row for row in reversed(found) if isinstance(row, Action)],
        [row for row in reversed(found) if isinstance(row, Outcome)],
        [row for row in found if isinstance(row, View)],
    )


def same_day(review: Review) -> list[Review]:
    """The other reviews of this child that are parts of the same day, in their order. None where it is no such part."""
    if review.day_id is None:
        return []
    return list(
        db.session.scalars(
            _whole_review()
            .where(Review.day_id == review.day_id, Review.child_id == review.child_id, Review.id != review.id)
            .order_by(Review.starts_at, Review.id)
        )
    )


def next_number(child_id: UUID) -> int:
    """The number the child's next review will have."""
    return 1 + int(db.session.scalar(select(func.max(Review.number)).where(Review.child_id == child_id)) or 0)


def items(review_id: UUID) -> list[ReviewItem]:
    """What stands in a review, in its order, each with its statement and whose it is. One query."""
    every = of_kinds(View, Decision, Action, flat=True)
    said = joinedload(ReviewItem.statement.of_type(every))
    return list(
        db.session.scalars(
            select(ReviewItem)
            .options(
                said.joinedload(every.Action.owner),
                said.joinedload(every.Action.agency),
                said.joinedload(every.Decision.owner),
                said.joinedload(every.View.wish_owner),
            )
            .where(ReviewItem.review_id == review_id)
            .order_by(ReviewItem.position, ReviewItem.id)
        )
    )


def asked_guarded(child_id: UUID) -> Select[Any]:
    """The question for a child's meetings of safeguarding: what was said there is for those cleared for it."""
    return select(Review.id).where(Review.child_id == child_id, Review.kind.in_(sorted(SAFEGUARDING)))


def asked_openly(review: Review) -> list[ColumnElement[bool]]:
    """Of a child's questions by number, those a meeting of this kind may be offered again.

    What was asked at a meeting of safeguarding alone is for those meetings.
    """
    if review.kind in SAFEGUARDING:
        return []
    open_to_all = (
        select(Score.scale_id)
        .join(Review, Review.id == Score.review_id)
        .where(Score.child_id == review.child_id, Review.kind.not_in(sorted(SAFEGUARDING)))
    )
    return [Scale.__table__.c.id.in_(open_to_all)]


def last_signed(child_id: UUID) -> Review | None:
    """The newest review of a child whose record is signed."""
    return db.session.scalar(_whole_review().where(Review.id == last_signed_key(child_id).scalar_subquery()))


def last_signed_key(child_id: UUID) -> Select[UUID]:
    """The key of that review, as a part of another question."""
    held = aliased(Review)
    return (
        select(held.id)
        .where(held.child_id == child_id, held.state == ReviewState.SIGNED.value)
        .order_by(held.held_on.desc(), held.id.desc())
        .limit(1)
    )


def last_held(child_id: UUID) -> Review | None:
    """The newest review of a child that was held, its record signed or still a draft."""
    return db.session.scalar(
        _whole_review()
        .where(Review.child_id == child_id, Review.held_on.is_not(None))
        .where(Review.state.in_((ReviewState.DRAFT.value, ReviewState.SIGNED.value)))
        .order_by(Review.held_on.desc(), Review.id.desc())
        .limit(1)
    )


def held_ones(child_id: UUID) -> list[Review]:
    """The reviews of a child that were held, the newest first, alone: who was there is read when it is asked for."""
    return list(
        db.session.scalars(
            select(Review)
            .options(joinedload(Review.authority))
            .where(Review.child_id == child_id, Review.held_on.is_not(None))
            .where(Review.state.in_((ReviewState.DRAFT.value, ReviewState.SIGNED.value)))
            .order_by(Review.held_on.desc(), Review.id.desc())
        )
    )


def signed_before(review: Review) -> date | None:
    """The day of the signed review before this one; of the last one, for a review that has not been held."""
    return db.session.scalar(asked_signed_before(review))


def asked_signed_before(review: Review) -> Select[date | None]:
    """The question of :func:`signed_before`, for a page that asks other things with it."""
    asked = select(func.max(Review.held_on).label("held_on")).where(
        Review.child_id == review.child_id, Review.state == ReviewState.SIGNED.value, Review.id != review.id
    )
    return asked if review.held_on is None else asked.where(Review.held_on < review.held_on)


def number_of_kind(review: Review) -> int:
    """1 for the first review of its kind: the second looked-after review is due sooner than those after it."""
    return int(db.session.scalar(asked_number_of_kind(review)) or 1)


def asked_number_of_kind(review: Review) -> Select[int]:
    """The question of :func:`number_of_kind`, for whoever asks other things with it."""
    return select((func.count() + 1).label("number")).where(
        Review.child_id == review.child_id,
        Review.kind == review.kind,
        Review.state == ReviewState.SIGNED.value,
        Review.held_on < review.held_on,
    )


def next_planned_key(child_id: UUID) -> Select[UUID]:
    """The key of the next review of a child that is planned, from now on, as a part of another question."""
    held = aliased(Review)
    return (
        select(held.id)
        .where(held.child_id == child_id, held.state == ReviewState.PLANNED.value)
        .where(held.starts_at >= clock.now())
        .order_by(held.starts_at, held.id)
        .limit(1)
    )
