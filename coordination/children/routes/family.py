"""Family and network of a child on one day: the people map in a drawing, in sentences and as a table."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.children import disputes, people_map, presenters, queries, siblings
from coordination.children.header import record_header
from coordination.children.models import Child
from coordination.children.routes.blueprint import blueprint, workers_page
from coordination.web.forms import Problem

EARLIEST = 1900
WRONG_DATE = "Enter a date that is real, for example 31 3 2026"


@blueprint.get("/children/<uuid:child_id>/family")
@guard.requires("family_network", "read", on=queries.child)
@workers_page
def family(child: Child) -> ResponseReturnValue:
    """The people around a child as it was on a day: today, unless another is asked for."""
    typed = request.args.get("on", "").strip()
    on = _date(typed)
    wrong = bool(typed) and on is None
    found = queries.family_rows(child, disputes.asked(child))
    members, homes = queries.family_from(found)
    shown = people_map.people_map(child, members, homes, on or clock.today())
    records = siblings.linked([one.row for one in shown.people if one.row is not None])
    answer = render_template(
        "children/family.html",
        record=record_header(child, "family"),
        child=child,
        map=shown,
        people=[_entry(child, one, records) for one in shown.people],
        disputed=disputes.about(found, disputes.About.FAMILY),
        homes=presenters.listing("homes", child, homes),
        typed=typed if wrong else shown.on.isoformat(),
        problems=[Problem(WRONG_DATE, "#on")] if wrong else [],
        today=clock.today(),
        before_url=_address(child, shown.before),
        after_url=_address(child, shown.after),
        here=_address(child, None),
        time_url=_time_url(child),
        add_url=url_for("children.add_network", child_id=child.id) if presenters.may_add("network", child) else None,
    )
    return answer, 422 if wrong else 200


def _time_url(child: Child) -> str | None:
    """The page of how the child sees their family, where the reader may know of that."""
    shows = guard.may("read", "family_network", child, whole=True).shows("contact_arrangements")
    known = "stability.of_family_time" in current_app.view_functions
    return url_for("stability.of_family_time", child_id=child.id) if shows and known else None


def _entry(child: Child, one: people_map.Seen, records: dict[UUID, Child]) -> dict[str, Any]:
    """One person of the list: who they are in words, and what may be done."""
    row = one.row
    section = presenters.writer_of("network", row) if row is not None else None
    record = records.get(row.id) if row is not None else None
    return {
        "seen": one,
        "change_url": url_for(presenters.endpoint("network", "change", section), child_id=child.id, row_id=row.id)
        if section
        else None,
        "record_url": url_for("children.record", child_id=record.id) if record is not None else None,
    }


def _date(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= clock.today().year + 1 else None


def _address(child: Child, on: date | None) -> str:
    return url_for("children.family", child_id=child.id, on=on.isoformat() if on else None)
