"""Sending a one-time link, opening it with a code, doing the one thing it is for, and taking it back.

The token and the code are kept as digests only. Neither mail says what it is about: one holds a link, the other a code
of six digits that works for ten minutes. Opening a page of a link spends nothing, so a scanner that follows every link
in a mail changes nothing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app

from coordination import clock
from coordination.access import reach
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.exclusions import is_excluded
from coordination.accounts import sessions
from coordination.agencies.models import Person
from coordination.cases import queries as cases
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.links import queries
from coordination.links.models import OneTimeLink, Purpose
from coordination.messages import operations as messages
from coordination.plans import queries as plans
from coordination.plans.models import Action
from coordination.reviews import contributing, contributions
from coordination.reviews.models import ReviewPerson

LASTS = timedelta(days=14)
CODE_LASTS = timedelta(minutes=10)
SECTIONS = ("reviews", "actions")
_WORDS = {
    Purpose.CONTRIBUTION.value: "a contribution",
    Purpose.ACTION.value: "an action",
    Purpose.ADVICE.value: "advice",
    Purpose.CONSULTATION.value: "an answer about a place",
}


def ask_for_contribution(place: ReviewPerson, *, by: Actor) -> OneTimeLink:
    """Send whoever has this place on a review a link to contribute by. A link sent before ends."""
    if not contributing.is_open(place) or place.person is None:
        raise RuleBroken("Nothing more can be sent for this meeting.")
    starts = place.review.starts_at
    ends = min(clock.now() + LASTS, starts) if starts is not None else clock.now() + LASTS
    if ends <= clock.now():
        raise RuleBroken("This meeting has begun, so a link would open nothing.")
    actions = [held.id for held in contributions.own_actions(place)]
    return send(
        Purpose.CONTRIBUTION,
        place.review.child,
        place.person,
        thing_id=place.id,
        things=[place.id, *actions],
        agency_id=place.agency_id,
        role=place.role,
        ends_at=ends,
        by=by,
    )


def ask_about_action(action: Action, child: Child, *, by: Actor) -> OneTimeLink:
    """Send the owner of an action a link to say how it is going. A link sent before ends."""
    if action.owner is None:
        raise RuleBroken("Nobody has this action yet.")
    if action.status in plans.CLOSED or action.ended_on is not None:
        raise RuleBroken("This action is closed, so there is nothing to ask.")
    role = _role_of(action)
    return send(
        Purpose.ACTION,
        child,
        action.owner,
        thing_id=action.id,
        things=[action.id],
        agency_id=action.agency_id,
        role=role,
        ends_at=clock.now() + LASTS,
        by=by,
    )


def _role_of(action: Action) -> str:
    """The role an action's owner acts in: the one they hold on the team."""
    plan = plans.plan_around(action)
    held = [place for place in cases.team(plan.case_id) if place.person_id == action.owner_id] if plan else []
    if not held:
        raise RuleBroken("Whoever has this action is not on the team any more.")
    return held[0].role


