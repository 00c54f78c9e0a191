"""What comes before a setting is asked about a place: the draft, and an agreement under which it may open what it gets.

Children and Families Act 2014, section 38: the draft goes to the child's parents or the young person, who may then ask
for a setting; sections 39(2) and 40(2) have the council consult what it thinks of naming, with a copy of the draft
(SEND Code of Practice 2015, 9.83). A plan that was made final before is changed under regulations 22 and 28 of the
SEND Regulations 2014, which know no draft.
"""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from coordination import clock
from coordination.agencies.models import Agency, Person, RoleHeld, SharingAgreement
from coordination.db import RuleBroken, db
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import types
from coordination.ehc.plan_models import FormalPlan

# What whoever answers for a setting opens, and the role they do it in.
SECTIONS = frozenset({"ehc_plan", "core_identity"})
ROLE = "SEN"
_DRAFT_FIRST = (
    "Send the draft to the parents or the young person first: they may ask for a setting in answer to it, and a "
    "setting is asked with a copy of it (Children and Families Act 2014, sections 38 and 39)"
)
_NO_DRAFT_AGAIN = (
    "This plan was made final before, so no draft goes first: the law asks for one before the first final plan only "
    "(Children and Families Act 2014, section 38(1)). If naming another setting changes the plan, the family is sent "
    "notice of the change and may ask for a setting of their own (SEND Regulations 2014, regulation 22(2))."
)


def needs_draft(plan: FormalPlan) -> bool:
    """Whether a draft goes to the family before any setting is asked: of an EHC plan that never was final."""
    return types.type_of(plan.type, plan.authority_id).is_law and plan.first_issued_on is None and plan.state != "final"


def draft_sent_on(plan: FormalPlan) -> date | None:
    """The day the first draft was sent; None while none was."""
    return min((one.issued_on for one in plan_queries.issues(plan.id)), default=None)


def must_come_after_the_draft(plan: FormalPlan, asked_on: date) -> None:
    """Raise RuleBroken where a setting would be asked before the family has the draft."""
    if not needs_draft(plan):
        return
    sent_on = draft_sent_on(plan)
    if sent_on is None:
        raise RuleBroken(_DRAFT_FIRST)
    if asked_on < sent_on:
        raise RuleBroken("The day is that of the draft or later: a setting is asked with a copy of it", "sent_on")


def said_before(plan: FormalPlan) -> tuple[bool, str]:
    """Whether a setting may be asked now, and what the page says of what comes first."""
    if not needs_draft(plan):
        return True, _NO_DRAFT_AGAIN if types.type_of(plan.type, plan.authority_id).is_law else ""
    return (True, "") if draft_sent_on(plan) is not None else (False, f"{_DRAFT_FIRST}.")


def agreed(authority_id: UUID, agency_ids: Collection[UUID] | None = None) -> frozenset[UUID]:
    """Organisations whose sharing agreements in date cover a setting's page. One query."""
    today = clock.today()
    asked = (
        select(SharingAgreement.agency_id, SharingAgreement.sections)
        .where(SharingAgreement.authority_id == authority_id, SharingAgreement.from_on <= today)
        .where(or_(SharingAgreement.to_on.is_(None), SharingAgreement.to_on > today))
    )
    if agency_ids is not None:
        asked = asked.where(SharingAgreement.agency_id.in_(agency_ids))
    covered: dict[UUID, set[str]] = {}
    for agency_id, sections in db.session.execute(asked):
        covered.setdefault(agency_id, set()).update(SECTIONS if sections is None else sections)
    return frozenset(key for key, sections in covered.items() if sections >= SECTIONS)


def without_agreement(authority_id: UUID, agency_id: UUID | None, person: Person) -> Agency | None:
    """The organisation because of which somebody could open nothing they are sent; None where they could.

    Somebody asked for no organisation stands by the posts they hold, as the access rules have it; who holds none was
    sent it themself.
    """
    rests_on = [agency_id] if agency_id is not None else _schools_of(person.id)
    if not rests_on or agreed(authority_id, rests_on):
        return None
    return db.session.get(Agency, rests_on[0])


def _schools_of(person_id: UUID) -> list[UUID]:
    today = clock.today()
    asked = (
        select(RoleHeld.agency_id)
        .where(RoleHeld.person_id == person_id, RoleHeld.role == ROLE, RoleHeld.from_on <= today)
        .where(or_(RoleHeld.to_on.is_(None), RoleHeld.to_on > today), RoleHeld.agency_id.is_not(None))
    )
    return [key for key in db.session.scalars(asked) if key is not None]


def must_be_agreed(authority_id: UUID, agency_id: UUID | None, person: Person, field: str | None = None) -> None:
    """Raise RuleBroken where whoever is asked would be refused at the door."""
    agency = without_agreement(authority_id, agency_id, person)
    if agency is not None:
        raise RuleBroken(
            f"{agency.name} has no sharing agreement in date that covers EHC plans, so nobody there could open what "
            "you send. Ask your administrator to record one under Organisations, or ask it by letter",
            field,
        )


def marked(name: str, agency_id: UUID, with_agreement: Iterable[UUID]) -> str:
    """How an organisation is offered: with what is in the way of asking it here."""
    return name if agency_id in with_agreement else f"{name} (no sharing agreement: ask by letter)"
