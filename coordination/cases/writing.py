"""The pages of a form that adds to a dated history of a record, or puts right a row of one.

Every history (care, health, visits, social care) is written in the same way: what is being typed is kept as a draft, a
broken rule is a sentence beside its question, and two who change one row at once are both heard
(:mod:`coordination.children.merging`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from coordination.cases.strip import record_strip
from coordination.children import merging
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.web import drafts
from coordination.web.forms import Form, HiddenTextField, page

Save = Callable[[dict[str, Any]], object]


def adding(
    child: Child,
    form: Form,
    title: str,
    button: str,
    save: Save,
    *,
    back_url: str,
    current: str,
    hint: str = "",
    listed: Sequence[str] = (),
    done: str = "",
) -> ResponseReturnValue:
    """The page of a form that adds to a history. One draft for each form and child.

    ``current``: key of the record's tab; ``listed``: what to look at first, line by line; ``done``: what is said on the
    page that follows.
    """
    name = type(form).__name__.lower()
    draft = drafts.put_back(form, name, child.id, child.id)
    if form.validate_on_submit():
        try:
            save(form.facts())
        except RuleBroken as broken:
            _refuse(form, broken)
        else:
            drafts.drop(name, child.id, child.id)
            if done:
                flash(done, "success")
            return redirect(back_url, 303)
    return page(
        "cases/writing.html",
        form=form,
        draft=draft,
        draft_url=drafts.url(name, child.id, child.id),
        title=title,
        button_text=button,
        hint=hint,
        listed=listed,
        theirs=(),
        record=record_strip(child, current=current),
        back_url=back_url,
    )


def changing(
    child: Child,
    row: Any,
    form_of: type[Form],
    title: str,
    save: Save,
    *,
    back_url: str,
    current: str,
    hint: str = "",
    shown: Mapping[str, Any] | None = None,
    without: Iterable[str] = (),
) -> ResponseReturnValue:
    """The page that puts a row of a history right. ``save`` takes the facts that are meant.

    ``shown``: answers that are not an attribute of the row; ``without``: questions that are asked only when it is new.
    """
    kind: Any = type(f"Change{form_of.__name__}", (form_of,), {"before": HiddenTextField(maxlength=40000)})
    stands = {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
    form = kind(data={**stands, **(shown or {})})
    for name in {"id", *without}:
        if name in form:
            del form[name]
    fields = [field.name for field in form.questions if hasattr(row, field.name)]
    name = f"change-{form_of.__name__.lower()}"
    if not form.is_submitted():
        form.before.data = form.before.typed = merging.seen(row, fields)
    draft = drafts.put_back(form, name, child.id, row.id)
    theirs: list[str] = []
    if form.validate_on_submit():
        facts = form.facts()
        carried = facts.pop("before")
        facts, clashes = merging.merged(row, carried, facts)
        if clashes:
            theirs = [str(form[field].label.text) for field in clashes if field in form]
            form.refuse(
                "Somebody else has changed this since you opened it. Look at what is recorded now, then send yours"
                " again to replace it."
            )
            form.before.data = form.before.typed = merging.seen_again(row, carried, clashes)
        else:
            try:
                save(facts)
            except RuleBroken as broken:
                _refuse(form, broken)
            else:
                drafts.drop(name, child.id, row.id)
                flash("The record was changed.", "success")
                return redirect(back_url, 303)
    return page(
        "cases/writing.html",
        form=form,
        draft=draft,
        draft_url=drafts.url(name, child.id, row.id),
        title=title,
        button_text="Save the change",
        hint=hint,
        listed=(),
        theirs=theirs,
        record=record_strip(child, current=current),
        back_url=back_url,
    )


def _refuse(form: Form, broken: RuleBroken) -> None:
    form.refuse(broken.sentence, broken.field if broken.field in form else None)
