"""An organisation's actions across its children: found, updated where they stand, marked as done together, printed."""

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires, signed_in
from coordination.access.policy import Permit
from coordination.cases.strip import opens
from coordination.children import queries as children
from coordination.children import reading
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.db import RuleBroken
from coordination.plans import forms, listing, operations, presenters, queries
from coordination.plans.models import Action
from coordination.plans.operations import Crossed
from coordination.plans.routes.shared import blueprint, found, may, refuse
from coordination.web import drafts, first_page
from coordination.web.filters import when
from coordination.web.forms import Form, page
from coordination.web.home import AT_SCHOOL
from coordination.web.models import Draft

_KEPT = ("show", "whose", "child", "after", "before")


class Line(NamedTuple):
    """A row of the list: the action, whose it is, and whether the reader may update it."""

    view: presenters.ActionView
    version: int
    child_url: str
    child: str
    may_update: bool
    to_answer: bool
    blocker: str
    draft_url: str
    typed: dict[str, str]
    kept: str


DRAFT = "action-row"


@blueprint.get("/actions")
@signed_in("workforce")
def agency_actions() -> ResponseReturnValue:
    """My organisation's actions, by date. ``view=briefing`` is the same list for paper."""
    asked = _asked()
    briefing = request.args.get("view") == "briefing"
    there = listing.Around([], {}) if briefing else listing.around(asked)
    rows, previous, following = _page(
        asked, listing.MOST_PRINTED if briefing else listing.PAGE, [child.id for child in there.children]
    )
    around = guard.readable(there.children, "core_identity")
    typed = {} if briefing else drafts.held_for(DRAFT, [row.action.id for row in rows])
    first = None if briefing else first_page.told(reading.together(*first_page.asked()))
    return render_template(
        "plans/briefing.html" if briefing else "plans/agency_actions.html",
        lines=[line_of(row.action, row.child, typed.get(row.action.id)) for row in rows],
        asked=asked,
        counts=there.counts,
        shown=listing.SHOWN,
        children=[(str(child.id), name_of(child)) for child in around],
        organisation=actor().organisation,
        today=clock.today(),
        more=following is not None,
        kept=_kept(),
        filters=_filters(asked),
        previous_url=_url(asked, before=previous) if previous else None,
        next_url=_url(asked, after=following) if following else None,
        list_query=_query(),
        staff_briefing_url=_staff_briefing(),
        first=first,
        also_due_now=[]
        if first is None or asked.shown in {"blocked", "ask", "done"} or asked.child_id
        else _also_due(asked, first.due),
        form=Form(formdata=None),
    )


def _staff_briefing() -> str | None:
    """For somebody at a school: the briefing for its adults, in the room above."""
    at_school = AT_SCHOOL & {role.role for role in actor().roles_on(clock.today())}
    there = "schools.staff_briefing" in current_app.view_functions
    return url_for("schools.staff_briefing") if at_school and there else None


def _also_due(asked: listing.Asked, held: list[first_page.Due]) -> list[first_page.Due]:
    """What else falls due, as the list's own filter asks: overdue ones, those of the next days, or both."""
    if asked.shown == "overdue":
        return [one for one in held if one.on < asked.today]
    if asked.shown == "soon":
        return [one for one in held if one.on >= asked.today]
    return held


def _asked() -> listing.Asked:
    shown = request.args.get("show", "open")
    return listing.Asked(
        person_id=actor().person_id or UUID(int=0),
        agency_ids=actor().agencies(clock.today()),
        today=clock.today(),
        shown=shown if shown in listing.SHOWN else "open",
        mine=request.args.get("whose") == "mine",
        child_id=key_in(request.args.get("child", "")),
    )


def _page(
    asked: listing.Asked, limit: int, around: list[UUID]
) -> tuple[list[listing.Row], listing.Place | None, listing.Place | None]:
    """A page of rows the reader may see, and the places before its first and after its last, if there are more."""
    before, after = _place(request.args.get("before", "")), _place(request.args.get("after", ""))
    rows = listing.agency_actions(asked, after=after, before=before, limit=limit + 1)
    more = len(rows) > limit
    # Everybody the page names is asked about at once.
    guard.know({*around, *(row.child.id for row in rows)})
    if more:
        rows = rows[1:] if before else rows[:limit]
    shown = {held.id for held in guard.readable([row.action for row in rows], "actions")}
    first = rows[0].place if rows and (more if before else after is not None) else None
    last = rows[-1].place if rows and (before is not None or more) else None
    return [row for row in rows if row.action.id in shown], first, last


def line_of(action: Action, child: Child, draft: Draft | None = None) -> Line:
    """One row for the page, with what its reader was typing in it."""
    permit = guard.may("read", "actions", action)
    assert isinstance(permit, Permit)
    return Line(
        view=presenters.action_view(action, permit, today=clock.today()),
        version=action.version,
        child_url=url_for("plans.of_child" if opens("support_plan", child) else "children.record", child_id=child.id),
        child=name_of(child),
        may_update=may("update", "actions", action, whole=False),
        to_answer=action.owner_id == actor().person_id and action.acceptance == "offered",
        blocker=action.blocker or "",
        draft_url=drafts.url(DRAFT, action.child_id, action.id),
        typed={name: str(value) for name, value in draft.fields.items()} if draft is not None else {},
        kept=f"You were writing this on {when(draft.saved_at)}. It is not saved yet." if draft is not None else "",
    )


