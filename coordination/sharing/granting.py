"""Grants: sections of a record opened to one named person, for a reason and until a day, by somebody else's decision.

Asking opens nothing. Whoever asked, and whoever it is for, never decides. It ends by itself on its day, and at once
when a manager ends it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import SECTIONS, WORKFORCE_ROLES
from coordination.access.exclusions import is_excluded
from coordination.access.reach import end_reach, open_reach
from coordination.agencies import queries as agencies
from coordination.cases import words
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.sharing import queries
from coordination.sharing.models import AccessGrant, GrantState

# Local practice: what is needed for longer is a place on the team.
LONGEST = timedelta(days=92)

# What a grant cannot open: what names no child, and what is never about one.
NEVER = frozenset({"statutory_return", "administration", "needs_brief", "prices"})
GRANTABLE = tuple(code for code in SECTIONS if code not in NEVER)
_ALWAYS = ("core_identity",)


def ask(
    child: Child,
    *,
    id: UUID,
    person_id: UUID,
    role: str,
    agency_id: UUID | None,
    sections: Iterable[str],
    reason: str,
    until_on: date,
    by: Actor,
) -> AccessGrant:
    """Ask that sections be opened to somebody. ``id`` is the form's: the same again is the same. Raises RuleBroken."""
    existing = db.session.get(AccessGrant, id)
    if existing is not None:
        return existing
    wanted = [code for code in GRANTABLE if code in set(sections)]
    if not wanted:
        raise RuleBroken("Choose what should be opened", "sections")
    if not reason.strip():
        raise RuleBroken("Say why they need it", "reason")
    today = clock.today()
    if until_on <= today:
        raise RuleBroken("Choose a day after today", "until_on")
    if until_on > today + LONGEST:
        raise RuleBroken("Three months at most: somebody who needs it for longer belongs on the team", "until_on")
    person = agencies.person(person_id)
    if person is None or not person.active or role not in WORKFORCE_ROLES:
        raise RuleBroken("Choose somebody who works with children", "person_id")
    if is_excluded(db.session(), child.id, person_id):
        raise RuleBroken("This person is excluded from this record", "person_id")
    if any(held.person_id == person_id and held.state == GrantState.ASKED.value for held in queries.grants(child.id)):
        raise RuleBroken("Something was asked for this person already, and waits for a manager", "person_id")
    grant = AccessGrant(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        person_id=person_id,
        role=role,
        agency_id=agency_id,
        sections=wanted,
        reason=reason.strip(),
        until_on=until_on,
        recorded_by=by.person_id,
    )
    db.session.add(grant)
    db.session.flush()
    manager = queries.manager_of(child.id)
    if manager is not None and manager.id != by.person_id:
        messages.queue_mail(
            manager,
            template="access_waiting",
            about_id=grant.id,
            link=messages.path_to("sharing.who_may_see", child_id=child.id),
        )
    return grant


def give(grant: AccessGrant, *, by: Actor) -> AccessGrant:
    """Open what was asked for. Raises RuleBroken for one's own, and where its day has passed."""
    if grant.state == GrantState.GIVEN.value:
        return grant
    _must_wait(grant)
    _must_be_anothers(grant, by)
    if grant.until_on <= clock.today():
        raise RuleBroken("The day until which it was asked for has passed. It has to be asked for anew.")
    if is_excluded(db.session(), grant.child_id, grant.person_id):
        raise RuleBroken("This person is excluded from this record.")
    grant.state = GrantState.GIVEN.value
    grant.decided_at, grant.decided_by = clock.now(), by.person_id
    db.session.flush()
    open_reach(
        db.session(),
        authority_id=grant.authority_id,
        child_id=grant.child_id,
        person_id=grant.person_id,
        role=grant.role,
        via="grant",
        agency_id=grant.agency_id,
        sections=dict.fromkeys((*_ALWAYS, *grant.sections)),
        source_id=grant.id,
        reason=grant.reason,
        to_on=grant.until_on,
        by=by.person_id,
    )
    _record(grant, "access_granted", by)
    _tell(grant, "access_given")
    return grant


def decline(grant: AccessGrant, *, why: str, by: Actor) -> AccessGrant:
    """Decline what was asked for, with the reason; whoever asked reads it."""
    _must_wait(grant)
    _must_be_anothers(grant, by)
    if not why.strip():
        raise RuleBroken("Say why not", "why")
    grant.state = GrantState.DECLINED.value
    grant.decided_at, grant.decided_by, grant.decided_why = clock.now(), by.person_id, why.strip()
    db.session.flush()
    return grant


def end(grant: AccessGrant, *, why: str, by: Actor) -> AccessGrant:
    """End a grant before its day: it opens nothing from the next request on. Ending twice is ending once."""
    if grant.state == GrantState.ENDED.value:
        return grant
    if grant.state != GrantState.GIVEN.value:
        raise RuleBroken("Only what is open can be ended.")
    if not why.strip():
        raise RuleBroken("Say why it ends", "why")
    grant.state = GrantState.ENDED.value
    grant.ended_at, grant.ended_by, grant.ended_why = clock.now(), by.person_id, why.strip()
    db.session.flush()
    _record(grant, "access_ended", by)
    end_reach_of(grant.id)
    return grant


def end_reach_of(source_id: UUID) -> None:
    """End at once what a grant or a record opened for oneself had opened."""
    end_reach(db.session(), source_id)


def is_open(grant: AccessGrant, on: date | None = None) -> bool:
    """Whether a grant opens anything on a day."""
    return grant.state == GrantState.GIVEN.value and (on or clock.today()) < grant.until_on


def _must_wait(grant: AccessGrant) -> None:
    if grant.state != GrantState.ASKED.value:
        raise RuleBroken("This was decided already.")


def _must_be_anothers(grant: AccessGrant, by: Actor) -> None:
    if by.person_id in (grant.person_id, grant.recorded_by):
        raise RuleBroken("Nobody decides about what they asked for, or what is for themself: another manager does.")


def _record(grant: AccessGrant, kind: str, by: Actor) -> None:
    events.record(
        authority_id=grant.authority_id,
        child_id=grant.child_id,
        kind=kind,
        about=grant,
        facts={"role": words.role(grant.role)},
        agency_id=grant.agency_id,
        by=by.person_id,
    )


def _tell(grant: AccessGrant, template: str) -> None:
    messages.queue_mail(
        grant.person,
        template=template,
        about_id=grant.id,
        disclosure=True,
        link=messages.path_to("children.record", child_id=grant.child_id),
    )
