"""What the pages of a plan in sections share: the way back to a section."""

from uuid import UUID

from flask import url_for


def back_to(plan_id: UUID, letter: str, place_id: UUID | None = None) -> str:
    """The page of a section, at one of its entries."""
    return url_for("ehc.section", plan_id=plan_id, letter=letter, _anchor=f"p-{place_id}" if place_id else None)
