"""What may not leave as a file because it names something protected, for the privacy officer: by reference, never what
it names.
"""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, text

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.db import db
from coordination.reviews.issuing import TITLES
from coordination.rights import forms
from coordination.rights.routes.blueprint import blueprint
from coordination.sharing import opening
from coordination.web.forms import page
from coordination.whereabouts import words

_STOPPED = text("select * from files_stopped(:authority)")
# What is stopped, by its table, where it is no paper of a known kind.
WHAT = {"made_file": "A list, a letter or a calendar as a file", "stored_file": "A file that somebody attached"}
FOR = {
    "team": "the team",
    "school": "a school",
    "health": "health",
    "provider": "a provider",
    "carer": "a carer",
    "parent": "a parent",
    "young_person": "the young person",
}


@blueprint.route("/privacy/stopped-files", methods=["GET", "POST"])
@guard.signed_in("workforce")
def stopped_files() -> ResponseReturnValue:
    """Asks why first: that something is protected of a record is itself to be known by few."""
    posts = opening.privacy_posts(guard.actor())
    if not posts:
        raise guard.Refused(Deny("no-row", 4, False))
    form = forms.StoppedForm()
    if not form.validate_on_submit():
        return page("rights/stopped_files.html", form=form, rows=None)
    kept = guard.access()
    kept.verb = "oversight"
    kept.sections.add("protected_location")
    kept.details["purpose"] = form.purpose.fact()
    places = dict.fromkeys(post.authority_id for post in posts)
    rows = [row for place in places for row in db.session.execute(_STOPPED, {"authority": place})]
    guard.note_children([row.child_id for row in rows])
    people = agencies.people(key for row in rows for key in (row.asked_by, row.decided_by) if key is not None)
    names = {key: person.name for key, person in people.items()}
    return render_template("rights/stopped_files.html", form=form, rows=[_shown(row, names) for row in rows])


def _shown(row: Row[Any], names: dict[Any, str]) -> dict[str, Any]:
    named = " and ".join(words.NAMED[kind] for kind in row.kinds)
    return {
        "reference": row.reference,
        "what": TITLES.get(row.paper or "", "") or WHAT.get(row.table_name, "A paper"),
        "for_whom": FOR.get(row.audience or "", "") or "whoever asked for it",
        "why": f"It names {named} that is protected"
        if named
        else "It cannot be looked through, or nobody had opened it when something was protected",
        "at": row.at,
        # Of the family nobody is named: that they are known to a service is not for this page.
        "asked_by": names.get(row.asked_by, "")
        if row.asked_kind == "workforce"
        else "one of the family"
        if row.asked_kind
        else "the system",
        "state": words.STATES_OF_A_FILE[row.state],
        "waits": row.state == "waiting",
        "decided_by": names.get(row.decided_by, ""),
        "decided_at": row.decided_at,
    }
