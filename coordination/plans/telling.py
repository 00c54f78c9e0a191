"""Telling people by mail that something waits for them: one sentence and a link, never what it is or about whom.

Called by whoever does one thing by hand. What comes in by the hundred (an import, the demo) tells nobody.
"""

from uuid import UUID

from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.cases import queries as cases
from coordination.messages import operations as messages
from coordination.plans import queries
from coordination.plans.models import Action, Plan


def given(action: Action, *, by: Actor) -> None:
    """The person who was asked to do something is told, unless they asked themselves."""
    _tell(action.owner_id, "action_given", action, by)


def changed(action: Action, *, owner_before: UUID | None, by: Actor) -> None:
    """Whoever has an action is told that it changed; whoever is newly asked, that they are."""
    _tell(action.owner_id, "action_changed" if action.owner_id == owner_before else "action_given", action, by)


def answered(action: Action, *, by: Actor) -> None:
    """The lead is told that an action was not accepted: it waits for somebody else."""
    if action.acceptance == "declined":
        plan = queries.plan_around(action)
        _tell(plan.case.lead_id if plan is not None else None, "action_answered", action, by)


def agreed(plan: Plan, *, by: Actor) -> None:
    """Everybody on the team, the family among them, is told that the plan was agreed."""
    told: set[UUID] = {by.person_id} if by.person_id is not None else set()
    for place in cases.team(plan.case_id):
        if place.person_id not in told:
            told.add(place.person_id)
            _send(place.person, "plan_agreed", plan.id, f"/plans/{plan.id}")


def _tell(person_id: UUID | None, template: str, action: Action, by: Actor) -> None:
    if person_id is None or person_id == by.person_id:
        return
    person = agencies.person(person_id)
    if person is not None:
        _send(person, template, action.id, f"/actions/{action.id}")


def _send(person: Person, template: str, about_id: UUID, page: str) -> None:
    # Families and young people are taken to their own page: the team's are not theirs.
    if person.kind == "workforce":
        messages.queue_mail(person, template=template, about_id=about_id, link=page)
    else:
        messages.queue_mail(person, template=template, about_id=about_id)
