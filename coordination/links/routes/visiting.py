"""What whoever came by a link may do: contribute to one review, or say how one action is going. Nothing else.

The pages show initials and the form. Doing the thing spends the link.
"""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, public
from coordination.access.policy import Permit
from coordination.db import RuleBroken
from coordination.links import forms
from coordination.links.models import OneTimeLink, Purpose
from coordination.links.routes.blueprint import BARE, blueprint, by_link, done, initials, keep_typed, over, typed_before
from coordination.plans import attached, telling
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action
from coordination.reviews import contributing, contributions
from coordination.reviews import contribution_forms as asked
from coordination.reviews.models import ReviewPerson
from coordination.web import drafts
from coordination.web.forms import page

DRAFT = "contribution"


@blueprint.route("/by-link/contribution", methods=["GET", "POST"])
@by_link(Purpose.CONTRIBUTION)
def contribution(held: OneTimeLink) -> ResponseReturnValue:
    """The contribution form, and nothing else of the review."""
    place = contributions.place(held.thing_id)
    if place is None or not contributing.is_open(place):
        return over()
    guard.demand("create", "reviews", place)
    before = contributing.latest_of(place)
    actions = _actions_of(place)
    form = asked.ContributionForm(data=asked.started(before, actions))
    put_back = typed_before(form, DRAFT, held)
    if not form.rows_changed() and form.validate_on_submit():
        facts = asked.said(form, actions)
        for row, _ in facts["progress"]:
            guard.demand("update", "actions", row)
        try:
            contributing.contribute(place, by=actor(), source="link", **facts)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
        else:
            drafts.drop(DRAFT, place.child_id, place.id)
            return done(held)
    return page(
        "links/contribution.html",
        form=form,
        initials=initials(held.child),
        starts_at=place.review.starts_at,
        kind=place.review.kind,
        wanted_by=contributing.wanted_by(place.review),
        actions={row.id: row for row in actions},
        before=before,
        put_back=put_back,
        draft_url=url_for("links.keep"),
        **BARE,
    )


def _actions_of(place: ReviewPerson) -> list[Action]:
    return [row for row in contributions.own_actions(place) if isinstance(guard.may("update", "actions", row), Permit)]


@blueprint.post("/by-link/draft")
@by_link(Purpose.CONTRIBUTION)
def keep(held: OneTimeLink) -> ResponseReturnValue:
    """Keep what is typed, and say when. Sent by static/js/drafts.js."""
    return keep_typed(DRAFT, held)


@blueprint.route("/by-link/action", methods=["GET", "POST"])
@by_link(Purpose.ACTION)
def action(held: OneTimeLink) -> ResponseReturnValue:
    """One action in its own words, and how it is going."""
    row = plan_queries.action(held.thing_id)
    if row is None or row.owner_id != held.person_id or row.status in plan_queries.CLOSED:
        return over()
    guard.demand("update", "actions", row)
    form = forms.ActionForm(data={"version": row.version})
    if form.validate_on_submit():
        try:
            _say(row, form)
        except RuleBroken as broken:
            wrong = {"blocker": "note", "reason": "note"}.get(broken.field or "", broken.field)
            form.refuse(broken.sentence, wrong if wrong in form else None)
        else:
            return done(held)
    return page("links/action.html", form=form, row=row, initials=initials(held.child), **BARE)


def _say(row: Action, form: forms.ActionForm) -> None:
    """What was said of the action, by the same operations as in the plan. What crosses is kept for a decision."""
    status, note, upload = form.status.fact(), form.note.fact(), form.file.fact()
    file = (upload.filename, upload.read()) if upload is not None else None
    if status == forms.NOT_MINE:
        plans.answer_action(row, accept=False, reason=note, by=actor())
        telling.answered(row, by=actor())
    else:
        version = form.version.fact()
        seen = int(version) if version.isascii() and version.isdecimal() else None
        try:
            plans.update_action(
                row, status=status, seen=seen, note=note, blocker=note if status == "blocked" else "", by=actor()
            )
        except plans.Crossed:
            flash("Somebody else changed this at the same time. Both are kept, and the team decides.", "info")
    if file is not None:
        attached.attach(row, name=file[0], content=file[1], by=actor())


@blueprint.get("/link-sent")
@public
def sent() -> ResponseReturnValue:
    """Thank you, to anybody."""
    return render_template("links/sent.html", **BARE)
