"""An authority's own words and habits for its kinds of meeting: what it is called, its agenda, its days and weeks."""

from typing import Any

from coordination.agencies.models import Authority
from coordination.db import RuleBroken, db
from coordination.reviews.kinds import usual

MOST_LINES = 20


def change_kind(
    authority: Authority,
    kind: str,
    *,
    words: str,
    agenda: str,
    circulate_days: int,
    weeks_from: int,
    weeks_to: int,
) -> None:
    """Say what an authority calls a kind of meeting and how it holds it. ``agenda`` is a line each.

    What equals the product's own is not kept, so that a later release's better words are the authority's too. Clocks of
    the law are not here: nobody can choose them.
    """
    ours = usual(kind)
    lines = [line.strip() for line in agenda.splitlines() if line.strip()]
    if not words.strip():
        raise RuleBroken("Enter what the meeting is called.", "words")
    if not lines or len(lines) > MOST_LINES:
        raise RuleBroken(f"An agenda has from 1 to {MOST_LINES} lines.", "agenda")
    if weeks_to < weeks_from:
        raise RuleBroken("The latest week is not before the earliest.", "weeks_to")
    said = {
        "words": words.strip(),
        "agenda": lines,
        "circulate_days": circulate_days,
        "weeks": [weeks_from, weeks_to],
    }
    own = {name: value for name, value in said.items() if value != _plain(getattr(ours, name))}
    meetings = {**(authority.settings or {}).get("meetings", {})}
    meetings.pop(kind, None)
    if own:
        meetings[kind] = own
    authority.settings = {**(authority.settings or {}), "meetings": meetings}
    db.session.flush()


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
