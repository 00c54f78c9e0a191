"""Advice: asking every adviser, one piece of advice, each adviser's own form signed in or by a link, its file."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny, Permit
from coordination.children.naming import short_name
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.ehc import queries, words
from coordination.ehc.models import Advice, AdviceState, AdviceText, Assessment
from coordination.ehc.process import advising, asking, forms
from coordination.ehc.process.views import text_view, tracker
from coordination.ehc.routes.shared import blueprint, done_or_why_not, may, record, refuse
from coordination.links import operations as links
from coordination.links import presenters as link_views
from coordination.links import queries as link_queries
from coordination.links.models import OneTimeLink, Purpose
from coordination.links.routes.blueprint import BARE, LINK_SENT, by_link, done, initials, keep_typed, over, typed_before
from coordination.web import drafts, files_out
from coordination.web.forms import page

DRAFT = "ehc-advice"


@blueprint.route("/ehc/assessments/<uuid:assessment_id>/ask", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.assessment, whole=False)
@workers_page
def ask_for_advice(row: Assessment) -> ResponseReturnValue:
    """Ask every adviser on one page. Those the law requires are ticked; leaving one out needs a reason."""
    choices = asking.choices(row)
    form = asking.form(choices, row)
    draft = drafts.put_back(form, "ehc-ask", row.child_id, row.id)
    if form.validate_on_submit():
        try:
            made = advising.ask_all(row, by=actor(), **asking.chosen(form, choices))
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("ehc-ask", row.child_id, row.id)
            asked = sum(one.state == AdviceState.ASKED.value for one in made)
            flash(f"{asked} {'was' if asked == 1 else 'were'} asked. Each has 6 weeks.", "success")
            return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    return page(
        "ehc/ask.html",
        form=form,
        record=record(row.child),
        name=short_name(row.child),
        groups=asking.groups(form, choices),
        draft=draft,
        draft_url=drafts.url("ehc-ask", row.child_id, row.id),
        back_url=url_for("ehc.assessment", assessment_id=row.id),
    )


@blueprint.get("/ehc/advice/<uuid:advice_id>")
@requires("ehc_plan", "read", on=queries.advice, whole=False)
@workers_page
def advice(row: Advice) -> ResponseReturnValue:
    """One piece of advice: what came, every version of it, and the links it was asked for by."""
    permit = guard.may("read", "ehc_plan", row)
    if not isinstance(permit, Permit) or permit.fields is not None:
        raise guard.Refused(Deny("limited", 4, True))
    works = may("update", row.assessment)
    sent = link_queries.links_to([row.id]) if works else []
    return render_template(
        "ehc/advice.html",
        record=record(row.child),
        row=row,
        view=tracker([row], queries.advice_due([row.id]))[0],
        texts=[text_view(text, row) for text in queries.texts_of(row.id)],
        links=[link_views.row(one, "ehc.end_advice_link") for one in sent],
        works=works,
        may_link=works and row.state == AdviceState.ASKED.value and _is_worker(row),
        may_give=_may_give(row, works),
        mine=row.person_id == actor().person_id,
        back_url=url_for("ehc.assessment", assessment_id=row.assessment_id)
        if isinstance(guard.may("read", "ehc_plan", row.assessment), Permit)
        else "/",
    )


def _is_worker(row: Advice) -> bool:
    return row.person is not None and row.person.kind == "workforce"


def _may_give(row: Advice, works: bool) -> bool:
    open_still = row.assessment.state in queries.OPEN and row.state in (
        AdviceState.ASKED.value,
        AdviceState.RECEIVED.value,
    )
    return open_still and (works or row.person_id == actor().person_id)


@blueprint.route("/ehc/advice/<uuid:advice_id>/give", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=queries.advice, whole=False)
@workers_page
def give_advice(row: Advice) -> ResponseReturnValue:
    """An adviser's own form, with their sections only; or the officer records what came on paper."""
    mine = row.person_id == actor().person_id
    if not mine:
        # Whoever may write in a section may not write in somebody else's name: the officer alone records for others.
        guard.demand("update", "ehc_plan", row.assessment)
    if not _may_give(row, not mine):
        flash("This advice is not waited for any more.", "information")
        return redirect(url_for("ehc.advice", advice_id=row.id), 303)
    before = queries.texts_of(row.id)
    form = _form(row, before[0] if before else None, recorded=not mine)
    draft = drafts.put_back(form, DRAFT, row.child_id, row.id)
    if form.validate_on_submit():
        try:
            advising.give(row, by=actor(), **_said(row, form))
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(DRAFT, row.child_id, row.id)
            flash("The advice was sent. You can correct it until the plan is final.", "success")
            return redirect(url_for("ehc.advice", advice_id=row.id), 303)
    return page(
        "ehc/give.html",
        form=form,
        record=record(row.child),
        name=short_name(row.child),
        row=row,
        view=tracker([row], queries.advice_due([row.id]))[0],
        before=text_view(before[0], row) if before else None,
        draft=draft,
        draft_url=drafts.url(DRAFT, row.child_id, row.id),
        back_url=url_for("ehc.advice", advice_id=row.id),
    )


