"""The published measures of children looked after, year by year."""

from datetime import date
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.agencies.models import Authority
from coordination.db import db
from coordination.insight.care_measures import LOWER_IS_BETTER, WORDS, of_years, year_end
from coordination.insight.routes.blueprint import blueprint
from coordination.insight.routes.ehc_measures import YEARS, measured, said
from coordination.web.charts import line_chart


@blueprint.get("/care/measures")
@guard.signed_in("workforce")
def care_measures() -> ResponseReturnValue:
    """How children looked after by the reader's authority fare, at the end of each year, in numbers alone."""
    places = measured(guard.actor(), "placement")
    if not places:
        raise guard.Refused(Deny("no-row", 4, False))
    guard.access().sections |= {"placement"}
    last = year_end(clock.today())
    ends = [date(year, 3, 31) for year in range(last.year - YEARS + 1, last.year + 1)]
    councils = db.session.scalars(select(Authority).where(Authority.id.in_(places)).order_by(Authority.name)).all()
    return render_template(
        "insight/care_measures.html", councils=[_council(held, ends, number) for number, held in enumerate(councils)]
    )


def _council(held: Authority, ends: list[date], number: int) -> dict[str, Any]:
    found = of_years(held.id, ends)
    years = [str(end.year) for end in ends]
    measures = []
    for name, words in WORDS.items():
        shares = [found[end][name] for end in ends]
        id = f"{name}-{number}"
        line = [share.percent for share in shares]
        measures.append(
            {
                "id": id,
                "title": words,
                "lower": name in LOWER_IS_BETTER,
                "chart": line_chart(
                    f"chart-{id}",
                    "Per cent of children, by year to 31 March",
                    years,
                    [(held.name, line)],
                    highest=100,
                    unit="%",
                    unknown="not shown",
                )
                if any(value is not None for value in line)
                else None,
                "rows": [(year, [said(share)]) for year, share in zip(years, shares, strict=True)],
            }
        )
    counts = [found[end]["looked_after"] for end in ends]
    return {
        "name": held.name,
        "counts": [
            (year, ["not shown: fewer than 5" if share.hidden else str(share.whole)])
            for year, share in zip(years, counts, strict=True)
        ],
        "measures": measures,
    }
