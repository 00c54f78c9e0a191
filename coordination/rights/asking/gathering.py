"""Gathering everything that is held about a child, table by table, as items that a person decides about.

Done again it changes nothing, and goes on where it was when its worker was killed. An item that a person decided about
keeps the decision unless what it says has changed since.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock, jobs, timescales
from coordination.access.catalogue import SECTIONS
from coordination.agencies import queries as agencies
from coordination.agencies.models import Agency
from coordination.db import db, derived_id
from coordination.deadlines import queries as deadlines
from coordination.deadlines.models import Clock
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.rights.asking import exemptions, weighing
from coordination.rights.asking.sources import Source, called, fields, sources, with_statements
from coordination.rights.models import AccessItem, AccessRequest, RequestState
from coordination.timescales.phrases import long_date

AT_ONCE = 12
# Columns that name somebody: their name is said with the row.
_PEOPLE = ("person_id", "owner_id", "carer_id", "visitor_id", "chair_id", "lead_id", "originator_id", "author_id")
_AGENCIES = ("agency_id", "originator_agency_id", "with_agency_id")
# Rows that are about others as much as about the child.
_ABOUT_OTHERS = frozenset({"network_member", "network_home", "circle_person", "review_person", "disagreement"})

_WITHOUT_A_NAME = ("professional", "en")
# Nearly everything is typed in by somebody.
_GOES_WITHOUT_SAYING = frozenset({("source", "entered")})

# A choice as it is kept, and a day inside of something that is kept as data.
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

Row = Mapping[str, Any]


@jobs.task("rights.gather", retries=5)
def gather_job(child: str, request: str) -> None:
    """Gather a part, and queue the next: each part is kept when it is done, so that nobody waits for all of it."""
    asked = db.session.get(AccessRequest, UUID(request))
    if asked is None or asked.state != RequestState.OPEN or asked.gathered_at is not None:
        return
    gather_some(asked)
    if asked.gathered_at is None:
        jobs.defer("rights.gather", child=asked.child_id, request=asked.id)


def gather_some(asked: AccessRequest, at_once: int = AT_ONCE) -> None:
    """Gather the next tables of a request."""
    every = sources()
    asked.of = len(every)
    held = {row.id: row for row in db.session.scalars(select(AccessItem).where(AccessItem.request_id == asked.id))}
    for source in every[asked.done : asked.done + at_once]:
        _gather(asked, source, held)
    asked.done = min(asked.done + at_once, asked.of)
    if asked.done == asked.of:
        asked.gathered_at = clock.now()
    db.session.flush()


def _gather(asked: AccessRequest, source: Source, held: dict[UUID, AccessItem]) -> None:
    rows = _rows(source, asked.child_id)
    names = _names(rows)
    more = _of_statements(asked.child_id) if source.table.name == "statement" else {}
    wholes = weighing.wholes(source.table.name, asked.child_id)
    clocks = _sections_of_clocks(asked.child_id) if source.table.name in ("clock", "clock_exception") else {}
    files = _papers(asked.child_id) if source.table.name == "stored_file" else frozenset()
    weighed = weighing.things(source.table.name, asked.child_id, source.section)
    own = exemptions.CAPACITIES[asked.capacity][1]
    for row in rows:
        if row["id"] in files:
            continue
        words = _words(source, row, names, more.get(row["id"], ()))
        if not words:
            continue
        whole = wholes.get(row["id"])
        section = whole.section if whole is not None else clocks.get(row.get("clock_id") or row["id"])
        section = section or _section(source, row)
        label = exemptions.label_of(section, row.get("label"))
        label = exemptions.label_of(section, whole.label, label) if whole is not None else label
        caveats = {*(row.get("caveats") or ()), *(whole.caveats if whole is not None else ())}
        caveats |= {"not-parent"} if row.get("only_my_worker") else set()
        proposal = exemptions.propose(
            section=section,
            label=label,
            caveats=caveats,
            own=own,
            about_others=source.table.name in _ABOUT_OTHERS,
        )
        key = derived_id(asked.id, f"{source.table.name}:{row['id']}")
        item = held.get(key)
        if item is None:
            item = AccessItem(
                id=key,
                authority_id=asked.authority_id,
                child_id=asked.child_id,
                request_id=asked.id,
                source=source.table.name,
                source_id=row["id"],
                title=source.title,
                recorded_by=None,
            )
            db.session.add(item)
        elif _texts(item.words) != _texts(words):
            item.decision = item.decided_by = item.decided_at = item.second_by = item.second_at = None
            item.cuts = []
        item.section, item.label, item.words, item.on = section, label, words, _day(source, row)
        item.weighed = weighed.get(row["id"], {}) | {weighing.WHOLE: weighing.kept_of(whole)}
        item.file_id = row["id"] if source.table.name == "stored_file" else row.get("file_id")
        item.proposed, item.exemption, item.why = proposal


def _rows(source: Source, child_id: UUID) -> list[Row]:
    key = source.table.c.id if source.table.name == "child" else source.table.c.child_id
    asked = select(source.table).where(key == child_id).order_by(source.table.c.recorded_at, source.table.c.id)
    return [dict(row._mapping) for row in db.session.execute(asked)]


def _of_statements(child_id: UUID) -> dict[UUID, list[list[str]]]:
    """What the tables of kinds of statement say, by the statement."""
    found: dict[UUID, list[list[str]]] = {}
    for table in with_statements():
        names = fields(table)
        for row in db.session.execute(select(table).where(table.c.child_id == child_id)):
            held = dict(row._mapping)
            found.setdefault(held["id"], []).extend(_said(names, held, table.name))
    return found


def _sections_of_clocks(child_id: UUID) -> dict[UUID, str]:
    """The section of each time limit, as the timetable has it."""
    return {
        key: deadlines.section_of(rule)
        for key, rule in db.session.execute(select(Clock.id, Clock.rule).where(Clock.child_id == child_id))
    }


def _papers(child_id: UUID) -> frozenset[UUID]:
    """Files that are papers of the product: the copies that were given are gathered as such."""
    made = db.session.scalars(select(IssuedDocument.file_id).where(IssuedDocument.child_id == child_id))
    given = db.session.scalars(select(DocumentCopy.file_id).where(DocumentCopy.child_id == child_id))
    data = db.session.scalars(select(AccessRequest.data_id).where(AccessRequest.child_id == child_id))
    return frozenset(key for key in (*made, *given, *data) if key is not None)


def _names(rows: Iterable[Row]) -> dict[UUID, str]:
    """The names of the people and organisations that rows name. Two statements."""
    held = list(rows)
    people = {row[name] for row in held for name in _PEOPLE if row.get(name)}
    places = {row[name] for row in held for name in _AGENCIES if row.get(name)}
    found = {key: one.name for key, one in agencies.people(people).items()} if people else {}
    if places:
        found |= {one.id: one.name for one in db.session.scalars(select(Agency).where(Agency.id.in_(places)))}
    return found


def _texts(words: Iterable[Iterable[str]]) -> list[str]:
    """What is said, without what it is called."""
    return [text for _, text in words]


def _words(source: Source, row: Row, names: Mapping[UUID, str], more: Iterable[list[str]]) -> list[list[str]]:
    table = source.table.name
    words = [[called(name, table), names[row[name]]] for name in (*_PEOPLE, *_AGENCIES) if row.get(name) in names]
    if table == "clock":
        row = {**row, "rule": timescales.rule(row["rule"]).title}
    said = _said(fields(source.table), row, table)
    return [*said, *more, *words] if said or list(more) or words else []


def _said(names: Iterable[str], row: Row, table: str) -> list[list[str]]:
    return [
        [called(name, table), value]
        for name in names
        if (value := _value(row.get(name))) and (name, value) not in _GOES_WITHOUT_SAYING
    ]


def _value(value: Any) -> str:
    """A value as it is read: dates as people write them, words for codes, lists and what is nested in one line each."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{long_date(clock.london_date(value))}, {clock.london(value):%H:%M}"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Mapping):
        own_words_first = sorted(value.items(), key=lambda one: one[0] not in _WITHOUT_A_NAME)
        inner = {name: _value(held) for name, held in own_words_first if not str(name).endswith("_id")}
        return "; ".join(_named(str(name), held) for name, held in inner.items() if held)
    if isinstance(value, list | tuple | set):
        return "; ".join(held for one in value if (held := _value(one)))
    text = str(value)
    if _CODE.fullmatch(text):
        return text.replace("_", " ")
    if _DAY.fullmatch(text):
        return long_date(date.fromisoformat(text))
    return text


def _named(name: str, value: str) -> str:
    """One of what is nested, with what it is called. English, and the words as they were written, stand without it."""
    return value if name in _WITHOUT_A_NAME else f"{called(name)}: {value}"


def _section(source: Source, row: Row) -> str:
    said = row.get("section")
    return str(said) if said in SECTIONS else source.section


def _day(source: Source, row: Row) -> date | None:
    value = row.get(source.day) if source.day else None
    if isinstance(value, list):
        # Several days of one thing: the last.
        value = max(value, default=None)
    value = value or row.get("recorded_at")
    return clock.london_date(value) if isinstance(value, datetime) else value
