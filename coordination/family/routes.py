"""The family's pages: ``/my-plan`` for a young person, ``/caring`` for a foster carer, ``/family`` for a parent.

Each is its reader's own: somebody else opening it is told that it is not theirs, and a child they have nothing to do
with (any more) does not exist for them.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.naming import family_name_ready, short_name
from coordination.db import RuleBroken
from coordination.family import deciding, forms, operations, presenters, queries, showing
from coordination.family.queries import Place
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action
from coordination.web.forms import Form, SelectChoice, page
from coordination.web.languages import gettext as _
from coordination.web.languages import language_now, speaks

blueprint = speaks(Blueprint("family", __name__))

AUDIENCE = {"YP": "young_person", "FC": "carer", "PAR": "parent"}
HOME = {"YP": "family.my_plan", "FC": "family.caring", "PAR": "family.family"}


def _places(role: str) -> list[Place]:
    """The children whose page the reader has as ``role``. Refuses whoever this kind of page is not for."""
    who = guard.actor()
    if who.person_id is None:
        return []
    held = {place.child.id: place for place in queries.places(who.person_id, role)}
    readable = guard.readable([place.child for place in held.values()], "core_identity")
    found = [held[child.id] for child in readable]
    if not found and not _is_for(role):
        raise guard.Refused(Deny("other-face", 4, False))
    return found


def _is_for(role: str) -> bool:
    """Whether an empty page of this kind is for the reader: by what they are, where no child says so."""
    who = guard.actor()
    cares = any(post.role == "FC" for post in who.roles_on(clock.today()))
    if role == "YP":
        return who.kind == "young_person"
    return who.kind == "family" and cares == (role == "FC")


def _place(role: str, child_id: UUID) -> Place:
    """One of the reader's own children; anybody else's does not exist."""
    for place in _places(role):
        if place.child.id == child_id:
            return place
    raise guard.Refused(Deny("no-relationship", 3, True))


def _opened(role: str, child_id: UUID | None, draw: Any) -> ResponseReturnValue:
    """The page of the child named or of the only one; otherwise the choice, or that there is none."""
    found = _places(role)
    if child_id is not None:
        found = [place for place in found if place.child.id == child_id]
        if not found:
            raise guard.Refused(Deny("no-relationship", 3, True))
    if not found:
        return render_template("family/nothing.html", role=role)
    if len(found) > 1:
        choices = [
            (short_name(place.child), url_for(HOME[role], child_id=place.child.id))
            for place in found
            if family_name_ready(place.child)
        ]
        return render_template("family/choose.html", choices=choices, role=role)
    place = found[0]
    if not family_name_ready(place.child):
        return render_template("family/waiting.html", role=role, numbers=presenters.numbers(place))
    answer: ResponseReturnValue = draw(place)
    return answer


def _shown(place: Place, role: str) -> showing.Shown:
    reader = guard.actor().person_id
    assert reader is not None
    return showing.of(place, AUDIENCE[role], reader=reader, language=language_now().code)


# -- the young person --------------------------------------------------------------------------------------------


@blueprint.get("/my-plan")
@blueprint.get("/my-plan/<uuid:child_id>")
@guard.signed_in("young_person")
def my_plan(child_id: UUID | None = None) -> ResponseReturnValue:
    """A young person's own plan, in questions."""
    return _opened("YP", child_id, _draw_my_plan)


def _draw_my_plan(place: Place) -> str:
    shown = _shown(place, "YP")
    first, rest = presenters.next_steps(presenters.steps(shown))
    return render_template(
        "family/my_plan.html",
        child=place.child,
        name=short_name(place.child),
        authority=place.authority,
        team=presenters.teammates(shown),
        advocate=presenters.advocate(shown),
        lead=presenters.lead_of(place),
        first_name=presenters.first_name,
        going_well=presenters.lines(shown, shown.face.strengths),
        worries=presenters.lines(shown, shown.face.worries),
        what_if=presenters.lines(shown, shown.face.contingencies),
        help_given=presenters.lines(shown, shown.face.provision),
        said=presenters.said(shown, shown.said_by_child),
        decisions=presenters.decisions(shown),
        steps=first,
        more_steps=rest,
        goals=presenters.goals(shown),
        meetings=shown.meetings,
        papers=presenters.papers(shown.papers),
        may_say=bool(guard.may("create", "own_words", place.child, whole=True)),
    )


