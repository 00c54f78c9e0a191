"""A plan in sections made ready for its pages: each entry asked about by itself, in the words of a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access import guard
from coordination.access.describing import describe
from coordination.access.policy import Permit
from coordination.ehc import words
from coordination.ehc.plan import quality, threads, types, writing
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan.types import PlanType, Section
from coordination.ehc.plan_models import FormalPlan, PlanPlace
from coordination.plans import queries as plan_queries_of_support
from coordination.plans import words as plan_words
from coordination.web.filters import day

SAID_FIRST = frozenset({"text", "young_text"})


@dataclass(slots=True, kw_only=True)
class Entry:
    """One entry of a section, as a page shows it."""

    id: UUID
    statement_id: UUID
    section: str
    ref: str
    kind: str
    text: str
    young: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    answered_by: list[tuple[str, str]] = field(default_factory=list)
    crossing_id: UUID | None = None
    in_support_plan: bool = False
    carried: bool = False
    may_change: bool = False


@dataclass(slots=True)
class Seen:
    """What one reader sees of a plan: its type, the places they may read, and what those answer."""

    plan: FormalPlan
    type: PlanType
    places: list[Any]
    refs: dict[UUID, str]
    ties: dict[UUID, list[UUID]]

    def of(self, letter: str) -> list[Any]:
        """What stands in a section."""
        return [held for held in self.places if held.section == letter]


def shows_section(permit: Any, letter: str) -> bool:
    """Whether a permit opens a section: whole, or a limited view that names it."""
    return isinstance(permit, Permit) and (permit.fields is None or f"section_{letter.lower()}" in permit.fields)


def seen(plan: FormalPlan) -> Seen:
    """A plan as the actor may see it. One query."""
    kept = []
    for held in plan_queries.places(plan.id):
        if shows_section(guard.may("read", "ehc_plan", held), held.section):
            kept.append(held)
            guard.note(describe(held, "ehc_plan"))
    kind = types.type_of(plan.type, plan.authority_id)
    order = {held.letter: number for number, held in enumerate(kind.sections)}
    kept.sort(key=lambda held: (order.get(held.section, 99), held.position, held.id))
    return Seen(plan, kind, kept, threads.numbered(kept), threads.answered(kept))


def may_write(where: Any) -> bool:
    """Whether the actor may write in a section: asked of the place, whose letter the policy weighs."""
    return isinstance(guard.may("create", "ehc_plan", where), Permit)


def may_change(place: PlanPlace) -> bool:
    """Whether the actor may change an entry: an officer every one, who writes in the section what they wrote."""
    if isinstance(guard.may("update", "ehc_plan", place), Permit):
        return True
    mine = place.statement.originator_id is not None and place.statement.originator_id == guard.actor().person_id
    return mine and may_write(place)


def entries(view: Seen, section: Section) -> list[Entry]:
    """What stands in one section, ready for its page. One query at most."""
    held = view.of(section.letter)
    keys = {
        UUID(str(value))
        for place in held
        for name in ("agency_id", "owner_id")
        if (value := getattr(place.statement, name, None))
    }
    names = plan_queries_of_support.names(keys) if keys else {}
    refs = {place.statement_id: (view.refs[place.id], place.statement.text) for place in view.places}
    backwards: dict[UUID, list[UUID]] = {}
    for one, others in view.ties.items():
        for other in others:
            backwards.setdefault(other, []).append(one)
    kept = view.plan.state != "ceased"
    return [
        Entry(
            id=place.id,
            statement_id=place.statement_id,
            section=place.section,
            ref=view.refs[place.id],
            kind=place.statement.kind,
            text=place.statement.text,
            young=str((place.statement.wording.get("young_person") or {}).get("en", "")),
            facts=facts_of(section, place.statement.kind, _values(place.statement), names),
            answers=[refs[key] for key in view.ties.get(place.statement_id, [])],
            answered_by=[refs[key] for key in backwards.get(place.statement_id, [])],
            crossing_id=place.crossing_id,
            in_support_plan=place.statement.section != "ehc_plan",
            carried=place.from_place_id is not None,
            may_change=kept and may_change(place),
        )
        for place in held
    ]


def _values(statement: Any) -> dict[str, Any]:
    return {name: getattr(statement, name) for name in statement.facts_kept}


def facts_of(section: Section, kind: str, facts: Mapping[str, Any], names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """An entry's facts in words, in the order the section asks for them; of an action, who and by when."""
    asked = ("owner_id", "agency_id", "due_on", "status") if kind == "action" else section.fields
    found = []
    for name in asked:
        if name in SAID_FIRST:
            continue
        said = value_words(kind, name, facts.get(name), names)
        if said:
            found.append((plan_words.field(kind, name), said))
    return found


