"""The strip across a record's pages: who this is about, what to know first, and the parts of the record.

One statement reads the alerts and the lead; the tabs are those whose pages exist and whose section the actor may read.
"""

from typing import Any

from flask import current_app, url_for
from sqlalchemy import Select, select

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny, Permit, State
from coordination.agencies.models import Person
from coordination.cases.models import Case
from coordination.cases.words import kind
from coordination.children import reading
from coordination.children.ages import age_band, age_words
from coordination.children.models import Alert, Child
from coordination.children.naming import display_name
from coordination.children.presenters import shown_fields

EMERGENCY = "emergency"
# What is said over a record that does not take everything, and what follows from it.
STATES: dict[str, tuple[str, str]] = {
    "closed": (
        "Closed",
        "Help has ended. The record is read and given as before, and takes concerns, decisions about sharing and the"
        " care of its team. For anything else, begin help again first.",
    ),
    "less": (
        "Being decided again",
        "What your place on the team rested on has changed, so you see less of this record. Its lead decides whether"
        " you stay.",
    ),
    "hold": (
        "Held",
        "The privacy officer keeps this record as it is: you can add to it, and nothing on it can be changed. Write a"
        " correction beside what is wrong.",
    ),
}
# key, label, endpoint, section that must be readable
TABS = (
    ("record", "Record", "children.record", "core_identity"),
    ("plan", "Plan", "plans.of_child", "support_plan"),
    ("sen", "SEN Support", "schools.of_child", "sen_support"),
    ("ehc", "EHC", "ehc.of_child", "ehc_plan"),
    ("school", "School", "schools.at_school", "education"),
    ("family", "Family", "children.family", "family_network"),
    ("team", "Team", "cases.team", "memberships"),
    ("reviews", "Reviews", "reviews.of_child", "reviews"),
    ("views", "Views and wishes", "voice.of_child", "own_words"),
    ("social", "Social care", "social_care.of_child", "social_care"),
    ("protection", "Child protection", "social_care.protection", "protection_plan"),
    ("care", "Care", "care.of_child", "placement"),
    ("concerns", "Concerns", "concerns.of_child", "enquiries"),
    ("places", "Protected places", "whereabouts.places", "protected_location"),
    (EMERGENCY, "Emergency", "whereabouts.ask", "protected_location"),
    ("timetable", "Timetable", "deadlines.of_child", "core_identity"),
    ("chronology", "Chronology", "children.chronology", "core_identity"),
    ("documents", "Documents", "documents.of_child", "sharing_decisions"),
    ("sharing", "Sharing", "sharing.ledger", "sharing_decisions"),
)


def asked(child: Child) -> list[Select[Any]]:
    """What the strip asks of the database, for a page that asks other things in the same statement."""
    today = clock.today()
    return [
        reading.rows_of(Alert, child, Alert.from_on <= today, Alert.to_on.is_(None) | (Alert.to_on > today)),
        reading.values_of(
            "lead",
            select(Person.name, Case.kind, Case.state)
            .select_from(Case)
            .outerjoin(Person, Person.id == Case.lead_id)
            .where(Case.authority_id == child.authority_id, Case.child_id == child.id)
            .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Case.id.desc())
            .limit(1),
        ),
    ]


def record_strip(child: Child, current: str, found: dict[str, list[dict[str, Any]]] | None = None) -> dict[str, Any]:
    """What ``layouts/record.html`` shows of a child to this actor; ``current`` is the key of the page's own tab.

    ``found`` holds the answers to :func:`asked` where the page has asked them already.
    """
    today = clock.today()
    found = reading.together(*asked(child)) if found is None else found
    alerts = guard.readable(reading.revived(Alert, found.get("alert", [])), "alerts")
    alerts = [alert for alert in alerts if alert.from_on <= today and (alert.to_on is None or alert.to_on > today)]
    case = found.get("lead", [None])[0]
    sees = shown_fields(guard.may("read", "core_identity", child))
    facts = []
    if case and isinstance(guard.may("read", "support_plan", child, whole=True), Permit):
        facts.append(("Help", kind(case["kind"]) if case["state"] == "open" else "Ended"))
    return {
        "preferred_name": display_name(child) if sees("preferred_name") else f"Record {child.reference}",
        "reference": child.reference,
        "age": age_words(child, today) if sees("date_of_birth") else age_band(child, today),
        "lead": case["name"] if case else None,
        "alerts": [alert.instruction for alert in sorted(alerts, key=lambda held: (held.from_on, held.id))],
        "facts": facts,
        "concern_url": _concern_url(child),
        "state": STATES.get("less" if _sees_less(child) else record_state(child), ()),
        "tabs": tabs(child, current),
    }


def _concern_url(child: Child) -> str | None:
    """Where whoever is here says that this child may not be safe: for all who stand anywhere."""
    may = guard.actor().kind == "workforce" and guard.may("create", "enquiries", child, whole=True)
    return url_for("concerns.raise_one", child_id=child.id) if may else None


def record_state(child: Child) -> State:
    """The state of a child's record, as whoever looks at it is told: every relationship with it says the same."""
    held = guard.know([child.id]).by_child.get(child.id, ())
    return held[0].state if held else "open"


def _sees_less(child: Child) -> bool:
    """Whether a place on the team is what somebody comes by, and it is being decided again."""
    held = guard.know([child.id]).relationships_with(child.id, clock.today())
    return bool(held) and all(one.via in ("membership", "family") and one.sections is not None for one in held)


def tabs(child: Child, current: str) -> list[tuple[str, str, bool]]:
    """The parts of this record that exist and that the actor may read."""
    return [
        (label, url_for(endpoint, child_id=child.id), key == current)
        for key, label, endpoint, section in TABS
        if endpoint in current_app.view_functions
        and (_in_emergency(child) if key == EMERGENCY else opens(section, child))
    ]


def _in_emergency(child: Child) -> bool:
    """Whether this is a duty worker, who may ask to see what is protected; whether there is anything is no matter."""
    permit = guard.may("read", "protected_location", child, whole=True)
    return isinstance(permit, Deny) and permit.rule == "emergency_reveal"


def opens(section: str, child: Child) -> bool:
    """Whether a part of the record has a page for this actor. To an advocate a part is shown document by document, as
    the child agrees to each: a part that holds nothing else for them has none. What asks for a fresh proof of who
    somebody is opens once they have given it."""
    permit = guard.may("read", section, child, whole=True)
    if isinstance(permit, Deny):
        return permit.remedy == "step_up"
    return isinstance(permit, Permit) and not (permit.role == "ADV" and permit.extents == {"published"})
