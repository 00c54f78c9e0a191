"""One row of each Annex A list as records, or refused with its reason.

A function a list, 1 to 9. The first record is what the row is about; the others are the latest visits,
reviews and checks the row also dates. Source: Ofsted, ILACS Annex A, lists 1 to 9.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypedDict

from coordination.exchange.imports.annex_a_row import AnnexRow
from coordination.exchange.imports.findings import Origin
from coordination.exchange.imports.records import (
    AssessmentRecord,
    CareLeaver,
    CarePeriod,
    ChildInNeedPeriod,
    ContactMade,
    EarlyHelpAssessment,
    HealthCheck,
    ImportedChild,
    LegalStatusPeriod,
    PlacementPeriod,
    ProtectionEnquiry,
    ProtectionPlanPeriod,
    Record,
    Referral,
    ReviewHeld,
    UnaccompaniedChild,
    VisitMade,
)
from coordination.exchange.imports.ssda903_rows import urn
from coordination.timescales.calendar import birthday

# A child is known before birth: help may begin this long before the day of birth (42 weeks).
UNBORN: Final = timedelta(days=294)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One accepted row: the child as this row knows them, what it is about, and what else it dates."""

    child: ImportedChild
    about: Record
    more: tuple[Record, ...] = ()


class Row:
    """A row of a list with the child it is about, for the functions below."""

    def __init__(self, cells: AnnexRow, child: ImportedChild) -> None:
        self.cells = cells
        self.child = child

    def day(self, field: str, *, required: bool = False, before_birth: bool = False) -> date | None:
        """A date something happened. ``before_birth`` allows the months before the child was born."""
        day = self.cells.day(field, required=required)
        born_on = self.child.born_on
        if day is None or born_on is None or day >= born_on - (UNBORN if before_birth else timedelta(0)):
            return day
        sentence = f"{self.cells.column(field)} is before the child was born."
        if required:
            self.cells.refuse(field, "before_birth", sentence)
            return None
        self.cells.warn(field, "before_birth", f"{sentence} It is left out.")
        return None

    def end(self, field: str, from_on: date | None) -> date | None:
        """An end date, not before ``from_on``. One that is wrong refuses the row."""
        day = self.cells.end_day(field)
        if day is not None and from_on is not None and day < from_on:
            self.cells.refuse(field, "end_before_start", f"{self.cells.column(field)} is before the start.")
        return day


def child(row: AnnexRow, as_at: date) -> ImportedChild | None:
    """The child as one row knows them. A date of birth still to come is the day an unborn child is
    expected."""
    local_id = row.local_id()
    expected_on = None
    # A date of birth that cannot be read refuses the row: without it the row could be anybody's.
    born_on = row.day("born_on", required=row.value("born_on") is not None, future=True)
    if row.value("born_on") is None:
        row.warn("born_on", "no_birth_date", "There is no date of birth. The child may be unborn.")
    elif born_on is not None and born_on > as_at + UNBORN:
        row.refuse("born_on", "date_to_come", "The date of birth is further ahead than any child is expected.")
    elif born_on is not None and born_on > as_at:
        born_on, expected_on = None, born_on
    sex = row.coded("sex", "sex")
    ethnicity = row.coded("ethnicity", "ethnicity")
    disabled = row.disabled("disabled")
    if row.refused or local_id is None:
        return None
    return ImportedChild(
        local_id=local_id,
        origin=row.origin,
        born_on=born_on,
        expected_on=expected_on,
        sex=sex,
        ethnicity=ethnicity,
        disabled=disabled,
    )


def contact(row: Row) -> Parsed | None:
    """List 1."""
    made_on = row.day("made_on", required=True, before_birth=True)
    source = row.cells.coded("source", "referral_source")
    if made_on is None:
        return None
    return Parsed(row.child, ContactMade(**_whose(row), made_on=made_on, source=source))


def early_help(row: Row) -> Parsed | None:
    """List 2."""
    from_on = row.day("from_on", required=True, before_birth=True)
    to_on = row.end("to_on", from_on)
    organisation = row.cells.text("organisation")
    if from_on is None:
        return None
    about = EarlyHelpAssessment(**_whose(row), from_on=from_on, to_on=to_on, organisation=organisation)
    return Parsed(row.child, about)


def referral(row: Row) -> Parsed | None:
    """List 3."""
    made_on = row.day("made_on", required=True, before_birth=True)
    source = row.cells.coded("source", "referral_source")
    no_further_action = row.cells.answer("no_further_action")
    if made_on is None:
        return None
    about = Referral(**_whose(row), made_on=made_on, source=source, no_further_action=no_further_action)
    return Parsed(row.child, about)


