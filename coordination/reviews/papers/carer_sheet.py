"""Facts of a carer's sheet: what a household needs at nine in the evening, for the carers on this child's team."""

from collections.abc import Callable
from typing import NamedTuple

from coordination.access.policy import Permit, decide
from coordination.access.thing import Thing
from coordination.agencies.models import Person
from coordination.children.codes import SIBLINGS, relation_words
from coordination.clock import now
from coordination.documents import facts as shapes
from coordination.plans.faces import FaceAction, PlanFace
from coordination.reviews.papers import at_once, wording
from coordination.reviews.papers.gathering import (
    Record,
    due_words,
    iso,
    may_be_given,
    quote_of,
    review_day,
    role_words,
    starts_words,
)
from coordination.web.languages import gettext as _


class AtHome(NamedTuple):
    """What a household lives by, as its sheet prints it: kept by a room above this one."""

    health: list[shapes.Heading]
    daily: list[shapes.Heading]
    authority: list[shapes.Authority]
    agreed: list[str]
    kept_by_law: list[shapes.KeptByLaw]
    told_before: list[shapes.Told]


NOTHING = AtHome([], [], [], [], [], [])


Asked = Callable[[Record, Person | None], AtHome]
_asked: list[Asked] = []


def home_from(asked: Asked, asks: at_once.Asks) -> None:
    """Have ``asked`` say what the household lives by, from the answers to what ``asks`` asks. Hung in ``create_app``,
    in plain sight.
    """
    _asked[:] = [asked]
    at_once.also_ask(asks)


AUDIENCE = "carer"
# Of other people's actions: the rest stands on the carer's own page, and the sheet says so.
MOST_OF_OTHERS = 8


def carer_sheet(record: Record, carer: Person | None = None) -> shapes.CarerSheet:
    """The facts of ``carer_sheet`` for one carer, or for the household where nobody is named.

    Raises NameNotRecorded for a child without a name.
    """
    record.must_have_a_name()
    face = record.face(AUDIENCE, carer.id if carer is not None else None)
    home = _asked[0](record, carer) if _asked else NOTHING
    names = [held.person.name for held in record.members("FC")]
    others = _open(face, mine=False)
    return {
        "cover": record.cover(_("Carer’s sheet"), face),
        "for_whom": carer.name if carer is not None else _(" and ").join(names),
        "ring": _ring(record),
        "out_of_hours": record.authority.out_of_hours_phone,
        "health": home.health + _health(record, carer),
        "matters": _matters(record, carer),
        "helps": [strength.more for strength in face.strengths if strength.more],
        "does_not_help": [],
        "daily": home.daily + _daily(record),
        "family_time": _family_time(record, carer),
        "authority": home.authority,
        "agreed": home.agreed,
        "kept_by_law": home.kept_by_law,
        "my_actions": [
            {
                "number": number,
                "text": action.text,
                "due": due_words(action.due_on, action.check_on),
                "status": wording.status(action.status),
                "note": "",
            }
            for number, action in enumerate(_open(face, mine=True), start=1)
        ],
        "others_actions": [
            {
                "text": action.text,
                "who": action.owner or action.agency,
                "due": due_words(action.due_on, action.check_on),
                "status": wording.status(action.status),
            }
            for action in others[:MOST_OF_OTHERS]
        ],
        "others_more": len(others) > MOST_OF_OTHERS,
        "told_before": home.told_before,
        "next_dates": _dates(record, carer),
    }


def _matters(record: Record, carer: Person | None) -> list[shapes.Quote]:
    """The child's newest words that are for carers, then what their own page says matters."""
    reader = carer.id if carer is not None else None
    said = [quote_of(view) for view in record.views if view.speaker == "child" and may_be_given(view, AUDIENCE, reader)]
    profile = record.profile
    if profile is not None and profile.what_matters:
        page = _("From the page about %(name)s", name=record.name)
        said = [*said[:2], {"words": profile.what_matters, "about": "", "how": page, "by": "", "on": ""}]
    return said[:3]


