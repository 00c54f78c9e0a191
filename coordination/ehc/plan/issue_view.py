"""An issue of a plan as it was sent, section by section, for its page and its papers: never what was written since."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from coordination.ehc import words
from coordination.ehc.plan import changes, types
from coordination.ehc.plan import view as plan_view
from coordination.ehc.plan_models import FINALS, PlanIssue, PlanIssueLine
from coordination.plans import queries as support
from coordination.web.filters import day

# The place where the child learns, on the front page.
SCHOOL = "School or setting now"
# Section I before it is decided. The plan that a notice would change names its setting, and goes on.
NOT_IN_A_DRAFT = "Empty until the plan is final (Children and Families Act 2014, section 38(5))."
NOT_IN_A_NOTICE = "Not part of this notice. What the plan says now holds until the amended plan is final."


def shown(issue: PlanIssue, lines: Sequence[PlanIssueLine]) -> list[dict[str, Any]]:
    """Each section with its entries, in the words of the versions that were sent. One query for names at most."""
    type = types.type_of(str(issue.content.get("type", types.LAW)), issue.authority_id)
    refs = _refs(lines)
    keys = {
        UUID(str(value))
        for line in lines
        for name, value in line.statement_version.facts.items()
        if value and name in {"agency_id", "owner_id"}
    }
    names = support.names(keys) if keys else {}
    return [
        {
            "letter": section.letter,
            "title": section.title,
            "entries": [_entry(section, line, refs, names) for line in lines if line.section == section.letter],
            **_more(issue, section.letter),
        }
        for section in type.sections
    ]


def _refs(lines: Sequence[PlanIssueLine]) -> dict[UUID, str]:
    counts: dict[str, int] = {}
    found = {}
    for line in lines:
        counts[line.section] = counts.get(line.section, 0) + 1
        dot = "." if len(line.section) > 1 else ""
        found[line.statement_id] = f"{line.section}{dot}{counts[line.section]}"
    return found


def _entry(
    section: types.Section, line: PlanIssueLine, refs: Mapping[UUID, str], names: Mapping[UUID, str]
) -> dict[str, Any]:
    held = line.statement_version
    return {
        "ref": refs[line.statement_id],
        "text": changes.text_of(held),
        "young": str((held.wording.get("young_person") or {}).get("en", "")),
        "facts": plan_view.facts_of(section, held.statement.kind, held.facts, names),
        "answers": [refs[key] for key in line.answers if key in refs],
        "said_by": held.facts.get("said_by") or "",
        "kind": held.statement.kind,
    }


def _more(issue: PlanIssue, letter: str) -> dict[str, Any]:
    """What a section says that is no statement: rows of label and value pairs, and a sentence where there is none."""
    if letter == "I":
        said = issue.content.get("I") if issue.kind in FINALS else None
        if not said:
            return {"rows": [], "none": NOT_IN_A_NOTICE if issue.kind == "amendment" else NOT_IN_A_DRAFT}
        rows = [("Name", said["name"])] if said.get("name") else []
        return {"rows": [[*rows, ("Type", said["type_words"])]], "none": ""}
    if letter == "J":
        return {
            "rows": [
                _pairs(("For", row["what"]), ("How", row["arrangement"]), ("How much", row["pounds"]),
                       ("Looked at again", _day(row["review_on"])))
                for row in issue.content.get("J", [])
            ],
            "none": "There is no personal budget or direct payment.",
        }  # fmt: skip
    if letter == "K":
        return {
            "rows": [
                _pairs(("Advice", row["what"]), ("From", row["who"]), ("Asked", _day(row["asked_on"])),
                       ("Received", _day(row["received_on"]) or "Missing"), ("Why", row["why_not"]), *_said(row))
                for row in issue.content.get("K", [])
            ],
            "none": "No advice is listed.",
        }  # fmt: skip
    return {"rows": [], "none": "Nothing is written in this section."}


def _said(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an adviser sent, part by part, as it stood when the plan was sent."""
    said = [(words.ADVICE_PARTS[part], text) for part, text in row.get("said", {}).items()]
    report = [("Report", "One came with it. Ask the officer for a copy.")] if row.get("report") else []
    return said + report


def _pairs(*held: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in held if value]


def _day(text: str) -> str:
    return str(day(date.fromisoformat(text))) if text else ""


def front(issue: PlanIssue) -> list[tuple[str, str]]:
    """What the front page says, label by label, as it stood when it was sent."""
    said = issue.content.get("front", {})
    return _pairs(
        ("Name", said.get("name", "")),
        ("Likes to be called", said.get("called", "")),
        ("Date of birth", _day(said.get("born_on", ""))),
        ("NHS number", said.get("nhs_number", "")),
        (SCHOOL, said.get("school", "")),
        ("Year group", said.get("year_group", "")),
        ("Languages", said.get("languages", "")),
        ("How to talk with them", said.get("communication", "")),
        ("Plan number", said.get("reference", "")),
        ("Officer", said.get("officer", "")),
    )
