"""How a child sees their family: what is planned with each of them, as a dated history, and each time it was to be.

Sources: Children Act 1989 s.34 (a child in care and their parents: reasonable contact, by order where it is disputed)
and Schedule 2, para. 15 (every looked-after child and their family); CPPCR 2010, Schedule 1, para. 3 (brothers and
sisters, parents and others stand in the plan; from memory, to be confirmed locally).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.children import codes, siblings
from coordination.children import queries as children
from coordination.children.models import Child, NetworkMember
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.stability.models import FamilyTime, FamilyTimeHeld, Way

WAYS = {
    Way.IN_PERSON.value: "In person",
    Way.SUPERVISED.value: "In person, with somebody who stays with them",
    Way.PHONE.value: "By phone or video",
    Way.LETTERS.value: "Letters, cards and presents",
    Way.NONE.value: "Not at the moment",
}
RESTS_ON = {
    "order": "A court order",
    "agreement": "An agreement with the family",
    "plan": "The care plan alone",
}
_PLANNED = "family_time_planned"


def of_child(child_id: UUID) -> list[FamilyTime]:
    """Everything that was planned with anybody, what stands first, then the newest."""
    return list(
        db.session.scalars(
            select(FamilyTime)
            .where(FamilyTime.child_id == child_id)
            .order_by(FamilyTime.to_on.is_not(None), FamilyTime.from_on.desc(), FamilyTime.id.desc())
        )
    )


def one(time_id: UUID) -> FamilyTime | None:
    """One row, where it is in reach."""
    return db.session.get(FamilyTime, time_id)


def times(child_id: UUID) -> list[FamilyTimeHeld]:
    """Each time that was to be, the newest first."""
    return list(
        db.session.scalars(
            select(FamilyTimeHeld)
            .where(FamilyTimeHeld.child_id == child_id)
            .order_by(FamilyTimeHeld.was_on.desc(), FamilyTimeHeld.id.desc())
        )
    )


def held(held_id: UUID) -> FamilyTimeHeld | None:
    """One time, where it is in reach."""
    return db.session.get(FamilyTimeHeld, held_id)


def section_of(member: NetworkMember) -> str:
    """Which section of the rules somebody of the family belongs to: brothers and sisters have their own."""
    return "sibling_links" if member.relation in codes.SIBLINGS else "family_network"


def plan(
    child: Child,
    member: NetworkMember,
    *,
    id: UUID,
    called: str,
    how: str,
    how_often: str,
    from_on: date,
    rests_on: str,
    by: Actor,
    place: str = "",
    order_words: str = "",
    child_wish: str = "",
    why: str = "",
    child_reads: bool = False,
    both_agree: bool = False,
) -> FamilyTime:
    """What is planned with one person from a day on; what stood in the same way ends then. The same key is the same."""
    existing = one(id)
    if existing is not None:
        return existing
    if member.child_id != child.id:
        raise RuleBroken("Choose somebody of the child’s family.", "member_id")
    section = section_of(member)
    _check(section, how, rests_on, order_words, why, child_reads, both_agree)
    for before in (row for row in of_child(child.id) if row.member_id == member.id and row.to_on is None):
        if before.how == how or how == Way.NONE.value or before.how == Way.NONE.value:
            if before.from_on > from_on:
                raise RuleBroken("Something later is recorded already.", "from_on")
            before.to_on = from_on
    db.session.flush()
    row = FamilyTime(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        member_id=member.id,
        section=section,
        called=called.strip(),
        how=how,
        how_often=how_often.strip(),
        place=place.strip() or None,
        rests_on=rests_on,
        order_words=order_words.strip() or None,
        child_wish=child_wish.strip() or None,
        why=why.strip() or None,
        from_on=from_on,
        recorded_by=by.person_id,
    )
    _publish(row, child_reads, both_agree)
    db.session.add(row)
    db.session.flush()
    _event(row, _PLANNED, from_on, by)
    return row


def change(row: FamilyTime, *, by: Actor, **facts: Any) -> None:
    """Put right what is planned. ``facts`` are those of :func:`plan` that are meant. Whom it is with never changes."""
    said: dict[str, Any] = {
        name: (value.strip() or None) if isinstance(value, str) else value for name, value in facts.items()
    }
    now = {name: getattr(row, name) for name in _ASKED} | said
    _check(row.section, *(now[name] for name in _ASKED))
    if row.to_on is not None and said.get("from_on", row.from_on) > row.to_on:
        raise RuleBroken("It must begin before it ended.", "from_on")
    was = row.from_on
    reads, agree = said.pop("child_reads", row.child_reads), said.pop("both_agree", row.both_agree)
    for name, value in said.items():
        setattr(row, name, value)
    _publish(row, reads, agree)
    if not db.session.is_modified(row):
        return
    db.session.flush()
    again = standing(row, [_PLANNED]) if was != row.from_on else None
    _event(row, _PLANNED, row.from_on, by, corrects=again)


_ASKED = ("how", "rests_on", "order_words", "why", "child_reads", "both_agree")


def end(row: FamilyTime, *, on: date, ended_why: str, by: Actor) -> None:
    """What was planned ends. Said twice it is the same."""
    if row.to_on is not None:
        return
    if not row.from_on <= on <= clock.today():
        raise RuleBroken("The day must be since it began, and not later than today.", "on")
    row.to_on, row.ended_why = on, ended_why.strip() or None
    db.session.flush()
    _event(row, "family_time_ended", on, by)


def _check(
    section: str,
    how: str,
    rests_on: str,
    order_words: str | None,
    why: str | None,
    child_reads: bool,
    both_agree: bool,
) -> None:
    if rests_on == "order" and not (order_words or "").strip():
        raise RuleBroken("Write what the order says.", "order_words")
    if how == Way.NONE.value and not (why or "").strip():
        raise RuleBroken("Say why they do not see each other.", "why")
    if section == "sibling_links" and child_reads and not both_agree:
        raise RuleBroken(
            "Ask whoever answers for the brother’s or sister’s record first, and tick that they agree.", "both_agree"
        )


def _publish(row: FamilyTime, child_reads: bool, both_agree: bool) -> None:
    row.child_reads, row.both_agree = child_reads, both_agree
    row.audiences = ["young_person"] if child_reads else []
    row.published_at = (row.published_at or clock.now()) if child_reads else None


def record_time(
    row: FamilyTime, *, id: UUID, was_on: date, happened: bool, by: Actor, why_not: str = "", after: str = ""
) -> FamilyTimeHeld:
    """Record that it happened or did not. The same key again is the same time."""
    existing = held(id)
    if existing is not None:
        return existing
    _check_time(row, was_on, happened, why_not)
    made = FamilyTimeHeld(
        id=id,
        authority_id=row.authority_id,
        child_id=row.child_id,
        family_time_id=row.id,
        section=row.section,
        was_on=was_on,
        happened=happened,
        why_not=why_not.strip() or None,
        after=after.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    _event(made, "family_time_held" if happened else "family_time_not_held", was_on, by)
    return made


def change_time(row: FamilyTime, made: FamilyTimeHeld, *, by: Actor, **facts: Any) -> None:
    """Put one time right: ``was_on``, ``happened``, ``why_not``, ``after``."""
    said = {name: (value.strip() or None) if isinstance(value, str) else value for name, value in facts.items()}
    now: dict[str, Any] = {name: getattr(made, name) for name in ("was_on", "happened", "why_not")} | said
    _check_time(row, now["was_on"], now["happened"], now["why_not"] or "")
    for name, value in said.items():
        setattr(made, name, value)
    if not db.session.is_modified(made):
        return
    db.session.flush()
    kinds = ["family_time_held", "family_time_not_held"]
    _event(made, kinds[0] if made.happened else kinds[1], made.was_on, by, corrects=standing(made, kinds))


def _check_time(row: FamilyTime, was_on: date, happened: bool, why_not: str) -> None:
    if not row.from_on <= was_on <= clock.today():
        raise RuleBroken("The day must be since this began, and not later than today.", "was_on")
    if not happened and not why_not.strip():
        raise RuleBroken("Say why it did not happen.", "why_not")


def _event(about: FamilyTime | FamilyTimeHeld, kind: str, on: date, by: Actor, corrects: UUID | None = None) -> None:
    events.record(
        authority_id=about.authority_id,
        child_id=about.child_id,
        kind=kind,
        occurred_on=on,
        about=about,
        section=about.section,
        by=by.person_id,
        corrects_id=corrects,
    )


def standing_rows(rows: Iterable[FamilyTime], today: date) -> list[FamilyTime]:
    """Those that stand on a day."""
    return [row for row in rows if row.from_on <= today and (row.to_on is None or row.to_on > today)]


def by_plan(found: Iterable[FamilyTimeHeld]) -> dict[UUID, list[FamilyTimeHeld]]:
    """The times of each plan, in the order they come."""
    made: dict[UUID, list[FamilyTimeHeld]] = {}
    for row in found:
        made.setdefault(row.family_time_id, []).append(row)
    return made


def tell_the_other_side(row: FamilyTime, *, by: Actor) -> None:
    """Say on the record of the brother or sister that something changed: nothing of this child, nor what it is. Only
    where both records name each other, and whoever writes may write of brothers and sisters there too.
    """
    other = siblings.linked([row.member]).get(row.member_id)
    if other is None or not guard.may("update", "sibling_links", other, whole=True):
        return
    if not any(member.sibling_id == row.child_id for member in children.network(other.id)):
        return
    events.record(authority_id=other.authority_id, child_id=other.id, kind="sibling_time_changed", by=by.person_id)
