"""The optional parts of a review's record as facts: the same for the page and for paper."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from coordination.cases import words
from coordination.documents import facts as shapes
from coordination.reviews.kinds import AGREEMENT, AGREES, ATTENDANCE, CLOSING, REPORTS, Meeting
from coordination.reviews.models import Review, Scale, Score
from coordination.reviews.papers.lines import Line
from coordination.voice.operations import SPEAKERS
from coordination.web.filters import day

# Who somebody is to the child, behind their name.
_RELATIONS = {"parent": "parent", "carer": "carer"}
_CLOSURE = (
    ("helped", "What helped"),
    ("child_says", "What the child says about it ending"),
    ("after", "What keeps the good things going"),
    ("contact", "Whom the family can ring"),
    ("come_back", "How they come back if they need to"),
)


def attendance(review: Review) -> list[shapes.Attender]:
    """Everybody who was asked, and whether they came."""
    return [
        {
            "name": who.name,
            "role": words.role(who.role),
            "agency": who.agency.name if who.agency is not None else "",
            "attended": ATTENDANCE.get(who.attended or "", "Not recorded"),
            "report": REPORTS.get(who.report or "", who.report or ""),
        }
        for who in review.people
        if who.response != "not_asked"
    ]


def family_views(review: Review, lines: Iterable[Line]) -> list[shapes.FamilyView]:
    """What parents, carers and others said, each with whether they agree with the plan."""
    agrees = {who.person_id: who for who in review.people if who.person_id is not None and who.agrees}
    found: list[shapes.FamilyView] = []
    for line in lines:
        if line.statement.kind != "view" or line.facts["speaker"] == "child":
            continue
        speaker = line.facts.get("speaker_id")
        place = agrees.pop(UUID(speaker), None) if speaker else None
        found.append(
            {
                "name": line.facts["speaker_name"] or SPEAKERS.get(line.facts["speaker"], ""),
                "relation": _RELATIONS.get(line.facts["speaker"], "") if line.facts["speaker_name"] else "",
                "about": line.facts.get("topic") or "",
                "words": line.text,
                "agrees": _agrees(place) if place is not None else "",
            }
        )
    return found


def _agrees(place: Any) -> str:
    said = AGREES.get(place.agrees, "")
    return f"{said}: {place.agrees_words}" if place.agrees_words else said


def considered(review: Review, held: Meeting) -> list[shapes.Considered]:
    """The questions this kind of meeting must consider, and the manager's answer where one is given or awaited."""
    found: list[shapes.Considered] = [
        {"question": gate.question, "answer": review.considered.get(gate.key, "")} for gate in held.gates
    ]
    if review.manager_words:
        found.append({"question": "What the manager answered", "answer": review.manager_words})
    return found


def scaling(review: Review, scales: Iterable[Scale], scores: Iterable[Score]) -> list[shapes.Scaling]:
    """The questions answered by number at this meeting, each person's number beside their last one."""
    by_scale: dict[UUID, list[Score]] = defaultdict(list)
    for score in sorted(scores, key=lambda row: (row.scored_on, row.id)):
        by_scale[score.scale_id].append(score)
    found: list[shapes.Scaling] = []
    for scale in scales:
        given = [score for score in by_scale[scale.id] if score.review_id == review.id]
        if not given:
            continue
        found.append(
            {
                "question": scale.question,
                "zero_means": scale.low or "",
                "ten_means": scale.high or "",
                "scores": [
                    {
                        "who": score.who,
                        "score": str(score.value),
                        "previous": _previous(score, by_scale[scale.id]),
                        "reason": _reason(score),
                    }
                    for score in given
                ],
            }
        )
        found[-1]["scores"] += _spread(given)
    return found


def _previous(score: Score, every: list[Score]) -> str:
    before = [
        held.value
        for held in every
        if held.who == score.who and held.review_id != score.review_id and held.scored_on <= score.scored_on
    ]
    return str(before[-1]) if before else ""


def _reason(score: Score) -> str:
    higher = f"One higher: {score.one_higher}" if score.one_higher else ""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in (score.reason, higher) if part)


def _spread(given: list[Score]) -> list[shapes.Score]:
    """Average and range, where several people answered."""
    if len(given) < 2:
        return []
    values = [score.value for score in given]
    mean = sum(values) / len(values)
    return [
        {
            "who": "All together",
            "score": f"{mean:.1f}".removesuffix(".0"),
            "previous": "",
            "reason": f"From {min(values)} to {max(values)}.",
        }
    ]


def notes(review: Review) -> list[shapes.NoteSection]:
    """Notes on the agenda, what a step or an ending adds, and how the help closes."""
    found: list[shapes.NoteSection] = [
        {"heading": row["text"], "paragraphs": _lines(row["note"])} for row in review.agenda if row.get("note")
    ]
    step = step_lines(review)
    if step:
        found.append({"heading": "About the decision", "paragraphs": [f"{what}: {said}" for what, said in step]})
    closing = closing_lines(review)
    if closing:
        found.append({"heading": "Closing", "paragraphs": [f"{what}: {said}" for what, said in closing]})
    return found


def step_lines(review: Review) -> list[tuple[str, str]]:
    """What stepping up or down, meeting at other times, or closing adds to the decision."""
    said = review.decision_facts
    sent = said.get("step_sent_on")
    found = [
        ("How often", said.get("how_often") or ""),
        ("Who takes over, or joins", said.get("step_to") or ""),
        ("How they are supported", said.get("step_how") or ""),
        ("Agreement", AGREEMENT.get(said.get("step_agreement") or "", "")),
        ("Referral sent", day(date.fromisoformat(sent)) if sent else ""),
        ("Their reference", said.get("step_reference") or ""),
        ("Why it is closing", CLOSING.get(said.get("close_because") or "", "")),
        ("Seen differently", said.get("dissent") or ""),
    ]
    return [(what, words) for what, words in found if words]


def closing_lines(review: Review) -> list[tuple[str, str]]:
    """How the help closes, in the order of the sheet."""
    said = review.closure
    found = [(words, str(said[name])) for name, words in _CLOSURE if said.get(name)]
    if said.get("feedback") is not None:
        words = f"{said['feedback']} out of 10"
        found.append(("How the family scores the help", f"{words}. {said.get('feedback_words') or ''}".strip()))
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
