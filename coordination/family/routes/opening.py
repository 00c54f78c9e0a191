"""Opening a family page: whose it is, which child it is about, and what stands there when it cannot open."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.naming import family_name_ready, short_name
from coordination.family import queries, ringing, showing
from coordination.family.queries import Place
from coordination.household import queries as homes
from coordination.web.languages import language_now, speaks

blueprint = speaks(Blueprint("family", __name__))

AUDIENCE = {"YP": "young_person", "FC": "carer", "PAR": "parent"}
HOME = {"YP": "family.my_plan", "FC": "family.caring", "PAR": "family.family"}


def role_of_reader() -> str:
    """As what the reader has their page."""
    who = guard.actor()
    if who.kind == "young_person":
        return "YP"
    return "FC" if any(post.role == "FC" for post in who.roles_on(clock.today())) else "PAR"


def places_of(role: str, *, named: bool = False) -> list[Place]:
    """The children whose page the reader has as ``role``. Refuses whoever this kind of page is not for.

    ``named``: their address names a child, who does not exist for such a reader.
    """
    who = guard.actor()
    if who.person_id is None:
        return []
    held = {place.child.id: place for place in queries.places(who.person_id, role)}
    readable = guard.readable([place.child for place in held.values()], "core_identity")
    found = [held[child.id] for child in readable]
    if not found and not _is_empty_for(role):
        raise guard.Refused(Deny("other-face", 4, named))
    return found


def _is_empty_for(role: str) -> bool:
    """Whether an empty page of this kind is for the reader: by what they are, where no child says so."""
    who = guard.actor()
    cares = any(post.role == "FC" for post in who.roles_on(clock.today()))
    if role == "YP":
        return who.kind == "young_person"
    return who.kind == "family" and cares == (role == "FC")


def place_of(role: str, child_id: UUID) -> Place:
    """One of the reader's own children; anybody else's does not exist."""
    for place in places_of(role, named=True):
        if place.child.id == child_id:
            return place
    raise guard.Refused(Deny("no-relationship", 3, True))


def opened(role: str, child_id: UUID | None, draw: Callable[[Place], str]) -> ResponseReturnValue:
    """The page of the child named or of the only one; otherwise the choice, or that there is none."""
    found = places_of(role, named=child_id is not None)
    if child_id is not None:
        found = [place for place in found if place.child.id == child_id]
        if not found:
            raise guard.Refused(Deny("no-relationship", 3, True))
    if not found:
        return render_template("family/nothing.html", role=role, has_diary=role != "YP" and bool(homes.own_diary()))
    if len(found) > 1:
        choices = [
            (short_name(place.child), url_for(HOME[role], child_id=place.child.id))
            for place in found
            if family_name_ready(place.child)
        ]
        return render_template("family/choose.html", choices=choices, role=role)
    place = found[0]
    if not family_name_ready(place.child):
        return render_template("family/waiting.html", role=role, numbers=ringing.numbers(place))
    return draw(place)


def shown_to_reader(place: Place, role: str) -> showing.Shown:
    """Everything of a child that the reader may see as ``role``, in the language of the page."""
    reader = guard.actor().person_id
    assert reader is not None
    return showing.of(place, AUDIENCE[role], reader=reader, language=language_now().code)
