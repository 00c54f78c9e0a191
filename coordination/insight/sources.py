"""What an overview counts and lists: one definition for each, so that a number is always the length of its list.

Every source answers the same columns: the child, the key of the row, the day that matters, whose it is, and the case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    Uuid,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)

from coordination.agencies.models import Person
from coordination.care.models import Visit
from coordination.cases.models import Case, Membership
from coordination.children.statements import Statement
from coordination.events.models import Event
from coordination.insight.scope import Scope, visible
from coordination.plans.models import Action, Need, Outcome
from coordination.plans.queries import CLOSED
from coordination.reviews.models import Review
from coordination.voice.models import View

# Who need not have an action of their own: those who chair or speak up, and family.
WITHOUT_ACTIONS = ("IRO", "CPC", "ADV", "EDT", "FC", "PAR", "YP")
REVIEWS_WITHIN = 28


class What(NamedTuple):
    """One thing an overview counts: its words in the singular and plural, and why it matters."""

    one: str
    many: str
    why: str
    section: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the actor's scope, narrowed to a team or to who leads, on a day."""

    scope: Scope
    today: date
    team_id: UUID | None = None
    lead_id: UUID | None = None


# Nobody's job: what falls between people.
GAPS: dict[str, What] = {
    "no_lead": What("child without a lead", "children without a lead", "Nobody is the one to ask.", "memberships"),
    "no_contact": What(
        "child nobody has been in contact with",
        "children nobody has been in contact with",
        "No visit and no views of theirs have been recorded for a while.",
        "social_care",
    ),
    "wish": What("wish left unanswered", "wishes left unanswered", "They asked, and have heard nothing.", "own_words"),
    "need": What(
        "need without an outcome", "needs without an outcome", "Nobody has said what should change.", "support_plan"
    ),
    "outcome": What(
        "outcome without an action", "outcomes without an action", "Nobody is doing anything about it.", "support_plan"
    ),
    "action": What(
        "action nobody has", "actions nobody has", "It has no named person, or whoever was asked said no.", "actions"
    ),
    "member": What(
        "person on a team with nothing to do",
        "people on a team with nothing to do",
        "They are told everything and have no action of their own.",
        "memberships",
    ),
}
OTHERS: dict[str, What] = {
    "overdue": What("overdue action", "overdue actions", "Past its day and not done.", "actions"),
    "reviews": What("review due", "reviews due", f"Past, or in the next {REVIEWS_WITHIN} days.", "reviews"),
    "signatures": What(
        "record waiting for a signature", "records waiting for a signature", "Held, and not signed yet.", "reviews"
    ),
    "wishes": What(
        "wish without an answer yet", "wishes without an answer yet", "Each is owed an answer.", "own_words"
    ),
    "drift": What(
        "child whose record has not changed",
        "children whose record has not changed",
        "Nothing has been recorded for a while.",
        "support_plan",
    ),
}
WHATS = OTHERS | GAPS


def cases(asked: Asked, name: str = "cases") -> CTE:
    """The open cases in question."""
    scope = asked.scope
    everybody = sorted({key for held in scope.children.values() for key in held})
    found = select(
        Case.id,
        Case.authority_id,
        Case.child_id,
        Case.team_id,
        Case.lead_id,
        Case.kind,
        Case.opened_on,
        Case.next_review_on,
    ).where(Case.authority_id.in_(scope.authorities), Case.child_id.in_(everybody), Case.state == "open")
    if asked.team_id is not None:
        found = found.where(Case.team_id == asked.team_id)
    if asked.lead_id is not None:
        found = found.where(Case.lead_id == asked.lead_id)
    return found.cte(name)


def source(what: str, asked: Asked, held: CTE) -> Select[Any]:
    """The rows of one thing counted, among the open ``cases``."""
    return _SOURCES[what](asked, held)


def _columns(
    row: Any, key: Any, on: Any, person: Any = None, agency: Any = None, case: Any = None
) -> tuple[ColumnElement[Any], ...]:
    none = cast(null(), Uuid)
    return (
        row.authority_id.label("authority_id"),
        row.child_id.label("child_id"),
        key.label("id"),
        cast(on, Date).label("on"),
        (none if person is None else person).label("person_id"),
        (none if agency is None else agency).label("agency_id"),
        (none if case is None else case).label("case_id"),
    )


