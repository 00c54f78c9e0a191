"""Whom to ring, and whom now: danger, daytime, evenings and weekends, and the carer's own worker."""

from dataclasses import dataclass

from coordination import clock
from coordination.family.presenters import lead_of, phone_of
from coordination.family.queries import Place
from coordination.family.showing import Shown
from coordination.timescales import is_daytime
from coordination.web.languages import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Whom to ring when. ``now``: this is the one at this hour."""

    when: str
    who: str
    phone: str
    now: bool = False


def numbers(place: Place) -> list[Number]:
    """Whom to ring by hour: danger, daytime, evenings and weekends. The one of this hour is marked."""
    lead = lead_of(place)
    day = is_daytime(clock.london(clock.now()))
    found = [Number(when=_("Somebody is in danger now"), who=_("Police, ambulance or fire"), phone="999")]
    if lead is not None and lead.phone:
        found.append(Number(when=_("In the daytime, Monday to Friday"), who=lead.name, phone=lead.phone, now=day))
    found.append(
        Number(
            when=_("In the daytime, when nobody answers") if len(found) > 1 else _("In the daytime, Monday to Friday"),
            who=_("The duty team"),
            phone=place.authority.duty_phone,
            now=day and len(found) == 1,
        )
    )
    found.append(
        Number(
            when=_("Evenings, nights and weekends"),
            who=_("The out of hours team"),
            phone=place.authority.out_of_hours_phone,
            now=not day,
        )
    )
    return found


def carers_own_worker(shown: Shown) -> Number | None:
    """The supervising social worker on the team: there for the carer."""
    for held in shown.team:
        if held.role == "SSW" and phone_of(held):
            return Number(when=_("For you, as a carer"), who=held.person.name, phone=phone_of(held))
    return None
