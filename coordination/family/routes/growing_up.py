"""The young person's page about growing up: what comes next, who helps, what is done; and answering about a step."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.family import growing_up_words, young_forms
from coordination.family.presenters import first_name
from coordination.family.routes.opening import blueprint, place_of
from coordination.family.routes.young_page import drawn_for, young_page
from coordination.transitions import leaving, operations, queries, runway, showing
from coordination.voice import own
from coordination.web.forms import SelectChoice
from coordination.web.languages import gettext as _


def link(child: Child) -> list[dict[str, Any]]:
    """The way from the young person's own page, from 14 until they are 25."""
    if not _on_it(child) or not guard.may("read", "pathway", child, whole=True).is_whole:
        return []
    return [
        {
            "title": _("Growing up"),
            "about": _("The steps on the way to being an adult, and who helps."),
            "writing": False,
            "url": url_for("family.growing_up", child_id=child.id),
        }
    ]


def _on_it(child: Child) -> bool:
    return runway.is_on_it(child.born_on, clock.today())


def _own(child_id: UUID) -> Child:
    child = place_of("YP", child_id).child
    if not _on_it(child):
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return child


@blueprint.get("/my-plan/<uuid:child_id>/growing-up")
@guard.signed_in("young_person")
def growing_up(child_id: UUID) -> ResponseReturnValue:
    """The young person reads their steps: what comes next, who helps, and what is done."""
    child = _own(child_id)
    guard.demand("read", "pathway", child, whole=True)
    today = clock.today()
    road = queries.road(child, today)
    views = showing.of_child(child, runway.strands(), road, today)
    steps = [step for view in views for step in view.steps]
    waiting = sorted((step for step in steps if step.waits), key=lambda step: step.needed_on)
    return render_template(
        "family/growing_up.html",
        child=child,
        now=[step for step in waiting if step.late or step.next],
        later=[step for step in waiting if not (step.late or step.next)],
        done=[step for step in steps if step.state == "done"],
        not_needed=[step for step in steps if step.state == "not_needed"],
        titles=growing_up_words.steps(),
        said=growing_up_words.said(),
        asked=growing_up_words.from_18(),
        whats=growing_up_words.whats(),
        settled={kind: rows[0] for kind, rows in road.arrangements.items()},
        until_25=road.status in leaving.HAS_THE_RIGHT,
        first_name=first_name,
        may_say=bool(guard.may("update", "pathway", child, parts=frozenset({"young_person"}))),
        back_url=url_for("family.my_plan", child_id=child_id),
        **drawn_for(child, own.looks_of(child_id)),
    )


@blueprint.route("/my-plan/<uuid:child_id>/growing-up/<step>", methods=["GET", "POST"])
@guard.signed_in("young_person")
def answer_step(child_id: UUID, step: str) -> ResponseReturnValue:
    """The young person says of one step that it is right, that they want help, or that they do not agree."""
    child = _own(child_id)
    if step not in runway.steps():
        raise guard.Refused(Deny("no-such-thing", 3, True))
    guard.demand("update", "pathway", child, parts=frozenset({"young_person"}))
    held = queries.answer(child_id, step)
    form = young_forms.StepForm(data={"answer": held.answer, "words": held.words or ""} if held is not None else None)
    form.answer.offer(SelectChoice(code, words) for code, words in growing_up_words.answers().items())
    if form.validate_on_submit():
        try:
            operations.say(child, step, by=guard.actor(), **form.facts())
        except RuleBroken:
            form.refuse(_("Say what is not right"), "words")
        else:
            flash(_("Your words are saved, exactly as you wrote them."), "success")
            return redirect(url_for("family.growing_up", child_id=child_id, _anchor=step), 303)
    return young_page(
        "family/growing_up_step.html",
        child,
        form,
        title=growing_up_words.steps()[step],
        back_url=url_for("family.growing_up", child_id=child_id),
    )