def _of(asked: Asked, held: CTE, section: str) -> Select[Any]:
    """The children of these cases whose section the actor reads whole."""
    return select(held.c.child_id).where(held.c.child_id.in_(asked.scope.children[section]))


def _said(model: Any, asked: Asked, held: CTE, section: str) -> list[ColumnElement[bool]]:
    return [
        model.authority_id.in_(asked.scope.authorities),
        model.child_id.in_(_of(asked, held, section)),
        model.ended_on.is_(None),
        visible(model, asked.scope),
    ]


def _of_the_support_plan(model: Any) -> ColumnElement[bool]:
    """What stands in the EHC plan alone is for those who may read that one, and its own thread looks after it."""
    found: ColumnElement[bool] = model.section == "support_plan"
    return found


# Whoever has left leads nobody and does nothing, although nobody has taken their place yet.
_LEFT = select(Person.id).where(~Person.active)


def _live(model: Any) -> tuple[Any, Select[Any]]:
    """The columns of a statement's own table, and a question about those not taken out, to be asked of each row."""
    own, said = model.__table__.alias(), Statement.__table__.alias()
    return own.c, select(literal(1)).select_from(own.join(said, said.c.id == own.c.id)).where(said.c.ended_on.is_(None))


def _overdue(asked: Asked, held: CTE) -> Select[Any]:
    when = func.coalesce(Action.due_on, Action.check_on)
    return select(*_columns(Action, Action.id, when, Action.owner_id, Action.agency_id)).where(
        *_said(Action, asked, held, "actions"), Action.status.not_in(CLOSED), when < asked.today
    )


def _action(asked: Asked, held: CTE) -> Select[Any]:
    when = func.coalesce(Action.due_on, Action.check_on)
    return select(*_columns(Action, Action.id, when, Action.owner_id, Action.agency_id)).where(
        *_said(Action, asked, held, "actions"),
        Action.status.not_in(CLOSED),
        or_(Action.owner_id.is_(None), Action.acceptance == "declined", Action.owner_id.in_(_LEFT)),
    )


def _need(asked: Asked, held: CTE) -> Select[Any]:
    answers, live = _live(Outcome)
    answered = live.where(
        answers.authority_id == Need.authority_id, answers.child_id == Need.child_id, answers.need_id == Need.id
    ).exists()
    return select(*_columns(Need, Need.id, func.date(Need.recorded_at))).where(
        *_said(Need, asked, held, "support_plan"), _of_the_support_plan(Need), ~answered
    )


def _outcome(asked: Asked, held: CTE) -> Select[Any]:
    doing, live = _live(Action)
    done = live.where(
        doing.authority_id == Outcome.authority_id,
        doing.child_id == Outcome.child_id,
        doing.outcome_id == Outcome.id,
        doing.status != "cancelled",
    ).exists()
    return select(*_columns(Outcome, Outcome.id, Outcome.target_on)).where(
        *_said(Outcome, asked, held, "support_plan"),
        _of_the_support_plan(Outcome),
        Outcome.status.not_in(("achieved", "ended")),
        ~done,
    )


def _member(asked: Asked, held: CTE) -> Select[Any]:
    doing, live = _live(Action)
    busy = live.where(
        doing.authority_id == Membership.authority_id,
        doing.child_id == Membership.child_id,
        doing.owner_id == Membership.person_id,
        doing.status.not_in(CLOSED),
    ).exists()
    return (
        select(
            *_columns(
                Membership, Membership.id, Membership.from_on, Membership.person_id, Membership.agency_id, held.c.id
            )
        )
        .join(held, held.c.id == Membership.case_id)
        .where(
            Membership.authority_id.in_(asked.scope.authorities),
            Membership.child_id.in_(_of(asked, held, "memberships")),
            Membership.child_id.in_(asked.scope.children["actions"]),
            Membership.state == "agreed",
            Membership.function != "lead",
            Membership.role.not_in(WITHOUT_ACTIONS),
            Membership.from_on <= asked.today,
            or_(Membership.to_on.is_(None), Membership.to_on > asked.today),
            ~busy,
        )
    )


