"""The overview of the children somebody answers for: numbers, whose they are, and the list behind each number."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Select, and_, cast, func, literal, select, tuple_

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Agency, Authority, Person, Team
from coordination.cases.caseload import visible_rules
from coordination.children import reading
from coordination.children.models import Child
from coordination.children.statements import Statement
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import presses
from coordination.insight import sources
from coordination.insight.sources import Asked
from coordination.reviews.models import Review

A_PAGE = 25
MOST_BARS = 10
MOST_TAKEN = 5000
NEVER = date(9999, 12, 31)
# Reviews by how soon: past, and within these days.
BANDS = (7, 14, 28)


class Counted(NamedTuple):
    """The numbers of an overview. ``people`` and ``agencies``: overdue actions by whose they are, the most first.
    ``rest``: every answer, for who asked something beside them.
    """

    counts: dict[str, int]
    children: int
    people: list[tuple[str, int]]
    agencies: list[tuple[str, int]]
    reviews: dict[str, int]
    law_past: int
    law_soon: int
    teams: list[tuple[str, str]]
    leads: list[tuple[str, str]]
    rest: dict[str, list[dict[str, Any]]]


class Row(NamedTuple):
    """One line of a list: the child (none where the page has them), the key and day of the row, its words, whose it
    is, and its case. ``meetings``: what the authority calls its meetings, where it says so.
    """

    child: Child | None
    id: UUID
    on: date | None
    person: str | None
    agency: str | None
    case_id: UUID | None
    statement: dict[str, Any] | None
    review: dict[str, Any] | None
    meetings: dict[str, Any] | None = None


class Page(NamedTuple):
    """A page of a list, and whether there are pages before and after it."""

    rows: list[Row]
    earlier: bool
    later: bool


def counted(asked: Asked, who: Actor, beside: Iterable[Select[Any]] = ()) -> Counted:
    """Every number of an overview. One question of the database.

    ``beside``: other parts of ``reading.together``, answered in ``rest``.
    """
    held = sources.cases(asked)
    whole = sources.cases(Asked(asked.scope, asked.today), "every_case")
    # What is overdue is counted three times over, and looked for once.
    overdue = sources.source("overdue", asked, held).cte("late")
    parts = [
        _count(what, select(overdue) if what == "overdue" else sources.source(what, asked, held))
        for what in sources.WHATS
    ]
    for kind, model, column in (("people", Person, overdue.c.person_id), ("agencies", Agency, overdue.c.agency_id)):
        named: Any = model
        parts.append(
            _object(
                kind,
                select(named.name, func.count().label("count"))
                .select_from(overdue)
                .outerjoin(named, named.id == column)
                .group_by(named.id, named.name)
                .order_by(func.count().desc(), named.name),
            )
        )
    seen = held.c.child_id.in_(asked.scope.children["reviews"])
    on = held.c.next_review_on
    bands = [func.count().filter(on < asked.today).label("past")]
    start = asked.today
    for days in BANDS:
        end = asked.today + timedelta(days=days)
        bands.append(func.count().filter(on >= start, on <= end).label(f"within_{days}"))
        start = end + timedelta(days=1)
    parts.append(_object("reviews", select(*bands).select_from(held).where(seen)))
    parts.append(_object("children", select(func.count(held.c.child_id.distinct()).label("count"))))
    parts.append(_object("law", _law(asked, who, held)))
    parts.append(_names("teams", Team, Team.name, whole.c.team_id))
    parts.append(_names("leads", Person, Person.sort_name, whole.c.lead_id))
    found = reading.together(*parts, *beside)
    law = found["law"][0]
    return Counted(
        counts={what: found[f"count:{what}"][0]["count"] for what in sources.WHATS},
        children=found["children"][0]["count"],
        people=[(row["name"] or "Nobody", row["count"]) for row in found.get("people", [])],
        agencies=[(row["name"] or "No organisation", row["count"]) for row in found.get("agencies", [])],
        reviews=found["reviews"][0],
        law_past=law["past"],
        law_soon=law["soon"],
        teams=[(row["id"], row["name"]) for row in _by_name(found.get("teams", []))],
        leads=[(row["id"], row["name"]) for row in _by_name(found.get("leads", []))],
        rest=found,
    )


def counts(asked: Asked, whats: tuple[str, ...]) -> dict[str, int]:
    """Some of the numbers alone. One question of the database."""
    held = sources.cases(asked)
    found = reading.together(*[_count(what, sources.source(what, asked, held)) for what in whats])
    return {what: found[f"count:{what}"][0]["count"] for what in whats}


def page(what: str, asked: Asked, *, after: UUID | None = None, before: UUID | None = None, most: int = A_PAGE) -> Page:
    """A page of the list behind one number, the oldest day first. One question of the database."""
    rows = sources.source(what, asked, sources.cases(asked)).cte("rows")
    on = func.coalesce(rows.c.on, cast(literal(NEVER), Date))
    asked_for = select(rows)
    backwards = before is not None and after is None
    anchor = after or before
    if anchor is not None:
        last = rows.alias("last")
        place = tuple_(on, rows.c.id)
        at = tuple_(func.coalesce(last.c.on, cast(literal(NEVER), Date)), last.c.id)
        asked_for = asked_for.join(last, last.c.id == anchor).where(place < at if backwards else place > at)
    order = (on.desc(), rows.c.id.desc()) if backwards else (on, rows.c.id)
    keys = asked_for.order_by(*order).limit(most + 1).subquery("page")
    found = db.session.execute(
        select(
            Child,
            keys.c.id,
            keys.c.on,
            Person.name,
            Agency.name,
            keys.c.case_id,
            func.to_jsonb(_whole(Statement)),
            func.to_jsonb(_whole(Review)),
            Authority.settings["meetings"],
        )
        .select_from(keys)
        .join(Authority, Authority.id == keys.c.authority_id)
        .join(Child, and_(Child.authority_id == keys.c.authority_id, Child.id == keys.c.child_id))
        .outerjoin(Person, Person.id == keys.c.person_id)
        .outerjoin(Agency, Agency.id == keys.c.agency_id)
        .outerjoin(Statement.__table__, Statement.__table__.c.id == keys.c.id)
        .outerjoin(Review.__table__, Review.__table__.c.id == keys.c.id)
        .order_by(func.coalesce(keys.c.on, cast(literal(NEVER), Date)), keys.c.id)
    )
    lines = [Row(*row) for row in found]
    extra = len(lines) > most
    if backwards:
        lines = lines[1:] if extra else lines
    else:
        lines = lines[:most]
    return Page(lines, earlier=extra if backwards else after is not None, later=True if backwards else extra)


def of_one_child(asked: Asked) -> dict[str, list[Row]]:
    """Everything that is nobody's job for one child, by what it is. One question of the database."""
    held = sources.cases(asked)
    parts = []
    for what in sources.GAPS:
        rows = sources.source(what, asked, held).subquery(what)
        parts.append(
            select(
                literal(what).label("kind"),
                func.jsonb_build_object(
                    "id", rows.c.id, "on", rows.c.on, "person", Person.name, "agency", Agency.name, "case_id",
                    rows.c.case_id, "statement", func.to_jsonb(_whole(Statement)),
                ).label("row"),
            )
            .select_from(rows)
            .outerjoin(Person, Person.id == rows.c.person_id)
            .outerjoin(Agency, Agency.id == rows.c.agency_id)
            .outerjoin(Statement.__table__, Statement.__table__.c.id == rows.c.id)
        )  # fmt: skip
    return {what: [_row(row) for row in rows] for what, rows in reading.together(*parts).items()}


