"""A plan made ready for its page: each statement with who can see it, what is beside it, and what could be
better.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from coordination.access.catalogue import audience_of
from coordination.access.facts import age_on
from coordination.access.policy import Permit
from coordination.children.saying import AUDIENCES
from coordination.children.statements import Disagreement
from coordination.plans import joining, quality, words
from coordination.plans.actions import STATUS_WORDS
from coordination.plans.models import Action, Crossing, Plan
from coordination.plans.queries import CLOSED
from coordination.plans.rag import rag, rag_words

# In a limited view, a kind of statement is shown where its own field is.
_FIELD_OF = {"provision": "provision", "action": "what"}

_COLOURS = {"slipping": "yellow", "stuck": "red", "achieved": "green", "ended": "grey"}

SECTIONS = ("strength", "need", "worry", "outcome", "provision", "contingency")
FACTS = {
    "strength": ("domain", "keeps_going"),
    "need": ("domain",),
    "worry": ("domain", "goal"),
    "outcome": ("domain", "baseline", "measure", "target", "target_on", "need_id"),
    "provision": ("agency_id", "who", "hours_per_week", "how_often", "from_on", "to_on", "outcome_id"),
    "contingency": ("who", "phone"),
}


@dataclass(slots=True, kw_only=True)
class ActionView:
    """An action as a line of a page. ``number`` is none where some of the child's actions are not the
    reader's.
    """

    id: UUID
    text: str
    number: int | None
    owner: str
    owner_id: UUID | None
    agency: str
    due_on: date | None
    check_on: date | None
    rag: str
    rag_words: str
    status: str
    status_words: str
    closed: bool
    answer: str
    priority: str
    note: str
    checks: list[quality.Check] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    audiences: list[tuple[str, bool]] = field(default_factory=list)
    family_text: str = ""
    young_text: str = ""
    published: bool = False


@dataclass(slots=True, kw_only=True)
class StatementView:
    """Anything else a plan says, with what stands beside it."""

    id: UUID
    kind: str
    text: str
    version: int
    family_text: str = ""
    young_text: str = ""
    facts: list[tuple[str, Any]] = field(default_factory=list)
    audiences: list[tuple[str, bool]] = field(default_factory=list)
    published: bool = False
    shared: bool = False
    disagreements: list[Disagreement] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    checks: list[quality.Check] = field(default_factory=list)
    actions: list[ActionView] = field(default_factory=list)
    status: str = ""
    status_colour: str = ""
    progress: int | None = None
    progress_at_start: int | None = None
    whole: bool = True


@dataclass(slots=True, kw_only=True)
class PlanView:
    """A plan's page: its sections in reading order, actions without an outcome, and what to look at first."""

    sections: list[tuple[str, words.KindWords, list[StatementView]]]
    loose_actions: list[ActionView]
    open_actions: int
    closed_actions: int
    returned: list[ActionView]
    unanswered: list[ActionView]
    crossings: list[tuple[Crossing, str]]
    checks: list[quality.Check]
    alike: list[tuple[ActionView, ActionView]]
    not_shared: int
    is_empty: bool


def shows(row: Any, permit: Permit) -> bool:
    """Whether a permit, limited to some fields, shows this kind of statement at all."""
    return permit.fields is None or _FIELD_OF.get(row.kind, row.kind) in permit.fields


def text_for(row: Any, permit: Permit) -> str:
    """The wording a reader gets: the team's, or (who sees what was published) that of their audience."""
    if permit.extent == "published":
        return str(row.words_for(audience_of(permit.role) or "young_person"))
    return str(row.text)


def commissioned(rows: Iterable[Any]) -> dict[UUID, frozenset[UUID]]:
    """Whose help each outcome rests on: the organisations that give something, or have an action, towards it."""
    found: dict[UUID, set[UUID]] = {}
    for row in rows:
        if row.kind in {"provision", "action"} and row.outcome_id and row.agency_id:
            found.setdefault(row.outcome_id, set()).add(row.agency_id)
    return {key: frozenset(held) for key, held in found.items()}