def _open(face: PlanFace, *, mine: bool) -> list[FaceAction]:
    return [action for action in face.actions if action.status != "done" and action.mine == mine]


def _ring(record: Record) -> list[shapes.Ring]:
    lines: list[shapes.Ring] = []
    lead = next((held for held in record.team if held.function == "lead"), None)
    if lead is not None:
        lines.append(
            {
                "when": _("In the day"),
                "name": lead.person.name,
                "role": role_words(lead),
                "number": lead.person.phone or "",
                "about": _("If they are away, ask for the duty desk: %(number)s", number=record.authority.duty_phone),
            }
        )
    for held in record.members("SSW"):
        lines.append(
            {
                "when": _("About you as a carer"),
                "name": held.person.name,
                "role": _("your supervising social worker"),
                "number": held.person.phone or "",
                "about": "",
            }
        )
    for held in record.members("SEN", "HLT"):
        lines.append(
            {
                "when": _("School") if held.role == "SEN" else _("Health"),
                "name": held.person.name,
                "role": ", ".join(filter(None, (role_words(held), held.agency.name if held.agency else ""))),
                "number": held.person.phone or (held.agency.phone if held.agency else "") or "",
                "about": "",
            }
        )
    return [line for line in lines if line["number"]]


def _health(record: Record, carer: Person | None) -> list[shapes.Heading]:
    """Alerts about health, then what every day needs: an inhaler or a nut allergy is written there."""
    found: list[shapes.Heading] = []
    if _may(record, carer, "alerts"):
        alerts = sorted(record.rows.get("health_alert", []), key=lambda row: (row["from_on"], row["id"]))
        found += [{"label": _("Know this first"), "text": alert["instruction"]} for alert in alerts]
    if record.profile is not None and record.profile.daily_essentials:
        found.append({"label": _("Never without"), "text": record.profile.daily_essentials})
    return found


def _daily(record: Record) -> list[shapes.Heading]:
    profile = record.profile
    if profile is None:
        return []
    lines = (
        (_("How %(name)s says things", name=record.name), profile.communication),
        (_("A good day"), profile.good_day),
        (_("A hard day"), profile.hard_day),
    )
    return [{"label": label, "text": text} for label, text in lines if text]


def _family_time(record: Record, carer: Person | None) -> list[shapes.FamilyTime]:
    if not _may(record, carer, "family_network"):
        return []
    members = [
        member
        for member in record.family.members
        if member.contact is not None and (member.to_on is None or member.to_on > record.today)
    ]
    siblings = _may(record, carer, "sibling_links")
    found: list[shapes.FamilyTime] = []
    for member in members:
        sibling = member.relation in SIBLINGS
        if sibling and not siblings:
            continue
        # Of a brother or sister the first name, whether they have a record of their own or not.
        name = member.name.split(" ")[0] if sibling else member.name
        words = relation_words(member.relation, None if sibling else member.sex).lower()
        found.append({"who": f"{name} ({words})", "how": member.contact or "", "when": "", "note": ""})
    return found


def _dates(record: Record, carer: Person | None) -> list[shapes.NextDate]:
    coming = record.coming_review
    if coming is None or (carer is not None and record.asked_to(coming, carer.id) is None):
        return []
    return [
        {
            "what": record.meeting(coming).words,
            "on": iso(review_day(coming)),
            "time": starts_words(coming),
            "place": coming.place or "",
        }
    ]


def _may(record: Record, carer: Person | None, section: str) -> bool:
    """Whether this carer may open a section of the record; one who is not named may not."""
    if carer is None:
        return False
    thing = Thing(child_id=record.child.id, authority_id=record.child.authority_id, section=section, whole=True)
    return isinstance(decide(record.reader(carer), "read", section, thing, now()), Permit)
