"""What rooms put on the pages somebody's work begins on: news they must see today, and what else falls due this week.

A room above hangs its source in ``create_app``, in plain sight; the pages of children and of actions show what the
sources answer. A source asks the policy for each thing it tells, and costs one statement or two.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple


class News(NamedTuple):
    """Something its reader must know today: whose, what, when it was told, its page, and where "I have read this" is
    sent.
    """

    who: str
    what: str
    more: str
    at: datetime
    url: str
    read_url: str


class Due(NamedTuple):
    """Something beside actions that falls due: whose, what, by when, and its page."""

    who: str
    what: str
    on: date
    url: str


_news: list[Callable[[], list[News]]] = []
_due: list[Callable[[], list[Due]]] = []


def tell_with(source: Callable[[], list[News]]) -> None:
    """Have ``source`` asked for news whenever somebody opens their first page."""
    if source not in _news:
        _news.append(source)


def remind_with(source: Callable[[], list[Due]]) -> None:
    """Have ``source`` asked what else falls due whenever somebody opens the week's actions."""
    if source not in _due:
        _due.append(source)


def news() -> list[News]:
    """What the reader must know today, the newest first."""
    return sorted((held for source in _news for held in source()), key=lambda held: held.at, reverse=True)


def due() -> list[Due]:
    """What falls due for the reader beside actions, the soonest first."""
    return sorted((held for source in _due for held in source()), key=lambda held: (held.on, held.who))
