"""What the pages of an account show: sessions by device, and why somebody has to sign in again."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from coordination.accounts.models import CalendarFeed, DigestOften, LoginSession
from coordination.agencies.kinds import role_words
from coordination.agencies.models import RoleHeld
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
