"""Saying something about a child, and saying it anew: the one place where statements and their versions are written."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.statements import SECTION_OF, Statement, StatementKind, StatementVersion
from coordination.db import Base, RuleBroken, db

# Whom a statement may be for, beside the team that works with the child.
AUDIENCES = ("school", "health", "provider", "carer", "parent", "young_person")


class Stale(Exception):
    """Somebody else saved first. Holds what is needed for a page that shows mine, theirs and what both started from."""

    def __init__(self, statement: Statement, base: StatementVersion | None, mine: dict[str, Any]) -> None:
        super().__init__("somebody else has changed this since you opened it")
        self.statement = statement
        self.base = base
        self.mine = mine


def professional(words: str) -> dict[str, dict[str, str]]:
    """Wording for the team alone, in English."""
    return {"professional": {"en": words}}


def worded(professional_words: str, family: str = "", young_person: str = "") -> dict[str, dict[str, str]]:
    """Wording for the team, and beside it for families and for the young person, in English."""
    found = {"professional": professional_words, "family": family, "young_person": young_person}
    return {audience: {"en": words} for audience, words in found.items() if words}


def say(statement: Statement, *, by: Actor, source: str = "entered", why: str | None = None) -> Statement:
    """Add a statement and its first version. The same key again is the same statement: nothing is added twice."""
    existing = db.session.get(type(statement), statement.id) if statement.id else None
    if existing is not None:
        return existing
    if not statement.text.strip():
        raise RuleBroken("Enter some words.", "text")
    statement.section = statement.section or SECTION_OF[StatementKind(statement.kind)]
    statement.recorded_by = by.person_id
    if statement.originator_id is None:
        statement.originator_id = by.person_id
    db.session.add(statement)
    db.session.flush()
    _keep(statement, by, source, why)
    return statement


def revise(
    statement: Statement,
    *,
    by: Actor,
    seen: int | None = None,
    wording: dict[str, Any] | None = None,
    audiences: Iterable[str] | None = None,
    caveats: Iterable[str] | None = None,
    label: str | None = None,
    source: str = "entered",
    why: str | None = None,
    **facts: Any,
) -> Statement:
    """Say a statement anew. ``seen`` is the version the author had before them; raises Stale when it is not the last.

    ``facts`` are columns of the statement's own table. Saying the same again makes no version.
    """
    if seen is not None and seen != statement.version:
        mine = dict(facts) | ({"wording": wording} if wording is not None else {})
        base = db.session.scalar(
            select(StatementVersion).where(
                StatementVersion.statement_id == statement.id, StatementVersion.number == seen
            )
        )
        raise Stale(statement, base, mine)
    unknown = set(facts) - set(statement.facts_kept)
    if unknown:
        raise TypeError(f"a {statement.kind} keeps no {', '.join(sorted(unknown))}")
    changes = dict(facts)
    if wording is not None:
        if not str(wording.get("professional", {}).get("en", "")).strip():
            raise RuleBroken("Enter some words.", "text")
        changes["wording"] = wording
    if audiences is not None:
        changes["audiences"] = sorted(audiences)
    if caveats is not None:
        changes["caveats"] = sorted(caveats)
    if label is not None:
        changes["label"] = label
    fresh = {name: value for name, value in changes.items() if getattr(statement, name) != value}
    if not fresh:
        return statement
    for name, value in fresh.items():
        setattr(statement, name, value)
    db.session.flush()
    _keep(statement, by, source, why)
    return statement


def publish(statements: Iterable[Statement], *, by: Actor) -> None:
    """Let the audiences each statement names see it from now on."""
    fresh = [statement for statement in statements if statement.published_at is None]
    if not fresh:
        return
    db.session.flush()
    now = clock.now()
    # Set past the version counter: letting somebody read it says nothing anew, and nobody must merge with it.
    db.session.execute(
        update(Statement)
        .where(Statement.id.in_([statement.id for statement in fresh]), Statement.published_at.is_(None))
        .values(published_at=now, published_by=by.person_id)
        .execution_options(synchronize_session=False)
    )
    for statement in fresh:
        set_committed_value(statement, "published_at", now)
        set_committed_value(statement, "published_by", by.person_id)


def withdraw(statement: Statement, *, by: Actor, why: str) -> None:
    """End a statement: it stays in every version that held it and stands in no plan from now on."""
    if not why.strip():
        raise RuleBroken("Say why this is being taken out.", "why")
    statement.ended_on = clock.today()
    statement.ended_why = why
    db.session.flush()
    _keep(statement, by, "entered", why)


def take_up(statement: Statement, *, by: Actor, why: str) -> None:
    """Let a statement that ended stand again, as a version of its own beside the one that says it ended."""
    if statement.ended_on is None:
        return
    statement.ended_on, statement.ended_why = None, None
    db.session.flush()
    _keep(statement, by, "entered", why)


def latest(statement: Statement) -> StatementVersion:
    """The newest version of a statement."""
    found = db.session.get(StatementVersion, statement.version_id)
    if found is None:
        raise LookupError("a statement without a version")
    return found


def facts_of(statement: Statement) -> dict[str, Any]:
    """A statement's own facts as primitives: dates as ISO text, keys as text."""
    return {name: _primitive(getattr(statement, name)) for name in statement.facts_kept}


def _keep(statement: Statement, by: Actor, source: str, why: str | None) -> None:
    version = StatementVersion(
        authority_id=statement.authority_id,
        child_id=statement.child_id,
        statement_id=statement.id,
        number=statement.version,
        facts=facts_of(statement) | ({"ended_on": _primitive(statement.ended_on)} if statement.ended_on else {}),
        wording=dict(statement.wording),
        audiences=list(statement.audiences),
        caveats=list(statement.caveats),
        label=statement.label,
        at=clock.now(),
        recorded_by=by.person_id,
        source=source,
        why=why,
    )
    db.session.add(version)
    db.session.flush()
    # The pointer is set past the version counter: it is not a change of what was said.
    db.session.execute(
        update(Base.metadata.tables["statement"])
        .where(Base.metadata.tables["statement"].c.id == statement.id)
        .values(version_id=version.id)
    )
    db.session.refresh(statement, ["version_id"])


def _primitive(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return value
