"""The strip across a record's pages: who this is about, what to know first, and the parts of the record.

One statement reads the alerts and the lead; the tabs are those whose pages exist and whose section the actor may read.
"""

from typing import Any

from flask import current_app, url_for
from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.agencies.models import Person
from coordination.cases.models import Case
from coordination.cases.words import kind
from coordination.children import reading
from coordination.children.ages import age_band, age_words
from coordination.children.models import Alert, Child
from coordination.children.naming import display_name

# key, label, endpoint, section that must be readable
TABS = (
    ("record", "Record", "children.record", "core_identity"),
    ("plan", "Plan", "plans.of_child", "support_plan"),
    ("team", "Team", "cases.team", "memberships"),
    ("reviews", "Reviews", "reviews.of_child", "reviews"),
    ("views", "Views and wishes", "voice.of_child", "own_words"),
    ("care", "Care", "care.of_child", "placement"),
    ("timetable", "Timetable", "deadlines.of_child", "core_identity"),
    ("chronology", "Chronology", "children.chronology", "core_identity"),
    ("documents", "Documents", "documents.of_child", "sharing_decisions"),
)


def record_strip(child: Child, current: str) -> dict[str, Any]:
    """What ``layouts/record.html`` shows of a child to this actor: ``current`` is the key of the page's own tab."""
    today = clock.today()
    found = reading.together(
        reading.rows_of(
            Alert, child, Alert.from_on <= today, Alert.to_on.is_(None) | (Alert.to_on > today)
        ),
        reading.values_of(
            "lead",
            select(Person.name, Case.kind, Case.state)
            .select_from(Case)
            .outerjoin(Person, Person.id == Case.lead_id)
            .where(Case.authority_id == child.authority_id, Case.child_id == child.id)
            .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Case.id.desc())
            .limit(1),
        ),
    )
    alerts = guard.readable(reading.revived(Alert, found.get("alert", [])), "alerts")
    case = found.get("lead", [None])[0]
    shown = _shown_identity(child)
    facts = []
    if case and isinstance(guard.may("read", "support_plan", child, whole=True), Permit):
        facts.append(("Help", kind(case["kind"]) if case["state"] == "open" else "Ended"))
    return {
        "preferred_name": display_name(child) if shown("preferred_name") else f"Record {child.reference}",
        "reference": child.reference,
        "age": age_words(child, today) if shown("date_of_birth") else age_band(child, today),
        "lead": case["name"] if case else None,
        "alerts": [alert.instruction for alert in sorted(alerts, key=lambda held: (held.from_on, held.id))],
        "facts": facts,
        "tabs": tabs(child, current),
    }


def tabs(child: Child, current: str) -> list[tuple[str, str, bool]]:
    """The parts of this record that exist and that the actor may read."""
    return [
        (label, url_for(endpoint, child_id=child.id), key == current)
        for key, label, endpoint, section in TABS
        if endpoint in current_app.view_functions
        and isinstance(guard.may("read", section, child, whole=True), Permit)
    ]


def _shown_identity(child: Child) -> Any:
    permit = guard.may("read", "core_identity", child, whole=True)
    if not isinstance(permit, Permit):
        return lambda field: False
    fields = permit.fields
    return lambda field: fields is None or field in fields
