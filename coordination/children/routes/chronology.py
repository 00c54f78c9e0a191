"""What happened to a child, newest first: by kind, organisation and dates, each line by its own label."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.agencies import queries as agencies
from coordination.children import disputes, queries, reading
from coordination.children.header import record_header
from coordination.children.models import Child
from coordination.children.routes.blueprint import blueprint, workers_page
from coordination.events import presenters
from coordination.events import queries as events
from coordination.events.models import Event

A_PAGE, A_PRINT = 40, 1000


@blueprint.get("/children/<uuid:child_id>/chronology")
@guard.requires("core_identity", "read", on=queries.child)
@workers_page
def chronology(child: Child) -> ResponseReturnValue:
    """The chronology: a page of it, or all of it for print."""
    group = request.args.get("group", "")
    asked: dict[str, Any] = {
        "sections": presenters.GROUPS[group][1] if group in presenters.GROUPS else None,
        "agency_id": _key(request.args.get("agency", "")),
        "from_on": _date("from"),
        "to_on": _date("to"),
    }
    printing = request.args.get("print") == "all"
    most = A_PRINT if printing else A_PAGE
    shown, more = _readable(child, asked, _key(request.args.get("after", "")), most)
    names = agencies.agencies_by_key({event.agency_id for event in shown if event.agency_id})
    kept = {name: request.args[name] for name in ("group", "agency", "from", "to") if request.args.get(name)}
    return render_template(
        "children/chronology.html",
        record=record_header(child, "chronology"),
        child=child,
        lines=presenters.lines(shown, names),
        disputed=disputes.about(reading.together(disputes.asked(child)), disputes.About.EVENT),
        groups=[("", "Everything"), *((key, words) for key, (words, _) in presenters.GROUPS.items())],
        group=group,
        organisations=[("", "All"), *((held.id, held.name) for held in sorted(names.values(), key=lambda a: a.name))],
        organisation=request.args.get("agency", ""),
        typed={"from": request.args.get("from", ""), "to": request.args.get("to", "")},
        filtered=bool(kept),
        printing=printing,
        printed_on=clock.today(),
        next_url=_address(child, kept, after=shown[-1].id) if more and shown else None,
        first_url=_address(child, kept) if request.args.get("after") else None,
        print_url=_address(child, kept, print="all"),
        here=_address(child, {}),
    )


def _readable(child: Child, asked: dict[str, Any], after: UUID | None, most: int) -> tuple[list[Event], bool]:
    """A full page of what this actor may read, and whether there is more of it.

    It is read on until the page is full, so that a line which is kept back leaves no gap to be noticed.
    """
    shown: list[Event] = []
    while len(shown) <= most:
        held = events.chronology(child.authority_id, child.id, after=after, most=most * 2, **asked)
        shown.extend(guard.readable(held, lambda event: event.section))
        if len(held) < most * 2:
            break
        after = held[-1].id
    return shown[:most], len(shown) > most


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


def _date(name: str) -> date | None:
    """A date of the address, written as browsers write one; anything else is as if it was not there."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _address(child: Child, kept: dict[str, Any], **more: Any) -> str:
    return url_for("children.chronology", child_id=child.id, **kept, **more)
