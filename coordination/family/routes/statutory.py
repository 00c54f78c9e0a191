"""The plans that the law asks for, on the pages of the young person and of whoever cares for them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.family import statutory_words
from coordination.family.queries import Place
from coordination.family.routes.opening import AUDIENCE, blueprint, place_of
from coordination.family.routes.young_page import drawn_for, young_page
from coordination.family.statutory import called
from coordination.statutory_plans import forms, queries, showing, writing
from coordination.statutory_plans.kinds import Question, Theme
from coordination.statutory_plans.models import StatutoryPlan
from coordination.voice import own
from coordination.web import drafts
from coordination.web.forms import Form, HiddenTextField
from coordination.web.languages import gettext as _
from coordination.web.languages import language_now


def _one(place: Place, statutory_id: UUID) -> StatutoryPlan:
    """One of a child's plans that the reader may see; anything else does not exist."""
    row = queries.plan(statutory_id)
    if row is None or row.child_id != place.child.id:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    guard.demand("read", row.section, row)
    return row


def _themes(row: StatutoryPlan, role: str) -> list[dict[str, Any]]:
    """The themes as one of the family reads them: titles and questions in the page's language."""
    titles = statutory_words.themes() if role == "YP" else statutory_words.themes_for_carers()
    asked, told, choices = statutory_words.questions(), statutory_words.asked_of_workers(), statutory_words.choices()
    views = showing.of_plan(
        row,
        guard.may("read", row.section, row),
        by_name=False,
        audience=AUDIENCE[role],
        language=language_now().code,
    )
    return [
        {
            "code": view.theme.code,
            "title": titles[(row.kind, view.theme.code)],
            "mine": [
                (
                    asked[(row.kind, line.question.code)],
                    _("%(number)s of 10", number=line.number) if line.number else line.words,
                    line.question.kind,
                )
                for line in view.lines
                if line.question.whose == "child" and line.words
            ],
            "others": [
                (
                    told.get((row.kind, view.theme.code, line.question.code))
                    or told[(row.kind, "", line.question.code)],
                    choices.get(line.words, line.words) if line.question.options else line.words,
                )
                for line in view.lines
                if line.question.whose != "child" and line.words
            ],
            "tied": view.tied,
            "asks_me": bool(view.theme.of_the_child),
        }
        for view in views
    ]


@blueprint.get("/my-plan/<uuid:child_id>/plans/<uuid:statutory_id>")
@guard.signed_in("young_person")
def my_statutory(child_id: UUID, statutory_id: UUID) -> ResponseReturnValue:
    """The young person reads one of their plans, and writes their own part while it is being written."""
    place = place_of("YP", child_id)
    row = _one(place, statutory_id)
    return render_template(
        "family/my_statutory.html",
        child=place.child,
        row=row,
        title=called(row, statutory_words.titles()),
        about=statutory_words.about()[row.kind],
        themes=_themes(row, "YP"),
        agreed=statutory_words.agreement().get(row.child_agrees or "", ""),
        may_write=row.state == "draft" and _may_write(row),
        back_url=url_for("family.my_plan", child_id=child_id),
        **drawn_for(place.child, own.looks_of(child_id)),
    )


def _may_write(row: StatutoryPlan) -> bool:
    """Whether the young person may write their own part: the rules know it as that, or as their own words."""
    if row.section == "pathway":
        return bool(guard.may("update", row.section, row, parts=frozenset({"young_person"})))
    return bool(guard.may("create", "own_words", row.child, whole=True))


def _own_form(row: StatutoryPlan, theme: Theme) -> type[Form]:
    asked, ends = statutory_words.questions(), statutory_words.ends()
    fields: dict[str, Any] = {}
    for question in theme.of_the_child:
        low, high = ends.get(question.code, ("", ""))
        worded = replace(question, low=low, high=high)
        fields[question.code] = forms.field_of(worded, asked[(row.kind, question.code)])
    fields["before"] = HiddenTextField(maxlength=60000)
    return type("OwnPartForm", (Form,), fields)


