"""An EHC review made ready for its pages and its report: steps, dates, what was found, in the words of a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.children.naming import display_name
from coordination.deadlines import presenters as deadlines
from coordination.deadlines.models import Clock
from coordination.ehc import words as ehc_words
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import quality
from coordination.ehc.plan import view as plan_view
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.reviewing import answers, words
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing.operations import Late, in_year_9, not_invited
from coordination.plans import presenters as actions
from coordination.plans import queries as plans
from coordination.reviews import contributions
from coordination.reviews.models import Contribution, Review, ReviewState
from coordination.voice import queries as voice
from coordination.voice.operations import SPEAKERS
from coordination.web.filters import day

PROVIDED = ("F", "G", "H1", "H2")


@dataclass(frozen=True, slots=True)
class Entry:
    """An outcome or a thing provided, as the sheet speaks of it."""

    key: UUID
    ref: str
    text: str
    more: str
    letter: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the plan that is reviewed, of what the reader may see."""

    outcomes: list[Entry]
    provision: list[Entry]

    @property
    def known(self) -> Mapping[str, list[UUID]]:
        """The statements the sheet may speak of."""
        return {"progress": [one.key for one in self.outcomes], "provision": [one.key for one in self.provision]}


def sheet(plan: FormalPlan) -> Sheet:
    """The outcomes and the provision of a plan. One query."""
    view = plan_view.seen(plan)
    return Sheet(
        [_entry(view, held) for held in view.of("E")],
        [_entry(view, held) for letter in PROVIDED for held in view.of(letter)],
    )


def _entry(view: plan_view.Seen, held: Any) -> Entry:
    row = held.statement
    began = f"Began at: {row.baseline}" if getattr(row, "baseline", None) else ""
    given = ", ".join(part for part in (getattr(row, "who", None), getattr(row, "how_often", None)) if part)
    return Entry(row.id, view.refs[held.id], row.text, began or given, held.section)


@dataclass(frozen=True, slots=True)
class Said:
    """A part of the sheet as it is read: rows of a question and its answer, or entries with theirs."""

    key: str
    heading: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    entries: list[tuple[Entry, list[tuple[str, str]]]] = field(default_factory=list)


def said(
    held: answers.Answers, outcomes: Sequence[Entry], provision: Sequence[Entry], *, adulthood: bool
) -> list[Said]:
    """What the sheet says, part by part. What was not answered is not there."""
    found: list[Said] = []
    for part in words.PARTS:
        if part.key in {"progress", "provision"}:
            of = words.OF_OUTCOME if part.key == "progress" else words.OF_PROVISION
            entries = [
                (one, rows)
                for one in (outcomes if part.key == "progress" else provision)
                if (rows := _rows(held, {f"{part.key}.{one.key}.{name}": label for name, label in of.items()}))
            ]
            if entries:
                found.append(Said(part.key, part.heading, [], entries))
        elif part.key != "adulthood" or adulthood or any(held.get(name) for name in part.asks):
            asks = (*part.asks, *words.PROPOSED) if part.key == "recommendation" else part.asks
            rows = _rows(held, {name: words.LABELS[name] for name in asks})
            if rows:
                found.append(Said(part.key, part.heading, rows))
    return found


def _rows(held: answers.Answers, asks: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(label, day_or_words(name, held[name])) for name, label in asks.items() if held.get(name)]


def day_or_words(name: str, value: str) -> str:
    """An answer as a reader understands it."""
    if name == "chased_on":
        return day(date.fromisoformat(value))
    return answers.said(name, value)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a review: what, whether it is done and when, what is late, and what can be done about it."""

    what: str
    done: str
    late: str = ""
    more: str = ""
    url: str = ""
    link: str = ""


def steps(annual: AnnualReview, meeting: Review | None, *, writes: bool, decides: bool) -> list[Step]:
    """From the date of the meeting to the council's decision."""
    late = Late(annual, meeting)
    planned = meeting is not None and meeting.state != ReviewState.CANCELLED.value
    when = ""
    if planned and meeting is not None and meeting.starts_at is not None:
        when = f"{day(clock.london_date(meeting.starts_at))}, {clock.london(meeting.starts_at):%H:%M}"
    return [
        Step(
            "The meeting has a date",
            when or (day(annual.met_on) if annual.met_on else ""),
            url=url_for("reviews.review", review_id=meeting.id)
            if planned and meeting is not None
            else url_for("ehc.plan_review_meeting", plan_id=annual.plan_id) if writes else "",
            link="The meeting: who comes, what they sent, its record" if planned else "Plan the meeting",
        ),
        Step("Invitations", day(annual.invited_on) if annual.invited_on else "", late.invitations),
        Step("Reports and views to everybody", day(annual.papers_on) if annual.papers_on else "", late.papers),
        Step("The meeting was held", day(annual.met_on) if annual.met_on else ""),
        Step("The report to everybody", day(annual.report_on) if annual.report_on else ""),
        Step(
            "The council’s decision",
            f"{ehc_words.DECISIONS[annual.decision]}, {day(annual.decided_on)}"
            if annual.decision and annual.decided_on
            else "",
            url=url_for("ehc.decide_review", annual_review_id=annual.id)
            if decides and annual.met_on and annual.decision is None
            else "",
            link="Record the council’s decision",
        ),
    ]  # fmt: skip


