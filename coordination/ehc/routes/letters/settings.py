"""The page of an authority's own words for its letters. No child's content is behind it."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.guard import access, actor, administers
from coordination.agencies import administered
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority
from coordination.db import RuleBroken
from coordination.ehc.letters import filling, templates
from coordination.ehc.letters import forms as letter_forms
from coordination.ehc.routes.shared import blueprint, refuse
from coordination.web.filters import day
from coordination.web.forms import page

# Nobody: what a preview is filled with.
_EXAMPLE = {
    "child": "Sam",
    "childs": "Sam’s",
    "reason_words": "The reasons of the decision stand here.",
    "advisers": "- The school, nursery or college\n- An educational psychologist",
    "transfer_plans": "We will not assess again at this time. We will review the plan by the day that is counted.",
    "rights_held": "the rights are the young person’s",
    "officer": "The officer’s name",
    "phone": "01632 960000",
}


@blueprint.get("/ehc-letters")
@administers("read")
def letter_kinds() -> ResponseReturnValue:
    """Every kind of letter as each authority has it, and whom its letters name."""
    lists = [
        (authority, [templates.template(kind, authority) for kind in templates.kinds()], _contacts(authority))
        for authority in agencies.authorities(administered.administered_authorities(actor()))
    ]
    return render_template("ehc_letters/kinds.html", lists=lists, may_change=_may_change())


def _contacts(authority: Authority) -> list[tuple[str, str, str]]:
    held = templates.details(authority)
    return [(shown["label"], held[name], shown["needed_by"]) for name, shown in templates.packaged()["details"].items()]


@blueprint.route("/ehc-letters/<uuid:authority_id>/contacts", methods=["GET", "POST"])
@administers("update")
def letter_contacts(authority_id: UUID) -> ResponseReturnValue:
    """Whom letters of an authority name: the mediation adviser, the advice service and the rest."""
    authority = _authority(authority_id)
    form = letter_forms.ContactsForm(data=templates.details(authority)).worded()
    if form.validate_on_submit():
        templates.keep_details(authority, **form.facts())
        _noted("letter_contacts_changed", authority)
        flash("They are kept, and stand in the next letters.", "success")
        return redirect(url_for("ehc.letter_kinds"), 303)
    return page(
        "ehc_letters/form.html",
        form=form,
        layout="layouts/worker.html",
        title="Whom the letters name",
        intro=["The law wants these in letters. A letter that needs one that is not here cannot be sent."],
        button_text="Keep these",
        back_url=url_for("ehc.letter_kinds"),
    )


@blueprint.route("/ehc-letters/<uuid:authority_id>/<kind>", methods=["GET", "POST"])
@administers("update")
def letter_kind(authority_id: UUID, kind: str) -> ResponseReturnValue:
    """Change the words of a kind of letter; ``look`` shows it filled in and keeps nothing."""
    authority = _authority(authority_id)
    if kind not in templates.kinds():
        abort(404)
    held = templates.template(kind, authority)
    form = letter_forms.KindWordsForm(data={"subject": held.subject, "words": held.words})
    looks = request.form.get("look") == "yes"
    if form.validate_on_submit():
        facts = form.facts()
        try:
            if looks:
                templates.check(kind, **facts)
            else:
                templates.keep(authority, kind, **facts)
        except RuleBroken as broken:
            refuse(form, broken)
            looks = False
        else:
            if not looks:
                _noted("letter_words_changed", authority, kind)
                flash("The words are kept, and used from the next letter.", "success")
                return redirect(url_for("ehc.letter_kinds"), 303)
    shown = (form.words.data or "") if looks and not form.problems else held.words
    packaged = templates.packaged()
    return page(
        "ehc_letters/kind.html",
        form=form,
        held=held,
        authority=authority,
        must=[(name, packaged["blocks"][name]["says"]) for name in held.must],
        placeholders=packaged["placeholders"],
        preview=filling.parts(_example(shown, authority)),
        back_url=url_for("ehc.letter_kinds"),
    )


@blueprint.post("/ehc-letters/<uuid:authority_id>/<kind>/restore")
@administers("update")
def restore_letter_kind(authority_id: UUID, kind: str) -> ResponseReturnValue:
    """Go back to our words for a kind of letter."""
    authority = _authority(authority_id)
    if kind not in templates.kinds():
        abort(404)
    templates.restore(authority, kind)
    _noted("letter_words_restored", authority, kind)
    flash("Our words are back.", "success")
    return redirect(url_for("ehc.letter_kinds"), 303)


def _example(words: str, authority: Authority) -> str:
    today = clock.today()
    named = templates.packaged()["details"]
    held = templates.details(authority)
    values: dict[str, Any] = {
        **_EXAMPLE,
        "council": authority.name,
        **{name: day(today) for name in ("decided_on", "received_on", "decide_by", "passes_on", "rights_from")},
        **{f"{name}_contact": held[name] or f"({shown['label']}: not entered yet)" for name, shown in named.items()},
    }
    return filling.fill(words, values, authority=None, sent_on=today)


def _authority(authority_id: UUID) -> Authority:
    found = agencies.authority(authority_id)
    if found is None or authority_id not in administered.administered_authorities(actor()):
        abort(404)
    return found


def _noted(verb: str, authority: Authority, kind: str = "") -> None:
    kept = access()
    kept.verb, kept.object_kind, kept.object_id = verb, "Authority", authority.id
    if kind:
        kept.details["kind"] = kind


def _may_change() -> bool:
    return any(role.role == "ADM" for role in actor().roles_on(clock.today()))
