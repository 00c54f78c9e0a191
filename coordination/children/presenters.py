"""The record as a page shows it: who the child is and every list of it, cut to what the reader may see."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.children import codes
from coordination.children.ages import age_band, age_words
from coordination.children.models import Child, ChildProfile
from coordination.children.naming import display_name
from coordination.web.filters import day

Lines = list[tuple[str, str]]


class Entry(NamedTuple):
    """One row of a list: what it is, its details, its dates, a doubt about it, and what may be done with it."""

    id: UUID
    title: str
    lines: Lines
    dates: str
    doubt: str
    over: bool
    change_url: str | None
    end_url: str | None


class Listing(NamedTuple):
    """One list of the record."""

    key: str
    title: str
    entries: list[Entry]
    past: list[Entry]
    empty: str
    add_url: str | None
    add_text: str


class Layout(NamedTuple):
    """How a part of the record is listed: its title, the section of a row, and how a row becomes lines."""

    title: str
    section: Callable[[Any], str]
    table: str
    show: Callable[[Any, Callable[[str], bool]], tuple[str, Lines]]
    empty: str
    add_text: str
    # (section, verb that adds, verb that changes): the first that the actor has opens the form.
    writers: tuple[tuple[str, str, str], ...]


def dates(row: Any) -> str:
    """Since when and until when, in words."""
    start, end = getattr(row, "from_on", None), getattr(row, "to_on", None)
    if start and end:
        return f"{day(start)} to {day(end)}"
    if start:
        return f"Since {day(start)}"
    return f"Until {day(end)}" if end else ""


def shown_fields(permit: Any) -> Callable[[str], bool]:
    """Which fields a permit shows."""
    if not isinstance(permit, Permit):
        return lambda field: False
    fields = permit.fields
    return lambda field: fields is None or field in fields


def name_for(child: Child) -> str:
    """The child's name as this actor may see it: the name, or the reference alone."""
    sees = shown_fields(guard.may("read", "core_identity", child))
    return display_name(child) if sees("preferred_name") else f"Record {child.reference}"


def age_for(child: Child) -> str:
    """The child's age as this actor may see it."""
    sees = shown_fields(guard.may("read", "core_identity", child))
    return age_words(child, clock.today()) if sees("date_of_birth") else age_band(child, clock.today())


def identity_rows(child: Child) -> list[dict[str, Any]]:
    """Who the child is, as rows of a summary list, cut to the fields this actor may see."""
    sees = shown_fields(guard.may("read", "core_identity", child, whole=True))
    today = clock.today()
    born = f"{day(child.born_on)} ({age_words(child, today)})" if child.born_on else ""
    rows = [
        ("preferred_name", "Likes to be called", child.preferred_name),
        ("given_names", "Given names", child.given_names or (None if child.family_name else "Not recorded")),
        ("family_name", "Family name", child.family_name or (None if child.given_names else "Not recorded")),
        ("pronouns", "Pronouns", child.pronouns),
        ("date_of_birth", "Date of birth", born or ("" if child.expected_on else "Not recorded")),
        ("expected_on", "Expected", day(child.expected_on) if child.expected_on else ""),
        ("date_of_death", "Date of death", day(child.died_on) if child.died_on else ""),
        ("sex", "Sex", codes.words(codes.SEX, child.sex)),
        ("ethnicity", "Ethnicity", codes.words(codes.ETHNICITY, child.ethnicity)),
        ("family_name", "Identity", "Provisional: nobody has confirmed it yet" if child.provisional else ""),
    ]
    shown = [{"key": label, "value": value} for field, label, value in rows if value and sees(field)]
    if not sees("date_of_birth"):
        shown.append({"key": "Age", "value": age_band(child, today)})
    shown.append({"key": "Record", "value": child.reference})
    if child.local_id and shown_fields(guard.may("read", "identifiers", child, whole=True))("local_id"):
        shown.append({"key": "Local id", "value": child.local_id})
    return shown


def profile_rows(profile: ChildProfile | None) -> list[dict[str, Any]]:
    """The "about me" page as rows of a summary list; empty when nothing is written or nothing may be seen."""
    if profile is None or not guard.readable([profile], "profile"):
        return []
    sees = shown_fields(guard.may("read", "profile", profile))
    rows = [
        ("what_matters", "What matters to me", profile.what_matters),
        ("people_like", "What people like about me", profile.people_like),
        ("good_day", "A good day", profile.good_day),
        ("hard_day", "A hard day", profile.hard_day),
        ("communication", "How I communicate", profile.communication),
        ("languages", "Languages", ", ".join(profile.languages)),
        ("interpreter", "Interpreter", profile.interpreter),
        ("daily_essentials", "Every day I need", profile.daily_essentials),
        (
            "communication",
            "Words for me are for age",
            f"{profile.reading_age} or younger" if profile.reading_age else "",
        ),
    ]
    return [{"key": label, "value": value} for field, label, value in rows if value and sees(field)]


