"""The page of social care: referrals, assessments, child in need plans; and writing each down."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.care import presenters as care_presenters
from coordination.care import queries as care
from coordination.cases import writing
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.social_care import forms, operations, presenters, queries
from coordination.social_care.models import FamilyAssessment, NeedPlan, Referral
from coordination.social_care.routes.shared import blueprint, named, of_a

TAB = "social"


def _back(child: Child) -> str:
    return url_for("social_care.of_child", child_id=child.id)


@blueprint.get("/children/<uuid:child_id>/social-care")
@guard.requires("social_care", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """What stands, and how it came to it, newest first. A reader of summaries is told what stands."""
    guard.workers_only()
    permit = guard.may("read", "social_care", child, whole=True)
    referrals = queries.referrals(child.id)
    assessments = queries.assessments(child.id)
    plans = queries.need_plans(child.id)
    visits = [row for row in care.visits(child.id) if row.kind == "child_in_need"] if permit.is_whole else []
    may_add = bool(guard.may("create", "social_care", child, whole=True))
    return render_template(
        "social_care/of_child.html",
        record=record_strip(child, current=TAB),
        child=child,
        stands=presenters.stands(referrals, assessments, plans),
        whole=permit.is_whole,
        referrals=presenters.referral_rows(referrals),
        assessments=presenters.assessment_rows(assessments),
        plans=presenters.need_plan_rows(plans),
        visits=care_presenters.visit_rows(visits, whole=True),
        may_add=may_add,
        may_begin=may_add and all(row.finished_on is not None for row in assessments),
        may_plan=may_add and queries.running(plans) is None,
        may_change=bool(guard.may("update", "social_care", child, whole=True)),
        sees_protection=bool(guard.may("read", "protection_plan", child, whole=True)),
    )


@blueprint.route("/children/<uuid:child_id>/social-care/referrals/add", methods=["GET", "POST"])
@guard.requires("social_care", "create", on=child_of)
def add_referral(child: Child) -> ResponseReturnValue:
    """Record a referral."""
    return writing.adding(
        child,
        forms.ReferralForm(),
        "Record a referral",
        "Record the referral",
        lambda facts: operations.receive(child, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )


@blueprint.route("/children/<uuid:child_id>/social-care/referrals/<uuid:row_id>/change", methods=["GET", "POST"])
@guard.requires("social_care", "update", on=of_a(Referral))
def change_referral(child: Child) -> ResponseReturnValue:
    """Put a referral right."""
    held = named(Referral)
    return writing.changing(
        child,
        held,
        forms.ReferralForm,
        "Change a referral",
        lambda facts: operations.change_referral(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )


@blueprint.route("/children/<uuid:child_id>/social-care/referrals/<uuid:row_id>/answer", methods=["GET", "POST"])
@guard.requires("social_care", "update", on=of_a(Referral))
def answer_referral(child: Child) -> ResponseReturnValue:
    """Record the answer to a referral, or put it right."""
    held = named(Referral)
    return writing.changing(
        child,
        held,
        forms.AnswerForm,
        "Record the answer" if held.answer is None else "Change the answer",
        lambda facts: operations.answer(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )


@blueprint.route("/children/<uuid:child_id>/social-care/referrals/<uuid:row_id>/close", methods=["GET", "POST"])
@guard.requires("social_care", "update", on=of_a(Referral))
def close_referral(child: Child) -> ResponseReturnValue:
    """Record that social care ends its work."""
    held = named(Referral)
    return writing.changing(
        child,
        held,
        forms.CloseForm,
        "Record that social care ends its work",
        lambda facts: operations.close(child, held, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
        hint="A child in need plan that runs ends on the same day.",
    )


@blueprint.route("/children/<uuid:child_id>/social-care/assessments/add", methods=["GET", "POST"])
@guard.requires("social_care", "create", on=child_of)
def add_assessment(child: Child) -> ResponseReturnValue:
    """Record that an assessment began."""
    return writing.adding(
        child,
        forms.AssessmentForm(),
        "Record that an assessment began",
        "Record it",
        lambda facts: operations.begin_assessment(child, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
        hint="It is finished within 45 working days of the referral (Working Together 2023).",
    )


@blueprint.route("/children/<uuid:child_id>/social-care/assessments/<uuid:row_id>/finish", methods=["GET", "POST"])
@guard.requires("social_care", "update", on=of_a(FamilyAssessment))
def finish_assessment(child: Child) -> ResponseReturnValue:
    """Record what an assessment found, or put it right."""
    held = named(FamilyAssessment)
    return writing.changing(
        child,
        held,
        forms.FinishForm,
        "Finish the assessment" if held.finished_on is None else "Change the assessment",
        lambda facts: operations.finish_assessment(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )


@blueprint.route("/children/<uuid:child_id>/social-care/plans/add", methods=["GET", "POST"])
@guard.requires("social_care", "create", on=child_of)
def add_need_plan(child: Child) -> ResponseReturnValue:
    """Record that a child in need plan began."""
    return writing.adding(
        child,
        forms.NeedPlanForm(),
        "Record that a child in need plan began",
        "Record it",
        lambda facts: operations.start_need_plan(child, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
        hint="What the plan says is in the plan of the team around the child. This starts the dates of its reviews and"
        " visits.",
    )


@blueprint.route("/children/<uuid:child_id>/social-care/plans/<uuid:row_id>/end", methods=["GET", "POST"])
@guard.requires("social_care", "update", on=of_a(NeedPlan))
def end_need_plan(child: Child) -> ResponseReturnValue:
    """Record that a child in need plan ended."""
    held = named(NeedPlan)
    return writing.changing(
        child,
        held,
        forms.EndNeedPlanForm,
        "Record that the child in need plan ended",
        lambda facts: operations.end_need_plan(held, by=guard.actor(), **facts),
        back_url=_back(child),
        current=TAB,
    )
