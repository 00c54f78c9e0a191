"""The pages of handovers: those of a child, sending one, and the page on which somebody reads and answers theirs."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.cases import queries as cases
from coordination.cases import writing
from coordination.cases.models import Membership
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.handovers import operations
from coordination.handovers.forms import AcceptForm, HandoverForm
from coordination.handovers.models import Handover
from coordination.handovers.words import PARTS, REASONS
from coordination.web.forms import SelectChoice, page

blueprint = Blueprint("handovers", __name__)
blueprint.before_request(guard.workers_only)
# Who of a team has pages of the record to read.
_NOT_WORKERS = frozenset({"FC", "PAR", "YP"})


@blueprint.get("/children/<uuid:child_id>/handovers")
@guard.requires("sharing_decisions", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """What was handed over to whom, and who has received and read it."""
    return render_template(
        "handovers/of_child.html",
        record=record_strip(child, "sharing"),
        child=child,
        rows=guard.readable(operations.of_child(child.id), "sharing_decisions"),
        reasons=REASONS,
        may_send=bool(guard.may("create", "sharing_decisions", child, whole=True)) and bool(_may_give(child)),
        back_url=url_for("sharing.ledger", child_id=child.id),
    )


def _may_give(child: Child) -> list[str]:
    """The parts that whoever asks may read all of, and give to somebody."""
    return [
        key
        for key, part in PARTS.items()
        if guard.may("read", part.section, child, whole=True).is_whole
        and guard.may("disclose", part.section, child, whole=True)
    ]


def _receivers(child: Child) -> list[Membership]:
    case = cases.current_case(child.id)
    team = cases.team(case.id) if case is not None else []
    return [held for held in team if held.role not in _NOT_WORKERS and held.person_id != actor().person_id]


@blueprint.route("/children/<uuid:child_id>/handovers/add", methods=["GET", "POST"])
@guard.requires("sharing_decisions", "create", on=child_of)
def send(child: Child) -> ResponseReturnValue:
    """Hand parts of the record over to somebody of the team."""
    gives, team = _may_give(child), _receivers(child)
    if not gives:
        raise guard.Refused(Deny("no-row", 4, False))
    form = HandoverForm()
    form.to.offer(
        SelectChoice(held.id, ", ".join(filter(None, (held.person.name, held.agency.name if held.agency else ""))))
        for held in team
    )
    form.parts.offer(SelectChoice(key, PARTS[key].words) for key in gives)

    def save(facts: dict[str, Any]) -> Handover:
        chosen = facts.pop("to")
        to = next(held for held in team if held.id == chosen)
        return operations.send(child, to=to, among=gives, by=actor(), **facts)

    return writing.adding(
        child,
        form,
        "Hand the record over",
        "Hand it over",
        save,
        back_url=url_for("handovers.of_child", child_id=child.id),
        current="sharing",
        hint="They are told to sign in, say that they have it and that they have read it, and are reminded after"
        " 5 working days. A child protection file goes to a new school within 5 school days (Keeping children safe in"
        " education; to be confirmed locally).",
        done="It is handed over. They are told to sign in.",
    )


def _is_mine(held: Handover) -> bool:
    return held.to_id == actor().person_id


def _mine_only(held: Handover) -> None:
    if not _is_mine(held):
        raise guard.Refused(Deny("not-own", 4, False))


@blueprint.post("/handovers/<uuid:handover_id>/receipt")
@guard.requires("sharing_decisions", "read", on=operations.handover, whole=False)
def receipt(held: Handover) -> ResponseReturnValue:
    """Whoever it is for says that they have it, or that they have read all of it."""
    _mine_only(held)
    operations.acknowledge(held, step=request.form.get("step", ""), by=actor())
    flash("Thank you. Whoever handed it over sees it.", "success")
    return redirect(url_for("handovers.one", handover_id=held.id), 303)


@blueprint.route("/handovers/<uuid:handover_id>", methods=["GET", "POST"])
@guard.requires("sharing_decisions", "read", on=operations.handover, whole=False)
def one(held: Handover) -> ResponseReturnValue:
    """One handover: what is in it and its receipts. Another authority it is for accepts here."""
    if request.method == "POST":
        _mine_only(held)
    form = AcceptForm()
    if held.reason == "authority" and form.validate_on_submit():
        try:
            operations.accept(held, by=actor(), **form.facts())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            flash("It is accepted.", "success")
            return redirect(url_for("handovers.one", handover_id=held.id), 303)
    authority = agencies.authority(held.authority_id)
    return page(
        "handovers/one.html",
        form=form,
        held=held,
        record=record_strip(held.child, "sharing"),
        reason=REASONS[held.reason],
        parts=[
            (PARTS[key].words, _page(held.child_id, key) if _reads(held.child, key) else None)
            for key in held.parts
            if key in PARTS
        ],
        mine=_is_mine(held),
        authority=authority.name if authority is not None else "",
        back_url=url_for("handovers.of_child", child_id=held.child_id),
    )


def _page(child_id: UUID, key: str) -> str:
    return url_for(PARTS[key].endpoint, child_id=child_id)


def _reads(child: Child, key: str) -> bool:
    return bool(guard.may("read", PARTS[key].section, child, whole=True))
