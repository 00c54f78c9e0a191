"""Writing the plans that the law asks for: begin a version, write a theme, tie it to the support plan, agree it.

What is agreed is never changed: the next version begins with its words, each marked as carried over until somebody has
looked at it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care import queries as care
from coordination.care.models import Placement
from coordination.children.models import Child
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.plans.models import Action
from coordination.statutory_plans import queries
from coordination.statutory_plans.kinds import Question, Regime, Theme, regime
from coordination.statutory_plans.models import StatutoryEntry, StatutoryPlan, StatutoryTie
from coordination.timescales import Term

AGREES = ("yes", "part", "no", "not_asked")
_WHERE = 200


def begin(
    child: Child,
    kind: str,
    *,
    id: UUID,
    by: Actor,
    started_on: date | None = None,
    term: Term | None = None,
    placement: Placement | None = None,
) -> StatutoryPlan:
    """Begin a version, with the words of the one before. The same key again is the same version.

    ``term``: of a personal education plan; ``placement``: of a placement plan. Raises RuleBroken where one is being
    written already.
    """
    existing = db.session.get(StatutoryPlan, id)
    if existing is not None:
        return existing
    made = _new(
        child, regime(kind), id=id, started_on=started_on or clock.today(), term=term, placement=placement, by=by
    )
    last = _last_agreed(made)
    if last is not None:
        _carry(last, made, by)
    happened(made, _begun_event(made), made.started_on, by)
    return made


def record_elsewhere(
    child: Child,
    kind: str,
    *,
    id: UUID,
    agreed_on: date,
    elsewhere: str,
    by: Actor,
    look_on: date | None = None,
    term: Term | None = None,
    placement: Placement | None = None,
) -> StatutoryPlan:
    """Record that a plan was made on a day and is kept in another place; the next version is written here."""
    existing = db.session.get(StatutoryPlan, id)
    if existing is not None:
        return existing
    if agreed_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "agreed_on")
    if not elsewhere.strip():
        raise RuleBroken("Say where it is kept.", "elsewhere")
    made = _new(child, regime(kind), id=id, started_on=agreed_on, term=term, placement=placement, by=by)
    begun = _begun_event(made)
    if begun != "statutory_plan_begun":
        happened(made, begun, agreed_on, by)
    agreed = _agreed_event(made)
    made.elsewhere = elsewhere.strip()[:_WHERE]
    _settle(made, on=agreed_on, look_on=look_on, by=by)
    happened(made, agreed, agreed_on, by, number=made.number)
    return made


def _new(
    child: Child,
    kind: Regime,
    *,
    id: UUID,
    started_on: date,
    term: Term | None,
    placement: Placement | None,
    by: Actor,
) -> StatutoryPlan:
    if started_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "started_on")
    if kind.for_each == "term" and term is None:
        raise RuleBroken("Choose the school term.", "term")
    if kind.for_each == "placement" and placement is None:
        raise RuleBroken("Record the placement first: the plan is made for it.")
    if db.session.scalar(
        select(StatutoryPlan.id).where(
            StatutoryPlan.child_id == child.id, StatutoryPlan.kind == kind.code, StatutoryPlan.state == "draft"
        )
    ):
        raise RuleBroken("One is being written already: write in that one.")
    last = db.session.scalar(
        select(func.max(StatutoryPlan.number)).where(
            StatutoryPlan.child_id == child.id, StatutoryPlan.kind == kind.code
        )
    )
    made = StatutoryPlan(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind.code,
        section=kind.section,
        number=(last or 0) + 1,
        started_on=started_on,
        term=term.name if term is not None and kind.for_each == "term" else None,
        term_ends_on=term.ends_on if term is not None and kind.for_each == "term" else None,
        placement_id=placement.id if placement is not None and kind.for_each == "placement" else None,
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _last_agreed(made: StatutoryPlan) -> StatutoryPlan | None:
    """The version before whose words this one begins with: of a placement plan only one of the same placement."""
    asked = select(StatutoryPlan).where(
        StatutoryPlan.child_id == made.child_id, StatutoryPlan.kind == made.kind, StatutoryPlan.state != "draft"
    )
    if made.placement_id is not None:
        asked = asked.where(StatutoryPlan.placement_id == made.placement_id)
    return db.session.scalar(asked.order_by(StatutoryPlan.number.desc()).limit(1))


def _carry(last: StatutoryPlan, made: StatutoryPlan, by: Actor) -> None:
    """Begin with the words of the version before. What is done, or no longer stands, is not tied again."""
    for entry in queries.entries([last.id]):
        db.session.add(
            StatutoryEntry(
                id=new_id(),
                authority_id=made.authority_id,
                child_id=made.child_id,
                statutory_id=made.id,
                section=made.section,
                theme=entry.theme,
                question=entry.question,
                whose=entry.whose,
                words=entry.words,
                amount=entry.amount,
                carried=True,
                recorded_by=entry.recorded_by,
            )
        )
    held = queries.ties(last.id)
    live = queries.tied(tie.statement_id for tie in held)
    for tie in held:
        row = live.get(tie.statement_id)
        if row is None or row.ended_on is not None or (isinstance(row, Action) and row.status in {"done", "cancelled"}):
            continue
        db.session.add(_tie(made, tie.theme, tie.statement_id, by))
    db.session.flush()


def _tie(plan: StatutoryPlan, theme: str, statement_id: UUID, by: Actor) -> StatutoryTie:
    return StatutoryTie(
        id=new_id(),
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        statutory_id=plan.id,
        theme=theme,
        statement_id=statement_id,
        recorded_by=by.person_id,
    )


def write(
    plan: StatutoryPlan, theme: Theme, answers: Mapping[str, Any], *, by: Actor, own_only: bool = False
) -> list[StatutoryEntry]:
    """Write what a theme says, by question. ``own_only``: the young person writes, and only their own questions.

    An answer that is left as it was but was carried over counts as looked at. Raises RuleBroken once it is agreed.
    """
    locked(plan)
    asked = {question.code: question for question in (theme.of_the_child if own_only else theme.questions)}
    if unknown := set(answers) - set(asked):
        raise TypeError(f"not a question of {theme.code}: {', '.join(sorted(unknown))}")
    held = {
        row.question: row
        for row in db.session.scalars(
            select(StatutoryEntry).where(StatutoryEntry.statutory_id == plan.id, StatutoryEntry.theme == theme.code)
        )
    }
    changed = []
    for code, answer in answers.items():
        words, amount = as_stored(asked[code], answer)
        row = held.get(code)
        if row is None:
            if words is None and amount is None:
                continue
            row = StatutoryEntry(
                id=new_id(),
                authority_id=plan.authority_id,
                child_id=plan.child_id,
                statutory_id=plan.id,
                section=plan.section,
                theme=theme.code,
                question=code,
                whose=asked[code].whose,
            )
            db.session.add(row)
        elif (row.words, row.amount) == (words, amount):
            row.carried = False
            continue
        row.words, row.amount, row.carried = words, amount, False
        row.recorded_by, row.recorded_at = by.person_id, clock.now()
        changed.append(row)
    db.session.flush()
    db.session.expire(plan, ["entries"])
    if changed:
        happened(plan, "statutory_plan_written", None, by, theme=theme.title)
    return changed


def as_stored(question: Question, answer: Any) -> tuple[str | None, Decimal | None]:
    """An answer as words or as a number."""
    if question.kind in {"words", "choice"}:
        return (str(answer).strip() or None if answer is not None else None), None
    if answer is None or answer == "":
        return None, None
    return None, Decimal(str(answer)).quantize(Decimal("0.01"))


def tie(plan: StatutoryPlan, theme: Theme, statements: Iterable[UUID], *, among: Iterable[UUID], by: Actor) -> None:
    """Say which outcomes and actions of the support plan carry a theme out, of those that were offered (``among``)."""
    locked(plan)
    wanted, offered = set(statements), set(among)
    held = {
        row.statement_id
        for row in db.session.scalars(
            select(StatutoryTie).where(StatutoryTie.statutory_id == plan.id, StatutoryTie.theme == theme.code)
        )
    }
    gone = (held & offered) - wanted
    if gone:
        db.session.execute(
            delete(StatutoryTie).where(
                StatutoryTie.statutory_id == plan.id,
                StatutoryTie.theme == theme.code,
                StatutoryTie.statement_id.in_(gone),
            )
        )
    fresh = (wanted & offered) - held
    db.session.add_all(_tie(plan, theme.code, key, by) for key in sorted(fresh))
    db.session.flush()
    if gone or fresh:
        happened(plan, "statutory_plan_written", None, by, theme=theme.title)


def agree(
    plan: StatutoryPlan,
    *,
    agreed_on: date,
    agreed_with: Iterable[str],
    child_agrees: str,
    child_words: str,
    look_on: date | None,
    by: Actor,
    audiences: Iterable[str] = (),
) -> None:
    """Agree a version: it stands as it is from now on, and takes the place of the one before.

    A young person who does not agree, or in part, is heard: their words are asked for. Raises RuleBroken.
    """
    locked(plan)
    if agreed_on > clock.today() or agreed_on < plan.started_on:
        raise RuleBroken("It is agreed on or after the day it was begun, and not later than today.", "agreed_on")
    if child_agrees not in AGREES:
        raise RuleBroken("Say whether the young person agrees.", "child_agrees")
    if child_agrees != "yes" and not child_words.strip():
        raise RuleBroken("Write what they said, or why they were not asked.", "child_words")
    if look_on is not None and look_on <= agreed_on:
        raise RuleBroken("It is looked at again after the day it was agreed.", "look_on")
    names = [name.strip() for name in agreed_with if name.strip()]
    if not names:
        raise RuleBroken("Say who agreed to it.", "agreed_with")
    if not queries.entries([plan.id]):
        raise RuleBroken("Nothing is written in it yet.")
    agreed = _agreed_event(plan)
    for held in queries.ties(plan.id):
        held.version_id = db.session.scalar(select(Statement.version_id).where(Statement.id == held.statement_id))
    db.session.flush()
    plan.agreed_with = names
    plan.child_agrees, plan.child_words = child_agrees, child_words.strip() or None
    plan.audiences = sorted(set(audiences))
    plan.published_at = clock.now() if plan.audiences else None
    _settle(plan, on=agreed_on, look_on=look_on, by=by)
    happened(plan, agreed, agreed_on, by, number=plan.number)


def _settle(plan: StatutoryPlan, *, on: date, look_on: date | None, by: Actor) -> None:
    for before in db.session.scalars(
        select(StatutoryPlan).where(
            StatutoryPlan.child_id == plan.child_id, StatutoryPlan.kind == plan.kind, StatutoryPlan.state == "agreed"
        )
    ):
        before.state = "superseded"
    plan.state, plan.agreed_on, plan.agreed_by, plan.look_on = "agreed", on, by.person_id, look_on
    db.session.flush()


def locked(plan: StatutoryPlan) -> None:
    """Hold a version that is being written: nobody agrees it, or writes in it, at the same time. Raises RuleBroken."""
    db.session.flush()
    table = StatutoryPlan.__table__
    db.session.execute(select(table.c.id).where(table.c.id == plan.id).with_for_update())
    db.session.refresh(plan, ["state", "version"])
    if plan.state != "draft":
        raise RuleBroken("This was agreed already. Begin the next version to change it.")


def _is_first(plan: StatutoryPlan) -> bool:
    """Whether no earlier version meets the duty already: in the same period of care, or for the same placement."""
    asked = select(StatutoryPlan).where(
        StatutoryPlan.child_id == plan.child_id,
        StatutoryPlan.kind == plan.kind,
        StatutoryPlan.number < plan.number,
    )
    if plan.placement_id is not None:
        asked = asked.where(StatutoryPlan.placement_id == plan.placement_id)
    elif plan.kind != "pathway":
        period = care.period_on(plan.child_id, None)
        if period is not None:
            asked = asked.where(StatutoryPlan.started_on >= period.from_on)
    return db.session.scalar(asked.limit(1)) is None


def _begun_event(plan: StatutoryPlan) -> str:
    """The event the clocks wait for, the first time; after that the plan is only begun anew."""
    own = plan.regime.begun_event
    return own if own is not None and _is_first(plan) else "statutory_plan_begun"


def _agreed_event(plan: StatutoryPlan) -> str:
    own = plan.regime.agreed_event
    return own if own is not None and _is_first(plan) else "statutory_plan_agreed"


def happened(plan: StatutoryPlan, kind: str, on: date | None, by: Actor, **facts: Any) -> None:
    """Record an event about a version, in the section of its kind."""
    events.record(
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        kind=kind,
        occurred_on=on,
        about=plan,
        section=plan.section,
        facts={"what": called(plan), **facts},
        by=by.person_id,
    )


def called(plan: StatutoryPlan) -> str:
    """What a version is called in a list: its kind, and the term of a personal education plan."""
    return f"{plan.regime.title} ({plan.term})" if plan.term else plan.regime.title
