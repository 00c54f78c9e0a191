"""Reviews as pages show them: what each row, box and button says."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES
from coordination.agencies.models import Person
from coordination.cases import words
from coordination.children.presenters import name_for
from coordination.plans.models import Outcome
from coordination.plans.rag import rag, rag_words
from coordination.reviews.kinds import ATTENDANCE, DECISIONS, NONE_DUE, PARTICIPATION, REPORTS, Meeting, meeting_of
from coordination.reviews.models import Review, ReviewPerson, ReviewState
from coordination.reviews.operations import RESPONSES
from coordination.reviews.papers.lines import Line
from coordination.voice.operations import ANSWERS, SPEAKERS, WAYS
from coordination.web.filters import day, time_of_day, when

STATES = {
    ReviewState.PLANNED.value: ("Planned", "blue"),
    ReviewState.DRAFT.value: ("Draft, not signed", "yellow"),
    ReviewState.SIGNED.value: ("Signed", "green"),
    ReviewState.CANCELLED.value: ("Called off", "grey"),
}

# Where each thing that is missing is asked on the record's page.
PLACES = {
    "attendance": "who-came",
    "views": "about-views",
    "decision": "about-decisions",
    "decision_reason": "decision_reason",
    "actions": "about-actions",
    "considered": "part-considered",
    "next_on": "about-next",
}


class Wanted(NamedTuple):
    """Something that still stops a signature, and where it is put right."""

    text: str
    url: str


def row(review: Review) -> dict[str, Any]:
    """One line of the list of reviews."""
    state, colour = STATES[review.state]
    came = sum(1 for who in review.people if who.attended and who.attended not in {"apologies", "absent"})
    return {
        "title": meeting_of(review).words,
        "number": review.number,
        "url": url_for("reviews.review", review_id=review.id),
        "starts_at": review.starts_at if review.held_on is None else None,
        "held_on": review.held_on,
        "state": "To be recorded" if _waits_for_its_record(review) else state,
        "colour": "orange" if _waits_for_its_record(review) else colour,
        "asked": sum(1 for who in review.people if who.response != "not_asked"),
        "came": came if review.held_on is not None else None,
        "next_on": review.next_on if review.state == ReviewState.SIGNED.value else None,
    }


def _waits_for_its_record(review: Review) -> bool:
    return review.state == ReviewState.PLANNED.value and review.starts_at is not None and review.starts_at < clock.now()


def heading(review: Review, held: Meeting) -> dict[str, Any]:
    """What stands at the top of a review's page, and the facts of the meeting. ``held``: its kind in local words."""
    state, colour = STATES[review.state]
    late = _waits_for_its_record(review)
    return {
        "title": held.words,
        "state": "To be recorded" if late else state,
        "colour": "orange" if late else colour,
        "later": review.state == ReviewState.PLANNED.value and not late,
        "signer": review.signer.name if review.signer is not None else "",
        "owners": _or([words.role(role).lower() for role in sorted(held.owners)]),
        "facts": [{"key": key, "value": value} for key, value in _facts(review) if value],
    }


def _facts(review: Review) -> list[tuple[str, str]]:
    planned = review.starts_at if review.held_on is None else None
    return [
        ("Held on", day(review.held_on) if review.held_on is not None else ""),
        ("When", when(planned) if planned is not None else ""),
        ("How long", f"{review.minutes} minutes" if planned is not None else ""),
        ("Where", review.place or ""),
        ("What people need to take part", review.access_needs or ""),
        ("Why", (review.reason or "") if review.state != ReviewState.CANCELLED.value else ""),
        ("Chair", review.chair.name if review.chair is not None else ""),
        ("Notes taken by", review.minute_taker.name if review.held_on and review.minute_taker is not None else ""),
    ]


def _or(parts: Sequence[str]) -> str:
    return " or ".join(parts) if len(parts) < 3 else ", ".join(parts[:-1]) + " or " + parts[-1]


def people(review: Review, me: UUID | None) -> list[dict[str, Any]]:
    """Who was asked, what they answered and whether they came."""
    return [
        {
            "id": who.id,
            "name": who.name,
            "role": _role(who),
            "invited": who.invited_at is not None,
            "has_account": who.person_id is not None,
            "response": RESPONSES.get(who.response or "", "No answer yet" if who.person_id else "Not answered here"),
            "chosen": who.response or "",
            "reason": who.reason or "",
            "attended": ATTENDANCE.get(who.attended or "", "Not recorded"),
            "report": REPORTS[who.report or "no"] if who.person_id and who.role not in FAMILY_ROLES else "",
            "deputy": who.deputy or "",
            "mine": me is not None and who.person_id == me,
        }
        for who in review.people
        if who.response != "not_asked"
    ]


def not_asked(review: Review) -> list[dict[str, str]]:
    """Family who were not asked, and why."""
    return [
        {"name": who.name, "role": words.role(who.role), "reason": who.reason or "No reason is recorded"}
        for who in review.people
        if who.response == "not_asked"
    ]


def _role(who: ReviewPerson) -> str:
    return ", ".join(part for part in (words.role(who.role), who.agency.name if who.agency else "") if part)


class Content(NamedTuple):
    """What stands in a review, as far as the reader may see it."""

    child_views: list[dict[str, Any]]
    other_views: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    carried: list[dict[str, Any]]


