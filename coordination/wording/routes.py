"""The live look at what somebody is typing, and the page of the authority's own words."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.guard import access, actor, administers, requires
from coordination.agencies import administered
from coordination.agencies import queries as agencies
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.db import RuleBroken, new_id
from coordination.web import boundary
from coordination.web.forms import Form, SelectChoice, page
from coordination.wording import beside, coach, forms, operations, queries, reading

blueprint = Blueprint("wording", __name__)
LONGEST = 8000


@blueprint.post("/children/<uuid:child_id>/look-at-words")
@requires("profile", "read", on=children.child)
def look(child: Child) -> ResponseReturnValue:
    """Look at what somebody is typing for a child and keep nothing: no row, no log."""
    boundary.quiet()
    words = request.form.get("words", "")
    if len(words) > LONGEST:
        abort(413)
    return render_template("wording/_look.html", look=beside.look_at(child.authority_id, child.id, words.strip()))


@blueprint.get("/plain-words")
@administers("read")
def plain_words() -> ResponseReturnValue:
    """The words the coach points out, the product's own and the authority's."""
    places = administered.administered_authorities(actor())
    kept = queries.own_words(places)
    own = {(row.authority_id, row.words) for row in kept}
    lists = []
    for authority in agencies.authorities(places):
        rows = [(row.words, row.instead, True, row.left_out) for row in kept if row.authority_id == authority.id]
        rows += [
            (words, instead, False, False)
            for words, instead in coach.JARGON.items()
            if (authority.id, words) not in own
        ]
        lists.append((authority, sorted(rows)))
    return render_template(
        "wording/plain_words.html",
        lists=lists,
        labels=sorted(coach.LABELS.items()),
        formula=reading.FORMULA,
        may_change=_may_change(),
        new_id=new_id,
    )


@blueprint.route("/plain-words/add", methods=["GET", "POST"])
@administers("update")
def keep_word() -> ResponseReturnValue:
    """Add a word, or say something else instead of one that is there (``?words=``)."""
    places = administered.administered_authorities(actor())
    form = forms.WordForm()
    form.asks_authority = len(places) > 1
    form.authority_id.offer(SelectChoice(row.id, row.name) for row in agencies.authorities(places))
    if request.method == "GET":
        form.words.process(None, request.args.get("words", "")[: operations.LONGEST])
    if form.validate_on_submit():
        facts = form.facts()
        place = facts["authority_id"] if form.asks_authority else next(iter(places))
        if _kept(form, place, facts):
            flash("The word is in the list. The coach points it out from now on.", "success")
            return redirect(url_for("wording.plain_words"), 303)
    return page("wording/word_form.html", form=form, back_url=url_for("wording.plain_words"))


def _kept(form: Form, place: UUID, facts: dict[str, str]) -> bool:
    try:
        row = operations.keep_word(
            place,
            id=form.id.fact(),
            words=facts["words"],
            instead=facts["instead"],
            by=actor(),
        )
    except RuleBroken as broken:
        form.refuse(broken.sentence, broken.field)
        return False
    _noted("jargon_word_kept", row)
    return True


@blueprint.post("/plain-words/leave-out")
@administers("update")
def leave_out() -> ResponseReturnValue:
    """Have the coach say nothing of a word any more."""
    form = forms.LeaveOutForm()
    places = {str(place): place for place in administered.administered_authorities(actor())}
    if not form.validate_on_submit() or form.place.data not in places:
        abort(404)
    row = operations.leave_out(places[form.place.data], id=form.id.fact(), words=form.words.data or "", by=actor())
    _noted("jargon_word_left_out", row)
    flash("The coach says nothing of this word any more.", "success")
    return redirect(url_for("wording.plain_words"), 303)


def _may_change() -> bool:
    return any(role.role == "ADM" for role in actor().roles_on(clock.today()))


def _noted(verb: str, row: object) -> None:
    kept = access()
    kept.verb, kept.object_kind, kept.object_id = verb, type(row).__name__, getattr(row, "id", None)
