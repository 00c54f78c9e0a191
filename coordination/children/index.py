"""What a child can be found by, kept in ``child_index`` and asked through the database's own functions only.

No login reads that table. ``find_children`` answers among the children the actor reaches; ``locate`` answers an exact
name, date of birth and one identifier with an age and a phone number; everything else looks the same as nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from coordination.children import matching
from coordination.children.models import Child, ChildIdentifier, ChildName
from coordination.db import db, new_id

_INDEX = text(
    "select index_child(:child, :authority, :given, :family, cast(:given_keys as text[]), cast(:family_keys as text[]),"
    " :born, cast(:identifiers as text[]), :sealed)"
)
_FIND = text(
    "select child_id, closeness from find_children(cast(:given_keys as text[]), cast(:family_keys as text[]), :born,"
    " cast(:identifiers as text[]), :most) order by closeness desc, child_id"
)
_LOCATE = text("select years, phone from locate(:authority, :given, :family, :born, cast(:identifiers as text[]))")


class Located(NamedTuple):
    """All that an exact match out of reach tells: an age in whole years, and the lead's phone if there is one."""

    years: int
    phone: str | None


def write(child: Child, *, by: UUID | None) -> None:
    """Bring the index up to the record: its names, past and present, its date of birth and its identifiers.

    A likely duplicate that this makes, or a number used twice, becomes work for the records team; nobody is told.
    """
    names = list(db.session.scalars(select(ChildName).where(ChildName.child_id == child.id)))
    held = db.session.execute(
        select(ChildIdentifier.kind, ChildIdentifier.value).where(ChildIdentifier.child_id == child.id)
    )
    identifiers = [(kind, value) for kind, value in held]
    identifiers.append(("reference", child.reference))
    if child.local_id:
        identifiers.append(("local_id", child.local_id))
    db.session.execute(
        _INDEX,
        {
            "child": child.id,
            "authority": child.authority_id,
            "given": matching.normalised(child.given_names or ""),
            "family": matching.normalised(child.family_name or ""),
            "given_keys": matching.sound_keys(
                child.given_names, child.preferred_name, *(name.given_names for name in names)
            ),
            "family_keys": matching.sound_keys(child.family_name, *(name.family_name for name in names)),
            "born": child.born_on,
            "identifiers": matching.identifier_digests(identifiers),
            "sealed": child.sealed,
        },
    )
    db.session.execute(
        text("select note_possible_duplicates(:task, :child, :by)"), {"task": new_id(), "child": child.id, "by": by}
    )


def give_phone(child_id: UUID, phone: str | None) -> None:
    """Keep the lead's phone number, the only one that ``locate`` may tell."""
    db.session.execute(text("select index_lead(:child, :phone)"), {"child": child_id, "phone": phone})


def find(
    *,
    given_names: str = "",
    family_name: str = "",
    born_on: date | None = None,
    identifiers: Iterable[tuple[str, str]] = (),
    most: int = 20,
) -> list[UUID]:
    """Keys of the children in the actor's reach who may be meant, the likeliest first."""
    rows = db.session.execute(
        _FIND,
        {
            "given_keys": matching.sound_keys(given_names),
            "family_keys": matching.sound_keys(family_name),
            "born": born_on,
            "identifiers": matching.identifier_digests(identifiers),
            "most": most,
        },
    )
    return [row.child_id for row in rows]


def locate(
    authority_id: UUID,
    *,
    given_names: str,
    family_name: str,
    born_on: date | None,
    identifiers: Iterable[tuple[str, str]],
) -> Located | None:
    """The age and lead's phone of the one child with exactly this name, date of birth and an identifier, or None.

    None for a sealed record too, and for whoever has not given all three.
    """
    digests = matching.identifier_digests(identifiers)
    given, family = matching.normalised(given_names), matching.normalised(family_name)
    if not (given and family and born_on and digests):
        return None
    row = db.session.execute(
        _LOCATE, {"authority": authority_id, "given": given, "family": family, "born": born_on, "identifiers": digests}
    ).one_or_none()
    return None if row is None else Located(row.years, row.phone)
