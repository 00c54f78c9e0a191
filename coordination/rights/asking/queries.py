"""Asking about requests to see a record, and the items that were gathered for one."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.db import db, normalise_reference
from coordination.reviews import contributions
from coordination.rights.asking import exemptions, weighing
from coordination.rights.models import AccessItem, AccessRequest

# What is somebody's own, and shown by their pages to nobody but whom they chose: here its words are shown to nobody.
PRIVATE = frozenset({"diary_entry", "circle_person", "draft", "trusted_adult", "rating", "own_access", "access_grant"})


def _contributions(keys: Collection[UUID]) -> set[UUID]:
    return {row.id for row in contributions.visible(contributions.several(keys))}


# Rows whose own page asks more than the rules of their section: which of these rows the actor may read.
_RULES_OF_PAGES: dict[str, Callable[[Collection[UUID]], set[UUID]]] = {"contribution": _contributions}


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


def readable(held: Collection[AccessItem]) -> set[UUID]:
    """The keys of those items all of whose words the actor may read: by the section they stand in, by what they are a
    part of, and by the rule of their page where it has one of its own.
    """
    by_page = {
        key
        for source, of_page in _RULES_OF_PAGES.items()
        if (keys := [one.source_id for one in held if one.source == source])
        for key in of_page(keys)
    }
    return {
        one.id
        for one in held
        if (one.source not in _RULES_OF_PAGES or one.source_id in by_page) and one.source not in PRIVATE and _reads(one)
    }


def _reads(item: AccessItem) -> bool:
    kept = dict(item.weighed)
    whole = kept.pop(weighing.WHOLE, None)
    if item.source in weighing.PARTS and weighing.WHOLE not in item.weighed:
        # Gathered before it was kept what an item is a part of: nobody can tell until it is gathered again.
        return False
    if not _is_permitted(item, item.section, kept):
        return False
    return whole is None or _is_permitted(item, whole["section"], whole["weighed"], label=whole["label"])


def _is_permitted(item: AccessItem, section: str, kept: dict[str, Any], **more: Any) -> bool:
    permit = guard.may("read", section, item, **weighing.revived(kept), **more)
    return isinstance(permit, Permit) and permit.extent in ("full", "own", "published")


def shown(held: Collection[AccessItem]) -> list[tuple[AccessItem, bool]]:
    """The items this actor is shown, and whether with their words. What is sealed, and what is of S3 and above and not
    theirs to read, is not there at all; of the rest they are told that it is there, and whom to ask.
    """
    theirs = readable(held)
    return [
        (one, one.id in theirs)
        for one in held
        if one.id in theirs or not (exemptions.needs_second(one.label) or exemptions.is_sealed(one.section, one.label))
    ]
