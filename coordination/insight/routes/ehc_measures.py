"""The published measures of the EHC process by year, beside what was published of England and of other councils."""

from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Deny, Permit, Thing, decide
from coordination.agencies.models import Authority
from coordination.db import db
from coordination.insight import ehc_figures, published
from coordination.insight.ehc_measures import OUTCOMES, WORDS, Measures, Share
from coordination.insight.published import Beside, Kept
from coordination.insight.routes.blueprint import blueprint
from coordination.web.charts import line_chart

YEARS = 5


@blueprint.get("/ehc/measures")
@guard.signed_in("workforce")
def ehc_measures() -> ResponseReturnValue:
    """How timely the EHC process of the reader's authority is, year by year, in numbers alone."""
    places = measured(guard.actor())
    if not places:
        raise guard.Refused(Deny("no-row", 4, False))
    guard.access().sections |= {"ehc_plan"}
    this_year = clock.today().year
    years = list(range(this_year - YEARS + 1, this_year + 1))
    councils = db.session.scalars(select(Authority).where(Authority.id.in_(places)).order_by(Authority.name)).all()
    return render_template(
        "insight/ehc_measures.html",
        councils=[_council(held, years, number) for number, held in enumerate(councils)],
        this_year=this_year,
    )


def measured(who: Actor, section: str = "ehc_plan") -> list[UUID]:
    """The authorities of which the actor may see numbers of a section: the rules are asked, as for any other page."""
    today, now = clock.today(), clock.now()
    found = []
    for place in sorted({role.authority_id for role in who.roles_on(today) if role.authority_id is not None}):
        thing = Thing(child_id=None, authority_id=place, section=section, whole=True)
        permit = decide(who, "read", section, thing, now)
        if isinstance(permit, Permit) and permit.extent == "aggregate":
            found.append(place)
    return found


def _council(held: Authority, years: list[int], number: int) -> dict[str, Any]:
    own = ehc_figures.of_years(held.id, years)
    kept = published.kept(held.dfe_code, years)
    return {
        "name": held.name,
        "measures": [_measure(name, held, own, kept, years, number) for name in WORDS],
        "outcomes": [
            (
                str(year),
                ["not shown" if count is None else str(count) for count in map(own[year].outcomes.get, OUTCOMES)],
            )
            for year in years
        ],
        "sources": kept.sources,
        "made_up": kept.made_up,
    }


def _measure(
    name: str, held: Authority, own: dict[int, Measures], kept: Kept, years: list[int], number: int
) -> dict[str, Any]:
    shares = {year: getattr(own[year], name) for year in years}
    beside = {year: kept.of(year, name) for year in years}
    lines: list[tuple[str, list[float | None]]] = [
        (f"{held.name}, from these records", [shares[year].percent for year in years]),
        (f"{held.name}, as published", [beside[year].own for year in years]),
        ("England", [beside[year].england for year in years]),
        ("Statistical neighbours", [beside[year].neighbours for year in years]),
    ]
    shown = [line for number, line in enumerate(lines) if number == 0 or any(value is not None for value in line[1])]
    id = f"{name.replace('_', '-')}-{number}"
    return {
        "id": id,
        "title": WORDS[name],
        "chart": line_chart(
            f"chart-{id}",
            "Per cent by year",
            [str(year) for year in years],
            shown,
            highest=100,
            unit="%",
            unknown="not shown",
        )
        if any(value is not None for _, line in shown for value in line)
        else None,
        "rows": [(str(year), _cells(shares[year], beside[year])) for year in years],
    }


def _cells(share: Share, beside: Beside) -> list[str]:
    near = _percent(beside.neighbours)
    return [
        said(share),
        _percent(beside.own),
        _percent(beside.england),
        f"{near} (mean of {beside.of})" if beside.of else near,
    ]


def said(share: Share) -> str:
    """How many of how many, or that it is not shown."""
    if share.hidden:
        return "not shown: fewer than 5"
    return f"{share.part} of {share.whole} ({_percent(share.percent)})" if share.whole else "none"


def _percent(value: float | None) -> str:
    return "not published" if value is None else f"{value:g}%"
