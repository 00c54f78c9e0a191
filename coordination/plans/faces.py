"""One plan, seen by one audience: what was published to them and nothing else, in the words written for them.

The same function makes the family's pages, the printed documents and the "see as" preview, so that they
cannot differ. What is kept from an audience leaves no trace here: no gap in numbers, no count, no empty
place.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from coordination import clock
from coordination.access.actor import system
from coordination.access.catalogue import FAMILY_AUDIENCES, SECTIONS
from coordination.access.describing import describe
from coordination.access.policy import Permit, decide
from coordination.access.rules import RANK
from coordination.access.thing import Recipient
from coordination.cases import queries as cases
from coordination.children.statements import Disagreement, Statement
from coordination.plans import queries
from coordination.plans.face_parts import (
    FaceAction,
    FaceDisagreement,
    FaceHelp,
    FaceOutcome,
    FaceWhatIf,
    FaceWords,
    PlanFace,
)
from coordination.plans.models import Action, Plan

__all__ = [
    "AUDIENCE_WORDS",
    "AtHand",
    "FaceAction",
    "FaceDisagreement",
    "FaceHelp",
    "FaceOutcome",
    "FaceWhatIf",
    "FaceWords",
    "PlanFace",
    "family_words",
    "for_audience",
    "in_their_words",
    "may_be_given",
    "of_plan",
]

# What may be given to an audience is decided as if it were about to be handed to them.
_GIVING = system("plan faces", {("support_plan", "disclose"), ("actions", "disclose")})

AUDIENCE_WORDS = {
    "school": "School",
    "health": "Health",
    "provider": "Provider",
    "carer": "Carer",
    "parent": "Parents",
    "young_person": "Young person",
}


class AtHand(NamedTuple):
    """What :func:`of_plan` asks the database about a plan, where whoever calls has it already."""

    statements: list[Any]
    disagreements: list[Disagreement]
    carers: frozenset[UUID]


def for_audience(
    child_id: UUID,
    audience: str,
    *,
    reader: UUID | None = None,
    language: str = "en",
    once_agreed: bool = False,
    keep: Callable[[Statement], bool] | None = None,
) -> PlanFace:
    """The child's current plan as ``audience`` may see it. At most four queries, whatever the plan holds.

    ``reader``: the person it is for: what is kept from them by name is left out, what they were asked to do
    and what they disagreed with is there. ``once_agreed``: what they would see if the plan were agreed now.
    ``keep``: a further question about each statement, for a page that also asks the guard.
    """
    plan = queries.current_plan(child_id)
    if plan is None:
        return PlanFace(child_id=child_id, audience=audience)
    return of_plan(plan, audience, reader=reader, language=language, once_agreed=once_agreed, keep=keep)


def of_plan(
    plan: Plan,
    audience: str,
    *,
    reader: UUID | None = None,
    language: str = "en",
    once_agreed: bool = False,
    keep: Callable[[Statement], bool] | None = None,
    at_hand: AtHand | None = None,
) -> PlanFace:
    """One plan as an audience may see it. As :func:`for_audience`, where the plan is at hand, or all of it is."""
    if audience not in AUDIENCE_WORDS:
        raise ValueError(f"nothing is written for {audience}")
    shown = [
        row
        for row in (at_hand.statements if at_hand is not None else queries.statements(plan.id))
        if may_be_given(row, audience, reader=reader, once_agreed=once_agreed)
        and in_their_words(row, audience, language)
        and not (row.kind == "action" and row.status == "cancelled")
        and (keep is None or keep(row))
    ]
    if audience == "parent":
        shown = _without_another_parents(shown, plan, reader, at_hand)
    said = _disagreements(shown, reader, at_hand)
    outcomes = {row.id for row in shown if row.kind == "outcome"}
    words = {row.id: row.words_for(audience, language) for row in shown}
    # Facts beside the words are the team's: the young person gets the words written for them.
    theirs = audience == "young_person"
    actions = _by_date(_action(row, words, outcomes, reader, said) for row in shown if isinstance(row, Action))
    return PlanFace(
        child_id=plan.child_id,
        audience=audience,
        plan_id=plan.id,
        title=plan.title,
        agreed_version=plan.agreed_version,
        agreed_on=clock.london_date(plan.agreed_at) if plan.agreed_at else None,
        strengths=tuple(
            _words(row, words, None if theirs else row.keeps_going, said) for row in shown if row.kind == "strength"
        ),
        needs=tuple(_words(row, words, None, said) for row in shown if row.kind == "need"),
        worries=tuple(_words(row, words, None if theirs else row.goal, said) for row in shown if row.kind == "worry"),
        outcomes=tuple(_outcome(row, words, actions, said, theirs) for row in shown if row.kind == "outcome"),
        actions=actions,
        provision=tuple(_help(row, words, said) for row in shown if row.kind == "provision"),
        contingencies=tuple(_what_if(row, words, said) for row in shown if row.kind == "contingency"),
        statement_versions=tuple(row.version_id for row in shown if row.version_id),
    )


def may_be_given(statement: Statement, audience: str, *, reader: UUID | None = None, once_agreed: bool = False) -> bool:
    """Whether a statement is part of an audience's plan.

    It was published and names the audience; or the reader is the person who was asked to do it. Its label is
    an everyday one, and no caveat or embargo keeps it from them.
    """
    section = SECTIONS[statement.section]
    if not all(_is_known(caveat) for caveat in statement.caveats):
        return False
    if RANK.get(statement.label, 9) > RANK[section.label]:
        return False
    asked_of_them = reader is not None and getattr(statement, "owner_id", None) == reader
    if not asked_of_them:
        if audience not in statement.audiences:
            return False
        if statement.published_at is None and not once_agreed:
            return False
    to = Recipient(audience=audience, person_id=reader, basis_recorded=True, agreement_covers=True)
    thing = describe(statement, section.code, audiences=frozenset({audience}), recipient=to)
    return isinstance(decide(_GIVING, "disclose", section.code, thing, clock.now()), Permit)


def in_their_words(statement: Statement, audience: str, language: str = "en") -> bool:
    """Whether a need or worry was worded for parents or the young person: written for a colleague, it can hurt.

    Carers and colleagues read the team's words, and so does everybody what is not a need or a worry.
    """
    if statement.kind not in {"need", "worry"} or audience not in {"parent", "young_person"}:
        return True
    which = ("young_person",) if audience == "young_person" else ("parent", "family")
    return any((statement.wording.get(key) or {}).get(code) for key in which for code in (language, "en"))


def _without_another_parents(shown: list[Any], plan: Plan, reader: UUID | None, at_hand: AtHand | None) -> list[Any]:
    """Without what another parent was asked to do: that is theirs to tell, whoever it was published to."""
    owners = {
        row.owner_id
        for row in shown
        if row.kind == "action" and row.owner is not None and row.owner.kind == "family" and row.owner_id != reader
    }
    if not owners:
        return shown
    if at_hand is not None:
        owners -= at_hand.carers
    else:
        owners -= {place.person_id for place in cases.team(plan.case_id) if place.role == "FC"}
    return [row for row in shown if row.kind != "action" or row.owner_id not in owners]


def _is_known(caveat: str) -> bool:
    """Whether a caveat can be read at all. One that cannot keeps the statement from everybody."""
    kind, _, value = caveat.partition(":")
    try:
        if kind == "not-to":
            return bool(UUID(value))
        if kind == "embargo":
            return bool(date.fromisoformat(value))
    except ValueError:
        return False
    return caveat in {"not-parent", "not-carer", "not-young-person", "third-party", "originator"}


def _disagreements(
    shown: Iterable[Statement], reader: UUID | None, at_hand: AtHand | None
) -> dict[UUID, tuple[FaceDisagreement, ...]]:
    """The reader's own disagreements by statement. Somebody else's are theirs to tell."""
    found: dict[UUID, tuple[FaceDisagreement, ...]] = {}
    if reader is None:
        return found
    held = at_hand.disagreements if at_hand is not None else queries.disagreements(row.id for row in shown)
    keys = {row.id for row in shown}
    for row in held:
        if row.person_id == reader and row.statement_id is not None and row.statement_id in keys:
            one = FaceDisagreement(words=row.words, on=row.on, answer=row.answer or "", answered_on=row.answered_on)
            found[row.statement_id] = (*found.get(row.statement_id, ()), one)
    return found


def _by_date(actions: Iterable[FaceAction]) -> tuple[FaceAction, ...]:
    """What is still to be done by date, what has none after it, what is done last."""
    far = date.max
    return tuple(
        sorted(actions, key=lambda held: (held.status == "done", held.due_on or held.check_on or far, held.id))
    )


def _words(row: Any, words: dict[UUID, str], more: str | None, said: dict[UUID, Any]) -> FaceWords:
    return FaceWords(
        id=row.id, text=words[row.id], domain=row.domain, more=more or "", disagreements=said.get(row.id, ())
    )


def _action(
    row: Action,
    words: dict[UUID, str],
    outcomes: set[UUID],
    reader: UUID | None,
    said: dict[UUID, tuple[FaceDisagreement, ...]],
) -> FaceAction:
    under = row.outcome_id if row.outcome_id in outcomes else None
    taken = row.acceptance != "declined" and row.status != "not_accepted"
    status = "done" if row.status == "done" else "in_progress" if row.status == "in_progress" else "waiting"
    return FaceAction(
        id=row.id,
        text=words[row.id],
        owner=row.owner.name if row.owner is not None and taken else "",
        owner_id=row.owner_id if taken else None,
        agency=row.agency.name if row.agency is not None and taken else "",
        due_on=row.due_on,
        check_on=row.check_on,
        status=status,
        done_on=row.done_on,
        mine=reader is not None and row.owner_id == reader,
        outcome=words[under] if under else "",
        outcome_id=under,
        disagreements=said.get(row.id, ()),
    )


def _outcome(
    row: Any, words: dict[UUID, str], actions: tuple[FaceAction, ...], said: dict[UUID, Any], theirs: bool
) -> FaceOutcome:
    return FaceOutcome(
        id=row.id,
        text=words[row.id],
        domain=row.domain,
        baseline="" if theirs else row.baseline or "",
        measure="" if theirs else row.measure or "",
        target="" if theirs else row.target or "",
        target_on=row.target_on,
        status=row.status,
        progress=row.progress,
        progress_at_start=row.progress_at_start,
        actions=tuple(action for action in actions if action.outcome_id == row.id),
        disagreements=said.get(row.id, ()),
    )


def _help(row: Any, words: dict[UUID, str], said: dict[UUID, Any]) -> FaceHelp:
    return FaceHelp(
        id=row.id,
        text=words[row.id],
        who=row.who or "",
        agency=row.agency.name if row.agency is not None else "",
        hours_per_week=row.hours_per_week,
        how_often=row.how_often or "",
        from_on=row.from_on,
        to_on=row.to_on,
        disagreements=said.get(row.id, ()),
    )


def _what_if(row: Any, words: dict[UUID, str], said: dict[UUID, Any]) -> FaceWhatIf:
    return FaceWhatIf(
        id=row.id,
        text=words[row.id],
        who=row.who or "",
        phone=row.phone or "",
        disagreements=said.get(row.id, ()),
    )


def family_words(audience: str) -> bool:
    """Whether an audience reads the family's wording, and its pages are in its own language."""
    return audience in FAMILY_AUDIENCES
