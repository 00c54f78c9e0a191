"""When a child goes missing: that they did, that they are back, and the interview that follows.

Source: Statutory guidance on children who run away or go missing from home or care (January 2014): an independent
return interview is offered within 72 hours. The kinds are those of the SSDA903 return.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care.models import MissingEpisode
from coordination.children.models import Child
from coordination.codes import code_list
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.voice import operations as voice

_POLICE = {True: "The police were told", False: "The police were not told", None: ""}


def episodes(child_id: UUID) -> list[MissingEpisode]:
    """Every time, the newest first."""
    return list(
        db.session.scalars(
            select(MissingEpisode)
            .where(MissingEpisode.child_id == child_id)
            .order_by(MissingEpisode.from_on.desc(), MissingEpisode.id.desc())
        )
    )


def episode(episode_id: UUID) -> MissingEpisode | None:
    """One time, where it is in reach."""
    return db.session.get(MissingEpisode, episode_id)


def report(
    child: Child, *, id: UUID, kind: str, from_on: date, by: Actor, police_told: bool | None = None, known: str = ""
) -> MissingEpisode:
    """Record that a child is missing, or away without authorisation. The same key again is the same time."""
    existing = db.session.get(MissingEpisode, id)
    if existing is not None:
        return existing
    if from_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "from_on")
    if any(held.to_on is None for held in episodes(child.id)):
        raise RuleBroken("The child is recorded as missing already: say first that they are back.")
    held = MissingEpisode(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        from_on=from_on,
        police_told=police_told,
        known=known.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event("went_missing", held, from_on, by)
    return held


def is_back(held: MissingEpisode, *, on: date, came_back: str, by: Actor) -> None:
    """Record that the child was found or came back. Said twice it is the same."""
    if held.to_on is not None:
        return
    if not held.from_on <= on <= clock.today():
        raise RuleBroken("The day must be since the child went missing, and not later than today.", "on")
    held.to_on = on
    held.came_back = came_back.strip() or None
    db.session.flush()
    _event("returned_from_missing", held, on, by)


def change(held: MissingEpisode, *, by: Actor, **facts: Any) -> None:
    """Put right what is recorded of a time: ``from_on``, ``kind``, ``police_told``, ``known``, ``to_on``,
    ``came_back``. The interview stays as it is."""
    stands = {name: getattr(held, name) for name in ("from_on", "to_on", "kind", "police_told", "known", "came_back")}
    said = stands | {
        name: (value.strip() or None) if isinstance(value, str) else value for name, value in facts.items()
    }
    from_on, to_on = said["from_on"], said["to_on"]
    if from_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "from_on")
    if to_on is None and held.to_on is not None:
        raise RuleBroken("Enter the day they came back.", "to_on")
    if to_on is not None and not from_on <= to_on <= clock.today():
        raise RuleBroken("The day must be since the child went missing, and not later than today.", "to_on")
    if held.interview_on is not None and to_on is not None and held.interview_on < to_on:
        raise RuleBroken("The interview is recorded before that day.", "to_on")
    was = held.from_on, held.to_on
    for name, value in said.items():
        setattr(held, name, value)
    db.session.flush()
    if was[0] != from_on:
        _event("went_missing", held, from_on, by, corrects=standing(held, ["went_missing"]))
    if was[1] != to_on:
        _event("returned_from_missing", held, to_on, by, corrects=standing(held, ["returned_from_missing"]))


def interview(
    held: MissingEpisode,
    child: Child,
    *,
    on: date,
    declined: bool,
    by: Actor,
    interview_by: str = "",
    independent: bool | None = None,
    said: str = "",
    learnt: str = "",
) -> None:
    """Record the return interview, or that the child did not want one. What they said becomes a view of theirs."""
    if held.to_on is None:
        raise RuleBroken("Say first that the child is back.")
    if held.interview_on is not None:
        raise RuleBroken("The interview is recorded already.")
    if not held.to_on <= on <= clock.today():
        raise RuleBroken("The day must be since the child is back, and not later than today.", "on")
    if not declined and not interview_by.strip():
        raise RuleBroken("Enter who spoke with the child.", "interview_by")
    if said.strip() and not declined:
        held.view_id = voice.record_view(child, id=new_id(), text=said, said_on=on, how="told", by=by).id
    held.interview_on = on
    held.declined = declined
    held.interview_by = interview_by.strip() or None
    held.independent = independent
    held.learnt = learnt.strip() or None
    db.session.flush()
    # An interview that was offered and declined is all the guidance can ask for.
    _event("return_interview_held", held, on, by, declined=declined)


def rows(found: list[MissingEpisode]) -> list[dict[str, Any]]:
    """Each time as the page shows it."""
    return [
        {
            "id": held.id,
            "from_on": held.from_on,
            "to_on": held.to_on,
            "days": (held.to_on - held.from_on).days if held.to_on is not None else None,
            "kind": code_list("missing_kind").label(held.kind),
            "police": _POLICE[held.police_told],
            "known": held.known or "",
            "came_back": held.came_back or "",
            "interview_on": held.interview_on,
            "declined": held.declined,
            "by": held.interview_by or "",
            "independent": held.independent,
            "learnt": held.learnt or "",
            "said": held.view_id is not None,
        }
        for held in found
    ]


def _event(kind: str, held: MissingEpisode, on: date, by: Actor, corrects: UUID | None = None, **facts: Any) -> None:
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=kind,
        occurred_on=on,
        about=held,
        facts=facts,
        by=by.person_id,
        corrects_id=corrects,
    )
