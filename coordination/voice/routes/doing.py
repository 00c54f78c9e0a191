"""How a child is doing as they and the adults see it, who is there for them, and the circles they share."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import requires
from coordination.access.policy import Permit
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.voice import forms, growing, own
from coordination.voice.models import Rating, Ring
from coordination.voice.routes.blueprint import blueprint
from coordination.web.forms import page
from coordination.wording import beside

RINGS = {
    Ring.CLOSEST.value: "Closest",
    Ring.CLOSE.value: "Close",
    Ring.FURTHER.value: "Further away",
    Ring.NOT_NOW.value: "Not now",
}


@blueprint.get("/children/<uuid:child_id>/doing")
@requires("own_words", "read", on=child_of)
def doing(child: Child) -> ResponseReturnValue:
    """What the child says of themselves beside what adults think, and who is there for them."""
    ratings = guard.readable(own.ratings_of(child.id), lambda row: row.section)
    adults = guard.readable(own.adults_of(child.id), "own_words")
    circles = guard.readable(own.circles_of(child.id), lambda row: row.section)
    return render_template(
        "voice/doing.html",
        record=record_strip(child, current="views"),
        child=child,
        name=short_name(child),
        areas=_side_by_side(ratings),
        adults=adults,
        months=own.months_with_somebody(adults, clock.today()),
        circles=[(name, [row.name for row in circles if row.ring == ring]) for ring, name in RINGS.items()]
        if circles
        else [],
        may_rate=isinstance(guard.may("create", "support_plan", child, whole=True), Permit),
    )


def _side_by_side(ratings: list[Rating]) -> list[tuple[str, list[Rating], int | None]]:
    """Each area with its newest scores, the child's own first, and how far apart the child and an adult are."""
    found = []
    for key, name in growing.AREAS.items():
        held = [row for row in ratings if row.area == key]
        newest: dict[tuple[bool, UUID], Rating] = {}
        for row in held:
            newest.setdefault((row.own, row.rated_by), row)
        rows = sorted(newest.values(), key=lambda row: not row.own)
        own_score = next((row.score for row in rows if row.own), None)
        apart = [abs(row.score - own_score) for row in rows if not row.own] if own_score is not None else []
        if rows:
            found.append((name, rows, max(apart, default=None)))
    return found


@blueprint.route("/children/<uuid:child_id>/doing/rate", methods=["GET", "POST"])
@requires("support_plan", "create", on=child_of)
def rate(child: Child) -> ResponseReturnValue:
    """An adult says how they think the child is doing."""
    form = forms.RatingForm()
    too_hard = form.is_submitted() and form.shown.data and beside.harder_than_agreed(child, [form.why.data or ""])
    if too_hard:
        form.validate()
        form.refuse("They read older than was chosen for this child. Make them plainer, or take the tick away", "why")
    elif form.validate_on_submit():
        facts = form.facts()
        try:
            growing.rate(
                child,
                scores={area: (facts[f"{area}_id"], facts[area]) for area in growing.AREAS},
                own_view=False,
                why=facts["why"] or "",
                show_young_person=facts["shown"],
                by=guard.actor(),
            )
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else "relationships")
        else:
            flash("The ratings are kept.", "success")
            return redirect(url_for("voice.doing", child_id=child.id), 303)
    return page(
        "voice/rate.html",
        form=form,
        record=record_strip(child, current="views"),
        child=child,
        name=short_name(child),
        back_url=url_for("voice.doing", child_id=child.id),
    )
