"""Decisions to share, decisions not to, and consent: written down once, with what they rest on.

Every paper that is given keeps its own entry (``document_copy.ledger``), and every place on a team its basis. Here is
everything else: what was told by telephone, what was asked for and refused, who agreed to what. Nobody picks a basis
merely to look.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import SECTIONS
from coordination.agencies.models import Agency, Person
from coordination.cases.models import Case, Membership
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.sharing import queries
from coordination.sharing.models import Decision, SharingDecision
from coordination.sharing.words import AGREEMENT, BASES, First, first_for, powers


def duty_from() -> date | None:
    """The day from which section 16LA of the Children Act 2004 applies here, as the deployment says; None: not yet."""
    found: date | None = current_app.config["SETTINGS"].information_sharing_duty_from
    return found


def offered_first(child: Child, by: Actor) -> First:
    """What is offered first of the four fields to whoever decides."""
    today = clock.today()
    role = next((held.role for held in by.relationships_with(child.id, today)), "")
    case = queries.case_of(child.id)
    return first_for(role, case.kind if case is not None else None, duty_from(), today)


def decide(
    child: Child,
    *,
    id: UUID,
    kind: str,
    what: str,
    with_whom: str,
    purpose: str,
    basis: str,
    agreement: str,
    by: Actor,
    sections: Iterable[str] = (),
    with_person: Person | None = None,
    with_agency: Agency | None = None,
    special_condition: str | None = None,
    legal_power: str | None = None,
    agreement_note: str = "",
    reason_not_shared: str = "",
    harm: str = "",
    told: str = "",
    giver: str = "",
    expires_on: date | None = None,
    publish_to: Iterable[str] = (),
    about_id: UUID | None = None,
    agency_id: UUID | None = None,
) -> SharingDecision:
    """Write down one decision. ``id`` is the form's: the same again is the same. Raises RuleBroken.

    ``publish_to``: who of the family may read it, by a person's decision: "young_person", and each parent on the team
    by their key. Separated parents learn nothing of each other's entries.
    """
    existing = db.session.get(SharingDecision, id)
    if existing is not None:
        return existing
    _refuse_gaps(kind, basis, agreement, agreement_note, reason_not_shared, giver, legal_power)
    parents, chosen = parents_on_team(child.id), set(publish_to)
    if not chosen <= {"young_person", *(str(parent.id) for parent in parents)}:
        raise RuleBroken("Choose somebody who is on the team", "publish_to")
    to_parents = [parent.id for parent in parents if str(parent.id) in chosen]
    audiences = [*(["parent"] if to_parents else []), *(["young_person"] if "young_person" in chosen else [])]
    held = SharingDecision(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        what=what.strip(),
        sections=[code for code in SECTIONS if code in set(sections)],
        about_id=about_id,
        with_person_id=with_person.id if with_person is not None else None,
        with_agency_id=with_agency.id if with_agency is not None else None,
        with_whom=with_whom.strip(),
        organisation_kind=with_agency.kind if with_agency is not None else None,
        purpose=purpose.strip(),
        basis=basis,
        special_condition=special_condition or None,
        legal_power=legal_power or None,
        agreement=agreement,
        agreement_note=agreement_note.strip() or None,
        reason_not_shared=reason_not_shared.strip() or None,
        harm=harm.strip() or None,
        told=told.strip() or None,
        giver=giver.strip() or None,
        expires_on=expires_on,
        decided_on=clock.today(),
        agency_id=agency_id or _agency_of(child, by),
        published_at=clock.now() if audiences else None,
        published_by=by.person_id if audiences else None,
        audiences=audiences,
        published_to=to_parents or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind={"shared": "information_shared", "not_shared": "information_not_shared", "consent": "consent_given"}[kind],
        about=held,
        agency_id=held.agency_id,
        by=by.person_id,
    )
    return held


def parents_on_team(child_id: UUID) -> list[Person]:
    """The parents who are on a team of the child today, by name."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.child_id == child_id, Membership.role == "PAR", Membership.state == "agreed")
            .where(Membership.from_on <= today, Membership.to_on.is_(None) | (Membership.to_on > today))
            .distinct()
            .order_by(Person.sort_name, Person.id)
        )
    )


def _refuse_gaps(
    kind: str, basis: str, agreement: str, note: str, why_not: str, giver: str, legal_power: str | None
) -> None:
    if kind not in set(Decision):
        raise RuleBroken("Choose what was decided", "kind")
    if basis not in BASES:
        raise RuleBroken("Choose what this rests on", "basis")
    if agreement not in AGREEMENT:
        raise RuleBroken("Say whether you asked them", "agreement")
    if agreement == "not_sought" and not note.strip():
        raise RuleBroken("Say why they were not asked", "agreement_note")
    if kind == Decision.NOT_SHARED.value and not why_not.strip():
        raise RuleBroken("Say why it was not shared", "reason_not_shared")
    if kind == Decision.CONSENT.value and not giver.strip():
        raise RuleBroken("Say who agreed", "giver")
    if basis == "consent" and agreement != "given":
        raise RuleBroken("Consent has to have been given. Choose another basis, or ask them first", "basis")
    if legal_power and legal_power not in powers(duty_from(), clock.today()):
        raise RuleBroken("Choose a power that applies", "legal_power")


def _agency_of(child: Child, by: Actor) -> UUID | None:
    return next((held.agency_id for held in by.relationships_with(child.id, clock.today()) if held.agency_id), None)


def withdraw(held: SharingDecision, *, why: str, by: Actor) -> SharingDecision:
    """Consent is taken back: what was shared stays shared, nothing more is on the strength of it, and the lead looks.

    UK GDPR article 7(3): as easy to take back as to give. No reason has to be given; what was said is kept.
    """
    if held.kind != Decision.CONSENT.value:
        raise RuleBroken("Only consent can be taken back.")
    if held.withdrawn_on is not None:
        return held
    held.withdrawn_on, held.withdrawn_by = clock.today(), by.person_id
    held.withdrawn_why = why.strip() or None
    db.session.flush()
    events.record(
        authority_id=held.authority_id, child_id=held.child_id, kind="consent_withdrawn", about=held, by=by.person_id
    )
    for person in queries.who_answers(held.child_id):
        if person.id != by.person_id:
            messages.queue_mail(
                person,
                template="consent_withdrawn",
                about_id=held.id,
                link=messages.path_to("sharing.who_may_see", child_id=held.child_id),
            )
    return held


def withdraw_agreement(case: Case, *, who: str, said: str, by: Actor) -> Case:
    """A family no longer wants to take part in voluntary help. Nothing is deleted and nothing closes by itself.

    Agreeing to take part is not consent to processing: whoever leads is asked whether to close, or to step up.
    """
    if case.state != "open":
        raise RuleBroken("Help has ended already.")
    if not who.strip():
        raise RuleBroken("Say who no longer wants to take part", "who")
    if case.agreed_to_take_part == "withdrawn":
        return case
    case.agreed_to_take_part = "withdrawn"
    db.session.flush()
    events.record(
        authority_id=case.authority_id,
        child_id=case.child_id,
        kind="agreement_withdrawn",
        about=case,
        facts={"who": who.strip(), **({"said": said.strip()} if said.strip() else {})},
        by=by.person_id,
    )
    return case
