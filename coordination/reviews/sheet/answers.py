"""What a save of the sheet says, as ``record_review`` takes it."""

from typing import Any
from uuid import UUID

from coordination.children.naming import short_name
from coordination.reviews import forms
from coordination.reviews.said import Decisions, GoingWell, Held, Next, People, Said, Views
from coordination.reviews.sheet.at_hand import AtHand
from coordination.reviews.sheet.filling import CLOSURE, OWN_QUESTION, OWN_WORDS, STEP
from coordination.voice.forms import readers_of, speaker_of


def said(form: forms.RecordForm, at_hand: AtHand) -> Said:
    """What a save says. Actions the actor may not change are looked at, and no more; a part that was not on the sheet
    is left as it stands.
    """
    typed = form.facts()
    for_whom = typed["audiences"]
    plan = at_hand.may_write_plan
    return Said(
        held=Held(on=typed["held_on"], began_at=typed["began_at"], ended_at=typed["ended_at"]),
        views=_views(typed, at_hand),
        people=People(
            attendance={row["id"]: row["attended"] or "" for row in typed["attendance"]},
            reports={row["id"]: row["report"] or "" for row in typed["attendance"]},
            also_came=[
                {key: row[key] for key in ("id", "name", "role", "attended")} | {"person_id": None, "agency_id": None}
                for row in typed["also_came"]
            ],
        ),
        agenda=[{**row, "id": str(row["id"])} for row in typed["agenda"]] if "agenda" in typed else None,
        family={row.pop("id"): row for row in typed["family"]} if "family" in typed else None,
        changes=_changes(typed, at_hand) if "changes" in typed else None,
        mapping=_mapping(typed, for_whom) if "well" in typed and plan else GoingWell(),
        scaling=_scaling(typed, at_hand) if "scores" in typed else None,
        outcomes={row["id"]: {"status": row["status"], "progress": row["progress"]} for row in typed["outcomes"]}
        if "outcomes" in typed and plan
        else None,
        considered=_considered(typed, at_hand) if "considered" in typed else None,
        carried={
            row["id"]: {key: row[key] for key in ("status", "note", "due_on")}
            if row["id"] in at_hand.changeable
            else {}
            for row in typed["carried"]
        },
        decisions=Decisions(
            decision=typed["decision"],
            reason=typed["decision_reason"],
            facts={name: _plain(typed[name]) for name in STEP if typed[name]} | _not_asked_yet(typed),
            rows=[
                {"id": row["id"], "text": row["text"], "audiences": [] if row["workers_only"] else for_whom}
                for row in typed["decisions"]
            ],
        ),
        actions=[_asked(row, typed["next_on"], for_whom) for row in typed["actions"]]
        if at_hand.may_add_actions
        else None,
        safety=[row | {"audiences": for_whom} for row in typed["safety"]] if "safety" in typed and plan else None,
        disagreements=[row | _named(row["who"], at_hand) for row in typed["differs"]] if "differs" in typed else None,
        closure={name: typed[name] for name in CLOSURE if typed[name] not in (None, "")} if "helped" in typed else None,
        next=Next(
            on=typed["next_on"],
            at=typed["next_at"],
            kind=typed["next_kind"] or None,
            place=typed["next_place"],
            none_reason=typed["next_none_reason"] or None,
        ),
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _views(typed: dict[str, Any], at_hand: AtHand) -> Views:
    lead = at_hand.review.case.lead_id if at_hand.review.case is not None else None
    chosen = set(typed["brought"])
    return Views(
        participation=typed["participation"] or None,
        rows=[_said(row, at_hand, lead) for row in typed["views"]],
        brought=[view for view in at_hand.said if view.id in chosen],
        missing_reason=typed["views_missing_reason"],
    )


def _changes(typed: dict[str, Any], at_hand: AtHand) -> str:
    ticked = set(typed["known"])
    lines = [line for key, line in at_hand.known if key in ticked]
    return "\n".join([typed["changes"].strip(), *lines]).strip()


def _mapping(typed: dict[str, Any], for_whom: list[str]) -> GoingWell:
    family = [audience for audience in for_whom if audience in {"carer", "parent", "young_person"}]
    return GoingWell(
        strengths=[row | {"audiences": for_whom} for row in typed["well"]],
        # A worry is for those who work with the child, until somebody words it for the family.
        worries=[row | {"audiences": family if row["family_text"] else []} for row in typed["worried"]],
    )


def _scaling(typed: dict[str, Any], at_hand: AtHand) -> list[dict[str, Any]]:
    own = {"question": typed["scale_question"], "low": typed["scale_low"], "high": typed["scale_high"]}
    return [_scored(row, at_hand, own) for row in typed["scores"]]


def _considered(typed: dict[str, Any], at_hand: AtHand) -> dict[str, str]:
    questions = {key: gate.key for key, gate in at_hand.gates}
    return {questions[row["id"]]: row["answer"].strip() for row in typed["considered"] if row["id"] in questions}


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
