"""A letter as its recipient reads it on their own page. Nobody else has this page."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.documents import operations as documents
from coordination.ehc import queries
from coordination.ehc.letters import filling
from coordination.ehc.letters import sending as letters
from coordination.ehc.models import Letter
from coordination.ehc.rights import my_rights
from coordination.ehc.routes.shared import mine


@mine.get("/my-letters/<uuid:letter_id>")
@requires("ehc_plan", "read", on=queries.letter, whole=False)
def my_letter(held: Letter) -> ResponseReturnValue:
    """A letter that was sent to the reader: its words, what they may do, and the paper itself."""
    if held.sent_on is None or held.to_person_id != actor().person_id:
        raise guard.Refused(Deny("not-own", 4, True))
    copy = letters.copy_of(held)
    if copy.withdrawn_at is not None:
        raise guard.Refused(Deny("taken-back", 4, True))
    documents.opened(copy)
    return render_template(
        "ehc_letters/my_letter.html",
        letter=held,
        rights=my_rights.rights_in(held.facts),
        parts=filling.parts(held.words),
        copy_url=url_for("documents.copy", copy_id=copy.id),
        back_url=url_for("home.start"),
    )