def _form(row: Advice, before: AdviceText | None, *, recorded: bool) -> forms.AdviceForm:
    """The form of one adviser, with what was sent before in it: a correction begins from there."""
    made = forms.advice_form(advising.headings(row), recorded=recorded, works=row.role not in FAMILY_ROLES)
    held: dict[str, Any] = {"author": row.name, "received_on": clock.today()}
    if before is not None:
        held |= {**before.body, "qualification": before.qualification, "seen_on": before.seen_on}
        held |= {"author": before.author, "received_on": row.received_on}
    return made(data=held)


def _said(row: Advice, form: forms.AdviceForm) -> dict[str, Any]:
    facts = form.facts()
    upload = facts.pop("file")
    said = {part: facts.pop(part) for part in advising.headings(row)}
    return {**facts, "said": said, "file": (upload.filename, upload.read()) if upload is not None else None}


@blueprint.get("/ehc/advice-texts/<uuid:text_id>/file")
@requires("ehc_plan", "read", on=queries.advice_text, whole=False)
def advice_file(text: AdviceText) -> ResponseReturnValue:
    """The report an adviser attached, under a name of ours: theirs may say whose it is."""
    permit = guard.may("read", "ehc_plan", text)
    if text.file is None or not isinstance(permit, Permit) or permit.fields is not None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return files_out.attached(text.file, "advice")


def _worked(advice_id: UUID) -> Advice | None:
    """A piece of advice, for whoever works on its assessment."""
    row = queries.advice(advice_id)
    return row if row is not None and may("update", row.assessment) else None


@blueprint.route("/ehc/advice/<uuid:advice_id>/not-needed", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=_worked, whole=False)
@workers_page
def excuse_advice(row: Advice) -> ResponseReturnValue:
    """Say why advice that was asked for is not needed after all."""
    form = forms.ExcuseForm()
    if form.validate_on_submit():
        try:
            advising.excuse(row, why=form.why.fact(), by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("This advice is not waited for any more.", "success")
            return redirect(url_for("ehc.assessment", assessment_id=row.assessment_id), 303)
    return page(
        "ehc/excuse.html",
        form=form,
        record=record(row.child),
        row=row,
        who=words.ADVISERS[row.source].words,
        back_url=url_for("ehc.advice", advice_id=row.id),
    )


@blueprint.post("/ehc/advice/<uuid:advice_id>/link")
@requires("ehc_plan", "update", on=_worked, whole=False)
@workers_page
def link_for_advice(row: Advice) -> ResponseReturnValue:
    """Send whoever was asked a one-time link; one sent before opens nothing any more."""
    back = url_for("ehc.advice", advice_id=row.id)
    return done_or_why_not(lambda: advising.send_link(row, by=actor()), LINK_SENT, back)


def _link(link_id: UUID) -> OneTimeLink | None:
    held = link_queries.link(link_id)
    return held if held is not None and held.purpose == Purpose.ADVICE.value and _worked(held.thing_id) else None


@blueprint.post("/ehc/advice-links/<uuid:link_id>/end")
@requires("ehc_plan", "read", on=_link)
@workers_page
def end_advice_link(held: OneTimeLink) -> ResponseReturnValue:
    """Take a link back. It opens nothing from now on."""
    links.end_link(held, by=actor())
    flash("The link opens nothing any more.", "success")
    return redirect(url_for("ehc.advice", advice_id=held.thing_id), 303)


# -- by a one-time link: initials and the form, nothing else ---------------------------------------------------


@blueprint.route("/by-link/advice", methods=["GET", "POST"])
@by_link(Purpose.ADVICE)
def advice_by_link(held: OneTimeLink) -> ResponseReturnValue:
    """The adviser's own form for somebody who came by a link."""
    row = queries.advice(held.thing_id)
    if row is None or row.person_id != held.person_id or row.state != AdviceState.ASKED.value:
        return over()
    guard.demand("create", "ehc_plan", row)
    form = _form(row, None, recorded=False)
    put_back = typed_before(form, DRAFT, held)
    if form.validate_on_submit():
        try:
            advising.give(row, by=actor(), **_said(row, form))
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(DRAFT, row.child_id, row.id)
            return done(held)
    return page(
        "ehc/give_by_link.html",
        form=form,
        initials=initials(held.child),
        due_on=queries.advice_due([row.id]).get(row.id),
        put_back=put_back,
        draft_url=url_for("ehc.keep_advice_by_link"),
        **BARE,
    )


@blueprint.post("/by-link/advice/draft")
@by_link(Purpose.ADVICE)
def keep_advice_by_link(held: OneTimeLink) -> ResponseReturnValue:
    """Keep what is typed, and say when. Sent by static/js/drafts.js."""
    return keep_typed(DRAFT, held)
