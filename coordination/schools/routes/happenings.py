"""What happened to a pupil at school: the page of it, recording it, taking it back, and "I have read this"."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires, signed_in
from coordination.access.policy import Deny, Permit
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.schools import forms, happenings, presenters, queries, words
from coordination.schools.models import SchoolEvent
from coordination.schools.routes.shared import blueprint, may, my_agency, record, refuse
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import page


@blueprint.get("/children/<uuid:child_id>/school")
@requires("education", "read", on=child_of)
def at_school(child: Child) -> ResponseReturnValue:
    """Attendance, suspensions, exclusions, part-time timetables and moves, the newest first, and who was told."""
    permit = guard.may("read", "education", child, whole=True)
    assert isinstance(permit, Permit)
    rows = guard.readable(queries.happenings(child.id), "education")
    told = queries.notices_of(row.id for row in rows) if permit.fields is None else {}
    mine = {
        notice.event_id: notice
        for held in told.values()
        for notice, _ in held
        if notice.person_id == actor().person_id and notice.read_at is None
    }
    year = words.school_year(clock.today())
    return render_template(
        "schools/at_school.html",
        record=record(child, "school"),
        child=child,
        rows=presenters.happening_views(rows, permit, told, day),
        unread={key: url_for("schools.read", notice_id=notice.id) for key, notice in mine.items()},
        suspended=sum(
            row.days or 0
            for row in rows
            if row.kind == "suspension" and row.taken_back_on is None and row.from_on >= year
        )
        if permit.fields is None or "suspensions" in permit.fields
        else 0,
        most=words.MOST_SUSPENDED,
        adding=[
            (held.title, url_for("schools.add_happening", child_id=child.id, kind=kind.replace("_", "-")))
            for kind, held in words.EVENTS.items()
        ]
        if may("create", "education", child)
        else [],
        may_take_back=may("update", "education", child),
        may_read_pep=permit.shows("pep"),
    )


@blueprint.route("/children/<uuid:child_id>/school/add/<kind>", methods=["GET", "POST"])
@requires("education", "create", on=lambda child_id, kind: child_of(child_id))
def add_happening(child: Child) -> ResponseReturnValue:
    """Record what happened: those who must know are told at once."""
    kind = str((request.view_args or {}).get("kind")).replace("-", "_")
    if kind not in forms.HAPPENINGS:
        abort(404)
    called = words.EVENTS[kind]
    form: Any = forms.HAPPENINGS[kind](data={"from_on": clock.today()} if kind != "attendance" else {})
    name = f"school-{kind.replace('_', '-')}"
    draft = drafts.put_back(form, name, child.id, child.id)
    if form.validate_on_submit():
        try:
            held = happenings.record_happening(
                child, kind=kind, agency_id=my_agency(child.id), by=actor(), **form.facts()
            )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(name, child.id, child.id)
            return _told(child, held)
    return page(
        "schools/add_happening.html",
        form=form,
        called=called,
        record=record(child, "school"),
        draft=draft,
        draft_url=drafts.url(name, child.id, child.id),
        back_url=url_for("schools.at_school", child_id=child.id),
    )


def _told(child: Child, held: SchoolEvent) -> ResponseReturnValue:
    """Say who was told, and whom somebody still has to ring."""
    notices = queries.notices_of([held.id]).get(held.id, [])
    names = [person.name for _, person in notices]
    flash(f"Recorded. Told today: {', '.join(names)}." if names else "Recorded.", "success")
    if not names:
        flash("Nobody on the team has to be told: there is no other lead or social worker.", "information")
    ring = happenings.virtual_school_to_ring(child, [notice for notice, _ in notices])
    if ring is not None:
        flash(
            f"The virtual school is not on this team and was not told. Ring {ring.name} today: {ring.phone or ''}",
            "information",
        )
    if held.kind == "suspension":
        days = queries.suspended_days(child.id, words.school_year(held.from_on))
        if days > words.MOST_SUSPENDED:
            flash(f"This makes {days:g} school days of suspension this school year. The law allows 45.", "information")
    return redirect(url_for("schools.at_school", child_id=child.id), 303)


@blueprint.route("/school-events/<uuid:event_id>/take-back", methods=["GET", "POST"])
@requires("education", "update", on=queries.happening, whole=False)
def take_back(row: SchoolEvent) -> ResponseReturnValue:
    """Take back what was told by mistake or was cancelled. It stays readable, with the reason."""
    form = forms.EndForm()
    back = url_for("schools.at_school", child_id=row.child_id)
    if form.validate_on_submit():
        try:
            happenings.take_back(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It was taken back, and those who were told are told so.", "success")
            return redirect(back, 303)
    return page(
        "schools/end.html",
        form=form,
        title="Take this back",
        what=words.happened(row.kind, days=row.days, percent=row.percent, hours_per_week=row.hours_per_week),
        button_text="Take it back",
        record=record(row.child, "school"),
        back_url=back,
    )


@blueprint.post("/school-notices/<uuid:notice_id>/read")
@signed_in("workforce")
def read(notice_id: Any) -> ResponseReturnValue:
    """I have read this: it leaves my first page."""
    notice = queries.notice(notice_id)
    if notice is None or notice.person_id != actor().person_id:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    guard.demand("read", "education", notice.event)
    happenings.mark_read(notice, by=actor())
    return redirect(url_for("schools.at_school", child_id=notice.child_id), 303)