CODES: Mapping[str, Mapping[str, str]] = {
    "prompt": words.PROMPTS,
    "said_by": writing.SAID_BY,
    "strand": words.ADULTHOOD,
}


def value_words(kind: str, name: str, value: Any, names: Mapping[UUID, str]) -> str:
    """A stored value as a reader understands it."""
    if name in CODES:
        return CODES[name].get(str(value), "") if value else ""
    if value is False or value is None:
        return ""
    return plan_words.said(kind, name, value, names, day)


def hints(view: Seen, *, on: date | None = None) -> list[quality.Hint]:
    """What the coach says of what the reader sees."""
    plan: Any = view.plan
    today = on or clock.today()
    born = view.plan.child.born_on
    return quality.look(
        [
            quality.Entry(
                held.statement_id,
                view.refs[held.id],
                held.section,
                held.statement.kind,
                held.statement.text,
                _values(held.statement),
                frozenset(view.ties.get(held.statement_id, ())),
            )
            for held in view.places
        ],
        letters={held.letter for held in view.type.sections},
        year=quality.school_year(born, today) if born else None,
        age=_age(born, today) if born else None,
        vague=quality.over(plan.vague),
    )


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def prepares_for_adulthood(plan: FormalPlan) -> bool:
    """Whether the child is in year 9 or above, when the plan prepares for adulthood."""
    born = plan.child.born_on
    return born is not None and quality.school_year(born, clock.today()) >= quality.ADULTHOOD_FROM


def answerable(view: Seen, section: Section) -> list[tuple[UUID, str]]:
    """What an entry of a section may answer, with what it is called and says."""
    return [
        (held.statement_id, f"{view.refs[held.id]}: {held.statement.text}")
        for held in view.places
        if held.section in section.answers
    ]


def advice_rows(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Section K: each piece of advice, when it came or why it did not. Each asked about by itself."""
    found = []
    for row in rows:
        if not isinstance(guard.may("read", "ehc_plan", row), Permit):
            continue
        adviser = words.ADVISERS.get(row.source)
        found.append(
            {
                "what": adviser.words if adviser else row.source,
                "who": row.name,
                "role": row.role or "",
                "asked_on": row.asked_on,
                "received_on": row.received_on,
                "why_not": row.why_not or "",
                "state": row.state,
            }
        )
    return found


def budget_rows(rows: Sequence[Any], view: Seen) -> list[dict[str, Any]]:
    """Section J in words. Each asked about by itself."""
    refs = {held.statement_id: f"{view.refs[held.id]}: {held.statement.text}" for held in view.places}
    return [
        {
            "id": row.id,
            "what": row.what,
            "arrangement": writing.ARRANGEMENTS[row.arrangement],
            "pounds": f"£{row.pence_per_year / 100:,.2f}" if row.pence_per_year is not None else "",
            "outcome": refs.get(row.outcome_id, ""),
            "agreed_on": row.agreed_on,
            "review_on": row.review_on,
        }
        for row in rows
        if shows_section(guard.may("read", "ehc_plan", row), "J")
    ]
