"""What an issue of a plan keeps beside its statements: the front page, section J, and section K as it stood.

Never an address: where a child lives may be kept from one of those who are sent the plan.
"""

from typing import Any

from sqlalchemy import select

from coordination import clock
from coordination.children import queries as children
from coordination.children.models import ChildIdentifier, SchoolPlace
from coordination.children.naming import short_name, whole_name
from coordination.db import db
from coordination.ehc import words
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import types, writing
from coordination.ehc.plan_models import FormalPlan


def content(plan: FormalPlan) -> dict[str, Any]:
    """The front, J and K as primitives. Section I is not here: who makes the plan final adds it."""
    kind = types.type_of(plan.type, plan.authority_id)
    found: dict[str, Any] = {
        "type": plan.type,
        "type_name": kind.name,
        "layer": plan.layer or "",
        "front": _front(plan),
    }
    if kind.section("J") is not None:
        found["J"] = [
            {
                "what": row.what,
                "arrangement": writing.ARRANGEMENTS[row.arrangement],
                "pounds": f"£{row.pence_per_year / 100:,.2f} a year" if row.pence_per_year is not None else "",
                "review_on": row.review_on.isoformat() if row.review_on else "",
            }
            for row in plan_queries.budgets(plan.id)
        ]
    if kind.section("K") is not None:
        found["K"] = _advice(plan)
    return found


def _advice(plan: FormalPlan) -> list[dict[str, Any]]:
    """Section K with what each adviser sent: the advice is set out in it, in a draft too (SEND Regulations 2014,
    regulation 12(1)(k)).

    What one of the family said, and who they are, is not: another of the family is sent the same plan.
    """
    rows = plan_queries.advice(plan)
    texts = plan_queries.newest_texts(row.id for row in rows if row.source != "family")
    found = []
    for row in rows:
        text = texts.get(row.id)
        found.append(
            {
                "what": words.ADVISERS[row.source].words if row.source in words.ADVISERS else row.source,
                "who": "" if row.source == "family" else row.name,
                "asked_on": row.asked_on.isoformat(),
                "received_on": row.received_on.isoformat() if row.received_on else "",
                "why_not": row.why_not or "",
                "said": {part: text.body[part] for part in words.ADVICE_PARTS if text.body.get(part)} if text else {},
                "report": text is not None and text.file_id is not None,
            }
        )
    return found


def _front(plan: FormalPlan) -> dict[str, str]:
    child = plan.child
    profile = children.profile(child.id)
    place = db.session.scalar(
        select(SchoolPlace)
        .where(SchoolPlace.child_id == child.id)
        .where(SchoolPlace.to_on.is_(None) | (SchoolPlace.to_on > clock.today()))
        .order_by(SchoolPlace.from_on.desc().nulls_last(), SchoolPlace.id)
        .limit(1)
    )
    nhs = db.session.scalar(
        select(ChildIdentifier.value)
        .where(ChildIdentifier.child_id == child.id, ChildIdentifier.kind == "nhs_number")
        .where(ChildIdentifier.to_on.is_(None))
        .limit(1)
    )
    return {
        "name": whole_name(child),
        "called": short_name(child),
        "born_on": child.born_on.isoformat() if child.born_on else "",
        "nhs_number": nhs or "",
        "school": place.name if place is not None else "",
        "year_group": (place.year_group or "") if place is not None else "",
        "languages": ", ".join(profile.languages) if profile is not None else "",
        "communication": (profile.communication or "") if profile is not None else "",
        "reference": plan.reference,
        "officer": plan.officer.name if plan.officer is not None else "",
    }
