"""Facts of a parent's version: what they were part of, in plain words, built for that reader alone.

Nothing about another parent rides along, and a meeting they were not asked to is not told.
"""

from typing import Any
from uuid import UUID

from coordination.access.catalogue import FAMILY_ROLES
from coordination.agencies.models import Person
from coordination.cases import words
from coordination.documents import facts as shapes
from coordination.plans.faces import FaceDisagreement, PlanFace
from coordination.reviews.kinds import CAME
from coordination.reviews.models import Review
from coordination.reviews.papers import wording
from coordination.reviews.papers.gathering import (
    Record,
    due_words,
    iso,
    may_be_given,
    quote_of,
    review_day,
    starts_words,
)
from coordination.voice.models import View
from coordination.web.languages import gettext as _

AUDIENCE = "parent"


def parent_version(record: Record, parent: Person | None = None) -> shapes.ParentVersion:
    """The facts of ``parent_version`` for one parent, or for no parent in particular.

    Raises NameNotRecorded for a child without a name.
    """
    record.must_have_a_name()
    reader = parent.id if parent is not None else None
    face = record.face(AUDIENCE, reader)
    others = record.family_of_others(reader)
    met = record.last_review
    if parent is not None and record.asked_to(met, reader) is None:
        met = None
    said = [view for view in record.views if _is_of_nobody_else(view, others, reader)]
    return {
        "cover": record.cover(_("What we talked about and agreed"), face),
        "for_whom": parent.name if parent is not None else "",
        "met_on": iso(met.held_on) if met is not None else "",
        "met_about": _about(met),
        "came": _came(record, met, reader),
        "child_said": [
            quote_of(view) for view in said if view.speaker == "child" and may_be_given(view, AUDIENCE, reader)
        ][:4],
        "child_said_missing": "",
        "you_said": _you_said(said, reader)[:4],
        "you_said_missing": "",
        "going_well": [strength.text for strength in face.strengths],
        "worried_about": [worry.text for worry in face.worries],
        "agreed": _agreed(record, met, reader),
        "doing": [
            {
                "number": number,
                "text": action.text,
                "who": action.owner or action.agency,
                "due": due_words(action.due_on, action.check_on),
                "yours": action.mine,
                "note": "",
            }
            for number, action in enumerate(
                (held for held in face.actions if held.status != "done" and held.owner_id not in others), start=1
            )
        ],
        "disagreements": [
            *(_disagreement(row) for row in _disagreements(face)),
            *_other_disagreements(record, face, reader),
        ],
        "next_meeting": _next(record, met, parent),
        "contacts": record.contacts(),
        "how_to_disagree": [],
    }


def _is_of_nobody_else(view: View, others: set[UUID], reader: UUID | None) -> bool:
    """What a parent said is that parent's; what somebody unnamed said is for nobody's paper."""
    if view.speaker == "parent":
        return reader is not None and view.speaker_id == reader
    return view.speaker_id not in others


def _about(met: Review | None) -> str:
    if met is None:
        return _("This is the plan as it was agreed, in the words written for you.")
    return _("We met to see how the plan is going and what needs to change.")


def _came(record: Record, met: Review | None, reader: UUID | None) -> list[str]:
    """People who came for work, the reader, and the child: no other family."""
    if met is None:
        return []
    came = []
    for who in met.people:
        if who.attended not in CAME:
            continue
        if who.person_id is not None and who.person_id == reader:
            came.append(_("You"))
        elif who.role == "YP":
            came.append(record.name)
        elif who.role not in FAMILY_ROLES:
            came.append(f"{who.name}, {words.role(who.role)}")
    return came


def _you_said(said: list[View], reader: UUID | None) -> list[shapes.YouSaid]:
    return [
        {"words": view.text, "what_happened": _what_happened(view)}
        for view in said
        if reader is not None and view.speaker_id == reader
    ]


def _what_happened(view: View) -> str:
    if not view.answer:
        return "" if view.wish else _("We wrote it down. The team has read it.")
    return f"{wording.answer(view.answer)}. {view.answer_reason or ''}".strip()


def _agreed(record: Record, met: Review | None, reader: UUID | None) -> list[shapes.Agreed]:
    if met is None:
        return []
    found: list[shapes.Agreed] = []
    if met.decision:
        found.append({"text": wording.decision(met.decision), "why": ""})
    for item in record.items(met):
        if item.how == "decision" and may_be_given(item.statement, AUDIENCE, reader):
            found.append({"text": item.statement.words_for(AUDIENCE), "why": ""})
    return found


def _disagreements(face: PlanFace) -> list[FaceDisagreement]:
    return [row for held in _lines(face) for row in held.disagreements]


def _lines(face: PlanFace) -> list[Any]:
    parts = (
        face.strengths, face.needs, face.worries, face.outcomes, face.actions, face.provision, face.contingencies,
    )  # fmt: skip
    return [held for part in parts for held in part]


def _disagreement(row: FaceDisagreement) -> shapes.Disagreement:
    return {"who": "", "words": row.words, "on": iso(row.on), "response": row.answer, "route": "", "outcome": ""}


def _other_disagreements(record: Record, face: PlanFace, reader: UUID | None) -> list[shapes.Disagreement]:
    """What this parent sees differently beside the lines of the plan: a decision, or something else."""
    if reader is None:
        return []
    beside = {held.id for held in _lines(face)}
    rows = [row for row in record.disagreements if row.person_id == reader and row.review_id is None]
    return [
        {
            "who": "",
            "words": row.words,
            "on": iso(row.on),
            "response": row.answer or "",
            "route": "",
            "outcome": "",
        }
        for row in rows
        if row.statement_id not in beside
    ]


def _next(record: Record, met: Review | None, parent: Person | None) -> shapes.PlainMeeting:
    coming = record.coming_review
    if coming is not None and (parent is None or record.asked_to(coming, parent.id) is not None):
        return {
            "on": iso(review_day(coming)),
            "time": starts_words(coming),
            "place": coming.place or "",
            "about": _("Tell us if the day does not suit you, if you would like an interpreter, or if you want to"
                       " bring somebody."),
        }  # fmt: skip
    if met is not None and met.next_on is not None and met.next_on >= record.today:
        return {"on": iso(met.next_on), "time": "", "place": "", "about": _("We will tell you the time and the place.")}
    about = wording.none_due(met.next_none_reason or "") if met is not None else ""
    return {"on": "", "time": "", "place": "", "about": about}
