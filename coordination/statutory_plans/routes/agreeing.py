"""Agreeing a version of a plan."""

from datetime import date

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor
from coordination.care import queries as care
from coordination.cases import queries as cases
from coordination.cases.words import role as role_words
from coordination.db import RuleBroken
from coordination.statutory_plans import forms, operations, queries, terms
from coordination.statutory_plans.models import StatutoryPlan
from coordination.statutory_plans.routes.shared import blueprint, its_section, plan_url, record, refuse
from coordination.timescales import TimescaleError
from coordination.web import drafts
from coordination.web.forms import SelectChoice, offered, page


@blueprint.route("/statutory-plans/<uuid:statutory_id>/agree", methods=["GET", "POST"])
@guard.requires(its_section, "read", on=queries.plan, whole=False)
def agree(row: StatutoryPlan) -> ResponseReturnValue:
    """Agree a version: who did, what the young person says, and when it is looked at again."""
    guard.demand(row.regime.agreed_by_verb, row.section, row)
    if row.state != "draft":
        flash("This was agreed already.", "information")
        return redirect(plan_url(row), 303)
    form = forms.AgreeForm(
        data={"agreed_on": clock.today(), "look_on": _again(row), "audiences": ["young_person", "carer"]}
    )
    form.agreed_with.offer(_people(row))
    if not row.regime.asks_audiences:
        del form.audiences
    elif row.placement_id is None:
        form.audiences.offer([choice for choice in form.audiences.choices if choice.value != "carer"])
    draft = drafts.put_back(form, "statutory-agree", row.child_id, row.id)
    if form.validate_on_submit():
        try:
            operations.agree(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("statutory-agree", row.child_id, row.id)
            flash("It was agreed. To change it, begin the next version.", "success")
            return redirect(plan_url(row), 303)
    return page(
        "statutory_plans/agree.html",
        form=form,
        title=operations.called(row),
        regime=row.regime,
        record=record(row.child),
        draft=draft,
        draft_url=drafts.url("statutory-agree", row.child_id, row.id),
        back_url=plan_url(row),
    )


def _again(row: StatutoryPlan) -> date | None:
    """When the law wants it looked at again: some months on, or by the end of the term after its own."""
    today = clock.today()
    months = row.regime.again_months
    if months is not None:
        year, month = divmod(today.month - 1 + months, 12)
        return _day(today.year + year, month + 1, today.day)
    if row.term_ends_on is None:
        return None
    try:
        return terms.terms_of(row.authority_id, today).end_of_next_term(max(row.term_ends_on, today))
    except TimescaleError:
        return None


def _day(year: int, month: int, day: int) -> date:
    """A day of a month, or its last one."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def _people(row: StatutoryPlan) -> list[SelectChoice]:
    """The team, and who holds parental responsibility as far as the actor sees the family."""
    found: dict[str, str] = {}
    for held in guard.readable(care.holders(row.child_id, clock.today()), "family_network"):
        found[held.name] = f"{held.name} (parental responsibility)"
    case = cases.current_case(row.child_id)
    for place in cases.team(case.id) if case is not None else []:
        found.setdefault(place.person.name, f"{place.person.name} ({place.person.job or role_words(place.role)})")
    found.setdefault(actor().name, actor().name)
    return offered(found)
