"""What every page is given: who is signed in, the sections across the top, whom to call."""

from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.guard import actor
from coordination.web.home import (
    ACTS_ON_CONCERNS,
    ADMINISTERS,
    AT_SCHOOL,
    FIGURES,
    FOLLOWS_TO_18,
    KEEPS_RECORDS,
    LOOKS_AFTER_REVIEWS,
    OVERSEES,
)
from coordination.web.languages import gettext as _

# The pages that lead on from the overview.
OVERVIEW = ("insight.team", "insight.listed", "insight.agencies")
# The pages of how long records are kept.
KEEPING = tuple(
    f"rights.{name}" for name in ("retention", "propose", "hold", "end_hold", "erasure", "approve", "refuse")
)


class Account(NamedTuple):
    """Who is signed in, as the header shows it."""

    name: str
    organisation: str | None
    url: str | None
    sign_out_url: str


class Section(NamedTuple):
    """One section across the top."""

    label: str
    url: str
    current: bool


def register(app: Flask) -> None:
    """Give every page its navigation."""
    app.context_processor(shared)


def shared() -> dict[str, Any]:
    """The names every layout may use."""
    settings = current_app.config["SETTINGS"]
    who = actor()
    return {
        "account": Account(who.name, who.organisation or None, _url("accounts.me"), _url("accounts.sign_out") or "/")
        if who.is_signed_in
        else None,
        "navigation": sections(who) if who.is_signed_in else [],
        "demo": not settings.production,
        "leave_shown": leave_shown(),
        "contact_phone": settings.contact_phone,
        "home_url": "/",
        "must_not_print": _reads_in_an_emergency(who),
    }


def _reads_in_an_emergency(who: Actor) -> bool:
    """Whether this page is about a child whom somebody reads by break-glass alone: then nothing of it is printed."""
    today, now = clock.today(), clock.now()
    for held in who.by_child.values():
        live = {one.via for one in held if one.in_force(today) and (one.ends_at is None or now < one.ends_at)}
        if live == {"break_glass"}:
            return True
    return False


def language_of_the_actor() -> str | None:
    """The language the person signed in keeps."""
    who = actor()
    return who.language if who.is_signed_in else None


def read_by_family() -> bool:
    """Whether whoever reads this page is one of the family, or the young person."""
    return guard.is_of_family()


def leave_shown() -> bool:
    """Whether the page can be left quickly: each page that one of the family or the young person reads, and those
    where they sign in. Somebody who frightens them may come in.
    """
    return read_by_family() or (not actor().is_signed_in and (request.endpoint or "").startswith("accounts."))


def sections(who: Actor) -> list[Section]:
    """The sections this person has."""
    wanted: list[tuple[str, str, str | tuple[str, ...]]] = []
    roles = {role.role for role in who.roles_on(clock.today())}
    if who.kind == "young_person":
        wanted = [("family.my_plan", _("My plan"), "family.my_plan")]
    elif who.kind == "family":
        if "FC" in roles:
            wanted.append(("family.caring", _("Caring"), "family.caring"))
        else:
            wanted.append(("family.family", _("Family"), "family.family"))
    else:
        if "IGO" in roles:
            wanted.append(("sharing.privacy", "Privacy", ("sharing.", "rights.stopped_files")))
        if roles & ADMINISTERS and not roles & KEEPS_RECORDS:
            wanted.append(("agencies.organisations", "Organisations", "agencies."))
            wanted.append(("rights.retention_due", "Keeping records", KEEPING))
        elif roles == FIGURES:
            wanted.append(("insight.agencies", "Organisations", "insight.agenc"))
            wanted.append(("insight.ehc_measures", "EHC measures", "insight.ehc_measures"))
            wanted.append(("insight.care_measures", "Care measures", "insight.care_measures"))
        else:
            if roles & OVERSEES:
                wanted.append(("insight.team", "My team" if "TM" in roles else "Overview", OVERVIEW))
            wanted.append(("children.caseload", "Children", "children."))
            if roles & ACTS_ON_CONCERNS:
                wanted.append(("concerns.to_act_on", "Concerns", "concerns."))
            if "EHC" in roles:
                wanted.append(("ehc.officer", "EHC cases", "ehc."))
            if "VSH" in roles:
                wanted.append(("statutory_plans.peps", "PEPs", "statutory_plans.peps"))
            if roles & FOLLOWS_TO_18:
                wanted.append(("transitions.turning_18", "Turning 18", "transitions.turning_18"))
            wanted.append(("plans.agency_actions", "Actions", "plans.agency"))
            if roles & AT_SCHOOL:
                wanted.append(("schools.pupils", "Pupils", "schools.pupils"))
                wanted.append(("schools.provision", "Provision map", "schools.provision"))
            if roles & LOOKS_AFTER_REVIEWS:
                wanted.append(("ehc.annual_reviews", "EHC reviews", ("ehc.annual", "ehc.many")))
            wanted.append(("deadlines.timetable", "Timetable", "deadlines.timetable"))
            if not roles & OVERSEES:
                wanted.append(("insight.agency", "Organisation", "insight.agency"))
    here = request.endpoint or ""
    return [
        Section(label, url, here.startswith(prefix))
        for endpoint, label, prefix in wanted
        if (url := _url(endpoint)) is not None
    ]


def _url(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None
