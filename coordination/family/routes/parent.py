"""``/family``: what was published to a parent, their views, and where they see it differently."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.ehc.process import my_process
from coordination.family import forms, invitations, looked_at, operations, presenters, queries, ringing, showing
from coordination.family.queries import Place
from coordination.family.routes.opening import blueprint, opened, place_of, shown_to_reader
from coordination.web import drafts
from coordination.web.forms import Form, page
from coordination.web.languages import gettext as _
from coordination.web.languages import language_now


@blueprint.get("/family")
@blueprint.get("/family/<uuid:child_id>")
@guard.signed_in("family", "young_person")
def family(child_id: UUID | None = None) -> ResponseReturnValue:
    """What was published to a parent, in plain words, and what they say themselves."""
    return opened("PAR", child_id, _draw_family)


def _draw_family(place: Place) -> str:
    shown = shown_to_reader(place, "PAR")
    lead = presenters.lead_of(place)
    steps = presenters.steps(shown)
    return render_template(
        "family/family.html",
        child=place.child,
        ehc_asked=my_process.asked(shown.ehc_asked),
        ehc_way=shown.ehc_way,
        name=short_name(place.child),
        authority=place.authority,
        lead=lead,
        numbers=ringing.numbers(place),
        going_well=presenters.lines(shown, shown.face.strengths),
        needs=presenters.lines(shown, shown.face.needs),
        worries=presenters.lines(shown, shown.face.worries),
        what_if=presenters.lines(shown, shown.face.contingencies),
        help_given=presenters.lines(shown, shown.face.provision),
        decisions=presenters.decisions(shown),
        steps=steps,
        living=shown.lives,
        organisations=presenters.organisations_that_act(steps),
        goals=presenters.goals(shown),
        said=presenters.said(shown, shown.said_by_child),
        my_views=presenters.said(shown, shown.said_by_me),
        disagreements=shown.disagreements,
        meetings=invitations.rows(shown.meetings),
        papers=presenters.papers(shown.papers),
        ehc_letters=shown.ehc_letters,
        may_say=bool(guard.may("create", "reviews", place.child, whole=True)),
    )


@blueprint.get("/family/<uuid:child_id>/shared")
@guard.signed_in("family", "young_person")
def shared(child_id: UUID) -> ResponseReturnValue:
    """What a parent may know of what was shared about their child, and with which kind of organisation."""
    place = place_of("PAR", child_id)
    guard.demand("read", "sharing_decisions", place.child, whole=True)
    return render_template(
        "family/shared.html",
        child=place.child,
        name=short_name(place.child),
        shared=looked_at.shared(place.child),
        back_url=url_for("family.family", child_id=child_id),
    )


@blueprint.route("/family/<uuid:child_id>/views", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def views(child_id: UUID) -> ResponseReturnValue:
    """A parent says what is better, what is hard and what would help."""
    place = place_of("PAR", child_id)
    guard.demand("create", "reviews", place.child, whole=True)
    meeting = next(iter(shown_to_reader(place, "PAR").meetings), None)
    form = forms.ParentViewsForm()
    draft = drafts.put_back(form, "parent-views", child_id, child_id)
    if form.validate_on_submit():
        facts = form.facts()
        asked_to = queries.invitation(meeting.id) if meeting is not None else None
        try:
            operations.say_as_parent(
                place.child,
                answers={asked: (facts[f"{asked}_id"], facts[asked]) for asked in operations.QUESTIONS},
                agrees=facts["agrees"] or None,
                place=asked_to,
                share=facts["share"],
                lead=presenters.lead_of(place),
                by=guard.actor(),
            )
            drafts.drop("parent-views", child_id, child_id)
            flash(_("Your views are saved, exactly as you wrote them."), "success")
            return redirect(url_for("family.family", child_id=child_id) + "#views", 303)
        except RuleBroken:
            form.refuse(_("Write an answer to at least one question."), "better")
    return _adding(
        "family/views.html",
        place,
        form,
        meeting=meeting,
        draft=draft,
        draft_url=drafts.url("parent-views", child_id, child_id),
    )


@blueprint.route("/family/<uuid:child_id>/disagree", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def disagree(child_id: UUID) -> ResponseReturnValue:
    """A parent disagrees with one thing on their page (``?about=``), or with something else."""
    place = place_of("PAR", child_id)
    guard.demand("create", "reviews", place.child, whole=True)
    statement = about_on_page(place)
    form = forms.DisagreeForm()
    about = statement.id if statement is not None else child_id
    draft = drafts.put_back(form, "disagree", child_id, about)
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
        drafts.drop("disagree", child_id, about)
        flash(_("What you said is saved, and stands in the plan in your words."), "success")
        return redirect(url_for("family.family", child_id=child_id) + "#differently", 303)
    words = statement.words_for("parent", language_now().code) if statement is not None else ""
    return _adding(
        "family/disagree.html",
        place,
        form,
        words=words,
        draft=draft,
        draft_url=drafts.url("disagree", child_id, about),
    )


def about_on_page(place: Place) -> Any | None:
    """What the parent asks about: only something that stands on their own page."""
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
        numbers=ringing.numbers(place),
        back_url=url_for("family.family", child_id=place.child.id),
        **context,
    )
