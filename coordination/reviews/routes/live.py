"""A record while it is being written: followed by those who may read it, with suggestions for whoever writes it.

Looking for changes every ten seconds writes no audit row: it says which parts changed and nothing of what they say.
Showing them is a look like any other.
"""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.cases.strip import record_strip
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.reviews import forms, presenters, queries, saves, suggesting
from coordination.reviews.models import Review
from coordination.reviews.routes.blueprint import being_recorded, blueprint, may, refuse
from coordination.reviews.showing import Shown
from coordination.web import boundary
from coordination.web.filters import when
from coordination.web.forms import page


@blueprint.get("/reviews/<uuid:review_id>/live")
@requires("reviews", "read", on=queries.review, whole=False)
def live(review: Review) -> ResponseReturnValue:
    """The record as it stands, for whoever was at the meeting and may read it. ``since``: the save seen before."""
    if not being_recorded(review):
        return redirect(url_for("reviews.review", review_id=review.id), 303)
    return _page(review, forms.SuggestForm(formdata=None))


@blueprint.get("/reviews/<uuid:review_id>/live/changes")
@requires("reviews", "read", on=queries.review_alone, whole=False)
def live_changes(review: Review) -> ResponseReturnValue:
    """Which parts changed since save ``since``, when and by whom, and how many suggestions wait. No words of any."""
    boundary.quiet()
    new = saves.since(review.id, _number())
    return jsonify(
        number=new[-1].number if new else _number(),
        parts=saves.changed(new),
        titles=[saves.PARTS[part] for part in saves.changed(new)],
        saved=when(new[-1].at) if new else "",
        waiting=saves.waiting(review.id),
        open=being_recorded(review),
    )


@blueprint.post("/reviews/<uuid:review_id>/suggestions")
@requires("reviews", "read", on=queries.review, whole=False)
def suggest(review: Review) -> ResponseReturnValue:
    """Suggest words. A script sends the same form and is answered in a word."""
    guard.demand("create", "reviews", review, **_own(review))
    form = forms.SuggestForm()
    alone = request.headers.get("X-Requested-With") == "fetch"
    if form.validate_on_submit():
        facts = form.facts()
        try:
            suggesting.suggest(review, id=facts["id"], part=facts["part"], text=facts["text"], by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            if alone:
                return jsonify(sent=True, at=f"{clock.london(clock.now()):%H:%M}")
            flash("Your suggestion is with whoever takes the minutes.", "success")
            return redirect(url_for("reviews.live", review_id=review.id), 303)
    if alone:
        return jsonify(sent=False, why=form.problems[0].text if form.problems else ""), 422
    return _page(review, form)


def _page(review: Review, form: Any) -> ResponseReturnValue:
    shown = Shown(review, queries.items(review.id))
    me = actor()
    since = _number()
    changed = saves.changed(saves.since(review.id, since)) if since else []
    context: dict[str, Any] = {
        "record": record_strip(review.child, "reviews", shown.rows),
        "review": review,
        "child": review.child,
        "name": short_name(review.child),
        "shown": shown,
        "outcome": presenters.outcome(review),
        "parts": saves.PARTS,
        "changed": changed,
        "may_suggest": may("create", "reviews", review, **_own(review)),
        "mine": sum(1 for row in shown.suggested if row.who == me.name),
        "back_url": url_for("reviews.review", review_id=review.id),
    }
    if form.is_submitted():
        return page("reviews/live.html", form=form, **context)
    return render_template("reviews/live.html", form=form, **context)


def _own(review: Review) -> dict[str, Any]:
    """A suggestion that does not exist yet is its author's own."""
    return {"author_id": actor().person_id, "agency_id": None, "owner_person_id": None}


def _number() -> int:
    given = request.args.get("since", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0
