"""What a school's rows put on people's first pages: news they must know today, and cycles due for review this week."""

from datetime import timedelta

from flask import g, url_for

from coordination import clock
from coordination.access import guard
from coordination.access.describing import describe
from coordination.access.policy import Permit
from coordination.children.naming import display_name
from coordination.schools import queries, words
from coordination.web.first_page import Due, News
from coordination.web.home import AT_SCHOOL

# Reviews are asked for two weeks ahead: parents have to be invited.
AHEAD = timedelta(days=14)


def _at_the_start() -> queries.AtTheStart:
    """Asked once a request, for both: nothing for family, who have pages of their own."""
    who = guard.actor()
    if who.person_id is None or who.kind != "workforce":
        return queries.AtTheStart([], [])
    held: queries.AtTheStart | None = g.get("at_the_start")
    if held is None:
        today = clock.today()
        keys = {role.agency_id for role in who.roles_on(today) if role.role in AT_SCHOOL}
        held = g.at_the_start = queries.at_the_start(who.person_id, keys, today + AHEAD)
        children = {child.id for *_, child in held.unread} | {child.id for _, child in held.due}
        guard.know(children)
        guard.note_children(sorted(children))
    return held


def news() -> list[News]:
    """What the reader was told by a school and has not read. Each is asked about again: a place may have ended."""
    found = []
    for notice, event, agency, child in _at_the_start().unread:
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


def due() -> list[Due]:
    """The cycles of the reader's schools that are overdue for review or fall due in two weeks."""
    return [
        Due(
            who=display_name(child) if guard.may("read", "core_identity", child) else "",
            what=f"Review SEN Support, cycle {cycle.number}",
            on=cycle.review_on,
            url=url_for("schools.review", cycle_id=cycle.id)
            if guard.may("update", "sen_support", cycle)
            else url_for("schools.of_child", child_id=cycle.child_id),
        )
        for cycle, child in _at_the_start().due
        if guard.readable([cycle], "sen_support")
    ]