def _no_lead(asked: Asked, held: CTE) -> Select[Any]:
    leads = exists().where(
        Membership.case_id == held.c.id,
        Membership.function == "lead",
        Membership.state == "agreed",
        or_(Membership.to_on.is_(None), Membership.to_on > asked.today),
        Membership.person_id.not_in(_LEFT),
    )
    return select(*_columns(held.c, held.c.id, held.c.opened_on, case=held.c.id)).where(
        held.c.child_id.in_(asked.scope.children["memberships"]), ~leads
    )


def _no_contact(asked: Asked, held: CTE) -> Select[Any]:
    # Words kept for one's own worker are that worker's: they show nobody else that there was contact.
    visited = (
        select(func.max(Visit.visited_on))
        .where(Visit.authority_id == held.c.authority_id, Visit.child_id == held.c.child_id)
        .correlate(held)
        .scalar_subquery()
    )
    view: Any = View.__table__
    heard = (
        select(func.max(view.c.said_on))
        .where(
            view.c.authority_id == held.c.authority_id,
            view.c.child_id == held.c.child_id,
            view.c.speaker == "child",
            ~view.c.only_my_worker,
        )
        .correlate(held)
        .scalar_subquery()
    )
    last = func.greatest(visited, heard)
    limit = asked.scope.before(held.c.authority_id, "no_contact_days", asked.today)
    since = func.coalesce(last, held.c.opened_on)
    return select(*_columns(held.c, held.c.id, since, held.c.lead_id, case=held.c.id)).where(
        held.c.child_id.in_(asked.scope.children["social_care"]), since < limit
    )


def _drift(asked: Asked, held: CTE) -> Select[Any]:
    last = (
        select(func.max(Event.recorded_at))
        .where(Event.authority_id == held.c.authority_id, Event.child_id == held.c.child_id)
        .correlate(held)
        .scalar_subquery()
    )
    limit = asked.scope.before(held.c.authority_id, "no_change_days", asked.today)
    since = cast(func.coalesce(func.timezone("Europe/London", last), held.c.opened_on), Date)
    return select(*_columns(held.c, held.c.id, since, held.c.lead_id, case=held.c.id)).where(
        held.c.child_id.in_(asked.scope.children["support_plan"]), since < limit
    )


def _reviews(asked: Asked, held: CTE) -> Select[Any]:
    return select(*_columns(held.c, held.c.id, held.c.next_review_on, held.c.lead_id, case=held.c.id)).where(
        held.c.child_id.in_(asked.scope.children["reviews"]),
        held.c.next_review_on <= asked.today + timedelta(days=REVIEWS_WITHIN),
    )


def _wishes(asked: Asked, held: CTE) -> Select[Any]:
    return select(*_columns(View, View.id, View.said_on, View.wish_owner_id)).where(
        View.id.in_([wish.id for wish in asked.scope.wishes]), View.child_id.in_(select(held.c.child_id))
    )


def _wish(asked: Asked, held: CTE) -> Select[Any]:
    limit = asked.scope.before(View.authority_id, "wish_days", asked.today)
    return _wishes(asked, held).where(View.said_on < limit)


def _signatures(asked: Asked, held: CTE) -> Select[Any]:
    return select(*_columns(Review, Review.id, Review.held_on, Review.owner_id, case=Review.case_id)).where(
        Review.id.in_([review.id for review in asked.scope.drafts]), Review.child_id.in_(select(held.c.child_id))
    )


_SOURCES: dict[str, Callable[[Asked, CTE], Select[Any]]] = {
    "overdue": _overdue,
    "reviews": _reviews,
    "signatures": _signatures,
    "wishes": _wishes,
    "drift": _drift,
    "no_lead": _no_lead,
    "no_contact": _no_contact,
    "wish": _wish,
    "need": _need,
    "outcome": _outcome,
    "action": _action,
    "member": _member,
}
