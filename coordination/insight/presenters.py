"""Overviews as pages show them: a tile for each number, a line for each row behind it, and where to mend it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.cases.presenters import until
from coordination.children import reading
from coordination.children.presenters import name_for
from coordination.children.statements import Statement
from coordination.insight import sources
from coordination.insight.overview import Row
from coordination.insight.scope import Scope
from coordination.reviews.kinds import meeting
from coordination.web.charts import BarChart, bar_chart
from coordination.web.filters import day

# Which limit of days a number rests on, for its words.
_DAYS = {"no_contact": "no_contact_days", "drift": "no_change_days", "wish": "wish_days"}
# What is past its day in red: work that was promised, and limits of the law.
_PROMISED = frozenset({"overdue"})


class Tile(NamedTuple):
    """One number of an overview, in words, with why it matters and the list behind it."""

    what: str
    number: int
    words: str
    why: str
    url: str


class Line(NamedTuple):
    """One row behind a number: the child, what it is, whose, the day that matters, and where to mend it."""

    child: str
    child_url: str
    text: str
    who: str
    on: date | None
    on_words: str
    late: bool
    url: str
    mend: str


def tiles(whats: Iterable[str], counts: Mapping[str, int], scope: Scope, kept: Mapping[str, Any]) -> list[Tile]:
    """The numbers of these things, those whose section the actor reads nobody's of left out."""
    return [
        Tile(
            what,
            counts[what],
            _counted(what, counts[what]),
            why(what, scope),
            url_for("insight.listed", what=what, **kept),
        )
        for what in whats
        if shown(what, scope)
    ]


def shown(what: str, scope: Scope) -> bool:
    """Whether a number says anything to this actor: they read that section of somebody's record."""
    section = sources.WHATS[what].section
    return bool(scope.wishes) if section == "own_words" else scope.sees(section)


def _counted(what: str, count: int) -> str:
    words = sources.WHATS[what]
    return words.one if count == 1 else words.many


def why(what: str, scope: Scope) -> str:
    """Why a number matters; with its days where it rests on some."""
    words = sources.WHATS[what].why
    return f"{words[:-1]}: {scope.most(_DAYS[what])} days or more." if what in _DAYS else words


def title(what: str) -> str:
    """The heading of a list."""
    words = sources.WHATS[what].many
    return words[0].upper() + words[1:]


def line(what: str, row: Row) -> Line:
    """One row behind a number."""
    assert row.child is not None
    today = clock.today()
    late = what in _PROMISED and row.on is not None and row.on < today
    return Line(
        child=name_for(row.child),
        child_url=url_for("children.record", child_id=row.child.id),
        text=text_of(what, row),
        who=" ".join(filter(None, (row.person, f"({row.agency})" if row.agency and row.person else row.agency))),
        on=row.on,
        on_words=_on_words(what, row.on, today),
        late=late,
        url=where(what, row, row.child.id),
        mend=MEND[what],
    )


def _on_words(what: str, on: date | None, today: date) -> str:
    if on is None:
        return ""
    if what in {"overdue", "action"}:
        return until(on, True, today)
    if what in {"reviews", "outcome"}:
        return until(on, False, today)
    days = (today - on).days
    return "today" if days == 0 else "1 day ago" if days == 1 else f"{days} days ago"


def text_of(what: str, row: Row) -> str:
    """What a row is, in the team's words."""
    if row.statement is not None:
        return reading.revived(Statement, [row.statement])[0].text
    if row.review is not None:
        return meeting(row.review["kind"], {"meetings": row.meetings}).words
    return {
        "no_lead": "Nobody leads the team",
        "no_contact": f"Last contact {day(row.on)}" if row.on else "No contact yet",
        "drift": f"Last change {day(row.on)}" if row.on else "No change yet",
        "member": "Has no action",
        "reviews": "Next review",
    }.get(what, "")


# What to do about a row, as the words of its link.
MEND: Mapping[str, str] = {
    "overdue": "See the action",
    "reviews": "See the reviews",
    "signatures": "See the record",
    "wishes": "Answer the wish",
    "drift": "See the plan",
    "no_lead": "Choose a lead",
    "no_contact": "Record what they say",
    "wish": "Answer the wish",
    "need": "See the need",
    "outcome": "See the outcome",
    "action": "Give the action to somebody",
    "member": "See the team",
}


def where(what: str, row: Row, child_id: UUID) -> str:
    """The page on which a row can be mended."""
    if what in {"overdue", "action"}:
        return url_for("plans.action", action_id=row.id)
    if what in {"need", "outcome"}:
        return url_for("plans.statement", statement_id=row.id)
    if what in {"wish", "wishes"}:
        return url_for("voice.of_child", child_id=child_id)
    if what == "signatures":
        return url_for("reviews.review", review_id=row.id)
    if what == "no_contact":
        return url_for("voice.of_child", child_id=child_id)
    if what in {"no_lead", "member"}:
        return url_for("cases.team", child_id=child_id)
    if what == "reviews":
        return url_for("reviews.of_child", child_id=child_id)
    return url_for("plans.of_child", child_id=child_id)


def bars(key: str, heading: str, rows: list[tuple[str, int]], most: int) -> BarChart | None:
    """Whose something is, as bars: the most first, the rest together."""
    if not rows:
        return None
    shown_rows: list[tuple[str, float | None]] = [(name, float(count)) for name, count in rows[:most]]
    rest = sum(count for _, count in rows[most:])
    if rest:
        shown_rows.append(("Everybody else", float(rest)))
    return bar_chart(key, heading, shown_rows, measure="Actions")


def reviews(found: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many reviews are due, by how soon."""
    return [
        ("Past the date", found["past"]),
        ("In the next 7 days", found["within_7"]),
        ("In 8 to 14 days", found["within_14"]),
        ("In 15 to 28 days", found["within_28"]),
    ]
