"""One day for several duties of a child: the days that are good for all, what others make late, and planning one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock, timescales
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.agencies import queries as agencies
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.children.queries import child_and_authority as child_of
from coordination.db import RuleBroken, derived_id
from coordination.deadlines import one_day as days
from coordination.deadlines import presenters as dates
from coordination.deadlines import queries as clocks
from coordination.reviews import one_day, one_day_view, queries
from coordination.reviews.forms.one_day import DayForm, day_form
from coordination.reviews.one_day import Duty, Part
from coordination.reviews.routes.blueprint import (
    blueprint,
    case_for,
    demand_kind,
    kinds_for,
    may,
    refuse,
    strip,
    team_of,
)
from coordination.web.forms import page


class _Open:
    """What is open for a child: its duties as this actor may see them, and the authority's own words for meetings."""

    def __init__(self, child: Child) -> None:
        authority = agencies.authority(child.authority_id)
        self.own: dict[str, Any] = (authority.settings or {}) if authority is not None else {}
        try:
            self.calendar = timescales.calendar_for(self.own.get("terms"), clock.today())
        except timescales.BadSetting:
            self.calendar = timescales.calendar_for(None, clock.today())
        running = [held for held in clocks.of_child(child.authority_id, child.id) if held.state == "running"]
        reviews = guard.readable(queries.reviews_of(child.id), "reviews")
        self.duties, self.apart = one_day.duties(dates.readable(running), reviews, self.calendar, clock.today())

    def named(self, keys: Sequence[str]) -> list[Duty]:
        """Those of the duties that these keys name."""
        return [duty for duty in self.duties if duty.key in set(keys)]


@blueprint.get("/children/<uuid:child_id>/one-day")
@requires("reviews", "create", on=child_of)
def one_day_for(child: Child) -> ResponseReturnValue:
    """The windows of a child's duties, and the days that are good for all of those chosen."""
    held = _Open(child)
    asked = request.args.getlist("part")
    chosen = held.named(asked) if asked else [duty for duty in held.duties if duty.planned_at is None]
    proposal = days.propose([duty.window for duty in chosen], held.calendar)
    may_plan = case_for(child) is not None
    return render_template(
        "reviews/one_day.html",
        record=strip(child),
        child=child,
        name=short_name(child),
        duties=one_day_view.lines(held.duties, [duty.key for duty in chosen], held.own),
        apart=[dates.row(each) for each in held.apart],
        chosen=len(chosen),
        common=proposal.common,
        choices=one_day_view.offered(proposal, chosen, held.own, child, may_plan),
        drawing=one_day_view.drawing(chosen, proposal, held.own, clock.today()) if chosen else None,
        may_ask=may("create", "own_words", child),
        back_url=url_for("reviews.of_child", child_id=child.id),
    )


@blueprint.route("/children/<uuid:child_id>/one-day/plan", methods=["GET", "POST"])
@requires("reviews", "create", on=child_of)
def plan_day(child: Child) -> ResponseReturnValue:
    """Plan one day in parts: a review for each duty, with its own chair and people."""
    held = _Open(child)
    duties = held.named(request.args.getlist("part"))
    case = case_for(child)
    if case is None or not duties:
        return redirect(url_for("reviews.one_day_for", child_id=child.id), 303)
    offered = {str(choice.value) for choice in kinds_for(case)}
    names = {duty.key: one_day_view.name_of(duty, held.own) for duty in duties}
    team = team_of(case)
    form = day_form(list(names.items()), team)()
    if not form.is_submitted():
        form.date.process(None, _day(request.args.get("on", "")))
    if form.validate_on_submit():
        for duty in duties:
            demand_kind(case, duty.key)
        if _late(form, duties, names):
            try:
                reviews = one_day.plan_parts(
                    case,
                    [
                        Part(
                            derived_id(form.id.fact(), duty.key),
                            duty.key,
                            form[f"{duty.key}_chair"].fact(),
                            form[f"{duty.key}_minutes"].fact(),
                            form.invitees(duty.key, team),
                        )
                        for duty in duties
                    ],
                    starts_at=form.starts_at(),
                    place=form.place.fact(),
                    asked=form.said(),
                    by=actor(),
                )
            except RuleBroken as broken:
                refuse(form, broken)
            else:
                flash("The day is planned in parts, and everybody with an account has been asked to theirs.", "success")
                return redirect(url_for("reviews.review", review_id=reviews[0].id), 303)
    chosen = form.chosen_date()
    choice = days.on_days([chosen], [duty.window for duty in duties]) if chosen is not None else None
    return page(
        "reviews/plan_day.html",
        form=form,
        record=strip(child),
        child=child,
        name=short_name(child),
        parts=list(names.items()),
        late=one_day_view.late_words(choice, names) if choice is not None else [],
        not_theirs=[words for key, words in names.items() if key not in offered],
        may_ask=may("create", "own_words", child),
        ask_url=url_for("voice.add", child_id=child.id),
        back_url=url_for("reviews.one_day_for", child_id=child.id, part=[duty.key for duty in duties]),
    )


def _late(form: DayForm, duties: Sequence[Duty], names: dict[str, str]) -> bool:
    """Whether the chosen day may be planned: everything is in time, or what is late is known. Else it is said."""
    on = form.date.fact()
    why = timescales.england().why_not_working(on)
    if why is not None:
        form.refuse(f"That day is a {why}: nobody works. Choose another." if why in WEEKEND else
                    f"That day is {why}: nobody works. Choose another.", "date")  # fmt: skip
        return False
    choice = days.on_days([on], [duty.window for duty in duties])
    if choice is None:
        early = [names[duty.key] for duty in duties if on < duty.window.from_on]
        form.refuse(f"It is too early for: {', '.join(early)}. Choose a later day, or plan it apart.", "date")
        return False
    if choice.late and not form.late_known.fact():
        said = "; ".join(one_day_view.late_words(choice, names))
        form.refuse(f"On this day something is late. {said}. Choose another day, or say that you know.", "late_known")
        return False
    if form.asked.fact() != "yes" and not form.asked_words.fact():
        form.refuse("Write what they said, or why they were not asked", "asked_words")
        return False
    return True


WEEKEND = ("Saturday", "Sunday")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
