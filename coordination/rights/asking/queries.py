"""Asking about requests to see a record, and the items that were gathered for one."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.db import db, normalise_reference
from coordination.rights.asking import exemptions, weighing
from coordination.rights.models import AccessItem, AccessRequest

# What is somebody's own, and shown by their pages to nobody but whom they chose: here its words are shown to nobody.
PRIVATE = frozenset({"diary_entry", "circle_person", "draft", "trusted_adult", "rating", "own_access", "access_grant"})


def requests(child_id: UUID) -> list[AccessRequest]:
    """A child's requests, the newest first."""
    return list(
        db.session.scalars(
            select(AccessRequest)
            .where(AccessRequest.child_id == child_id)
            .order_by(AccessRequest.received_on.desc(), AccessRequest.id.desc())
        )
    )


def request(request_id: UUID) -> AccessRequest | None:
    """One request."""
    return db.session.scalar(
        select(AccessRequest).options(joinedload(AccessRequest.document)).where(AccessRequest.id == request_id)
    )


def readable_request(request_id: UUID) -> AccessRequest | None:
    """One request, for whoever may read it: who writes down only what is their own works on no request of others."""
    found = request(request_id)
    return found if found is not None and guard.may("read", "sharing_decisions", found) else None


def by_reference(said: str) -> AccessRequest | None:
    """One request by its reference, as somebody typed it."""
    reference = normalise_reference(said)
    return db.session.scalar(select(AccessRequest).where(AccessRequest.reference == reference)) if reference else None


def item(item_id: UUID) -> AccessItem | None:
    """One item."""
    return db.session.get(AccessItem, item_id)


def readable_request_of_item(item_id: UUID) -> AccessRequest | None:
    """The request an item was gathered for, for whoever may read that request."""
    held = item(item_id)
    return readable_request(held.request_id) if held is not None else None


def items(request_id: UUID) -> list[AccessItem]:
    """Everything that was gathered for a request, by section and day."""
    return list(
        db.session.scalars(
            select(AccessItem)
            .where(AccessItem.request_id == request_id)
            .order_by(AccessItem.section, AccessItem.on.nulls_last(), AccessItem.id)
        )
    )


def reads(item: AccessItem) -> bool:
    """Whether the actor may read all that an item says, by the section it stands in."""
    if item.source in PRIVATE:
        return False
    permit = guard.may("read", item.section, item, **weighing.revived(item.weighed))
    return isinstance(permit, Permit) and permit.extent in ("full", "own", "published")


def shown(held: list[AccessItem]) -> list[tuple[AccessItem, bool]]:
    """The items this actor is shown, and whether with their words. What is sealed, and what is of S3 and above and not
    theirs to read, is not there at all; of the rest they are told that it is there, and whom to ask.
    """
    found = []
    for one in held:
        may = reads(one)
        if may or not (exemptions.needs_second(one.label) or exemptions.is_sealed(one.section, one.label)):
            found.append((one, may))
    return found
