"""Recording what somebody said in their own words, and answering a wish."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.voice.models import View

# Everybody who works with the child, whatever organisation they are of.
WORKERS = ("team", "school", "health", "provider")
# How a child can be heard, as the record names it.
WAYS = {
    "told": "Told me",
    "drew": "Drew or made something",
    "wrote": "Wrote it",
    "app": "Through an app",
    "observed": "I watched how they were",
    "advocate": "Through an advocate",
    "meeting": "Said it in the meeting",
}
# What a parent or carer is asked, as the record keeps it beside their answer.
ASKED = {"better": "What is better", "hard": "What is hard", "help": "What would help"}
ANSWERS = {"yes": "Yes", "part": "Partly", "no": "No", "not_yet": "Not yet"}
SPEAKERS = {"child": "The child", "parent": "A parent", "carer": "A carer", "other": "Somebody else"}


def record_view(
    child: Child,
    *,
    id: UUID,
    text: str,
    said_on: date,
    how: str,
    by: Actor,
    speaker: str = "child",
    speaker_name: str | None = None,
    speaker_id: UUID | None = None,
    gathered_by: str | None = None,
    about: str | None = None,
    wish: bool = False,
    wish_owner_id: UUID | None = None,
    only_my_worker: bool = False,
    audiences: Iterable[str] = (),
) -> View:
    """Record somebody's exact words. What a young person says themselves is for them to read again at once."""
    existing = db.session.get(View, id)
    if existing is not None:
        return existing
    if how not in WAYS:
        raise RuleBroken("Choose how they said it.", "how")
    if said_on > clock.today():
        raise RuleBroken("The day it was said must be today or earlier.", "said_on")
    held = set(audiences) | ({"young_person"} if speaker == "child" else set())
    view = View(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        wording=saying.professional(text.strip()),
        section="own_words",
        label="S2",
        audiences=sorted(held),
        speaker=speaker,
        speaker_name=speaker_name,
        speaker_id=speaker_id,
        said_on=said_on,
        how=how,
        gathered_by=gathered_by,
        topic=about,
        wish=wish,
        wish_owner_id=wish_owner_id,
        only_my_worker=only_my_worker,
    )
    saying.say(view, by=by)
    # Their own words are theirs at once: nobody has to release them to the person who said them.
    if speaker == "child" or by.kind in {"young_person", "family"}:
        saying.publish([view], by=by)
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="view_recorded",
        occurred_on=said_on,
        about=view,
        label=view.label,
        facts={"speaker": speaker, "wish": wish},
        by=by.person_id,
    )
    return view


def answer_wish(
    view: View,
    *,
    answer: str,
    reason: str,
    by: Actor,
    told_on: date | None = None,
    seen: int | None = None,
    hard_words_why: str | None = None,
) -> View:
    """Answer a wish: yes, partly, no or not yet, with the reason in plain words and the day the child was told.

    ``hard_words_why``: why the reason is harder to read than was chosen for the child; it stands with the version.
    Sent again it is the same answer. Raises Stale when somebody else has answered since the version ``seen``.
    """
    if not view.wish:
        raise RuleBroken("This was not said as a wish.")
    if answer not in ANSWERS:
        raise RuleBroken("Choose an answer.", "answer")
    if not reason.strip():
        raise RuleBroken("Give the reason in words the child will understand.", "reason")
    if told_on is not None and told_on > clock.today():
        raise RuleBroken("The day they were told must be today or earlier.", "told_on")
    fresh: dict[str, Any] = {"answer": answer, "answer_reason": reason.strip(), "told_on": told_on}
    if all(getattr(view, name) == value for name, value in fresh.items()):
        return view
    saying.revise(view, by=by, seen=seen, why=hard_words_why, **fresh)
    events.record(
        authority_id=view.authority_id,
        child_id=view.child_id,
        kind="wish_answered",
        about=view,
        facts={"answer": answer},
        by=by.person_id,
    )
    return view
