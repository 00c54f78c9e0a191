"""SEN Support of one child: the cycle that runs, the ones before, starting one, changing it, reviewing it, evidence."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.access.thing import Recipient
from coordination.cases.words import role as role_words
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.plans.queries import crossings as crossings_of
from coordination.schools import forms, operations, presenters, queries, sheet, words
from coordination.schools.models import SenCycle
from coordination.schools.pupils import place_of
from coordination.schools.routes.shared import blueprint, may, my_agency, record, refuse
from coordination.web import drafts
from coordination.web.forms import SelectChoice, page

# A cycle runs about a term: reviewed twelve weeks after it began unless somebody says another day.
A_TERM = timedelta(weeks=12)


@blueprint.get("/children/<uuid:child_id>/sen")
@requires("sen_support", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """The cycle that runs, and a line for each one before."""
    held = guard.readable(queries.cycles(child.id), "sen_support")
    running = [cycle for cycle in held if cycle.state == "open"]
    said = queries.said_in(cycle.id for cycle in running)
    keys = [one.row.id for rows in said.values() for one in rows]
    crossed = crossings_of(keys) if keys else []
    return render_template(
        "schools/of_child.html",
        record=record(child),
        child=child,
        running=[presenters.cycle_view(cycle, said.get(cycle.id, []), crossed) for cycle in running],
        before=[
            {
                "url": url_for("schools.cycle", cycle_id=cycle.id),
                "title": f"{words.term(cycle.from_on)}, cycle {cycle.number}",
                "school": cycle.agency.name,
                "from_on": cycle.from_on,
                "reviewed_on": cycle.reviewed_on,
                "next_step": words.NEXT_STEPS.get(cycle.next_step or "", ""),
            }
            for cycle in held
            if cycle.state == "reviewed"
        ],
        today=clock.today(),
        may_start=may("create", "sen_support", child),
        may_change=may("update", "sen_support", child),
        may_add=may("create", "sen_support", child),
        may_share=may("disclose", "sen_support", child),
        headings=words.LINES,
    )


@blueprint.get("/sen/cycles/<uuid:cycle_id>")
@requires("sen_support", "read", on=queries.cycle, whole=False)
def cycle(row: SenCycle) -> ResponseReturnValue:
    """One cycle, as it was on the day of its review."""
    return render_template(
        "schools/cycle.html",
        record=record(row.child),
        view=presenters.cycle_view(row, queries.said_in([row.id]).get(row.id, [])),
        back_url=url_for("schools.of_child", child_id=row.child_id),
    )


@blueprint.get("/children/<uuid:child_id>/sen/evidence")
@requires("sen_support", "read", on=child_of)
def evidence(child: Child) -> ResponseReturnValue:
    """Every cycle in full, the first one first: what has been tried, for how long, and what came of it."""
    held = sorted(guard.readable(queries.cycles(child.id), "sen_support"), key=lambda row: (row.from_on, row.number))
    said = queries.said_in(row.id for row in held)
    return render_template(
        "schools/evidence.html",
        record=record(child),
        child=child,
        views=[presenters.cycle_view(row, said.get(row.id, [])) for row in held],
        today=clock.today(),
        back_url=url_for("schools.of_child", child_id=child.id),
    )


@blueprint.route("/children/<uuid:child_id>/sen/start", methods=["GET", "POST"])
@requires("sen_support", "create", on=child_of)
def start(child: Child) -> ResponseReturnValue:
    """Start a cycle: one page, filled with what is known."""
    agency_id = my_agency(child.id)
    place = place_of(child.id, agency_id) if request.method == "GET" else None
    today = clock.today()
    form = forms.StartForm(
        data={
            "from_on": today,
            "review_on": _a_weekday(today + A_TERM),
            "year_group": place.year_group if place is not None else None,
        }
    )
    draft = drafts.put_back(form, "sen-start", child.id, child.id)
    if form.rows_changed():
        return _start_page(child, form, draft)
    if form.validate_on_submit():
        facts = form.facts()
        lines = [
            {"kind": kind, **row}
            for kind, name in (
                ("need", "needs"),
                ("strategy", "works"),
                ("outcome", "outcomes"),
                ("provision", "provision"),
                ("home", "home"),
            )
            for row in facts.pop(name)
        ]
        try:
            made = operations.start_cycle(child, agency_id=agency_id, lines=lines, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("sen-start", child.id, child.id)
            flash(f"Cycle {made.number} began. It is reviewed on the day you chose.", "success")
            return redirect(url_for("schools.of_child", child_id=child.id), 303)
    return _start_page(child, form, draft)


def _start_page(child: Child, form: forms.StartForm, draft: Any) -> ResponseReturnValue:
    return page(
        "schools/start.html",
        form=form,
        child=child,
        record=record(child),
        more_open=draft is not None or bool(form.problems) or request.method == "POST",
        draft=draft,
        draft_url=drafts.url("sen-start", child.id, child.id),
        back_url=url_for("schools.of_child", child_id=child.id),
    )


def _a_weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


@blueprint.route("/sen/cycles/<uuid:cycle_id>/change", methods=["GET", "POST"])
@requires("sen_support", "update", on=queries.cycle, whole=False)
def change(row: SenCycle) -> ResponseReturnValue:
    """Change when the cycle is reviewed, who teaches the pupil and when the parents are met."""
    form = forms.ChangeCycleForm(obj=row)
    if form.validate_on_submit():
        facts = form.facts()
        seen = facts.pop("version")
        try:
            operations.change_cycle(row, seen=seen, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
            form.version.process(None, row.version)
        else:
            flash("The cycle was changed.", "success")
            return redirect(url_for("schools.of_child", child_id=row.child_id), 303)
    return page(
        "schools/change_cycle.html",
        form=form,
        row=row,
        record=record(row.child),
        back_url=url_for("schools.of_child", child_id=row.child_id),
    )


@blueprint.route("/sen/cycles/<uuid:cycle_id>/review", methods=["GET", "POST"])
@requires("sen_support", "update", on=queries.cycle, whole=False)
def review(row: SenCycle) -> ResponseReturnValue:
    """Review the cycle: how each outcome went, what stops, what comes next."""
    if row.state == "reviewed":
        flash("This cycle was reviewed already.", "information")
        return redirect(url_for("schools.cycle", cycle_id=row.id), 303)
    lines = guard.readable(queries.lines(row.id), "sen_support")
    outcomes = [line for line in lines if line.kind == "outcome"]
    today = clock.today()
    form = forms.ReviewForm(
        data={
            "version": row.version,
            "reviewed_on": today,
            "next_review_on": _a_weekday(today + A_TERM),
            "outcomes": [{"id": line.id, "status": None, "words": ""} for line in outcomes],
        }
    )
    form.stopped.offer(
        [
            SelectChoice(str(line.id), f"{words.LINES[presenters.kind_of(line)].heading}: {line.text}")
            for line in lines
            if line.kind != "outcome"
        ]
    )
    draft = drafts.put_back(form, "sen-review", row.child_id, row.id)
    if form.validate_on_submit():
        answer = _reviewed(row, form, {str(line.id) for line in lines})
        if answer is not None:
            return answer
    texts = {str(line.id): line.text for line in outcomes}
    return page(
        "schools/review.html",
        form=form,
        row=row,
        outcomes=[(texts.get(str(entry.form.id.data), ""), entry.form) for entry in form.outcomes.entries],
        record=record(row.child),
        draft=draft,
        draft_url=drafts.url("sen-review", row.child_id, row.id),
        back_url=url_for("schools.of_child", child_id=row.child_id),
    )


def _reviewed(row: SenCycle, form: forms.ReviewForm, known: set[str]) -> ResponseReturnValue | None:
    facts = form.facts()
    try:
        # Refused, nothing of it stands: what the meeting said is saved whole or not at all.
        with db.session.begin_nested():
            following = operations.review_cycle(
                row,
                seen=facts["version"],
                reviewed_on=facts["reviewed_on"],
                what_changed=facts["what_changed"],
                outcomes={told["id"]: {"status": told["status"], "words": told["words"]} for told in facts["outcomes"]},
                stopped=[key for line in queries.lines(row.id) if str(key := line.id) in set(facts["stopped"]) & known],
                next_step=facts["next_step"],
                next_id=facts["next_id"],
                next_review_on=facts["next_review_on"],
                pupil_said=facts["pupil_said"],
                parent_said=facts["parent_said"],
                parent_name=facts["parent_name"],
                by=actor(),
            )
    except RuleBroken as broken:
        refuse(form, broken)
        return None
    drafts.drop("sen-review", row.child_id, row.id)
    if following is None:
        flash("The cycle was reviewed, and SEN Support has ended.", "success")
    elif row.next_step == "ehc":
        flash("The cycle was reviewed and the next one began. The evidence so far is ready for the request.", "success")
        return redirect(url_for("schools.evidence", child_id=row.child_id), 303)
    else:
        flash(f"The cycle was reviewed. Cycle {following.number} began with everything that goes on.", "success")
    return redirect(url_for("schools.of_child", child_id=row.child_id), 303)


@blueprint.route("/sen/cycles/<uuid:cycle_id>/sheet", methods=["GET", "POST"])
@requires("sen_support", "update", on=queries.cycle, whole=False)
def make_sheet(row: SenCycle) -> ResponseReturnValue:
    """Make the parents' sheet: one page for each parent or carer chosen, and one to print."""
    guard.demand("disclose", "sen_support", row.child, whole=True)
    people = sheet.recipients(row.child_id)
    form = forms.SheetForm()
    form.people.offer(
        [SelectChoice(str(held.id), held.person.name, {"hint": role_words(held.role)}) for held in people]
    )
    if form.validate_on_submit():
        facts = form.facts()
        chosen = [held for held in people if str(held.id) in set(facts["people"])]
        for held in chosen:
            guard.demand(
                "disclose", "sen_support", row, **_giving(sheet.AUDIENCES[held.role], held.person_id, held.basis)
            )
        if facts["on_paper_for"]:
            guard.demand("disclose", "sen_support", row, **_giving("parent", None, "parental responsibility"))
        try:
            copies = sheet.give_out(row, places=chosen, on_paper_for=facts["on_paper_for"], by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            access().verb = "disclose"
            access().details |= {"documents": sorted({str(copy.document_id) for copy in copies})}
            flash("The sheet is being prepared.", "success")
            return redirect(url_for("documents.copy", copy_id=copies[0].id), 303)
    return page(
        "schools/sheet.html",
        form=form,
        row=row,
        people=people,
        record=record(row.child),
        back_url=url_for("schools.of_child", child_id=row.child_id),
    )


def _giving(audience: str, person_id: Any, basis: str) -> dict[str, Any]:
    return {
        "published": True,
        "audiences": frozenset({audience}),
        "recipient": Recipient(
            audience=audience, person_id=person_id, basis_recorded=bool(basis), agreement_covers=True
        ),
    }
