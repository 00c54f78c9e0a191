"""Telling people by mail how much changed for the children they belong to: counts and a link, nobody's name.

Each is decided again when it runs: who they are today, whom they reach, and what of it they may read. It is counted
from where the last one ended, under a lock, so that running twice tells once, and a mail that says nothing is not sent.
"""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from flask import g
from sqlalchemy import select

from coordination import clock, jobs
from coordination.access.actor import Actor
from coordination.accounts import digests, sessions
from coordination.agencies import queries as agencies
from coordination.audit import operations as audit
from coordination.audit.operations import Access
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.insight import news, queries
from coordination.messages import operations as messages
from coordination.web.filters import when

NAME = "insight.digest"
# What is being saved at this moment is told in the next one: an instant is passed only when it is over.
SETTLES = timedelta(minutes=5)


class Counted(NamedTuple):
    """How much changed: of how many children's plans, and how many are actions, dates and other things."""

    changes: int
    plans: int
    actions: int
    dates: int
    others: int
    one: UUID | None


@jobs.task("insight.digests", every="7 * * * *")
def queue_digests(timestamp: int = 0) -> None:
    """One job for each person whose mail is due."""
    for person_id in digests.due(clock.now()):
        jobs.defer(NAME, person=person_id)


@jobs.task(NAME)
def tell(person: str) -> None:
    """Tell one person, if it is still due and there is anything to tell."""
    now = clock.now()
    key = UUID(person)
    held = digests.take(key, now)
    if held is None:
        return
    until = now - SETTLES
    since = queries.Since(held.told_until, until, key)
    who, address = sessions.actor_of(key), agencies.person(key)
    counted = count(who, since) if who is not None and who.active else None
    digests.told(held, max(until, held.told_until), clock.london_date(now))
    if counted is None or counted.changes == 0 or address is None:
        return
    link = "/"
    if counted.one is not None and address.kind == "workforce":
        link = messages.path_to("insight.news", child_id=counted.one)
    messages.queue_mail(
        address,
        template="digest",
        link=link,
        changes=counted.changes,
        plans=counted.plans,
        actions=counted.actions,
        dates=counted.dates,
        others=counted.others,
    )


def count(who: Actor, since: queries.Since) -> Counted:
    """How much of what changed somebody may read: read as they would read it, and audited as read by this process."""
    if since.since >= since.until:
        return Counted(0, 0, 0, 0, 0, None)
    identify(db.session(), who.person_id, process=NAME)
    g.actor, g.access = who, Access(request_id=new_id(), verb="count", actor_id=who.person_id, process=NAME)
    g.pop("known_children", None)
    try:
        # A sealed record is told of to nobody, not even that there was something to tell.
        children = db.session.execute(select(Child.authority_id, Child.id).where(~Child.sealed)).all()
        if not children:
            return Counted(0, 0, 0, 0, 0, None)
        helping = any(held.role == "PRV" for held in who.roles_on(clock.today()))
        found = queries.changed([(row[0], row[1]) for row in children], since, helping=helping)
        raw = news.changes(found, when)
        if g.access.children:
            audit.append(db.session(), g.access)
    finally:
        g.pop("actor", None)
        g.pop("access", None)
    return _counted(raw)


def _counted(raw: list[news.Raw]) -> Counted:
    sorts = Counter("dates" if one.is_date else "actions" if one.kind == "action" else "others" for one in raw)
    plans = {one.child_id for one in raw}
    return Counted(
        changes=len(raw),
        plans=len(plans),
        actions=sorts["actions"],
        dates=sorts["dates"],
        others=sorts["others"],
        one=next(iter(plans)) if len(plans) == 1 else None,
    )
