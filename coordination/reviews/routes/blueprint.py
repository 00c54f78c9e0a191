"""What the pages of reviews share: they are for those who work with the child; family have pages of their own."""

from typing import Any

from flask import Blueprint

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.agencies import queries as agencies
from coordination.cases import queries as cases
from coordination.cases.models import Case, Membership
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.reviews.kinds import MEETINGS, names
from coordination.reviews.models import Review, ReviewState
from coordination.web.forms import Form, SelectChoice

blueprint = Blueprint("reviews", __name__)


# Families and young people have pages of their own, made from the same review.
blueprint.before_request(guard.workers_only)


def strip(child: Child) -> dict[str, Any]:
    """The strip of a record page, on the reviews' tab."""
    return record_strip(child, current="reviews")


def may(verb: str, section: str, row: Any, **more: Any) -> bool:
    """Whether to show a button."""
    return isinstance(guard.may(verb, section, row, **({"whole": True} | more)), Permit)


def refuse(form: Form, broken: RuleBroken) -> None:
    """A broken rule as an error of the form, beside its field where it has it."""
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)


def kinds_in(case: Case) -> list[str]:
    """The kinds of meeting whose record the actor may begin in this case."""
    return [
        kind.value
        for kind in MEETINGS
        if isinstance(guard.may("create", "reviews", case, **_beginning(case, kind.value)), Permit)
    ]


def kinds_for(case: Case) -> list[SelectChoice]:
    """The same as the choices of a question, each as the case's authority calls it."""
    authority = agencies.authority(case.authority_id)
    called = names(authority.settings if authority is not None else None)
    return [SelectChoice(kind, called[kind]) for kind in kinds_in(case)]


def demand_kind(case: Case, kind: str) -> None:
    """Refuse a kind of meeting the actor may not begin a record of. Asked about what was sent."""
    guard.demand("create", "reviews", case, **_beginning(case, kind))


def _beginning(case: Case, kind: str) -> dict[str, Any]:
    # A review that does not exist yet is nobody's own.
    return {
        "meeting_kind": kind,
        "case_kind": case.kind,
        "author_id": None,
        "agency_id": None,
        "owner_person_id": None,
    }


def case_for(child: Child) -> Case | None:
    """The open case in which the actor may begin a review: the newest one, unless only another is theirs to act in."""
    held = [case for case in cases.cases_with_teams(child.id) if case.state == "open"]
    return next((case for case in held if may("create", "reviews", child, case_kind=case.kind)), None)


def team_of(case: Case) -> list[Membership]:
    """Who is on a case's team today, of a case that :func:`case_for` answered."""
    today = clock.today()
    return cases.in_order(held for held in case.members if cases.on_team(held, today))


def being_recorded(review: Review) -> bool:
    """Whether the record may still be written."""
    return review.state in {ReviewState.PLANNED.value, ReviewState.DRAFT.value}
