"""What the EHC process wants of whoever comes to their first page: the advice they were asked for."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Permit
from coordination.children.naming import short_name
from coordination.ehc import queries
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import settings_asked
from coordination.messages.operations import path_to
from coordination.web.first_page import Found, Wanted


def asked(who: Actor) -> list[Select[Any]]:
    """What :func:`wanted` needs, as parts of ``reading.together``."""
    me = who.person_id or UUID(int=0)
    return [*queries.asked_for_advice(me), *plan_queries.asked_of_setting(me)]


def wanted(found: Found) -> Iterator[Wanted]:
    """Advice that somebody who works with children was asked for and has not given."""
    rows = queries.advice_wanted(found)
    guard.know(row.child_id for row, _ in rows)
    for row, due_on in rows:
        if not isinstance(guard.may("create", "ehc_plan", row), Permit) or row.assessment.state not in queries.OPEN:
            continue
        if not guard.readable([row.child], "core_identity"):
            continue
        yield Wanted(
            f"Your advice about {short_name(row.child)}",
            datetime.combine(due_on, time(17), clock.LONDON) if due_on is not None else None,
            path_to("ehc.give_advice", advice_id=row.id),
            by_day=True,
        )
    for asked_about, child in plan_queries.setting_wanted(found):
        guard.know([asked_about.child_id])
        if not isinstance(guard.may("read", "ehc_plan", asked_about), Permit):
            continue
        if not guard.readable([child], "core_identity"):
            continue
        yield Wanted(
            f"A place for {short_name(child)}: your answer",
            datetime.combine(settings_asked.due_on(asked_about), time(17), clock.LONDON),
            path_to("ehc.answer_setting", consultation_id=asked_about.id),
        )
