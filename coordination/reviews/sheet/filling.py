"""The sheet's form: what is in it when it opens, what it offers to choose from, and what a button puts in it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import request

from coordination import clock
from coordination.children.naming import short_name
from coordination.db import derived_id
from coordination.plans.models import Action
from coordination.reviews import forms
from coordination.reviews.forms.blocks import FIELDS
from coordination.reviews.models import Decision, Suggestion
from coordination.reviews.sheet.at_hand import AtHand
from coordination.voice.forms import shared_by, speaker_choices, speaker_value
from coordination.voice.models import View
from coordination.voice.operations import ASKED
from coordination.web.filters import day
from coordination.web.forms import SelectChoice

# What a step or an ending adds to a decision, by the names of the questions.
STEP = (
    "step_to",
    "step_how",
    "step_agreement",
    "step_sent_on",
    "step_reference",
    "close_because",
    "how_often",
    "dissent",
)
CLOSURE = FIELDS["closure"]
# A score's question that nobody asked about this child before: the number of the template's, or one's own.
OWN_QUESTION = "own"
# Its words and its ends, by the names of the questions.
OWN_WORDS = ("scale_question", "scale_low", "scale_high")


def form_for(at_hand: AtHand) -> forms.RecordForm:
    """The form: what was sent, or what the record says now. It has the parts its kind of meeting offers."""
    form = forms.RecordForm(data=None if request.method == "POST" else stored(at_hand))
    for block, names in FIELDS.items():
        if not at_hand.meeting.has(block):
            for name in names:
                del form[name]
    offer(form, at_hand)
    return form


def offer(form: forms.RecordForm, at_hand: AtHand) -> None:
    """Tell the form its choices."""
    name = short_name(at_hand.review.child)
    form.views.offer("speaker", speaker_choices(name, at_hand.team))
    form.actions.offer("owner", forms.owner_choices(at_hand.team))
    form.brought.offer(
        SelectChoice(view.id, view.text, {"hint": f"{day(view.said_on)}{', a wish' if view.wish else ''}"})
        for view in at_hand.said
    )
    form.next_kind.offer(SelectChoice(kind, called) for kind, called in at_hand.kinds.items())
    people = [SelectChoice("child", name), *[SelectChoice(str(who.id), who.name) for who in at_hand.people]]
    if "known" in form:
        form.known.offer(SelectChoice(key, line) for key, line in at_hand.known)
    if "scores" in form:
        form.scores.offer("scale", _questions(at_hand))
        form.scores.offer("who", people)
    if "differs" in form:
        form.differs.offer("who", people)


def _questions(at_hand: AtHand) -> list[SelectChoice]:
    usual = [
        SelectChoice(f"ask:{number}", question.question) for number, question in enumerate(at_hand.meeting.questions)
    ]
    known = {question.question for question in at_hand.meeting.questions}
    held = [SelectChoice(str(scale.id), scale.question) for scale in at_hand.scales if scale.question not in known]
    return [*usual, *held, SelectChoice(OWN_QUESTION, "Your own question, written below")]


def _asked_as(at_hand: AtHand, scale_id: UUID) -> str:
    """How the page names a question: the template's by its number, so that it is the same before and after a save."""
    words = next((scale.question for scale in at_hand.scales if scale.id == scale_id), "")
    usual = [question.question for question in at_hand.meeting.questions]
    return f"ask:{usual.index(words)}" if words in usual else str(scale_id)


def stored(at_hand: AtHand) -> dict[str, Any]:
    """What the record says now, as the form is filled with it."""
    review = at_hand.review
    planned = clock.london_date(review.starts_at) if review.starts_at is not None else None
    fresh = review.state == "planned"
    decisions = [row for row in at_hand.written("decision") if isinstance(row, Decision)]
    actions = [row for row in at_hand.written("action") if isinstance(row, Action)]
    given = {audience for row in (*decisions, *actions) for audience in row.audiences} & set(forms.AUDIENCE_WORDS)
    asked = forms.audiences_of([who.role for who in at_hand.people])
    held_on = review.held_on or (planned if planned and planned <= clock.today() else clock.today())
    return {
        "version": review.version,
        "held_on": held_on,
        "began_at": review.began_at or _began(at_hand, held_on),
        "ended_at": review.ended_at,
        "brought": [view.id for view in at_hand.said] if fresh else [row.id for row in at_hand.written("brought")],
        "views": [_view(row) for row in at_hand.written("view") if isinstance(row, View)],
        "participation": review.participation,
        "views_missing_reason": review.views_missing_reason or "",
        "attendance": [{"id": who.id, "attended": who.attended, "report": who.report} for who in at_hand.people],
        "carried": [{"id": held.id, "status": None, "note": "", "due_on": None} for held in at_hand.carried],
        "decisions": [{"id": row.id, "text": row.text, "workers_only": not row.audiences} for row in decisions],
        "actions": [_action(row) for row in actions],
        "audiences": [key for key in forms.AUDIENCE_WORDS if key in given] if decisions or actions else asked,
        "decision": review.decision,
        "decision_reason": review.decision_reason or "",
        "next_on": review.next_on,
        "next_at": review.next_at,
        "next_kind": review.next_kind,
        "next_place": review.next_place or "",
        "next_none_reason": review.next_none_reason,
        **_step(review.decision_facts),
        **_parts(at_hand),
    }


