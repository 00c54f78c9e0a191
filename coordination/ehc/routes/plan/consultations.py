"""Settings that are asked about a place: asked, answered by themselves or for them, and grounds not to name one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.cases import queries as cases
from coordination.children.naming import short_name
from coordination.db import RuleBroken, db
from coordination.ehc import words
from coordination.ehc.plan import issue_forms, setting_view, settings_asked, settings_first
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import Consultation, FormalPlan
from coordination.ehc.routes.shared import blueprint, done_or_why_not, may, record, refuse
from coordination.links.models import OneTimeLink, Purpose
from coordination.links.routes.blueprint import BARE, LINK_SENT, by_link, done, initials, keep_typed, over, typed_before
from coordination.web import drafts, files_out
from coordination.web.forms import Form, SelectChoice, page

DRAFT = "ehc-consultation"


@blueprint.get("/ehc-plans/<uuid:plan_id>/settings")
@requires("ehc_plan", "read", on=plan_queries.plan, whole=False)
def settings(held: FormalPlan) -> ResponseReturnValue:
    """Who was asked, how it came to be, and what they answered: the family's own choice first."""
    guard.workers_only()
    rows = guard.readable(plan_queries.consultations(held.id), "ehc_plan")
    may_now, comes_first = settings_first.said_before(held)
    asks = may("update", held) and held.state != "ceased"
    waiting = {row.agency_id for row in rows if row.agency_id and row.person_id and settings_asked.waits(row)}
    shut_out = waiting - settings_first.agreed(held.authority_id, waiting) if asks and waiting else frozenset()
    asked_for = {row.name.lower() for row in rows}
    wishes = [
        (sent.name, sent.school_asked)
        for issue in plan_queries.issues(held.id)
        for sent in issue.sent
        if sent.school_asked and sent.school_asked.lower() not in asked_for and may("read", sent)
    ]
    return render_template(
        "ehc_plan/settings.html",
        record=record(held.child),
        plan=held,
        rows=[
            {
                "row": row,
                "path": words.PATHS.get(row.path, row.path),
                "type": words.SETTING_TYPES.get(row.setting_type or "", ""),
                "answer": settings_asked.ANSWERS.get(row.answer or "", ""),
                "ground": words.GROUNDS.get(row.ground or "", ""),
                "mine": _may_answer(row),
                "asked": row.person.name if row.person is not None else "",
                "due_on": settings_asked.due_on(row) if settings_asked.waits(row) else None,
                "says_ground": words.GROUNDS.get(row.says_ground or "", ""),
                "waits": settings_asked.waits(row) and may("update", row),
                "shut_out": settings_asked.waits(row) and row.person_id is not None and row.agency_id in shut_out,
            }
            for row in rows
        ],
        wishes=wishes,
        may_ask=asks,
        may_ask_now=asks and may_now,
        comes_first=comes_first,
        draft_url=url_for("ehc.send_draft", plan_id=held.id),
    )


@blueprint.route("/ehc-plans/<uuid:plan_id>/settings/ask", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.plan, whole=False)
def ask_setting(held: FormalPlan) -> ResponseReturnValue:
    """Ask a setting whether it should be named."""
    form = issue_forms.AskForm(data={"sent_on": clock.today()})
    may_now, comes_first = settings_first.said_before(held)
    if not may_now:
        flash(comes_first, "information")
        return redirect(url_for("ehc.settings", plan_id=held.id), 303)
    agreed = settings_first.agreed(held.authority_id)
    form.agency_id.offer(
        SelectChoice(one.id, settings_first.marked(one.name, one.id, agreed))
        for one in agencies.agencies(held.authority_id)
    )
    if request.method == "GET" and request.args.get("name"):
        form.name.process(None, request.args["name"][:200])
        form.path.process(None, "request")
    posts = {
        f"{one.person.id}|{one.agency.id}": (one.person, one.agency)
        for one in cases.posts_of(held.authority_id, settings_asked.MAY_BE_ASKED)
        if one.agency is not None
    }
    form.who.offer(
        SelectChoice(key, f"{person.name}, {settings_first.marked(agency.name, agency.id, agreed)}")
        for key, (person, agency) in posts.items()
    )
    back = url_for("ehc.settings", plan_id=held.id)
    if form.validate_on_submit():
        try:
            # What is refused leaves nobody behind who was typed in for it.
            with db.session.begin_nested():
                settings_asked.ask(held, by=actor(), **_asked(form.facts(), posts))
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The setting is asked. It is given 15 days to answer.", "success")
            return redirect(back, 303)
    return _page("Ask a setting", "Save", form, held, back, comes_first)


