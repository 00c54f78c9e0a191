"""What the child and those who love them say: the page of views and wishes, recording words, answering a wish."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny, Permit
from coordination.cases import queries as cases
from coordination.cases.models import Membership
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.children.queries import child as child_of
from coordination.children.saying import Stale
from coordination.db import RuleBroken, db, new_id
from coordination.voice import forms, operations, presenters, queries
from coordination.voice.models import View
from coordination.voice.routes.blueprint import blueprint
from coordination.web import drafts
from coordination.web.forms import Form, page
from coordination.wording import beside


@blueprint.get("/children/<uuid:child_id>/views")
@requires("own_words", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """Everything said, newest first; wishes that wait before the rest."""
    held = guard.readable(queries.views_of(child.id), "own_words")
    shown = presenters.views(held, child)
    return render_template(
        "voice/of_child.html",
        record=_strip(child),
        child=child,
        name=short_name(child),
        waiting=[view for view in reversed(shown) if view["wish"] and not view["answer"]],
        views=[view for view in shown if not view["wish"] or view["answer"]],
        may_add=_may_add(child),
        may_prepare_story=isinstance(guard.may("approve", "support_plan", child, whole=True), Permit),
    )


@blueprint.route("/children/<uuid:child_id>/views/add", methods=["GET", "POST"])
@requires("own_words", "create", on=child_of)
def add(child: Child) -> ResponseReturnValue:
    """Write down what somebody said, in their own words."""
    team = _team(child)
    form = forms.ViewForm()
    form.offer_people(short_name(child), team)
    if not form.is_submitted():
        form.said_on.process(None, clock.today())
        form.gathered_by.data = actor().name
        form.shared.data = ["workers"]
        lead = next((held.person_id for held in team if held.function == "lead"), None)
        form.wish_owner_id.data = lead
    draft = drafts.put_back(form, "view", child.id, child.id)
    if draft is not None:
        form.offer_people(short_name(child), team)
        if queries.view(form.id.data) is not None:
            form.id.data = new_id()
    if form.validate_on_submit():
        guard.demand("create", "own_words", child, author_id=actor().person_id, agency_id=None, owner_person_id=None)
        try:
            operations.record_view(child, by=actor(), **form.view_facts(team))
        except RuleBroken as broken:
            _refuse(form, broken)
        else:
            drafts.drop("view", child.id, child.id)
            flash("The words are kept.", "success")
            return redirect(url_for("voice.of_child", child_id=child.id), 303)
    return page(
        "voice/add.html",
        form=form,
        record=_strip(child),
        child=child,
        draft=draft,
        draft_url=drafts.url("view", child.id, child.id),
        back_url=url_for("voice.of_child", child_id=child.id),
    )


@blueprint.route("/views/<uuid:view_id>/answer", methods=["GET", "POST"])
@requires("own_words", "read", on=queries.view, whole=False)
def answer(view: View) -> ResponseReturnValue:
    """Answer a wish, or change the answer: whoever is to find it may, and who may change the plan."""
    child = db.session.get_one(Child, view.child_id)
    if not presenters.may_answer(view, child, actor().person_id):
        raise guard.Refused(Deny("not-own", 4, False))
    form = forms.AnswerForm(
        data={
            "version": view.version,
            "answer": view.answer,
            "reason": view.answer_reason or "",
            "told_on": view.told_on,
        }
    )
    draft = drafts.put_back(form, "answer", child.id, view.id)
    if form.is_submitted():
        form.weigh(view, form.reason.data)
    theirs = None
    if not beside.asked_to_look() and form.validate_on_submit():
        facts = form.facts()
        try:
            operations.answer_wish(view, seen=facts.pop("version"), by=actor(), **facts)
        except RuleBroken as broken:
            _refuse(form, broken)
        except Stale:
            theirs = presenters.views([view], child)[0]
            # The page goes on from what stands now.
            form.version.process(None, view.version)
            form.version.raw_data = None
        else:
            drafts.drop("answer", child.id, view.id)
            flash("The answer is kept. The child can read it now.", "success")
            return redirect(url_for("voice.of_child", child_id=child.id), 303)
    body, status = page(
        "voice/answer.html",
        form=form,
        view=view,
        theirs=theirs,
        coach=beside.a_field(child, form.reason.data),
        record=_strip(child),
        child=child,
        draft=draft,
        draft_url=drafts.url("answer", child.id, view.id),
        back_url=url_for("voice.of_child", child_id=child.id),
    )
    return body, 409 if theirs else status


def _team(child: Child) -> list[Membership]:
    case = cases.latest_case(child.id)
    return cases.team(case.id) if case is not None else []


def _strip(child: Child) -> dict[str, Any]:
    return record_strip(child, current="views")


def _may_add(child: Child) -> bool:
    return isinstance(guard.may("create", "own_words", child, whole=True), Permit)


def _refuse(form: Form, broken: RuleBroken) -> None:
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
