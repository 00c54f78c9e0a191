"""Meetings somebody is asked to, as their own page draws them: when and where, and what they answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from coordination.family.queries import Meeting
from coordination.web.languages import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One meeting. ``answered``: what they said, in words; ``url``: where they say it."""

    starts_at: datetime
    place: str
    answered: str
    url: str


def answers() -> dict[str, str]:
    """The answers to an invitation, by code."""
    return {"accepted": _("Yes, I will come"), "tentative": _("Perhaps"), "declined": _("No, I cannot come")}


def rows(meetings: Iterable[Meeting]) -> list[Invitation]:
    """Invitations, the nearest first."""
    words = answers()
    return [
        Invitation(
            starts_at=meeting.starts_at,
            place=meeting.place,
            answered=words.get(meeting.response, ""),
            url=url_for("family.answer", invitation_id=meeting.id),
        )
        for meeting in meetings
    ]
