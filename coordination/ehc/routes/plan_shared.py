"""What the pages of a plan in sections share: whose pages they are, and the way back to a section."""

from uuid import UUID

from flask import url_for

from coordination.access import guard
from coordination.access.policy import Deny


def team_only() -> None:
    """These are the team's pages. Families read what was sent to them on pages of their own."""
    if guard.actor().kind in {"family", "young_person"}:
        raise guard.Refused(Deny("other-face", 4, False))


def back_to(plan_id: UUID, letter: str, place_id: UUID | None = None) -> str:
    """The page of a section, at one of its entries."""
    return url_for("ehc.section", plan_id=plan_id, letter=letter, _anchor=f"p-{place_id}" if place_id else None)
