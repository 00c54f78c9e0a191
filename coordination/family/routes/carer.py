"""``/caring``: what a foster carer needs tonight, what they may decide, and the shared plan."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.children.naming import short_name
from coordination.family import deciding, presenters
from coordination.family.queries import Place
from coordination.family.routes.opening import blueprint, opened, shown_to_reader


@blueprint.get("/caring")
@blueprint.get("/caring/<uuid:child_id>")
@guard.signed_in("family")
def caring(child_id: UUID | None = None) -> ResponseReturnValue:
    """What a foster carer needs tonight, what they may decide, and the shared plan."""
    return opened("FC", child_id, _draw_caring)


def _draw_caring(place: Place) -> str:
    shown = shown_to_reader(place, "FC")
    steps = presenters.steps(shown)
    return render_template(
        "family/caring.html",
        child=place.child,
        name=short_name(place.child),
        profile=shown.profile,
        numbers=presenters.numbers(place),
        own_worker=presenters.carers_own_worker(shown),
        out_of_hours=place.authority.out_of_hours_phone,
        ask_first=deciding.to_ask_first(),
        kept_by_law=deciding.kept_by_law(),
        said=presenters.said(shown, shown.said_by_child),
        going_well=presenters.lines(shown, shown.face.strengths, more=True),
        needs=presenters.lines(shown, shown.face.needs),
        worries=presenters.lines(shown, shown.face.worries, more=True),
        what_if=presenters.lines(shown, shown.face.contingencies, more=True),
        help_given=presenters.lines(shown, shown.face.provision, more=True),
        decisions=presenters.decisions(shown),
        goals=presenters.goals(shown),
        mine=[step for step in steps if step.mine],
        others=[step for step in steps if not step.mine],
        meetings=shown.meetings,
        papers=presenters.papers(shown.papers),
    )
