"""Contributing to a review before it is held: what each person who was asked sends, and corrects until then.

A contribution is its author's own words. What it says of their actions changes the actions, as if they had said it in
the plan. Nothing that was sent is lost: a correction is a new version beside the old one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_ROLES
from coordination.db import RuleBroken, db
from coordination.documents import attaching
from coordination.documents.models import StoredFile
from coordination.events import operations as events
from coordination.plans import operations as plans
from coordination.plans.models import Action
from coordination.reviews.models import Contribution, Review, ReviewPerson, ReviewState, label_of

_WORDS = ("going_well", "worries", "score_reason", "withheld", "withheld_why", "asks")


def wanted_by(review: Review) -> date | None:
    """The last day on which a contribution is in time: the day before the meeting. Practice, not law."""
    return clock.london_date(review.starts_at) - timedelta(days=1) if review.starts_at is not None else None


def is_open(place: ReviewPerson) -> bool:
    """Whether somebody may still send or correct a contribution from their place: until the meeting is held."""
    review = place.review
    return (
        place.person_id is not None
        and place.role not in FAMILY_ROLES
        and place.response != "not_asked"
        and review.state == ReviewState.PLANNED.value
        and review.held_on is None
    )


def contribute(
    place: ReviewPerson,
    *,
    id: UUID,
    by: Actor,
    seen_on: Sequence[date] = (),
    progress: Sequence[tuple[Action, Mapping[str, Any]]] = (),
    score: int | None = None,
    will_come: bool | None = None,
    deputy: str = "",
    file: tuple[str, bytes] | None = None,
    source: str = "entered",
    **words: str,
) -> Contribution:
    """Send a contribution, or correct the one sent before. The same ``id`` again is the same contribution.

    ``progress``: their own actions, each with ``status``, ``note`` and the ``version`` they had before them. ``file``:
    its name and what is in it; none keeps the file sent before. ``words``: going_well, worries, score_reason, withheld,
    withheld_why, asks. Raises RuleBroken; what crosses with somebody else's change of an action is kept for a decision.
    """
    existing = db.session.get(Contribution, id)
    if existing is not None:
        return existing
    _take(place)
    if place.person_id != by.person_id:
        raise RuleBroken("Only the person who was asked can send this.")
    if not is_open(place):
        raise RuleBroken("This meeting has been held or called off, so nothing more can be sent.")
    said = {name: str(words.pop(name, "") or "").strip() for name in _WORDS}
    if words:
        raise TypeError(f"a contribution has no {', '.join(sorted(words))}")
    before = latest_of(place)
    _check(said, seen_on, progress, score, will_come, file, before)
    kept = attaching.attach(place, name=file[0], content=file[1], by=by.person_id) if file is not None else None
    sent = Contribution(
        id=id,
        authority_id=place.authority_id,
        child_id=place.child_id,
        review_id=place.review_id,
        review_person_id=place.id,
        agency_id=place.agency_id,
        number=before.number + 1 if before is not None else 1,
        label=label_of(place.review.kind) or "S1",
        seen_on=sorted(set(seen_on)),
        progress=[_say(action, what, by) for action, what in progress],
        score=score,
        will_come=will_come,
        deputy=deputy.strip() or None,
        late=_is_late(place.review),
        source=source,
        recorded_by=by.person_id,
        **{name: text or None for name, text in said.items()},
        **_file(file, kept, before),
    )
    db.session.add(sent)
    _note_on_the_place(place, sent, before)
    db.session.flush()
    events.record(
        authority_id=sent.authority_id,
        child_id=sent.child_id,
        kind="contribution_received" if before is None else "contribution_corrected",
        about=sent,
        agency_id=sent.agency_id,
        label=sent.label,
        by=by.person_id,
    )
    return sent


def latest_of(place: ReviewPerson) -> Contribution | None:
    """What was sent last from a place."""
    newest = select(func.max(Contribution.number)).where(Contribution.review_person_id == place.id).scalar_subquery()
    return db.session.scalar(
        select(Contribution).where(Contribution.review_person_id == place.id, Contribution.number == newest)
    )


def _take(place: ReviewPerson) -> None:
    """Take the place for this transaction: of two corrections at one instant the second stands on the first."""
    table = ReviewPerson.__table__
    db.session.flush()
    db.session.execute(select(table.c.id).where(table.c.id == place.id).with_for_update())
    db.session.refresh(place.review, ["state", "held_on", "starts_at"])


def _check(
    said: Mapping[str, str],
    seen_on: Sequence[date],
    progress: Sequence[Any],
    score: int | None,
    will_come: bool | None,
    file: Any,
    before: Contribution | None,
) -> None:
    if any(day > clock.today() for day in seen_on):
        raise RuleBroken("A day you saw the child must be today or earlier.", "seen")
    if score is not None and not 0 <= score <= 10:
        raise RuleBroken("Choose a number from 0 to 10.", "score")
    if said["withheld"] and not said["withheld_why"]:
        raise RuleBroken("Say why you cannot share it here.", "withheld_why")
    if said["withheld_why"] and not said["withheld"]:
        raise RuleBroken("Say what kind of information it is, not the information itself.", "withheld")
    anything = any(said.values()) or seen_on or progress or score is not None or will_come is not None or file
    if not anything and before is None:
        raise RuleBroken("Say at least one thing before you send it.", "going_well")


def _say(action: Action, what: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Change the action as it was said, and answer what the contribution keeps of it."""
    status, note = str(what["status"]), str(what.get("note") or "").strip()
    kept = {"action": str(action.id), "number": action.number, "text": action.text, "status": status, "note": note}
    try:
        plans.update_action(
            action,
            status=status,
            by=by,
            seen=what.get("version"),
            note=note,
            blocker=note if status == "blocked" else "",
        )
    except plans.Crossed:
        kept["crossed"] = True
    except RuleBroken as broken:
        raise RuleBroken(f"Action {action.number}: {broken.sentence}", "actions") from broken
    return kept


def _file(file: tuple[str, bytes] | None, kept: StoredFile | None, before: Contribution | None) -> dict[str, Any]:
    if file is not None and kept is not None:
        return {"file_id": kept.id, "file_name": attaching.shown_name(file[0])}
    if before is not None:
        return {"file_id": before.file_id, "file_name": before.file_name}
    return {}


def _is_late(review: Review) -> bool:
    until = wanted_by(review)
    return until is not None and clock.today() > until


def _note_on_the_place(place: ReviewPerson, sent: Contribution, before: Contribution | None) -> None:
    """Report received, and whether they come: on the list of who was asked."""
    if before is None:
        place.report = "late" if sent.late else "yes"
    if sent.will_come is not None:
        place.response = "accepted" if sent.will_come else "declined"
        place.deputy = None if sent.will_come else sent.deputy
