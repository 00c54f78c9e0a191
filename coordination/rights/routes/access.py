"""Requests to see a record: writing one down, its clock, gathering, deciding item by item, and the bundle."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.catalogue import LABELS
from coordination.access.guard import access, actor, requires
from coordination.access.policy import Deny
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.documents import queries as documents
from coordination.documents.files import UnreadableFile
from coordination.rights import correcting, forms
from coordination.rights.asking import bundle, exemptions, operations, queries
from coordination.rights.models import AccessItem, AccessRequest, RequestState
from coordination.rights.routes.blueprint import blueprint
from coordination.sharing.forms import said
from coordination.web import files_out
from coordination.web.forms import Form, page

# While things are being gathered the page looks again by itself, after so many seconds.
LOOK_AGAIN = 5
STATES = {
    "open": ("Being worked on", "blue"),
    "answered": ("Answered", "green"),
    "withdrawn": ("No longer wanted", "grey"),
}
DECISIONS = {"release": "Release", "redact": "Release, with words cut", "withhold": "Keep back"}


@blueprint.get("/children/<uuid:child_id>/rights")
@requires("sharing_decisions", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """Who asked to see the record, and how it stands with each."""
    guard.workers_only()
    held = guard.readable(queries.requests(child.id), "sharing_decisions")
    return render_template(
        "rights/of_child.html",
        record=record_strip(child, current="documents"),
        child=child,
        requests=[(row, STATES[row.state], exemptions.CAPACITIES[row.capacity][0]) for row in held],
        corrections=[
            (row, forms.ABOUT[row.about_what])
            for row in guard.readable(correcting.of_child(child.id), "sharing_decisions")
        ],
        may_add=bool(guard.may("create", "sharing_decisions", child, whole=True)),
        back_url=url_for("documents.of_child", child_id=child.id),
    )


@blueprint.route("/children/<uuid:child_id>/rights/ask", methods=["GET", "POST"])
@requires("sharing_decisions", "create", on=child_of)
def receive(child: Child) -> ResponseReturnValue:
    """Write down that somebody asks to see what is held."""
    guard.workers_only()
    form = forms.ReceiveForm()
    if form.validate_on_submit():
        try:
            asked = operations.receive(child, by=actor(), **form.facts())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            flash("It is written down, and its clock runs.", "success")
            return redirect(url_for("rights.request_to_see", request_id=asked.id), 303)
    return page(
        "rights/receive.html",
        form=form,
        record=record_strip(child, current="documents"),
        back_url=url_for("rights.of_child", child_id=child.id),
    )


@blueprint.get("/rights/requests/<uuid:request_id>")
@requires("sharing_decisions", "read", on=queries.readable_request)
def request_to_see(asked: AccessRequest) -> ResponseReturnValue:
    """One request: its clock, how far the gathering is, and what still has to be decided."""
    guard.workers_only()
    child = db.session.get_one(Child, asked.child_id)
    every = queries.items(asked.id) if asked.gathered_at is not None else []
    shown = queries.shown(every)
    gathering = asked.gathered_at is None and asked.of > 0
    answer = make_response(
        render_template(
            "rights/request.html",
            record=record_strip(child, current="documents"),
            asked=asked,
            state=STATES[asked.state],
            capacity=exemptions.CAPACITIES[asked.capacity][0],
            identity=operations.IDENTITY[asked.identity_how],
            paused=operations.is_paused(asked),
            explained=operations.counted(asked),
            gathering=gathering,
            sections=_by_section(shown),
            waiting=sum(operations.waits(item) for item in every),
            releasable=sum(
                may and item.decision is None and item.proposed == "release" and not exemptions.needs_second(item.label)
                for item, may in shown
            ),
            may_work=asked.state == RequestState.OPEN
            and bool(guard.may("create", "sharing_decisions", child, whole=True)),
            may_answer=asked.state == RequestState.OPEN
            and bool(guard.may("approve", "sharing_decisions", child, whole=True)),
            ready=asked.document is not None and asked.document.state == "ready" and _may_give(asked, every),
            back_url=url_for("rights.of_child", child_id=child.id),
        )
    )
    if gathering or (asked.document is not None and asked.document.state == "waiting"):
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


def _by_section(shown: list[tuple[AccessItem, bool]]) -> list[tuple[str, list[dict[str, Any]], int]]:
    """Items by section, and how many of each wait."""
    found: dict[str, list[dict[str, Any]]] = {}
    waiting: Counter[str] = Counter()
    for item, may in shown:
        heading = said(item.section)
        waiting[heading] += operations.waits(item)
        found.setdefault(heading, []).append(
            {
                "id": item.id,
                "title": item.title,
                "on": item.on,
                "words": " · ".join(text for _, text in item.words)[:160] if may else "",
                "proposed": DECISIONS[item.proposed],
                "decided": DECISIONS[item.decision] if item.decision else "",
                "second": exemptions.needs_second(item.label) and item.decision is not None and item.second_by is None,
            }
        )
    return [(heading, rows, waiting[heading]) for heading, rows in found.items()]


@blueprint.post("/rights/requests/<uuid:request_id>/gather")
@requires("sharing_decisions", "create", on=queries.readable_request)
def gather(asked: AccessRequest) -> ResponseReturnValue:
    """Have everything gathered, or what is new since."""
    guard.workers_only()
    asked.of = asked.of or 1
    operations.gather(asked)
    return _back(asked)


@blueprint.post("/rights/requests/<uuid:request_id>/resume")
@requires("sharing_decisions", "create", on=queries.readable_request)
def resume(asked: AccessRequest) -> ResponseReturnValue:
    """What was asked back was answered."""
    guard.workers_only()
    operations.resume(asked, by=actor())
    return _back(asked)


@blueprint.route("/rights/requests/<uuid:request_id>/identity", methods=["GET", "POST"])
@requires("sharing_decisions", "create", on=queries.readable_request)
def identity(asked: AccessRequest) -> ResponseReturnValue:
    """It is known now who asks."""
    guard.workers_only()
    form = forms.IdentityForm()
    if form.validate_on_submit():
        operations.know_identity(asked, how=form.how.fact(), by=actor())
        return _back(asked)
    return _asking(asked, form, "How we know who asks", "The month to answer begins today.")


@blueprint.route("/rights/requests/<uuid:request_id>/pause", methods=["GET", "POST"])
@requires("sharing_decisions", "create", on=queries.readable_request)
def pause(asked: AccessRequest) -> ResponseReturnValue:
    """Something had to be asked back."""
    return _with_reason(
        asked,
        operations.pause,
        "Ask them what they want to see",
        "The days until they answer do not count. Only where you hold a great deal and need to know what they want: UK "
        "GDPR article 12A, put in by the Data (Use and Access) Act 2025.",
        "What did you ask them?",
    )


@blueprint.route("/rights/requests/<uuid:request_id>/extend", methods=["GET", "POST"])
@requires("sharing_decisions", "create", on=queries.readable_request)
def extend(asked: AccessRequest) -> ResponseReturnValue:
    """Two months more."""
    return _with_reason(
        asked,
        operations.extend,
        "Take two more months",
        "Only for what is complex, or where there are many requests. Tell them, with the reason, inside the first "
        "month (UK GDPR article 12(3)).",
        "What did you tell them, and why is it needed?",
    )


@blueprint.route("/rights/requests/<uuid:request_id>/withdraw", methods=["GET", "POST"])
@requires("sharing_decisions", "create", on=queries.readable_request)
def withdraw(asked: AccessRequest) -> ResponseReturnValue:
    """Whoever asked no longer wants an answer."""
    return _with_reason(
        asked,
        operations.withdraw,
        "They no longer want an answer",
        "The request is closed and nothing is given out. They can ask again at any time.",
        "How did they tell you?",
    )


@blueprint.post("/rights/requests/<uuid:request_id>/release-proposed")
@requires("sharing_decisions", "create", on=queries.readable_request)
def release_proposed(asked: AccessRequest) -> ResponseReturnValue:
    """Release what is proposed for release, below S3, as far as this person may read it."""
    guard.workers_only()
    every = queries.items(asked.id)
    theirs = queries.readable(every)
    mine = [item for item in every if item.id in theirs]
    many = operations.release_proposed(asked, mine, by=actor())
    access().details["released"] = many
    flash(f"{many} were released.", "success")
    return _back(asked)


@blueprint.route("/rights/items/<uuid:item_id>", methods=["GET", "POST"])
@requires("sharing_decisions", "create", on=queries.readable_request_of_item)
def decide(asked: AccessRequest) -> ResponseReturnValue:
    """Decide about one item. It is in the address."""
    guard.workers_only()
    item, reads = _item()
    form = forms.DecideForm(
        decision=item.decision or item.proposed,
        exemption=item.decided_exemption if item.decision else item.exemption if item.proposed != "release" else "",
        cuts="\n".join(item.cuts),
        why=item.decided_why or "",
    )
    if form.validate_on_submit():
        facts = form.facts()
        try:
            operations.decide(
                asked,
                item,
                decision=facts["decision"],
                exemption=facts["exemption"] or "",
                cuts=(facts["cuts"] or "").splitlines(),
                why=facts["why"] or "",
                reads=reads,
                by=actor(),
            )
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            access().details["decision"] = facts["decision"]
            return redirect(url_for("rights.request_to_see", request_id=asked.id) + "#items", 303)
    return page(
        "rights/decide.html",
        form=form,
        item=item,
        reads=reads,
        proposed=DECISIONS[item.proposed],
        ground=exemptions.EXEMPTIONS.get(item.exemption),
        section=said(item.section),
        label=LABELS[item.label],
        second=exemptions.needs_second(item.label),
        may_agree=item.decision is not None
        and exemptions.needs_second(item.label)
        and item.second_by is None
        and item.decided_by != actor().person_id
        and bool(guard.may("approve", "sharing_decisions", asked)),
        decided=DECISIONS.get(item.decision or "", ""),
        back_url=url_for("rights.request_to_see", request_id=asked.id) + "#items",
    )


@blueprint.post("/rights/items/<uuid:item_id>/agree")
@requires("sharing_decisions", "approve", on=queries.readable_request_of_item)
def agree(asked: AccessRequest) -> ResponseReturnValue:
    """The second person agrees."""
    guard.workers_only()
    item, _ = _item()
    operations.agree(asked, item, by=actor())
    return redirect(url_for("rights.request_to_see", request_id=asked.id) + "#items", 303)


@blueprint.post("/rights/requests/<uuid:request_id>/answer")
@requires("sharing_decisions", "approve", on=queries.request)
def answer(asked: AccessRequest) -> ResponseReturnValue:
    """Make the bundle and close the request."""
    guard.workers_only()
    copy = bundle.issue(asked, by=actor())
    access().verb = "disclose"
    access().details |= {"copy": str(copy.id), "recipients": [exemptions.CAPACITIES[asked.capacity][0]]}
    flash("The bundle is being made. Give it to the person who asked, in a way that is safe for them.", "success")
    return _back(asked)


@blueprint.get("/rights/requests/<uuid:request_id>/bundle.zip")
@requires("sharing_decisions", "read", on=queries.readable_request)
def bundle_file(asked: AccessRequest) -> ResponseReturnValue:
    """The bundle as one file, to give to the person who asked. No name is in the file's name."""
    guard.workers_only()
    copies = [copy for copy in documents.copies_of_child(asked.child_id) if copy.document_id == asked.document_id]
    if asked.document_id is None or not copies:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    if not _may_give(asked, queries.items(asked.id)):
        raise guard.Refused(Deny("not-own", 4, False))
    guard.demand_fresh_proof()
    try:
        made = bundle.packed(asked, copies[0])
    except UnreadableFile as broken:
        raise RuleBroken(str(broken)) from None
    access().verb = "disclose"
    access().details |= {"digest": copies[0].digest or "", "copy": str(copies[0].id)}
    return files_out.sent(made, media_type="application/zip", name=f"coordination-{copies[0].code}.zip")


