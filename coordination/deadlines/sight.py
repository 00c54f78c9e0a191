"""Which clocks somebody may see, asked of the rules once for each way of standing towards a child and not once a row.

A timetable of a hundred thousand clocks is then one condition of the database: nothing that is hidden is fetched,
counted or leaves a gap. Every row that is shown is asked about again by itself.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from coordination import clock, timescales
from coordination.access.actor import Actor, Relationship
from coordination.access.models import Reach
from coordination.access.policy import Permit, Thing, decide
from coordination.db import db, new_id
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import section_of

# Somebody asked to one thing, or let in for an hour or by a grant, has no timetable of that child.
NOT_ANSWERING = ("invitation", "grant", "break_glass", "link")
_STANDING: tuple[Any, ...] = (
    Reach.authority_id, Reach.role, Reach.via, Reach.agency_id, Reach.team_id, Reach.case_kind, Reach.functions,
    Reach.sections,
)  # fmt: skip


class Sight(NamedTuple):
    """The authorities of somebody's children, and the condition for the clocks they may see."""

    authorities: list[UUID]
    visible: ColumnElement[bool]


@lru_cache
def rules_by_section() -> Mapping[str, tuple[str, ...]]:
    """The rules whose clocks belong to each section of a record."""
    found: dict[str, list[str]] = {}
    for each in timescales.rules():
        if each.met_by:
            found.setdefault(section_of(each.id), []).append(each.id)
    return {section: tuple(dict.fromkeys(rules)) for section, rules in found.items()}


def reached(person_id: UUID) -> list[ColumnElement[bool]]:
    """The conditions for somebody's own live relationships with whole records."""
    today = clock.today()
    return [
        Reach.person_id == person_id,
        Reach.from_on <= today,
        or_(Reach.to_on.is_(None), Reach.to_on > today),
        Reach.things.is_(None),
        Reach.ends_at.is_(None),
        Reach.via.not_in(NOT_ANSWERING),
    ]


def of(who: Actor) -> Sight:
    """What somebody may see of clocks. One statement."""
    if who.person_id is None:
        return Sight([], false())
    groups = list(db.session.execute(select(*_STANDING).where(*reached(who.person_id)).distinct()))
    whole: dict[tuple[str, ...], list[ColumnElement[bool]]] = {}
    own: dict[tuple[str, ...], list[ColumnElement[bool]]] = {}
    for group in groups:
        full, mine = _rules(who, group)
        for rules, into in ((full, whole), (mine, own)):
            if rules:
                into.setdefault(rules, []).append(_same(group))
    conditions: list[ColumnElement[bool]] = []
    for held, theirs in ((whole, False), (own, True)):
        for rules, standing in held.items():
            children = select(Reach.child_id).where(*reached(who.person_id), or_(*standing))
            condition = and_(Clock.rule.in_(rules), Clock.child_id.in_(children))
            conditions.append(and_(condition, Clock.recorded_by == who.person_id) if theirs else condition)
    return Sight(sorted({group[0] for group in groups}), or_(*conditions) if conditions else false())


def _rules(who: Actor, group: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules whose clocks somebody who stands so sees whole, and those of which they see their own alone.

    Nobody's child and nobody's clock are asked about: the rules weigh nothing else of either.
    """
    child_id, key = new_id(), new_id()
    authority_id, role, via, agency_id, team_id, case_kind, functions, sections = group
    stands = who.towards(
        [
            Relationship(
                child_id=child_id,
                authority_id=authority_id,
                person_id=who.person_id,  # type: ignore[arg-type]
                role=role,
                via=via,
                agency_id=agency_id,
                team_id=team_id,
                case_kind=case_kind,
                functions=frozenset(functions),
                sections=None if sections is None else frozenset(sections),
                from_on=clock.today(),
            )
        ]
    )
    now = clock.now()
    full: list[str] = []
    mine: list[str] = []
    for section, rules in rules_by_section().items():
        for author, into in ((None, full), (who.person_id, mine)):
            thing = Thing(child_id=child_id, authority_id=authority_id, section=section, id=key, author_id=author)
            permit = decide(stands, "read", section, thing, now)
            if isinstance(permit, Permit) and permit.extent in {"full", "own"}:
                into.extend(rules)
                break
    return tuple(sorted(full)), tuple(sorted(mine))


def _same(group: Any) -> ColumnElement[bool]:
    """The relationships that stand like these."""
    return and_(*[column.is_not_distinct_from(value) for column, value in zip(_STANDING, group, strict=True)])
