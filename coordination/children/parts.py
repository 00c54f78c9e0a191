"""The parts of a record that are lists of dated rows: names, identifiers, addresses, school places, family, alerts.

Each is kept in the same way. A row is added, changed or ended; nothing is deleted, because what was recorded was
recorded. Every one of these is an event, so that the chronology and "since you last looked" can say it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import identifiers, index
from coordination.children.codes import PARTNERS_BY_RELATION
from coordination.children.models import (
    Alert,
    Child,
    ChildAddress,
    ChildDisability,
    ChildIdentifier,
    ChildName,
    ChildProfile,
    NetworkHome,
    NetworkMember,
    SchoolPlace,
    SenNeed,
)
from coordination.db import RuleBroken, db
from coordination.events import operations as events


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One list of the record: its rows' model, what its events are called, and what may be said in a row."""

    key: str
    model: Any
    fields: tuple[str, ...]
    added: str
    changed: str
    ended: str
    one: str


PARTS: dict[str, Part] = {
    part.key: part
    for part in (
        Part(
            key="names",
            model=ChildName,
            fields=("kind", "given_names", "family_name", "from_on", "to_on"),
            added="identity_changed",
            changed="identity_changed",
            ended="identity_changed",
            one="name",
        ),
        Part(
            key="identifiers",
            model=ChildIdentifier,
            fields=("kind", "value", "from_on", "to_on", "source"),
            added="identifier_added",
            changed="identifier_changed",
            ended="identifier_changed",
            one="identifier",
        ),
        Part(
            key="addresses",
            model=ChildAddress,
            fields=("kind", "lines", "postcode", "phone", "from_on", "to_on"),
            added="address_changed",
            changed="address_changed",
            ended="address_changed",
            one="address",
        ),
        Part(
            key="schools",
            model=SchoolPlace,
            fields=("agency_id", "name", "year_group", "from_on", "to_on"),
            added="school_changed",
            changed="school_changed",
            ended="school_changed",
            one="school place",
        ),
        Part(
            key="needs",
            model=SenNeed,
            fields=("code", "rank", "provision", "from_on", "to_on"),
            added="sen_need_recorded",
            changed="sen_need_recorded",
            ended="sen_need_recorded",
            one="type of need",
        ),
        Part(
            key="disabilities",
            model=ChildDisability,
            fields=("code", "note", "from_on", "to_on", "source"),
            added="disability_recorded",
            changed="disability_recorded",
            ended="disability_recorded",
            one="disability",
        ),
        Part(
            key="network",
            model=NetworkMember,
            fields=(
                "name",
                "relation",
                "person_id",
                "sibling_id",
                "parental_responsibility",
                "responsibility_how",
                "responsibility_evidence",
                "lives_with_child",
                "same_school",
                "emergency_contact",
                "phone",
                "contact",
                "restrictions",
                "note",
                "sex",
                "born_year",
                "died_year",
                "relation_to_id",
                "partner_id",
                "partnership",
                "partners_from_on",
                "partners_to_on",
                "tie",
                "trusted",
                "trusted_since_on",
                "in_touch",
                "from_on",
                "to_on",
            ),  # fmt: skip
            added="network_changed",
            changed="network_changed",
            ended="network_changed",
            one="person",
        ),
        Part(
            key="homes",
            model=NetworkHome,
            fields=("member_id", "home", "from_on", "to_on"),
            added="network_changed",
            changed="network_changed",
            ended="network_changed",
            one="home",
        ),
        Part(
            key="alerts",
            model=Alert,
            fields=("kind", "instruction", "reason", "about_person_id", "from_on", "review_on", "to_on"),
            added="alert_raised",
            changed="alert_changed",
            ended="alert_ended",
            one="alert",
        ),
    )
}


def add_row(
    part: Part, child: Child, *, id: UUID, by: Actor, source_agency_id: UUID | None = None, **facts: Any
) -> Any:
    """Add a row to a part of the record, from an organisation. The same ``id`` again is the same row."""
    existing = db.session.get(part.model, id)
    if existing is not None:
        return existing
    said = _checked(part, child, facts)
    row = part.model(id=id, authority_id=child.authority_id, child_id=child.id, recorded_by=by.person_id, **said)
    db.session.add(row)
    db.session.flush()
    _after(part, child, row, part.added, by, source_agency_id)
    return row


def change_row(part: Part, child: Child, row: Any, *, by: Actor, **facts: Any) -> Any:
    """Correct or complete a row. Nothing happens when nothing changes."""
    held = {name: getattr(row, name) for name in part.fields if hasattr(row, name)}
    said = _checked(part, child, held | facts)
    for field in ("relation_to_id", "partner_id"):
        if said.get(field) == row.id:
            raise RuleBroken("Choose somebody else: this is the same person", field)
    fresh = {name: value for name, value in said.items() if getattr(row, name) != value}
    if not fresh:
        return row
    for name, value in fresh.items():
        setattr(row, name, value)
    db.session.flush()
    _after(part, child, row, part.changed, by, None)
    return row


def end_row(part: Part, child: Child, row: Any, *, on: date, by: Actor) -> Any:
    """Say until when a row was so. It stays on the record as what was."""
    if row.from_on and on < row.from_on:
        raise RuleBroken("The end must not be before the start", "on")
    if row.to_on == on:
        return row
    row.to_on = on
    db.session.flush()
    _after(part, child, row, part.ended, by, None)
    return row