@blueprint.route("/my-plan/<uuid:child_id>/plans/<uuid:statutory_id>/<theme>", methods=["GET", "POST"])
@guard.signed_in("young_person")
def my_part(child_id: UUID, statutory_id: UUID, theme: str) -> ResponseReturnValue:
    """The young person writes their own part of a theme."""
    place = place_of("YP", child_id)
    row = _one(place, statutory_id)
    held = row.regime.theme(theme)
    if held is None or not held.of_the_child:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    if row.section == "pathway":
        guard.demand("update", row.section, row, parts=frozenset({"young_person"}))
    else:
        guard.demand("create", "own_words", place.child, whole=True)
    back = url_for("family.my_statutory", child_id=child_id, statutory_id=statutory_id)
    if row.state != "draft":
        flash(_("This plan is finished. You can write in the next one."), "information")
        return redirect(back, 303)
    mine = held.of_the_child
    form: Any = _own_form(row, held)(data=writing.answers_now(row.entries, held, mine))
    if not form.is_submitted():
        form.before.data = form.before.typed = writing.seen(row.entries, held, mine)
    name = f"my-part-{theme.replace('_', '-')}"
    draft = drafts.put_back(form, name, child_id, statutory_id)
    theirs: list[tuple[str, str]] = []
    if form.validate_on_submit():
        facts = form.facts()
        carried = facts.pop("before")
        try:
            crossed = writing.save(row, held, mine, facts, carried=carried, by=guard.actor(), own_only=True)
        except RuleBroken:
            form.refuse(_("This plan is finished. You can write in the next one."))
        else:
            if not crossed:
                drafts.drop(name, child_id, statutory_id)
                flash(_("Your words are saved, exactly as you wrote them."), "success")
                return redirect(f"{back}#{theme}", 303)
            theirs = _crossed(form, row, held, crossed, carried)
    return young_page(
        "family/my_part.html",
        place.child,
        form,
        title=statutory_words.themes()[(row.kind, theme)],
        plan=called(row, statutory_words.titles()),
        theirs=theirs,
        draft=draft,
        draft_url=drafts.url(name, child_id, statutory_id),
        back_url=back,
    )


def _crossed(
    form: Any, row: StatutoryPlan, theme: Theme, crossed: list[Question], carried: str
) -> list[tuple[str, str]]:
    """Say that somebody else wrote in the meantime, and what they wrote."""
    now, asked = queries.entries([row.id]), statutory_words.questions()
    form.refuse(_("Somebody else wrote here too. Look at what stands here now. Send yours again to keep yours."))
    form.before.data = form.before.typed = writing.seen_again(now, theme, crossed, carried)
    said = writing.answers_now(now, theme, crossed)
    return [(asked[(row.kind, question.code)], str(said[question.code] or "")) for question in crossed]


@blueprint.get("/caring/<uuid:child_id>/plans")
@guard.signed_in("family")
def carers_plans(child_id: UUID) -> ResponseReturnValue:
    """The plans that the law asks for, as far as whoever cares for the child may read them."""
    place = place_of("FC", child_id)
    titles = statutory_words.titles_for_carers()
    held = [row for row in queries.plans(child_id) if row.state == "agreed" and not row.elsewhere]
    return render_template(
        "family/carers_plans.html",
        child=place.child,
        name=short_name(place.child),
        plans=[(called(row, titles), row) for row in guard.readable(held, lambda row: row.section)],
        back_url=url_for("family.caring", child_id=child_id),
    )


@blueprint.get("/caring/<uuid:child_id>/plans/<uuid:statutory_id>")
@guard.signed_in("family")
def carers_plan(child_id: UUID, statutory_id: UUID) -> ResponseReturnValue:
    """One agreed plan, as far as whoever cares for the child may read it."""
    place = place_of("FC", child_id)
    row = _one(place, statutory_id)
    if row.state == "draft":
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return render_template(
        "family/carers_plan.html",
        child=place.child,
        name=short_name(place.child),
        row=row,
        title=called(row, statutory_words.titles_for_carers()),
        themes=_themes(row, "FC"),
        back_url=url_for("family.carers_plans", child_id=child_id),
    )
