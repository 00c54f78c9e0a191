"""What the pages of plans share: who may come in, what of a plan a reader sees, who can be chosen."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort

from coordination.access import guard
from coordination.access.catalogue import audience_of
from coordination.access.describing import describe
from coordination.access.policy import Deny, Permit
from coordination.agencies.models import Agency
from coordination.cases.models import Membership
from coordination.cases.strip import record_strip
from coordination.cases.words import ROLES
from coordination.children.models import Child
from coordination.children.saying import AUDIENCES
from coordination.db import RuleBroken, new_id
from coordination.plans import presenters, queries, words
from coordination.plans.models import Crossing, Plan
from coordination.web.forms import Form, SelectChoice

blueprint = Blueprint("plans", __name__)

# How an organisation's audience reads to whoever chooses it.
_WHOM = {
    "school": "Everybody at the school who works with the child",
    "health": "The health practitioners on the team",
    "provider": "The services that help",
    "carer": "The foster carer",
    "parent": "Parents and others with parental responsibility on the team",
    "young_person": "The young person, in the words written for them",
}


# Families and young people have pages of their own, made from the same plan.
blueprint.before_request(guard.workers_only)


def record(child: Child) -> dict[str, Any]:
    """The strip of a record page, on the plan's tab."""
    return record_strip(child, "plan")


def to_decide(crossings: Iterable[Crossing], rows: Iterable[Any]) -> list[Crossing]:
    """Of crossed edits of these rows, those that the actor may put together: whoever may change the row."""
    of = {row.id: row for row in rows}
    return [
        held for held in crossings if may("update", of[held.statement_id].section, of[held.statement_id], whole=False)
    ]


def permitted(rows: Iterable[Any]) -> list[tuple[Any, Permit]]:
    """Those of a plan's rows that the actor may read, each with its permit. Kept for the audit."""
    held = list(rows)
    rests_on = presenters.commissioned(held)
    shown = []
    for row in held:
        more: dict[str, Any] = {}
        if row.kind == "outcome":
            more["facts"] = {"commissioned_agencies": rests_on.get(row.id, frozenset())}
        permit = guard.may("read", row.section, row, **more)
        if isinstance(permit, Permit) and presenters.shows(row, permit):
            shown.append((row, permit))
            guard.note(describe(row, row.section, **more))
    return shown


def sees_whole(plan: Plan) -> bool:
    """Whether the reader sees the whole plan, not a part of it."""
    permit = guard.may("read", "support_plan", plan, whole=True)
    return isinstance(permit, Permit) and "full" in permit.extents


def whole_reader(plan: Plan) -> None:
    """Versions, history, previews and what somebody disagrees with are for those who see the whole plan."""
    if not sees_whole(plan):
        raise guard.Refused(Deny("limited", 4, False))


def may(verb: str, section: str, row: Any, *, whole: bool = True) -> bool:
    """Whether to show a button."""
    return isinstance(guard.may(verb, section, row, whole=whole), Permit)


def found(row: Any | None) -> Any:
    """The row, or "not found"."""
    if row is None:
        abort(404)
    return row


def audience_choices(team: Sequence[Membership]) -> list[SelectChoice]:
    """Who else can see something: each audience, with the people of the team it means today."""
    people: dict[str, list[str]] = {}
    for place in team:
        audience = audience_of(place.role)
        if audience in AUDIENCES:
            beside = " (their advocate)" if place.role == "ADV" else ""
            people.setdefault(str(audience), []).append(place.person.name + beside)
    return [
        SelectChoice(
            audience,
            words.AUDIENCES[audience],
            {
                "hint": f"{_WHOM[audience]}: {', '.join(sorted(set(people[audience])))}"
                if audience in people
                else f"{_WHOM[audience]}. Nobody on the team today."
            },
        )
        for audience in AUDIENCES
    ]


def owner_value(person_id: UUID | None, agency_id: UUID | None) -> str:
    """A person in an organisation, as the value of a choice."""
    return f"{person_id}|{agency_id or ''}" if person_id else ""


def owner_of(value: str) -> tuple[UUID | None, UUID | None]:
    """The person and the organisation a choice means."""
    person, _, agency = value.partition("|")
    return (UUID(person) if person else None), (UUID(agency) if agency else None)


def owner_choices(team: Sequence[Membership], only: frozenset[UUID] | None = None) -> list[SelectChoice]:
    """Who can be asked: everybody on the team, or those of the organisations ``only``."""
    offered = []
    seen = set()
    for place in sorted(team, key=lambda held: held.person.sort_name):
        if only is not None and place.agency_id not in only:
            continue
        value = owner_value(place.person_id, place.agency_id)
        if value not in seen:
            seen.add(value)
            where = place.agency.name if place.agency is not None else ROLES.get(place.role, "")
            offered.append(SelectChoice(value, f"{place.person.name}, {where}" if where else place.person.name))
    return offered


def agency_choices(team: Sequence[Membership]) -> list[SelectChoice]:
    """The organisations on the team."""
    held: dict[UUID, Agency] = {place.agency.id: place.agency for place in team if place.agency is not None}
    ordered = sorted(held.values(), key=lambda agency: agency.name)
    return [SelectChoice(str(row.id), row.name) for row in ordered]


def statement_choices(rows: Iterable[Any], kind: str) -> list[SelectChoice]:
    """The plan's needs or outcomes, to link something to. ``rows``: what the actor may read."""
    return [SelectChoice(str(row.id), _short(row.text)) for row in rows if row.kind == kind]


def _short(text: str, length: int = 90) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= length else one_line[: length - 1].rstrip() + "…"


def called(keys: set[UUID]) -> dict[UUID, str]:
    """The names of people and organisations, and the words of needs and outcomes that the reader may see."""
    names, statements = queries.called(keys)
    said = guard.readable(statements, lambda held: held.section)
    return names | {row.id: row.text for row in said}


def refuse(form: Form, broken: RuleBroken) -> None:
    """A broken rule as an error of the form, beside its field where it has it."""
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)


def authors_of(*lists: Iterable[Any]) -> set[UUID]:
    """Who recorded these rows."""
    return {row.recorded_by for rows in lists for row in rows if row.recorded_by is not None}


def late_draft(form: Any, said: Any | None) -> bool:
    """Whether a draft only repeats what was saved under its key a moment ago.

    Where it says more, the words get a key of their own: they become another one and replace nothing.
    """
    if said is None:
        return False
    if said.text == (form.text.data or "").strip():
        return True
    form.id.process(None, new_id())
    return False
