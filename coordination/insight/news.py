"""What changed since somebody last looked: each change with what it said before and what it says now.

Both sides are asked about: a reader is shown the earlier words only if they could read them, and the later ones only
if they may read those. Nothing a person did themself is news to them. What was ended or taken out is news too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from coordination.access import guard
from coordination.access.catalogue import audience_of
from coordination.access.describing import describe
from coordination.access.policy import Permit
from coordination.children import reading
from coordination.children.statements import StatementVersion
from coordination.events.models import Event
from coordination.events.presenters import words as event_words
from coordination.insight import words
from coordination.insight.queries import Changed
from coordination.plans import crossings, presenters
from coordination.plans import queries as plan_queries
from coordination.plans.changes import Change
from coordination.plans.merging import same
from coordination.reviews.kinds import meeting as meeting_called
from coordination.reviews.models import SAFEGUARDING, Decision
from coordination.schools.models import Strategy
from coordination.voice.models import View

MODELS: Mapping[str, type[Any]] = plan_queries.KINDS | {
    "view": View,
    "decision": Decision,
    "strategy": Strategy,
}
_DATES = frozenset({"due_on", "check_on", "target_on", "from_on", "to_on"})


@dataclass(slots=True, kw_only=True)
class Raw:
    """One change before it is worded: which fields said something else, by name, before and after."""

    what: str
    group: str
    kind: str
    id: UUID
    child_id: UUID
    text: str
    at: datetime
    by: UUID | None
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    why: str = ""
    detail: str = ""
    section: str = ""

    @property
    def is_date(self) -> bool:
        """Whether it is a date that changed: a review, or nothing but the days of something."""
        return self.group == "dates" or (self.what == "changed" and bool(self.fields) and self.fields.keys() <= _DATES)


@dataclass(slots=True, kw_only=True)
class Item:
    """One change as the page shows it."""

    what: str
    colour: str
    kind: str
    id: UUID
    text: str
    at: datetime
    who: str
    changes: list[Change]
    why: str = ""
    detail: str = ""
    section: str = ""


def changes(found: Changed, when_words: Callable[[datetime], str]) -> list[Raw]:
    """Every change the actor may read, the newest first. Each row, and each earlier version of it, is asked about."""
    return sorted(
        [*_of_statements(found), *_of_events(found, when_words)], key=lambda one: (one.at, one.id), reverse=True
    )


def keys_in(raw: Iterable[Raw]) -> set[UUID]:
    """Everybody and everything these changes name by key."""
    found: set[UUID] = set()
    for one in raw:
        if one.by is not None:
            found.add(one.by)
        for name, values in one.fields.items():
            if name.endswith("_id"):
                found |= {UUID(str(value)) for value in values if value}
    return found


def names_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Names of people and organisations, and the words of needs and outcomes that the actor may read. One query."""
    names, statements = plan_queries.called(keys)
    said = guard.readable(statements, lambda held: held.section)
    return names | {row.id: row.text for row in said}


def grouped(
    raw: Sequence[Raw], names: Mapping[UUID, str], day: Callable[[date], str]
) -> list[tuple[str, str, list[Item]]]:
    """Changes for the page: the key and words of each group with its items, in reading order."""
    held: dict[str, list[Item]] = defaultdict(list)
    for one in raw:
        held[one.group].append(_item(one, names, day))
    return [(key, label, held[key]) for key, label in words.GROUPS.items() if held[key]]


def _item(one: Raw, names: Mapping[UUID, str], day: Callable[[date], str]) -> Item:
    what, colour = words.WHATS[one.what]
    told = []
    for name in sorted(one.fields, key=words.order_of):
        before, after = (words.said(one.kind, name, value, names, day) for value in one.fields[name])
        if before != after:
            told.append(Change(words.label_of(one.kind, name) or "", before, after))
    return Item(
        what=what,
        colour=colour,
        kind=one.kind,
        id=one.id,
        text=one.text,
        at=one.at,
        who=names.get(one.by, "") if one.by else "",
        changes=told,
        why=one.why,
        detail=one.detail,
        section=one.section,
    )


