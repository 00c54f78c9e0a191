"""Sending a plan: drafts, notices of changes, finals, what people answer, and an issue as its reader may see it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.access.policy import Deny, Permit
from coordination.access.thing import Recipient
from coordination.children.models import Child
from coordination.children.naming import family_name_ready, short_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.documents import queries as documents
from coordination.ehc import recipients as rights
from coordination.ehc import withholding
from coordination.ehc.holders import not_told
from coordination.ehc.plan import (
    changes,
    family_words,
    issue_forms,
    issue_view,
    issuing,
    late,
    settings_asked,
    types,
)
from coordination.ehc.plan import (
    papers as plan_papers,
)
from coordination.ehc.plan import (
    queries as plan_queries,
)
from coordination.ehc.plan_models import FormalPlan, PlanIssue, PlanSent
from coordination.ehc.process import my_process
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import Form, SelectChoice, offered, page
from coordination.web.languages import speaks_to_family

# What a family is typing about a draft or a notice is kept under this name.
ANSWER = "ehc-answer"


@blueprint.route("/ehc-plans/<uuid:plan_id>/send-draft", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.plan, whole=False)
def send_draft(held: FormalPlan) -> ResponseReturnValue:
    """Send the draft to everybody the law calls a parent, or the young person."""
    form = issue_forms.SendForm()
    to = rights.weigh(held.child)
    if form.validate_on_submit():
        try:
            _must_be_named(held)
            issue = issuing.send_draft(held, to=to.recipients, by=actor(), **form.facts())
            give(issue)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(f"The draft is sent. Answers are asked for by {day(issuing.answer_by(issue))}.", "success")
            return redirect(url_for("ehc.issue", issue_id=issue.id), 303)
    return _sending("Send the draft", "Send it", form, held, to, _DRAFT)


_DRAFT = (
    "They have 15 days to say what they think of it, the day it is sent counted, to ask for a school and for a meeting"
    " (SEND Regulations 2014, regulation 13(1)). Section I is empty in it (Children and Families Act 2014, 38(5))."
)
_NOTICE = (
    "They have 15 days to answer, the day it is sent counted. Within 8 weeks of this notice the council sends the"
    " amended plan, or says that it makes no change (SEND Regulations 2014, regulation 22)."
)


@blueprint.route("/ehc-plans/<uuid:plan_id>/amend", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.plan, whole=False)
def amend(held: FormalPlan) -> ResponseReturnValue:
    """Send notice of the changes written since the last final plan, with the evidence."""
    form = issue_forms.NoticeForm()
    to = rights.weigh(held.child)
    if form.validate_on_submit():
        try:
            _must_be_named(held)
            issue = issuing.send_notice(held, to=to.recipients, by=actor(), **form.facts())
            give(issue)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(f"The notice is sent. Answers are asked for by {day(issuing.answer_by(issue))}.", "success")
            return redirect(url_for("ehc.issue", issue_id=issue.id), 303)
    found = changes.since_final(held, types.type_of(held.type, held.authority_id))
    return _sending("Send notice of changes", "Send the notice", form, held, to, _NOTICE, found)


@blueprint.route("/ehc-plans/<uuid:plan_id>/finalise", methods=["GET", "POST"])
@requires("ehc_plan", "approve", on=plan_queries.plan, whole=False)
def finalise(held: FormalPlan) -> ResponseReturnValue:
    """Make the plan, or its changes, final. Section I is decided here."""
    kind = types.type_of(held.type, held.authority_id)
    form = issue_forms.FinalForm(data={"signed_by": actor().name})
    if kind.section("I") is None:
        del form.placement, form.type
    else:
        form.placement.offer(_placements(held))
    to = rights.weigh(held.child)
    if form.validate_on_submit():
        try:
            _must_be_named(held)
            issue = issuing.finalise(held, to=to.recipients, by=actor(), **_said(form.facts()))
            give(issue)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(
                "The plan is final, and sent. Send the letters that say how to appeal."
                if kind.is_law
                else "The plan is final, and sent.",
                "success",
            )
            return redirect(url_for("ehc.issue", issue_id=issue.id), 303)
    return _sending("Make it final", "Sign and send it", form, held, to, "")


def _placements(held: FormalPlan) -> list[SelectChoice]:
    rows = [row for row in plan_queries.consultations(held.id) if row.decided is None]
    offered = [
        SelectChoice(
            str(row.id),
            row.name,
            {"hint": settings_asked.ANSWERS.get(row.answer or "", "No answer yet")},
        )
        for row in rows
    ]
    if held.placement:
        said = held.placement.get("name") or held.placement.get("type_words", "")
        offered.insert(0, SelectChoice("keep", f"What it says now: {said}"))
    return [*offered, SelectChoice("type", "A type of setting and no name")]


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    chosen = facts.pop("placement", None)
    named = UUID(chosen) if chosen not in (None, "keep", "type") else None
    return facts | {"named": named, "keep": chosen == "keep"}


@blueprint.route("/ehc-plans/<uuid:plan_id>/not-amend", methods=["GET", "POST"])
@requires("ehc_plan", "approve", on=plan_queries.plan, whole=False)
def not_amend(held: FormalPlan) -> ResponseReturnValue:
    """Decide that the changes of a notice are not made."""
    form = issue_forms.NotAmendForm()
    back = url_for("ehc.plan", plan_id=held.id)
    if form.validate_on_submit():
        try:
            issuing.decide_not_to_amend(held, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(
                "It is decided, and the sections say again what the final plan says. "
                "Parents and the young person may appeal: send them the letter.",
                "success",
            )
            return redirect(back, 303)
    return page(
        "ehc_plan/form.html", form=form, title="Decide not to change the plan", button_text="Decide",
        record=record(held.child), back_url=back, changes=[],
        intro="The final plan goes on, and the sections say again what it says. What was written since can be read in"
        " the notice and in the history of each entry, and may be proposed again. What stands in the support plan too"
        " is changed there, and stays as it is.",
    )  # fmt: skip


@blueprint.get("/ehc-issues/<uuid:issue_id>")
@speaks_to_family
@requires("ehc_plan", "read", on=plan_queries.issue, whole=False)
def issue(held: PlanIssue) -> ResponseReturnValue:
    """What was sent, exactly as it was sent: the team's page, or its reader's own."""
    who = actor()
    family = who.kind in {"family", "young_person"}
    mine = next((one for one in held.sent if one.person_id == who.person_id), None)
    context: dict[str, Any] = {
        "issue": held,
        "title": issuing.TITLES[held.kind],
        "shown": issue_view.shown(held, plan_queries.lines(held.id)),
        "open": issuing.is_open(held),
        "answer_by": issuing.answer_by(held),
        "mine": mine,
        "agrees": issuing.AGREES,
        "changes": held.content.get("changes", []),
        "evidence": held.content.get("evidence", ""),
        "why": held.why or "",
    }
    if family:
        if mine is not None and mine.withheld and mine.person_id in not_told(held.child_id):
            context |= withholding.page_without(context, held.child_id)
        copy = documents.copy_about(held.id, who.person_id) if mine is not None and who.person_id is not None else None
        context |= {
            "title": issue_forms.title_of(held.kind),
            "answers": issue_forms.answers_offered(),
            "shown": family_words.sections(context["shown"]),
            "changes": family_words.changes(context["changes"]),
            "copy_url": url_for("documents.copy", copy_id=copy.id) if copy is not None else "",
            "back_url": url_for("my_ehc.process", child_id=held.child_id),
        }
        return render_template("ehc_plan/family_issue.html", name=short_name(held.child), **context)
    sends = may("update", held)
    return render_template(
        "ehc_plan/issue.html",
        record=record(held.child),
        sent=[one for one in held.sent if may("read", one)],
        may_reply=sends,
        missing=late.missing(held) if sends else None,
        not_told=withholding.SENTENCE,
        **context,
    )


@blueprint.get("/children/<uuid:child_id>/sent-plans")
@speaks_to_family
@requires("ehc_plan", "read", on=child_of)
def sent_plans(child: Child) -> ResponseReturnValue:
    """A family's own page of a child's plans: finals, and what was sent to them."""
    if actor().kind == "workforce":
        raise guard.Refused(Deny("other-face", 4, True))
    reader = actor().person_id
    assert reader is not None
    return render_template(
        "ehc_plan/family_plans.html",
        name=short_name(child),
        rows=my_process.plans(child, reader),
        back_url=url_for("my_ehc.process", child_id=child.id),
    )


@blueprint.route("/ehc-sent/<uuid:sent_id>/answer", methods=["GET", "POST"])
@speaks_to_family
@requires("ehc_plan", "create", on=plan_queries.sent, whole=False)
def answer(sent: PlanSent) -> ResponseReturnValue:
    """Say what one thinks of what was sent; an officer writes down what came by letter or telephone."""
    held = plan_queries.issue(sent.issue_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    family = actor().kind in {"family", "young_person"}
    if not family and not may("update", held):
        raise guard.Refused(Deny("not-own", 4, False))
    form = issue_forms.AnswerForm()
    form.answer.offer(offered(issue_forms.answers_offered()))
    back = url_for("ehc.issue", issue_id=held.id)
    if form.validate_on_submit():
        try:
            issuing.represent(sent, held, by=actor(), **form.facts())
        except RuleBroken as broken:
            if family:
                form.refuse(*issue_forms.refused(broken))
            else:
                refuse(form, broken)
        else:
            drafts.drop(ANSWER, sent.child_id, sent.id)
            flash(issue_forms.saved(), "success")
            return redirect(back, 303)
    template = "ehc_plan/family_answer.html" if family else "ehc_plan/form.html"
    more: dict[str, Any] = (
        {
            "answer_by": issuing.answer_by(held),
            "draft": drafts.put_back(form, ANSWER, sent.child_id, sent.id),
            "draft_url": drafts.url(ANSWER, sent.child_id, sent.id),
        }
        if family
        else {
            "record": record(held.child), "title": f"What {sent.name} answers", "button_text": "Save the answer",
            "intro": "Write down exactly what they said or wrote.", "changes": [],
        }
    )  # fmt: skip
    return page(template, form=form, back_url=back, **more)


@blueprint.route("/ehc-sent/<uuid:sent_id>/reply", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=plan_queries.sent, whole=False)
def reply(sent: PlanSent) -> ResponseReturnValue:
    """Answer what somebody said of a draft or a notice."""
    held = plan_queries.issue(sent.issue_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = issue_forms.ReplyForm(data={"words": sent.reply})
    back = url_for("ehc.issue", issue_id=held.id)
    if form.validate_on_submit():
        try:
            issuing.reply(sent, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The answer is saved. They see it on their page.", "success")
            return redirect(back, 303)
    return page(
        "ehc_plan/form.html", form=form, title=f"Answer {sent.name}", button_text="Save the answer",
        record=record(held.child), back_url=back, intro=sent.answer_words or "", changes=[],
    )  # fmt: skip


def _must_be_named(held: FormalPlan) -> None:
    if not family_name_ready(held.child):
        raise RuleBroken("No name is recorded for this child. Papers for family wait until one is.")


def give(issue: PlanIssue) -> None:
    """Make the papers of an issue, one for each person it was sent to, each asked about by itself."""
    for one in issue.sent:
        to = Recipient(audience=one.audience, person_id=one.person_id, basis_recorded=True, agreement_covers=True)
        guard.demand("disclose", "ehc_plan", issue, published=True, audiences=frozenset({one.audience}), recipient=to)
    copies = plan_papers.give_out(issue, by=actor())
    access().verb = "disclose"
    access().details |= {"documents": sorted({str(copy.document_id) for copy in copies})}


def _sending(
    title: str, button: str, form: Form, held: FormalPlan, to: rights.Weighed, intro: str, found: Any = ()
) -> ResponseReturnValue:
    given = withholding.sorted_out(held.child, to.recipients)
    return page(
        "ehc_plan/form.html", form=form, title=title, button_text=button, record=record(held.child), intro=intro,
        back_url=url_for("ehc.plan", plan_id=held.id), to=[_named(one) for one in given.to],
        waiting=[one.name for one in given.waiting], not_told=withholding.SENTENCE,
        decide_url=url_for("ehc.not_told", child_id=held.child_id),
        doubts=[(one.recipient.name, one.check) for one in to.doubts], changes=list(found),
    )  # fmt: skip


def _named(to: rights.Recipient) -> str:
    return f"{to.name}: a copy with the place left out" if to.withheld else to.name


def on_the_plans_page(held: FormalPlan, places: Any) -> dict[str, Any]:
    """What the page of a plan says of its issues: what was sent, what waits, and what may be done next."""
    kind = types.type_of(held.type, held.authority_id)
    issues = plan_queries.issues(held.id)
    newest = issues[0] if issues else None
    waits = newest if newest is not None and issuing.is_open(newest) else None
    sends, signs = may("update", held), isinstance(guard.may("approve", "ehc_plan", held), Permit)
    kept = held.state != "ceased"
    actions: list[tuple[str, str, str]] = []
    links: list[tuple[str, str]] = []
    changed = 0
    if sends and kept:
        if held.first_issued_on is None and places:
            actions.append(("Send the draft", url_for("ehc.send_draft", plan_id=held.id), "secondary" if waits else ""))
        elif held.first_issued_on is not None and waits is None:
            last = next((one for one in issues if issuing.is_final(one)), None)
            changed = changes.count_since(last, places) if last is not None else 0
            if changed:
                actions.append(("Send notice of changes", url_for("ehc.amend", plan_id=held.id), ""))
    if signs and kept and (waits is not None or not kind.is_law):
        actions.append(("Make it final", url_for("ehc.finalise", plan_id=held.id), ""))
        if waits is not None and waits.kind == "amendment":
            actions.append(("Decide not to change it", url_for("ehc.not_amend", plan_id=held.id), "secondary"))
    if kind.section("I") is not None and isinstance(guard.may("read", "ehc_plan", held), Permit):
        links.append(("Settings that were asked about a place", url_for("ehc.settings", plan_id=held.id)))
    if sends or may("create", held, whole=True):
        links.append(("Begin another plan from this one", url_for("ehc.carry", plan_id=held.id)))
    return {
        "issues": [_row(one) for one in issues if may("read", one)],
        "waiting": _waiting(waits) if waits is not None and may("read", waits) else _gone_back(newest),
        "changed": changed,
        "actions": actions,
        "links": links,
    }


def _gone_back(newest: Any) -> str:
    """That the changes of the last notice were not made, where nothing was sent since."""
    if newest is None or not newest.refused or not may("read", newest):
        return ""
    return (
        f"It was decided not to make the changes of notice number {newest.number}: the sections were put back to what"
        " the last final plan says. What was proposed stays in the notice and in the history of each entry."
    )


def _row(one: PlanIssue) -> dict[str, Any]:
    read = sum(1 for sent in one.sent if sent.answered_on is not None)
    more = f"Sent to {len(one.sent)}." + (f" {read} answered." if one.kind in issuing.OPEN_TO_ANSWERS else "")
    return {
        "title": f"{issuing.TITLES[one.kind]}, number {one.number}",
        "on": one.issued_on,
        "more": more,
        "url": url_for("ehc.issue", issue_id=one.id),
    }


def _waiting(one: PlanIssue) -> str:
    left = sum(1 for sent in one.sent if sent.answered_on is None)
    first = issuing.earliest(one)
    if first is None:
        return "Everybody it was sent to has answered. It may be made final."
    return (
        f"{left} of {len(one.sent)} {'has' if left == 1 else 'have'} not answered yet. Answers are asked for by"
        f" {day(issuing.answer_by(one))}; it may be made final from {day(first)}."
    )
