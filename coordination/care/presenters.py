"""What the care page shows: each history as rows of words, with the doubts a return came with."""

from collections.abc import Iterator
from typing import Any

from coordination.care.codes import LIVES_WITH, PLACES_OF_A_VISIT, SIBLINGS, VISITS, words
from coordination.care.models import CarePeriod, LegalStatus, Placement, Visit
from coordination.web.filters import day


def period_rows(periods: list[CarePeriod]) -> list[dict[str, Any]]:
    """Periods of being looked after, with the main need and why each ended."""
    return [
        {
            "from_on": p.from_on,
            "to_on": p.to_on,
            "told_from": p.told_from,
            "doubt": p.doubt,
            "need": words("category_of_need", p.need_code) if p.need_code else "",
            "ended": words("reason_episode_ended", p.end_reason) if p.end_reason else "",
        }
        for p in periods
    ]


def legal_rows(statuses: list[LegalStatus]) -> list[dict[str, Any]]:
    """Legal statuses."""
    return [
        {"what": words("legal_status", s.code), "from_on": s.from_on, "to_on": s.to_on, "doubt": s.doubt}
        for s in statuses
    ]


def placement_rows(placements: list[Placement]) -> list[dict[str, Any]]:
    """Placements, the newest first. Where each is follows its own label and is not on this page."""
    return [
        {
            "id": p.id,
            "what": words("placement_type", p.code),
            "provider": words("placement_provider", p.provider_code),
            "from_on": p.from_on,
            "to_on": p.to_on,
            "lasts": p.lasts_to_adulthood,
            "doubt": p.doubt,
            "source": _source(p.source),
            "more": list(_more(p)),
        }
        for p in placements
    ]


def _more(placement: Placement) -> Iterator[tuple[str, str]]:
    """What else is known of a placement: the question and its answer."""
    if placement.planned is not None:
        yield "The move here", "Planned" if placement.planned else "Not planned"
    if placement.in_authority is not None:
        yield "Area", "In our own area" if placement.in_authority else "In another area"
    if placement.distance_miles is not None:
        miles = f"{placement.distance_miles:f}".removesuffix(".0")
        yield "From the home they left", f"{miles} mile{'' if miles == '1' else 's'}"
    if placement.lives_with:
        yield "Visited more often", LIVES_WITH[placement.lives_with]
    if placement.fewer_visits_on is not None:
        yield "Fewer visits", f"The child agreed on {day(placement.fewer_visits_on)}"
    if placement.siblings:
        why = f". {placement.siblings_why}" if placement.siblings_why else ""
        yield "Brothers and sisters", SIBLINGS[placement.siblings] + why
    if placement.why_here:
        yield "Why this home", placement.why_here
    if placement.change_reason:
        yield "Why it ended", words("reason_placement_change", placement.change_reason)


def visit_rows(visits: list[Visit], *, whole: bool) -> list[dict[str, Any]]:
    """Visits, the newest first; a summary says that there was one. What a child said is with their views."""
    return [
        {
            "id": v.id,
            "on": v.visited_on,
            "kind": VISITS[v.kind] if v.kind != "looked_after" else "",
            "seen": "Not seen" if not v.seen else "Seen alone" if v.seen_alone else "Seen, not alone",
            "why": (v.why_not_alone or "") if whole else "",
            "place": PLACES_OF_A_VISIT.get(v.place or "", ""),
            "found": (v.found or "") if whole else "",
            "said": whole and v.view_id is not None,
        }
        for v in visits
    ]


def _source(source: str) -> str:
    """From where rows were brought in; "" of those that somebody entered."""
    return {"entered": "", "ssda903": "SSDA903 return", "annex-a": "Annex A"}.get(source, source)
