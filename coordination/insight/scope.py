"""Whose figures somebody may be shown: the children they reach, and which parts of their records they read whole.

The rules are asked once for each way of standing towards a child, not once for each child, so a manager of hundreds
costs what a worker of twenty does. What is labelled or kept from somebody is then asked about row by row, and only what
they may read is counted: what is hidden changes no number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Text, and_, case, cast, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Permit, Thing, decide
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.children.statements import of_kinds
from coordination.db import db
from coordination.plans.models import Action, Need, Outcome
from coordination.reviews.models import Review, ReviewState
from coordination.voice.models import View

SECTIONS = ("support_plan", "actions", "reviews", "memberships", "social_care")
# Contact with a child, a change in their record and an answer to their wish are looked for within these days, where
# the authority has not set its own.
QUIET_DAYS = {"no_contact_days": 42, "no_change_days": 42, "wish_days": 28}

# Caveats that keep something from family alone. Whatever else is on a row is asked about with the row.
_KEPT_FROM_FAMILY = cast(array(["not-parent", "not-carer", "not-young-person", "third-party"]), ARRAY(Text))
_USUAL = ("S0", "S1")
_NOT_ANSWERING = frozenset({"invitation", "grant", "break_glass"})
MOST_ASKED, MOST_DRAFTS = 2000, 400


@dataclass(slots=True)
class Scope:
    """The children in question by section of their record, and the rows among theirs that had to be asked about."""

    authorities: list[UUID]
    children: dict[str, list[UUID]]
    days: dict[UUID, dict[str, int]]
    readable: list[UUID] = field(default_factory=list)
    wishes: list[View] = field(default_factory=list)
    drafts: list[Review] = field(default_factory=list)

    def sees(self, section: str) -> bool:
        """Whether the actor reads this section whole for anybody."""
        return bool(self.children[section])

    def most(self, name: str) -> int:
        """The days of one limit, for the words of a page: the longest where authorities differ."""
        return max((held[name] for held in self.days.values()), default=QUIET_DAYS[name])

    def before(self, column: Any, name: str, today: date) -> ColumnElement[Any]:
        """The last day that is too long ago by each authority's own limit."""
        chosen = {key: cast(literal(today - timedelta(days=held[name])), Date) for key, held in self.days.items()}
        usual = cast(literal(today - timedelta(days=QUIET_DAYS[name])), Date)
        return case(chosen, value=column, else_=usual) if chosen else usual


def mine(*, own: bool = False) -> Scope:
    """Everybody the actor reaches, sealed records left out. Three questions of the database.

    ``own``: for what is the actor's organisation's own, which those who read no more than that may see too.
    """
    rows = db.session.execute(
        select(Child.id, Child.authority_id, Authority.settings["insight"])
        .join(Authority, Authority.id == Child.authority_id)
        .where(~Child.sealed)
    ).all()
    return _scope([(row[0], row[1]) for row in rows], {row[1]: row[2] or {} for row in rows}, own)


def of_child(child: Child) -> Scope:
    """One child. Three questions of the database."""
    found = db.session.scalar(select(Authority.settings["insight"]).where(Authority.id == child.authority_id))
    return _scope([(child.id, child.authority_id)], {child.authority_id: found or {}})


def _scope(keys: list[tuple[UUID, UUID]], chosen: dict[UUID, dict[str, Any]], own: bool = False) -> Scope:
    who = guard.know(key[0] for key in keys)
    # Somebody asked to one thing, or let in for an hour or by a grant, answers for nobody's overview.
    answering = who.towards(
        held for held in who.relationships if held.things is None and held.via not in _NOT_ANSWERING
    )
    found = Scope(
        authorities=sorted({key[1] for key in keys}),
        children={section: _whole(answering, section, keys, own) for section in SECTIONS},
        days={
            key: {name: _days(held.get(name), usual) for name, usual in QUIET_DAYS.items()}
            for key, held in chosen.items()
        },
    )
    _ask(found, sorted({key for held in found.children.values() for key in held}))
    return found


def _days(chosen: Any, usual: int) -> int:
    return chosen if isinstance(chosen, int) and not isinstance(chosen, bool) and 1 <= chosen <= 366 else usual


def _whole(who: Actor, section: str, keys: Iterable[tuple[UUID, UUID]], own: bool) -> list[UUID]:
    """The children whose section the actor reads in full, or their own part of it. Each way of standing is asked about
    once.
    """
    enough = {"full", "own"} if own else {"full"}
    answers: dict[Any, bool] = {}
    now, today = clock.now(), clock.today()
    found = []
    for child_id, authority_id in keys:
        standing = (
            authority_id,
            frozenset(
                (held.role, held.via, held.agency_id, held.case_kind, held.functions, held.sections, held.things,
                 held.ends_at)
                for held in who.relationships_with(child_id, today)
            ),
        )  # fmt: skip
        if standing not in answers:
            thing = Thing(child_id=child_id, authority_id=authority_id, section=section, whole=True)
            permit = decide(who, "read", section, thing, now)
            answers[standing] = isinstance(permit, Permit) and bool(enough & permit.extents)
        if answers[standing]:
            found.append(child_id)
    return found


def _ask(scope: Scope, keys: list[UUID]) -> None:
    """Ask about every row that the section alone does not answer for: those with a label or a caveat, and wishes."""
    if not keys:
        return
    every = of_kinds(Action, Need, Outcome, View)
    unanswered = and_(every.kind == "view", every.View.wish, every.View.answer.is_(None))
    rows = db.session.scalars(
        select(every)
        .where(
            every.authority_id.in_(scope.authorities),
            every.child_id.in_(keys),
            every.ended_on.is_(None),
            or_(unanswered, and_(every.kind.in_(("need", "outcome", "action")), ~_plain(every))),
        )
        .order_by(every.id)
        .limit(MOST_ASKED)
    ).all()
    held = guard.readable(rows, lambda row: row.section)
    scope.readable = [row.id for row in held if row.kind != "view"]
    scope.wishes = [row for row in held if row.kind == "view"]


def ask_drafts(scope: Scope) -> None:
    """Ask about every record of a meeting that waits for its signature. One question of the database."""
    rows = db.session.scalars(
        select(Review)
        .where(
            Review.authority_id.in_(scope.authorities),
            Review.child_id.in_(scope.children["reviews"]),
            Review.state == ReviewState.DRAFT.value,
        )
        .options(joinedload(Review.people))
        .order_by(Review.held_on, Review.id)
        .limit(MOST_DRAFTS)
    ).unique()
    scope.drafts = guard.readable(rows, "reviews")


def _plain(rows: Any) -> ColumnElement[bool]:
    """Rows that whoever reads the section whole reads without a further question."""
    return and_(rows.label.in_(_USUAL), rows.caveats.op("<@")(_KEPT_FROM_FAMILY))


def visible(rows: Any, scope: Scope) -> ColumnElement[bool]:
    """The condition of a statement the actor may read: plain, or asked about and readable."""
    return or_(_plain(rows), rows.id.in_(scope.readable)) if scope.readable else _plain(rows)
