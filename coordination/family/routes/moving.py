"""A move to come, on the pages of the young person who has been told of it and of those who care for them."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.family import young_forms
from coordination.family.routes.opening import blueprint, place_of
from coordination.family.routes.young_page import young_page
from coordination.stability import moves
from coordination.stability.move_models import PlannedMove
from coordination.web import drafts
from coordination.web.languages import gettext as _


def link(child: Child, knows: bool) -> list[dict[str, Any]]:
    """The way from the young person's own page, once they have been told."""
    if not knows:
        return []
    return [
        {
            "title": _("I am moving"),
            "about": _("What happens and when, and how I want to say goodbye and hello."),
            "writing": False,
            "url": url_for("family.moving", child_id=child.id),
        }
    ]


def _steps(move: PlannedMove) -> list[tuple[str, list[str]]]:
    parts = (
        (_("Before I move"), move.before),
        (_("On the day"), move.on_the_day),
        (_("When I am there"), move.after),
    )
    return [(title, [line for line in (words or "").splitlines() if line.strip()]) for title, words in parts if words]


@blueprint.route("/my-plan/<uuid:child_id>/moving", methods=["GET", "POST"])
@guard.signed_in("young_person")
def moving(child_id: UUID) -> ResponseReturnValue:
    """What happens and when; and the young person's own goodbye and hello. Nothing of it before they were told."""
    child = place_of("YP", child_id).child
    guard.demand("read", "own_words", child, whole=True)
    move = moves.told(child_id)
    if move is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    held = moves.words_of(move.id)
    now = {name: getattr(held, name) or "" for name in moves.WORDS} if held is not None else {}
    form = young_forms.MovingForm(**now, for_carers=held is not None and "carer" in held.audiences)
    draft = drafts.put_back(form, "moving", child_id, move.id)
    if form.validate_on_submit():
        guard.demand("create", "own_words", child, whole=True)
        facts = form.facts()
        try:
            said = {name: facts[name] or "" for name in moves.WORDS}
            moves.say(move, for_carers=facts["for_carers"], by=guard.actor(), **said)
        except RuleBroken:
            form.refuse(_("This could not be kept. Look at it again."))
        else:
            drafts.drop("moving", child_id, move.id)
            flash(_("Your words are saved, exactly as you wrote them."), "success")
            return redirect(url_for("family.moving", child_id=child_id), 303)
    return young_page(
        "family/moving.html",
        child,
        form,
        draft=draft,
        draft_url=drafts.url("moving", child_id, move.id),
        moves_on=move.moves_on,
        steps=_steps(move),
        may_say=bool(guard.may("create", "own_words", child, whole=True)),
    )


@blueprint.get("/caring/<uuid:child_id>/moving")
@guard.signed_in("family")
def carers_moving(child_id: UUID) -> ResponseReturnValue:
    """What those who care for the child should know before a move, and what the child lets them read."""
    child = place_of("FC", child_id).child
    guard.demand("read", "placement", child, whole=True)
    move = moves.ahead(child_id)
    if move is None or not move.carers_read:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    held = moves.words_of(move.id) if move.told_on is not None else None
    found = guard.readable([held] if held is not None else [], "own_words")
    return render_template(
        "family/carers_moving.html",
        child=child,
        name=short_name(child),
        moves_on=move.moves_on,
        child_knows=move.told_on is not None,
        know=move.carers_know or "",
        said=[
            (young_forms.MOVING[name], getattr(words, name))
            for words in found
            for name in moves.WORDS
            if getattr(words, name)
        ],
        back_url=url_for("family.caring", child_id=child_id),
    )