def assessment(row: Row) -> Parsed | None:
    """List 4."""
    from_on = row.day("from_on", required=True, before_birth=True)
    to_on = row.end("to_on", from_on)
    child_seen = row.cells.answer("child_seen")
    support_needed = row.cells.answer("support_needed")
    if from_on is None:
        return None
    about = AssessmentRecord(
        **_whose(row), from_on=from_on, to_on=to_on, child_seen=child_seen, support_needed=support_needed
    )
    return Parsed(row.child, about)


def enquiry(row: Row) -> Parsed | None:
    """List 5."""
    from_on = row.day("from_on", required=True, before_birth=True)
    conference_on = row.end("conference_on", from_on)
    unnecessary = row.cells.answer("conference_unnecessary")
    plan_made = row.cells.answer("plan_made")
    if unnecessary and conference_on is not None:
        row.cells.warn(
            "conference_unnecessary",
            "conference_held_anyway",
            "The conference is said to be unnecessary, but there is a date for it.",
        )
    if from_on is None:
        return None
    about = ProtectionEnquiry(
        **_whose(row),
        from_on=from_on,
        conference_on=conference_on,
        conference_unnecessary=unnecessary,
        plan_made=plan_made,
    )
    return Parsed(row.child, about)


def child_in_need(row: Row) -> Parsed | None:
    """List 6."""
    from_on = row.day("from_on", required=True, before_birth=True)
    to_on = row.end("to_on", from_on)
    need = row.cells.coded("need", "category_of_need")
    reason_ended = row.cells.coded("reason_ended", "case_closure")
    status = row.cells.coded("status", "case_status")
    seen_on = row.day("seen_on")
    if to_on is None and reason_ended is not None:
        row.cells.refuse("to_on", "no_end_date", "There is a reason for closing but no date for it.")
    if from_on is None:
        return None
    about = ChildInNeedPeriod(
        **_whose(row), from_on=from_on, to_on=to_on, need=need, reason_ended=reason_ended, status=status
    )
    return Parsed(row.child, about, _visits(row, ("seen", seen_on, None)))


def protection_plan(row: Row) -> Parsed | None:
    """List 7."""
    from_on = row.day("from_on", required=True, before_birth=True)
    to_on = row.end("to_on", from_on)
    first = row.cells.coded("first_category", "abuse_category")
    latest = row.cells.coded("latest_category", "abuse_category")
    emergency = row.cells.answer("emergency_protection")
    before = row.cells.whole_number("plans_before", 0, 50)
    visited_on = row.day("visited_on", before_birth=True)
    seen_alone = row.cells.answer("seen_alone")
    reviewed_on = row.day("reviewed_on", before_birth=True)
    if from_on is None:
        return None
    about = ProtectionPlanPeriod(
        **_whose(row),
        from_on=from_on,
        to_on=to_on,
        first_category=first,
        latest_category=latest,
        emergency_protection=emergency,
        plans_before=before,
    )
    more = _visits(row, ("child_protection", visited_on, seen_alone))
    return Parsed(row.child, about, (*more, *_reviews(row, "child_protection", reviewed_on)))


def looked_after(row: Row) -> Parsed | None:
    """List 8: a period of being looked after with its present legal status and latest placement."""
    from_on = row.day("from_on", required=True)
    to_on = row.end("to_on", from_on)
    need = row.cells.coded("need", "category_of_need")
    plan = row.cells.coded("permanence_plan", "permanence_plan")
    reason_ended = row.cells.coded("reason_ended", "reason_episode_ended")
    if to_on is None and reason_ended is not None:
        row.cells.refuse(
            "to_on",
            "no_end_date",
            "The child is said to have stopped being looked after, but there is no date for it.",
        )
    periods = (_legal_status(row, from_on, to_on), _placement(row, from_on, to_on))
    checks = (
        *_reviews(row, "looked_after", row.day("reviewed_on")),
        *_visits(row, ("looked_after", row.day("visited_on"), None), ("iro", row.day("iro_on"), None)),
        *_health_checks(row),
    )
    if from_on is None:
        return None
    _over_18(row, from_on, to_on, checks)
    about = CarePeriod(
        **_whose(row),
        from_on=from_on,
        to_on=to_on,
        reason_ended=reason_ended,
        need=need,
        permanence_plan=plan,
    )
    kept = [period for period in periods if period is not None]
    return Parsed(row.child, about, (*kept, *checks, *_unaccompanied(row)))


