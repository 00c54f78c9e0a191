"""Reading what the published EHC measures are counted from: one authority, by calendar year."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text

from coordination.db import db
from coordination.insight.ehc_measures import Counted, Measures, measures


def of_years(authority_id: UUID, years: Sequence[int]) -> dict[int, Measures]:
    """The measures of each of these years as they may be shown. One question; the database checks who asks it."""
    rows = db.session.execute(
        text("select * from ehc_measured(:authority, :first, :last)"),
        {"authority": authority_id, "first": date(min(years), 1, 1), "last": date(max(years), 12, 31)},
    ).mappings()
    counted = [Counted(**row) for row in rows]
    return {year: measures(row for row in counted if row.year == year) for year in years}


def of_year(authority_id: UUID, year: int) -> Measures:
    """The measures of one year as they may be shown."""
    return of_years(authority_id, [year])[year]
