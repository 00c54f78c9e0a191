"""Views and wishes as their page shows them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import url_for

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.voice.models import View
from coordination.voice.operations import ANSWERS, SPEAKERS, WAYS, WORKERS


def views(held: Iterable[View], child: Child) -> list[dict[str, Any]]:
    """Everything said, each with who may read it and, for a wish, its answer."""
    may_answer_any = answers_any(child)
    me = guard.actor().person_id
    name = short_name(child)
    return [_view(view, name, may_answer_any or view.wish_owner_id == me) for view in held]


def answers_any(child: Child) -> bool:
    """Whether the actor may answer wishes that are somebody else's to answer: who may change the plan may."""
    return isinstance(guard.may("update", "support_plan", child, whole=True), Permit)


def may_answer(view: View, child: Child, me: UUID | None) -> bool:
    """Whether the actor may answer this wish."""
    return view.wish and (view.wish_owner_id == me or answers_any(child))


def _view(view: View, name: str, may_answer_it: bool) -> dict[str, Any]:
    held = set(view.audiences)
    return {
        "id": view.id,
        "text": view.text,
        "by": _by(view, name),
        "on": view.said_on,
        "about": view.topic or "",
        "wish": view.wish,
        "answer": ANSWERS.get(view.answer or "", ""),
        "reason": view.answer_reason or "",
        "told_on": view.told_on,
        "owner": view.wish_owner.name if view.wish_owner is not None else "",
        "only_my_worker": view.only_my_worker,
        "readers": [
            ("Those who work with the child", bool(held & set(WORKERS))),
            (name, "young_person" in held),
            ("Carers", "carer" in held),
            ("Parents", "parent" in held),
        ],
        "answer_url": url_for("voice.answer", view_id=view.id) if view.wish and may_answer_it else None,
        "answer_text": "Change the answer" if view.answer else "Answer this wish",
    }


def _by(view: View, name: str) -> str:
    who = name if view.speaker == "child" else view.speaker_name or SPEAKERS.get(view.speaker, "")
    how = WAYS.get(view.how, "").lower()
    taken = f", written down by {view.gathered_by}" if view.gathered_by else ""
    return ", ".join(part for part in (who, how) if part) + taken