def _over_18(row: Row, from_on: date, to_on: date | None, checks: Iterable[Record]) -> None:
    """Nobody is looked after from the day they turn 18 (Children Act 1989 s.105(1))."""
    made = [getattr(check, "held_on", None) or getattr(check, "made_on", None) for check in checks]
    latest = to_on or max([from_on, *(day for day in made if day is not None)])
    if row.child.born_on is not None and latest > birthday(row.child.born_on, 18):
        row.cells.warn(
            "to_on",
            "looked_after_past_18",
            "The row says that the child was looked after when they were already 18.",
        )


def care_leaver(row: Row) -> Parsed | None:
    """List 9."""
    about = CareLeaver(
        **_whose(row),
        eligibility=row.cells.coded("eligibility", "care_leaver_eligibility"),
        in_touch=row.cells.coded("in_touch", "care_leaver_contact"),
        activity=row.cells.coded("activity", "care_leaver_activity"),
        accommodation=row.cells.coded("accommodation", "care_leaver_accommodation"),
        suitable=row.cells.answer("suitable"),
    )
    visits = _visits(row, ("adviser", row.day("contacted_on"), None))
    reviews = _reviews(row, "pathway_plan", row.day("reviewed_on"))
    return Parsed(row.child, about, (*visits, *reviews, *_unaccompanied(row)))


def _legal_status(row: Row, care_from: date | None, care_to: date | None) -> LegalStatusPeriod | None:
    status = row.cells.coded("legal_status", "legal_status")
    if status is None and row.cells.blank("legal_status"):
        row.cells.warn("legal_status", "no_legal_status", "There is no legal status. None is kept.")
    from_on = _within_care(row, "legal_from_on", care_from, care_to)
    if status is None or from_on is None:
        return None
    return LegalStatusPeriod(**_whose(row), from_on=from_on, to_on=care_to, legal_status=status)


def _placement(row: Row, care_from: date | None, care_to: date | None) -> PlacementPeriod | None:
    kind = row.cells.coded("placement_type", "placement_type")
    if kind is None and row.cells.blank("placement_type"):
        row.cells.warn("placement_type", "no_placement", "There is no placement type. No placement is kept.")
    provider = row.cells.coded("provider", "placement_provider")
    number = urn(row.cells)
    from_on = _within_care(row, "placed_on", care_from, care_to)
    if kind is None or from_on is None:
        return None
    return PlacementPeriod(
        **_whose(row), from_on=from_on, to_on=care_to, placement_type=kind, provider=provider, urn=number
    )


def _within_care(row: Row, field: str, care_from: date | None, care_to: date | None) -> date | None:
    """The start of what belongs to a period of care, with a doubt where it is not in that period."""
    day = row.day(field)
    if day is None or care_from is None:
        return day
    if day < care_from:
        row.cells.warn(
            field, "before_care", f"{row.cells.column(field)} is before the child started to be looked after."
        )
    if care_to is not None and day >= care_to:
        row.cells.warn(
            field,
            "after_care",
            f"{row.cells.column(field)} is not before the day the child stopped being looked after. It is left out.",
        )
        return None
    return day


def _health_checks(row: Row) -> tuple[HealthCheck, ...]:
    dated = (("health_assessment", row.day("health_on")), ("dental_check", row.day("dental_on")))
    return tuple(
        HealthCheck(**_whose(row), kind=kind, made_on=made_on) for kind, made_on in dated if made_on is not None
    )


def _unaccompanied(row: Row) -> tuple[Record, ...]:
    if row.cells.answer("unaccompanied"):
        return (UnaccompaniedChild(**_whose(row), until_on=None),)
    return ()


def _visits(row: Row, *made: tuple[str, date | None, bool | None]) -> tuple[Record, ...]:
    return tuple(
        VisitMade(**_whose(row), kind=kind, made_on=made_on, seen_alone=alone)
        for kind, made_on, alone in made
        if made_on is not None
    )


def _reviews(row: Row, kind: str, held_on: date | None) -> tuple[Record, ...]:
    return (ReviewHeld(**_whose(row), kind=kind, held_on=held_on),) if held_on is not None else ()


class _Whose(TypedDict):
    local_id: str
    origin: Origin


def _whose(row: Row) -> _Whose:
    return {"local_id": row.child.local_id, "origin": row.cells.origin}


# What reads a row of each list that is carried.
READERS: Final[Mapping[int, Callable[[Row], Parsed | None]]] = {
    1: contact,
    2: early_help,
    3: referral,
    4: assessment,
    5: enquiry,
    6: child_in_need,
    7: protection_plan,
    8: looked_after,
    9: care_leaver,
}
