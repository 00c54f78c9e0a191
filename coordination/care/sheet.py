"""What a carer's sheet prints of the household: each row decided about as if the carer opened their own page."""

from collections.abc import Iterable
from typing import Any, Literal

from coordination.access.describing import describe
from coordination.access.policy import Permit, decide
from coordination.agencies.models import Person
from coordination.care import deciding, queries, telling
from coordination.care.models import HEALTH_NEEDS, DelegatedDecision, Placement
from coordination.care.showing import checklist, shows
from coordination.clock import now
from coordination.documents import facts as shapes
from coordination.reviews.papers import readers
from coordination.reviews.papers.carer_sheet import AtHome
from coordination.reviews.papers.gathering import Record, iso
from coordination.web.filters import day
from coordination.web.languages import gettext as _

Printed = Literal["decide", "decide_and_tell", "ask_first", "others_decide", "not_agreed"]


def at_home(record: Record, carer: Person | None) -> AtHome:
    """What this carer's household lives by. Nothing for a sheet that names nobody: it is asked for first."""
    if carer is None:
        return AtHome([], [], [], [])
    reader = readers.of_person(carer, record.child)

    def read(rows: Any, section: str | None = None, **more: Any) -> list[Any]:
        found = []
        for row in rows:
            which: str = section or row.section
            permit = decide(reader, "read", which, describe(row, which, **more), now())
            kind = row.kind if which == "health" else "daily_essentials"
            if isinstance(permit, Permit) and (which in {"placement", "carer_record"} or shows(permit, kind)):
                found.append(row)
        return found

    needs = {row.kind: row.words for row in read(queries.daily_needs(record.child.id))}
    words = telling.needs()
    told: list[shapes.Told] = []
    standing: dict[str, DelegatedDecision] = {}
    placement = _of_this_home(record)
    if placement is not None:
        agreed = read(queries.delegated(placement.id).values(), "placement", owner_person_id=carer.id)
        standing = {row.decision: row for row in agreed}
        for said in checklist(read(queries.told_before(placement.id), owner_person_id=carer.id)):
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
            {"label": words[kind], "text": needs[kind]} for kind in words if kind in needs and kind in HEALTH_NEEDS
        ],
        daily=[
            {"label": words[kind], "text": needs[kind]} for kind in words if kind in needs and kind not in HEALTH_NEEDS
        ],
        authority=_authority(standing, record.name),
        told_before=told,
    )


def _of_this_home(record: Record) -> Placement | None:
    """The running placement, unless it names a carer who is no longer on the team."""
    placement = queries.running_placement(record.child.id)
    carers = {held.person_id for held in record.members("FC")}
    return placement if placement is not None and placement.carer_id in {None, *carers} else None


def _authority(standing: dict[str, DelegatedDecision], name: str) -> list[shapes.AuthorityGroup]:
    """The whole table: what is agreed, what is not, and what the law keeps for others."""
    groups: list[shapes.AuthorityGroup] = [
        {
            "category": " · ".join((part.words, *_agreements(standing.get(code) for code, _words in part.decisions))),
            "decisions": [_line(words, standing.get(code), name) for code, words in part.decisions],
        }
        for part in deciding.categories()
    ]
    kept: list[shapes.Authority] = [
        {"decision": held.decision, "answer": "others_decide", "who": held.who, "note": f"{held.why} {held.source}."}
        for held in deciding.kept_by_law()
    ]
    return [*groups, {"category": _("What the law keeps for others"), "decisions": kept}]


def _agreements(rows: Iterable[DelegatedDecision | None]) -> list[str]:
    """When what is agreed of one part of life was agreed and by whom, each once."""
    held = {(row.agreed_on, ", ".join(row.agreed_by)) for row in rows if row is not None}
    return [_("Agreed on %(day)s by %(names)s", day=day(on), names=names) for on, names in sorted(held)]


def _line(words: str, held: DelegatedDecision | None, name: str) -> shapes.Authority:
    if held is None:
        return {"decision": words, "answer": "not_agreed", "who": "", "note": ""}
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
    return {
        "decision": words,
        "answer": answer,
        "who": who,
        "note": " ".join(filter(None, (more, held.note or ""))),
    }
