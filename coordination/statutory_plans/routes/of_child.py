"""What the law asks for one child: each kind of plan, where it stands and its date; and beginning one."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock, timescales
from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.care import queries as care
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.deadlines import queries as deadlines
from coordination.deadlines.presenters import may_see
from coordination.statutory_plans import asking, forms, leaving, operations, queries, showing, terms
from coordination.statutory_plans.checking import COLOUR_WORDS
from coordination.statutory_plans.kinds import Regime, every_kind
from coordination.statutory_plans.models import LeavingCare
from coordination.statutory_plans.routes.shared import blueprint, plan_url, record, refuse
from coordination.web import drafts
from coordination.web.forms import page


@blueprint.get("/children/<uuid:child_id>/care/plans")
@guard.requires("core_identity", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """Each plan the law asks for, where it stands, its date, and the versions before."""
    held = queries.plans(child.id)
    permits: dict[UUID, Permit | Deny] = {row.id: guard.may("read", row.section, row) for row in held}
    mine = [row for row in guard.readable(held, lambda row: row.section) if showing.sees(permits[row.id], row.regime)]
    opens = {kind.code for kind in every_kind().values() if _opens(kind, child)} | {row.kind for row in mine}
    if not opens:
        raise guard.Refused(Deny("limited", 4, False))
    clocks = [held for held in deadlines.of_child(child.authority_id, child.id) if may_see(held)]
    found = asking.standings(child, mine, clocks)
    checks = {row.statutory_id: row for row in reversed(queries.checks(row.id for row in mine if row.kind == "pep"))}
    return render_template(
        "statutory_plans/of_child.html",
        child=child,
        record=record(child),
        standings=[held for held in found if held.regime.code in opens and held.is_there],
        not_now=[held for held in found if held.regime.code in opens and not held.is_there],
        leaving_care=_leaving_care(child) if "pathway" in opens else None,
        statuses=leaving.STATUSES,
        may_confirm=bool(guard.may("create", "pathway", child, whole=True)),
        checks=checks,
        colours=COLOUR_WORDS,
        called=operations.called,
        agreement=showing.agreement,
        titles={held.rule: timescales.rule(held.rule).title for held in clocks},
        may_begin={
            held.regime.code
            for held in found
            if held.draft is None and guard.may("create", held.regime.section, child, whole=True)
        },
        today=clock.today(),
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _leaving_care(child: Child) -> LeavingCare | None:
    """What was confirmed of leaving care, for whoever sees all of it."""
    held = leaving.status_of(child.id)
    return held if held is not None and guard.may("read", "pathway", held).is_whole else None


def _opens(kind: Regime, child: Child) -> bool:
    """Whether a kind of plan has a place on the page before there is one: for whoever sees its section so far."""
    permit = guard.may("read", kind.section, child, whole=True)
    return (
        isinstance(permit, Permit)
        and permit.extents & {"full", "limited"} != frozenset()
        and showing.sees(permit, kind)
    )


def _of_a_kind(child_id: UUID, kind: str) -> Child | None:
    return child_of(child_id) if kind in every_kind() else None


def _section_asked(child: Child) -> str:
    return every_kind()[(request.view_args or {})["kind"]].section


@blueprint.route("/children/<uuid:child_id>/care/plans/<kind>/begin", methods=["GET", "POST"])
@guard.requires(_section_asked, "create", on=_of_a_kind)
def begin(child: Child) -> ResponseReturnValue:
    """Begin a plan, or record that it is made already and kept in another place. Which kind is in the address."""
    kind = every_kind()[(request.view_args or {})["kind"]]
    today = clock.today()
    school = terms.terms_of(child.authority_id, today) if kind.for_each == "term" else None
    choice = terms.to_choose(school, today) if school is not None else []
    form = forms.BeginForm(
        terms=[(term.name, term.name) for term in choice],
        data={"term": terms.term_on(school, today).name if school is not None else None, "where": "here"},
    )
    placement = care.running_placement(child.id) if kind.for_each == "placement" else None
    if kind.for_each == "placement" and placement is None:
        abort(404)
    name = f"begin-{kind.code}"
    draft = drafts.put_back(form, name, child.id, child.id)
    if form.validate_on_submit():
        facts = form.facts()
        more: dict[str, Any] = {
            "term": next((term for term in choice if term.name == facts.get("term")), None),
            "placement": placement,
            "by": guard.actor(),
        }
        try:
            if facts["where"] == "elsewhere":
                made = operations.record_elsewhere(
                    child,
                    kind.code,
                    id=facts["id"],
                    agreed_on=facts["agreed_on"],
                    elsewhere=facts["elsewhere"],
                    **more,
                )
            else:
                made = operations.begin(child, kind.code, id=facts["id"], **more)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(name, child.id, child.id)
            flash("It was recorded." if made.elsewhere else "It was begun. Write it theme by theme.", "success")
            return redirect(plan_url(made), 303)
    return page(
        "statutory_plans/begin.html",
        form=form,
        regime=kind,
        draft=draft,
        draft_url=drafts.url(name, child.id, child.id),
        record=record(child),
        back_url=url_for("statutory_plans.of_child", child_id=child.id),
    )
