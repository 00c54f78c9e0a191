"""Keeping a child's clocks with the team that answers for them, and making them anew from events."""

from uuid import UUID

from sqlalchemy import update

from coordination.db import db
from coordination.deadlines import projection
from coordination.deadlines.models import Clock


def give_to_team(authority_id: UUID, child_id: UUID, team_id: UUID | None) -> None:
    """Put the child's running clocks on a team's timetable."""
    db.session.flush()
    db.session.execute(
        update(Clock)
        .where(Clock.authority_id == authority_id, Clock.child_id == child_id, Clock.state == "running")
        .values(team_id=team_id)
    )


def rebuild(authority_id: UUID, child_id: UUID) -> int:
    """Make a child's clocks anew from their events. Returns how many changed; a second time it is none."""
    return projection.rebuild(authority_id, child_id)