def content(lines: Iterable[Line], name: str) -> Content:
    """A review's entries, those its reader may see: as they are said now in a draft, as signed ever after."""
    held = list(lines)
    views = [said(line, name) for line in held if line.statement.kind == "view"]
    return Content(
        child_views=[view for view in views if view["speaker"] == "child"],
        other_views=[view for view in views if view["speaker"] != "child"],
        decisions=[{"text": line.text} for line in held if line.statement.kind == "decision"],
        actions=[action(line) for line in held if line.how == "action"],
        carried=[action(line) for line in held if line.how == "carried"],
    )


def said(line: Line, name: str) -> dict[str, Any]:
    """Somebody's words. The answer to a wish is the one it has now, whenever the record was signed."""
    view: Any = line.statement
    return {
        "text": line.text,
        "speaker": view.speaker,
        "who": name if view.speaker == "child" else view.speaker_name or SPEAKERS.get(view.speaker, ""),
        "how": WAYS.get(view.how, ""),
        "said_on": view.said_on,
        "wish": view.wish,
        "answer": ANSWERS.get(view.answer or "", ""),
        "answer_reason": view.answer_reason or "",
        "owner": view.wish_owner.name if view.wish_owner is not None else "",
    }


def action(line: Line) -> dict[str, Any]:
    """An action for ``action_card``: what was agreed, how it is going now, and what has been changed since."""
    today = clock.today()
    held: Any = line.statement
    agreed = _date(line.facts.get("due_on")) or _date(line.facts.get("check_on"))
    now = held.due_on or held.check_on
    since = []
    if held.text != line.text:
        since.append(f"It now says: {held.text}.")
    if now != agreed:
        since.append(f"The date is now {day(now)}." if now is not None else "It has no date now.")
    return {
        "text": f"{held.number}. {line.text}",
        "owner": held.owner.name if held.owner is not None else "Nobody yet",
        "agency": held.agency.name if held.agency is not None else "",
        "due_on": agreed,
        "done": held.status in {"done", "cancelled"},
        "rag": rag(held, today),
        "rag_words": rag_words(held, today),
        "note": line.facts.get("note") or "",
        "since": " ".join(since),
        "url": url_for("plans.action", action_id=held.id),
    }


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def outcome(review: Review) -> dict[str, str]:
    """How the help goes on and when people meet again, in words."""
    return {
        "decision": DECISIONS.get(review.decision or "", ""),
        "none_due": NONE_DUE.get(review.next_none_reason or "", ""),
        "participation": PARTICIPATION.get(review.participation or "", ""),
    }


def wanted(review: Review, missing: Iterable[tuple[str, str]]) -> list[Wanted]:
    """What still stops a signature, with links to where it is asked."""
    return [
        Wanted(sentence, url_for("reviews.record", review_id=review.id, _anchor=PLACES.get(field, field)))
        for field, sentence in missing
    ]


def must_answer(held: Meeting) -> str:
    """The questions without whose answer a record of this kind is not signed, in one phrase."""
    asked = [f"“{gate.question}”" for gate in held.gates if gate.must]
    return " and ".join(asked)


def closing_summary(outcomes: Sequence[Outcome]) -> str:
    """How many outcomes were achieved, and how far they have come on the whole."""
    if not outcomes:
        return ""
    achieved = sum(1 for outcome in outcomes if outcome.status == "achieved")
    travelled = [
        outcome.progress - outcome.progress_at_start
        for outcome in outcomes
        if outcome.progress is not None and outcome.progress_at_start is not None
    ]
    far = f" Progress since the start: {sum(travelled):+d} over {len(travelled)} of them." if travelled else ""
    return f"{achieved} of {len(outcomes)} outcomes achieved.{far}"


def parts_of_a_meeting(
    review: Review, changing: list[Review], beside: list[Review], to_ring: list[Person]
) -> dict[str, Any]:
    """What changes with one child's review, what stays, and whom to ring about the rest: before it, and after.

    ``beside``: the other parts that whoever changes it may read; ``changing``: those that change with it. The sentence
    about other children is the same whether there are any or not: nobody learns of a child from it.
    """
    stays = [held for held in beside if held not in changing]
    ring = " or ".join(f"{person.name} on {person.phone}" if person.phone else person.name for person in to_ring)
    after = [f"{_of(held)} has not changed." for held in stays]
    if ring and (stays or not changing):
        told = f"{' and '.join(person.name for person in to_ring)} {'has' if len(to_ring) == 1 else 'have'} been told"
        after.append(f"If this meeting was planned for several children, {told}: about the other parts ring {ring}.")
    return {
        "changing": [_of(held) for held in changing],
        "stays": [_of(held) for held in stays],
        "alone": not changing,
        "ring": ring,
        "after": " ".join(after),
    }


def _of(review: Review) -> str:
    return f"The review of {name_for(review.child)}"


def apart(held: Review, of: Review) -> str:
    """How one part of a meeting has come apart from another: called off, or at another time. Empty where it has not."""
    if ReviewState.CANCELLED.value in {held.state, of.state}:
        return "called off" if held.state == ReviewState.CANCELLED.value else ""
    planned = ReviewState.PLANNED.value
    if (held.state, of.state) != (planned, planned) or held.starts_at == of.starts_at or held.starts_at is None:
        return ""
    return f"at another time, {day(clock.london_date(held.starts_at))}, {time_of_day(held.starts_at)}"
