"""Keeping what a carer's household lives by: delegated authority, what was told before the move, daily needs, the
carer's diary and how they are.

What is said anew never wipes out what was said before: the row that stood is ended, and a new one stands.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from coordination import clock, jobs
from coordination.access.actor import Actor
from coordination.care.models import Placement
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.events import queries as events_of
from coordination.household import deciding, queries, telling
from coordination.household.models import (
    HEALTH_NEEDS,
    CarerStrain,
    DailyNeed,
    DelegatedDecision,
    DiaryEntry,
    ToldBefore,
)
from coordination.messages import operations as messages


def agree_authority(
    placement: Placement,
    *,
    answers: Mapping[str, tuple[str, str] | None],
    notes: Mapping[str, str],
    agreed_by: Iterable[str],
    agreed_on: date | None,
    parents_sign: bool,
    parents: Iterable[str],
    by: Actor,
) -> list[DelegatedDecision]:
    """Agree who takes these decisions. ``answers``: who decides and whether to tell, by decision; None is not agreed.

    ``agreed_by``: names of those who agreed. ``parents_sign``: one of them is among ``parents``, who hold parental
    responsibility. What stands already in the same words is left as it is. Raises RuleBroken.
    """
    known = deciding.decisions()
    if unknown := set(answers) - set(known):
        raise TypeError(f"no such decision: {', '.join(sorted(unknown))}")
    names = [name.strip() for name in agreed_by if name.strip()]
    given = {code: answer for code, answer in answers.items() if answer is not None}
    if any(answer not in deciding.ANSWERS for answer in given.values()):
        raise RuleBroken("Choose who decides.")
    if given:
        _can_be_agreed(names, agreed_on, parents_sign, set(parents))
    standing = {
        held.decision: held
        for held in db.session.scalars(
            select(DelegatedDecision)
            .where(DelegatedDecision.placement_id == placement.id, DelegatedDecision.ended_at.is_(None))
            .with_for_update()
        )
    }
    changed: list[DelegatedDecision] = []
    ended = []
    for code, answer in answers.items():
        note = notes.get(code, "").strip() or None
        held = standing.get(code)
        if held is not None:
            if answer == (held.decides, held.tell) and (held.note, held.agreed_by, held.agreed_on) == (
                note,
                names,
                agreed_on,
            ):
                continue
            held.ended_at = clock.now()
            ended.append(code)
        if answer is not None and agreed_on is not None:
            changed.append(
                DelegatedDecision(
                    id=new_id(),
                    authority_id=placement.authority_id,
                    child_id=placement.child_id,
                    placement_id=placement.id,
                    decision=code,
                    decides=answer[0],
                    tell=answer[1],
                    note=note,
                    agreed_by=names,
                    agreed_on=agreed_on,
                    recorded_by=by.person_id,
                )
            )
    db.session.flush()
    db.session.add_all(changed)
    db.session.flush()
    if changed or ended:
        _event(placement, "delegated_authority_changed", placement, by, decisions=len({*ended, *given}))
    return changed


def _can_be_agreed(names: list[str], agreed_on: date | None, parents_sign: bool, parents: set[str]) -> None:
    if not names:
        raise RuleBroken("Say who agreed to this.", "agreed_by")
    if agreed_on is None:
        raise RuleBroken("Enter the day it was agreed.", "agreed_on")
    if agreed_on > clock.today():
        raise RuleBroken("The day it was agreed must be today or earlier.", "agreed_on")
    if parents_sign and not parents:
        raise RuleBroken(
            "Record in the family network who holds parental responsibility: without a care order they sign.",
            "agreed_by",
        )
    if parents_sign and parents.isdisjoint(names):
        raise RuleBroken("Without a care order somebody who holds parental responsibility must agree.", "agreed_by")


def say_told(
    placement: Placement,
    *,
    items: Iterable[str],
    told: bool,
    said_by: str,
    told_on: date | None = None,
    told_by: str = "",
    how: str | None = None,
    by: Actor,
) -> list[ToldBefore]:
    """Keep that the carer was told these things before the move, or was not. ``said_by``: "carer" or "worker".

    Raises RuleBroken without an item, or without the day for what was told.
    """
    chosen = [item for item in telling.items() if item in set(items)]
    if not chosen:
        raise RuleBroken("Choose at least one thing.", "items")
    if told and told_on is None:
        raise RuleBroken("Enter the day.", "told_on")
    if told_on is not None and told_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "told_on")
    standing = {
        held.item: held
        for held in db.session.scalars(
            select(ToldBefore)
            .where(ToldBefore.placement_id == placement.id, ToldBefore.said_by == said_by)
            .where(ToldBefore.ended_at.is_(None))
            .with_for_update()
        )
    }
    facts: dict[str, Any] = {
        "told": told,
        "told_on": told_on if told else None,
        "told_by": (told_by.strip() or None) if told else None,
        "how": how if told else None,
    }
    made = []
    for item in chosen:
        held = standing.get(item)
        if held is not None:
            if all(getattr(held, name) == value for name, value in facts.items()):
                continue
            held.ended_at = clock.now()
        made.append(
            ToldBefore(
                id=new_id(),
                authority_id=placement.authority_id,
                child_id=placement.child_id,
                placement_id=placement.id,
                item=item,
                said_by=said_by,
                recorded_by=by.person_id,
                **facts,
            )
        )
    db.session.flush()
    db.session.add_all(made)
    db.session.flush()
    if made:
        _event(placement, "carer_told" if said_by == "worker" else "carer_said_told", placement, by, items=len(made))
    return made


def change_needs(child: Child, *, words: Mapping[str, str], by: Actor) -> list[DailyNeed]:
    """Say anew what every day and night asks for, by kind; no words take a kind away. Kinds left out stay."""
    known = telling.needs()
    if unknown := set(words) - set(known):
        raise TypeError(f"no such kind: {', '.join(sorted(unknown))}")
    standing = {
        held.kind: held
        for held in db.session.scalars(
            select(DailyNeed).where(DailyNeed.child_id == child.id, DailyNeed.ended_at.is_(None)).with_for_update()
        )
    }
    made: list[DailyNeed] = []
    changed: set[str] = set()
    for kind, said in words.items():
        held, said = standing.get(kind), said.strip()
        if (held.words if held is not None else "") == said:
            continue
        changed.add(kind)
        if held is not None:
            held.ended_at = clock.now()
        if said:
            made.append(
                DailyNeed(
                    id=new_id(),
                    authority_id=child.authority_id,
                    child_id=child.id,
                    kind=kind,
                    words=said,
                    recorded_by=by.person_id,
                )
            )
    db.session.flush()
    db.session.add_all(made)
    db.session.flush()
    for kind, those in (("daily_health_changed", HEALTH_NEEDS), ("routines_changed", set(known) - HEALTH_NEEDS)):
        if changed & those:
            _event(child, kind, child, by)
    return made


def write_diary(child: Child, *, id: UUID, happened_at: datetime, words: str, by: Actor) -> DiaryEntry:
    """A carer writes in their diary of a child. The same key again is the same entry."""
    return _written(child, id=id, happened_at=happened_at, words=words, corrects=None, by=by)


def add_to_entry(child: Child, entry: DiaryEntry, *, id: UUID, words: str, by: Actor) -> DiaryEntry:
    """Its author puts an entry right by adding to it: what was written stays as it was."""
    return _written(child, id=id, happened_at=clock.now(), words=words, corrects=entry.id, by=by)


def add_after_leaving(entry_id: UUID, *, id: UUID, words: str) -> None:
    """The author of an entry adds to it when they care for the child no longer. The same key again is the same.

    Nothing of the record is open to them: a function of the database takes the words, and a job says on the record that
    there is something new, and tells whoever supervises carers there now. Raises RuleBroken.
    """
    if not words.strip():
        raise RuleBroken("Write something first.", "words")
    child_id = db.session.scalar(
        text("select add_to_own_diary(:entry, :id, :words, :at)"),
        {"entry": entry_id, "id": id, "words": words.strip(), "at": clock.now()},
    )
    if child_id is None:
        raise RuleBroken("There is no such entry of yours.")
    jobs.defer("household.added_to_diary", child=child_id, entry=id)


@jobs.task("household.added_to_diary")
def added_to_diary(child: str, entry: str) -> None:
    """Say on the record that somebody added to their diary, once, and tell whoever supervises carers, or leads."""
    held = db.session.get(DiaryEntry, UUID(entry))
    if held is None or events_of.standing(held, ["diary_written"]) is not None:
        return
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind="diary_written",
        about=held,
        by=held.author_id,
    )
    for person in queries.who_supports(UUID(child)):
        messages.queue_mail(person, template="something_new", about_id=held.id)


def _written(
    child: Child, *, id: UUID, happened_at: datetime, words: str, corrects: UUID | None, by: Actor
) -> DiaryEntry:
    existing = db.session.get(DiaryEntry, id)
    if existing is not None:
        return existing
    if not words.strip():
        raise RuleBroken("Write something first.", "words")
    if happened_at > clock.now():
        raise RuleBroken("The time must be now or earlier.", "on")
    held = DiaryEntry(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        author_id=by.person_id,
        happened_at=happened_at,
        words=words.strip(),
        corrects_id=corrects,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event(child, "diary_written", held, by)
    return held


def say_strain(child: Child, *, id: UUID, score: int, would_help: str, by: Actor) -> CarerStrain:
    """A carer says how hard it is at the moment, from 0 to 10, and what would help. The same key is the same row."""
    existing = db.session.get(CarerStrain, id)
    if existing is not None:
        return existing
    if not 0 <= score <= 10:
        raise RuleBroken("Choose a number from 0 to 10.", "score")
    held = CarerStrain(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        carer_id=by.person_id,
        said_on=clock.today(),
        score=score,
        would_help=would_help.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event(child, "carer_said_how_they_are", held, by)
    return held


def _event(of: Child | Placement, kind: str, about: Any, by: Actor, **facts: Any) -> None:
    events.record(
        authority_id=of.authority_id,
        child_id=of.child_id if isinstance(of, Placement) else of.id,
        kind=kind,
        about=about,
        facts=facts,
        by=by.person_id,
    )
