"""What a young person is promised before they write, and what became of what they told: who read it, and the answer."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import url_for

from coordination import clock, timescales
from coordination.agencies import queries as agencies
from coordination.concerns.kinds import Kind, rhythm
from coordination.concerns.models import Concern
from coordination.family.presenters import first_name
from coordination.family.queries import Place
from coordination.family.showing import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """When somebody reads it: whom it goes to, whether the duty team is at work now, and by when a question is read."""

    staffed: bool
    phone: str
    question_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A worry or a question as its teller finds it again."""

    is_question: bool
    at: datetime
    read_by: str
    read_at: datetime | None
    answer: str
    url: str


def promises(place: Place) -> Promises:
    """What may be promised at this hour."""
    now = clock.now()
    staffed = timescales.is_daytime(clock.london(now))
    return Promises(
        staffed=staffed,
        phone=place.authority.duty_phone if staffed else place.authority.out_of_hours_phone,
        question_by=clock.london_date(rhythm(Kind.QUESTION).again_at(now)),
    )


def told(shown: Shown) -> list[Told]:
    """What a young person told, the newest first. Who read it is asked for by name where they are not on the team."""
    names: dict[UUID, str] = {held.person_id: held.person.name for held in shown.team}
    others = {row.read_by for row in shown.told if row.read_by is not None} - set(names)
    names |= {key: person.name for key, person in agencies.people(others).items()} if others else {}
    return [_told(row, names) for row in shown.told]


def _told(row: Concern, names: dict[UUID, str]) -> Told:
    return Told(
        is_question=row.kind == Kind.QUESTION,
        at=row.raised_at,
        read_by=first_name(names[row.read_by]) if row.read_by in names else "",
        read_at=row.read_at,
        answer=row.told or "",
        url=url_for("family.concern_receipt", concern_id=row.id),
    )
