"""The ways from a young person's page to their plans that the law asks for."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from coordination.children.models import Child
from coordination.family import statutory_words
from coordination.statutory_plans.models import StatutoryPlan


def links(child: Child, rows: Iterable[StatutoryPlan]) -> list[dict[str, Any]]:
    """Each plan with what it is called and what it is for."""
    titles, about = statutory_words.titles(), statutory_words.about()
    return [
        {
            "title": called(row, titles),
            "about": about[row.kind],
            "writing": row.state == "draft",
            "url": url_for("family.my_statutory", child_id=child.id, statutory_id=row.id),
        }
        for row in rows
    ]


def called(row: StatutoryPlan, titles: dict[str, str]) -> str:
    """What one plan is called: its kind, and the term of an education plan."""
    return f"{titles[row.kind]} ({row.term})" if row.term else titles[row.kind]
