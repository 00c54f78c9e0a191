"""The ledger of sharing, one kind of entry after another: decisions, papers, one-time links, and places on the team."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.agencies import queries as agencies
from coordination.cases import queries as cases
from coordination.cases import words as case_words
from coordination.cases.models import Membership
from coordination.cases.team import BASES as TEAM_BASES
from coordination.children.models import Child
from coordination.documents import queries as documents
from coordination.documents.models import DocumentCopy
from coordination.sharing import queries, words
from coordination.sharing.models import SharingDecision
from coordination.web.filters import day


class Entry(NamedTuple):
    """One line of the ledger: what was decided, with whom, what for and on what it rests."""

    on: date
    kind: str
    colour: str
    what: str
    with_whom: str
    purpose: str = ""
    rests_on: tuple[str, ...] = ()
    agreement: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    by: str = ""
    published: str = ""
    url: str | None = None
    given: str = ""


People = Mapping[UUID, Any]
_KINDS = {"shared": ("Shared", "blue"), "not_shared": ("Not shared", "orange"), "consent": ("Consent", "green")}


def ledger(child: Child) -> list[Entry]:
    """Every decision to share or not about a child that this actor may read, the newest first.

    Whoever reads all of them reads what was given on paper, which links were sent and on what basis each place on a
    team rests, too.
    """
    rows = guard.readable(queries.decisions(child.id), "sharing_decisions")
    permit = guard.may("read", "sharing_decisions", child, whole=True)
    whole = isinstance(permit, Permit) and permit.extent == "full"
    copies = documents.copies_of_child(child.id) if whole else []
    links = queries.links_sent(child.id) if whole else []
    places = [held for case in cases.cases_with_teams(child.id) for held in case.members] if whole else []
    keys = {row.recorded_by for row in (*rows, *places, *links)} | {link.person_id for link in links}
    keys |= {UUID(copy.ledger["given_by"]) for copy in copies if copy.ledger.get("given_by")}
    keys |= {key for row in rows for key in row.published_to or ()}
    people = agencies.people(key for key in keys if key is not None)
    basis = {held.person_id: held.basis for held in places if held.state == "agreed"}
    entries = [
        *(_decision(row, people) for row in rows),
        *(_paper(copy, people) for copy in copies),
        *(_link(link, people, basis.get(link.person_id)) for link in links),
        *(_place(held, people) for held in places if held.state == "agreed"),
    ]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _name(people: People, key: UUID | str | None) -> str:
    found = people.get(UUID(str(key))) if key else None
    return found.name if found is not None else ""


def _basis(code: str | None) -> tuple[str, ...]:
    """The basis of a place on a team in a few words, where there is one."""
    return (TEAM_BASES.get(code, code).split(":")[0],) if code else ()


def _decision(row: SharingDecision, people: People) -> Entry:
    """A decision that somebody wrote down."""
    kind, colour = _KINDS[row.kind]
    if row.withdrawn_on is not None:
        kind, colour = "Consent taken back", "red"
    notes = [
        ("Not shared because", row.reason_not_shared),
        ("Harm weighed", row.harm),
        ("Who consents", row.giver),
        ("Holds until", day(row.expires_on) if row.expires_on else None),
        ("Taken back", f"{day(row.withdrawn_on)}. {row.withdrawn_why or ''}".strip() if row.withdrawn_on else None),
        ("Told", row.told),
    ]
    rests = [
        words.BASES[row.basis],
        words.CONDITIONS.get(row.special_condition or ""),
        words.POWERS.get(row.legal_power or ""),
    ]
    open_consent = row.kind == "consent" and row.withdrawn_on is None
    return Entry(
        on=row.decided_on,
        kind=kind,
        colour=colour,
        what=row.what,
        with_whom=row.with_whom,
        purpose=row.purpose,
        rests_on=tuple(text for text in rests if text),
        agreement=words.AGREEMENT[row.agreement] + (f". {row.agreement_note}" if row.agreement_note else ""),
        notes=tuple((label, text) for label, text in notes if text),
        by=_name(people, row.recorded_by),
        published=" and ".join(_published_to(row, people)),
        url=url_for("sharing.withdraw_consent", decision_id=row.id)
        if open_consent and isinstance(guard.may("create", "sharing_decisions", row), Permit)
        else None,
    )


def _published_to(row: SharingDecision, people: People) -> list[str]:
    """Who of the family may read an entry: parents by name, or all of them where none was named."""
    shown = ["the young person"] if "young_person" in row.audiences else []
    if "parent" in row.audiences:
        shown += [_name(people, key) for key in row.published_to] if row.published_to else ["parents"]
    return shown


def _paper(copy: DocumentCopy, people: People) -> Entry:
    """A paper that was given to somebody, and taken back from them."""
    given = copy.ledger
    return Entry(
        on=clock.london_date(copy.issued_at),
        kind="Taken back" if copy.withdrawn_at else "Paper given",
        colour="grey",
        what=given.get("purpose", ""),
        with_whom=", ".join(filter(None, (copy.recipient_name, given.get("role"), given.get("organisation")))),
        rests_on=_basis(given.get("basis")),
        notes=(("Taken back because", copy.withdrawn_reason),) if copy.withdrawn_reason else (),
        by=_name(people, given.get("given_by")),
        given="paper",
    )


def _link(link: queries.LinkSent, people: People, basis: str | None) -> Entry:
    """A one-time link that somebody was sent: what it opens, until when, and what became of it."""
    now = clock.now()
    if link.used_at is not None:
        became = f"Done on {day(clock.london_date(link.used_at))}"
    elif link.ended_at is not None:
        became = f"Ended on {day(clock.london_date(link.ended_at))}"
    else:
        became = f"{'Opens' if now < link.ends_at else 'Opened'} until {day(clock.london_date(link.ends_at))}"
    return Entry(
        on=clock.london_date(link.recorded_at),
        kind="Link sent",
        colour="grey",
        what=words.LINKS[link.purpose],
        with_whom=", ".join(filter(None, (_name(people, link.person_id), case_words.role(link.role), link.agency))),
        rests_on=_basis(basis),
        notes=(
            ("What became of it", became),
            *((("First opened", day(clock.london_date(link.opened_at))),) if link.opened_at else ()),
        ),
        by=_name(people, link.recorded_by),
        given="link",
    )


def _place(held: Membership, people: People) -> Entry:
    """A place on a team, which shares what its role is shown."""
    return Entry(
        on=held.from_on,
        kind="On the team",
        colour="grey",
        what=case_words.role(held.role) + (f", until {day(held.to_on)}" if held.to_on else ""),
        with_whom=", ".join(filter(None, (held.person.name, held.agency.name if held.agency else ""))),
        rests_on=_basis(held.basis),
        notes=(("Noted", held.basis_note),) if held.basis_note else (),
        by=_name(people, held.recorded_by),
        given="place",
    )
