"""What a save of a review's record says: one value for each part of the sheet, under the part's own name.

A part that is None is left as it stands. Rows carry the ids they will have, so saving again adds nothing twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from coordination.voice.models import View

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Held:
    """When it was held."""

    on: date
    began_at: time | None = None
    ended_at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Views:
    """What the child says, and how they took part. ``brought``: views said before that the review looked at."""

    participation: str | None
    rows: Iterable[Row] | None = None
    brought: Iterable[View] | None = None
    missing_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class People:
    """Who came: how each took part and whether their report came, by place; and who came without being asked."""

    attendance: Mapping[UUID, str]
    reports: Mapping[UUID, str] | None = None
    also_came: Iterable[Row] = ()


@dataclass(frozen=True, kw_only=True)
class GoingWell:
    """What is going well, and worries: both stand in the plan from now on."""

    strengths: Iterable[Row] | None = None
    worries: Iterable[Row] | None = None


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What was decided about the help, why and with what facts, and what else was decided."""

    decision: str | None = None
    reason: str = ""
    facts: Row | None = None
    rows: Iterable[Row] | None = None


@dataclass(frozen=True, kw_only=True)
class Next:
    """The next meeting, or why none is due."""

    on: date | None = None
    at: time | None = None
    kind: str | None = None
    place: str = ""
    none_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """Everything a save says.

    ``carried`` says what became of each open action: its status ("cancelled": no longer needed), a note, a new due
    date. ``safety`` stands in the plan from now on. ``considered`` answers the questions of the kind of meeting by key.
    """

    held: Held
    views: Views
    people: People
    agenda: Sequence[Row] | None = None
    family: Mapping[UUID, Row] | None = None
    changes: str | None = None
    mapping: GoingWell = field(default_factory=GoingWell)
    scaling: Iterable[Row] | None = None
    outcomes: Mapping[UUID, Row] | None = None
    considered: Mapping[str, str] | None = None
    carried: Mapping[UUID, Row] | None = None
    decisions: Decisions = field(default_factory=Decisions)
    actions: Iterable[Row] | None = None
    safety: Iterable[Row] | None = None
    disagreements: Iterable[Row] | None = None
    closure: Row | None = None
    next: Next = field(default_factory=Next)
