"""The ledger of sharing: every decision to share or not to, consent taken back, and help no longer wanted."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.cases import queries as cases
from coordination.cases.models import Case
from coordination.cases.strip import record_strip
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.sharing import deciding, entries, queries
from coordination.sharing.forms import AgreementForm, DecisionForm, WithdrawForm, fill_first
from coordination.sharing.models import SharingDecision
from coordination.sharing.routes.blueprint import blueprint, form_page, refuse
from coordination.sharing.words import powers


def _ledger_page(child: Child) -> str:
    return url_for("sharing.ledger", child_id=child.id)


@blueprint.get("/children/<uuid:child_id>/sharing")
@guard.requires("sharing_decisions", "read", on=children.child)
@workers_page
def ledger(child: Child) -> ResponseReturnValue:
    """Every decision to share or not to that this person may read."""
    return render_template(
        "sharing/ledger.html",
        record=record_strip(child, "sharing"),
        child=child,
        entries=entries.ledger(child),
        whole=_reads_all(child),
        may_decide=isinstance(guard.may("create", "sharing_decisions", child, whole=True), Permit),
        may_see_who=isinstance(guard.may("read", "memberships", child, parts=frozenset({"grant"})), Permit),
        duty=deciding.duty_from(),
    )


def _reads_all(child: Child) -> bool:
    permit = guard.may("read", "sharing_decisions", child, whole=True)
    return isinstance(permit, Permit) and permit.extent == "full"


@blueprint.route("/children/<uuid:child_id>/sharing/decide", methods=["GET", "POST"])
@guard.requires("sharing_decisions", "create", on=children.child)
@workers_page
def decide(child: Child) -> ResponseReturnValue:
    """Write down a decision to share, not to share, or somebody's consent."""
    form = DecisionForm()
    by = guard.actor()
    fill_first(
        form,
        deciding.offered_first(child, by),
        powers(deciding.duty_from(), clock.today()),
        {parent.id: parent.name for parent in deciding.parents_on_team(child.id)} if _reads_all(child) else {},
    )
    if form.validate_on_submit():
        facts: dict[str, Any] = form.facts()
        if not _reads_all(child):
            # What the family is shown is for those who see everything that was decided.
            facts["publish_to"] = []
        try:
            deciding.decide(child, by=by, **facts)
            flash("The decision was written down.", "success")
            return redirect(_ledger_page(child), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/decide.html",
        form,
        child,
        publishes=_reads_all(child),
        duty=deciding.duty_from(),
        back_url=_ledger_page(child),
    )


@blueprint.route("/sharing-decisions/<uuid:decision_id>/withdraw", methods=["GET", "POST"])
@guard.requires("sharing_decisions", "create", on=queries.decision, whole=False)
@workers_page
def withdraw_consent(held: SharingDecision) -> ResponseReturnValue:
    """Consent is taken back."""
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            deciding.withdraw(held, by=guard.actor(), **form.facts())
            flash("It was written down. Look at what rests on this consent.", "success")
            return redirect(_ledger_page(held.child), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page("sharing/withdraw.html", form, held.child, held=held, back_url=_ledger_page(held.child))


@blueprint.route("/cases/<uuid:case_id>/agreement", methods=["GET", "POST"])
@guard.requires("support_plan", "approve", on=cases.case)
@workers_page
def agreement(case: Case) -> ResponseReturnValue:
    """A family no longer wants to take part: write it down, then close, or step up."""
    form = AgreementForm()
    if form.validate_on_submit():
        facts = form.facts()
        try:
            deciding.withdraw_agreement(case, who=facts["who"], said=facts["said_so"], by=guard.actor())
            flash("It was written down. Now decide: close, or step up?", "success")
            return redirect(url_for("sharing.agreement", case_id=case.id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/agreement.html",
        form,
        case.child,
        case=case,
        withdrawn=case.agreed_to_take_part == "withdrawn",
        back_url=url_for("cases.team", child_id=case.child_id),
    )
