"""Exclusions: a named person who may not see a record, whatever else they are to the child.

They are told nothing: for them the record does not exist. Somebody who knows the family outside work says so themself
and is excluded from that moment. It beats every relationship, a grant and break-glass included.
"""

from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.exclusions import is_excluded
from coordination.access.models import Exclusion
from coordination.agencies import queries as agencies
from coordination.cases import queries as cases
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.sharing import queries

# Those whose work is to look at how records are handled, and who manage none.
WATCHING = frozenset({"IGO", "IRO"})


def exclude(child: Child, *, id: UUID, person_id: UUID, kind: str, why: str, by: Actor) -> Exclusion:
    """Exclude somebody from a record, from now. Raises RuleBroken for whoever leads, and for the child themself."""
    existing = db.session.get(Exclusion, id)
    if existing is not None:
        return existing
    if not why.strip():
        raise RuleBroken("Say why", "why")
    person = agencies.person(person_id)
    if person is None:
        raise RuleBroken("Choose who may not see this record", "person_id")
    if person.kind == "young_person":
        raise RuleBroken("Nobody is excluded from their own record: choose what is published to them", "person_id")
    if is_excluded(db.session(), child.id, person_id):
        raise RuleBroken("They are excluded already", "person_id")
    if person_id == by.person_id and kind != "connection":
        raise RuleBroken("Say that you know the family: choose that reason", "kind")
    if any(case.lead_id == person_id and case.state == "open" for case in cases.cases_with_teams(child.id)):
        raise RuleBroken("They lead the help for this child: another lead has to be chosen first", "person_id")
    held = Exclusion(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        person_id=person_id,
        kind=kind,
        why=why.strip(),
        from_on=clock.today(),
        recorded_by=by.person_id,
    )
    # Whoever excludes themself reaches nothing afterwards: what is told is told first.
    events.record(
        authority_id=child.authority_id, child_id=child.id, kind="person_excluded", about=held, by=by.person_id
    )
    _tell(child, person_id, by)
    _tell_who_watches(child, person_id, by)
    db.session.add(held)
    db.session.flush()
    return held


def end_exclusion(held: Exclusion, *, why: str, by: Actor) -> Exclusion:
    """End an exclusion, with the reason: whatever else they hold opens again from now."""
    if held.to_on is not None:
        return held
    if not why.strip():
        raise RuleBroken("Say why it ends", "why")
    if held.person_id == by.person_id:
        raise RuleBroken("Nobody ends their own exclusion.")
    held.to_on, held.ended_by, held.ended_why = clock.today(), by.person_id, why.strip()
    db.session.flush()
    events.record(
        authority_id=held.authority_id, child_id=held.child_id, kind="exclusion_ended", about=held, by=by.person_id
    )
    return held


def _tell_who_watches(child: Child, excluded: UUID, by: Actor) -> None:
    """Tell those who watch over the work that one of them is kept from a record: nobody does that unseen.

    Of a privacy officer the other privacy officers are told; of a reviewing officer they and the manager of the
    reviewing officer's team. The mail names nobody; the privacy officers' page says whom and which record, by its
    reference.
    """
    posts = agencies.roles_of(excluded)
    roles = {post.role for post in posts if post.role in WATCHING}
    if not roles:
        return
    for person in queries.privacy_officers(child.authority_id):
        if person.id not in (excluded, by.person_id):
            messages.queue_mail(person, template="overseer_kept_out", link=messages.path_to("sharing.privacy"))
    teams = [post.team_id for post in posts if post.role == "IRO" and post.team_id is not None]
    for person in queries.managers_of(teams):
        if person.id not in (excluded, by.person_id) and not is_excluded(db.session(), child.id, person.id):
            messages.queue_mail(person, template="overseer_kept_out", link=messages.path_to("home.start"))


def _tell(child: Child, excluded: UUID, by: Actor) -> None:
    manager = queries.manager_of(child.id)
    if manager is not None and manager.id not in (excluded, by.person_id):
        messages.queue_mail(
            manager, template="access_changed", link=messages.path_to("sharing.who_may_see", child_id=child.id)
        )