def _row(row: dict[str, Any]) -> Row:
    return Row(
        child=None,
        id=UUID(row["id"]),
        on=date.fromisoformat(row["on"]) if row["on"] else None,
        person=row["person"],
        agency=row["agency"],
        case_id=UUID(row["case_id"]) if row["case_id"] else None,
        statement=row["statement"],
        review=None,
    )


def _law(asked: Asked, who: Actor, held: Any) -> Any:
    """Limits of the law that have passed, and those in the next four weeks, of the rules the actor may see."""
    return (
        select(
            func.count().filter(Clock.due_on < asked.today).label("past"),
            func.count().filter(Clock.due_on >= asked.today).label("soon"),
        )
        .select_from(Clock)
        .where(
            Clock.authority_id.in_(asked.scope.authorities),
            Clock.child_id.in_(select(held.c.child_id)),
            presses(),
            Clock.severity == "statutory",
            Clock.rule.in_(visible_rules(who)),
            Clock.due_on <= asked.today + timedelta(days=sources.REVIEWS_WITHIN),
        )
    )


def _count(what: str, rows: Select[Any]) -> Select[Any]:
    return _object(f"count:{what}", select(func.count().label("count")).select_from(rows.subquery()))


def _object(kind: str, asked: Any) -> Select[Any]:
    inner = asked.subquery()
    return select(literal(kind).label("kind"), func.to_jsonb(inner.table_valued()).label("row"))


def _names(kind: str, model: Any, order: Any, column: Any) -> Select[Any]:
    return _object(
        kind, select(model.id, model.name, order.label("sorted")).where(model.id.in_(select(column))).distinct()
    )


def _by_name(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["sorted"], row["id"]))


def _whole(model: Any) -> Any:
    return model.__table__.table_valued()


def asked_today(scope: Any, team_id: UUID | None = None, lead_id: UUID | None = None) -> Asked:
    """What is asked for, as of today."""
    return Asked(scope, clock.today(), team_id, lead_id)
