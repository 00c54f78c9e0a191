"""The sheet's form: what is in it when it opens, what it offers to choose from, and what a save of it says."""

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
from coordination.voice.forms import readers_of, shared_by, speaker_choices, speaker_of, speaker_value
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
            "scale_question": "",
            "scale_low": "",
            "scale_high": "",
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


# -- what a save says --------------------------------------------------------------------------------------------


def facts(form: forms.RecordForm, at_hand: AtHand) -> dict[str, Any]:
    """What a save says, as ``record_review`` takes it. Actions the actor may not change are looked at, and no more."""
    said = form.facts()
    lead = at_hand.review.case.lead_id if at_hand.review.case is not None else None
    next_on = said["next_on"]
    for_whom = said["audiences"]
    chosen = set(said["brought"])
    return {
        "seen": said["version"],
        "held_on": said["held_on"],
        "began_at": said["began_at"],
        "ended_at": said["ended_at"],
        "attendance": {row["id"]: row["attended"] or "" for row in said["attendance"]},
        "reports": {row["id"]: row["report"] or "" for row in said["attendance"]},
        "also_came": [
            {key: row[key] for key in ("id", "name", "role", "attended")} | {"person_id": None, "agency_id": None}
            for row in said["also_came"]
        ],
        "participation": said["participation"] or None,
        "brought": [view for view in at_hand.said if view.id in chosen],
        "views": [_said(row, at_hand, lead) for row in said["views"]],
        "views_missing_reason": said["views_missing_reason"],
        "carried": {
            row["id"]: {key: row[key] for key in ("status", "note", "due_on")}
            if row["id"] in at_hand.changeable
            else {}
            for row in said["carried"]
        },
        "decisions": [
            {"id": row["id"], "text": row["text"], "audiences": [] if row["workers_only"] else for_whom}
            for row in said["decisions"]
        ],
        "actions": [_asked(row, next_on, for_whom) for row in said["actions"]] if at_hand.may_add_actions else None,
        "decision": said["decision"],
        "decision_reason": said["decision_reason"],
        "decision_facts": {name: _plain(said[name]) for name in STEP if said[name]},
        "next_on": next_on,
        "next_at": said["next_at"],
        "next_kind": said["next_kind"] or None,
        "next_place": said["next_place"],
        "next_none_reason": said["next_none_reason"] or None,
        **_facts_of_parts(said, at_hand, for_whom),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _facts_of_parts(said: dict[str, Any], at_hand: AtHand, for_whom: list[str]) -> dict[str, Any]:
    """What the optional parts say. A part that was not on the sheet is left as it stands."""
    found: dict[str, Any] = {}
    if "agenda" in said:
        found["agenda"] = [{**row, "id": str(row["id"])} for row in said["agenda"]]
    if "family" in said:
        found["family"] = {row.pop("id"): row for row in said["family"]}
    if "changes" in said:
        ticked = set(said["known"])
        lines = [line for key, line in at_hand.known if key in ticked]
        found["changes"] = "\n".join([said["changes"].strip(), *lines]).strip()
    if "well" in said and at_hand.may_write_plan:
        found["strengths"] = [row | {"audiences": for_whom} for row in said["well"]]
        family = [audience for audience in for_whom if audience in {"carer", "parent", "young_person"}]
        # A worry is for those who work with the child, until somebody words it for the family.
        found["worries"] = [row | {"audiences": family if row["family_text"] else []} for row in said["worried"]]
    if "scores" in said:
        own = {"question": said["scale_question"], "low": said["scale_low"], "high": said["scale_high"]}
        found["scores"] = [_scored(row, at_hand, own) for row in said["scores"]]
    if "outcomes" in said and at_hand.may_write_plan:
        found["outcomes"] = {
            row["id"]: {"status": row["status"], "progress": row["progress"]} for row in said["outcomes"]
        }
    if "considered" in said:
        questions = {key: gate.key for key, gate in at_hand.gates}
        found["considered"] = {
            questions[row["id"]]: row["answer"].strip() for row in said["considered"] if row["id"] in questions
        }
    if "safety" in said and at_hand.may_write_plan:
        found["safety"] = [row | {"audiences": for_whom} for row in said["safety"]]
    if "differs" in said:
        found["differs"] = [row | _named(row["who"], at_hand) for row in said["differs"]]
    if "helped" in said:
        found["closure"] = {name: said[name] for name in CLOSURE if said[name] not in (None, "")}
    return found


def _scored(row: dict[str, Any], at_hand: AtHand, own: dict[str, str]) -> dict[str, Any]:
    """One number: of a question that was asked before, of the template's, or of one's own."""
    which = str(row["scale"])
    number = which.removeprefix("ask:")
    if which.startswith("ask:") and number.isdecimal() and int(number) < len(at_hand.meeting.questions):
        question: Any = at_hand.meeting.questions[int(number)]._asdict()
    elif which == OWN_QUESTION:
        question = own
    else:
        question = UUID(which)
    return {key: row[key] for key in ("id", "value", "reason", "one_higher")} | {
        "scale": question,
        **_named(row["who"], at_hand),
    }


def _named(value: str, at_hand: AtHand) -> dict[str, Any]:
    """Whose number or words: somebody's place on the review, or the child."""
    place = at_hand.person_of(str(value))
    if place is None:
        return {"who": short_name(at_hand.review.child), "place_id": None, "person_id": None}
    return {"who": place.name, "place_id": place.id, "person_id": place.person_id}


def _asked(row: dict[str, Any], next_on: Any, for_whom: list[str]) -> dict[str, Any]:
    owner_id, agency_id = forms.owner_of(row["owner"])
    return {
        "id": row["id"],
        "text": row["text"],
        "owner_id": owner_id,
        "agency_id": agency_id,
        "due_on": row["due_on"],
        # What has no date of its own is looked at when people meet again.
        "check_on": next_on if row["due_on"] is None else None,
        "young_text": row["young_text"],
        "audiences": [] if row["workers_only"] else for_whom,
    }


def _said(row: dict[str, Any], at_hand: AtHand, lead: UUID | None) -> dict[str, Any]:
    speaker = speaker_of(row["speaker"] or "child", at_hand.team)
    return {
        "id": row["id"],
        "text": row["text"],
        "speaker": speaker.kind,
        "speaker_id": speaker.person_id,
        "speaker_name": speaker.name,
        "how": row["how"],
        "wish": row["wish"],
        # Whoever leads finds the answer, or somebody to find it.
        "wish_owner_id": lead if row["wish"] else None,
        "audiences": readers_of(row["shared"]),
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
