"""What the care page shows: each history as rows of words, with the doubts a return came with."""

from typing import Any

from coordination.care.codes import LEGAL, PLACEMENTS, PROVIDERS, words
from coordination.care.models import CarePeriod, LegalStatus, Placement, Visit


def period_rows(periods: list[CarePeriod]) -> list[dict[str, Any]]:
    """Periods of being looked after."""
    return [{"from_on": p.from_on, "to_on": p.to_on, "doubt": p.doubt, "source": _source(p.source)} for p in periods]


def legal_rows(statuses: list[LegalStatus]) -> list[dict[str, Any]]:
    """Legal statuses."""
    return [
        {
            "what": words(LEGAL, s.code),
            "from_on": s.from_on,
            "to_on": s.to_on,
            "doubt": s.doubt,
            "source": _source(s.source),
        }
        for s in statuses
    ]


def placement_rows(placements: list[Placement]) -> list[dict[str, Any]]:
    """Placements: the kind and who provides it. Where it is follows its own label and is not on this page."""
    return [
        {
            "what": words(PLACEMENTS, p.code),
            "provider": words(PROVIDERS, p.provider_code) if p.provider_code else "Not recorded",
            "from_on": p.from_on,
            "to_on": p.to_on,
            "lasts": p.lasts_to_adulthood,
            "doubt": p.doubt,
            "source": _source(p.source),
        }
        for p in placements
    ]


def visit_rows(visits: list[Visit]) -> list[dict[str, Any]]:
    """Visits."""
    return [{"on": v.visited_on, "alone": v.seen_alone, "why": v.why_not_alone or ""} for v in visits]


def _source(source: str) -> str:
    return {"entered": "Entered", "ssda903": "SSDA903 return", "annex-a": "Annex A"}.get(source, source)
