"""What a school's rows put on people's first pages: news they must know today, and cycles due for review this week."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Select

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.describing import describe
from coordination.access.policy import Permit
from coordination.children.naming import display_name
from coordination.schools import queries, words
from coordination.web.first_page import Due, Found, News, Wanted
from coordination.web.home import AT_SCHOOL

# Reviews are asked for two weeks ahead: parents have to be invited.
AHEAD = timedelta(days=14)


def asked(who: Actor) -> list[Select[Any]]:
    """What :func:`told` needs, as parts of ``reading.together``."""
    today = clock.today()
    keys = {role.agency_id for role in who.roles_on(today) if role.role in AT_SCHOOL}
    return queries.asked_at_the_start(who.person_id or UUID(int=0), keys, today + AHEAD)


def told(found: Found) -> list[News | Wanted | Due]:
    """What the reader was told by a school and has not read, and the cycles of their schools that fall due."""
    held = queries.at_the_start(found)
    children = {child.id for *_, child in held.unread} | {child.id for _, child in held.due}
    guard.know(children)
    guard.note_children(sorted(children))
    return [*_news(held), *_due(held)]


def _news(held: queries.AtTheStart) -> list[News]:
    """Each is asked about again: a place may have ended."""
    found = []
    for notice, event, agency, child in held.unread:
        permit = guard.may("read", "education", event)
        if not isinstance(permit, Permit):
            continue
        if permit.fields is not None and words.FIELD_OF_EVENT[event.kind] not in permit.fields:
            continue
        guard.note(describe(event, "education"))
        said = words.happened(event.kind, days=event.days, percent=event.percent, hours_per_week=event.hours_per_week)
        found.append(
            News(
                who=display_name(child) if guard.may("read", "core_identity", child) else "",
                what=f"Taken back: {said[:1].lower()}{said[1:]}" if event.taken_back_on else said,
                more=agency.name,
                at=notice.told_at,
                url=url_for("schools.at_school", child_id=event.child_id),
                read_url=url_for("schools.read", notice_id=notice.id),
            )
        )
    return found


def _due(held: queries.AtTheStart) -> list[Due]:
    """The cycles that are overdue for review or fall due in two weeks."""
    return [
        Due(
            who=display_name(child) if guard.may("read", "core_identity", child) else "",
            what=f"Review SEN Support, cycle {cycle.number}",
            on=cycle.review_on,
            url=url_for("schools.review", cycle_id=cycle.id)
            if guard.may("update", "sen_support", cycle)
            else url_for("schools.of_child", child_id=cycle.child_id),
        )
        for cycle, child in held.due
        if guard.readable([cycle], "sen_support")
    ]
