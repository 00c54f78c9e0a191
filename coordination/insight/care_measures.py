"""The measures of children looked after that are published each year, and what of them may be shown.

Published by the Department for Education (children looked after in England, SSDA903): three or more placements in the
year to 31 March; the same placement for two years, of children under 16 who have been looked after for two and a half
years; health checks of those looked after for twelve months. Reviews in time: CPPCR 2010 (SI 2010/959), reg. 33.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text

from coordination.db import db
from coordination.insight.ehc_measures import Counted, Share, share

WORDS = {
    "moves": "Three or more placements in the year",
    "lasting": "In the same placement for two years",
    "reviews": "Every review in time",
    "health": "Health assessed in the year",
    "dental": "Teeth checked in the year",
    "immunised": "Immunisations up to date",
    "sdq": "Strengths and difficulties scored",
}
# Of which a large share is bad news.
LOWER_IS_BETTER = frozenset({"moves"})


def year_end(on: date) -> date:
    """The last 31 March on a day or before it."""
    end = date(on.year, 3, 31)
    return end if end <= on else date(on.year - 1, 3, 31)


def of_years(authority_id: UUID, ends: Sequence[date]) -> dict[date, dict[str, Share]]:
    """The measures at the end of each of these years as they may be shown, and how many children were looked after
    ("looked_after"). One question; the database checks who asks it."""
    rows = db.session.execute(
        text("select * from care_measured(:authority, :ends)"), {"authority": authority_id, "ends": list(ends)}
    ).mappings()
    counted = [Counted(excepted=False, outcome="", **row) for row in rows]
    return {
        end: {
            name: share(row for row in counted if row.year == end.year and row.kind == name)
            for name in ("looked_after", *WORDS)
        }
        for end in ends
    }
