"""Changing a statement when others may be changing it too: nobody's words are lost, and nobody saves over
another.

The first save stands. A second one that started from the same version is kept whole, and shown beside the
first until somebody on the team decides. Rows are locked before they are compared, so two saves at one
instant are two saves.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.statements import Statement, StatementVersion
from coordination.db import RuleBroken, db
from coordination.plans import merging, queries
from coordination.plans.models import Crossing

# A form's three boxes for words, and the audience whose wording each is.
WORDINGS = {"text": "professional", "family_text": "family", "young_text": "young_person"}


class Crossed(saying.Stale):
    """Somebody else saved first. What was sent is kept in ``crossing``, word for word, until somebody
    decides.
    """

    def __init__(self, crossing: Crossing, statement: Statement, base: StatementVersion | None) -> None:
        super().__init__(statement, base, dict(crossing.mine))
        self.crossing = crossing


def lock(statement: Statement) -> None:
    """Take the statement for this transaction, and read it as it now stands."""
    lock_all([statement])


def lock_all(statements: Iterable[Statement]) -> None:
    """Take several, always in the same order, so that nobody waits for somebody who waits for them."""
    held = sorted(statements, key=lambda row: row.id)
    db.session.flush()
    table = Statement.__table__
    db.session.execute(
        select(table.c.id).where(table.c.id.in_([row.id for row in held])).order_by(table.c.id).with_for_update()
    )
    for row in held:
        db.session.refresh(row)


def fields(statement: Statement) -> dict[str, Any]:
    """What a statement says now, by field, as primitives."""
    return _fields(statement.wording, statement.audiences, saying.facts_of(statement))


def fields_of_version(version: StatementVersion) -> dict[str, Any]:
    """What a version said, by field, as primitives."""
    return _fields(version.wording, version.audiences, version.facts)


def _fields(wording: Mapping[str, Any], audiences: list[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: str((wording.get(which) or {}).get("en", "")) for name, which in WORDINGS.items()}
    return words | {"audiences": list(audiences)} | dict(facts)


def change(
    statement: Statement,
    mine: Mapping[str, Any],
    *,
    seen: int | None,
    by: Actor,
    why: str | None = None,
    alone: Mapping[str, Any] | None = None,
) -> bool:
    """Save what somebody made of a statement's fields. Answers whether anything changed.

    ``seen`` is the version they had before them; None means the newest. ``alone``: what follows from the
    change and is nobody's wording (who was asked, since when). Raises Crossed when somebody else's change
    stands in between.
    """
    lock(statement)
    sent = {name: primitive(value) for name, value in mine.items()}
    if seen is not None and seen != statement.version:
        version = queries.version_seen(statement.id, seen)
        base = fields_of_version(version) if version is not None else {}
        lines = merging.compare(base, fields(statement), sent)
        if merging.crossed(lines):
            raise Crossed(keep(statement, sent, base=base, seen=seen, by=by, why=why), statement, version)
        # Nobody touched what this form shows, or they made the same of it: only what was changed here is
        # saved.
        mine = {line.name: mine[line.name] for line in lines if line.standing == "mine"}
    return apply(statement, dict(mine) | dict(alone or {}), by=by, why=why)


def apply(statement: Statement, changes: Mapping[str, Any], *, by: Actor, why: str | None = None) -> bool:
    """Write these fields, and a version if they say something new. Answers whether they did."""
    before = statement.version
    facts = {name: value for name, value in changes.items() if name not in WORDINGS and name != "audiences"}
    for name, value in facts.items():
        if isinstance(value, Decimal):
            facts[name] = float(value)
        elif value == "":
            facts[name] = None
    wording = None
    if WORDINGS.keys() & changes.keys():
        wording = {which: dict(words) for which, words in statement.wording.items()}
        for name, which in WORDINGS.items():
            if name in changes:
                wording.setdefault(which, {})["en"] = str(changes[name] or "").strip()
                if not wording[which]["en"] and which != "professional":
                    del wording[which]
    saying.revise(statement, by=by, wording=wording, audiences=changes.get("audiences"), why=why or None, **facts)
    return statement.version != before


def keep(
    statement: Statement,
    mine: Mapping[str, Any],
    *,
    base: Mapping[str, Any],
    seen: int,
    by: Actor,
    why: str | None,
) -> Crossing:
    """Keep a change that crossed, until somebody decides. The same one sent twice is kept once."""
    for held in queries.crossings([statement.id]):
        same = held.seen == seen and held.mine == dict(mine) and held.why == (why or None)
        if held.recorded_by == by.person_id and same:
            return held
    held = Crossing(
        authority_id=statement.authority_id,
        child_id=statement.child_id,
        statement_id=statement.id,
        seen=seen,
        base=dict(base),
        mine=dict(mine),
        why=why or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    return held


def lines(crossing: Crossing, statement: Statement) -> list[merging.Line]:
    """What both started from, what was sent second and what stands, field by field."""
    return merging.compare(crossing.base, fields(statement), crossing.mine)


def decide(
    crossing: Crossing,
    statement: Statement,
    *,
    seen: int,
    choices: Mapping[str, str],
    words: Mapping[str, str] | None = None,
    by: Actor,
) -> Statement:
    """Decide a crossed change: for each field "mine", "theirs" or "both". What is set aside stays readable in
    the row.

    ``seen`` is the version the person compared with; RuleBroken when it has moved on since. Raises Crossed when
    somebody decided otherwise first: what this decision comes to is a change that crossed with theirs.
    """
    lock(statement)
    db.session.refresh(crossing, with_for_update=True)
    if crossing.decided_at is not None:
        _keep_late(crossing, statement, seen=seen, choices=choices, words=words or {}, by=by)
        raise RuleBroken("Somebody has already decided this. The page shows what it says now.")
    if seen != statement.version:
        raise RuleBroken("Somebody saved again while you were deciding. Compare once more: nothing is lost.")
    made: dict[str, Any] = {}
    chosen: dict[str, Any] = {}
    for line in lines(crossing, statement):
        choice = choices.get(line.name)
        if line.standing == "both" and choice not in {"mine", "theirs", "both"}:
            raise RuleBroken("Choose which to keep.", line.name)
        written = (words or {}).get(line.name)
        result = merging.decided(line, choice, written)
        chosen[line.name] = {"choice": choice or line.standing, "result": result}
        if choice != "both" and written and written != merging.together(line.theirs or "", line.mine or ""):
            # Written into the box of both, and then one of the two was chosen: it can be read like what is set aside.
            chosen[line.name]["written"] = written
        if not merging.same(result, line.theirs):
            made[line.name] = from_primitive(statement, line.name, result)
    crossing.decided_at = clock.now()
    crossing.decided_by = by.person_id
    crossing.choices = chosen
    apply(statement, made, by=by, why=crossing.why or "Two changes were put together")
    db.session.flush()
    return statement


def _keep_late(
    crossing: Crossing,
    statement: Statement,
    *,
    seen: int,
    choices: Mapping[str, str],
    words: Mapping[str, str],
    by: Actor,
) -> None:
    """A decision that came second. Raises Crossed where it says something else than what stands now.

    A page that compared with no version there ever was decided nothing: what it "keeps" would be empty.
    """
    version = queries.version_seen(statement.id, seen)
    if version is None:
        return
    stood = fields_of_version(version)
    compared = merging.compare(crossing.base, stood, crossing.mine)
    mine = {line.name: merging.decided(line, choices.get(line.name), words.get(line.name)) for line in compared}
    if not all(merging.same(line.mine, line.theirs) for line in merging.compare(stood, fields(statement), mine)):
        raise Crossed(keep(statement, mine, base=stood, seen=seen, by=by, why=None), statement, version)


def primitive(value: Any) -> Any:
    """A field's value as it can be stored and compared: dates as ISO text, keys as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(primitive(item) for item in value)
    return value


def from_primitive(statement: Statement, name: str, value: Any) -> Any:
    """A stored value as the statement's column takes it."""
    if value is None or name in WORDINGS or name == "audiences":
        return value
    kind = inspect(type(statement)).columns[name].type.python_type
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is UUID and isinstance(value, str):
        return UUID(value)
    return value