def _asked(facts: dict[str, Any], posts: Mapping[str, Any]) -> dict[str, Any]:
    """Who is asked, out of what was chosen and typed. Raises RuleBroken where nobody is."""
    post = posts.get(facts.pop("who") or "")
    by_letter = facts.pop("by_letter")
    typed = bool(facts["person_name"] or facts["email"])
    if not (post or typed or by_letter):
        raise RuleBroken("Choose who is asked, enter a name and address, or say that it is asked by letter", "who")
    if post is not None and not typed:
        person, agency = post
        facts |= {"person": person, "agency_id": agency.id}
    return facts | {"person_name": facts["person_name"] or "", "email": facts["email"] or ""}


@blueprint.route("/ehc-consultations/<uuid:consultation_id>/answer", methods=["GET", "POST"])
@requires("ehc_plan", "read", on=plan_queries.consultation, whole=False)
def answer_setting(row: Consultation) -> ResponseReturnValue:
    """The setting answers in its own form, or the officer writes down what it answered."""
    guard.workers_only()
    if not _may_answer(row):
        raise guard.Refused(Deny("not-own", 4, False))
    if _is_mine(row):
        return _own_answer(row)
    held = plan_queries.plan(row.plan_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = issue_forms.SettingAnswerForm(data={"answered_on": clock.today()})
    back = url_for("ehc.settings", plan_id=held.id)
    if form.validate_on_submit():
        try:
            settings_asked.answer(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The answer is saved.", "success")
            return redirect(back, 303)
    return _page(f"What {row.name} answers", "Save the answer", form, held, back)


@blueprint.route("/ehc-consultations/<uuid:consultation_id>/ground", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.consultation, whole=False)
def ground(row: Consultation) -> ResponseReturnValue:
    """Record the ground on which a setting that was asked for is not to be named, with its evidence."""
    held = plan_queries.plan(row.plan_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = issue_forms.GroundForm(data={"ground": row.ground, "evidence": row.evidence})
    back = url_for("ehc.settings", plan_id=held.id)
    if form.validate_on_submit():
        try:
            settings_asked.give_ground(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The ground is recorded.", "success")
            return redirect(back, 303)
    return _page(f"A reason not to name {row.name}", "Save the ground", form, held, back)


def _is_mine(row: Consultation) -> bool:
    return row.person_id is not None and row.person_id == guard.actor().person_id


def _may_answer(row: Consultation) -> bool:
    return settings_asked.waits(row) and (_is_mine(row) or may("update", row))


def _own_answer(row: Consultation) -> ResponseReturnValue:
    """The form of whoever answers for a setting, with the draft plan and its appendices, and nothing else."""
    form = issue_forms.OwnAnswerForm()
    draft = drafts.put_back(form, DRAFT, row.child_id, row.id)
    if form.validate_on_submit():
        try:
            settings_asked.answer(row, by=actor(), answered_on=clock.today(), **_said(form))
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(DRAFT, row.child_id, row.id)
            flash("Your answer is sent. The council tells you what it decides.", "success")
            return redirect("/", 303)
    return page(
        "ehc_plan/setting_answer.html",
        form=form,
        row=row,
        who=short_name(row.child),
        due_on=settings_asked.due_on(row),
        shown=setting_view.shown(row),
        draft=draft,
        draft_url=drafts.url(DRAFT, row.child_id, row.id),
    )


def _said(form: Form) -> dict[str, Any]:
    facts = {name: value for name, value in form.facts().items() if name in issue_forms.OWN_FIELDS}
    return facts | {name: facts[name] or "" for name in ("reasons", "would_provide")}


def _file(row: Consultation, text_id: UUID) -> ResponseReturnValue:
    text = setting_view.appendix(row, text_id)
    file = text.file if text is not None else None
    if file is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return files_out.attached(file, "advice")


@blueprint.get("/ehc-consultations/<uuid:consultation_id>/appendices/<uuid:text_id>")
@requires(
    "ehc_plan",
    "read",
    on=lambda consultation_id, text_id: plan_queries.consultation(consultation_id),
    whole=False,
)
def setting_appendix(row: Consultation) -> ResponseReturnValue:
    """A report among the appendices of the draft, for whoever was asked, while they are."""
    guard.workers_only()
    if not (_is_mine(row) and settings_asked.waits(row)):
        raise guard.Refused(Deny("not-own", 4, True))
    return _file(row, (request.view_args or {})["text_id"])


@blueprint.post("/ehc-consultations/<uuid:consultation_id>/withdraw")
@requires("ehc_plan", "update", on=plan_queries.consultation, whole=False)
def withdraw_setting(row: Consultation) -> ResponseReturnValue:
    """No longer ask a setting: its clock ends, and what was sent opens nothing."""
    back = url_for("ehc.settings", plan_id=row.plan_id)
    return done_or_why_not(lambda: settings_asked.withdraw(row, by=actor()), f"{row.name} is not asked any more.", back)


@blueprint.post("/ehc-consultations/<uuid:consultation_id>/link")
@requires("ehc_plan", "update", on=plan_queries.consultation, whole=False)
def link_for_setting(row: Consultation) -> ResponseReturnValue:
    """Send whoever was asked a one-time link; one sent before opens nothing any more."""
    back = url_for("ehc.settings", plan_id=row.plan_id)
    return done_or_why_not(lambda: settings_asked.send_link(row, by=actor()), LINK_SENT, back)


# -- by a one-time link: initials, the draft with its appendices, and the form -------------------------------------


@blueprint.route("/by-link/consultation", methods=["GET", "POST"])
@by_link(Purpose.CONSULTATION)
def consultation_by_link(held: OneTimeLink) -> ResponseReturnValue:
    """A setting's own form for somebody who came by a link."""
    row = _of_link(held)
    if row is None:
        return over()
    guard.demand("read", "ehc_plan", row)
    form = issue_forms.OwnAnswerForm()
    put_back = typed_before(form, DRAFT, held)
    if form.validate_on_submit():
        try:
            settings_asked.answer(row, by=actor(), answered_on=clock.today(), by_link=True, **_said(form))
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(DRAFT, row.child_id, row.id)
            return done(held)
    return page(
        "ehc_plan/setting_answer_by_link.html",
        form=form,
        who=initials(held.child),
        due_on=settings_asked.due_on(row),
        shown=setting_view.shown(row),
        put_back=put_back,
        draft_url=url_for("ehc.keep_consultation_by_link"),
        **BARE,
    )


def _of_link(held: OneTimeLink) -> Consultation | None:
    row = plan_queries.consultation(held.thing_id)
    return row if row is not None and row.person_id == held.person_id and settings_asked.waits(row) else None


@blueprint.get("/by-link/consultation/appendices/<uuid:text_id>")
@by_link(Purpose.CONSULTATION)
def appendix_by_link(held: OneTimeLink, text_id: UUID) -> ResponseReturnValue:
    """A report among the appendices, for somebody who came by a link."""
    row = _of_link(held)
    if row is None:
        return over()
    guard.demand("read", "ehc_plan", row)
    return _file(row, text_id)


@blueprint.post("/by-link/consultation/draft")
@by_link(Purpose.CONSULTATION)
def keep_consultation_by_link(held: OneTimeLink) -> ResponseReturnValue:
    """Keep what is typed, and say when. Sent by static/js/drafts.js."""
    return keep_typed(DRAFT, held)


def _page(title: str, button: str, form: Form, held: FormalPlan, back: str, intro: str = "") -> ResponseReturnValue:
    return page(
        "ehc_plan/form.html", form=form, title=title, button_text=button, record=record(held.child), back_url=back,
        intro=intro, changes=[],
    )  # fmt: skip
