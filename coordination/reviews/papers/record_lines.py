"""Lines of a review and of its plan as the professional record shows them, each as its reader may see it."""

from datetime import date
from typing import Any
from uuid import UUID

from coordination.children.statements import Disagreement
from coordination.documents import facts as shapes
from coordination.plans.actions import STATUS_WORDS
from coordination.plans.operations import OUTCOME_STATUSES, ROUTES
from coordination.reviews.kinds import DECISIONS
from coordination.reviews.models import Review
from coordination.reviews.papers.gathering import due_words, iso
from coordination.reviews.papers.lines import Line
from coordination.voice.operations import ANSWERS, WAYS
from coordination.web.filters import day


def changes(text: str) -> list[shapes.Change]:
    """What changed, a line each: one that begins "School: ..." is about school."""
    found: list[shapes.Change] = []
    for line in filter(None, (part.strip() for part in text.splitlines())):
        area, colon, rest = line.partition(":")
        named = bool(colon) and 0 < len(area) <= 24 and len(area.split()) <= 3 and bool(rest.strip())
        found.append({"area": area if named else "In general", "text": rest.strip() if named else line, "source": ""})
    return found


def quote(text: str, facts: dict[str, Any]) -> shapes.Quote:
    """Somebody's own words."""
    return {
        "words": text,
        "about": facts.get("topic") or "",
        "how": WAYS.get(facts["how"], ""),
        "by": facts.get("gathered_by") or "",
        "on": facts["said_on"] or "",
    }


def disagreement(row: Disagreement) -> shapes.Disagreement:
    """Who sees something differently, and what was answered."""
    return {
        "who": row.who,
        "words": row.words,
        "on": iso(row.on),
        "response": row.answer or "",
        "route": ROUTES.get(row.route or "", row.route or ""),
        "outcome": row.outcome or "",
    }


def safety(line: Line) -> shapes.Safety:
    """What to do if things get worse: "the sign: what to do", where it was written so."""
    sign, colon, what = line.text.partition(":")
    return {
        "sign": sign.strip(),
        "what": what.strip() if colon else "",
        "who": line.facts.get("who") or "",
        "number": line.facts.get("phone") or "",
    }


def wish(line: Line, names: dict[UUID, str]) -> shapes.Wish:
    """What the child wishes, and what was answered."""
    owner = line.facts.get("wish_owner_id")
    return {
        "words": line.text,
        "answer": ANSWERS.get(line.facts.get("answer") or "", ""),
        "reason": line.facts.get("answer_reason") or "",
        "owner": names.get(UUID(owner), "") if owner else "",
        "told_on": line.facts.get("told_on") or "",
    }


def outcome(line: Line, disagreements: dict[UUID | None, list[Disagreement]]) -> shapes.Outcome:
    """An outcome of the plan, how it is going, and who sees it differently."""
    progress = line.facts.get("progress")
    return {
        "text": line.text,
        "measure": line.facts.get("measure") or "",
        "by": line.facts.get("target_on") or "",
        "status": OUTCOME_STATUSES.get(line.facts.get("status") or "", ""),
        "progress": f"{progress} out of 10" if progress is not None else "",
        "disagreements": [disagreement(row) for row in disagreements[line.statement.id]],
    }


def decisions(
    review: Review, lines: list[Line], names: dict[UUID, str], disagreements: dict[UUID | None, list[Disagreement]]
) -> list[shapes.Decision]:
    """What was decided of the help as a whole, then each decision of the meeting."""
    found: list[shapes.Decision] = []
    if review.decision:
        found.append(
            {
                "text": DECISIONS[review.decision],
                "reason": review.decision_reason or "",
                "by": "",
                "disagreements": [],
            }
        )
    for line in lines:
        if line.how == "decision":
            owner = line.facts.get("owner_id")
            found.append(
                {
                    "text": line.text,
                    "reason": "",
                    "by": names.get(UUID(owner), "") if owner else "",
                    "disagreements": [disagreement(row) for row in disagreements[line.statement.id]],
                }
            )
    return found


def actions(
    lines: list[Line], names: dict[UUID, str], disagreements: dict[UUID | None, list[Disagreement]]
) -> list[shapes.Action]:
    """The actions of the meeting and those carried forward, by their numbers."""
    held = sorted((line for line in lines if line.how in {"action", "carried"}), key=lambda line: line.facts["number"])
    return [
        {
            "number": line.facts["number"],
            "text": line.text,
            "who": names.get(UUID(line.facts["owner_id"]), "") if line.facts.get("owner_id") else "",
            "agency": names.get(UUID(line.facts["agency_id"]), "") if line.facts.get("agency_id") else "",
            "due": due_words(as_date(line.facts.get("due_on")), as_date(line.facts.get("check_on"))),
            "status": STATUS_WORDS.get(line.facts.get("status") or "", ""),
            "note": _note(line.facts),
            "disagreements": [disagreement(row) for row in disagreements[line.statement.id]],
        }
        for line in held
    ]


def _note(facts: dict[str, Any]) -> str:
    said = []
    if facts.get("status") == "done" and facts.get("done_on"):
        said.append(f"Done on {day(date.fromisoformat(facts['done_on']))}")
    if facts.get("status") == "blocked" and facts.get("blocker"):
        said.append(f"In the way: {facts['blocker']}")
    if facts.get("note") and facts["note"] != facts.get("blocker"):
        said.append(str(facts["note"]))
    carried = facts.get("carried") or 0
    if carried:
        said.append("Carried forward once" if carried == 1 else f"Carried forward {carried} times")
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in said)


def as_date(text: str | None) -> date | None:
    """A day as facts hold it."""
    return date.fromisoformat(text) if text else None
