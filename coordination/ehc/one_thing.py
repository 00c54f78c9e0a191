"""Somebody asked one thing: an adviser for their advice, a setting whether it should be named.

Whoever is asked reaches that one thing and the name of whom it is about. They come by an account or by a one-time link,
are mailed one sentence that names nobody, are chased until they answer, and reach nothing more once they did or are
not asked any longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from coordination import clock
from coordination.access import reach
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.db import RuleBroken, db
from coordination.ehc.models import Advice
from coordination.ehc.plan_models import Consultation
from coordination.events import operations as events
from coordination.events.models import Event
from coordination.links import operations as links
from coordination.links import queries as link_queries
from coordination.links.models import OneTimeLink, Purpose
from coordination.messages import operations as messages

# A link lasts until two weeks after the answer is due: whoever is late can still send it.
AFTER_DUE = timedelta(days=14)
# Days after the due date on which somebody is chased first, and then every so often. Practice: no law says it.
AFTER, EVERY = 1, 7

Asked = Advice | Consultation


@dataclass(frozen=True, slots=True)
class OneThing:
    """A kind of thing somebody is asked. ``page`` and ``key``: where whoever signs in answers, and how the address
    names the row. ``event`` and ``fact``: what told the clocks that it was asked, and how each is told from the others.
    ``reminder``: the mail that chases. ``before``: days from the due date on which they are chased before it.
    """

    purpose: Purpose
    why: str
    role: str
    page: str
    key: str
    event: str
    fact: str
    reminder: str
    before: tuple[int, ...]

    def role_of(self, row: Asked) -> str:
        """The role in which whoever is asked acts on this one thing."""
        return getattr(row, "role", None) or self.role

    def let_in(self, row: Asked, person: Person, *, by: Actor) -> None:
        """Whoever is asked reaches this one thing, and the name of whom it is about; nothing else."""
        reach.open_reach(
            db.session(),
            authority_id=row.authority_id,
            child_id=row.child_id,
            person_id=person.id,
            role=self.role_of(row),
            via="invitation",
            agency_id=row.agency_id,
            sections=("ehc_plan", "core_identity"),
            things=[row.id],
            source_id=row.id,
            reason=self.why,
            by=by.person_id,
        )

    def send_link(self, row: Asked, *, due_on: date, by: Actor) -> OneTimeLink:
        """Send whoever was asked a link to answer by. A link sent before ends. Raises RuleBroken."""
        ends_on = max(due_on, clock.today()) + AFTER_DUE
        return links.send(
            self.purpose,
            row.child,
            db.session.get_one(Person, row.person_id),
            thing_id=row.id,
            things=[row.id],
            sections=("ehc_plan",),
            agency_id=row.agency_id,
            role=self.role_of(row),
            ends_at=clock.now() + (ends_on - clock.today()),
            by=by,
        )

    def tell(self, row: Asked, template: str, **context: Any) -> None:
        """Mail whoever was asked: one sentence, and the page to sign in to. Family find it on their own page."""
        person = db.session.get(Person, row.person_id) if row.person_id is not None else None
        if person is None:
            return
        if person.kind == "workforce":
            context["link"] = messages.path_to(self.page, **{self.key: row.id})
        messages.queue_mail(person, template=template, about_id=row.id, **context)

    def chase(self, row: Asked, *, asked_on: date, due_on: date, by: Actor) -> bool:
        """Mail whoever was asked, if it is time and they were not mailed for this already: by a new link where they
        came by one. Whether they were.

        Nobody is mailed whose link was taken back: it may have gone to a wrong address. Whoever took it back sends
        another.
        """
        today = clock.today()
        if not is_time([asked_on, *row.chased_on], due_on, today, self.before):
            return False
        links = link_queries.links_to([row.id])
        if links and links[0].ended_at is not None:
            return False
        if links:
            try:
                self.send_link(row, due_on=due_on, by=by)
            except RuleBroken:
                # The record is kept close since, or the organisation's people sign in now.
                return False
        else:
            self.tell(row, self.reminder, due_on=due_on)
        row.chased_on = [*row.chased_on, today]
        db.session.flush()
        return True

    def never_asked(self, row: Asked, *, by: Actor) -> None:
        """What is not waited for any more was, for the clocks, never asked."""
        asked = db.session.scalar(
            select(Event).where(Event.about_id == row.id, Event.kind == self.event).order_by(Event.id).limit(1)
        )
        if asked is not None:
            events.record(
                authority_id=row.authority_id,
                child_id=row.child_id,
                kind=asked.kind,
                occurred_on=asked.occurred_on,
                about=row,
                agency_id=row.agency_id,
                label=row.label,
                facts={self.fact: str(row.id), "withdrawn": True},
                corrects_id=asked.id,
                by=by.person_id,
            )


def end_way_in(row: Asked, *, by: Actor) -> None:
    """Whoever was asked reaches nothing any more: they answered, or are not asked any longer."""
    for link in link_queries.links_to([row.id]):
        links.end_link(link, by=by)
    reach.end_reach(db.session(), row.id)


def is_time(asked: Iterable[date], due_on: date, today: date, before: Iterable[int]) -> bool:
    """Whether a day for chasing has come since they were asked or chased last. ``before``: days from the due date."""
    last = max(asked)
    late = (today - due_on).days
    days = [due_on + timedelta(days=step) for step in before]
    if late >= AFTER:
        days.append(due_on + timedelta(days=AFTER + (late - AFTER) // EVERY * EVERY))
    return any(last < day <= today for day in days)