def change_profile(profile: ChildProfile, child: Child, *, seen: int, by: Actor, **facts: Any) -> ChildProfile:
    """Write the "about me" page. ``seen`` is the version the writer had before them."""
    if seen != profile.version:
        raise RuleBroken(
            "Somebody else has changed this page since you opened it. What they wrote is below: add yours to it."
        )
    fresh = {name: value for name, value in _blank_to_none(facts).items() if getattr(profile, name) != value}
    if not fresh:
        return profile
    for name, value in fresh.items():
        setattr(profile, name, value if name != "languages" else list(value or []))
    db.session.flush()
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="profile_changed",
        by=by.person_id,
        about=profile,
        facts={"what": sorted(fresh)},
    )
    return profile


def _after(part: Part, child: Child, row: Any, kind: str, by: Actor, agency_id: UUID | None) -> None:
    if part.key in {"names", "identifiers"}:
        index.write(child, by=by.person_id)
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        occurred_on=_happened(part, row, kind),
        by=by.person_id,
        about=row,
        agency_id=agency_id,
    )


def _happened(part: Part, row: Any, kind: str) -> date:
    today = clock.today()
    when = row.to_on if kind == part.ended and row.to_on else row.from_on
    return min(when, today) if when else today


def _blank_to_none(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: (value or None) if isinstance(value, str) else value for name, value in facts.items()}


def _checked(part: Part, child: Child, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a row as they are stored, or RuleBroken for the field that cannot be."""
    unknown = set(facts) - set(part.fields)
    if unknown:
        raise TypeError(f"a {part.one} keeps no {', '.join(sorted(unknown))}")
    said = _blank_to_none(facts)
    start, end = said.get("from_on"), said.get("to_on")
    if start and end and end < start:
        raise RuleBroken("The end must not be before the start", "to_on")
    check = _CHECKS.get(part.key)
    return check(child, said) if check else said


def _check_name(child: Child, said: dict[str, Any]) -> dict[str, Any]:
    if not (said.get("given_names") or said.get("family_name")):
        raise RuleBroken("Enter a given name or a family name", "given_names")
    return said


def _check_identifier(child: Child, said: dict[str, Any]) -> dict[str, Any]:
    """A number that fails its check is kept with the doubt beside it: somebody wrote it down so."""
    kind, value = said["kind"], said["value"] or ""
    if kind == "former_upn":
        verdict = identifiers.check("upn", value)
    elif kind in set(identifiers.IdentifierKind):
        verdict = identifiers.check(kind, value)
    else:
        verdict = identifiers.Checked(value.strip(), True)
    checkable = kind == "former_upn" or kind in set(identifiers.IdentifierKind)
    return said | {
        "value": verdict.value,
        "checked": checkable and verdict.ok,
        "doubt": verdict.sentence or None,
    }


def _check_network(child: Child, said: dict[str, Any]) -> dict[str, Any]:
    if said.get("parental_responsibility"):
        if not said.get("responsibility_how"):
            raise RuleBroken("Say how they have parental responsibility", "responsibility_how")
    else:
        said |= {"responsibility_how": None, "responsibility_evidence": None}
    if said.get("sibling_id") == child.id:
        raise RuleBroken("That is this child's own record", "sibling_id")
    for field in ("relation_to_id", "partner_id"):
        _of_this_child(child, said, field)
    born, died = said.get("born_year"), said.get("died_year")
    if born and died and died < born:
        raise RuleBroken("The year of death must not be before the year of birth", "died_year")
    if said.get("partnership") and not (said.get("partner_id") or said["relation"] in PARTNERS_BY_RELATION):
        raise RuleBroken("Choose whose partner they are", "partner_id")
    start, end = said.get("partners_from_on"), said.get("partners_to_on")
    if start and end and end < start:
        raise RuleBroken("The end must not be before the start", "partners_to_on")
    if not said.get("trusted"):
        said |= {"trusted": False, "trusted_since_on": None, "in_touch": None}
    return said


def _check_home(child: Child, said: dict[str, Any]) -> dict[str, Any]:
    if not said.get("home"):
        raise RuleBroken("Say which home it is", "home")
    _of_this_child(child, said, "member_id")
    return said


def _of_this_child(child: Child, said: dict[str, Any], field: str) -> None:
    """Somebody named in a row is somebody of the same child; anybody else is as if they did not exist."""
    key = said.get(field)
    held = db.session.get(NetworkMember, key) if key else None
    if key and (held is None or held.child_id != child.id):
        raise RuleBroken("Choose somebody of this child's family and network", field)


def _check_alert(child: Child, said: dict[str, Any]) -> dict[str, Any]:
    said["from_on"] = said.get("from_on") or clock.today()
    if not said.get("instruction"):
        raise RuleBroken("Say what everybody must do", "instruction")
    if said.get("review_on") and said["review_on"] < said["from_on"]:
        raise RuleBroken("The review must not be before the start", "review_on")
    return said


def _check_need(child: Child, said: dict[str, Any]) -> dict[str, Any]:
    said["rank"] = said.get("rank") or 1
    return said


_CHECKS: dict[str, Any] = {
    "names": _check_name,
    "identifiers": _check_identifier,
    "needs": _check_need,
    "network": _check_network,
    "homes": _check_home,
    "alerts": _check_alert,
}
