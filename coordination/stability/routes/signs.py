"""The signs of one child, the meeting that follows, whether they were true; and every child with signs."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Permit
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.reviews.models import Review, ReviewKind
from coordination.reviews.routes.planning import plan_page
from coordination.stability import evidence, forms, operations, presenters, queries
from coordination.stability.evidence import Sign
from coordination.stability.models import StabilitySign
from coordination.stability.routes.blueprint import blueprint, whole_history
from coordination.web.forms import page


def signs_of(child: Child) -> list[Sign]:
    """The signs of a child that the actor may know of."""
    return evidence.signs(queries.facts([child], guard.readable)[child.id], clock.today())


@blueprint.get("/children/<uuid:child_id>/stability")
@requires("placement", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """Each sign with its evidence; the stability meetings, and what came of them."""
    whole_history(child)
    meetings = guard.readable(queries.meetings(child.id), "reviews")
    return render_template(
        "stability/of_child.html",
        record=record_strip(child, current="care"),
        child=child,
        signs=presenters.sign_rows(child, signs_of(child)),
        meetings=presenters.meeting_rows(
            meetings,
            {review.id: _told(child, queries.signs_at(review.id)) for review in meetings},
            queries.outcomes(review.id for review in meetings),
            bool(guard.may("update", "reviews", child, whole=True)),
        ),
        may_plan=bool(guard.may("create", "reviews", child, whole=True)),
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _told(child: Child, rows: Iterable[StabilitySign]) -> list[StabilitySign]:
    """The signs of a meeting that the actor may know of."""
    return [row for row in rows if row.code in evidence.SECTION_OF and queries.may_see(row.code, child)]


@blueprint.route("/children/<uuid:child_id>/stability/meeting", methods=["GET", "POST"])
@requires("reviews", "create", on=child_of)
def plan_meeting(child: Child) -> ResponseReturnValue:
    """Plan a stability meeting: its reason names the signs that everybody asked to it may know of."""
    whole_history(child)
    found = signs_of(child)
    return plan_page(
        child,
        kind=ReviewKind.STABILITY.value,
        reason=presenters.reason(found),
        planned=lambda review: operations.meeting_planned(review, found, by=actor()),
    )


@blueprint.route("/stability/meetings/<uuid:review_id>", methods=["GET", "POST"])
@requires("reviews", "read", on=queries.meeting, whole=False)
def judge(review: Review) -> ResponseReturnValue:
    """After the meeting: whether each sign said something true, and what came of it."""
    child = review.child
    whole_history(child)
    guard.demand("update", "reviews", child, whole=True)
    signs = _told(child, queries.signs_at(review.id))
    outcome = queries.outcomes([review.id]).get(review.id)
    given: dict[str, Any] = {f"sign_{row.code}": row.judged for row in signs if row.judged}
    form = forms.judging_form(row.code for row in signs)(**given, words=outcome.words if outcome else "")
    if form.validate_on_submit():
        facts = form.facts()
        answers = {name.removeprefix("sign_"): said for name, said in facts.items() if name.startswith("sign_")}
        try:
            operations.judge(review, id=facts["id"], answers=answers, words=facts["words"], by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            flash("What came of the meeting is kept.", "success")
            return redirect(url_for("stability.of_child", child_id=child.id), 303)
    return page(
        "stability/judge.html",
        form=form,
        record=record_strip(child, current="care"),
        child=child,
        review=review,
        held=queries.was_held(review),
        back_url=url_for("stability.of_child", child_id=child.id),
    )


@blueprint.get("/stability")
@guard.signed_in("workforce")
def everybody() -> ResponseReturnValue:
    """The looked-after children somebody reads of who have signs, most evidence first; how often each was true."""
    reached = queries.looked_after()
    guard.know(child.id for child in reached)
    children = [child for child in reached if guard.may("read", "placement", child, whole=True).is_whole]
    held = queries.facts(children, _quietly)
    found = [(child, evidence.signs(held[child.id], clock.today())) for child in children]
    by_key = {child.id: child for child in children}
    judged = [row for row in queries.judged(by_key) if _told(by_key[row.child_id], [row])]
    guard.access().sections.add("placement")
    guard.note_children([*(child.id for child, signs in found if signs), *(row.child_id for row in judged)])
    return render_template(
        "stability/everybody.html",
        rows=presenters.child_rows(found),
        many=len(children),
        truth=presenters.truth_rows(judged),
    )


def _quietly(rows: Iterable[Any], section: str) -> list[Any]:
    """Those of many children's rows that the actor may read; the audit names the children that are shown."""
    return [row for row in rows if isinstance(guard.may("read", section, row), Permit)]