def send(
    purpose: Purpose,
    child: Child,
    person: Person,
    *,
    thing_id: UUID,
    things: Iterable[UUID],
    agency_id: UUID | None,
    role: str,
    ends_at: datetime,
    by: Actor,
    sections: Iterable[str] = SECTIONS,
) -> OneTimeLink:
    """Send one person a link to do one thing. A link sent to them for it before ends. Raises RuleBroken.

    ``things``: the keys of all that the link opens; ``sections``: those of the record they belong to.
    """
    _refuse(child, person, agency_id, role)
    for before in queries.links_to([thing_id]):
        if before.person_id == person.id and before.used_at is None and before.ended_at is None:
            _close(before, "another was sent", by.person_id)
    token = secrets.token_urlsafe(32)
    held = OneTimeLink(
        id=new_id(),
        authority_id=child.authority_id,
        child_id=child.id,
        purpose=purpose.value,
        thing_id=thing_id,
        person_id=person.id,
        agency_id=agency_id,
        role=role,
        token_digest=queries.digest_of(token),
        ends_at=ends_at,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    reach.open_reach(
        db.session(),
        authority_id=child.authority_id,
        child_id=child.id,
        person_id=person.id,
        role=role,
        via=reach.LINK,
        agency_id=agency_id,
        sections=sections,
        things=things,
        source_id=held.id,
        reason="A one-time link was sent",
        ends_at=ends_at,
        by=by.person_id,
    )
    messages.queue_mail(
        person,
        template=f"link_{purpose.value}",
        about_id=held.id,
        link=messages.path_to("links.arrive", token=token),
        until=ends_at,
    )
    _record(held, "link_sent", by.person_id)
    return held


def _refuse(child: Child, person: Person, agency_id: UUID | None, role: str) -> None:
    """Raise RuleBroken where no link may be sent: of this child, to this person, or to this organisation."""
    if queries.kept_close(child):
        raise RuleBroken("No links are sent for this child: what is known must not leave the record.")
    if role in FAMILY_ROLES or person.kind != "workforce":
        raise RuleBroken("Links are for people who work with the child. Families have pages of their own.")
    if not person.active or not person.email:
        raise RuleBroken("There is no email address for this person, so no link can be sent.", "email")
    agency = queries.agency(agency_id)
    if agency is not None and not agency.links_allowed:
        raise RuleBroken(f"{agency.name} has switched links off: its people sign in.")
    if queries.has_left(person.id, child.id):
        raise RuleBroken("This person is not on the team any more.")
    if is_excluded(db.session(), child.id, person.id):
        raise RuleBroken("No link can be sent to this person.")


def end_link(held: OneTimeLink, *, by: Actor) -> None:
    """Take a link back: it and every session that came by it open nothing from now on. Ending twice is ending once."""
    if held.used_at is None and held.ended_at is None:
        _close(held, "taken back", by.person_id)
        _record(held, "link_ended", by.person_id)


def _close(held: OneTimeLink, why: str, by: UUID | None) -> None:
    held.ended_at, held.ended_by = clock.now(), by
    held.code_digest = held.code_ends_at = None
    sessions.end_of_link(held.id, why)
    db.session.flush()
    reach.end_reach(db.session(), held.id)


# -- the visitor -----------------------------------------------------------------------------------------------


def send_code(held: OneTimeLink) -> None:
    """Mail a new code of six digits to the address the link was sent to; the code before it opens nothing."""
    code = 100_000 + secrets.randbelow(900_000)
    held.code_digest = _code_digest(held, str(code))
    held.code_ends_at = clock.now() + CODE_LASTS
    db.session.flush()
    minutes = int(CODE_LASTS.total_seconds()) // 60
    messages.queue_mail(held.person, template="link_code", about_id=held.id, code=code, minutes=minutes)


def open_with(held: OneTimeLink, typed: str) -> str | None:
    """A session's token where what was typed is the code that was sent last, else None. A code opens once."""
    digits = "".join(typed.split())
    if held.code_digest is None or held.code_ends_at is None or clock.now() >= held.code_ends_at:
        return None
    if not hmac.compare_digest(held.code_digest, _code_digest(held, digits)):
        return None
    held.code_digest = held.code_ends_at = None
    held.opened_at = held.opened_at or clock.now()
    db.session.flush()
    _record(held, "link_opened", held.person_id)
    return sessions.begin(held.person_id, second_factor=True, link_id=held.id)


def spend(held: OneTimeLink) -> None:
    """The one thing was done: the link and its sessions are over. Called last: nothing is reached after it."""
    held.used_at = clock.now()
    db.session.flush()
    _record(held, "link_used", held.person_id)
    sessions.end_of_link(held.id, "used")
    reach.end_reach(db.session(), held.id)


def _code_digest(held: OneTimeLink, digits: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, f"link code {held.id} {digits}".encode(), hashlib.sha256).hexdigest()


def _record(held: OneTimeLink, kind: str, by: UUID | None) -> None:
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=kind,
        about=held,
        agency_id=held.agency_id,
        facts={"what": _WORDS[held.purpose]},
        by=by,
    )
