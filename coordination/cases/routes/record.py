"""The first page of a child's record: who they are, who is around them, what is next and what is new."""

from datetime import date
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.cases import presenters, queries, strip
from coordination.cases.models import Case
from coordination.children import disputes, reading
from coordination.children import presenters as children
from coordination.children import queries as child_queries
from coordination.children.models import (
    Alert,
    Child,
    ChildAddress,
    ChildDisability,
    ChildIdentifier,
    ChildName,
    ChildProfile,
    NetworkMember,
    SchoolPlace,
    SenNeed,
)
from coordination.children.routes.blueprint import blueprint, workers_page
from coordination.deadlines import presenters as deadlines
from coordination.deadlines.models import Clock
from coordination.events import presenters as events
from coordination.events import queries as event_queries
from coordination.events.models import Event

# The lists of the page in their order, and the table each is read from.
LISTS: dict[str, Any] = {
    "alerts": Alert,
    "names": ChildName,
    "identifiers": ChildIdentifier,
    "addresses": ChildAddress,
    "network": NetworkMember,
    "schools": SchoolPlace,
    "needs": SenNeed,
    "disabilities": ChildDisability,
}
# How many next dates, how much news and how much of the team the page shows; the rest is on pages of their own.
NEXT, NEWS, MEMBERS = 5, 60, 6


@blueprint.get("/children/<uuid:child_id>")
@guard.requires("core_identity", "read", on=child_queries.child)
@workers_page
def record(child: Child) -> ResponseReturnValue:
    """The record: everything of it that this actor may see, on one page."""
    who = guard.actor()
    assert who.person_id is not None
    looked_at = event_queries.look(child.authority_id, child.id, who.person_id)
    asked = [reading.rows_of(model, child) for key, model in LISTS.items() if key != "alerts"]
    asked += [reading.rows_of(ChildProfile, child), reading.rows_of(Alert, child)]
    asked += [reading.rows_of(Clock, child, Clock.state == "running"), strip.asked(child)[1], disputes.asked(child)]
    if looked_at is not None:
        news = event_queries.news(looked_at, who.person_id)
        asked.append(reading.rows_of(Event, child, *news).order_by(Event.id.desc()).limit(NEWS))
    found = reading.together(*asked)
    cases = queries.cases_with_teams(child.id)
    case = cases[0] if cases else None
    held = {key: reading.revived(model, found.get(model.__tablename__, [])) for key, model in LISTS.items()}
    profiles = reading.revived(ChildProfile, found.get("child_profile", []))
    return render_template(
        "children/record.html",
        record=strip.record_strip(child, "record", found),
        child=child,
        identity=children.identity_rows(child),
        identity_url=_if_may("update", "core_identity", child, "children.identity"),
        profile=children.profile_rows(profiles[0] if profiles else None),
        profile_url=_if_may("update", "profile", child, "children.profile"),
        sees_profile=isinstance(guard.may("read", "profile", child, whole=True), Permit),
        lists=[made for key in LISTS if (made := children.listing(key, child, held[key]))],
        disputed=disputes.on_the_record(found),
        looked_at=looked_at,
        news=events.summary(
            guard.readable(reading.revived(Event, found.get("event", [])), lambda event: event.section)
        ),
        team=_team(case),
        sees_team=isinstance(guard.may("read", "memberships", child, whole=True), Permit),
        shown_members=MEMBERS,
        case=case if case and guard.readable([case], "support_plan") else None,
        level=presenters.level(case) if case else "",
        next=_next(child, case, reading.revived(Clock, found.get("clock", []))),
        open_url=_if_may("create", "memberships", child, "cases.open_case")
        if case is None or case.state == "closed"
        else None,
    )


def _if_may(verb: str, section: str, child: Child, endpoint: str) -> str | None:
    if isinstance(guard.may(verb, section, child, whole=True), Permit):
        return url_for(endpoint, child_id=child.id)
    return None


def _team(case: Case | None) -> list[presenters.Member]:
    if case is None:
        return []
    today = clock.today()
    places = [held for held in case.members if queries.on_team(held, today)]
    return [presenters.member(held) for held in guard.readable(queries.in_order(places), "memberships")]


def _next(child: Child, case: Case | None, clocks: list[Clock]) -> list[dict[str, Any]]:
    """The next dates: clocks, the next action and the next review, soonest first."""
    today = clock.today()
    found: list[dict[str, Any]] = []
    for held in deadlines.readable(clocks):
        line = deadlines.row(held)
        found.append({"on": line.due_on, "what": line.title, "words": line.words, "late": line.late, "url": line.url})
    if case is not None and case.state == "open":
        if case.next_due_on and presenters.sees_whole("actions", child):
            found.append(_date(case.next_due_on, "Next action", True, today))
        if case.next_review_on and presenters.sees_whole("reviews", child):
            found.append(_date(case.next_review_on, "Next review", False, today))
    return sorted(found, key=lambda held: (held["on"], held["what"]))[:NEXT]


def _date(on: date, what: str, binding: bool, today: date) -> dict[str, Any]:
    return {
        "on": on,
        "what": what,
        "words": presenters.until(on, binding, today),
        "late": binding and on < today,
        "url": None,
    }
