"""What the household is told: the checklist before the move, what every day asks for, and the carer's own words for
whoever supports them."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.care import queries as care
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.household import forms, operations, queries, showing, supporting, telling
from coordination.household.models import TimeAway
from coordination.household.routes.blueprint import blueprint
from coordination.web import drafts
from coordination.web.forms import offered, page


@blueprint.route("/children/<uuid:child_id>/care/told", methods=["GET", "POST"])
@guard.requires("placement", "read", on=child_of)
def told(child: Child) -> ResponseReturnValue:
    """What the carer was told before the move: what the team says, beside what the carer says."""
    guard.workers_only()
    if not showing.reads_told(guard.may("read", "placement", child, whole=True)):
        raise guard.Refused(Deny("limited", 4, False))
    placement = care.running_placement(child.id)
    may_say = placement is not None and bool(guard.may("update", "placement", child, whole=True))
    form = forms.ToldForm(told_by=guard.actor().name)
    form.items.offer(offered(telling.items()))
    form.how.offer(offered(telling.ways()))
    draft = drafts.put_back(form, "told", child.id, placement.id) if placement is not None else None
    if placement is not None and form.is_submitted():
        guard.demand("update", "placement", child, whole=True)
        if form.validate():
            try:
                operations.say_told(placement, told=True, said_by="worker", by=guard.actor(), **form.facts())
            except RuleBroken as broken:
                form.refuse(broken.sentence, broken.field if broken.field in form else None)
            else:
                drafts.drop("told", child.id, placement.id)
                flash("What the carer was told is kept.", "success")
                return redirect(url_for("household.told", child_id=child.id), 303)
    checklist = showing.checklist(_visible(child, placement))
    return page(
        "household/told.html",
        form=form,
        draft=draft,
        draft_url=drafts.url("told", child.id, placement.id) if placement is not None else None,
        checklist=checklist,
        done=sum(1 for said in checklist if said.told),
        ways=telling.ways(),
        placement=placement,
        may_say=may_say,
        child=child,
        record=record_strip(child, current="care"),
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _visible(child: Child, placement: Any) -> list[Any]:
    """Rows of the checklist the actor may see: the carer's own word is a part of the carer's record."""
    if placement is None:
        return []
    sees_carer = guard.may("read", "carer_record", child, whole=True).shows("told_before")
    rows = [row for row in queries.told_before(placement.id) if sees_carer or row.said_by != "carer"]
    return guard.readable(rows, lambda row: row.section)


@blueprint.route("/children/<uuid:child_id>/care/needs", methods=["GET", "POST"])
@guard.requires("profile", "read", on=child_of)
def needs(child: Child) -> ResponseReturnValue:
    """What every day and night asks for: the body's needs by health, routines by whoever keeps the child's page."""
    guard.workers_only()
    kinds = showing.kinds_to_write(child)
    words = showing.needs_read(queries.daily_needs(child.id))
    form = forms.needs_form(kinds)(**{kind: words.get(kind, "") for kind in kinds})
    draft = drafts.put_back(form, "needs", child.id, child.id)
    if form.is_submitted():
        if not kinds:
            raise guard.Refused(Deny("no-row", 4, False))
        if form.validate():
            operations.change_needs(child, words=form.facts(), by=guard.actor())
            drafts.drop("needs", child.id, child.id)
            flash("What every day asks for is kept.", "success")
            return redirect(url_for("household.needs", child_id=child.id), 303)
    return page(
        "household/needs.html",
        form=form,
        draft=draft,
        draft_url=drafts.url("needs", child.id, child.id),
        shown=[(label, words[kind]) for kind, label in telling.needs().items() if kind in words and kind not in kinds],
        may_write=bool(kinds),
        child=child,
        record=record_strip(child, current="care"),
        back_url=url_for("care.of_child", child_id=child.id),
    )


@blueprint.get("/children/<uuid:child_id>/care/carer")
@guard.requires("carer_record", "read", on=child_of)
def carer(child: Child) -> ResponseReturnValue:
    """How the carer says they are; and their diary, for whoever supervises them."""
    guard.workers_only()
    permit = guard.may("read", "carer_record", child, whole=True)
    strains = guard.readable(queries.strains(child.id), "carer_record") if permit.shows("strain") else []
    diary = guard.readable(queries.diaries(child.id), "carer_record") if permit.shows("diary") else None
    away = guard.readable(supporting.times_away(child.id), "carer_record") if permit.shows("respite") else []
    trained = guard.readable(supporting.trainings(child.id), "carer_record") if permit.shows("training") else []
    people = agencies.people(
        {row.carer_id for row in [*strains, *away, *trained]} | {row.author_id for row in diary or ()}
    )
    return render_template(
        "household/carer.html",
        record=record_strip(child, current="care"),
        child=child,
        strains=strains,
        away=away,
        trained=trained,
        answers=telling.away_answers(),
        states=telling.training_states(),
        may_answer=_may_answer(child),
        diary=None if diary is None else showing.entries(diary),
        names={key: person.name for key, person in people.items()},
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _may_answer(child: Child) -> bool:
    """Whether the actor answers what a carer asks for: whoever supervises them, or leads for the placement."""
    return bool(guard.may("update", "carer_record", child, whole=True)) or bool(
        guard.may("update", "placement", child, whole=True)
    )


@blueprint.route("/times-away/<uuid:away_id>", methods=["GET", "POST"])
@guard.requires("carer_record", "read", on=supporting.time_away)
def time_away(row: TimeAway) -> ResponseReturnValue:
    """Answer a carer who asks for time away."""
    guard.workers_only()
    child = db.session.get_one(Child, row.child_id)
    if not guard.may("read", "carer_record", child, whole=True).shows("respite") or not _may_answer(child):
        raise guard.Refused(Deny("limited", 4, False))
    form = forms.AwayAnswerForm(
        data={"answer": row.answer, "who_cares": row.who_cares or "", "answer_words": row.answer_words or ""}
    )
    form.answer.offer(offered(telling.away_answers()))
    if form.validate_on_submit():
        facts = {name: value or "" for name, value in form.facts().items()}
        try:
            supporting.answer_time_away(row, by=guard.actor(), **facts)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            flash("The carer reads the answer on their page.", "success")
            return redirect(url_for("household.carer", child_id=child.id), 303)
    people = agencies.people([row.carer_id])
    return page(
        "household/time_away.html",
        form=form,
        row=row,
        carer=people[row.carer_id].name if row.carer_id in people else "The carer",
        record=record_strip(child, current="care"),
        back_url=url_for("household.carer", child_id=child.id),
    )
