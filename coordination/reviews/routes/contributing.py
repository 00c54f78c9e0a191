"""Pages of contributions: sending and correcting one's own before a review, reading one with what was sent before."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny, Permit
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.plans.models import Action
from coordination.reviews import contributing, contributions, queries
from coordination.reviews import contribution_forms as forms
from coordination.reviews import contribution_views as views
from coordination.reviews.kinds import meeting_of
from coordination.reviews.models import Contribution, Review, ReviewPerson
from coordination.reviews.routes.blueprint import blueprint, refuse, strip
from coordination.web import drafts, files_out
from coordination.web.forms import page

DRAFT = "contribution"


def _my_place(review_id: UUID) -> ReviewPerson | None:
    """The place on a review of whoever asks: nobody else's form is anybody's."""
    return contributions.place_of(review_id, actor().person_id)


@blueprint.route("/reviews/<uuid:review_id>/contribution", methods=["GET", "POST"])
@requires("reviews", "create", on=_my_place, whole=False)
def contribute(place: ReviewPerson) -> ResponseReturnValue:
    """Say before the meeting what one has seen, what goes well, what worries, and how one's own actions go."""
    review = place.review
    sent = contributions.versions_of(place)
    before = sent[0] if sent else None
    if not contributing.is_open(place):
        flash("This meeting has been held or called off, so nothing more can be sent.", "info")
        return redirect(_onwards(review, before), 303)
    actions = actions_of(place)
    form = forms.ContributionForm(data=forms.started(before, actions))
    draft = drafts.put_back(form, DRAFT, place.child_id, place.id)
    if not form.rows_changed() and form.validate_on_submit():
        facts = forms.said(form, actions)
        for action, _ in facts["progress"]:
            guard.demand("update", "actions", action)
        try:
            kept = contributing.contribute(place, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(DRAFT, place.child_id, place.id)
            tell(kept)
            return redirect(_onwards(review, kept), 303)
    return page(
        "reviews/contribute.html",
        form=form,
        review=review,
        title=meeting_of(review).words,
        wanted_by=contributing.wanted_by(review),
        name=short_name(review.child),
        actions={held.id: held for held in actions},
        before=before,
        record=strip(review.child),
        draft=draft,
        draft_url=drafts.url(DRAFT, place.child_id, place.id),
        back_url=_onwards(review, before, first=True),
    )


def actions_of(place: ReviewPerson) -> list[Action]:
    """The actions the form asks about: their own ones that they may update."""
    return [
        held for held in contributions.own_actions(place) if isinstance(guard.may("update", "actions", held), Permit)
    ]


def tell(kept: Contribution) -> None:
    """Say on the next page that it was sent, and if an action was changed by somebody else at the same time."""
    if any(said.get("crossed") for said in kept.progress):
        flash(
            "Your contribution was sent. Somebody else changed an action while you were writing: both are kept, "
            "and the team decides.",
            "info",
        )
    else:
        flash("Your contribution was sent. You can correct it until the meeting is held.", "success")


def _onwards(review: Review, kept: Contribution | None, *, first: bool = False) -> str:
    """Where somebody goes from the form: the review where they may read it, else what they sent, else their start."""
    if isinstance(guard.may("read", "reviews", review), Permit):
        return url_for("reviews.review", review_id=review.id)
    if kept is not None and not first:
        return url_for("reviews.contribution", contribution_id=kept.id)
    return "/"


@blueprint.get("/reviews/<uuid:review_id>/contributions")
@requires("reviews", "read", on=queries.review, whole=False)
def contributions_page(review: Review) -> ResponseReturnValue:
    """Everything that was sent before a review, as far as the reader may see it: to have beside the record."""
    return render_template(
        "reviews/contributions_page.html",
        title=meeting_of(review).words,
        contributions=views.all_shown(contributions.contributions_of(review.id)),
        record=strip(review.child),
        back_url=url_for("reviews.review", review_id=review.id),
    )


def _visible(contribution_id: UUID) -> Contribution | None:
    """A contribution, if whoever asks may see it: to anybody else it is as if there were none."""
    row = contributions.contribution(contribution_id)
    return row if row is not None and contributions.visible([row]) else None


@blueprint.get("/contributions/<uuid:contribution_id>")
@requires("reviews", "read", on=_visible, whole=False)
def contribution(row: Contribution) -> ResponseReturnValue:
    """One person's contribution to one review, and every version of it."""
    place = contributions.place(row.review_person_id)
    assert place is not None
    review = place.review
    return render_template(
        "reviews/contribution.html",
        who=place,
        title=meeting_of(review).words,
        versions=[views.shown(held, place) for held in contributions.visible(contributions.versions_of(place))],
        may_correct=place.person_id == actor().person_id and contributing.is_open(place),
        review=review,
        record=strip(review.child),
        back_url=url_for("reviews.review", review_id=review.id)
        if isinstance(guard.may("read", "reviews", review), Permit)
        else "/",
    )


@blueprint.get("/contributions/<uuid:contribution_id>/file")
@requires("reviews", "read", on=_visible, whole=False)
def contribution_file(row: Contribution) -> ResponseReturnValue:
    """The report somebody attached. It is saved under a name of ours: theirs may say whose it is."""
    if row.file is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return files_out.attached(row.file, "report")
