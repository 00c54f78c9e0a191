"""The one clock: every "now" and every "today" of the product comes from here.

Instants are aware UTC; dates are London dates, because statutory time in England is counted in London days.
Tests and the demo set the clock with :func:`frozen`; nothing else in the house may read the machine's time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The present date in London."""
    return london_date(now())


def london_date(instant: datetime) -> date:
    """The London date of an aware instant."""
    return instant.astimezone(LONDON).date()


def london(instant: datetime) -> datetime:
    """The same instant on a London wall clock."""
    return instant.astimezone(LONDON)


def is_frozen() -> bool:
    """Whether the clock has been set by :func:`frozen`."""
    return _frozen.get() is not None


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at ``at`` (aware) for the length of the block."""
    if at.tzinfo is None:
        raise ValueError("the clock is set with an aware instant")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
