"""Words that are held, put back into an answer for those who may read them; for everybody else nothing stands there.

One place for every page, list and file that is sent as text. A column holds a marker where words were taken out; it is
looked for in the finished answer, so that no page can forget it. Papers are made without them before they are printed.

The author reads what they wrote, and those who may know the place read it too. Released words, and words that were put
in their place, are everybody's who may read where they stand.
"""

import html
import json
from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, url_for
from sqlalchemy import select

from coordination.access import guard
from coordination.db import db
from coordination.protected import markers
from coordination.protected.clearing import cleared
from coordination.protected.holding import HELD_NOW, words_of
from coordination.protected.models import HeldText
from coordination.protected.showing import FOR_EVERYBODY


def put_back(response: Response) -> None:
    """Replace every marker in an answer of text by what its reader may read of it."""
    kind = response.mimetype or ""
    if response.direct_passthrough or response.is_streamed or not (kind.startswith("text/") or kind.endswith("json")):
        return
    body = response.get_data()
    if markers.BEGINS not in body and markers.BEGINS_IN_JSON not in body:
        return
    text = body.decode()
    keys = set(markers.keys_in(text))
    rows = {row.id: row for row in db.session.scalars(select(HeldText).where(HeldText.id.in_(keys)))} if keys else {}
    quoted = _QUOTED.get(kind, html.escape)

    def words(key: UUID) -> str:
        row = rows.get(key)
        return quoted(words_of(row)) if row is not None and _reads(row) else ""

    response.set_data(markers.filled(text, words))


def _in_json(words: str) -> str:
    said = json.dumps(words)[1:-1]
    return said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("'", "\\u0027")


def _in_a_table(words: str) -> str:
    """In a cell: what would end it is left out, and what a spreadsheet would run is not run."""
    said = " ".join(words.replace('"', "”").replace(",", ";").split())
    return f"'{said}" if said[:1] in "=+-@" else said


_QUOTED: dict[str, Callable[[str], str]] = {
    "application/json": _in_json,
    "text/csv": _in_a_table,
    "text/plain": str,
    "text/calendar": lambda words: "",
}


def _reads(row: HeldText) -> bool:
    who = guard.actor()
    if row.state in FOR_EVERYBODY:
        return True
    return (who.person_id is not None and who.person_id == row.author_id) or cleared(row.child_id, row.authority_id)


def warn() -> None:
    """Tell an author who may know the place that what they wrote is held. To everybody else nothing is said."""
    for child_id, authority_id in sorted(db.session().info.pop(HELD_NOW, set())):
        if cleared(child_id, authority_id):
            flash(
                "What you wrote names a protected place. It is held: decide about it under Protected places, "
                + url_for("whereabouts.held", child_id=child_id),
                "notice",
            )
