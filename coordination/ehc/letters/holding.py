"""Who holds the rights, as a letter says it: from which day, and in words that name nobody."""

from uuid import UUID

from coordination.ehc import recipients as rights
from coordination.web.filters import day

# To the young person, and to anybody else.
_HELD = {
    "young_person": ("the rights are yours", "the rights are the young person’s"),
    "alternative": ("a representative decides for you", "a representative decides for the young person"),
    "parent": ("your parents decide for you", "the parents decide for the young person"),
}


def in_words(child_id: UUID, *, young: bool) -> dict[str, str]:
    """The values of ``rights_from`` and ``rights_held``, of the newest answer; empty while none is recorded."""
    newest = next(iter(rights.holder_rows(child_id)), None)
    if newest is None:
        return {"rights_from": "", "rights_held": ""}
    mine, theirs = _HELD[newest.holder]
    return {"rights_from": day(newest.from_on), "rights_held": mine if young else theirs}
