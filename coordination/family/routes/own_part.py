"""Somebody's own action: saying how it is going, or ticking it."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.family import forms
from coordination.family.routes.opening import HOME, blueprint
from coordination.family.routes.young_page import drawn_for
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action
from coordination.voice import own
from coordination.web.forms import page
from coordination.web.languages import gettext as _
from coordination.web.languages import language_now


def _own_action(action_id: UUID) -> Action:
    """An action of the reader's own that still stands. Another person's does not exist here."""
    action = plan_queries.action(action_id)
    if action is None or action.owner_id != guard.actor().person_id or _is_over(action):
        raise guard.Refused(Deny("not-own", 4, True))
    guard.demand("update", "actions", action)
    return action


def _is_over(action: Action) -> bool:
    """Whether it was called off or taken out of the plan: then it is on nobody's page."""
    return action.status == "cancelled" or action.ended_on is not None


def _said_by_me(action: Action) -> str:
    """What is in the way, where the reader said it: a colleague's words about them are not theirs to find
    here."""
    me = guard.actor().person_id
    mine = (version.facts.get("blocker") for version in plan_queries.history(action.id) if version.recorded_by == me)
    return action.blocker if action.blocker and action.blocker in mine else ""


def _home_of(action: Action) -> str:
    """The page of the reader's that an action stands on."""
    roles = {held.role for held in guard.actor().relationships_with(action.child_id, clock.today())}
    role = next((role for role in ("YP", "FC", "PAR") if role in roles), "PAR")
    return url_for(HOME[role], child_id=action.child_id) + "#next"


@blueprint.route("/my-actions/<uuid:action_id>", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def own_action(action_id: UUID) -> ResponseReturnValue:
    """Somebody says how their own part is going: a young person on a page in their own colours."""
    action = _own_action(action_id)
    form = forms.OwnActionForm(status=action.status, blocker=_said_by_me(action))
    if form.validate_on_submit():
        try:
            facts = form.facts()
            plans.update_action(
                action,
                status=facts["status"],
                blocker=facts["blocker"] or "",
                note=facts["note"],
                by=guard.actor(),
            )
            flash(_("Thank you. The team can see how it is going."), "success")
            return redirect(_home_of(action), 303)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
    young = guard.actor().kind == "young_person"
    child = child_of(action.child_id) if young else None
    drawn = drawn_for(child, own.looks_of(child.id)) if child is not None else {"looks": None}
    return page(
        "family/own_action.html",
        form=form,
        action=action,
        words=action.words_for("young_person" if young else "family", language_now().code),
        back_url=_home_of(action),
        **drawn,
    )


@blueprint.post("/my-actions/<uuid:action_id>/done")
@guard.signed_in("family", "young_person")
def own_action_done(action_id: UUID) -> ResponseReturnValue:
    """Somebody ticks their own part as done."""
    action = _own_action(action_id)
    plans.update_action(action, status="done", by=guard.actor())
    flash(_("Done. Well done."), "success")
    return redirect(_home_of(action), 303)
