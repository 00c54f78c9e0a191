"""Asking for an EHC needs assessment, or for another one, and taking a request back.

A request needs nobody's consent (Children and Families Act 2014, section 36(1)), and one is open at a time. Whoever
asks, the SEND service reaches the child from that moment: it has to answer within weeks. Once a caseworker has the
case, only they and whoever manages their team do.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from coordination import clock
from coordination.access import reach
from coordination.access.actor import Actor
from coordination.access.models import Reach
from coordination.agencies.models import Agency, AgencyKind, Person, RoleHeld, Team
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.ehc import queries, words
from coordination.ehc.models import Assessment, AssessmentState
from coordination.ehc.process import advising
from coordination.ehc.recording import record
from coordination.messages import operations as messages

# Which event a request is, by who asked: section 36(1) for those who may ask, section 24(1)(b) where the child is
# brought to the council's attention. What a tribunal orders is counted from the order.
_KIND_OF_EVENT = {
    "parent": "ehc_request_received",
    "young_person": "ehc_request_received",
    "school": "ehc_request_received",
    "health": "ehc_responsibility_began",
    "social_care": "ehc_responsibility_began",
    "brought_to_attention": "ehc_responsibility_began",
    "moved": "ehc_responsibility_began",
    "council": "ehc_considered",
    "tribunal": "ehc_considered",
}


class AlreadyOpen(RuleBroken):
    """One request is open at a time; this is the one."""

    def __init__(self, open_one: Assessment | None) -> None:
        super().__init__("A request for this child is open already. Two would run two clocks for one duty.")
        self.open_one = open_one


def receive(
    child: Child,
    *,
    id: UUID,
    source: str,
    received_on: date,
    said: str,
    by: Actor,
    channel: str | None = None,
    requester_name: str = "",
    youth_accommodation: bool = False,
) -> Assessment:
    """Record a request, or make one. The same ``id`` again is the same request.

    ``said``: the words of whoever asks. Where the child has a final plan it is a request to assess again. Raises
    RuleBroken, and AlreadyOpen with the request that is open.
    """
    existing = db.session.get(Assessment, id)
    if existing is not None:
        return existing
    if source not in words.SOURCES:
        raise RuleBroken("Choose who asked", "source")
    if received_on > clock.today():
        raise RuleBroken("The day the request came must be today or earlier", "received_on")
    if child.born_on and received_on < child.born_on:
        raise RuleBroken("The day the request came must be after the child was born", "received_on")
    if not said.strip():
        raise RuleBroken("Say what was asked, in the words of whoever asked", "said")
    again = asks_again(child.id)
    asked = Assessment(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        kind="reassessment" if again else "first",
        source=source,
        channel=channel,
        received_on=received_on,
        requester_id=by.person_id if by.kind != "workforce" else None,
        requester_name=(by.name if by.kind != "workforce" else requester_name.strip()) or None,
        words=said.strip(),
        youth_accommodation=youth_accommodation,
        recorded_by=by.person_id,
    )
    _keep(asked)
    _open_to_service(asked, by)
    _give_to(asked, by)
    record(
        asked,
        "ehc_reassessment_requested" if again else _KIND_OF_EVENT[source],
        by.person_id,
        occurred_on=received_on,
        source=source,
    )
    return asked


def asks_again(child_id: UUID) -> bool:
    """Whether a request would be one to assess again (Children and Families Act 2014, section 44): a plan is kept."""
    plan = queries.current_plan(child_id)
    return plan is not None and plan.state == "final"


def _keep(asked: Assessment) -> None:
    """Keep the request, unless one is open: the database has the last word where two come at one instant."""
    before = queries.open_assessment(asked.child_id)
    if before is not None:
        raise AlreadyOpen(before)
    try:
        with db.session.begin_nested():
            db.session.add(asked)
            db.session.flush()
    except IntegrityError:
        raise AlreadyOpen(queries.open_assessment(asked.child_id)) from None


def take(held: Assessment, *, officer_id: UUID, by: Actor) -> Assessment:
    """Give the work to one caseworker of the SEND service: it is on their page, and on their timetable.

    The child's record closes to the others of the service, whoever had the case before included, and stays open to
    those who manage its team.
    """
    post = next((found for found in service(held.authority_id) if found.person_id == officer_id), None)
    if post is None:
        raise RuleBroken("Choose a caseworker of the SEND service", "officer")
    if held.officer_id == officer_id:
        return held
    _give(held, post, by)
    return held


def take_where_nobody_has(held: Assessment, by: Actor) -> None:
    """Whoever of the service acts on a case that nobody has taken has it from then on."""
    own = next((post for post in service(held.authority_id) if post.person_id == by.person_id), None)
    if held.officer_id is None and own is not None:
        _give(held, own, by)


def withdraw(held: Assessment, *, on: date, why: str, by: Actor) -> Assessment:
    """Take a request back, with the reason. Nobody's advice is waited for any more."""
    if held.state == AssessmentState.WITHDRAWN.value:
        return held
    if held.state not in queries.OPEN:
        raise RuleBroken("This has been decided: there is no request to withdraw.")
    if not why.strip():
        raise RuleBroken("Say why it is withdrawn", "why")
    if not held.received_on <= on <= clock.today():
        raise RuleBroken("The day must be after the request came, and not in the future", "on")
    take_where_nobody_has(held, by)
    end(held, AssessmentState.WITHDRAWN, on=on, why=why, by=by)
    record(held, "ehc_request_withdrawn", by.person_id, occurred_on=on)
    return held