def due_rows(clocks: Iterable[Clock]) -> list[dict[str, Any]]:
    """The dates the reader may see, the next one first, each with its explanation."""
    today = clock.today()
    return [
        {
            "what": deadlines.title(held),
            "on": held.due_on,
            "words": deadlines.when_words(held, today),
            "late": deadlines.is_late(held, today),
            "url": url_for("deadlines.explained", clock_id=held.id),
        }
        for held in deadlines.readable(list(clocks))
    ]


def heard(annual: AnnualReview) -> dict[str, list[dict[str, Any]]]:
    """What the child and the family say, from where it was said: of it, what the reader may read."""
    found: dict[str, list[dict[str, Any]]] = {"child": [], "family": []}
    since = (annual.met_on or clock.today()) - asking.VIEWS_LAST
    for view in guard.readable([row for row in voice.views_of(annual.child_id) if row.said_on >= since], "own_words"):
        found["child" if view.speaker == "child" else "family"].append(
            {
                "text": view.text,
                "by": view.speaker_name or SPEAKERS.get(view.speaker, ""),
                "about": view.topic or "",
                "on": view.said_on,
                "helped": view.gathered_by or "",
            }
        )
    return found


def sent(meeting: Review | None) -> list[Contribution]:
    """The contributions the reader may see."""
    return contributions.visible(contributions.contributions_of(meeting.id)) if meeting is not None else []


def open_actions(child_id: UUID) -> list[dict[str, Any]]:
    """The plan's own actions that are open: the action list of a review is the plan's."""
    found = []
    for row in plans.open_actions(child_id):
        permit = guard.may("read", "actions", row)
        if isinstance(permit, Permit) and actions.shows(row, permit):
            view = actions.action_view(row, permit, today=clock.today())
            found.append(
                {
                    "text": view.text,
                    "owner": view.owner,
                    "due_on": view.due_on,
                    "url": url_for("plans.action", action_id=row.id),
                }
            )
    return found  # fmt: skip


def facts(annual: AnnualReview, plan: FormalPlan) -> list[tuple[str, str]]:
    """What stands at the head of the sheet without being asked."""
    born = annual.child.born_on
    found = [
        ("Kind of review", words.TYPES[annual.type]),
        ("School or college", annual.agency.name if annual.agency is not None else ""),
        ("Year by age", f"Year {year}" if born and (year := quality.school_year(born, clock.today())) > 0 else ""),
        ("Plan last issued", day(plan.issued_on) if plan.issued_on else ""),
        ("Last review finished", day(plan.reviewed_on) if plan.reviewed_on else ""),
        ("To be finished by", day(annual.due_on) if annual.due_on else ""),
    ]
    return [(label, text) for label, text in found if text]


def unsaid(annual: AnnualReview, meeting: Review | None) -> list[str]:
    """Whom the law has invited and nobody stands for; while the meeting is still to come."""
    if meeting is None or annual.met_on is not None:
        return []
    return not_invited(meeting.people)


# -- the list ---------------------------------------------------------------------------------------------------


