"""Who has seen a young person's record, and what was shared: by role and organisation, in plain words, never a name.

A row that would tell of a danger is left out without a trace: what stands under safeguarding or is sealed, whoever
looked for the police, a conference chair. What is left is what the young person would expect to see in any case.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.access.catalogue import SECTIONS, WORKFORCE_ROLES
from coordination.access.policy import Permit
from coordination.access.rules import RANK
from coordination.agencies.kinds import role_words
from coordination.agencies.models import Agency, AgencyKind, RoleHeld
from coordination.children.models import Child
from coordination.db import db
from coordination.sharing import presenters, queries
from coordination.sharing.queries import Look
from coordination.web.languages import gettext as _

# As far back as the page looks.
BACK = timedelta(days=366)
_CHAIRS = frozenset({"CPC"})


class Seen(NamedTuple):
    """One day of one role at one organisation: which kinds of section, and why they could."""

    on: date
    role: str
    organisation: str
    parts: list[str]
    why: str


def kinds() -> dict[str, str]:
    """The sections of a record as a young person reads them; one that is not here is never named."""
    return {
        "core_identity": _("your name and birthday"),
        "contact_details": _("how to reach you"),
        "family_network": _("your family"),
        "profile": _("your page about you"),
        "support_plan": _("your plan"),
        "actions": _("what people do for you"),
        "reviews": _("your meetings"),
        "sen_support": _("your help at school"),
        "ehc_plan": _("your EHC plan"),
        "education": _("your school"),
        "health": _("your health"),
        "social_care": _("what social care wrote"),
        "placement": _("where you live"),
        "pathway": _("your pathway plan"),
        "own_words": _("what you said"),
        "messages": _("your messages"),
        "sharing_decisions": _("what was shared"),
        "access_log": _("who looked"),
        "memberships": _("who is on your team"),
    }


def seen(child: Child) -> list[Seen]:
    """Who has seen the record in the last year, the newest first, as the young person may know it."""
    now = clock.now()
    rows = [row for row in queries.looks(child.id, now - BACK, now + timedelta(minutes=1)) if row.outcome == "done"]
    police = _who_ever_looked_for_the_police({row.person_id for row in rows})
    me = guard.actor().person_id
    days: dict[tuple[date, str, str, str], set[str]] = {}
    for row in rows:
        if row.person_id == me or row.role not in WORKFORCE_ROLES:
            continue
        parts = _parts(row)
        danger = not parts or row.person_id in police or row.role in _CHAIRS
        asked = guard.may("read", "access_log", child, facts={"reveals_danger": danger})
        if not isinstance(asked, Permit):
            continue
        key = (clock.london_date(row.at), row.role, row.organisation, row.via or "")
        days.setdefault(key, set()).update(parts)
    words = kinds()
    return [
        Seen(on, role_words(role), organisation, [words[code] for code in words if code in parts], _why(via))
        for (on, role, organisation, via), parts in days.items()
    ]


def _who_ever_looked_for_the_police(people: Collection[UUID]) -> frozenset[UUID]:
    """Those of these people who hold or held a post with the police. The log names no organisation for whoever has had
    posts with two, so that the person is asked about, and not what the log names.
    """
    asked = select(RoleHeld.person_id).join(Agency, Agency.id == RoleHeld.agency_id)
    return frozenset(
        db.session.scalars(asked.where(RoleHeld.person_id.in_(people), Agency.kind == AgencyKind.POLICE.value))
    )


def _parts(row: Look) -> frozenset[str]:
    """The sections that may be named to the young person: nothing under safeguarding, nothing sealed.

    The row has the highest label of all that was looked at. Where that is one of safeguarding and no section of the row
    has it by itself, something in an ordinary section had: then none is named.
    """
    highest = RANK.get(row.label, 9) if row.label else 0
    by_itself = max((RANK.get(SECTIONS[code].label, 9) for code in row.sections if code in SECTIONS), default=0)
    if highest >= RANK["S3"] and highest > by_itself:
        return frozenset()
    return frozenset(
        code for code in row.sections if code in kinds() and RANK.get(SECTIONS[code].label, 9) < RANK["S3"]
    )


def _why(via: str) -> str:
    if via in ("break_glass", "duty"):
        return _("It could not wait for your team. They had to say why, and somebody checks whether it was right.")
    if via == "grant":
        return _("A manager opened it to them for a while, for a reason.")
    return _("They are on your team, or answer for it.")


def shared(child: Child) -> list[presenters.Published]:
    """What somebody decided the reader may know of what was shared."""
    return presenters.published(guard.readable(queries.decisions(child.id), "sharing_decisions"))
