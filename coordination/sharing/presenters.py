"""Grants, records opened alone, exclusions and looks made ready for their pages. The ledger has its own module."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.access import guard
from coordination.access.catalogue import SECTIONS
from coordination.access.models import Exclusion
from coordination.access.policy import Permit
from coordination.agencies import queries as agencies
from coordination.agencies.kinds import AGENCY_KINDS
from coordination.agencies.models import AgencyKind
from coordination.cases import words as case_words
from coordination.children.models import Child
from coordination.sharing import granting, queries, words
from coordination.sharing.forms import said
from coordination.sharing.models import AccessGrant, OwnAccess, SharingDecision


class GrantShown(NamedTuple):
    """A grant as a page shows it."""

    name: str
    role: str
    agency: str
    sections: list[str]
    reason: str
    until_on: date
    state: str
    asked_by: str
    decided: str
    give_url: str | None
    decline_url: str | None
    end_url: str | None


def grants(rows: Iterable[AccessGrant]) -> list[GrantShown]:
    """Grants with what this actor may do about each."""
    held = list(rows)
    people = agencies.people({key for row in held for key in (row.recorded_by, row.decided_by) if key})
    return [_grant(row, people) for row in held]


def _grant(row: AccessGrant, people: Mapping[UUID, Any]) -> GrantShown:
    decides = may_decide(row)
    decider = people.get(row.decided_by) if row.decided_by else None
    asker = people.get(row.recorded_by) if row.recorded_by else None
    ended = row.state == "given" and not granting.is_open(row)
    return GrantShown(
        name=row.person.name,
        role=case_words.role(row.role),
        agency=row.agency.name if row.agency is not None else "",
        sections=[said(code) for code in row.sections],
        reason=row.reason,
        until_on=row.until_on,
        state=words.GRANT_STATES["ended" if ended else row.state],
        asked_by=asker.name if asker is not None else "",
        decided=(f"{decider.name}" if decider is not None else "")
        + (f": {row.decided_why}" if row.decided_why else ""),
        give_url=url_for("sharing.give_grant", grant_id=row.id) if row.state == "asked" and decides else None,
        decline_url=url_for("sharing.decline_grant", grant_id=row.id) if row.state == "asked" and decides else None,
        end_url=url_for("sharing.end_grant", grant_id=row.id)
        if row.state == "given" and not ended and isinstance(guard.may("update", "memberships", row), Permit)
        else None,
    )


def may_decide(row: AccessGrant) -> bool:
    """Whether this actor decides about a grant: a manager, about nothing they asked for and nothing that is theirs."""
    if guard.actor().person_id in (row.person_id, row.recorded_by):
        return False
    if not isinstance(guard.may("approve", "memberships", row), Permit):
        return False
    # Where a child lives is opened by those alone who may approve exactly that.
    return "protected_location" not in row.sections or isinstance(
        guard.may("approve", "protected_location", row, facts={"grant_for": row.person_id}), Permit
    )


class OwnShown(NamedTuple):
    """A record that somebody opened for themself, as a page shows it."""

    name: str
    role: str
    agency: str
    kind: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    is_open: bool
    due_on: date
    outcome: str
    note: str
    url: str | None


def own(row: OwnAccess) -> OwnShown:
    """A record opened alone with where it is reviewed."""
    now = clock.now()
    return OwnShown(
        name=row.person.name,
        role=case_words.role(row.role),
        agency=row.agency.name if row.agency is not None else "",
        kind=words.OWN_KINDS[row.kind],
        reason=row.reason,
        opened_at=row.opened_at,
        ends_at=row.ended_at or row.ends_at,
        is_open=row.ended_at is None and now < row.ends_at,
        due_on=row.review_due_on,
        outcome=words.OUTCOMES.get(row.outcome or "", ""),
        note=row.review_note or "",
        url=url_for("sharing.opened", access_id=row.id),
    )


class Excluded(NamedTuple):
    """Somebody who is or was excluded."""

    name: str
    why: str
    more: str
    from_on: date
    to_on: date | None
    ended_why: str
    end_url: str | None


def exclusions(child: Child) -> list[Excluded]:
    """Who may not see a record, for those who may know it."""
    ends = isinstance(guard.may("update", "memberships", child, parts=frozenset({"exclusion"})), Permit)
    me = guard.actor().person_id
    answering = {person.id for person in queries.who_answers(child.id)}
    return [
        Excluded(
            name=person.name,
            why=words.EXCLUSIONS.get(row.kind, ""),
            more=row.why or "",
            from_on=row.from_on,
            to_on=row.to_on,
            ended_why=row.ended_why or "",
            end_url=url_for("sharing.end_exclusion", exclusion_id=row.id)
            if ends and row.to_on is None and row.person_id != me
            else None,
        )
        for row, person in queries.exclusions(child.id)
        if guard.readable([row], "memberships")
        and (row.kind != "allegation" or _may_know_of_allegation(row, answering))
    ]


def _may_know_of_allegation(row: Exclusion, answering: set[UUID]) -> bool:
    """Whether this actor is one of the named people who may know of an allegation, as the rules have them: the privacy
    officer, and whoever wrote it down or answers for the child, where their role has a row for allegations."""
    permit = guard.may("read", "memberships", row)
    if isinstance(permit, Permit) and permit.role == "IGO":
        return True
    named = {*answering, *([row.recorded_by] if row.recorded_by else [])}
    return isinstance(guard.may("read", "allegations", row, named_people=frozenset(named)), Permit)


class Published(NamedTuple):
    """An entry of the ledger as the family reads it: no name, a kind of organisation only."""

    on: date
    what: str
    organisation: str
    purpose: str
    kind: str


def published(rows: Iterable[SharingDecision]) -> list[Published]:
    """What was published of the ledger to this reader."""
    return [
        Published(
            on=row.decided_on,
            what=row.what,
            organisation=AGENCY_KINDS[AgencyKind(row.organisation_kind)] if row.organisation_kind else "",
            purpose=row.purpose,
            kind=row.kind,
        )
        for row in rows
    ]


class Looked(NamedTuple):
    """Who looked at a record on one day, for a page: nothing of what it says."""

    on: date
    name: str
    role: str
    organisation: str
    sections: list[str]
    doing: str
    times: int
    way: str


_DOING = {"read": "Read", "change": "Changed", "disclose": "Gave to somebody", "search": "Found by a search"}
_WAYS = {"grant": "Opened to them for a while", "break_glass": "Opened from outside the team", "duty": "As duty worker"}


def looked(rows: Iterable[queries.Look]) -> list[Looked]:
    """Looks of one day by one person together, the newest day first."""
    days: dict[tuple[date, UUID, str, str], list[queries.Look]] = {}
    for row in rows:
        key = (
            clock.london_date(row.at),
            row.person_id,
            row.verb if row.outcome == "done" else "refused",
            row.via or "",
        )
        days.setdefault(key, []).append(row)
    return [
        Looked(
            on=on,
            name=found[0].name,
            role=case_words.role(found[0].role) if found[0].role else "",
            organisation=found[0].organisation,
            sections=[said(code) for code in SECTIONS if any(code in row.sections for row in found)],
            doing="Was refused" if verb == "refused" else _DOING.get(verb, "Read"),
            times=len(found),
            way=_WAYS.get(way, ""),
        )
        for (on, _, verb, way), found in days.items()
    ]
