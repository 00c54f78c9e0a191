"""Asking about what the household that cares for a child lives by."""

from uuid import UUID

from sqlalchemy import select, text

from coordination import clock
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.cases import queries as cases
from coordination.db import db
from coordination.household.models import CarerStrain, DailyNeed, DelegatedDecision, DiaryEntry, ToldBefore


def delegated(placement_id: UUID) -> dict[str, DelegatedDecision]:
    """What stands agreed for a placement, by decision."""
    rows = db.session.scalars(
        select(DelegatedDecision).where(
            DelegatedDecision.placement_id == placement_id, DelegatedDecision.ended_at.is_(None)
        )
    )
    return {row.decision: row for row in rows}


def told_before(placement_id: UUID) -> list[ToldBefore]:
    """What stands said about what the carer was told before the move."""
    return list(
        db.session.scalars(
            select(ToldBefore).where(ToldBefore.placement_id == placement_id, ToldBefore.ended_at.is_(None))
        )
    )


def daily_needs(child_id: UUID) -> list[DailyNeed]:
    """What every day and night asks for, as it stands."""
    return list(
        db.session.scalars(select(DailyNeed).where(DailyNeed.child_id == child_id, DailyNeed.ended_at.is_(None)))
    )


def diaries(child_id: UUID) -> list[DiaryEntry]:
    """Every carer's diary of a child, as far as it is in reach, the newest first."""
    return list(
        db.session.scalars(
            select(DiaryEntry)
            .where(DiaryEntry.child_id == child_id)
            .order_by(DiaryEntry.happened_at.desc(), DiaryEntry.id.desc())
        )
    )


def own_diary() -> list[DiaryEntry]:
    """All that the acting person ever wrote in a diary, the newest first, whether or not they still care for the child.

    A record that is sealed, or that they are excluded from, gives nothing back.
    """
    rows = db.session.scalars(select(DiaryEntry).from_statement(text("select * from own_diary()")))
    return sorted(rows, key=lambda row: (row.happened_at, row.id), reverse=True)


def who_supports(child_id: UUID) -> list[Person]:
    """Whoever supervises carers on the child's team today; where nobody does, whoever leads."""
    held = cases.latest_case(child_id)
    if held is None:
        return []
    today = clock.today()
    team = [place for place in cases.team(held.id) if cases.on_team(place, today)]
    own = [place.person_id for place in team if place.role == "SSW"]
    if not own and held.lead_id is not None:
        own = [held.lead_id]
    found = agencies.people(own)
    return [person for person in found.values() if person.active]


def strains(child_id: UUID) -> list[CarerStrain]:
    """How carers of a child said they are, the newest first."""
    return list(
        db.session.scalars(
            select(CarerStrain)
            .where(CarerStrain.child_id == child_id)
            .order_by(CarerStrain.said_on.desc(), CarerStrain.id.desc())
        )
    )


def entry(entry_id: UUID) -> DiaryEntry | None:
    """One entry of a diary in reach."""
    return db.session.get(DiaryEntry, entry_id)
