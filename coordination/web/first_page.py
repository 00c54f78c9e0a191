"""What rooms put on the pages somebody's work begins on: what they must know today, what is wanted of them, and what
else falls due this week.

A room above hangs its source in ``create_app``, in plain sight; the overview and the pages of children and of actions
show what the sources tell. A source names the parts it needs of ``reading.together``, so that a page asks for all of
them in one statement, alone or with its own, and asks the policy for each thing it tells.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select

from coordination.access.actor import Actor
from coordination.access.guard import actor

Found = Mapping[str, list[dict[str, Any]]]


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


class Wanted(NamedTuple):
    """Something somebody is asked for: what, until when, and where it is given. ``by_day``: any time of that day."""

    text: str
    when: datetime | None
    url: str
    by_day: bool = False


class Due(NamedTuple):
    """Something beside actions that falls due: whose, what, by when, and its page."""

    who: str
    what: str
    on: date
    url: str


class FirstPage(NamedTuple):
    """What the sources tell: news the newest first, what is wanted, and what falls due the soonest first."""

    news: list[News]
    wanted: list[Wanted]
    due: list[Due]


class Source(NamedTuple):
    """``asked``: the parts of ``reading.together`` it needs for somebody. ``told``: what it makes of the answers."""

    asked: Callable[[Actor], list[Select[Any]]]
    told: Callable[[Found], Iterable[News | Wanted | Due]]


_sources: list[Source] = []


def tell_with(source: Source) -> None:
    """Have ``source`` asked whenever somebody of the workforce opens the page their work begins on."""
    if source not in _sources:
        _sources.append(source)


def asked() -> list[Select[Any]]:
    """What :func:`told` needs, as parts of ``reading.together``. Nothing for families, who have pages of their own."""
    who = actor()
    if who.kind != "workforce" or who.person_id is None:
        return []
    return [part for source in _sources for part in source.asked(who)]


def told(found: Found) -> FirstPage:
    """What somebody is told at the start. ``found``: the answers to :func:`asked`."""
    every = [one for source in _sources for one in source.told(found)]
    return FirstPage(
        news=sorted((one for one in every if isinstance(one, News)), key=lambda one: one.at, reverse=True),
        wanted=[one for one in every if isinstance(one, Wanted)],
        due=sorted((one for one in every if isinstance(one, Due)), key=lambda one: (one.on, one.who)),
    )
