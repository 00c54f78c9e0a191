"""Assessments, decisions and the advice tracker as pages show them: words, dates and addresses made ready."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.ehc import words
from coordination.ehc.models import Advice, AdviceState, AdviceText, Assessment, Decision
from coordination.ehc.process import advising, deciding, progress
from coordination.ehc.process.forms import LABELS

KINDS = {"first": "EHC needs assessment", "reassessment": "EHC needs reassessment"}
STATES_OF_ADVICE = {
    AdviceState.ASKED.value: ("Waited for", "yellow"),
    AdviceState.RECEIVED.value: ("Received", "green"),
    AdviceState.NOT_NEEDED.value: ("Not asked for", "grey"),
    AdviceState.WITHDRAWN.value: ("No longer wanted", "grey"),
}


def assessment_view(row: Assessment) -> dict[str, Any]:
    """An assessment in a line: what it is, who asked and when, where it stands."""
    return {
        "id": row.id,
        "reference": row.reference,
        "kind": KINDS[row.kind],
        "state": words.STATES[row.state],
        "source": words.SOURCES[row.source],
        "requester": row.requester_name or "",
        "channel": words.CHANNELS.get(row.channel or "", ""),
        "received_on": row.received_on,
        "officer": row.officer.name if row.officer is not None else "",
        "said": row.words or "",
        "ended_on": row.ended_on,
        "ended_why": row.ended_why or "",
        "panel_on": row.panel_on,
        "panel_words": row.panel_words or "",
        "url": url_for("ehc.assessment", assessment_id=row.id),
    }


def decision_view(made: Decision) -> dict[str, Any]:
    """A decision: what, when, why, whether everybody was told, and the rights it carries."""
    return {
        "id": made.id,
        "words": words.DECISIONS[made.kind],
        "decided_on": made.decided_on,
        "told_on": made.told_on,
        "reasons": made.reasons,
        "appeal": deciding.may_be_appealed(made),
        "url": url_for("ehc.decision", decision_id=made.id),
        "told_url": url_for("ehc.told", decision_id=made.id) if made.told_on is None else "",
    }


def tracker(rows: Iterable[Advice], due: Mapping[UUID, date]) -> list[dict[str, Any]]:
    """The advice tracker: whose, asked, due, received, late, chased, why not."""
    today = clock.today()
    return [
        {
            "id": row.id,
            "who": words.ADVISERS[row.source].words,
            "law": words.ADVISERS[row.source].source,
            "name": row.name if row.person_id is not None else "",
            "sections": f"section{'s' if len(row.sections) > 1 else ''} {', '.join(row.sections)}",
            "asked_on": row.asked_on if row.person_id is not None else None,
            "due_on": due.get(row.id),
            "received_on": row.received_on,
            "late": progress.late_advice(row, due, today) or _came_late(row, due),
            "waits": row.state == AdviceState.ASKED.value,
            "state": STATES_OF_ADVICE[row.state],
            "chased_on": row.chased_on,
            "why_not": row.why_not or "",
            "url": url_for("ehc.advice", advice_id=row.id),
        }
        for row in rows
    ]


def _came_late(row: Advice, due: Mapping[UUID, date]) -> bool:
    by = due.get(row.id)
    return by is not None and row.received_on is not None and row.received_on > by


def text_view(text: AdviceText, row: Advice) -> dict[str, Any]:
    """One text of an adviser, part by part."""
    return {
        "id": text.id,
        "number": text.number,
        "author": text.author,
        "qualification": text.qualification or "",
        "seen_on": text.seen_on,
        "sent_at": text.recorded_at,
        "parts": [(LABELS[part], text.body[part]) for part in advising.PARTS if text.body.get(part)],
        "file_name": text.file_name or "",
        "file_url": url_for("ehc.advice_file", text_id=text.id) if text.file_id else "",
    }