# -- statements ------------------------------------------------------------------------------------------------


def _of_statements(found: Changed) -> list[Raw]:
    base = {UUID(row["id"]): row for row in found.statements}
    before = {(UUID(row["statement_id"]), row["number"]): row for row in found.before}
    fresh: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in found.versions:
        fresh[UUID(row["statement_id"])].append(row)
    guard.know({UUID(row["child_id"]) for row in found.statements})
    rests_on = _commissioned(found.helping)
    made = []
    for key, versions in fresh.items():
        if key in base and base[key]["kind"] in MODELS:
            one = _of_statement(base[key], sorted(versions, key=lambda row: row["number"]), before, rests_on)
            if one is not None:
                made.append(one)
    return made


def _of_statement(
    base: dict[str, Any],
    versions: list[dict[str, Any]],
    before: Mapping[tuple[UUID, int], dict[str, Any]],
    rests_on: Mapping[UUID, frozenset[UUID]],
) -> Raw | None:
    """Everything others did to one statement, as one change; None where the actor may not read what it says now."""
    kind, last = base["kind"], versions[-1]
    seen = _seen(base, last, rests_on)
    if seen is None:
        return None
    row, _, now_says = seen
    merged: dict[str, tuple[Any, Any]] = {}
    for version in versions:
        earlier = before.get((row.id, version["number"] - 1))
        old = _seen(base, earlier, rests_on) if earlier is not None else None
        new = _seen(base, version, rests_on)
        if new is None or (earlier is not None and old is None):
            # They could not read it before: what it says now is new to them, and what it said is not told.
            merged = {}
            continue
        for name, value in _differences(kind, old[2] if old else {}, new[2]):
            merged[name] = (merged[name][0] if name in merged else value[0], value[1])
    first = versions[0]["number"] == 1 or _hidden_before(base, versions[0], before, rests_on)
    ended = "ended_on" in (last.get("facts") or {})
    fields = {name: value for name, value in merged.items() if not same(value[0], value[1])}
    if first or ended:
        fields.pop("text", None)
    if not first and not ended and not fields:
        return None
    guard.note(describe(row, row.section))
    return Raw(
        what="ended" if ended else "added" if first else "changed",
        group=words.GROUP_OF_KIND.get(kind, "plan"),
        kind=kind,
        id=row.id,
        child_id=row.child_id,
        text=str(now_says.get("text") or ""),
        at=datetime.fromisoformat(last["at"]),
        by=UUID(last["recorded_by"]) if last.get("recorded_by") else None,
        fields={} if first and not ended else {name: value for name, value in fields.items() if name != "ended_on"},
        why=str((base.get("ended_why") if ended else last.get("why")) or ""),
        section=row.section,
    )


def _hidden_before(
    base: dict[str, Any],
    first: dict[str, Any],
    before: Mapping[tuple[UUID, int], dict[str, Any]],
    rests_on: Mapping[UUID, frozenset[UUID]],
) -> bool:
    earlier = before.get((UUID(base["id"]), first["number"] - 1))
    return earlier is not None and _seen(base, earlier, rests_on) is None


def _seen(
    base: dict[str, Any], version: dict[str, Any], rests_on: Mapping[UUID, frozenset[UUID]]
) -> tuple[Any, Permit, dict[str, Any]] | None:
    """One version as the actor may read it: the row as it then was, the permit, and the fields the permit gives."""
    facts = version.get("facts") or {}
    kept = {name: version[name] for name in ("audiences", "caveats", "label", "wording")}
    row = reading.revived(MODELS[base["kind"]], [base | kept | facts])[0]
    more: dict[str, Any] = {}
    if row.kind == "outcome":
        more["facts"] = {"commissioned_agencies": rests_on.get(row.id, frozenset())}
    permit = guard.may("read", row.section, row, **more)
    if not isinstance(permit, Permit) or not presenters.shows(row, permit):
        return None
    if guard.actor().kind != "workforce" and not _on_a_family_page(row, permit):
        return None
    held = reading.revived(StatementVersion, [version])[0]
    says = crossings.fields_of_version(held)
    return row, permit, _given(row, permit, says)


