"""Every EHC review that somebody has to look after: due, why, where it stands, what is missing; and many at once."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, signed_in
from coordination.access.policy import Deny, Permit
from coordination.children.presenters import name_for
from coordination.db import RuleBroken, db, new_id
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.reviewing import forms as reviewing_forms
from coordination.ehc.reviewing import operations as reviewing
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import view as reviewing_view
from coordination.ehc.routes.reviewing import meeting
from coordination.ehc.routes.shared import blueprint
from coordination.reviews.forms import instant
from coordination.web.forms import page
from coordination.web.home import LOOKS_AFTER_REVIEWS

DAY = (time(9), time(10, 30), time(13), time(14, 30))
# The first day that is proposed: two weeks of notice and of papers, and some days to write them.
AHEAD = timedelta(days=24)
MOST_AT_ONCE = 60


def _mine_to_look_after() -> set[str]:
    roles = {role.role for role in actor().roles_on(clock.today())}
    if not roles & LOOKS_AFTER_REVIEWS:
        raise guard.Refused(Deny("no-row", 4, False))
    return roles


@blueprint.get("/ehc-reviews")
@signed_in("workforce")
def annual_reviews() -> ResponseReturnValue:
    """Every pupil with a plan: due and why, where the review stands, what is missing; many prepared at once."""
    roles = _mine_to_look_after()
    usual = "decide" if "EHC" in roles else "all"
    show = request.args.get("show", usual)
    show = show if show in asking.SHOWN else usual
    found = asking.listed(show)
    lines = _readable(found[: asking.MOST])
    rows = reviewing_view.list_rows(lines, {line.child.authority_id for line in lines})
    return render_template(
        "ehc_review/list.html",
        rows=rows,
        show=show,
        shown=asking.SHOWN,
        cut=len(found) > asking.MOST,
        most=asking.MOST,
        may_write=any(row["writes"] for row in rows),
    )


def _readable(found: list[asking.Line]) -> list[asking.Line]:
    """Those whose plan the reader may read whole. Each is asked about."""
    guard.know({line.child.id for line in found})
    kept = []
    for line in found:
        permit = guard.may("read", "ehc_plan", line.annual or asking.Prospect(line.plan))
        if isinstance(permit, Permit) and permit.fields is None:
            kept.append(line)
    guard.readable([line.annual or asking.Prospect(line.plan) for line in kept], "ehc_plan")
    return kept


@blueprint.post("/ehc-reviews/many")
@signed_in("workforce")
def many_reviews() -> ResponseReturnValue:
    """Plan dates, send invitations or ask for reports for every pupil that was ticked."""
    _mine_to_look_after()
    keys = [key for typed in request.form.getlist("plan")[:MOST_AT_ONCE] if (key := _key(typed)) is not None]
    do = request.form.get("do", "")
    back = url_for("ehc.annual_reviews", show=request.form.get("show", "all"))
    if not keys:
        flash("Tick at least one pupil first.", "information")
        return redirect(back, 303)
    if do == "dates":
        return redirect(url_for("ehc.many_dates", plan=[str(key) for key in keys]), 303)
    done, not_done = 0, []
    for key in keys:
        annual = asking.open_of(key)
        if annual is None or not isinstance(guard.may("create", "ehc_plan", annual), Permit):
            continue
        guard.demand("create", "ehc_plan", annual)
        try:
            with db.session.begin_nested():
                if do == "invite":
                    reviewing.ask(annual, by=actor())
                else:
                    reviewing.ask_for_reports(annual, by=actor())
            done += 1
        except RuleBroken as broken:
            not_done.append(f"{name_for(annual.child)}: {broken.sentence}")
    what = "Invitations are sent" if do == "invite" else "Reports and views are asked for"
    flash(f"{what} for {done} {'pupil' if done == 1 else 'pupils'}.", "success" if done else "information")
    for sentence in not_done:
        flash(sentence, "information")
    return redirect(back, 303)


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


@blueprint.route("/ehc-reviews/dates", methods=["GET", "POST"])
@signed_in("workforce")
def many_dates() -> ResponseReturnValue:
    """Days and times for the meetings of several pupils, proposed one after the other."""
    _mine_to_look_after()
    keys = [key for typed in request.args.getlist("plan")[:MOST_AT_ONCE] if (key := _key(typed)) is not None]
    wanted = [found for key in keys if (found := _may_plan(key)) is not None]
    if not wanted:
        flash("None of these waits for a date.", "information")
        return redirect(url_for("ehc.annual_reviews", show="plan"), 303)
    form = reviewing_forms.DatesForm(
        data={
            "dates": [
                {"id": one.plan.id, "date": slot.date(), "at": slot.time()}
                for one, slot in zip(wanted, islice(_slots(), len(wanted)), strict=True)
            ]
        }
    )
    by_plan = {one.plan.id: one for one in wanted}
    if form.validate_on_submit():
        planned = _plan_all(form, by_plan)
        if planned is not None:
            flash(f"{planned} {'meeting is' if planned == 1 else 'meetings are'} planned.", "success")
            return redirect(url_for("ehc.annual_reviews", show="meet"), 303)
    return page(
        "ehc_review/dates.html",
        form=form,
        names={str(key): name_for(one.plan.child) for key, one in by_plan.items()},
        back_url=url_for("ehc.annual_reviews"),
    )


def _may_plan(key: UUID) -> asking.Prospect | None:
    found = asking.prospect(key)
    if found is None or not isinstance(guard.may("create", "ehc_plan", found), Permit):
        return None
    under_way = asking.open_of(key)
    if under_way is not None and under_way.review_id is not None:
        return None
    guard.demand("create", "ehc_plan", found)
    return found


def _slots() -> Iterable[datetime]:
    on: date = clock.today() + AHEAD
    while True:
        if on.weekday() < 5:
            for at in DAY:
                yield datetime.combine(on, at)
        on += timedelta(days=1)


def _plan_all(form: reviewing_forms.DatesForm, by_plan: dict[UUID, asking.Prospect]) -> int | None:
    """Plan each meeting whose row has a day and a time; None when one of them could not be, and then none was."""
    planned = 0
    try:
        with db.session.begin_nested():
            for entry in form.dates.entries:
                row: Any = entry.form
                one = by_plan.get(row.id.fact())
                if one is None or (row.date.fact() is None and row.at.fact() is None):
                    continue
                if row.date.fact() is None or row.at.fact() is None:
                    row.at.errors = [*row.at.errors, "Enter a day and a time, or neither"]
                    raise RuleBroken("Enter a day and a time for each pupil, or neither")
                _plan_one(one, instant(row.date.fact(), row.at.fact()), ask_now=form.ask_now.fact())
                planned += 1
    except RuleBroken as broken:
        form.refuse(broken.sentence)
        return None
    return planned


def _plan_one(one: asking.Prospect, starts_at: datetime, *, ask_now: bool) -> None:
    plan = plan_queries.plan(one.plan.id) or one.plan
    case = meeting.case_for(plan.child_id)
    if case is None:
        raise RuleBroken(f"{name_for(plan.child)}: open help on this record first.")
    team = meeting.team_of(case)
    annual = asking.open_of(plan.id) or reviewing.begin(
        plan,
        id=new_id(),
        agency_id=plan.setting_id or meeting.school_of(team),
        by=actor(),
        **meeting.kind_of(plan.child),
    )
    reviewing.plan_meeting(
        annual,
        case,
        id=new_id(),
        starts_at=starts_at,
        invitees=[
            {"person_id": held.person_id, "agency_id": held.agency_id, "name": held.person.name, "role": held.role}
            for held in team
        ],
        ask_now=ask_now,
        by=actor(),
    )
