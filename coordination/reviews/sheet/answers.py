"""What a save of the sheet says, as ``record_review`` takes it."""

from typing import Any
from uuid import UUID

from coordination.children.naming import short_name
from coordination.reviews import forms
from coordination.reviews.sheet.at_hand import AtHand
from coordination.reviews.sheet.filling import CLOSURE, OWN_QUESTION, OWN_WORDS, STEP
from coordination.voice.forms import readers_of, speaker_of


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
        "decision_facts": {name: _plain(said[name]) for name in STEP if said[name]} | _not_asked_yet(said),
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


def _not_asked_yet(said: dict[str, Any]) -> dict[str, Any]:
    """A question of one's own that no number answers yet: it is kept in the draft as it was typed."""
    typed = {name: said[name] for name in OWN_WORDS if said.get(name)}
    answered = any(row["scale"] == OWN_QUESTION for row in said.get("scores", ()))
    return {} if answered else typed


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
