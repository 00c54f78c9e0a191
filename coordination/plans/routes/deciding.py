"""Deciding two changes of the same line, in whichever room it stands: compare, and keep one, the other or both."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import actor
from coordination.db import RuleBroken
from coordination.plans import changes, queries
from coordination.plans.crossings import Crossed
from coordination.plans.models import Crossing
from coordination.web.filters import day
from coordination.web.forms import ChangingForm, Problem
from coordination.web.forms.text import several_lines


def crossing_page(
    row: Any,
    held: Crossing,
    *,
    decide: Callable[..., object],
    called: Callable[[set[UUID]], dict[UUID, str]],
    endpoint: str,
    back_url: str,
    record: dict[str, Any],
) -> ResponseReturnValue:
    """Two changes of ``row``, of which the second (``held``) waits. Until it is decided both are kept.

    ``decide`` is given what was chosen (``seen``, ``choices``, ``words``, ``by``); ``called`` says what people,
    organisations and statements are called; ``endpoint`` is this page of another crossing. Who decides late is heard
    before they are told so: what they wrote is kept beside what was decided.
    """
    chosen, written = _typed("choice-"), _typed("words-")
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            problems = _decided(ChangingForm(data={"version": row.version}), decide, chosen, written)
        except Crossed as crossed:
            flash("Somebody else decided first. What you decided is kept here, beside what it says now.", "information")
            return redirect(url_for(endpoint, crossing_id=crossed.crossing.id), 303)
        if not problems:
            flash("It was decided and saved. What was set aside stays in the history.", "success")
            return redirect(back_url, 303)
    if held.decided_at is not None:
        flash("This was decided already. The history shows what each of you wrote.", "information")
        return redirect(back_url, 303)
    version = queries.history(row.id)[-1]
    names = called(changes.keys_of_crossing(held, row) | ({version.recorded_by} if version.recorded_by else set()))
    answer = render_template(
        "plans/crossing.html",
        form=ChangingForm(formdata=None, data={"version": row.version}),
        problems=problems,
        row=row,
        held=held,
        fields=changes.compared(held, row, names, day, written),
        chosen=chosen,
        written=written,
        mine_by=_whose(held.recorded_by, names),
        theirs_by=_whose(version.recorded_by, names),
        theirs_at=version.at,
        back_url=back_url,
        record=record,
    )
    return answer, 422 if problems else 200


def _typed(prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): said for name, said in request.form.items() if name.startswith(prefix)}


def _whose(person_id: UUID | None, names: Mapping[UUID, str]) -> str:
    if person_id is not None and person_id == actor().person_id:
        return "You"
    return names.get(person_id, "Somebody else") if person_id else "Somebody else"


def _decided(
    form: ChangingForm, decide: Callable[..., object], chosen: dict[str, str], written: dict[str, str]
) -> list[Problem]:
    """What is wrong with a decision, or nothing: then it is saved."""
    if not form.validate_on_submit():
        return list(form.problems)
    try:
        decide(
            seen=form.facts()["version"],
            choices=chosen,
            words={name: several_lines(value) for name, value in written.items()},
            by=actor(),
        )
    except RuleBroken as broken:
        return [Problem(broken.sentence, f"#choice-{broken.field}" if broken.field else "")]
    return []
