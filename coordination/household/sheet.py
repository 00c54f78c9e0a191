"""What a carer's sheet prints of the household: each row decided about as if the carer opened their own page."""

from typing import Any, Literal

from sqlalchemy import Select

from coordination.access.describing import describe
from coordination.access.policy import Permit, decide
from coordination.agencies.models import Person
from coordination.care.health import advised
from coordination.care.models import HealthCheck, Placement
from coordination.children import reading
from coordination.children.models import Child
from coordination.clock import now
from coordination.documents import facts as shapes
from coordination.household import deciding, telling
from coordination.household.models import HEALTH_NEEDS, DailyNeed, DelegatedDecision, ToldBefore
from coordination.household.showing import checklist
from coordination.reviews.papers.carer_sheet import NOTHING, AtHome
from coordination.reviews.papers.gathering import Record, iso
from coordination.web.filters import day
from coordination.web.languages import gettext as _

Printed = Literal["decide", "decide_and_tell", "ask_first", "others_decide", "not_agreed"]


def at_home(record: Record, carer: Person | None) -> AtHome:
    """What this carer's household lives by. Nothing for a sheet that names nobody: it is asked for first."""
    if carer is None:
        return NOTHING
    reader = record.reader(carer)

    def read(rows: Any, section: str | None = None, **more: Any) -> list[Any]:
        found = []
        for row in rows:
            which: str = section or row.section
            permit = decide(reader, "read", which, describe(row, which, **more), now())
            kind = _field(row) if which == "health" else "daily_essentials"
            if isinstance(permit, Permit) and (which in {"placement", "carer_record"} or permit.shows(kind)):
                found.append(row)
        return found

    needs = {row.kind: row.words for row in read(reading.revived(DailyNeed, record.rows.get("daily_need", [])))}
    checks = read(reading.revived(HealthCheck, record.rows.get("health_check", [])), "health")
    words = telling.needs()
    told: list[shapes.Told] = []
    standing: dict[str, DelegatedDecision] = {}
    placement = _of_this_home(record)
    if placement is not None:
        agreed = read(_of(placement, DelegatedDecision, record), "placement", owner_person_id=carer.id)
        standing = {row.decision: row for row in agreed}
        for said in checklist(read(_of(placement, ToldBefore, record), owner_person_id=carer.id)):
            row = said.row if said.told else None
            told.append(
                {
                    "item": said.item,
                    "on": iso(row.told_on) if row is not None else "",
                    "by": (row.told_by or "") if row is not None else "",
                }
            )
    return AtHome(
        health=[
            *[_heading(words[kind], needs[kind]) for kind in words if kind in needs and kind in HEALTH_NEEDS],
            *[_heading(_recommended(check), check.outcome or "") for check in advised(checks)],
        ],
        daily=[
            {"label": words[kind], "text": needs[kind]} for kind in words if kind in needs and kind not in HEALTH_NEEDS
        ],
        authority=_authority(standing, record.name),
        agreed=_agreed(standing),
        kept_by_law=[
            {"decision": held.decision, "who": held.who, "why": f"{held.why} {held.source}."}
            for held in deciding.kept_by_law()
        ],
        told_before=told,
    )


def asked(child: Child) -> list[Select[Any]]:
    """What :func:`at_home` asks of the database, in the one statement papers are made from."""
    return [
        reading.rows_of(DailyNeed, child, DailyNeed.__table__.c.ended_at.is_(None)),
        reading.rows_of(HealthCheck, child, HealthCheck.__table__.c.outcome.is_not(None)),
        reading.rows_of(Placement, child, Placement.__table__.c.to_on.is_(None)),
        reading.rows_of(DelegatedDecision, child, DelegatedDecision.__table__.c.ended_at.is_(None)),
        reading.rows_of(ToldBefore, child, ToldBefore.__table__.c.ended_at.is_(None)),
    ]


def _field(row: DailyNeed | HealthCheck) -> str:
    """Which field of the health section a row is."""
    return "recommendations" if isinstance(row, HealthCheck) else row.kind


def _heading(label: str, words: str) -> shapes.Heading:
    return {"label": label, "text": words}


def _recommended(check: HealthCheck) -> str:
    return _("What health recommends, %(day)s", day=day(check.held_on))


def _of(placement: Placement, model: type[Any], record: Record) -> list[Any]:
    rows = reading.revived(model, record.rows.get(model.__table__.name, []))
    return [row for row in rows if row.placement_id == placement.id]


def _of_this_home(record: Record) -> Placement | None:
    """The running placement, unless it names a carer who is no longer on the team."""
    running = reading.revived(Placement, record.rows.get("placement", []))
    placement = max(running, key=lambda row: (row.from_on, row.id), default=None)
    carers = {held.person_id for held in record.members("FC")}
    return placement if placement is not None and placement.carer_id in {None, *carers} else None


# In the order a carer asks: what is mine to decide, what is the child's, then what is asked about first.
_ORDER = ("decide", "decide_and_tell", "others_decide", "ask_first", "not_agreed")


def _authority(standing: dict[str, DelegatedDecision], name: str) -> list[shapes.Authority]:
    """Every decision under its answer: what is agreed, and what is not."""
    found: dict[tuple[Printed, str], list[shapes.Decided]] = {}
    for part in deciding.categories():
        for code, words in part.decisions:
            answer, who, note = _answer(standing.get(code), name)
            found.setdefault((answer, who), []).append({"decision": words, "note": note})
    ordered = sorted(found, key=lambda key: _ORDER.index(key[0]))
    return [{"answer": answer, "who": who, "decisions": found[(answer, who)]} for answer, who in ordered]


def _agreed(standing: dict[str, DelegatedDecision]) -> list[str]:
    """When what is agreed was agreed and by whom, with the parts of life where they differ."""
    held: dict[tuple[Any, str], list[str]] = {}
    for part in deciding.categories():
        for code, _words in part.decisions:
            row = standing.get(code)
            if row is not None:
                parts = held.setdefault((row.agreed_on, ", ".join(row.agreed_by)), [])
                if part.words not in parts:
                    parts.append(part.words)
    said = [_("Agreed on %(day)s by %(names)s", day=day(on), names=names) for on, names in sorted(held)]
    if len(held) > 1:
        said = [f"{words} ({', '.join(held[key])})" for words, key in zip(said, sorted(held), strict=True)]
    return said


def _answer(held: DelegatedDecision | None, name: str) -> tuple[Printed, str, str]:
    """The answer to one decision, who it names, and what is to be known of it."""
    if held is None:
        return "not_agreed", "", ""
    worker = _("the social worker")
    printed: dict[tuple[str, str], tuple[Printed, str, str]] = {
        ("carer", "no"): ("decide", "", ""),
        ("carer", "notify"): ("decide_and_tell", worker, ""),
        ("carer", "ask_first"): ("ask_first", _("talk to the social worker, then you decide"), ""),
        ("child", "no"): ("others_decide", name, ""),
        ("child", "notify"): ("others_decide", name, _("Tell the social worker.")),
        ("social_worker", "ask_first"): ("ask_first", _("the social worker decides"), ""),
        ("parent", "ask_first"): ("ask_first", _("a parent decides"), ""),
    }
    answer, who, more = printed[(held.decides, held.tell)]
    return answer, who, " ".join(filter(None, (more, held.note or "")))
