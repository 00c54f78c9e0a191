"""Facts of the professional record of a review, for one reader: only what that reader may see on the screen.

A draft says what its statements say now. A signed record keeps what each said when it was signed.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import audience_of
from coordination.access.describing import describe
from coordination.access.thing import Thing
from coordination.cases import words
from coordination.children import disputes, reading
from coordination.children.ages import age_words
from coordination.children.statements import Disagreement
from coordination.db import db
from coordination.documents import facts as shapes
from coordination.reviews.kinds import NONE_DUE, PARTICIPATION, meeting
from coordination.reviews.models import Review, Scale, Score
from coordination.reviews.papers import at_once, readers, record_lines, review_parts
from coordination.reviews.papers.gathering import Record, iso, starts_words
from coordination.reviews.papers.lines import Line, is_signed
from coordination.web.filters import time_of_day

VERSIONS = {
    "team": "Full record",
    "school": "Record and school action sheet",
    "health": "Record",
    "provider": "What is published to the provider",
    "carer": "Carer’s sheet",
    "parent": "Their own version",
    "young_person": "Their own summary",
}


def review_record(review: Review, reader: Actor) -> shapes.ReviewRecord:
    """The facts of ``review_record`` for one reader (a person, or ``readers.typical`` of an audience)."""
    return review_records(Record(review.child, review), review, [reader])[0]


def review_records(
    record: Record, review: Review, each: Iterable[Actor], *, beside: Actor | None = None
) -> list[shapes.ReviewRecord]:
    """The facts for each of these readers, in their order: those who may see the same are given the same facts.

    What stands in the review is read once and asked about for each; facts are built once for each different answer.
    ``record``: read for this review. ``beside``: somebody who looks at what another gets, and sees of it what they
    may read themself.
    """
    lines, plan = record.lines, record.plan_lines
    if beside is not None:
        lines, plan = (
            [line for line in held if readers.reads(beside, line.statement, line.statement.section)]
            for held in (lines, plan)
        )
    differs = [row for row in record.disagreements if row.review_id == review.id and row.statement_id is None]
    scales = sorted(reading.revived(Scale, record.rows.get("scale", [])), key=lambda row: row.id)
    scores = sorted(reading.revived(Score, record.rows.get("score", [])), key=lambda row: (row.scored_on, row.id))
    guarded = {UUID(row["id"]) for row in record.rows.get("guarded", [])}
    family = record.family
    facts = [row for row in record.disagreements if row.about_what in disputes.ON_A_RECORD]
    of_lines, of_plan = _described(lines), _described(plan)
    of_differs = [(row, describe(row, "reviews")) for row in differs]
    of_scores = [
        (row, describe(row, "reviews", **_guarded(readers.label_of_score(row.review_id, review.id, guarded))))
        for row in scores
    ]
    made: dict[tuple[Any, ...], shapes.ReviewRecord] = {}
    found = []
    for reader in each:
        seen = [line for line, thing in of_lines if readers.sees(reader, line.statement, thing)]
        seen_of_plan = [line for line, thing in of_plan if readers.sees(reader, line.statement, thing)]
        said = [row for row, thing in of_differs if readers.sees_beside(reader, thing)]
        given = [row for row, thing in of_scores if readers.sees_beside(reader, thing)]
        people = family.sight(reader, beside)
        disputed = disputes.seen(facts, partial(readers.may_of_fact, reader))
        key = (
            *(line.statement.id for line in (*seen, *seen_of_plan)),
            *(row.id for row in said),
            *(row.id for row in given),
            *(row.id for row in disputed),
            people,
        )
        if key not in made:
            made[key] = _facts(review, record, seen, seen_of_plan, said, (scales, given)) | {
                "people": family.around(review, people),
                "disputed": [disputes.printed(row) for row in disputed],
            }
        found.append(made[key])
    return found


def _described(lines: Iterable[Line]) -> list[tuple[Line, Thing]]:
    """Lines as the rules weigh them, each described once for all readers."""
    return [(line, describe(line.statement, line.statement.section)) for line in lines]


def _guarded(label: str | None) -> dict[str, Any]:
    return {} if label is None else {"label": label}


def _facts(
    review: Review,
    record: Record,
    lines: list[Line],
    plan: list[Line],
    differs: list[Disagreement],
    numbers: tuple[list[Scale], list[Score]],
) -> shapes.ReviewRecord:
    """The facts as far as these lines of the review and of its plan, and what stands beside them, are seen."""
    names = _names(record, review)
    disagreements = _disagreements(record)
    views = [line for line in lines if line.statement.kind == "view"]
    child_views = [line for line in views if line.facts["speaker"] == "child"]
    return {
        "cover": _cover(record, review, names),
        "meeting": _meeting(record, review, names),
        "conversations": [],
        "child_took_part": PARTICIPATION.get(review.participation or "", ""),
        "attendance": review_parts.attendance(review),
        "not_invited": [
            {"name": who.name, "relation": words.role(who.role), "reason": who.reason or ""}
            for who in review.people
            if who.response == "not_asked"
        ],
        "child_views": [record_lines.quote(line.text, line.facts) for line in child_views],
        "child_views_missing": review.views_missing_reason or "",
        "wishes": [record_lines.wish(line, names) for line in child_views if line.facts["wish"]],
        "family_views": review_parts.family_views(review, views),
        "changes": record_lines.changes(review.changes or ""),
        "going_well": [line.text for line in plan if line.statement.kind == "strength"],
        "worries": [
            {"text": line.text, "who_says": "", "goal": line.facts.get("goal") or ""}
            for line in plan
            if line.statement.kind == "worry"
        ],
        "scaling": review_parts.scaling(review, *numbers),
        "outcomes": [record_lines.outcome(line, disagreements) for line in plan if line.statement.kind == "outcome"],
        "considered": review_parts.considered(review, record.meeting(review)),
        "notes": review_parts.notes(review),
        "decisions": record_lines.decisions(review, lines, names, disagreements),
        "actions": record_lines.actions(lines, names, disagreements),
        "safety": [record_lines.safety(line) for line in plan if line.statement.kind == "contingency"],
        "disputed": [],
        "disagreements": [record_lines.disagreement(row) for row in differs],
        "next_review": _next(record, review),
        "circulation": [
            {"name": who.name, "version": VERSIONS.get(audience_of(who.role) or "team", "Full record")}
            for who in review.people
            if who.response != "not_asked"
        ],
        "signed": _signed(review, names),
        "people": None,
    }


def _names(record: Record, review: Review) -> dict[UUID, str]:
    """What people and organisations named in the record are called: as its statements name them now and named them."""
    held = [review.chair, review.minute_taker, review.signer]
    for row in record.said.values():
        held += [getattr(row, name, None) for name in ("owner", "wish_owner", "agency")]
    found = {one.id: one.name for one in held if one is not None}
    return found | {UUID(row["id"]): row["name"] for row in record.rows.get("called", [])}


def _disagreements(record: Record) -> dict[UUID | None, list[Disagreement]]:
    """Disagreements by statement."""
    found: dict[UUID | None, list[Disagreement]] = defaultdict(list)
    for row in record.disagreements:
        found[row.statement_id].append(row)
    return found


def _cover(record: Record, review: Review, names: dict[UUID, str]) -> shapes.Cover:
    signed = is_signed(review)
    written = clock.london_date(review.signed_at) if review.signed_at else (review.held_on or record.today)
    return {
        "title": record.meeting(review).words,
        "preferred_name": record.name if record.child.given_names or record.child.preferred_name else "Not recorded",
        "record_reference": record.child.reference,
        "version": str(review.number) if signed else f"{review.number}, draft",
        "status": "final" if signed else "draft",
        "superseded_by": "",
        "dated": iso(written),
        "author": names.get(review.minute_taker_id, "") if review.minute_taker_id else "",
        "lead_practitioner": record.lead.name if record.lead is not None else "",
        "organisation": record.authority.name,
        "confidentiality": "",
        "if_found": record.authority.duty_phone,
    }


def _meeting(record: Record, review: Review, names: dict[UUID, str]) -> shapes.Meeting:
    as_planned = review.starts_at is not None and clock.london_date(review.starts_at) == review.held_on
    ends = review.starts_at + timedelta(minutes=review.minutes) if review.starts_at and as_planned else None
    before, plan = record_lines.as_date(record.value("before", "held_on")), record.plan
    return {
        "type": record.meeting(review).words,
        "number": record.value("number_of_kind", "number"),
        "on": iso(review.held_on),
        "starts": time_of_day(review.began_at) if review.began_at else starts_words(review) if as_planned else "",
        "ends": time_of_day(review.ended_at) if review.ended_at else time_of_day(ends) if ends is not None else "",
        "place": (review.place or "") if as_planned else "",
        "chair": names.get(review.chair_id, "") if review.chair_id else "",
        "minute_taker": names.get(review.minute_taker_id, "") if review.minute_taker_id else "",
        "age": age_words(review.child, review.held_on or record.today),
        "plan_started": iso(clock.london_date(plan.recorded_at)) if plan is not None else "",
        "weeks_since_last": _weeks(before, review.held_on),
        "reason": review.reason or "",
    }


def _weeks(before: date | None, held_on: date | None) -> int | None:
    return (held_on - before).days // 7 if before is not None and held_on is not None else None


def _called(record: Record, kind: str) -> str:
    return meeting(kind, record.authority.settings).words


def _next(record: Record, review: Review) -> shapes.NextReview:
    coming = record.coming_review
    same_day = (
        coming is not None and coming.starts_at is not None and clock.london_date(coming.starts_at) == review.next_on
    )
    planned = coming if same_day else None
    said_at = time_of_day(review.next_at) if review.next_at is not None else ""
    return {
        "on": iso(review.next_on),
        "time": starts_words(planned) if planned is not None else said_at,
        "type": _called(record, planned.kind if planned is not None else review.next_kind or review.kind),
        "place": (planned.place if planned is not None else review.next_place) or "",
        "latest": (record.value("latest_lawful", "due_on") or "") if review.next_on is not None else "",
        "reason_none": NONE_DUE.get(review.next_none_reason or "", review.next_none_reason or ""),
    }


def latest_lawful(review: Review) -> date | None:
    """The latest date the law allows for the next review of this kind: of the clocks that run for the child."""
    asked = at_once.asked_latest_lawful(review)
    return db.session.scalar(asked) if asked is not None else None


def _signed(review: Review, names: dict[UUID, str]) -> shapes.Signed | None:
    if review.signed_at is None or review.signed_by is None:
        return None
    place = next((who for who in review.people if who.person_id == review.signed_by), None)
    return {
        "by": names.get(review.signed_by, ""),
        "role": words.role(place.role) if place is not None else "",
        "on": iso(clock.london_date(review.signed_at)),
    }
