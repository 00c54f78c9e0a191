"""What family may do on their own pages: say something, say that they disagree, say how their part is going.

Whoever leads is told that there is something new, without a word of what it is.
"""

from collections.abc import Iterable
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import audience_of
from coordination.agencies.models import Person
from coordination.children import saying
from coordination.children.models import Child
from coordination.children.statements import Disagreement, Statement
from coordination.concerns import operations as concerns
from coordination.concerns.models import Concern
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.plans import operations as plans
from coordination.reviews.models import ReviewPerson
from coordination.voice import operations as voice
from coordination.voice.models import View
from coordination.voice.operations import ASKED

# What a parent is asked on their own page, as the record keeps it beside their answer.
QUESTIONS = ASKED | {"agree": "Whether they agree with the plan"}
# The words of somebody who only chose an answer.
AGREES = {"yes": "Yes, I agree with the plan.", "partly": "I agree with some of it.", "no": "No, I do not agree."}


def say_for_myself(
    child: Child,
    *,
    id: UUID,
    words: str,
    wish: bool,
    audiences: Iterable[str] = (),
    only_my_worker: bool = False,
    lead: Person | None,
    by: Actor,
) -> View:
    """A young person's own words, kept exactly. A wish is for whoever leads to answer.

    ``only_my_worker``: nobody but the social worker, whoever stands in for them and those on duty; then no
    audience is named.
    """
    new = db.session.get(View, id) is None
    view = voice.record_view(
        child,
        id=id,
        text=words,
        said_on=clock.today(),
        how="wrote",
        speaker="child",
        speaker_id=by.person_id,
        wish=wish,
        wish_owner_id=lead.id if wish and lead is not None else None,
        only_my_worker=only_my_worker,
        audiences=() if only_my_worker else audiences,
        by=by,
    )
    if new:
        _tell(lead, view.id)
    return view


def tell_worry_or_question(child: Child, *, id: UUID, kind: str, words: str, by: Actor) -> Concern:
    """A young person's worry or question, for their worker and the duty team at once: see ``concerns/kinds.json``."""
    return concerns.raise_concern(child, id=id, seen=words, kind=kind, role="YP", by=by)


def say_as_parent(
    child: Child,
    *,
    answers: dict[str, tuple[UUID, str]],
    lead: Person | None,
    by: Actor,
    agrees: str | None = None,
    place: ReviewPerson | None = None,
    share: bool = False,
) -> list[View]:
    """A parent's answers to the questions of ``QUESTIONS``: each with the key it will have. Empty ones are left
    out. ``agrees`` with the plan: yes, partly, no, or None where they do not say; ``place``: theirs in the meeting
    it is for, which then knows it. ``share``: those who work with the child and were asked to it may read the answers.

    What a parent says is for those who run the plan. It names nobody of the family and is kept from the young
    person, so that neither the other parent nor the child meets it by surprise.
    """
    if agrees is not None and agrees not in AGREES:
        raise RuleBroken("Choose yes, partly or no.", "agrees")
    given = [(asked, key, words.strip()) for asked, (key, words) in answers.items()]
    given = [
        (asked, key, words or (AGREES[agrees] if asked == "agree" and agrees else "")) for asked, key, words in given
    ]
    given = [(asked, key, words) for asked, key, words in given if words]
    if not given:
        raise RuleBroken("Write an answer to at least one question.")
    said: list[View] = []
    fresh = False
    audiences = _at_the_meeting(place) if share and place is not None else ()
    for asked, key, words in given:
        known = db.session.get(View, key)
        if known is not None:
            said.append(known)
            continue
        fresh = True
        view = voice.record_view(
            child,
            id=key,
            text=words,
            said_on=clock.today(),
            how="wrote",
            speaker="parent",
            speaker_name=by.name,
            speaker_id=by.person_id,
            about=QUESTIONS[asked],
            audiences=audiences,
            by=by,
        )
        if asked == "agree" and agrees:
            saying.revise(view, by=by, caveats=["not-young-person"], agrees=agrees)
        else:
            saying.revise(view, by=by, caveats=["not-young-person"])
        said.append(view)
    if fresh and agrees is not None and place is not None:
        place.agrees, place.agrees_words = agrees, answers["agree"][1].strip() or None
        db.session.flush()
    if fresh:
        _tell(lead, said[0].id)
    return said


def _at_the_meeting(place: ReviewPerson) -> set[str]:
    """Those who work with the child, of whoever was asked to the meeting."""
    asked = {audience_of(who.role) for who in place.review.people if who.response != "not_asked"}
    return {audience for audience in voice.WORKERS if audience in asked}


def disagree(
    child: Child, *, id: UUID, words: str, statement: Statement | None, lead: Person | None, by: Actor
) -> Disagreement:
    """A parent disagrees: with one thing the plan says, or with something else. Kept in their words."""
    known = db.session.get(Disagreement, id)
    if known is not None:
        return known
    if not words.strip():
        raise RuleBroken("Write what you disagree with.", "words")
    if statement is not None:
        held = plans.disagree(statement, id=id, who=by.name, words=words, person_id=by.person_id, by=by)
    else:
        held = Disagreement(
            id=id,
            authority_id=child.authority_id,
            child_id=child.id,
            person_id=by.person_id,
            who=by.name,
            words=words.strip(),
            on=clock.today(),
            recorded_by=by.person_id,
        )
        db.session.add(held)
        db.session.flush()
        events.record(
            authority_id=child.authority_id,
            child_id=child.id,
            kind="disagreement_recorded",
            about=held,
            by=by.person_id,
        )
    _tell(lead, held.id)
    return held


def _tell(lead: Person | None, about_id: UUID) -> None:
    if lead is not None:
        messages.queue_mail(lead, template="something_new", about_id=about_id)
