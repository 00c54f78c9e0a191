"""The three pages as their templates draw them: names, dates, steps and sentences made ready.

People are called by their names and not by their roles, and a day is said as somebody would say it aloud.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, url_for

from coordination.agencies.models import Person
from coordination.cases.models import Membership
from coordination.family.operations import QUESTIONS
from coordination.family.queries import Paper, Place
from coordination.family.showing import Shown
from coordination.plans.faces import FaceAction, FaceOutcome
from coordination.voice.models import View
from coordination.web.languages import gettext as _

_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame", "revd", "rev"})
_MOST_STEPS = 6
_SEEN_MOST = {role: place for place, role in enumerate(("FC", "SW", "LP", "PA", "SEN", "HLT", "ADV", "IRO", "PRV"))}
_MOST_DECISIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMate:
    """Somebody on the team: what to call them, one line of what they do, and a number to ring."""

    name: str
    initial: str
    does: str
    where: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody's exact words, and what became of them."""

    words: str
    on: Any
    wish: bool = False
    asked: str = ""
    chosen: str = ""
    answer: str = ""
    because: str = ""
    told_on: Any = None
    answerer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An action as family reads it. ``url``: where its owner says how it is going; ``done_url``: a tick."""

    id: UUID
    text: str
    who: str
    agency: str
    mine: bool
    on: Any
    done: bool
    state: str
    so_that: str = ""
    url: str = ""
    done_url: str = ""
    disagreements: tuple[Any, ...] = ()
    disagree_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal with its picture: where it began and where it is, from 0 to 10."""

    id: UUID
    text: str
    then: int | None
    now: int | None
    story: str
    by: Any
    bars: list[dict[str, Any]]
    disagreements: tuple[Any, ...] = ()
    disagree_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing the plan says, with what the reader said against it."""

    id: UUID
    text: str
    more: str = ""
    phone: str = ""
    who: str = ""
    disagreements: tuple[Any, ...] = ()
    disagree_url: str = ""


def first_name(name: str) -> str:
    """What somebody is called: the first name, without a title."""
    words = [word for word in name.split() if word.strip(".").lower() not in _TITLES]
    return words[0] if words else name


def lead_of(place: Place) -> Person | None:
    """Who leads, where the case is open and they are still here."""
    if place.case is None or place.case.state != "open" or place.case.lead is None or not place.case.lead.active:
        return None
    return place.case.lead


def teammates(shown: Shown) -> list[TeamMate]:
    """The people who work with the child, and the carer. Parents and the young person are not listed."""
    return [
        TeamMate(
            name=first_name(held.person.name),
            initial=first_name(held.person.name)[:1].upper(),
            does=held.person.what_i_do or held.job or held.person.job or "",
            where=held.agency.name if held.agency is not None and held.role != "FC" else "",
            phone=phone_of(held),
        )
        for held in _colleagues(shown)
    ]


def organisations_that_act(every: list[Step]) -> list[str]:
    """The organisations whose actions the reader can see, each once: a parent is shown no other part of a team."""
    return list(dict.fromkeys(step.agency for step in every if step.agency))


def organisations(shown: Shown) -> list[str]:
    """The organisations that the people on the team work for, each once."""
    return list(
        dict.fromkeys(held.agency.name for held in _colleagues(shown) if held.agency is not None and held.role != "FC")
    )


def _colleagues(shown: Shown) -> list[Membership]:
    found: dict[UUID, Membership] = {}
    for held in shown.team:
        if held.role not in {"YP", "PAR"} and held.person_id != shown.reader:
            found.setdefault(held.person_id, held)
    return sorted(found.values(), key=_closeness)


def _closeness(held: Membership) -> tuple[bool, int]:
    """Those somebody sees most first: the carer and whoever leads, then by what they do."""
    return not (held.role == "FC" or held.function == "lead"), _SEEN_MOST.get(held.role, len(_SEEN_MOST))


def phone_of(held: Membership) -> str:
    """The number of somebody on the team, or of their organisation."""
    # A carer's own number is nobody's to give: the young person lives with them.
    if held.role == "FC":
        return ""
    return held.person.phone or (held.agency.phone if held.agency is not None else None) or ""


def advocate(shown: Shown) -> TeamMate | None:
    """The advocate on the team, where there is one."""
    for held in shown.team:
        if held.role == "ADV":
            name = first_name(held.person.name)
            return TeamMate(name=name, initial=name[:1].upper(), does="", where="", phone=phone_of(held))
    return None


def said(shown: Shown, views: list[View]) -> list[Said]:
    """Exact words, newest first, with the answer to each wish and its reason."""
    names = {held.person_id: first_name(held.person.name) for held in shown.team}
    lead = lead_of(shown.place)
    default = first_name(lead.name) if lead is not None else ""
    questions = {
        QUESTIONS["better"]: _("What is better"),
        QUESTIONS["hard"]: _("What is hard"),
        QUESTIONS["help"]: _("What would help"),
        QUESTIONS["agree"]: _("Do you agree with the plan?"),
    }
    agreeing = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}
    return [
        Said(
            words=view.words_for(shown.audience),
            on=view.said_on,
            wish=view.wish,
            asked=questions.get(view.topic or "", ""),
            chosen=agreeing.get(view.agrees or "", ""),
            answer=_answer(view.answer) if view.wish else "",
            because=(view.answer_reason or "") if view.wish else "",
            told_on=view.told_on if view.wish else None,
            answerer=names.get(view.wish_owner_id, default) if view.wish_owner_id else default,
        )
        for view in views
    ]


def _answer(answer: str | None) -> str:
    words = {"yes": _("Yes"), "part": _("Some of it"), "no": _("No"), "not_yet": _("Not yet")}
    return words.get(answer or "", "")


def steps(shown: Shown) -> list[Step]:
    """Every action the reader may see: still to be done by date, then done."""
    return [_step(shown, action) for action in shown.face.actions]


def next_steps(every: list[Step]) -> tuple[list[Step], list[Step]]:
    """Up to six for the first look, and the rest."""
    return every[:_MOST_STEPS], every[_MOST_STEPS:]


def _step(shown: Shown, action: FaceAction) -> Step:
    row = shown.rows[action.id]
    mine = action.mine
    return Step(
        id=action.id,
        text=action.text,
        who=_("You") if mine else _who(shown, action),
        agency="" if mine or action.owner_id in shown.carers else action.agency,
        mine=mine,
        on=action.due_on or action.check_on,
        done=action.status == "done",
        state=_state(row.status if mine else action.status),
        so_that=action.outcome,
        url=url_for("family.own_action", action_id=action.id) if mine else "",
        done_url=url_for("family.own_action_done", action_id=action.id) if mine and action.status != "done" else "",
        disagreements=action.disagreements,
        disagree_url=_disagree_url(shown, action.id),
    )


def _who(shown: Shown, action: FaceAction) -> str:
    if shown.audience == "parent" and action.owner_id in shown.carers:
        return _("The carer")
    return first_name(action.owner) if shown.audience == "young_person" else action.owner


def _state(status: str) -> str:
    words = {"in_progress": _("Begun"), "done": _("Done"), "blocked": _("Stuck")}
    return words.get(status, "")


def goals(shown: Shown) -> list[Goal]:
    """Goals with their steps, then and now."""
    return [_goal(shown, outcome) for outcome in shown.face.outcomes]


def _goal(shown: Shown, outcome: FaceOutcome) -> Goal:
    then, now = outcome.progress_at_start, outcome.progress
    sentences = []
    if then is not None:
        sentences.append(_("It began at step %(step)s of 10.", step=then))
    if now is not None:
        sentences.append(_("Now it is at step %(step)s of 10.", step=now))
    return Goal(
        id=outcome.id,
        text=outcome.text,
        then=then,
        now=now,
        story=" ".join(sentences),
        by=outcome.target_on,
        bars=_bars(then, now) if sentences else [],
        disagreements=outcome.disagreements,
        disagree_url=_disagree_url(shown, outcome.id),
    )


def _bars(then: int | None, now: int | None) -> list[dict[str, Any]]:
    """Eleven steps of a stair, 40 wide in a picture of 440 by 84."""
    return [
        {
            "number": number,
            "x": number * 40 + 2,
            "y": 58 - number * 5,
            "height": 24 + number * 5,
            "middle": number * 40 + 20,
            "kind": "now" if number == now else "then" if number == then else "plain",
        }
        for number in range(11)
    ]


def lines(shown: Shown, found: tuple[Any, ...], *, more: bool = False) -> list[Line]:
    """Strengths, needs, worries, help and what-ifs. ``more``: with the facts a carer reads beside the
    words."""
    return [
        Line(
            id=held.id,
            text=held.text,
            more=_more(held) if more else "",
            who=getattr(held, "who", "") if more else "",
            phone=getattr(held, "phone", "") if more else "",
            disagreements=held.disagreements,
            disagree_url=_disagree_url(shown, held.id),
        )
        for held in found
    ]


def _more(held: Any) -> str:
    return str(getattr(held, "more", "") or getattr(held, "how_often", ""))


def _disagree_url(shown: Shown, statement_id: UUID) -> str:
    if shown.audience != "parent":
        return ""
    return url_for("family.disagree", child_id=shown.place.child.id, about=statement_id)


def decisions(shown: Shown) -> list[dict[str, Any]]:
    """What meetings decided, the newest first, with what the reader said against it."""
    return [
        {
            "text": row.words_for(shown.audience),
            "on": row.decided_on,
            "disagreements": [held for held in shown.about_decisions if held.statement_id == row.id],
            "disagree_url": _disagree_url(shown, row.id),
        }
        for row in shown.decisions[:_MOST_DECISIONS]
    ]


def papers(found: list[Paper]) -> list[dict[str, Any]]:
    """The reader's own copies, each with its page where there is one. Letters about the EHC plan have a place of their
    own."""
    there = "documents.copy" in current_app.view_functions
    words = {
        "young_person_summary": _("My plan"),
        "life_story": _("My story so far"),
        "carer_sheet": _("Carer sheet"),
        "parent_version": _("Your copy of the plan"),
        "review_record": _("Record of a meeting"),
        "sen_parent_sheet": _("What school does, and what helps at home"),
        "ehc_plan": _("EHC plan"),
        "ehc_amendment_notice": _("Notice of changes to the plan"),
        "ehc_plan_for_child": _("My EHC plan on one page"),
        "ehc_review_report": _("Report of the EHC review"),
    }
    return [
        {
            # A draft that was followed by the final stays in the list: each says which it is.
            "words": words.get(paper.kind, _("Document")) + (f" · {_('Draft')}" if paper.draft else ""),
            "on": paper.published_at,
            "read_at": paper.read_at,
            "older": paper.superseded,
            "url": url_for("documents.copy", copy_id=paper.id) if there else "",
        }
        for paper in found
        if paper.kind != "ehc_letter"
    ]
