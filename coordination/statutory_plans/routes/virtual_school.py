"""The virtual school head's pages: every child's plan of a term, and a look at the quality of one."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor
from coordination.access.policy import Deny
from coordination.children.presenters import name_for
from coordination.db import RuleBroken
from coordination.statutory_plans import checking, forms, operations, queries, showing, terms
from coordination.statutory_plans.kinds import regime
from coordination.statutory_plans.models import StatutoryPlan
from coordination.statutory_plans.routes.shared import blueprint, its_section, plan_url, record, refuse
from coordination.web import drafts
from coordination.web.forms import page


@blueprint.route("/statutory-plans/<uuid:statutory_id>/check", methods=["GET", "POST"])
@guard.requires(its_section, "read", on=queries.plan, whole=False)
def check(row: StatutoryPlan) -> ResponseReturnValue:
    """Look at the quality of a personal education plan, criterion by criterion."""
    guard.demand("approve", row.section, row)
    if row.kind != "pep" or row.elsewhere:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form: Any = forms.check_form(row.regime.criteria)()
    draft = drafts.put_back(form, "pep-check", row.child_id, row.id)
    if form.validate_on_submit():
        facts = form.facts()
        try:
            checking.check(
                row,
                id=facts["id"],
                findings={
                    held.code: (facts[f"rag_{held.code}"], facts[f"do_{held.code}"]) for held in row.regime.criteria
                },
                note=facts["note"],
                by=actor(),
            )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("pep-check", row.child_id, row.id)
            flash("The check is kept. Whoever writes the plan reads what is to be done.", "success")
            return redirect(plan_url(row, "checks"), 303)
    permit = guard.may("read", row.section, row)
    return page(
        "statutory_plans/check.html",
        form=form,
        row=row,
        title=operations.called(row),
        views=showing.of_plan(row, permit),
        record=record(row.child),
        draft=draft,
        draft_url=drafts.url("pep-check", row.child_id, row.id),
        back_url=plan_url(row),
    )


@blueprint.get("/virtual-school/peps")
@guard.signed_in("workforce")
def peps() -> ResponseReturnValue:
    """Every looked-after child in reach with the plan of one term: which have one, its quality, attendance, money."""
    who = actor()
    today = clock.today()
    posts = [role for role in who.roles_on(today) if role.role == "VSH" and role.authority_id is not None]
    if not posts:
        raise guard.Refused(Deny("no-row", 4, False))
    authority_id = posts[0].authority_id
    assert authority_id is not None
    school = terms.terms_of(authority_id, today)
    choice = {term.name: term for term in terms.to_choose(school, today)}
    term = choice.get(request.args.get("term", ""), terms.term_on(school, today))
    children = guard.readable(queries.looked_after(), "education")
    held = queries.of_a_term([child.id for child in children], term.name)
    guard.readable(held.values(), "education")
    entries = queries.entries([row.id for row in held.values()])
    numbers = {(entry.statutory_id, entry.theme, entry.question): entry.amount for entry in entries}
    colours: dict[Any, str] = {}
    for found in queries.checks([row.id for row in held.values()]):
        colours.setdefault(found.statutory_id, found.rag)
    rows = [_row(child, held.get(child.id), numbers, colours) for child in children]
    shown = request.args.get("show", "")
    counts = {key: sum(1 for row in rows if key in row["is"]) for key in SHOWN}
    return render_template(
        "statutory_plans/peps.html",
        term=term,
        colours=checking.COLOUR_WORDS,
        choice=[(name, name) for name in choice],
        rows=[row for row in rows if shown not in SHOWN or shown in row["is"]],
        counts=counts,
        shown=[("", "Every child"), *SHOWN.items()],
        show=shown if shown in SHOWN else "",
        total=sum((row["money"] for row in rows if row["money"] is not None), Decimal(0)),
        everybody=len(rows),
        source=regime("pep").legal_source,
    )


SHOWN = {
    "none": "No plan for this term",
    "writing": "Being written",
    "unchecked": "Not checked yet",
    "not_good": "Amber or red",
}


def _row(child: Any, plan: StatutoryPlan | None, numbers: dict[Any, Any], colours: dict[Any, str]) -> dict[str, Any]:
    colour = colours.get(plan.id, "") if plan is not None else ""
    attendance = numbers.get((plan.id, "attendance", "percent")) if plan is not None else None
    marks = set()
    if plan is None:
        marks.add("none")
    else:
        if plan.state == "draft":
            marks.add("writing")
        if not colour and not plan.elsewhere:
            marks.add("unchecked")
        if colour in {"amber", "red"}:
            marks.add("not_good")
    return {
        "name": name_for(child),
        "url": plan_url(plan) if plan is not None else url_for("statutory_plans.of_child", child_id=child.id),
        "plan": plan,
        "state": showing.STATE_WORDS[plan.state] if plan is not None else "No plan",
        "colour": showing.STATE_COLOURS[plan.state] if plan is not None else "red",
        "rag": colour,
        "attendance": f"{showing.plain(attendance)}%" if attendance is not None else "",
        "money": numbers.get((plan.id, "premium", "amount")) if plan is not None else None,
        "is": marks,
    }
