"""Opening a record for oneself: break-glass, the duty worker at night, and the privacy officer's look at a ledger.

Nobody has "all children". Whoever needs a record they have nothing to do with finds the one child exactly (name, date
of birth and one number), says why, proves again who they are, and reads for four hours: no print, nothing changed,
nothing above S3. The lead and the manager are told at once, and within three working days somebody else looks at
whether it was right. A duty worker stands in for everybody for a shift. A privacy officer sees who saw a record and
why, never what is in it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from coordination import clock, jobs
from coordination.access.actor import Actor
from coordination.access.reach import end_reach
from coordination.access.standing import BREAK_GLASS_LASTS, MAY_BREAK_GLASS
from coordination.agencies import queries as agencies
from coordination.cases import words
from coordination.children import matching
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.sharing import queries
from coordination.sharing.models import OwnAccess, OwnKind
from coordination.sharing.words import OUTCOMES
from coordination.timescales.calendar import england

SHIFT = timedelta(hours=12)
REVIEWED_WITHIN = 3  # working days: access.md's promise, local practice

_OPEN = text(
    "select open_own_access(:id, :kind, :authority, :given, :family, :born, cast(:identifiers as text[]), :role,"
    " :agency, :reason, :ends)"
)
_OPEN_FOR_CONCERN = text("select open_for_concern(:id, :concern, :agency, :ends)")
_DUE = text("select id, person_id from own_accesses_due()")


class Post(NamedTuple):
    """A post from which a record may be opened: the role, its organisation, and the authority whose record it is."""

    role: str
    agency_id: UUID
    authority_id: UUID

    @property
    def kind(self) -> str:
        """What opening a record from this post is."""
        return {"EDT": OwnKind.DUTY.value, "IGO": OwnKind.OVERSIGHT.value}.get(self.role, OwnKind.BREAK_GLASS.value)


def posts(who: Actor, authorities: Iterable[UUID]) -> list[Post]:
    """The posts from which somebody may open a record in an emergency; a duty worker's first."""
    places = list(authorities)
    found: list[Post] = []
    for held in who.roles_on(clock.today()):
        if held.role == "EDT" and held.authority_id is not None:
            found.insert(0, Post("EDT", held.agency_id, held.authority_id))
        elif held.role in MAY_BREAK_GLASS:
            found += [Post(held.role, held.agency_id, place) for place in places]
    return found


def privacy_posts(who: Actor) -> list[Post]:
    """The posts from which somebody may look at who saw a record."""
    return [
        Post("IGO", held.agency_id, held.authority_id)
        for held in who.roles_on(clock.today())
        if held.role == "IGO" and held.authority_id is not None
    ]


def open_alone(
    post: Post,
    *,
    reason: str,
    by: Actor,
    identifiers: Iterable[tuple[str, str]],
    given_names: str = "",
    family_name: str = "",
    born_on: date | None = None,
) -> OwnAccess | None:
    """Open a record for oneself. None where no child was found, is sealed, or is one they are excluded from.

    Raises RuleBroken without a reason. The caller has made sure that they have just proved who they are.
    """
    if not reason.strip():
        raise RuleBroken("Say why you need this record now", "reason")
    key, now = new_id(), clock.now()
    ends = now + (SHIFT if post.kind == OwnKind.DUTY.value else BREAK_GLASS_LASTS)
    child_id = db.session.scalar(
        _OPEN,
        {
            "id": key,
            "kind": post.kind,
            "authority": post.authority_id,
            "given": matching.normalised(given_names),
            "family": matching.normalised(family_name),
            "born": born_on,
            "identifiers": matching.identifier_digests(identifiers),
            "role": post.role,
            "agency": post.agency_id,
            "reason": reason.strip(),
            "ends": ends,
        },
    )
    return _opened(key, child_id, post, reason=reason, at=now, ends=ends, by=by)