@blueprint.route("/my-plan/<uuid:child_id>/say", methods=["GET", "POST"])
@guard.signed_in("young_person")
def say(child_id: UUID) -> ResponseReturnValue:
    """The young person says something, after being told who reads it, when, and whom to ring now."""
    place = _place("YP", child_id)
    guard.demand("create", "own_words", place.child, whole=True)
    shown = _shown(place, "YP")
    readers, others, lead_needs_naming = _readers(shown)
    form = forms.OwnWordsForm()
    form.audiences.offer(others)
    if form.validate_on_submit():
        facts = form.facts()
        operations.say_for_myself(
            place.child,
            id=facts["id"],
            words=facts["words"],
            wish=facts["what"] == "wish",
            audiences={*facts["audiences"], *(("team",) if lead_needs_naming else ())},
            only_my_worker=facts["only_my_worker"] and not lead_needs_naming,
            lead=presenters.lead_of(place),
            by=guard.actor(),
        )
        flash(_("Your words are saved, exactly as you wrote them."), "success")
        return redirect(url_for("family.my_plan", child_id=child_id) + "#said", 303)
    return page(
        "family/say.html",
        form=form,
        readers=readers,
        may_keep=not lead_needs_naming,
        lead=presenters.lead_of(place),
        first_name=presenters.first_name,
        authority=place.authority,
        back_url=url_for("family.my_plan", child_id=child_id),
    )


def _readers(shown: showing.Shown) -> tuple[list[str], list[SelectChoice], bool]:
    """Who always reads a young person's words, who may if they choose so, and whether the lead must be named.

    Social workers, the reviewing officer, the personal adviser and those on duty read by the rules.
    """
    always = [held for held in shown.team if held.role in {"SW", "IRO", "PA"} or held.function == "lead"]
    roles = {held.role for held in shown.team}
    offered = (
        ("school", _("My school"), {"SEN", "DSL", "VSH"}),
        ("health", _("My doctor or nurse"), {"HLT"}),
        ("provider", _("The people who help at home or in groups"), {"PRV"}),
        ("carer", _("My foster carer"), {"FC"}),
        ("parent", _("My parents"), {"PAR"}),
    )
    names = list(dict.fromkeys(presenters.first_name(held.person.name) for held in always))
    others = [SelectChoice(value, label) for value, label, held in offered if roles & held]
    lead = next((held for held in shown.team if held.function == "lead"), None)
    return names, others, lead is not None and lead.role != "SW"


# -- somebody's own action ---------------------------------------------------------------------------------------


def _own_action(action_id: UUID) -> Action:
    """An action of the reader's own. Another person's does not exist here."""
    action = plan_queries.action(action_id)
    if action is None or action.owner_id != guard.actor().person_id:
        raise guard.Refused(Deny("not-own", 4, True))
    guard.demand("update", "actions", action)
    return action


def _said_by_me(action: Action) -> str:
    """What is in the way, where the reader said it: a colleague's words about them are not theirs to find here."""
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
    """Somebody says how their own part is going."""
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
    audience = "young_person" if guard.actor().kind == "young_person" else "family"
    return page(
        "family/own_action.html",
        form=form,
        action=action,
        words=action.words_for(audience, language_now().code),
        back_url=_home_of(action),
    )


@blueprint.post("/my-actions/<uuid:action_id>/done")
@guard.signed_in("family", "young_person")
def own_action_done(action_id: UUID) -> ResponseReturnValue:
    """Somebody ticks their own part as done."""
    action = _own_action(action_id)
    plans.update_action(action, status="done", by=guard.actor())
    flash(_("Done. Well done."), "success")
    return redirect(_home_of(action), 303)


# -- the foster carer --------------------------------------------------------------------------------------------


@blueprint.get("/caring")
@blueprint.get("/caring/<uuid:child_id>")
@guard.signed_in("family")
def caring(child_id: UUID | None = None) -> ResponseReturnValue:
    """What a foster carer needs tonight, what they may decide, and the shared plan."""
    return _opened("FC", child_id, _draw_caring)


