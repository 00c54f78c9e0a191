"""Links between the records of brothers and sisters.

A link is made by the reference of a record that whoever makes it can open, and shown only to those who can open it. To
everybody else it is a brother or sister with a plain name, like one who has no record here.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.children import codes, queries, reading
from coordination.children.models import Child, NetworkMember
from coordination.children.naming import display_name
from coordination.children.parts import PARTS, add_row
from coordination.children.presenters import shown_fields
from coordination.db import RuleBroken, new_id, normalise_reference


def asked(child: Child) -> Select[Any]:
    """The brothers and sisters with a record, as a part of a page's one question (``reading.together``)."""
    return reading.rows_of(NetworkMember, child, NetworkMember.sibling_id.is_not(None), NetworkMember.to_on.is_(None))


def records(found: dict[str, list[dict[str, Any]]]) -> list[Child]:
    """From the answers to :func:`asked`: the records this actor may open. No more is asked where none is linked."""
    rows = reading.revived(NetworkMember, found.get("network_member", []))
    return list(linked(rows).values()) if rows else []


def linked(rows: list[Any]) -> dict[UUID, Child]:
    """By the key of a row: the record of that brother or sister, where this actor may see the link and open it."""
    wanted = {
        row.id: row.sibling_id
        for row in rows
        if row.sibling_id is not None
        and row.relation in codes.SIBLINGS
        and shown_fields(guard.may("read", "sibling_links", row))("record_link")
    }
    found = {child.id: child for child in guard.readable(queries.children(wanted.values()), "core_identity")}
    return {key: found[sibling_id] for key, sibling_id in wanted.items() if sibling_id in found}


def reference_of(row: Any) -> str:
    """The reference of the record a row is linked to, for a form; nothing for who may not open it."""
    child = linked([row]).get(row.id)
    return child.reference if child is not None else ""


def say_record(facts: dict[str, Any], row: Any = None) -> None:
    """Turn the reference that was typed into the link. A link its writer cannot see stays as it is.

    Raises RuleBroken, in the same words for a record that does not exist and one that is not theirs to open.
    """
    typed = (facts.pop("sibling_reference") or "").strip()
    if not typed:
        hidden = row is not None and row.sibling_id is not None and not reference_of(row)
        if not hidden:
            facts["sibling_id"] = None
        return
    if facts["relation"] not in codes.SIBLINGS:
        raise RuleBroken("Only a brother or sister has a record of their own here", "sibling_reference")
    reference = normalise_reference(typed)
    child = queries.by_reference(reference) if reference else None
    if child is None or not guard.readable([child], "core_identity"):
        raise RuleBroken(
            "You cannot open a record with this reference. Check it, or leave it out.", "sibling_reference"
        )
    facts["sibling_id"] = child.id


def name_back(child: Child, row: Any) -> None:
    """The linked record names this child too, once, where its writer may write there."""
    if not isinstance(row, NetworkMember) or row.sibling_id is None or row.relation not in codes.SIBLINGS:
        return
    other = linked([row]).get(row.id)
    if other is None or not isinstance(guard.may("create", "sibling_links", other, whole=True), Permit):
        return
    if any(held.sibling_id == child.id for held in queries.network(other.id)):
        return
    relation = row.relation
    if relation != "half_sibling":
        relation = {"F": "sister", "M": "brother"}.get(child.sex or "", "sibling")
    add_row(
        PARTS["network"],
        other,
        id=new_id(),
        by=guard.actor(),
        name=display_name(child),
        relation=relation,
        sibling_id=child.id,
        sex=child.sex if child.sex in {"F", "M"} else None,
        lives_with_child=row.lives_with_child,
        same_school=row.same_school,
        from_on=row.from_on,
    )
    guard.note_children([other.id])
