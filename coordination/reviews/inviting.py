"""Telling the people of a review: asked, moved, off, and the same day's draft decisions. Never what or whose it is."""

from collections.abc import Iterable
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


def invite(review: Review, method: Method, only: Iterable[ReviewPerson] | None = None) -> None:
    """Send each person asked a mail and a calendar file of their own: "Meeting", a time and a link to sign in."""
    wanted = only if only is not None else review.people
    asked = [who for who in wanted if who.person_id and who.response != "not_asked"]
    people = agencies.people(who.person_id for who in asked if who.person_id)
    again = review.invitation_number > 0 and only is None
    template = "meeting_cancelled" if method == "CANCEL" else "meeting_moved" if again else "meeting_invited"
    for who in asked:
        person = people.get(who.person_id) if who.person_id else None
        if person is None or review.starts_at is None:
            continue
        link = page_of(review, person)
        file = invitation(
            uuid5(review.id, str(person.id)),
            review.starts_at,
            review.minutes,
            review.invitation_number,
            method,
            current_app.config["SETTINGS"].base_url.rstrip("/") + link,
        )
        told: dict[str, Any] = {"link": link} | ({} if method == "CANCEL" else {"starts_at": review.starts_at})
        messages.queue_mail(person, template=template, about_id=review.id, invitation=file, method=method, **told)
        who.invited_at = who.invited_at or clock.now()
    review.invitation_number += 1
    db.session.flush()


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
