"""The rights pass on: the young person is asked six months before, the answer is recorded, and holds from its day.

Children and Families Act 2014, sections 80 and 83; SEND Regulations 2014, regulations 63 to 65; Mental Capacity Act
2005. What was sent before stays with whom it was sent to.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.ehc import recipients as rights
from coordination.ehc.holders import RightHolder, forget
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.recording import record
from coordination.timescales.calendar import add_months

ANSWERS = {
    "young_person": "The young person, who can make this kind of decision",
    "alternative": "Somebody who is appointed to decide for them (a representative)",
    "parent": "Their parents: the young person cannot make this kind of decision and has no representative",
}


def asked_from(child: Child) -> date | None:
    """From which day the young person is asked who will hold the rights: six months before they pass on."""
    ends = rights.passes_on(child)
    return add_months(ends, -rights.ASKED_MONTHS_BEFORE) if ends is not None else None


def is_to_be_asked(child: Child) -> bool:
    """Whether it is time to ask, and nobody has recorded an answer yet."""
    since = asked_from(child)
    return since is not None and clock.today() >= since and not rights.holder_rows(child.id)


def to_ask() -> list[Child]:
    """Children in reach with a plan that is kept, whose answer is due or will be soon; the next to pass on first."""
    found = db.session.scalars(
        select(Child)
        .join(FormalPlan, FormalPlan.child_id == Child.id)
        .where(FormalPlan.type == "ehc", FormalPlan.state != "ceased", Child.born_on.is_not(None))
        .where(~select(RightHolder.id).where(RightHolder.child_id == Child.id).exists())
        .distinct()
    )
    due = [child for child in found if is_to_be_asked(child)]
    return sorted(due, key=lambda child: (rights.passes_on(child) or clock.today(), child.id))


def answer(
    child: Child,
    *,
    id: UUID,
    holder: str,
    from_on: date,
    by: Actor,
    asked_on: date | None = None,
    person_id: UUID | None = None,
    name: str = "",
    why: str = "",
    parents_too: bool = False,
) -> RightHolder:
    """Record who holds the rights from a day on. The same answer again is the same row. Raises RuleBroken."""
    ends = rights.passes_on(child)
    if holder not in ANSWERS:
        raise RuleBroken("Choose who holds the rights", "holder")
    if ends is None:
        raise RuleBroken("The date of birth is not recorded. Record it first.")
    if from_on <= ends:
        raise RuleBroken("The rights pass on the day after compulsory school age ends, and not before", "from_on")
    if holder == "alternative" and person_id is None and not name.strip():
        raise RuleBroken("Enter who the representative is", "name")
    if holder != "young_person" and not why.strip():
        raise RuleBroken("Say why the young person cannot make this kind of decision, and what was tried", "why")
    if asked_on is not None and asked_on > clock.today():
        raise RuleBroken("The day they were asked must be today or earlier", "asked_on")
    same = db.session.get(RightHolder, id)
    if same is not None:
        return same
    if any(held.from_on == from_on for held in rights.holder_rows(child.id)):
        raise RuleBroken("An answer is recorded for this day already. Choose a later day", "from_on")
    held = RightHolder(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        holder=holder,
        person_id=person_id if holder == "alternative" else None,
        name=name.strip() or None if holder == "alternative" else None,
        from_on=from_on,
        asked_on=asked_on,
        capacity="has" if holder == "young_person" else "lacks",
        why=why.strip() or None,
        parents_too=parents_too and holder != "parent",
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    record(held, "ehc_right_holder_changed", by.person_id, occurred_on=from_on)
    # The rules ask once a session who holds the rights: they ask again now.
    forget(child.id)
    return held
