"""One meeting of several children: planning it for brothers and sisters, and going from child to child."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.cases.models import Case, CaseKind, Membership
from coordination.children import reading, siblings
from coordination.children.models import Child
from coordination.children.presenters import name_for
from coordination.db import derived_id
from coordination.plans import queries as plans
from coordination.plans.models import Action
from coordination.reviews import presenters, queries
from coordination.reviews.kinds import meeting_of
from coordination.reviews.models import Review, ReviewKind
from coordination.reviews.routes.blueprint import being_recorded, blueprint, case_for, kinds_in, may, strip, team_of
from coordination.reviews.together import Part
from coordination.voice import queries as voice
from coordination.voice.models import View

# The kind of review a brother or sister has where the first child's kind is not theirs.
_USUAL = {
    CaseKind.LOOKED_AFTER.value: ReviewKind.LOOKED_AFTER.value,
    CaseKind.CHILD_IN_NEED.value: ReviewKind.CHILD_IN_NEED.value,
    CaseKind.CHILD_PROTECTION.value: ReviewKind.CORE_GROUP.value,
}


class Other(NamedTuple):
    """A brother or sister whose review the actor may plan: the child, the case, its team, and the kinds of review."""

    child: Child
    case: Case
    team: list[Membership]
    kinds: list[str]

    def kind(self, beside: Part) -> str:
        """The kind of review they have beside another child's."""
        wanted = [_USUAL.get(self.case.kind, ReviewKind.TAC_REVIEW.value), ReviewKind.TAC_REVIEW.value]
        if self.case.kind == beside.case.kind:
            wanted.insert(0, beside.kind)
        return next((kind for kind in wanted if kind in self.kinds), self.kinds[0])

    def part(self, beside: Part, not_asked: set[UUID]) -> Part:
        """Their part of a meeting: their own team, without whoever is not asked to the meeting."""
        on_team = {held.person_id for held in self.team}
        return Part(
            case=self.case,
            id=derived_id(beside.id, str(self.child.id)),
            kind=self.kind(beside),
            chair_id=beside.chair_id if beside.chair_id in on_team else actor().person_id,
            invitees=[
                _asked(held, held.person_id not in not_asked)
                for held in self.team
                if held.person_id not in not_asked or held.role in FAMILY_ROLES
            ],
        )


def _asked(held: Membership, asked: bool) -> dict[str, Any]:
    who = {"person_id": held.person_id, "agency_id": held.agency_id, "name": held.person.name, "role": held.role}
    return who if asked else who | {"person_id": None, "response": "not_asked"}


def brothers_and_sisters(child: Child) -> list[Other]:
    """Those whose records the actor can open and whose review they may plan. Asks nothing where none is linked."""
    found = []
    for other in siblings.records(reading.together(siblings.asked(child))):
        case = case_for(other)
        kinds = kinds_in(case) if case is not None else []
        if case is not None and kinds:
            found.append(Other(other, case, team_of(case), kinds))
    return found


def readable_beside(review: Review) -> list[Review]:
    """The other children's reviews of the same meeting that the actor may read; nothing tells of one they may not."""
    return guard.readable(queries.beside(review), "reviews")


def whole_meeting(review: Review, beside: Iterable[Review]) -> list[tuple[str, str, bool, str]]:
    """Each child of a meeting: name, address of the review, whether it is this one, and how it has come apart from
    this one. Always in the same order.
    """
    every = sorted([review, *beside], key=lambda held: (held.child.sort_name, str(held.id)))
    return [
        (
            name_for(held.child),
            url_for("reviews.review", review_id=held.id),
            held.id == review.id,
            presenters.apart(held, review),
        )
        for held in every
    ]


def _every_child(review_id: UUID) -> Review | None:
    """A review and those beside it, with what the actor is to each of the children, asked for once."""
    found = queries.review_and_beside(review_id)
    if found is not None:
        guard.know([found.child_id, *[held.child_id for held in found.beside]])
    return found


@blueprint.get("/reviews/<uuid:review_id>/together")
@requires("reviews", "read", on=_every_child, whole=False)
def together(review: Review) -> ResponseReturnValue:
    """Every child of one meeting on one page, child after child, each with what is theirs alone."""
    beside = readable_beside(review)
    if not beside:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    every = sorted([review, *beside], key=lambda held: (held.child.sort_name, str(held.id)))
    keys = [held.child_id for held in every]
    actions = guard.readable(plans.open_actions(*keys), "actions")
    wishes = guard.readable(voice.unanswered_wishes(*keys), "own_words")
    return render_template(
        "reviews/together.html",
        record=strip(review.child),
        review=review,
        starts_at=review.starts_at,
        parts=[_part(held, actions, wishes) for held in every],
        shared=[key for key, many in Counter(row.shared_id for row in actions if row.shared_id).items() if many > 1],
        back_url=url_for("reviews.review", review_id=review.id),
    )


def _part(review: Review, actions: list[Action], wishes: list[View]) -> dict[str, Any]:
    """One child's section: the state of the review, actions that wait and wishes without an answer."""
    return {
        "id": f"child-{review.child.reference}",
        "name": name_for(review.child),
        "head": presenters.heading(review, meeting_of(review)),
        "actions": [row for row in actions if row.child_id == review.child_id],
        "wishes": [wish for wish in wishes if wish.child_id == review.child_id],
        "url": url_for("reviews.review", review_id=review.id),
        "record_url": url_for("reviews.record", review_id=review.id)
        if may("update", "reviews", review) and being_recorded(review)
        else None,
    }
