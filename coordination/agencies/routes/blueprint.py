"""The blueprint of the room, and what its pages share."""

from typing import TypeVar
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from coordination import clock
from coordination.access.guard import access, actor
from coordination.agencies import administered, presenters, proposals, queries
from coordination.agencies.models import Agency

blueprint = Blueprint("agencies", __name__)
Answer = ResponseReturnValue
Row = TypeVar("Row")


def found(row: Row | None) -> Row:
    """The row, or NotFound: what belongs to another authority is answered as if it did not exist."""
    if row is None:
        raise NotFound
    return row


def noted(verb: str, row: object, **details: str) -> None:
    """Say for the audit what was done to what: keys and codes, never a person's words."""
    kept = access()
    kept.verb, kept.object_kind, kept.object_id = verb, type(row).__name__, getattr(row, "id", None)
    kept.details.update(details)


def may_change() -> bool:
    """Whether whoever looks may also change things: an administrator, not a privacy officer."""
    return any(role.role == "ADM" for role in actor().roles_on(clock.today()))


def own_authority(agency: Agency | None = None) -> UUID | None:
    """The authority a new thing belongs to: the organisation's own, or the only one somebody administers."""
    places = administered.administered_authorities(actor())
    if agency is not None and agency.authority_id in places:
        return agency.authority_id
    return next(iter(places)) if len(places) == 1 else None


def authority_choices() -> list[SelectChoice]:
    """The authorities somebody administers."""
    places = administered.administered_authorities(actor())
    return [SelectChoice(row.id, row.name) for row in queries.authorities(places)]


def address_rows(person_id: UUID | None = None) -> list[presenters.AddressRow]:
    """Addresses that wait for a second administrator, as whoever looks is shown them."""
    who = actor()
    waiting = administered.addresses_waiting(who, person_id)
    named = queries.people(row.recorded_by for row in waiting if row.recorded_by)
    return presenters.addresses(
        waiting,
        {key: one.name for key, one in named.items()},
        {row.id for row in waiting if proposals.may_confirm(row, who)},
        may_refuse=may_change(),
    )
