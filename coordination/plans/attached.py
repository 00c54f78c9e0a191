"""Files attached to actions: keeping one, and asking for them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.access.actor import Actor
from coordination.db import db, new_id
from coordination.documents import attaching
from coordination.plans.models import Action, ActionFile


def attach(action: Action, *, name: str, content: bytes, by: Actor) -> ActionFile:
    """Keep a file with an action. Raises RuleBroken when it will not do."""
    kept = attaching.attach(action, name=name, content=content, by=by.person_id)
    held = ActionFile(
        id=new_id(),
        authority_id=action.authority_id,
        child_id=action.child_id,
        action_id=action.id,
        file_id=kept.id,
        name=attaching.shown_name(name),
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    return held


def files_of(action_id: UUID) -> list[ActionFile]:
    """The files of an action, the newest first. One query."""
    return list(
        db.session.scalars(
            select(ActionFile)
            .options(joinedload(ActionFile.file))
            .where(ActionFile.action_id == action_id)
            .order_by(ActionFile.recorded_at.desc(), ActionFile.id.desc())
        )
    )