def plan_view(
    plan: Plan,
    rows: Sequence[tuple[Any, Permit]],
    *,
    today: date,
    day: Callable[[date], str],
    disagreements: Iterable[Disagreement] = (),
    crossings: Sequence[Crossing] = (),
    coach: bool = True,
    heard: bool = True,
) -> PlanView:
    """A plan for its page. ``rows``: what the reader may see, with the permit each is seen by; ``day`` writes
    a date.

    ``coach``: with the checks of quality, for those who can do something about them. ``heard``: whether anything the
    child said is recorded.
    """
    said, crossed = _by_statement(disagreements), _by_statement(crossings)
    names = {row.id: text_for(row, permit) for row, permit in rows}
    names |= {row.agency_id: row.agency.name for row, _ in rows if getattr(row, "agency", None) is not None}
    actions: dict[UUID, ActionView] = {}
    under: dict[UUID, list[ActionView]] = {}
    for row, permit in rows:
        if row.kind == "action":
            actions[row.id] = view = action_view(row, permit, today=today, coach=coach)
            view.disagreements, view.crossings = said.get(row.id, []), crossed.get(row.id, [])
            under.setdefault(row.outcome_id, []).append(view)
    statements: dict[str, list[StatementView]] = {kind: [] for kind in SECTIONS}
    for row, permit in rows:
        if row.kind != "action":
            shown = statement_view(row, permit, names=names, day=day)
            shown.disagreements, shown.crossings = said.get(row.id, []), crossed.get(row.id, [])
            shown.actions = sorted(under.pop(row.id, []), key=_order)
            if coach and shown.whole:
                shown.checks = _checks(row, shown.actions)
            statements[row.kind].append(shown)
    about_plan: list[quality.Check] = []
    if coach:
        whole = [row for row, permit in rows if permit.fields is None]
        born_on = plan.child.born_on
        age = age_on(born_on, today) if born_on is not None else None
        about_plan = quality.of_plan(whole, case_kind=plan.case.kind, age=age, heard=heard)
        for need in statements["need"]:
            need.checks += [check for check in about_plan if check.about == need.id]
    still_open = [view for view in actions.values() if not view.closed]
    return PlanView(
        sections=[(kind, words.KINDS[kind], statements[kind]) for kind in SECTIONS],
        loose_actions=sorted((view for held in under.values() for view in held), key=_order),
        open_actions=len(still_open),
        closed_actions=len(actions) - len(still_open),
        returned=[view for view in still_open if view.answer == "declined" or view.owner_id is None],
        unanswered=[view for view in still_open if view.answer == "offered" and view.owner_id is not None],
        crossings=[(held, names[held.statement_id]) for held in crossings if held.statement_id in names],
        checks=[check for check in about_plan if check.about is None],
        alike=joining.alike(list(actions.values())) if coach else [],
        not_shared=sum(1 for row, _ in rows if row.audiences and row.published_at is None),
        is_empty=not rows,
    )


def statement_view(row: Any, permit: Permit, *, names: Mapping[UUID, str], day: Callable[[date], str]) -> StatementView:
    """One statement for a page, with no more of it than the permit gives."""
    whole = permit.fields is None and permit.extent == "full"
    facts = [
        (words.field(row.kind, name), words.said(row.kind, name, getattr(row, name), names, day))
        for name in FACTS[row.kind]
        if _gives(permit, name)
    ]
    status = getattr(row, "status", "") or ""
    return StatementView(
        id=row.id,
        kind=row.kind,
        version=row.version,
        text=text_for(row, permit),
        family_text=_wording(row, "family") if whole else "",
        young_text=_wording(row, "young_person") if whole else "",
        facts=[(label, value) for label, value in facts if value],
        audiences=ticks(row.audiences) if whole else [],
        published=row.published_at is not None,
        shared=bool(row.audiences),
        status=words.OUTCOME_STATUSES.get(status, "") if _gives(permit, "status") else "",
        status_colour=_COLOURS.get(status, "blue"),
        progress=getattr(row, "progress", None) if _gives(permit, "progress") else None,
        progress_at_start=getattr(row, "progress_at_start", None) if _gives(permit, "progress_at_start") else None,
        whole=whole,
    )


def _gives(permit: Permit, field: str) -> bool:
    return permit.fields is None or field in permit.fields


def _checks(row: Any, actions: Sequence[ActionView]) -> list[quality.Check]:
    if row.kind == "outcome":
        return quality.of_outcome(row, actions)
    return quality.of_provision(row) if row.kind == "provision" else quality.of_statement(row)


def action_view(row: Action, permit: Permit, *, today: date, coach: bool = False) -> ActionView:
    """One action for a line of a page."""
    # Whoever sees only some of the child's actions is told no number: a gap would say that there are others.
    whole = permit.extent == "full"
    return ActionView(
        id=row.id,
        text=text_for(row, permit),
        number=row.number if whole else None,
        owner=row.owner.name if row.owner is not None else "",
        owner_id=row.owner_id,
        agency=row.agency.name if row.agency is not None else "",
        due_on=row.due_on,
        check_on=row.check_on,
        rag=rag(row, today),
        rag_words=rag_words(row, today),
        status=row.status,
        status_words=STATUS_WORDS[row.status],
        closed=row.status in CLOSED,
        answer=row.acceptance,
        priority=row.priority,
        note=row.note or "",
        checks=quality.of_action(row) if coach and whole and row.status not in CLOSED else [],
        audiences=ticks(row.audiences) if whole else [],
        family_text=_wording(row, "family") if whole else "",
        young_text=_wording(row, "young_person") if whole else "",
        published=row.published_at is not None,
    )


def ticks(audiences: Iterable[str]) -> list[tuple[str, bool]]:
    """Who can see something, beside the team: every audience, and whether it is one of them."""
    held = set(audiences)
    return [(words.AUDIENCES[audience], audience in held) for audience in AUDIENCES]


def _wording(row: Any, which: str) -> str:
    return str((row.wording.get(which) or {}).get("en", ""))


def _order(view: ActionView) -> tuple[Any, ...]:
    return view.closed, view.due_on or view.check_on or date.max, view.id


def _by_statement(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.statement_id, []).append(row)
    return found