def _lines(sees: Callable[[str], bool], *asked: tuple[str, str, Any]) -> Lines:
    return [(label, str(value)) for field, label, value in asked if value and sees(field)]


def _name(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    if not sees("other_names"):
        return "", []
    whole = " ".join(part for part in (row.given_names, row.family_name) if part)
    return whole, [("Kind", codes.words(codes.NAME, row.kind))]


def _identifier(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    if not sees(row.kind):
        return "", []
    checked = "The number passes its check" if row.checked else ""
    return row.value, [
        ("Kind", codes.words(codes.IDENTIFIER, row.kind)),
        *_lines(sees, ("source", "From", row.source), ("checked", "Check", checked)),
    ]


def _address(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    lines = ", ".join(line.strip(" ,") for line in row.lines.splitlines() if line.strip(" ,"))
    return codes.words(codes.ADDRESS, row.kind), _lines(
        sees, ("address", "Address", lines), ("postcode", "Postcode", row.postcode), ("phone", "Phone", row.phone)
    )


def _school(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    if not sees("school"):
        return "", []
    return row.name, _lines(sees, ("year_group", "Year", row.year_group))


def _need(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    if not sees("area_of_need"):
        return "", []
    rank = "Main need" if row.rank == 1 else "Second need"
    return codes.words(codes.SEN_TYPE, row.code), [
        ("Rank", rank),
        *_lines(sees, ("provision", "Support", codes.words(codes.SEN_PROVISION, row.provision))),
    ]


def _disability(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    if not sees("diagnoses"):
        return "", []
    return codes.words(codes.DISABILITY, row.code), _lines(
        sees, ("diagnoses", "What it means", row.note), ("diagnoses", "From", row.source)
    )


def _network(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    if row.relation in codes.SIBLINGS:
        title = row.name.split(" ")[0] if sees("first_name") else codes.words(codes.RELATION, row.relation)
        return title, _lines(
            sees,
            ("relation", "Relation", codes.words(codes.RELATION, row.relation)),
            ("lives_together", "Home", "They live together" if row.lives_with_child else ""),
            ("same_school", "School", "They go to the same school" if row.same_school else ""),
            ("contact_arrangements", "Time together", row.contact),
        )
    responsibility = "Yes" if row.parental_responsibility else "No"
    return row.name if sees("name") else "", _lines(
        sees,
        ("relation", "Relation", codes.relation_words(row.relation, row.sex)),
        ("parental_responsibility", "Parental responsibility", responsibility),
        ("responsibility_how", "How", codes.words(codes.RESPONSIBILITY, row.responsibility_how)),
        ("responsibility_evidence", "Evidence", row.responsibility_evidence),
        ("lives_with_child", "Home", "Lives with the child" if row.lives_with_child else ""),
        ("emergency_contact", "Emergency", "Ring in an emergency" if row.emergency_contact else ""),
        ("phone", "Phone", row.phone),
        ("contact_arrangements", "Time together", row.contact),
        ("restrictions", "Orders or limits", row.restrictions),
        ("years", "Years", years(row)),
        ("tie", "Tie", codes.words(codes.TIE, row.tie)),
        ("trusted", "There for the child", trust_words(row)),
        ("note", "Note", row.note),
    )


def years(row: Any) -> str:
    """Born and died, as far as they are recorded: "Born 1958", "1958 to 2019"."""
    if row.born_year and row.died_year:
        return f"{row.born_year} to {row.died_year}"
    return f"Born {row.born_year}" if row.born_year else f"Died {row.died_year}" if row.died_year else ""


def trust_words(row: Any) -> str:
    """Since when a trusted adult has been there, and whether they are still in touch."""
    if not row.trusted:
        return ""
    since = f"Since {day(row.trusted_since_on)}" if row.trusted_since_on else "Yes"
    touch = {"yes": "still in touch", "sometimes": "in touch now and then", "no": "not in touch any more"}
    return f"{since}, {touch[row.in_touch]}" if row.in_touch in touch else since


def _home(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    who = row.member.name if row.member is not None else "The child"
    return (row.home if sees("household") else ""), [("Who", who)]


def _alert(row: Any, sees: Callable[[str], bool]) -> tuple[str, Lines]:
    return row.instruction, _lines(
        sees,
        ("kind", "Kind", codes.words(codes.ALERT, row.kind)),
        ("reason", "Why", row.reason),
        ("review_on", "Look at it again", day(row.review_on) if row.review_on else ""),
    )


def network_section(row: Any) -> str:
    """Brothers and sisters have a section of their own."""
    return "sibling_links" if row.relation in codes.SIBLINGS else "family_network"


def home_section(row: Any) -> str:
    """Where a brother or sister lives belongs to the section of brothers and sisters."""
    return network_section(row.member) if row.member is not None else "family_network"


def _in(section: str) -> Callable[[Any], str]:
    return lambda row: section


LAYOUTS: dict[str, Layout] = {
    "alerts": Layout(
        "Alerts", _in("alerts"), "alert", _alert, "No alert.", "Raise an alert", (("alerts", "create", "update"),)
    ),
    "names": Layout(
        "Other names", _in("core_identity"), "child_name", _name, "No other name is recorded.", "Add a name",
        (("core_identity", "update", "update"),),
    ),
    "identifiers": Layout(
        "Identifiers", _in("identifiers"), "child_identifier", _identifier, "No identifier is recorded.",
        "Add an identifier", (("identifiers", "create", "update"),),
    ),
    "addresses": Layout(
        "Addresses", _in("contact_details"), "child_address", _address, "No address is recorded.", "Add an address",
        (("contact_details", "create", "update"),),
    ),
    "network": Layout(
        "Family and network", network_section, "network_member", _network, "Nobody is recorded.", "Add somebody",
        (("family_network", "create", "update"),),
    ),
    "homes": Layout(
        "Homes", home_section, "network_home", _home, "No home is recorded.", "Add a home",
        (("family_network", "create", "update"),),
    ),
    "schools": Layout(
        "School", _in("education"), "school_place", _school, "No school is recorded.", "Add a school",
        (("education", "create", "update"), ("contact_details", "create", "update")),
    ),
    "needs": Layout(
        "Special educational needs", _in("sen_support"), "sen_need", _need, "No type of need is recorded.",
        "Add a type of need", (("sen_support", "create", "update"), ("ehc_plan", "create", "update")),
    ),
    "disabilities": Layout(
        "Disability", _in("health"), "child_disability", _disability, "No disability is recorded.",
        "Add a disability", (("health", "create", "update"), ("social_care", "create", "update")),
    ),
}  # fmt: skip


def endpoint(part_key: str, doing: str, section: str) -> str:
    """The endpoint that adds to, changes or ends a row of a part, for those who write by this section."""
    first = LAYOUTS[part_key].writers[0][0]
    suffix = "" if section == first else f"_in_{section}"
    return f"children.{doing}_{part_key}{suffix}"


def listing(part_key: str, child: Child, rows: Iterable[Any]) -> Listing | None:
    """One list of the record, or None for somebody who may not see the section at all."""
    layout = LAYOUTS[part_key]
    held = list(rows)
    today = clock.today()
    entries: list[Entry] = []
    past: list[Entry] = []
    adds = _writer(layout, child, verb_at=1)
    for row in sorted(guard.readable(held, layout.section), key=lambda one: (str(one.from_on or ""), str(one.id))):
        sees = shown_fields(guard.may("read", layout.section(row), row))
        title, lines = layout.show(row, sees)
        if not title:
            continue
        # A name somebody had is not over in the way an address is: it is still one they may be known by.
        over = part_key != "names" and row.to_on is not None and row.to_on <= today
        changes = writer_of(part_key, row)
        entry = Entry(
            id=row.id,
            title=title,
            lines=lines,
            dates=dates(row) if sees("from_on") or sees("started_on") or layout.table != "alert" else "",
            doubt=getattr(row, "doubt", None) or "",
            over=over,
            change_url=_url(part_key, "change", changes, child, row),
            end_url=None if over else _url(part_key, "end", changes, child, row),
        )
        (past if over else entries).append(entry)
    opens = guard.may("read", layout.section(_NoRow()), child, whole=True)
    if not (isinstance(opens, Permit) or entries or past or adds):
        return None
    whole = isinstance(opens, Permit) and opens.extent == "full"
    return Listing(
        key=part_key,
        title=layout.title,
        entries=entries,
        past=past,
        empty=layout.empty if whole else "Nothing is recorded here that you can see.",
        add_url=url_for(endpoint(part_key, "add", adds), child_id=child.id) if adds else None,
        add_text=layout.add_text,
    )


class _NoRow:
    """Stands for a row that is not there yet, where its section depends on what it says."""

    relation = ""
    member = None


def writer_of(part_key: str, row: Any) -> str | None:
    """The section by which the actor may change this row, or None. A brother or sister needs theirs too."""
    layout = LAYOUTS[part_key]
    section = layout.section(row)
    if section == "sibling_links" and not isinstance(guard.may("update", section, row), Permit):
        return None
    return _writer(layout, row, verb_at=2)


def may_add(part_key: str, child: Child) -> bool:
    """Whether the actor may add a row to this list."""
    return _writer(LAYOUTS[part_key], child, verb_at=1) is not None


def _writer(layout: Layout, about: Any, *, verb_at: int) -> str | None:
    whole = verb_at == 1
    for writer in layout.writers:
        if isinstance(guard.may(writer[verb_at], writer[0], about, whole=whole), Permit):
            return writer[0]
    return None


def _url(part_key: str, doing: str, section: str | None, child: Child, row: Any) -> str | None:
    if section is None:
        return None
    return url_for(endpoint(part_key, doing, section), child_id=child.id, row_id=row.id)