def _may_give(asked: AccessRequest, every: list[AccessItem]) -> bool:
    """Whether the actor may hold the bundle to give it: who answers requests, and who may read all that is in it."""
    if guard.may("approve", "sharing_decisions", asked):
        return True
    out = [item for item in every if operations.goes_out(item)]
    return len(queries.readable(out)) == len(out)


def _item() -> tuple[AccessItem, bool]:
    """The item of the address, and whether this person reads its words; as if it were not there where they are not
    shown that it is.
    """
    key: UUID = (request.view_args or {})["item_id"]
    found = queries.item(key)
    shown = queries.shown([found]) if found is not None else []
    if not shown:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return shown[0]


def _with_reason(asked: AccessRequest, act: Any, title: str, what: str, question: str) -> ResponseReturnValue:
    guard.workers_only()
    form = forms.WhyForm()
    form.why.label.text = question
    if form.validate_on_submit():
        try:
            act(asked, why=form.why.fact(), by=actor())
            return _back(asked)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
    return _asking(asked, form, title, what)


def _asking(asked: AccessRequest, form: Form, title: str, what: str) -> ResponseReturnValue:
    child = db.session.get_one(Child, asked.child_id)
    return page(
        "rights/why.html",
        form=form,
        title=title,
        what=what,
        record=record_strip(child, current="documents"),
        back_url=url_for("rights.request_to_see", request_id=asked.id),
    )


def _back(asked: AccessRequest) -> ResponseReturnValue:
    return redirect(url_for("rights.request_to_see", request_id=asked.id), 303)
