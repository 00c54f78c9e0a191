"""Organisations, their settings and teams, and what each may be told: adding, changing, ending.

An agreement that ends stops being in force at the next request: the policy reads its dates each time.
"""

import re
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select, text

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import SECTIONS
from coordination.agencies.kinds import SETTING_KINDS
from coordination.agencies.models import Agency, AgencyKind, Setting, SharingAgreement, Team
from coordination.db import RuleBroken, db

_FOLLOW = text("select follow_manager(:team, :by)")
# Schools have six digits; Ofsted's other registrations have letters before or seven digits.
_URN = re.compile(r"[A-Z]{0,2}\d{5,7}")


# -- organisations ---------------------------------------------------------------------------------------------


def add_agency(
    *,
    id: UUID,
    kind: str,
    name: str,
    authority_id: UUID | None,
    phone: str | None = None,
    email: str | None = None,
    by: Actor | None = None,
) -> Agency:
    """A new organisation. The same ``id`` again is the same one. ``authority_id``: its home, None where it has none."""
    known = db.session.get(Agency, id)
    if known is not None:
        return known
    agency = Agency(
        id=id,
        kind=_agency_kind(kind),
        name=_named(name),
        authority_id=authority_id,
        phone=phone or None,
        email=email or None,
        recorded_by=by.person_id if by else None,
    )
    db.session.add(agency)
    db.session.flush()
    return agency


def change_agency(
    agency: Agency, *, kind: str, name: str, phone: str | None, email: str | None, links_allowed: bool | None = None
) -> Agency:
    """Change what is known of an organisation. ``links_allowed``: whether its people may be sent one-time links."""
    agency.kind, agency.name = _agency_kind(kind), _named(name)
    agency.phone, agency.email = phone or None, email or None
    if links_allowed is not None:
        agency.links_allowed = links_allowed
    db.session.flush()
    return agency


def close_agency(agency: Agency, *, on: date | None = None) -> Agency:
    """An organisation is no longer there: it is offered nowhere, and every agreement with it ends that day."""
    ends = on or clock.today()
    agency.closed_on = agency.closed_on or ends
    for agreement in db.session.scalars(select(SharingAgreement).where(SharingAgreement.agency_id == agency.id)):
        if agreement.to_on is None or agreement.to_on > ends:
            end_agreement(agreement, on=ends)
    db.session.flush()
    return agency


def _agency_kind(kind: str) -> str:
    try:
        return AgencyKind(kind).value
    except ValueError:
        raise RuleBroken("Choose what kind of organisation it is.", "kind") from None


def _named(name: str) -> str:
    if not name.strip():
        raise RuleBroken("Enter its name.", "name")
    return name.strip()


# -- settings --------------------------------------------------------------------------------------------------


def add_setting(
    agency: Agency,
    *,
    id: UUID,
    kind: str,
    name: str,
    urn: str | None = None,
    phone: str | None = None,
    last_inspected_on: date | None = None,
    inspection_outcome: str | None = None,
    by: Actor | None = None,
) -> Setting:
    """A school, home or service of an organisation. The same ``id`` again is the same one."""
    known = db.session.get(Setting, id)
    if known is not None:
        return known
    setting = Setting(id=id, agency_id=agency.id, recorded_by=by.person_id if by else None, kind=kind, name=name)
    change_setting(
        setting,
        kind=kind,
        name=name,
        urn=urn,
        phone=phone,
        last_inspected_on=last_inspected_on,
        inspection_outcome=inspection_outcome,
    )
    db.session.add(setting)
    db.session.flush()
    return setting


def change_setting(
    setting: Setting,
    *,
    kind: str,
    name: str,
    urn: str | None,
    phone: str | None,
    last_inspected_on: date | None,
    inspection_outcome: str | None,
) -> Setting:
    """Change what is known of a setting. Raises RuleBroken on a URN that is none, or is another setting's."""
    if kind not in SETTING_KINDS:
        raise RuleBroken("Choose what kind of setting it is.", "kind")
    number = re.sub(r"\s", "", urn or "").upper() or None
    if number is not None:
        if not _URN.fullmatch(number):
            raise RuleBroken("Enter a URN like 123456 or SC123456.", "urn")
        with db.session.no_autoflush:
            holder = db.session.scalar(select(Setting.id).where(Setting.urn == number))
        if holder is not None and holder != setting.id:
            raise RuleBroken("Another setting has this URN.", "urn")
    if last_inspected_on is not None and last_inspected_on > clock.today():
        raise RuleBroken("The last inspection must be today or in the past.", "last_inspected_on")
    setting.kind, setting.name, setting.urn, setting.phone = kind, _named(name), number, phone or None
    setting.last_inspected_on, setting.inspection_outcome = last_inspected_on, inspection_outcome or None
    if setting in db.session:
        db.session.flush()
    return setting


