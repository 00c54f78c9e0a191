"""The family's pages of the EHC process: where it stands for them, asking for an assessment, and their own views."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.ehc import queries
from coordination.ehc.models import Advice, AdviceState
from coordination.ehc.process import advising, my_forms, my_process, requesting
from coordination.ehc.routes.shared import mine
from coordination.web import drafts
from coordination.web.forms import Form, page
from coordination.web.languages import gettext as _

# Which page of their own somebody came from, by what they are to the child.
_HOME = {"YP": "family.my_plan", "FC": "family.caring", "PAR": "family.family"}


def _role(child: Child) -> str:
    """What the reader is to the child. The team has pages of its own."""
    held = {one.role for one in guard.know([child.id]).relationships_with(child.id, clock.today())}
    for role in ("YP", "FC", "PAR"):
        if role in held and actor().kind != "workforce":
            return role
    raise guard.Refused(Deny("other-face", 4, True))


@mine.get("/my-ehc/<uuid:child_id>")
@requires("ehc_plan", "read", on=child_of)
def process(child: Child) -> ResponseReturnValue:
    """Where an EHC process stands, for one of the family: what was decided, what is asked of them, what they sent."""
    role, reader = _role(child), actor().person_id
    assert reader is not None
    found = my_process.shown(child, reader)
    may_ask = not found["open"] and my_process.may_ask(child, reader, own=role == "YP")
    return _page(
        "ehc_mine/process.html",
        child,
        role,
        Form(),
        back_url=url_for(_HOME[role], child_id=child.id),
        found=found,
        may_ask=may_ask,
        again=may_ask and requesting.asks_again(child.id),
    )


@mine.route("/my-ehc/<uuid:child_id>/ask", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=child_of)
def ask_to_assess(child: Child) -> ResponseReturnValue:
    """A parent, a carer or the young person asks for an EHC needs assessment, in plain words."""
    role, reader = _role(child), actor().person_id
    assert reader is not None
    if not my_process.may_ask(child, reader, own=role == "YP"):
        raise guard.Refused(Deny("right-holder", 4, False))
    form = my_forms.AskForm()
    draft = drafts.put_back(form, "my-ehc-ask", child.id, child.id)
    if form.validate_on_submit():
        try:
            requesting.receive(
                child,
                source="young_person" if role == "YP" else "parent",
                channel="form",
                received_on=clock.today(),
                by=actor(),
                **form.facts(),
            )
        except requesting.AlreadyOpen:
            form.refuse(_("It was asked for already. One request runs at a time."))
        else:
            drafts.drop("my-ehc-ask", child.id, child.id)
            flash(_("Your request was sent. The council answers by letter."), "success")
            return redirect(url_for("my_ehc.process", child_id=child.id), 303)
    return _page(
        "ehc_mine/ask.html",
        child,
        role,
        form,
        back_url=url_for("my_ehc.process", child_id=child.id),
        again=requesting.asks_again(child.id),
        draft=draft,
        draft_url=drafts.url("my-ehc-ask", child.id, child.id),
    )


def _asked_of_me(advice_id: UUID) -> Advice | None:
    """What the reader was asked. What somebody else was asked does not exist here."""
    row = queries.advice(advice_id)
    return row if row is not None and row.person_id == actor().person_id else None


@mine.route("/my-advice/<uuid:advice_id>", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=_asked_of_me, whole=False)
def my_advice(row: Advice) -> ResponseReturnValue:
    """Somebody of the family says what they want known. Nobody else of the family has this page."""
    role = _role(row.child)
    back = url_for("my_ehc.process", child_id=row.child_id)
    wanted = row.state in (AdviceState.ASKED.value, AdviceState.RECEIVED.value)
    if not wanted or row.assessment.state not in queries.OPEN:
        return redirect(back, 303)
    before = advising.latest_of([row.id]).get(row.id)
    form = my_forms.MyAdviceForm(data=dict(before.body) if before is not None else None)
    draft = drafts.put_back(form, "my-advice", row.child_id, row.id)
    if form.validate_on_submit():
        facts = form.facts()
        upload, key = facts.pop("file"), facts.pop("id")
        file = (upload.filename, upload.read()) if upload is not None else None
        try:
            advising.give(row, id=key, said=facts, file=file, by=actor())
        except RuleBroken as broken:
            if broken.field == "file":
                form.refuse(_("This file cannot be read. Save it again as a PDF or a picture."), "file")
            else:
                form.refuse(_("Write something, or add a file."), "views")
        else:
            drafts.drop("my-advice", row.child_id, row.id)
            flash(_("Thank you. Your views were sent."), "success")
            return redirect(back, 303)
    return _page(
        "ehc_mine/advice.html",
        row.child,
        role,
        form,
        back_url=back,
        due_on=queries.advice_due([row.id]).get(row.id),
        sent_on=row.received_on,
        draft=draft,
        draft_url=drafts.url("my-advice", row.child_id, row.id),
    )


def _page(template: str, child: Child, role: str, form: Form, **context: Any) -> ResponseReturnValue:
    return page(template, form=form, child=child, name=short_name(child), role=role, **context)