def list_rows(lines: Sequence[asking.Line], authority_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Every child on the list: due, why, where it stands, what is missing. Four queries at most."""
    children = [line.child.id for line in lines]
    timed: dict[UUID, list[Clock]] = {}
    for authority_id in authority_ids:
        timed |= asking.clocks(authority_id, children)
    came = asking.came([line.review.id for line in lines if line.review is not None])
    voices: dict[UUID, set[str]] = {}
    for view in guard.readable(asking.voices(children), "own_words"):
        voices.setdefault(view.child_id, set()).add("child" if view.speaker == "child" else "family")
    named = {child.id for child in guard.readable([line.child for line in lines], "core_identity")}
    return [_list_row(line, timed.get(line.child.id, []), came, voices, named) for line in lines]


def _list_row(line: asking.Line, timed: Sequence[Clock], came: Any, voices: Any, named: set[UUID]) -> dict[str, Any]:
    annual, meeting, today = line.annual, line.review, clock.today()
    open_now = annual is not None and annual.state in (*words.OPEN, "decided")
    writes = isinstance(guard.may("create", "ehc_plan", asking.Prospect(line.plan)), Permit)
    next_clock = next(iter(timed), None)
    move = words.move_ahead(quality.school_year(line.child.born_on, today), today) if line.child.born_on else None
    missing = _missing(annual, meeting, came, voices.get(line.child.id, set())) if open_now else []
    late = Late(annual, meeting) if annual is not None and annual.state == "preparing" else None
    return {
        "plan_id": line.plan.id,
        "annual_id": annual.id if annual is not None and open_now else None,
        "name": display_name(line.child) if line.child.id in named else f"Record {line.child.reference}",
        "url": url_for("ehc.annual_review", annual_review_id=annual.id) if annual is not None and open_now else "",
        "plan_url": url_for("ehc.plan_review_meeting", plan_id=line.plan.id) if writes and _wants_date(annual) else "",
        "school": line.school or "",
        "due_on": line.due_on,
        "why": deadlines.title(next_clock) if next_clock is not None else "",
        "next_on": next_clock.due_on if next_clock is not None else None,
        "next_late": next_clock is not None and deadlines.is_late(next_clock, today),
        "next_url": url_for("deadlines.explained", clock_id=next_clock.id) if next_clock is not None else "",
        "state": words.STATES[annual.state] if annual is not None and open_now else "Not begun",
        "meets_on": clock.london_date(meeting.starts_at)
        if meeting is not None and meeting.starts_at is not None and annual is not None and annual.met_on is None
        else None,
        "missing": missing,
        "late": [text for text in (late.invitations, late.papers) if text] if late is not None and meeting else [],
        "move": f"{words.TRANSFERS[move.code]} in {move.year}: the plan names the next place before {move.before}"
        if move is not None and move.sure
        else "",
        "writes": writes,
        "decide_url": url_for("ehc.decide_review", annual_review_id=annual.id)
        if annual is not None
        and annual.met_on is not None
        and annual.decision is None
        and isinstance(guard.may("approve", "ehc_plan", annual), Permit)
        else "",
    }


def _wants_date(annual: AnnualReview | None) -> bool:
    return annual is None or annual.state == "done" or (annual.state == "preparing" and annual.review_id is None)


def _missing(annual: AnnualReview | None, meeting: Review | None, came: Any, voices: set[str]) -> list[str]:
    if annual is None or annual.state != "preparing":
        return []
    found = []
    if meeting is None:
        return ["A date"]
    if annual.invited_on is None:
        found.append("Invitations")
    if "child" not in voices:
        found.append("The child’s views")
    if "family" not in voices:
        found.append("The family’s views")
    held = came.get(meeting.id)
    if held is not None and held.missing:
        number = len(held.missing)
        found.append(f"{number} {'report' if number == 1 else 'reports'} of {number + held.sent}")
    if annual.papers_on is None:
        found.append("Reports sent round")
    return found


def reads_whole(row: Any) -> bool:
    """Whether a review's page opens: to those who read the plan whole, not a limited part of it."""
    return _kept_from(row) is None


def whole_or_refuse(row: Any) -> None:
    """Refuse a review's page to those it does not open to."""
    why = _kept_from(row)
    if why is not None:
        raise guard.Refused(why)


def _kept_from(row: Any) -> Deny | None:
    permit = guard.may("read", "ehc_plan", row)
    if isinstance(permit, Deny):
        return permit
    return None if permit.fields is None else Deny("no-row", 4, False)


def considers_adulthood(annual: AnnualReview) -> bool:
    """Whether preparing for adulthood must be considered (regulation 20(6))."""
    return in_year_9(annual.child)