def end(held: Assessment, state: AssessmentState, *, on: date, why: str, by: Actor) -> None:
    """Close the work: what was asked of advisers and has not come is no longer wanted, and their ways in end."""
    held.state, held.ended_on, held.ended_why = state.value, on, why.strip() or None
    db.session.flush()
    for row in held.advice:
        advising.stop(row, by=by)


# -- who the SEND service is -----------------------------------------------------------------------------------


def service(authority_id: UUID) -> list[RoleHeld]:
    """The caseworkers of an authority's SEND service: those who hold their post in one of its teams. One query.

    An adviser of the service who is in no team (an educational psychologist) is asked for advice, case by case.
    """
    today = clock.today()
    return list(
        db.session.scalars(
            select(RoleHeld)
            .join(Team, Team.id == RoleHeld.team_id)
            .join(Agency, Agency.id == Team.agency_id)
            .join(Person, Person.id == RoleHeld.person_id)
            .where(Agency.kind == AgencyKind.SEND_SERVICE.value, Team.authority_id == authority_id)
            .where(RoleHeld.role == "EHC", RoleHeld.from_on <= today, Person.active)
            .where(RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
            .order_by(Person.sort_name, RoleHeld.person_id)
        )
    )


def managers(authority_id: UUID) -> set[UUID]:
    """The caseworkers of the SEND service who also manage a team of it: they give the cases out."""
    posts = service(authority_id)
    today = clock.today()
    return set(
        db.session.scalars(
            select(RoleHeld.person_id)
            .where(RoleHeld.role == "TM", RoleHeld.team_id.in_({post.team_id for post in posts}))
            .where(RoleHeld.person_id.in_({post.person_id for post in posts}), RoleHeld.from_on <= today)
            .where(RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
        )
    )


def _give(held: Assessment, post: RoleHeld, by: Actor) -> None:
    """The case is this caseworker's; the service's other ways to the child end."""
    held.officer_id, held.team_id = post.person_id, post.team_id
    db.session.flush()
    _open(held, post, "membership", by)
    of_child = select(Assessment.id).where(
        Assessment.authority_id == held.authority_id, Assessment.child_id == held.child_id
    )
    db.session.execute(
        update(Reach)
        .where(Reach.child_id == held.child_id, Reach.role == "EHC", Reach.source_id.in_(of_child))
        # An adviser's way to what they were asked ends with the asking.
        .where(Reach.via.in_(("management", "membership")), Reach.to_on.is_(None))
        .where(Reach.person_id.not_in({post.person_id, *managers(held.authority_id)}))
        .values(to_on=clock.today())
        .execution_options(synchronize_session=False)
    )


def _open_to_service(asked: Assessment, by: Actor) -> None:
    for post in service(asked.authority_id):
        _open(asked, post, "management", by)


def _open(asked: Assessment, post: RoleHeld, via: str, by: Actor) -> None:
    """The relationship of somebody of the service with the child, once."""
    held = db.session.scalar(
        select(Reach.id).where(
            Reach.person_id == post.person_id,
            Reach.child_id == asked.child_id,
            Reach.role == "EHC",
            Reach.via == via,
            Reach.things.is_(None),
            Reach.to_on.is_(None),
        )
    )
    if held is None:
        reach.open_reach(
            db.session(),
            authority_id=asked.authority_id,
            child_id=asked.child_id,
            person_id=post.person_id,
            role="EHC",
            via=via,
            agency_id=post.agency_id,
            team_id=post.team_id,
            case_kind="send",
            source_id=asked.id,
            reason="An EHC needs assessment was asked for",
            by=by.person_id,
        )


def _give_to(asked: Assessment, by: Actor) -> None:
    """Whoever of the service records it has it; otherwise the service is told that one waits to be taken."""
    posts = service(asked.authority_id)
    own = next((post for post in posts if post.person_id == by.person_id), None)
    if own is not None:
        _give(asked, own, by)
        return
    if posts:
        asked.team_id = posts[0].team_id
        db.session.flush()
    for post in posts:
        messages.queue_mail(post.person, template="ehc_request", about_id=asked.id, link="/ehc")
