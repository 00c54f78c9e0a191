"""Asking what changed: versions of statements with what they said before, and what else happened, in one statement."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import aliased

from coordination.agencies.models import Authority, Person
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.children.statements import Statement, StatementVersion
from coordination.events.models import Event
from coordination.plans.models import Action, ProvisionLine
from coordination.reviews.models import Review

# What a statement's own versions tell better, with their words before and after.
TOLD_BY_STATEMENTS = (
    "statement_added", "statement_changed", "statement_ended", "action_added", "action_changed", "action_answered",
    "action_updated", "action_done", "view_recorded", "wish_answered", "decision_made",
)  # fmt: skip
MOST_VERSIONS, MOST_EVENTS = 400, 300


class Since(NamedTuple):
    """A stretch of time, after ``since`` up to ``until``, and the person whose own changes are no news to them."""

    since: datetime
    until: datetime
    but: UUID | None


class Changed(NamedTuple):
    """What was found, as JSON objects: versions, the ones before them, their statements, events and their rows."""

    versions: list[dict[str, Any]]
    before: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    events: list[dict[str, Any]]
    people: dict[UUID, str]
    meetings: dict[UUID, dict[str, Any]]
    helping: list[dict[str, Any]]
    rest: dict[str, list[dict[str, Any]]]


def changed(
    children: Iterable[tuple[UUID, UUID]], when: Since, *, helping: bool = False, beside: Iterable[Select[Any]] = ()
) -> Changed:
    """What was said and what happened to these children (authority and child) in a stretch of time. One statement.

    ``helping``: also whose help each outcome rests on, for a reader who sees only what their service is for.
    ``beside``: other parts of :func:`reading.together`, answered in ``rest``.
    """
    keys = list(children)
    authorities, own = sorted({key[0] for key in keys}), [key[1] for key in keys]
    versions, events = _versions(authorities, own, when), _events(authorities, own, when)
    fresh, happened = versions.subquery("fresh"), events.subquery("happened")
    earlier = aliased(StatementVersion, name="earlier")
    asked = [
        _json("statement_version", fresh),
        select(literal("before").label("kind"), func.to_jsonb(_table(earlier)).label("row")).join(
            fresh, and_(earlier.statement_id == fresh.c.statement_id, earlier.number == fresh.c.number - 1)
        ),
        select(literal("statement").label("kind"), func.to_jsonb(_table(Statement)).label("row")).where(
            Statement.__table__.c.id.in_(select(fresh.c.statement_id))
        ),
        _json("event", happened),
        select(
            literal("people").label("kind"),
            func.jsonb_build_object("id", Membership.id, "name", Person.name).label("row"),
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.id.in_(select(happened.c.about_id))),
        select(
            literal("meetings").label("kind"),
            func.jsonb_build_object(
                *("id", Review.id, "kind", Review.kind, "starts_at", Review.starts_at, "state", Review.state),
                *("meetings", Authority.settings["meetings"]),
            ).label("row"),
        )
        .join(Authority, Authority.id == Review.authority_id)
        .where(Review.id.in_(select(happened.c.about_id))),
    ]
    if helping:
        for model in (Action, ProvisionLine):
            table: Any = model.__table__
            asked.append(
                select(
                    literal("helping").label("kind"),
                    func.jsonb_build_object("outcome_id", table.c.outcome_id, "agency_id", table.c.agency_id).label(
                        "row"
                    ),
                ).where(
                    table.c.authority_id.in_(authorities), table.c.child_id.in_(own), table.c.outcome_id.is_not(None)
                )
            )
    found = reading.together(*asked, *beside)
    return Changed(
        versions=found.get("statement_version", []),
        before=found.get("before", []),
        statements=found.get("statement", []),
        events=found.get("event", []),
        people={UUID(row["id"]): row["name"] for row in found.get("people", [])},
        meetings={UUID(row["id"]): row for row in found.get("meetings", [])},
        helping=found.get("helping", []),
        rest=found,
    )


def _versions(authorities: list[UUID], own: list[UUID], when: Since) -> Select[Any]:
    table: Any = StatementVersion.__table__
    return (
        select(table)
        .where(
            table.c.authority_id.in_(authorities),
            table.c.child_id.in_(own),
            table.c.at > when.since,
            table.c.at <= when.until,
            table.c.recorded_by.is_distinct_from(when.but),
        )
        .order_by(table.c.at.desc(), table.c.id.desc())
        .limit(MOST_VERSIONS)
    )


def _events(authorities: list[UUID], own: list[UUID], when: Since) -> Select[Any]:
    table: Any = Event.__table__
    corrected = aliased(Event, name="correction")
    return (
        select(table)
        .where(
            table.c.authority_id.in_(authorities),
            table.c.child_id.in_(own),
            table.c.recorded_at > when.since,
            table.c.recorded_at <= when.until,
            table.c.recorded_by.is_distinct_from(when.but),
            table.c.kind.not_in(TOLD_BY_STATEMENTS),
            ~select(corrected.id)
            .where(
                corrected.authority_id == table.c.authority_id,
                corrected.child_id == table.c.child_id,
                corrected.corrects_id == table.c.id,
            )
            .exists(),
        )
        .order_by(table.c.recorded_at.desc(), table.c.id.desc())
        .limit(MOST_EVENTS)
    )


def _json(kind: str, rows: Any) -> Select[Any]:
    return select(literal(kind).label("kind"), func.to_jsonb(rows.table_valued()).label("row"))


def _table(model: Any) -> Any:
    """The row of a table or of its alias as one value."""
    from sqlalchemy import inspect

    selectable = inspect(model).selectable
    return selectable.table_valued()