def open_for_concern(post: Post, concern_id: UUID, *, reason: str, by: Actor) -> OwnAccess | None:
    """A duty worker opens the record of a child about whom a concern waits, for a shift. None where none does, or it is
    not for them. The caller has made sure that they have just proved who they are.
    """
    key, now = new_id(), clock.now()
    ends = now + SHIFT
    child_id = db.session.scalar(
        _OPEN_FOR_CONCERN, {"id": key, "concern": concern_id, "agency": post.agency_id, "ends": ends}
    )
    return _opened(key, child_id, post, reason=reason, at=now, ends=ends, by=by)


def _opened(
    key: UUID, child_id: UUID | None, post: Post, *, reason: str, at: datetime, ends: datetime, by: Actor
) -> OwnAccess | None:
    """Write down what the database has opened: who, from which post, why and until when. Whoever leads is told."""
    child = children.child(child_id) if child_id is not None else None
    if child is None:
        return None
    held = OwnAccess(
        id=key,
        authority_id=child.authority_id,
        child_id=child.id,
        person_id=by.person_id,
        role=post.role,
        agency_id=post.agency_id,
        kind=post.kind,
        reason=reason.strip(),
        opened_at=at,
        ends_at=ends,
        review_due_on=review_day(at),
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="record_opened_alone",
        about=held,
        facts={"role": words.role(post.role)},
        agency_id=post.agency_id,
        by=by.person_id,
    )
    if post.kind != OwnKind.OVERSIGHT.value:
        _tell(held, child)
    return held


def review_day(opened_at: datetime) -> date:
    """The day by which somebody else has looked at it: three working days after the day it was opened."""
    calendar, day = england(), clock.london_date(opened_at)
    for _ in range(REVIEWED_WITHIN):
        day = calendar.next_working_day(day + timedelta(days=1))
    return day


def end_now(held: OwnAccess) -> None:
    """End it before its hour: it opens nothing from the next request on."""
    if held.ended_at is None and clock.now() < held.ends_at:
        held.ended_at = clock.now()
        db.session.flush()
        end_reach(db.session(), held.id)


def review(held: OwnAccess, *, outcome: str, note: str, by: Actor) -> OwnAccess:
    """Write down what somebody else found about a record that was opened alone. Raises RuleBroken for one's own."""
    if held.person_id == by.person_id:
        raise RuleBroken("Nobody reviews what they opened themself.")
    if held.reviewed_at is not None:
        raise RuleBroken("This was reviewed already.")
    if outcome not in OUTCOMES:
        raise RuleBroken("Choose what you found", "outcome")
    if not note.strip():
        raise RuleBroken("Say what you looked at and what you found", "note")
    held.outcome, held.review_note = outcome, note.strip()
    held.reviewed_at, held.reviewed_by = clock.now(), by.person_id
    db.session.flush()
    if outcome != "justified":
        end_now(held)
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind="record_opened_reviewed",
        about=held,
        facts={"outcome": OUTCOMES[outcome].lower()},
        by=by.person_id,
    )
    return held


def _tell(held: OwnAccess, child: Child) -> None:
    """The lead and the manager are told at once. Who opened it and why stands on the page, never in the mail."""
    for person in queries.who_answers(child.id):
        if person.id != held.person_id:
            messages.queue_mail(
                person,
                template="record_opened",
                about_id=held.id,
                link=messages.path_to("sharing.opened", access_id=held.id),
            )


@jobs.task("sharing.nag", every="35 7 * * 1-5")
def nag(timestamp: int = 0) -> None:
    """Each working morning, those who may review what is due are reminded, until somebody has. One mail each."""
    waiting: dict[UUID, UUID] = {}
    for access_id, person_id in db.session.execute(_DUE):
        waiting.setdefault(person_id, access_id)
    people = agencies.people(waiting)
    messages.queue_mails(
        messages.Mail(person, "access_reviews_due", context={"link": messages.path_to("sharing.to_review")})
        for key, person in sorted(people.items())
    )
