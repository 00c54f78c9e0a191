"""What waits for a manager on the page their work begins on: requests to open parts of a record, and records that were
opened by somebody outside their team."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Select, select

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Permit
from coordination.children import queries as children
from coordination.children import reading
from coordination.children.presenters import name_for
from coordination.sharing import redeciding
from coordination.sharing.models import AccessGrant, GrantState, OwnAccess, OwnKind
from coordination.web.first_page import Found, Wanted

GRANT, OPENED, AGAIN = "grant_waiting", "opened_alone", "decide_again"
# Who decides again about a place on a team.
CHANGED = {
    "school": "the school has changed",
    "placement": "a placement has ended",
    "adult": "the young person is 18",
}
LEADS = frozenset({"TM", "SW", "LP"})


def asked(who: Actor) -> list[Select[Any]]:
    """What :func:`told` needs, as parts of ``reading.together``: nothing for whoever manages and leads nobody."""
    today = clock.today()
    roles = {held.role for held in who.roles_on(today)}
    again = [reading.values_of(AGAIN, redeciding.asked_again())] if roles & LEADS else []
    if "TM" not in roles:
        return again
    return [
        *again,
        reading.values_of(GRANT, select(AccessGrant.__table__).where(AccessGrant.state == GrantState.ASKED.value)),
        reading.values_of(
            OPENED,
            select(OwnAccess.__table__).where(
                OwnAccess.reviewed_at.is_(None), OwnAccess.kind != OwnKind.OVERSIGHT.value
            ),
        ),
    ]


def told(found: Found) -> Iterator[Wanted]:
    """What waits for this manager: never about what they asked for or opened themself."""
    me = guard.actor().person_id
    changed = {UUID(row["child_id"]): row["why"] for row in found.get(AGAIN, [])}
    for child in children.children(changed):
        if isinstance(guard.may("create", "memberships", child, facts={"proposed": True}), Permit):
            yield Wanted(
                text=f"Decide again who is on the team of {name_for(child)}: {CHANGED[changed[child.id]]}",
                when=None,
                url=url_for("sharing.who_may_see", child_id=child.id),
            )
    for grant in reading.revived(AccessGrant, found.get(GRANT, [])):
        if me not in (grant.person_id, grant.recorded_by) and _decides(grant):
            yield Wanted(
                text="Decide whether part of a record is opened to somebody",
                when=None,
                url=url_for("sharing.who_may_see", child_id=grant.child_id),
            )
    for opened in reading.revived(OwnAccess, found.get(OPENED, [])):
        if me != opened.person_id and _decides(opened):
            yield Wanted(
                text="Look at a record that was opened by somebody outside its team",
                when=datetime.combine(opened.review_due_on, time(17), UTC),
                url=url_for("sharing.opened", access_id=opened.id),
                by_day=True,
            )


def _decides(row: AccessGrant | OwnAccess) -> bool:
    return isinstance(guard.may("approve", "memberships", row), Permit)