def close_setting(setting: Setting, *, on: date | None = None) -> Setting:
    """A setting is no longer there."""
    setting.closed_on = setting.closed_on or on or clock.today()
    db.session.flush()
    return setting


# -- teams -----------------------------------------------------------------------------------------------------


def add_team(
    agency: Agency,
    *,
    id: UUID,
    name: str,
    manager_id: UUID | None = None,
    authority_id: UUID | None = None,
    by: Actor | None = None,
) -> Team:
    """A team of an organisation. The same ``id`` again is the same one."""
    known = db.session.get(Team, id)
    if known is not None:
        return known
    team = Team(
        id=id,
        agency_id=agency.id,
        authority_id=authority_id or agency.authority_id,
        name=_named(name),
        manager_id=manager_id,
        recorded_by=by.person_id if by else None,
    )
    db.session.add(team)
    db.session.flush()
    return team


def change_team(team: Team, *, name: str, manager_id: UUID | None, by: Actor | None = None) -> Team:
    """Change a team's name or who manages it.

    The records of the team's open cases follow at once: the new manager reaches them, the one before no longer does.
    """
    before, team.name, team.manager_id = team.manager_id, _named(name), manager_id
    db.session.flush()
    if before != manager_id:
        db.session.execute(_FOLLOW, {"team": team.id, "by": by.person_id if by else None})
    return team


# -- sharing agreements ----------------------------------------------------------------------------------------


def add_agreement(
    *,
    id: UUID,
    agency_id: UUID,
    authority_id: UUID,
    title: str,
    sections: Collection[str] | None,
    from_on: date,
    to_on: date | None = None,
    signed_by: str | None = None,
    by: Actor | None = None,
) -> SharingAgreement:
    """What an authority and an organisation agreed to share. ``sections`` None means every section.

    The same ``id`` again is the same agreement. Raises RuleBroken on dates or sections that will not do.
    """
    known = db.session.get(SharingAgreement, id)
    if known is not None:
        return known
    same_day = db.session.scalar(
        select(SharingAgreement.id).where(
            SharingAgreement.agency_id == agency_id,
            SharingAgreement.authority_id == authority_id,
            SharingAgreement.from_on == from_on,
        )
    )
    if same_day is not None:
        raise RuleBroken(
            "There is an agreement that starts on this day. Change that one, or choose another day.", "from_on"
        )
    agreement = SharingAgreement(
        id=id,
        agency_id=agency_id,
        authority_id=authority_id,
        from_on=from_on,
        title=title,
        recorded_by=by.person_id if by else None,
    )
    _agree(agreement, title=title, sections=sections, to_on=to_on, signed_by=signed_by)
    db.session.add(agreement)
    db.session.flush()
    return agreement


def change_agreement(
    agreement: SharingAgreement,
    *,
    title: str,
    sections: Collection[str] | None,
    to_on: date | None,
    signed_by: str | None,
) -> SharingAgreement:
    """Change what an agreement covers or how long it lasts. Its first day stays."""
    _agree(agreement, title=title, sections=sections, to_on=to_on, signed_by=signed_by)
    db.session.flush()
    return agreement


def _agree(
    agreement: SharingAgreement,
    *,
    title: str,
    sections: Collection[str] | None,
    to_on: date | None,
    signed_by: str | None,
) -> None:
    if not title.strip():
        raise RuleBroken("Enter what the agreement is called.", "title")
    if sections is not None and not sections:
        raise RuleBroken("Choose at least one section, or say that it covers every section.", "sections")
    if sections is not None and not set(sections) <= set(SECTIONS):
        raise RuleBroken("Choose from the sections on the page.", "sections")
    if to_on is not None and to_on < agreement.from_on:
        raise RuleBroken("The day it ends must be on or after its first day.", "to_on")
    agreement.title, agreement.to_on, agreement.signed_by = title.strip(), to_on, signed_by or None
    agreement.sections = None if sections is None else [code for code in SECTIONS if code in set(sections)]


def end_agreement(agreement: SharingAgreement, *, on: date | None = None) -> SharingAgreement:
    """End an agreement. It is not in force on the day it ends: ending it today stops the sharing at once."""
    ends = on or clock.today()
    if agreement.to_on is None or agreement.to_on > ends:
        agreement.to_on = max(ends, agreement.from_on)
    db.session.flush()
    return agreement
