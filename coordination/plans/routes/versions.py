"""What was agreed and when: the list of versions, one of them, the difference of two, and the plan as known
on a day.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import requires
from coordination.access.policy import Permit
from coordination.children.statements import StatementVersion
from coordination.plans import changes, crossings, forms, queries, words
from coordination.plans.models import Plan
from coordination.plans.routes.shared import blueprint, called, found, record, whole_reader
from coordination.web.filters import day
from coordination.web.forms import page

# A version's number is a whole number of the database.
_MOST = 1_000_000


@blueprint.get("/plans/<uuid:plan_id>/versions")
@requires("support_plan", "read", on=queries.plan)
def versions(plan: Plan) -> ResponseReturnValue:
    """Every agreed version, newest first, and a way to compare two."""
    whole_reader(plan)
    held = queries.versions(plan.id)
    return render_template(
        "plans/versions.html",
        plan=plan,
        versions=held,
        names=queries.names(row.agreed_by for row in held),
        record=record(plan.child),
        form=forms.KnownOnForm(formdata=None),
        back_url=url_for("plans.plan", plan_id=plan.id),
    )


@blueprint.get("/plans/<uuid:plan_id>/versions/<int:number>")
@requires("support_plan", "read", on=lambda plan_id, number: queries.plan(plan_id))
def version(plan: Plan) -> ResponseReturnValue:
    """One agreed version, as it was agreed."""
    whole_reader(plan)
    held, lines = _agreed(plan, [(request.view_args or {})["number"]])[0]
    [shown] = _readable(plan, lines)
    return render_template(
        "plans/version.html",
        plan=plan,
        title=f"Version {held.number}",
        what=f"Agreed on {day(held.agreed_at)}" + (f": {held.note}" if held.note else ""),
        sections=_sections(shown),
        held=held,
        record=record(plan.child),
        back_url=url_for("plans.versions", plan_id=plan.id),
    )


@blueprint.get("/plans/<uuid:plan_id>/difference")
@requires("support_plan", "read", on=queries.plan)
def difference(plan: Plan) -> ResponseReturnValue:
    """What changed between two agreed versions, whichever way round they are asked for."""
    whole_reader(plan)
    asked = sorted(number for number in (_number(request.args.get("one", "")), _number(request.args.get("other", ""))))
    (older, before), (newer, after) = _agreed(plan, asked)
    one, other = _readable(plan, before, after)
    keys = changes.keys_in([*one, *other])
    names = called(keys)
    rows = changes.difference(one, other, names, day)
    return render_template(
        "plans/difference.html",
        plan=plan,
        older=older,
        newer=newer,
        groups=[
            (title, [row for row in rows if row.what == what])
            for what, title in (("added", "Added"), ("changed", "Changed"), ("ended", "Taken out"))
        ],
        kinds=words.KINDS,
        record=record(plan.child),
        back_url=url_for("plans.versions", plan_id=plan.id),
    )


@blueprint.get("/plans/<uuid:plan_id>/known-on")
@requires("support_plan", "read", on=queries.plan)
def known_on(plan: Plan) -> ResponseReturnValue:
    """The plan as it was known at the end of a day: what each part said then."""
    whole_reader(plan)
    form = forms.KnownOnForm(formdata=request.args or None, meta={"csrf": False})
    if not request.args or not form.validate():
        return page(
            "plans/known_on.html",
            form=form,
            plan=plan,
            record=record(plan.child),
            back_url=url_for("plans.versions", plan_id=plan.id),
        )
    on = form.facts()["on"]
    until = datetime.combine(on + timedelta(days=1), time(), clock.LONDON)
    return render_template(
        "plans/version.html",
        plan=plan,
        title=f"As known on {day(on)}",
        what="What each part of the plan said at the end of that day, agreed or not.",
        sections=_sections(_readable(plan, queries.as_known_on(plan.id, until))[0]),
        held=None,
        record=record(plan.child),
        back_url=url_for("plans.versions", plan_id=plan.id),
    )


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0


def _agreed(plan: Plan, numbers: list[int]) -> list[queries.Agreed]:
    """The versions with these numbers, in this order, or "not found"."""
    held = queries.agreed(plan.id, [number for number in numbers if number < _MOST])
    return [found(held.get(number)) for number in numbers]


def _readable(plan: Plan, *lists: list[StatementVersion]) -> list[list[StatementVersion]]:
    """Those of each list that the reader may see: by what the statement is now, and by the label and caveats it had
    then.
    """
    rows: dict[UUID, Any] = {row.id: row for row in queries.statements(plan.id, ended=True)}
    rows = {row.id: row for row in guard.readable(rows.values(), lambda held: held.section)}

    def seen(version: StatementVersion) -> bool:
        row = rows.get(version.statement_id)
        if row is None:
            return False
        then = guard.may("read", row.section, row, label=version.label, caveats=frozenset(version.caveats))
        return isinstance(then, Permit)

    return [[version for version in held if seen(version)] for held in lists]


def _sections(held: list[StatementVersion]) -> list[tuple[str, words.KindWords, list[dict[str, Any]]]]:
    """Versions by kind, in reading order, each with its words and facts."""
    keys = changes.keys_in(held)
    names = called(keys)
    found: dict[str, list[dict[str, Any]]] = {}
    for version in held:
        kind = version.statement.kind
        fields = crossings.fields_of_version(version)
        facts = [
            (words.FIELDS[name], words.said(kind, name, fields[name], names, day))
            for name in words.FIELDS
            if name in fields and name not in words.UNSAID and name != "text"
        ]
        found.setdefault(kind, []).append(
            {
                "id": version.statement_id,
                "text": changes.text_of(version),
                "facts": [(label, value) for label, value in facts if value],
                "number": version.number,
            }
        )
    order = ("strength", "need", "worry", "outcome", "action", "provision", "contingency")
    return [(kind, words.KINDS[kind], found[kind]) for kind in order if kind in found]