def _began(at_hand: AtHand, held_on: Any) -> Any:
    starts = clock.london(at_hand.review.starts_at) if at_hand.review.starts_at is not None else None
    return starts.time() if starts is not None and starts.date() == held_on else None


def _step(facts: dict[str, Any]) -> dict[str, Any]:
    sent = facts.get("step_sent_on")
    found: dict[str, Any] = {name: facts.get(name) or "" for name in STEP}
    return found | {
        "step_agreement": facts.get("step_agreement"),
        "close_because": facts.get("close_because"),
        "step_sent_on": date.fromisoformat(sent) if sent else None,
    }


def _parts(at_hand: AtHand) -> dict[str, Any]:
    """What the optional parts say, those this kind of meeting offers."""
    review = at_hand.review
    fillers: dict[str, Callable[[], dict[str, Any]]] = {
        "agenda": lambda: {"agenda": _agenda(at_hand)},
        "family": lambda: {"family": _family(at_hand)},
        "changes": lambda: {"known": [], "changes": review.changes or ""},
        "mapping": lambda: {
            "well": [
                {"id": row.id, "text": row.text, "keeps_going": row.keeps_going or ""}
                for row in at_hand.written("strength")
            ],
            "worried": [_worry(row) for row in at_hand.written("worry")],
        },
        "scaling": lambda: {
            "scores": [_score(at_hand, row) for row in at_hand.scores],
            **{name: review.decision_facts.get(name) or "" for name in OWN_WORDS},
        },
        "outcomes": lambda: {
            "outcomes": [{"id": row.id, "status": row.status, "progress": row.progress} for row in at_hand.outcomes]
        },
        "gates": lambda: {
            "considered": [{"id": key, "answer": review.considered.get(gate.key, "")} for key, gate in at_hand.gates]
        },
        "safety": lambda: {"safety": [_safety(row) for row in at_hand.written("contingency")]},
        "disagreements": lambda: {
            "differs": [
                {"id": row.id, "who": _who(at_hand, row.who), "words": row.words, "route": row.route}
                for row in at_hand.differs
            ]
        },
        "closure": lambda: {
            name: review.closure.get(name) if name == "feedback" else review.closure.get(name) or "" for name in CLOSURE
        },
    }
    found: dict[str, Any] = {}
    for block in at_hand.meeting.blocks:
        found |= fillers[block]()
    return found


def _agenda(at_hand: AtHand) -> list[dict[str, Any]]:
    return [
        {
            "id": UUID(row["id"]),
            "text": row["text"],
            "minutes": row.get("minutes"),
            "lead": row.get("lead") or "",
            "note": row.get("note") or "",
        }
        for row in at_hand.review.agenda
    ]


def _family(at_hand: AtHand) -> list[dict[str, Any]]:
    said = {row.id: row.text for row in at_hand.written("family")}
    return [
        {
            "id": who.id,
            **{key: said.get(derived_id(who.id, key), "") for key in ASKED},
            "agrees": who.agrees,
            "agrees_words": who.agrees_words or "",
        }
        for who in at_hand.family
    ]


def _worry(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "goal": row.goal or "",
        "family_text": (row.wording.get("family") or {}).get("en", ""),
    }


def _score(at_hand: AtHand, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "scale": _asked_as(at_hand, row.scale_id),
        "who": str(row.review_person_id) if row.review_person_id is not None else "child",
        "value": row.value,
        "reason": row.reason or "",
        "one_higher": row.one_higher or "",
    }


def _safety(row: Any) -> dict[str, Any]:
    sign, colon, what = row.text.partition(": ")
    return {
        "id": row.id,
        "sign": sign,
        "what": what if colon else "",
        "who": row.who or "",
        "phone": row.phone or "",
    }


def _who(at_hand: AtHand, name: str) -> str:
    found = next((str(who.id) for who in at_hand.people if who.name == name), None)
    return found or "child"


def _view(view: View) -> dict[str, Any]:
    return {
        "id": view.id,
        "text": view.text,
        "speaker": speaker_value(view.speaker, view.speaker_id),
        "how": view.how,
        "wish": view.wish,
        "shared": shared_by(view.audiences),
    }


def _action(row: Action) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "owner": forms.owner_value(row.owner_id, row.agency_id),
        "due_on": row.due_on,
        "young_text": (row.wording.get("young_person") or {}).get("en", ""),
        "workers_only": not set(row.audiences) & set(forms.AUDIENCE_WORDS),
    }


def everybody_came(form: forms.RecordForm) -> None:
    """Everybody nothing is said of yet came in person."""
    for entry in form.attendance.entries:
        field = entry.form.attended
        if not field.typed:
            field.typed = field.data = "in_person"


def take(form: forms.RecordForm, suggestion: Suggestion) -> None:
    """Put a suggestion's words where they belong on the sheet, beside everything that is typed there."""
    if suggestion.part in {"decisions", "actions", "views"}:
        field = form[suggestion.part]
        blank = next((entry for entry in field.entries if entry.form.blank), None)
        if blank is None:
            field.append_entry({"text": suggestion.text})
        else:
            _write(blank.form.text, suggestion.text)
    elif suggestion.part == "mapping" and "well" in form:
        form.worried.append_entry({"text": suggestion.text})
    elif "changes" in form:
        held = form.changes.typed or form.changes.data or ""
        _write(form.changes, f"{held}\n{suggestion.text}".strip())
    else:
        form.decisions.append_entry({"text": suggestion.text})


def _write(field: Any, words: str) -> None:
    field.typed = field.data = words
    field.raw_data = [words]
