"""Opening a child's record and keeping who they are: names, birth, and what they are found by."""

from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.reach import open_reach
from coordination.agencies.models import Team
from coordination.children import index
from coordination.children.models import Child, ChildName, ChildProfile
from coordination.children.naming import sort_name
from coordination.db import RuleBroken, db
from coordination.events import operations as events

# A date of birth further back than this is a slip of the pen: help ends at 25.
OLDEST = 26
# A baby is expected for at most this many days from today.
EXPECTED_WITHIN = 300


def create_child(
    *,
    id: UUID,
    authority_id: UUID,
    given_names: str | None,
    family_name: str | None,
    by: Actor,
    role: str,
    agency_id: UUID | None,
    preferred_name: str | None = None,
    pronouns: str | None = None,
    born_on: date | None = None,
    expected_on: date | None = None,
    sex: str | None = None,
    ethnicity: str | None = None,
    local_id: str | None = None,
    team_id: UUID | None = None,
) -> Child:
    """Open a record. Whoever opens it reaches it from then on, and so does the manager of ``team_id``.

    The same ``id`` again is the same record. Raises RuleBroken for dates that cannot be. Likely duplicates go to the
    records team without a word to anybody.
    """
    existing = db.session.get(Child, id)
    if existing is not None:
        return existing
    _dates_can_be(born_on, expected_on)
    session = db.session()
    if by.person_id is not None:
        open_reach(
            session,
            authority_id=authority_id,
            child_id=id,
            person_id=by.person_id,
            role=role,
            via="membership",
            agency_id=agency_id,
            team_id=team_id,
            source_id=id,
            reason="Opened the record",
            by=by.person_id,
        )
    team = session.get(Team, team_id) if team_id else None
    if team is not None and team.manager_id is not None:
        open_reach(
            session,
            authority_id=authority_id,
            child_id=id,
            person_id=team.manager_id,
            role="TM",
            via="management",
            agency_id=team.agency_id,
            team_id=team.id,
            source_id=id,
            by=by.person_id,
        )
    child = Child(
        id=id,
        authority_id=authority_id,
        given_names=given_names or None,
        family_name=family_name or None,
        preferred_name=preferred_name or None,
        pronouns=pronouns or None,
        sort_name=sort_name(given_names, family_name),
        local_id=local_id or None,
        born_on=born_on,
        expected_on=expected_on,
        sex=sex or None,
        ethnicity=ethnicity or None,
        provisional=True,
        recorded_by=by.person_id,
    )
    session.add(child)
    session.flush()
    session.add(ChildProfile(authority_id=authority_id, child_id=id, recorded_by=by.person_id))
    session.flush()
    index.write(child, by=by.person_id)
    events.record(
        authority_id=authority_id,
        child_id=id,
        kind="record_created",
        by=by.person_id,
        about=child,
        agency_id=agency_id,
    )
    return child


def change_identity(child: Child, *, by: Actor, changed_on: date | None = None, **facts: Any) -> Child:
    """Change who a child is recorded as: any of the names, pronouns, birth, sex and ethnicity.

    A given or family name that changes is kept as a previous name until ``changed_on`` (today when not said). Nothing
    happens when nothing changes.
    """
    allowed = {
        "given_names", "family_name", "preferred_name", "pronouns", "born_on", "expected_on", "died_on", "sex",
        "ethnicity", "local_id",
    }  # fmt: skip
    unknown = set(facts) - allowed
    if unknown:
        raise TypeError(f"a child's identity has no {', '.join(sorted(unknown))}")
    fresh = {name: value or None for name, value in facts.items() if (value or None) != getattr(child, name)}
    if not fresh:
        return child
    born = fresh.get("born_on", child.born_on)
    expected = fresh.get("expected_on", child.expected_on)
    _dates_can_be(born, expected)
    died = fresh.get("died_on", child.died_on)
    if died and born and died < born:
        raise RuleBroken("The date of death must be after the date of birth", "died_on")
    renamed = {"given_names", "family_name"} & set(fresh)
    if renamed and (child.given_names or child.family_name):
        db.session.add(
            ChildName(
                authority_id=child.authority_id,
                child_id=child.id,
                kind="previous",
                given_names=child.given_names,
                family_name=child.family_name,
                to_on=changed_on or clock.today(),
                recorded_by=by.person_id,
            )
        )
    for name, value in fresh.items():
        setattr(child, name, value)
    child.sort_name = sort_name(child.given_names, child.family_name)
    db.session.flush()
    index.write(child, by=by.person_id)
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="identity_changed",
        by=by.person_id,
        about=child,
        facts={"what": sorted(fresh)},
    )
    return child


def _dates_can_be(born_on: date | None, expected_on: date | None) -> None:
    today = clock.today()
    if born_on and expected_on:
        raise RuleBroken("Give a date of birth or an expected date, not both", "expected_on")
    if born_on and born_on > today:
        raise RuleBroken("The date of birth must not be in the future", "born_on")
    if born_on and born_on.year < today.year - OLDEST:
        raise RuleBroken(f"The date of birth must be within the last {OLDEST} years", "born_on")
    if expected_on and abs((expected_on - today).days) > EXPECTED_WITHIN:
        raise RuleBroken("The expected date must be within 10 months of today", "expected_on")
