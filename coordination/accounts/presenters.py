"""What the pages of an account show: sessions by device, and why somebody has to sign in again."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from coordination import clock
from coordination.accounts.leaving import Leaver, Left, Outcome
from coordination.accounts.models import CalendarFeed, DigestOften, LinkEnd, LoginSession, PasswordLink
from coordination.agencies.kinds import role_words
from coordination.agencies.models import Person, RoleHeld
from coordination.web.languages import gettext

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
# No address of ours has a space, a control sign or a backslash in it; browsers read some of those as a slash.
_UNSAFE = re.compile(r"[\s\\\x00-\x1f\x7f]")


class Device(NamedTuple):
    """One session of the list."""

    id: UUID
    device: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_this_one: bool


def devices(sessions: Iterable[LoginSession], this: UUID | None) -> list[Device]:
    """A person's sessions, this one first."""
    shown = [
        Device(row.id, device_words(row.device), row.created_at, row.last_seen_at, row.id == this) for row in sessions
    ]
    return sorted(shown, key=lambda one: not one.is_this_one)


def device_words(agent: str | None) -> str:
    """What a browser says it is, in two words: "Firefox on Windows". It may say anything; it proves nothing."""
    told = agent or ""
    browser = next((name for sign, name in _BROWSERS if sign in told), None)
    system = next((name for sign, name in _SYSTEMS if sign in told), None)
    if browser and system:
        return gettext("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or gettext("Unknown device")


class Invitation(NamedTuple):
    """What became of an invitation: a word and its colour, and the days that matter."""

    state: str
    colour: str
    sent_at: datetime
    about: str
    on: datetime
    may_be_used: bool


def invitation(link: PasswordLink | None) -> Invitation | None:
    """An invitation as an administrator sees it."""
    if link is None:
        return None
    if link.used_at is not None:
        return Invitation("Used", "green", link.made_at, "Used", link.used_at, False)
    if link.ended_at is not None:
        word = "Withdrawn" if link.ended_why == LinkEnd.WITHDRAWN else "Not needed"
        return Invitation(word, "grey", link.made_at, word, link.ended_at, False)
    if link.ends_at <= clock.now():
        return Invitation("Ended", "grey", link.made_at, "Ended", link.ends_at, False)
    return Invitation("Sent", "blue", link.made_at, "Works until", link.ends_at, True)


class LeaverRow(NamedTuple):
    """One address of a list of leavers: whose it is, what becomes of it and why, and what they hold."""

    email: str
    name: str
    state: str
    colour: str
    why: str
    holds: str


_LEAVERS = {
    Outcome.ENDS: ("Ends", "orange", ""),
    Outcome.NOT_FOUND: ("Not found", "grey", "Nobody whose account you look after has this address."),
    Outcome.FAMILY: ("Left alone", "grey", "A carer's account: the team that works with them ends it."),
    Outcome.ENDED_BEFORE: ("Ended before", "grey", ""),
    Outcome.OWN: ("Left alone", "grey", "Your own account: ask another administrator."),
    Outcome.LAST_ADMINISTRATOR: (
        "Left alone",
        "red",
        "No other administrator of an authority would be left. Give somebody else that role first.",
    ),
}


def leavers(found: Iterable[Leaver], left: Iterable[Left]) -> list[LeaverRow]:
    """A list of leavers, those who end first."""
    held: dict[UUID, list[Left]] = {}
    for one in left:
        held.setdefault(one.person_id, []).append(one)
    rows = []
    for leaver in found:
        state, colour, why = _LEAVERS[leaver.outcome]
        mine = held.get(leaver.person.id, []) if leaver.person else []
        name = leaver.person.name if leaver.person else ""
        nothing = "Nothing" if state == "Ends" else ""
        rows.append(LeaverRow(leaver.email, name, state, colour, why, "; ".join(map(holds, mine)) or nothing))
    return sorted(rows, key=lambda row: row.state != "Ends")


def holds(left: Left) -> str:
    """How much somebody holds in one team: "leads 2 cases, has 3 actions to do (Team One)"."""
    parts = []
    if left.cases:
        parts.append(f"leads {left.cases} {'case' if left.cases == 1 else 'cases'}")
    if left.actions:
        parts.append(f"has {left.actions} {'action' if left.actions == 1 else 'actions'} to do")
    return f"{', '.join(parts)} ({left.team.name if left.team else 'no team'})"


class WorkLeftRow(NamedTuple):
    """What somebody who left still holds in one team."""

    person_id: UUID
    person: str
    left_at: datetime | None
    team: str
    cases: int
    actions: int
    manager: str


def work_left(held: Iterable[tuple[Person, list[Left]]], managers: Mapping[UUID, Person]) -> list[WorkLeftRow]:
    """What people who left still hold, a row for each team."""
    rows = []
    for person, left in held:
        for one in sorted(left, key=lambda each: each.team.name if each.team else ""):
            manager = managers.get(one.team.manager_id) if one.team and one.team.manager_id else None
            rows.append(
                WorkLeftRow(
                    person.id,
                    person.name,
                    person.left_at,
                    one.team.name if one.team else "No team",
                    one.cases,
                    one.actions,
                    manager.name if manager else "Nobody",
                )
            )
    return rows


def roles(held: Iterable[RoleHeld]) -> list[str]:
    """The roles somebody holds, in words with their organisations: "Social worker, Children's Services"."""
    return [f"{role_words(row.role)}, {row.agency.name}" for row in held]


def why_signed_out(over: str | None) -> str | None:
    """What the sign-in page says to somebody whose session is over."""
    if over is None:
        return None
    return {
        "idle": gettext(
            "You were signed out because nothing happened for a while. What you were typing was saved as a draft."
        ),
        "absolute": gettext(
            "You were signed out because you signed in 12 hours ago. What you were typing was saved as a draft."
        ),
        "elsewhere": gettext("You were signed out from another device."),
        "password": gettext("You were signed out because the password was changed."),
        "second_factor": gettext("You were signed out because the second step of signing in was changed."),
        "disabled": gettext("This account has ended. If that is wrong, call the number at the foot of the page."),
    }.get(over, gettext("You were signed out. Sign in again to carry on."))


_NOT_SIGNED_ON = {
    "nobody": "You are known there, but no account here has your email address. Ask an administrator to add you.",
    "family": "This way of signing in is for people who work with children. Sign in with your email address and your"
    " password.",
    "ended": "Your account here has ended. If that is wrong, call the number at the foot of the page.",
    "elsewhere": "Your account here is not one of the organisation that this sign-in belongs to. Sign in with your"
    " email address and your password, or ask an administrator.",
    "address": "{label} did not say that your email address has been checked. Sign in with your email address and your"
    " password, and tell the people who look after {label}.",
    "bound": "Your account here is bound to another account there. Ask an administrator.",
    "one-step": "Only one step of signing in was done there, and this asks for two. Use your password and a code, or a"
    " passkey.",
    "unreachable": "{label} does not answer at the moment. Try again later, or sign in with your password.",
}


def why_not_signed_on(why: str, label: str) -> str:
    """What somebody is told whose sign-on elsewhere opens nothing here: never more than what helps them."""
    return _NOT_SIGNED_ON.get(why, "That did not work, and nothing was opened. Start again.").format(label=label)


def local_path(wanted: str | None) -> str | None:
    """An address somebody was going to, if it is a page of ours: a path, never another site."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or _UNSAFE.search(wanted):
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    return wanted


def often(held: DigestOften) -> str:
    """How often somebody is told by mail how much changed, in words."""
    return {
        DigestOften.OFF: gettext("Never"),
        DigestOften.DAILY: gettext("Every day"),
        DigestOften.WEEKLY: gettext("Once a week, on Monday"),
    }[held]


def calendar(held: CalendarFeed | None, *, offered: bool) -> str | None:
    """Whether somebody has a private calendar address, in a word; None where they may have none."""
    if held is not None:
        return gettext("You have an address")
    return gettext("No address") if offered else None