def _draw_caring(place: Place) -> str:
    shown = _shown(place, "FC")
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


# -- the parent --------------------------------------------------------------------------------------------------


@blueprint.get("/family")
@blueprint.get("/family/<uuid:child_id>")
@guard.signed_in("family", "young_person")
def family(child_id: UUID | None = None) -> ResponseReturnValue:
    """What was published to a parent, in plain words, and what they say themselves."""
    return _opened("PAR", child_id, _draw_family)


def _draw_family(place: Place) -> str:
    shown = _shown(place, "PAR")
    lead = presenters.lead_of(place)
    return render_template(
        "family/family.html",
        child=place.child,
        name=short_name(place.child),
        authority=place.authority,
        lead=lead,
        numbers=presenters.numbers(place),
        going_well=presenters.lines(shown, shown.face.strengths),
        needs=presenters.lines(shown, shown.face.needs),
        worries=presenters.lines(shown, shown.face.worries),
        what_if=presenters.lines(shown, shown.face.contingencies),
        help_given=presenters.lines(shown, shown.face.provision),
        decisions=presenters.decisions(shown),
        steps=presenters.steps(shown),
        goals=presenters.goals(shown),
        said=presenters.said(shown, shown.said_by_child),
        my_views=presenters.said(shown, shown.said_by_me),
        disagreements=shown.disagreements,
        meetings=shown.meetings,
        papers=presenters.papers(shown.papers),
        may_say=bool(guard.may("create", "reviews", place.child, whole=True)),
    )


@blueprint.route("/family/<uuid:child_id>/views", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def views(child_id: UUID) -> ResponseReturnValue:
    """A parent says what is better, what is hard and what would help."""
    place = _place("PAR", child_id)
    guard.demand("create", "reviews", place.child, whole=True)
    form = forms.ParentViewsForm()
    if form.validate_on_submit():
        facts = form.facts()
        try:
            operations.say_as_parent(
                place.child,
                answers={asked: (facts[f"{asked}_id"], facts[asked]) for asked in operations.ASKED},
                lead=presenters.lead_of(place),
                by=guard.actor(),
            )
            flash(_("Your views are saved, exactly as you wrote them."), "success")
            return redirect(url_for("family.family", child_id=child_id) + "#views", 303)
        except RuleBroken:
            form.refuse(_("Write an answer to at least one question."), "better")
    return _adding("family/views.html", place, form)


@blueprint.route("/family/<uuid:child_id>/disagree", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def disagree(child_id: UUID) -> ResponseReturnValue:
    """A parent disagrees with one thing on their page (``?about=``), or with something else."""
    place = _place("PAR", child_id)
    guard.demand("create", "reviews", place.child, whole=True)
    statement = _about(place)
    form = forms.DisagreeForm()
    if form.validate_on_submit():
        facts = form.facts()
        operations.disagree(
            place.child,
            id=facts["id"],
            words=facts["words"],
            statement=statement,
            lead=presenters.lead_of(place),
            by=guard.actor(),
        )
        flash(_("What you said is saved, and stands in the plan in your words."), "success")
        return redirect(url_for("family.family", child_id=child_id) + "#differently", 303)
    words = statement.words_for("parent", language_now().code) if statement is not None else ""
    return _adding("family/disagree.html", place, form, words=words)


def _about(place: Place) -> Any | None:
    """What the parent disagrees with: only something that stands on their own page."""
    asked = request.args.get("about", "")
    reader = guard.actor().person_id
    if not asked or reader is None:
        return None
    try:
        key = UUID(asked)
    except ValueError:
        raise guard.Refused(Deny("no-such-thing", 3, True)) from None
    found = showing.statement_in_face(place, "parent", reader=reader, statement_id=key)
    if found is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return found


def _adding(template: str, place: Place, form: Form, **context: Any) -> ResponseReturnValue:
    return page(
        template,
        form=form,
        name=short_name(place.child),
        lead=presenters.lead_of(place),
        numbers=presenters.numbers(place),
        back_url=url_for("family.family", child_id=place.child.id),
        **context,
    )
