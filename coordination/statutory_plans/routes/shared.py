"""What the pages of the plans share: who may come in, and which plan and theme an address names."""

from typing import Any

from flask import Blueprint, abort, request, url_for

from coordination.access import guard
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.statutory_plans import queries, showing
from coordination.statutory_plans.kinds import Theme
from coordination.statutory_plans.models import StatutoryPlan
from coordination.web.forms import Form

blueprint = Blueprint("statutory_plans", __name__)

# Families and young people read what is theirs of these plans on pages of their own.
blueprint.before_request(guard.workers_only)


def its_section(plan: StatutoryPlan) -> str:
    """The section of the access rules that a plan belongs to."""
    return plan.section


def of_a_theme(statutory_id: Any, theme: str) -> StatutoryPlan | None:
    """The plan of an address that names one of its themes too."""
    plan = queries.plan(statutory_id)
    return plan if plan is not None and plan.regime.theme(theme) is not None else None


def theme_of(plan: StatutoryPlan) -> Theme:
    """The theme an address names, where its reader sees it."""
    code = (request.view_args or {})["theme"]
    permit = guard.may("read", plan.section, plan)
    found = next((theme for theme in showing.themes(permit, plan.regime) if theme.code == code), None)
    if found is None:
        abort(404)
    return found


def record(child: Child) -> dict[str, Any]:
    """The strip of a record page, on the care tab."""
    return record_strip(child, current="care")


def plan_url(plan: StatutoryPlan, anchor: str | None = None) -> str:
    """The address of one version."""
    return url_for("statutory_plans.plan", statutory_id=plan.id, _anchor=anchor)


def refuse(form: Form, broken: RuleBroken) -> None:
    """A broken rule as an error of the form, beside its field where it has it."""
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
