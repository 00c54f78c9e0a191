"""Telling the people of a review: asked, moved, off, and the same day's draft decisions. Never what or whose it is."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from flask import current_app

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.db import RuleBroken, db
from coordination.messages import operations as messages
from coordination.messages.invitations import Method, invitation
from coordination.reviews.models import Review, ReviewPerson, ReviewState


def page_of(review: Review, person: Person) -> str:
    """Where a person reads about a review: its page for the workforce, their own first page for everybody else."""
    return f"/reviews/{review.id}" if person.kind == "workforce" else "/"


def invite(
    review: Review, method: Method, only: Iterable[ReviewPerson] | None = None, *, beside: Sequence[Review] = ()
) -> None:
    """Send each person asked a mail and a calendar file of their own: "Meeting", a time and a link to sign in.

    ``beside``: reviews of other children that are the same meeting. Whoever is asked to several is told once, with a
    link to the first of them that they are asked to.
    """
    every = [review, *beside]
    wanted = (
        [(review, who) for who in only] if only is not None else [(held, who) for held in every for who in held.people]
    )
    asked = [(held, who) for held, who in wanted if who.person_id and who.response != "not_asked"]
    people = agencies.people(who.person_id for _, who in asked if who.person_id)
    number = max(held.invitation_number for held in every)
    again = number > 0 and only is None
    template = "meeting_cancelled" if method == "CANCEL" else "meeting_moved" if again else "meeting_invited"
    told: set[UUID] = set()
    for held, who in asked:
        person = people.get(who.person_id) if who.person_id else None
        if person is None or held.starts_at is None:
            continue
        who.invited_at = who.invited_at or clock.now()
        if person.id in told:
            continue
        told.add(person.id)
        link = page_of(held, person)
        file = invitation(
            uuid5(review.together_id or review.id, str(person.id)),
            held.starts_at,
            held.minutes,
            number,
            method,
            current_app.config["SETTINGS"].base_url.rstrip("/") + link,
        )
        said: dict[str, Any] = {"link": link} | ({} if method == "CANCEL" else {"starts_at": held.starts_at})
        messages.queue_mail(person, template=template, about_id=held.id, invitation=file, method=method, **said)
    for held in every:
        held.invitation_number = number + 1
    db.session.flush()


def whom_to_ring(review: Review, by: Actor) -> list[Person]:
    """Who answers for a meeting: whoever planned it and whoever chairs it, but whoever asks."""
    keys = {review.recorded_by, review.chair_id} - {by.person_id, None}
    found = agencies.people(key for key in keys if key is not None)
    return sorted(found.values(), key=lambda person: person.id != review.recorded_by)


def tell_apart(review: Review, *, by: Actor) -> None:
    """One child's part of a meeting changed and others may not have: whoever planned and chairs it is told.

    Whoever changed it may reach no other child of the meeting, and cannot know whether a part stayed behind.
    """
    for person in whom_to_ring(review, by):
        link = page_of(review, person)
        messages.queue_mail(person, template="meeting_part_changed", about_id=review.id, link=link)


def send_drafts(review: Review, *, by: Actor) -> int:
    """The same day: tell each person with an account that draft decisions and their actions are there to read."""
    if review.state != ReviewState.DRAFT.value:
        raise RuleBroken("Save the record first.")
    keys: set[UUID] = {who.person_id for who in review.people if who.person_id and who.person_id != by.person_id}
    sent = [
        messages.queue_mail(person, template="meeting_record_ready", about_id=review.id, link=page_of(review, person))
        for person in agencies.people(keys).values()
        # Until the record is signed it is for the team; family is told when it is.
        if person.kind == "workforce"
    ]
    review.drafts_sent_at = clock.now()
    db.session.flush()
    return sum(1 for message in sent if message is not None)


def tell_signed(review: Review, *, by: Actor) -> None:
    """The record is final: everybody who was asked is told that there is something to read, family too."""
    keys = {who.person_id for who in review.people if who.person_id and who.response != "not_asked"}
    for person in agencies.people(keys - {by.person_id}).values():
        messages.queue_mail(person, template="meeting_record_ready", about_id=review.id, link=page_of(review, person))
