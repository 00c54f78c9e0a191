"""What an amendment changes: what was added, changed and taken out in each section since the last final plan."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from coordination.children.statements import Statement, StatementVersion
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import view as plan_view
from coordination.ehc.plan.types import PlanType
from coordination.ehc.plan_models import FormalPlan
from coordination.plans import queries as support
from coordination.plans import words as plan_words
from coordination.plans.crossings import fields, fields_of_version
from coordination.plans.merging import same

UNSAID = frozenset({"audiences", *plan_words.UNSAID})


class Said:
    """One line of a plan: where it stands and the version that stood there."""

    def __init__(self, section: str, version: StatementVersion) -> None:
        self.section = section
        self.version = version

    @property
    def key(self) -> tuple[str, UUID]:
        """What it is called by across versions."""
        return self.section, self.version.statement_id


def of_issue(issue_id: UUID) -> list[Said]:
    """What an issue says. One query."""
    return [Said(line.section, line.statement_version) for line in plan_queries.lines(issue_id)]


def as_written(plan: FormalPlan) -> list[Said]:
    """What a plan says now. Two queries."""
    held = plan_queries.places(plan.id)
    keys = {place.id: place.statement.version_id for place in held if place.statement.version_id is not None}
    versions = plan_queries.versions(keys.values())
    return [Said(place.section, versions[keys[place.id]]) for place in held]


def count_since(issue: Any, places: Iterable[Any]) -> int:
    """How many entries do not say what the last final plan says. One query."""
    before = {(line.section, line.statement_id): line.statement_version for line in plan_queries.lines(issue.id)}
    now = {(held.section, held.statement_id): held.statement for held in places}
    changed = sum(1 for key in before.keys() & now.keys() if differs(now[key], before[key]))
    return changed + len(before.keys() ^ now.keys())


def differs(statement: Statement, version: StatementVersion) -> bool:
    """Whether a statement says something else than a version said. The same words said again are the same."""
    if statement.version_id == version.id:
        return False
    old, new = fields_of_version(version), fields(statement)
    said = (old.keys() | new.keys()) - UNSAID - {"ended_on"}
    return any(not same(old.get(name), new.get(name)) for name in said)


def since_final(plan: FormalPlan, type: PlanType) -> list[dict[str, Any]]:
    """What is written now that the last final plan does not say, section by section; nothing before a final plan."""
    last = plan_queries.last_final(plan.id)
    return between(of_issue(last.id), as_written(plan), type) if last is not None else []


def between(old: Sequence[Said], new: Sequence[Said], type: PlanType) -> list[dict[str, Any]]:
    """Every change as primitives: section, title, what, the words before and after, and each fact that differs."""
    before = {one.key: one.version for one in old}
    after = {one.key: one.version for one in new}
    names = support.names(_keys([*before.values(), *after.values()]))
    found = []
    for section in type.sections:
        here = [(key, held) for key, held in after.items() if key[0] == section.letter]
        gone = [(key, held) for key, held in before.items() if key[0] == section.letter and key not in after]
        for key, held in here:
            was = before.get(key)
            if was is None:
                found.append(_change(section, "added", "", text_of(held), _facts(section, held, names)))
            elif was.id != held.id:
                facts = _differing(section, was, held, names)
                if facts or text_of(was) != text_of(held):
                    found.append(_change(section, "changed", text_of(was), text_of(held), facts))
        for _, held in gone:
            found.append(_change(section, "ended", text_of(held), "", []))
    return found


def text_of(version: StatementVersion) -> str:
    """The words of a version."""
    return str((version.wording.get("professional") or {}).get("en", ""))


def _keys(versions: Iterable[StatementVersion]) -> set[UUID]:
    return {
        UUID(str(value))
        for held in versions
        for name, value in held.facts.items()
        if value and name in {"agency_id", "owner_id"}
    }


def _change(section: Any, what: str, before: str, after: str, facts: list[list[str]]) -> dict[str, Any]:
    return {
        "section": section.letter,
        "title": section.title,
        "what": what,
        "before": before,
        "after": after,
        "facts": facts,
    }


def _facts(section: Any, held: StatementVersion, names: Mapping[UUID, str]) -> list[list[str]]:
    kind = held.statement.kind
    return [[label, "", said] for label, said in plan_view.facts_of(section, kind, held.facts, names)]


def _differing(
    section: Any, was: StatementVersion, held: StatementVersion, names: Mapping[UUID, str]
) -> list[list[str]]:
    old, new = fields_of_version(was), fields_of_version(held)
    found = []
    for name in section.fields:
        if name == "text" or name in UNSAID or same(old.get(name), new.get(name)):
            continue
        kind = held.statement.kind
        found.append(
            [
                plan_words.field(kind, name),
                plan_view.value_words(kind, name, old.get(name), names),
                plan_view.value_words(kind, name, new.get(name), names),
            ]
        )
    return found
