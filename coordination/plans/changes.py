"""What changed, readable: between two versions of a statement, two agreed versions of a plan, or then and
now.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from coordination.children.statements import StatementVersion
from coordination.plans import crossings, words
from coordination.plans.merging import holds, same, together
from coordination.plans.models import Crossing

Day = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it is called, what it said, what it says."""

    label: str
    before: str
    after: str


@dataclass(slots=True, kw_only=True)
class Step:
    """One version of a statement in its history: who, when, why, and each field that changed."""

    number: int
    at: datetime
    who: str
    why: str = ""
    changes: list[Change] = field(default_factory=list)
    first: bool = False
    ended: bool = False


@dataclass(slots=True, kw_only=True)
class Difference:
    """One statement in the difference of two plan versions: "added", "changed" or "ended"."""

    what: str
    kind: str
    statement_id: UUID
    text: str
    changes: list[Change] = field(default_factory=list)
    why: str = ""


def keys_in(versions: Iterable[StatementVersion]) -> set[UUID]:
    """Every person, organisation, need and outcome that versions name by key, and who recorded them."""
    found = {held.recorded_by for held in versions if held.recorded_by is not None}
    for held in versions:
        for name, value in held.facts.items():
            if name.endswith("_id") and name not in words.UNSAID and value:
                found.add(UUID(str(value)))
    return found


def between(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[UUID, str], day: Day
) -> list[Change]:
    """Each field that says something else, in the order of a form."""
    found = []
    order = list(words.FIELDS)
    changed = [
        name
        for name in before.keys() | after.keys()
        if name not in words.UNSAID and name in words.FIELDS and not same(before.get(name), after.get(name))
    ]
    for name in sorted(changed, key=order.index):
        found.append(
            Change(
                words.field(kind, name),
                words.said(kind, name, before.get(name), names, day),
                words.said(kind, name, after.get(name), names, day),
            )
        )
    return found


def history(kind: str, versions: Sequence[StatementVersion], names: Mapping[UUID, str], day: Day) -> list[Step]:
    """Every version of a statement, newest first, each with what it changed."""
    steps: list[Step] = []
    before: dict[str, Any] = {}
    for held in versions:
        after = crossings.fields_of_version(held)
        changes = between(kind, before, after, names, day)
        if not steps:
            # The first version is read as what was written, without the values a form starts from.
            changes = [change for change in changes if change.label != words.FIELDS["acceptance"]]
        steps.append(
            Step(
                number=held.number,
                at=held.at,
                who=names.get(held.recorded_by, "") if held.recorded_by else "",
                why=held.why or "",
                changes=changes,
                first=not steps,
                ended="ended_on" in held.facts,
            )
        )
        before = after
    return steps[::-1]


def difference(
    older: Sequence[StatementVersion],
    newer: Sequence[StatementVersion],
    names: Mapping[UUID, str],
    day: Day,
) -> list[Difference]:
    """What was added, changed and ended between two lists of statement versions, in the newer one's order."""
    before = {held.statement_id: held for held in older}
    after = {held.statement_id: held for held in newer}
    found = []
    for key, held in after.items():
        old = before.get(key)
        if old is None:
            found.append(_difference("added", held))
        elif old.id != held.id:
            changes = between(
                held.statement.kind,
                crossings.fields_of_version(old),
                crossings.fields_of_version(held),
                names,
                day,
            )
            if changes:
                found.append(_difference("changed", held, changes))
    for key, held in before.items():
        if key not in after:
            found.append(_difference("ended", held))
    return found


def _difference(what: str, held: StatementVersion, changes: Sequence[Change] = ()) -> Difference:
    return Difference(
        what=what,
        kind=held.statement.kind,
        statement_id=held.statement_id,
        text=text_of(held),
        changes=list(changes),
        why=(held.statement.ended_why or "") if what == "ended" else "",
    )


def text_of(version: StatementVersion) -> str:
    """The team's words of a version."""
    return str((version.wording.get("professional") or {}).get("en", ""))


@dataclass(slots=True, kw_only=True)
class Compared:
    """One field of a crossed change as the page shows it: what both started from, mine, theirs, and who must
    choose.
    """

    name: str
    label: str
    base: str
    mine: str
    theirs: str
    standing: str
    can_keep_both: bool
    both: str = ""


def compared(
    crossing: Crossing, statement: Any, names: Mapping[UUID, str], day: Day, written: Mapping[str, str] | None = None
) -> list[Compared]:
    """Every field of a crossed change that somebody changed or wrote words for, those that need a choice first."""
    found = []
    for line in crossings.lines(crossing, statement):
        typed = line.name in (written or {})
        if (line.standing == "same" and not typed) or line.name not in words.FIELDS:
            continue
        base, mine, theirs = (
            words.said(statement.kind, line.name, value, names, day) for value in (line.base, line.mine, line.theirs)
        )
        both = together(theirs, mine) if line.can_keep_both and (typed or line.standing == "both") else ""
        found.append(
            Compared(
                name=line.name,
                label=words.field(statement.kind, line.name),
                base=base,
                mine=mine,
                theirs=theirs,
                standing=line.standing,
                can_keep_both=line.can_keep_both and (typed or line.standing == "both"),
                both=both,
            )
        )
    return sorted(found, key=lambda row: row.standing != "both")


def keys_of_crossing(crossing: Crossing, statement: Any) -> set[UUID]:
    """Everybody and everything a crossed change names by key."""
    found: set[UUID] = set()
    for line in crossings.lines(crossing, statement):
        if line.name.endswith("_id"):
            found |= {UUID(str(value)) for value in (line.base, line.mine, line.theirs) if value}
    if crossing.recorded_by is not None:
        found.add(crossing.recorded_by)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Words that were not kept when two changes crossed: whose, when it was decided, and what they were."""

    who: str
    decided_at: datetime
    fields: list[tuple[str, str]]


def set_aside(kind: str, decided: Iterable[Crossing], names: Mapping[UUID, str], day: Day) -> list[SetAside]:
    """What was sent second and is not, as a whole, in what was decided."""
    found = []
    for held in decided:
        fields = []
        for name, value in held.mine.items():
            result = (held.choices.get(name) or {}).get("result")
            kept = same(value, result) or (isinstance(result, str) and holds(result, str(value or "")))
            if name in words.FIELDS and not same(value, held.base.get(name)) and not kept:
                fields.append((words.field(kind, name), words.said(kind, name, value, names, day)))
        if held.decided_at is None:
            continue
        if fields and held.why:
            fields.append(("Why", held.why))
        written = [
            (words.field(kind, name), words.said(kind, name, choice["written"], names, day))
            for name, choice in held.choices.items()
            if name in words.FIELDS and choice.get("written")
        ]
        for person_id, aside in ((held.recorded_by, fields), (held.decided_by, written)):
            if aside:
                who = names.get(person_id, "") if person_id else ""
                found.append(SetAside(who=who, decided_at=held.decided_at, fields=aside))
    return found