def name_of(child: Child) -> str:
    """The child's name, or the record's reference for those whose work needs no name."""
    permit = guard.may("read", "core_identity", child)
    named = isinstance(permit, Permit) and (permit.fields is None or "preferred_name" in permit.fields)
    return display_name(child) if named else f"Record {child.reference}"


@blueprint.post("/actions/<uuid:action_id>/row")
@requires("actions", "update", on=queries.action, whole=False)
def update_row(action: Action) -> ResponseReturnValue:
    """Update one row of the list and come back to it. A script asks for the row alone and puts it in its place."""
    form = forms.UpdateActionForm()
    alone = request.headers.get("X-Requested-With") == "fetch"
    here = inside(request.form.get("here", ""))
    if form.validate_on_submit():
        facts = form.facts()
        seen = facts.pop("version")
        if facts["status"] == "blocked":
            # The row has one box: of a blocked action it says what is in the way.
            facts["blocker"], facts["note"] = facts["note"], ""
        try:
            operations.update_action(action, seen=seen, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            drafts.drop(DRAFT, action.child_id, action.id)
            return redirect(url_for("plans.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop(DRAFT, action.child_id, action.id)
            if alone:
                return _row(action, here, said="Saved")
            flash("Saved.", "success")
            return redirect(f"{url_for('plans.agency_actions')}{here}#action-{action.id}", 303)
    if alone:
        return _row(action, here, said=form.problems[0].text if form.problems else "", form=form), 422
    return page(
        "plans/update_action.html",
        form=form,
        row=action,
        plan=None,
        record=None,
        draft=None,
        draft_url=None,
        action_url=url_for("plans.update_action", action_id=action.id),
        back_url=url_for("plans.agency_actions") + here,
    )


def _row(action: Action, here: str, *, said: str, form: Any = None) -> str:
    child = guard.readable([_child(action)], "core_identity")
    line = line_of(action, child[0] if child else _child(action))
    typed = {"status": form.status.data, "note": form.note.data} if form is not None else {}
    return render_template(
        "plans/_action_row.html", line=line, list_query=here, said=said, typed=typed, wrong=bool(form)
    )


def _child(action: Action) -> Child:
    held: Child = found(children.child(action.child_id))
    return held


@blueprint.post("/actions/done")
@signed_in("workforce")
def mark_done() -> ResponseReturnValue:
    """Mark several actions as done. Each is asked about by itself; nothing is done where one may not be."""
    form = Form()
    here = inside(request.form.get("here", ""))
    back = url_for("plans.agency_actions") + here
    keys = [key for key in map(key_in, request.form.getlist("done")) if key is not None][: listing.MOST_PRINTED]
    if not form.validate_on_submit():
        flash("This page was open for a long time, so nothing was marked. Mark them again.", "note")
        return redirect(back, 303)
    if not keys:
        flash("Tick at least one action first.", "note")
        return redirect(back, 303)
    rows = listing.by_keys(keys)
    for row in guard.readable(rows, "actions"):
        guard.demand("update", "actions", row)
    marked = operations.mark_done(guard.readable(rows, "actions"), done_on=clock.today(), by=actor())
    flash(f"{marked} {'action was' if marked == 1 else 'actions were'} marked as done.", "success")
    return redirect(back, 303)


def _kept() -> list[tuple[str, str]]:
    return [(name, request.args[name]) for name in _KEPT if request.args.get(name)]


def _query() -> str:
    kept = _kept()
    return f"?{urlencode(kept)}" if kept else ""


def inside(here: str) -> str:
    """The list's own address again, from what a form carried: only the names the list knows."""
    kept = [pair for pair in parse_qsl(here.removeprefix("?")[:500]) if pair[0] in _KEPT]
    return f"?{urlencode(kept)}" if kept else ""


def _filters(asked: listing.Asked) -> dict[str, str]:
    return {
        "show": asked.shown,
        "whose": "mine" if asked.mine else "",
        "child": str(asked.child_id) if asked.child_id else "",
    }


def _url(asked: listing.Asked, **place: listing.Place) -> str:
    kept = [(name, value) for name, value in _filters(asked).items() if value and (name, value) != ("show", "open")]
    at = [(name, f"{held.due_on.isoformat()}~{held.id}") for name, held in place.items()]
    return f"{url_for('plans.agency_actions')}?{urlencode(kept + at)}"


def _place(typed: str) -> listing.Place | None:
    on, _, key = typed.partition("~")
    row = key_in(key)
    try:
        return listing.Place(date.fromisoformat(on), row) if row else None
    except ValueError:
        return None


def key_in(typed: str) -> UUID | None:
    """A key that was sent, or None."""
    try:
        return UUID(typed)
    except ValueError:
        return None
