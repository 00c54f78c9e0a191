"""Places on a team that have to be decided again, because what they rested on has changed.

The child goes to another school than the one somebody works for; a placement has ended, and with it what its carer, the
carer's supervising social worker or the home is to the child; the young person has turned 18, and a parent or carer is
on the team by what they were to the child. The database knows these (``place_to_decide``), and until somebody decides
the place opens less (``access/reach.py``). The end of compulsory school age, from which the rights about an EHC plan
are the young person's own, is asked about six months before and narrows nothing by itself. Whoever leads says that
somebody stays, with the reason, which is a decision to share like any other, or ends the place. A post that has ended
needs no decision: it opens nothing.
"""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, column, exists, select, table

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Agency, Person
from coordination.cases.models import Case, Membership
from coordination.children.models import Child
from coordination.db import RuleBroken, db, derived_id
from coordination.sharing import deciding
from coordination.sharing.models import Decision, SharingDecision
from coordination.timescales.calendar import add_months, birthday, compulsory_school_age_ends

ADULT = 18
ASKED_MONTHS_BEFORE = 6
FAMILY = ("PAR", "FC")
WHY = {
    "school": "The child goes to another school now.",
    "placement": "The child’s placement with them has ended.",
    "adult": "The young person is 18: they decide themself who is on their team.",
}
_TO_DECIDE = table("place_to_decide", column("membership_id"), column("child_id"), column("since"), column("why"))


class ToDecide(NamedTuple):
    """One place to decide again: whose, in which role, since when the reason holds, and the reason."""

    membership_id: UUID
    name: str
    role: str
    agency: str
    since: date
    why: str
    narrowed: bool


def asked_again() -> Select[Any]:
    """Places that open less until they are decided again, of children in reach: ``child_id``, ``since``, ``why``."""
    return select(_TO_DECIDE)


def _decided_since(day: Any) -> Any:
    return exists().where(
        SharingDecision.about_id == Membership.id,
        SharingDecision.kind == Decision.SHARED.value,
        SharingDecision.decided_on >= day,
    )


def of_child(child: Child) -> list[ToDecide]:
    """What has to be decided again about one child's team, the oldest reason first."""
    today = clock.today()
    found: dict[UUID, tuple[date, str, bool]] = {}
    for row in db.session.execute(asked_again().where(_TO_DECIDE.c.child_id == child.id).order_by(_TO_DECIDE.c.since)):
        found.setdefault(row.membership_id, (row.since, WHY[row.why], True))
    for since, why in _by_age(child, today):
        places = db.session.scalars(
            select(Membership.id)
            .join(Case, Case.id == Membership.case_id)
            .where(Membership.child_id == child.id, Membership.role.in_(FAMILY), Case.state == "open")
            .where(Membership.state == "agreed", Membership.from_on <= since)
            .where(Membership.to_on.is_(None) | (Membership.to_on > today))
            .where(~_decided_since(since))
        )
        for key in places:
            found.setdefault(key, (since, why, False))
    if not found:
        return []
    rows = db.session.execute(
        select(Membership.id, Membership.role, Person.name, Agency.name.label("agency"))
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Agency, Agency.id == Membership.agency_id)
        .where(Membership.id.in_(found))
    )
    made = [ToDecide(row.id, row.name, row.role, row.agency or "", *found[row.id]) for row in rows]
    return sorted(made, key=lambda one: (one.since, one.name))


def _by_age(child: Child, today: date) -> list[tuple[date, str]]:
    """The day from which it is asked who speaks for the young person about an EHC plan, once it has come.

    Compulsory school age ends on the last Friday in June of the school year in which they
    turn 16 (Education Act 1996, section 8); from then on the rights of Part 3 of the Children and Families Act 2014 are
    the young person's. It is asked six months before.
    """
    if child.born_on is None or birthday(child.born_on, ADULT) <= today:
        return []
    asked = add_months(compulsory_school_age_ends(child.born_on), -ASKED_MONTHS_BEFORE)
    if asked <= today:
        return [
            (asked, "Compulsory school age ends: the rights about an EHC plan are becoming the young person’s own.")
        ]
    return []


def keep(held: Membership, *, why: str, by: Actor) -> SharingDecision:
    """Somebody stays on the team although what their place rested on has changed, for a reason. Raises RuleBroken."""
    if not why.strip():
        raise RuleBroken("Say why they stay", "why")
    first = deciding.offered_first(held.case.child, by)
    return deciding.decide(
        held.case.child,
        id=derived_id(held.id, f"stays {clock.today().isoformat()}"),
        kind=Decision.SHARED.value,
        what="Stays on the team",
        with_whom=", ".join(filter(None, (held.person.name, held.agency.name if held.agency else ""))),
        with_person=held.person,
        with_agency=held.agency,
        purpose=why.strip(),
        basis=first.basis,
        special_condition=first.special_condition,
        legal_power=first.legal_power,
        agreement="not_needed",
        about_id=held.id,
        by=by,
    )
