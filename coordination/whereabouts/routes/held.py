"""Held words: what names a protected place, and what is done about it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import access, actor, requires
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.protected.holding import words_of
from coordination.protected.models import SECTION, HeldText
from coordination.protected.papers import PAPERS
from coordination.web.forms import Form, page
from coordination.whereabouts import forms, operations, queries, words
from coordination.whereabouts.routes.blueprint import answers_for, blueprint, record, refuse


@blueprint.get("/children/<uuid:child_id>/held-words", endpoint="held")
@requires(SECTION, "read", on=child_of)
def held_words(child: Child) -> ResponseReturnValue:
    """Everything that was held, with the words as they were written."""
    answers_for(child)
    rows = queries.held_texts(child.id)
    access().verb = "reveal"
    return page(
        "whereabouts/held.html",
        form=Form(),
        record=record(child),
        child=child,
        rows=[(row, words_of(row), " and ".join(words.NAMED[kind] for kind in row.kinds)) for row in rows],
        names=queries.names([*(row.author_id for row in rows), *(row.decided_by for row in rows)]),
        states=words.STATES,
        papers=PAPERS,
    )


@blueprint.post("/held-words/<uuid:held_id>/release")
@requires(SECTION, "read", on=queries.held_text, whole=False)
def release(row: HeldText) -> ResponseReturnValue:
    """Show the words to everybody who may read where they stand."""
    answers_for(row)
    operations.release(row, by=actor())
    flash("The words are shown again.", "success")
    return redirect(url_for("whereabouts.held", child_id=row.child_id), 303)


@blueprint.post("/held-words/<uuid:held_id>/keep")
@requires(SECTION, "read", on=queries.held_text, whole=False)
def keep(row: HeldText) -> ResponseReturnValue:
    """Keep the words held."""
    answers_for(row)
    operations.keep_held(row, by=actor())
    flash("The words stay held.", "success")
    return redirect(url_for("whereabouts.held", child_id=row.child_id), 303)


@blueprint.route("/held-words/<uuid:held_id>/replace", methods=["GET", "POST"])
@requires(SECTION, "read", on=queries.held_text, whole=False)
def replace(row: HeldText) -> ResponseReturnValue:
    """Show other words in their place."""
    answers_for(row)
    form = forms.InsteadForm(data={"words": words_of(row)})
    back = url_for("whereabouts.held", child_id=row.child_id)
    access().verb = "reveal"
    if form.validate_on_submit():
        try:
            operations.replace(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("Other words are shown in their place.", "success")
            return redirect(back, 303)
    return page(
        "whereabouts/form.html",
        form=form,
        record=record(db.session.get_one(Child, row.child_id)),
        title="Other words in their place",
        button_text="Show these words",
        intro="They are shown to everybody who may read where they stand, their author included.",
        back_url=back,
    )
