"""Brothers and sisters of a looked-after child: whether they live together, worked out from the homes of both records.

Source: Children Act 1989 s.22C(8)(c): a child is placed together with a brother or sister who is looked after too, as
far as that is reasonably practicable and right for them.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from coordination.access import guard
from coordination.care import queries as care
from coordination.care.models import Placement
from coordination.children import codes, siblings
from coordination.children.models import Child, NetworkMember


class Sibling(NamedTuple):
    """One brother or sister: their name as this record has it, whether they live together, and what is planned."""

    member_id: UUID
    name: str
    words: str
    apart: bool
    planned: bool


def of_child(child: Child, members: Iterable[NetworkMember], planned: Iterable[UUID]) -> list[Sibling]:
    """Each brother and sister of the record, of whom the reader may know. ``planned``: with whom time is planned.

    Of the other record only whether both live in the same home is told, and only to whoever may read where both live.
    """
    rows = [row for row in members if row.relation in codes.SIBLINGS and row.to_on is None]
    rows = guard.readable(rows, "sibling_links")
    records = siblings.linked(rows)
    here = care.running_placement(child.id)
    with_time = set(planned)
    found = []
    for row in rows:
        together = _together(here, records.get(row.id), row)
        words = {True: "Together with the child", False: "In another home", None: "Where they live is not known here"}
        found.append(Sibling(row.id, row.name, words[together], together is False, row.id in with_time))
    return found


def _together(here: Placement | None, other: Child | None, row: NetworkMember) -> bool | None:
    if other is None or not guard.may("read", "placement", other, whole=True).is_whole:
        return True if row.lives_with_child else None
    there = care.running_placement(other.id)
    if here is None or there is None:
        return True if row.lives_with_child else None
    if here.carer_id is not None or there.carer_id is not None:
        return here.carer_id == there.carer_id
    return here.urn == there.urn if here.urn and there.urn else None
