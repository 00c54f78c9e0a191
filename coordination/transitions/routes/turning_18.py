"""The list that prevents the cliff edge: every young person turning 18 for whom something is missing, and why."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor
from coordination.access.policy import Deny
from coordination.children.presenters import name_for
from coordination.transitions import gaps
from coordination.transitions.routes.shared import blueprint
from coordination.web import files_out

# Who answers for many young people on their way to 18, and a social worker for their own.
READERS = frozenset({"SW", "TM", "PA", "IRO", "VSH"})


@blueprint.get("/transitions")
@guard.signed_in("workforce")
def turning_18() -> ResponseReturnValue:
    """Everybody in reach who turns 18 within 24 months, or is 18 to 25, and lacks something. ``as=csv``: to take away.

    Asked about one by one: only whoever reads all of somebody's pathway plan finds them here.
    """
    today = clock.today()
    if not READERS & {role.role for role in actor().roles_on(today)}:
        raise guard.Refused(Deny("no-row", 4, False))
    shown, gap = request.args.get("show", ""), request.args.get("gap", "")
    shown = shown if shown in gaps.SHOWN else "before"
    gap = gap if gap in gaps.GAPS else ""
    of_age = gaps.of_age(shown, today)
    guard.know({child.id for child in of_age})
    mine = [child for child in of_age if guard.may("read", "pathway", child, whole=True).is_whole]
    found = gaps.found(guard.readable(mine, "pathway"), today)
    lacking = [row for row in found if row.gaps]
    rows = [row for row in lacking if not gap or gap in row.gaps]
    if request.args.get("as") == "csv":
        guard.demand_fresh_proof()
        return _download(rows)
    kept: dict[str, Any] = {"show": shown, "gap": gap or None, "as": "csv"}
    return render_template(
        "transitions/turning_18.html",
        rows=[(row, name_for(row.child), url_for("transitions.of_child", child_id=row.child.id)) for row in rows],
        everybody=len(found),
        lacking=len(lacking),
        counts=[(key, words, sum(key in row.gaps for row in lacking)) for key, words in gaps.GAPS.items()],
        shown=shown,
        shown_choices=list(gaps.SHOWN.items()),
        gap=gap,
        gap_choices=[("", "Anything missing"), *gaps.GAPS.items()],
        csv_url=url_for("transitions.turning_18", **kept),
    )


def _download(rows: list[gaps.Missing]) -> ResponseReturnValue:
    headings = ("Record", "Name", "18 on", "By law", "Personal adviser", *gaps.GAPS.values())
    return files_out.table(
        f"turning-18-{clock.today().isoformat()}",
        headings,
        [
            (
                row.child.reference,
                name_for(row.child),
                row.adult_on,
                row.status,
                row.adviser,
                *(key in row.gaps for key in gaps.GAPS),
            )
            for row in rows
        ],
    )
