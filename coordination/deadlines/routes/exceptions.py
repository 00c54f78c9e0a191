"""Why a date may pass, when a clock stood still, and taking either back: for whoever may change that part of a record.

Nothing is deleted here: what was recorded ends by a row that says so.
"""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import timescales
from coordination.access import guard
from coordination.access.guard import actor
from coordination.access.policy import Deny
from coordination.children import queries as children
from coordination.children.header import record_header
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.deadlines import excepting, exceptions, forms, presenters, queries
from coordination.deadlines.models import Clock, ClockException, ExceptionKind
from coordination.deadlines.routes.blueprint import about, blueprint, verb_to_record
from coordination.timescales import Ground
from coordination.web import files_out
from coordination.web.forms import Form, page

# The name of the button that has the days looked at without keeping anything.
LOOK = "look"


@blueprint.route("/clocks/<uuid:clock_id>/later", methods=["GET", "POST"])
@guard.requires("core_identity", "read", on=queries.clock)
@workers_page
def later(held: Clock) -> ResponseReturnValue:
    """Record the ground on which a later date is allowed: the rule's own grounds, and the days each asks for."""
    _demand(held)
    grounds = excepting.grounds(held)
    chosen = next((each for each in grounds if each.ground == request.args.get("ground")), None)
    if chosen is None:
        if request.method == "POST":
            abort(404)
        return render_template("deadlines/grounds.html", grounds=grounds, **_frame(held))
    asked = excepting.facts_of_ground(held, chosen.ground)
    form = forms.later_form(chosen, asked)()
    if LOOK in request.form:
        days = {name: form[name].data for name in asked if isinstance(form[name].data, date)}
        return _later_page(held, form, chosen, asked, days)
    if form.validate_on_submit():
        file = form.file.fact()
        try:
            excepting.allow_later(
                held,
                id=form.id.fact(),
                ground=chosen.ground,
                days={name: form[name].fact() for name in asked},
                words=form.words.fact(),
                file_name=file.filename or "" if file else "",
                content=file.read() if file else b"",
                by=actor(),
            )
        except RuleBroken as broken:
            _refuse(form, broken)
        else:
            return _kept(held, "later_date_allowed", "It is recorded why a later date is allowed.")
    return _later_page(held, form, chosen, asked, {})


def _later_page(
    held: Clock, form: Form, ground: Ground, asked: tuple[str, ...], days: dict[str, date]
) -> ResponseReturnValue:
    """The form of one ground, and what the days that were given say of it."""
    said: tuple[str, ...] = ()
    if days:
        try:
            said = next(each for each in excepting.grounds(held, days) if each.ground == ground.ground).sentences
        except timescales.TimescaleError as wrong:
            form.refuse(str(wrong))
    return page("deadlines/later.html", form=form, ground=ground, asked=asked, said=said, look=LOOK, **_frame(held))


@blueprint.route("/clocks/<uuid:clock_id>/pause", methods=["GET", "POST"])
@guard.requires("core_identity", "read", on=queries.clock)
@workers_page
def pause(held: Clock) -> ResponseReturnValue:
    """Record that a clock stands still while a question is asked back."""
    _demand(held)
    if not excepting.may_stand_still(held):
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = forms.PauseForm()
    if form.validate_on_submit():
        file = form.file.fact()
        try:
            excepting.pause(
                held,
                id=form.id.fact(),
                from_on=form.from_on.fact(),
                words=form.words.fact(),
                file_name=file.filename or "" if file else "",
                content=file.read() if file else b"",
                by=actor(),
            )
        except RuleBroken as broken:
            _refuse(form, broken)
        else:
            return _kept(held, "clock_paused", "The clock stands still until the answer comes.")
    return page("deadlines/pause.html", form=form, **_frame(held))


@blueprint.route("/clocks/exceptions/<uuid:exception_id>/end", methods=["GET", "POST"])
@guard.requires("core_identity", "read", on=queries.exception)
@workers_page
def end_exception(row: ClockException) -> ResponseReturnValue:
    """End a pause, or say that something was recorded by mistake."""
    held = _clock(row)
    _demand(held)
    form = forms.EndForm()
    pauses = row.kind == ExceptionKind.PAUSE.value
    if form.validate_on_submit():
        try:
            excepting.end(
                row,
                held,
                id=form.id.fact(),
                to_on=form.to_on.fact() if pauses else None,
                words=form.words.fact(),
                by=actor(),
            )
        except RuleBroken as broken:
            _refuse(form, broken)
        else:
            return _kept(held, "date_exception_ended", "It has ended.")
    return page("deadlines/end_exception.html", form=form, row=row, pauses=pauses, **_frame(held))


@blueprint.get("/clocks/exceptions/<uuid:exception_id>/file")
@guard.requires("core_identity", "read", on=queries.exception)
@workers_page
def exception_file(row: ClockException) -> ResponseReturnValue:
    """The file that shows why a date may pass."""
    _read(_clock(row))
    if row.file is None:
        abort(404)
    return files_out.attached(row.file, "evidence")


def of_clock(held: Clock) -> list[presenters.Exceptional]:
    """What was recorded about a clock's date, for the page that explains it."""
    rows = queries.exceptions([held.id])
    return presenters.exceptional(held, rows, {row.id: exceptions.ended(row, rows) for row in rows})


def _clock(row: ClockException) -> Clock:
    return queries.clock(row.clock_id) or abort(404)


def _read(held: Clock) -> None:
    """A clock is read by those who see its section whole."""
    guard.demand("read", queries.section_of(held.rule), held)
    if not presenters.may_see(held):
        raise guard.Refused(Deny("limited", 4, True))


def _demand(held: Clock) -> None:
    """Read first: whoever may not see a clock is not told that it is there. Then the section's right to change it."""
    _read(held)
    section = queries.section_of(held.rule)
    guard.demand(verb_to_record(section), section, held)


def _frame(held: Clock) -> dict[str, Any]:
    child = children.child(held.child_id) or abort(404)
    return {
        "record": record_header(child, "timetable"),
        "child": child,
        "clock": held,
        "line": presenters.row(held),
        "back_url": url_for("deadlines.explained", clock_id=held.id),
    }


def _kept(held: Clock, verb: str, words: str) -> ResponseReturnValue:
    kept = guard.access()
    kept.verb = verb
    kept.details |= about(held)
    flash(words, "success")
    return redirect(url_for("deadlines.explained", clock_id=held.id), 303)


def _refuse(form: Form, broken: RuleBroken) -> None:
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