def _on_a_family_page(row: Any, permit: Permit) -> bool:
    """Whether something would stand on the page of a parent, a carer or a young person: for them, in their words."""
    me, audience = guard.actor().person_id, audience_of(permit.role) or ""
    if row.kind == "view" and row.speaker != "child":
        return me in (row.originator_id, row.speaker_id)
    if row.published_at is None or audience not in row.audiences:
        return False
    if row.kind in {"need", "worry"} and audience != "carer":
        return bool(
            {"young_person"} & row.wording.keys() if audience == "young_person" else _FAMILY & row.wording.keys()
        )
    # What another parent is to do is theirs: it belongs to no organisation.
    others = row.kind == "action" and row.agency_id is None and row.owner_id not in (None, me)
    return not (audience == "parent" and others)


_FAMILY = frozenset({"parent", "family"})


def _given(row: Any, permit: Permit, says: dict[str, Any]) -> dict[str, Any]:
    """The fields a permit gives of what a version says."""
    if permit.extent == "published":
        # Who sees what was published sees the words for their audience, and the days.
        words_there = row.words_for(audience_of(permit.role) or "young_person")
        return {"text": words_there} | {name: value for name, value in says.items() if name in _DATES | {"status"}}
    if permit.fields is None:
        return says
    return {name: value for name, value in says.items() if name == "text" or name in permit.fields}


def _differences(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[tuple[str, tuple[Any, Any]]]:
    for name in sorted(before.keys() | after.keys()):
        if words.label_of(kind, name) and not same(before.get(name), after.get(name)):
            yield name, (before.get(name), after.get(name))


def _commissioned(helping: Iterable[Mapping[str, Any]]) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in helping:
        if row["outcome_id"] and row["agency_id"]:
            found[UUID(row["outcome_id"])].add(UUID(row["agency_id"]))
    return {key: frozenset(held) for key, held in found.items()}


# -- everything else -------------------------------------------------------------------------------------------


def _of_events(found: Changed, when_words: Callable[[datetime], str]) -> list[Raw]:
    made = []
    for event in guard.readable(reading.revived(Event, found.events), lambda held: held.section):
        text, detail = event_words(event), ""
        if event.about_kind == "Membership" and event.about_id in found.people:
            detail = found.people[event.about_id]
        meeting = found.meetings.get(event.about_id) if event.about_kind == "Review" and event.about_id else None
        # What a conference or a core group is, and when, is told on its own page to whoever may open it.
        if meeting is not None and meeting["kind"] not in SAFEGUARDING:
            detail = _of_meeting(event, meeting, when_words)
        made.append(
            Raw(
                what="ended" if event.kind in _ENDINGS else "happened",
                group=words.GROUP_OF_SECTION.get(event.section, "record"),
                kind="event",
                id=event.id,
                child_id=event.child_id,
                text=text,
                at=event.recorded_at,
                by=event.recorded_by,
                detail=detail,
            )
        )
    return made


_ENDINGS = frozenset(
    {"member_left", "alert_ended", "case_closed", "review_cancelled", "placement_ended", "protection_plan_ended"}
)


def _of_meeting(event: Event, meeting: Mapping[str, Any], when_words: Callable[[datetime], str]) -> str:
    kind = meeting_called(meeting["kind"], meeting).words
    before, after = event.facts.get("before"), event.facts.get("after")
    if before and after:
        return f"{kind}: from {_instant(before, when_words)} to {_instant(after, when_words)}"
    if event.kind == "review_planned" and meeting["starts_at"]:
        return f"{kind}, {_instant(meeting['starts_at'], when_words)}"
    return kind


def _instant(text: str, when_words: Callable[[datetime], str]) -> str:
    return when_words(datetime.fromisoformat(text))
