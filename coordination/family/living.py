"""Where a looked-after child lives, for a parent: the home of today and the moves before it.

Every home is asked about with whether a manager decided not to tell this reader. What they are not told is not on the
page, and nothing says that there is something. It comes with the one question that everything around a child is asked
in; see :func:`queries.around`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from coordination import clock
from coordination.access import guard
from coordination.agencies.models import Agency, Person
from coordination.care.models import Placement, WhereaboutsKept
from coordination.children import reading
from coordination.children.models import Child, ChildAddress, NetworkMember
from coordination.web.languages import gettext as _


class Home(NamedTuple):
    """One home: what kind it is, with whom, by which service, from when until when."""

    kind: str
    whom: str
    service: str
    from_on: date
    to_on: date | None


class Living(NamedTuple):
    """Where the child lives now, its address where an ordinary one is recorded, and where they lived before."""

    now: Home
    address: str
    phone: str
    before: list[Home]


def asked(child: Child, reader: UUID) -> list[Select[Any]]:
    """What the page asks of the database."""
    today = clock.today()
    return [
        reading.rows_of(Placement, child),
        reading.rows_of(WhereaboutsKept, child, WhereaboutsKept.ended_on.is_(None)),
        reading.rows_of(
            ChildAddress,
            child,
            ChildAddress.kind == "home",
            ChildAddress.from_on <= today,
            ChildAddress.to_on.is_(None) | (ChildAddress.to_on > today),
        ),
        reading.values_of("parent_is", _members(child, reader)),
        reading.values_of("lives_with", _named(child, Person, Placement.carer_id)),
        reading.values_of("lives_by", _named(child, Agency, Placement.agency_id)),
    ]


def _members(child: Child, reader: UUID) -> Select[Any]:
    return select(NetworkMember.id).where(
        NetworkMember.authority_id == child.authority_id,
        NetworkMember.child_id == child.id,
        NetworkMember.person_id == reader,
    )


def _named(child: Child, model: Any, key: Any) -> Select[Any]:
    return (
        select(Placement.id, model.name)
        .join(model, model.id == key)
        .where(Placement.authority_id == child.authority_id, Placement.child_id == child.id)
    )


def of(found: Mapping[str, list[dict[str, Any]]], reader: UUID) -> Living | None:
    """Where the child lives, for one parent, of the answers to :func:`asked`. None: not looked after, or not told."""
    me = {UUID(row["id"]) for row in found.get("parent_is", [])}
    kept = reading.revived(WhereaboutsKept, found.get("whereabouts_kept", []))
    withheld = any(row.concerns(reader, me) for row in kept)
    # Where a child lives and moves is for every parent, unless it was decided not to tell this one.
    told = guard.readable(
        reading.revived(Placement, found.get("placement", [])),
        "placement",
        published=True,
        audiences=frozenset({"parent"}),
        parts=frozenset({"location"}),
        facts={"location_withheld": withheld},
    )
    homes = sorted(told, key=lambda row: (row.from_on, row.id), reverse=True)
    if not homes or homes[0].to_on is not None:
        return None
    names = {row["id"]: row["name"] for row in found.get("lives_with", [])}
    services = {row["id"]: row["name"] for row in found.get("lives_by", [])}
    made = [
        Home(_kind(row.code), names.get(str(row.id), ""), services.get(str(row.id), ""), row.from_on, row.to_on)
        for row in homes
    ]
    address = _address(found, homes[0])
    return Living(
        made[0],
        ", ".join(filter(None, (address.lines, address.postcode))) if address is not None else "",
        (address.phone or "") if address is not None else "",
        made[1:],
    )


def _address(found: Mapping[str, list[dict[str, Any]]], home: Placement) -> ChildAddress | None:
    """The ordinary address recorded since the child came to this home: an older one is of another home."""
    since = [
        row
        for row in reading.revived(ChildAddress, found.get("child_address", []))
        if row.from_on is not None and row.from_on >= home.from_on
    ]
    return max(since, key=lambda row: (row.from_on or home.from_on, row.id), default=None)


def _kind(code: str) -> str:
    """The kind of home in plain words, by the placement code of the SSDA903 return."""
    if code in {"U1", "U2", "U3"}:
        return _("With family or friends")
    if code.startswith(("U", "A")):
        return _("With a foster family") if code.startswith("U") else _("With an adoptive family")
    return {
        "K2": _("In a children’s home"),
        "K1": _("In a secure children’s home"),
        "P1": _("At home with a parent"),
        "P2": _("In a home of their own"),
        "P3": _("In a home that goes with their work"),
        "H5": _("In a home with support"),
        "K3": _("In a home with support"),
        "R2": _("In hospital"),
        "R3": _("In a family centre"),
        "S1": _("At a residential school"),
    }.get(code, _("In another home"))
