"""Dates in three parts, times in one: what people write is understood, what is wrong is said."""

import re
from collections.abc import Callable
from datetime import date, time
from functools import lru_cache
from typing import Any, Literal

from babel.dates import get_month_names
from flask_babel import get_locale
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from coordination.web.filters import day
from coordination.web.forms import text
from coordination.web.forms.fields import Asked
from coordination.web.languages import gettext

PARTS = ("day", "month", "year")
When = date | Callable[[], date] | None


class DateField(Asked):
    """A date typed as day, month and year; the month may be a word. The fact is a date or None.

    ``earliest`` and ``latest`` (inclusive) are dates or functions that give one, asked when the form is
    checked; ``too_early`` and ``too_late`` replace their sentences.
    """

    kind = "date"

    def __init__(
        self,
        label: Any = None,
        *,
        earliest: When = None,
        latest: When = None,
        too_early: Any = None,
        too_late: Any = None,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self._earliest = earliest
        self._latest = latest
        self._too_early = too_early
        self._too_late = too_late
        self.parts = dict.fromkeys(PARTS, "")
        self.bad_parts: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """What the answer to a question is called."""
        return gettext("The date")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the date the page was given, or the three parts somebody sent."""
        super().process(None, data, extra_filters)
        self.parts = dict.fromkeys(PARTS, "")
        self.bad_parts = ()
        if isinstance(self.data, date):
            self.parts = {
                "day": str(self.data.day),
                "month": str(self.data.month),
                "year": str(self.data.year),
            }
        if formdata is None:
            return
        sent = {part: formdata.getlist(f"{self.name}-{part}") for part in PARTS}
        self.raw_data = [value for values in sent.values() for value in values]
        self.parts = {part: text.one_line(values[0]) if values else "" for part, values in sent.items()}
        self.data = None
        try:
            self.data = self._read([part for part in PARTS if len(sent[part]) > 1])
        except ValueError as wrong:
            self.process_errors = [wrong.args[0]]

    def _read(self, repeated: list[str]) -> date | None:
        """The date the parts mean, None when all are empty. Raises ValueError with a sentence and marks the
        bad parts."""
        if self.is_blank():
            return None
        if repeated:
            self.bad_parts = tuple(repeated)
            raise ValueError(gettext("%(subject)s must have one day, one month and one year", subject=self.subject))
        absent = tuple(part for part in PARTS if not self.parts[part])
        if absent:
            self.bad_parts = absent
            raise ValueError(self._must_include(absent))
        numbers = {
            "day": text.digits(self.parts["day"], at_most=2) or 0,
            "month": _month(self.parts["month"]) or 0,
            "year": text.digits(self.parts["year"], at_most=4) or 0,
        }
        if 0 < numbers["year"] < 1000:
            self.bad_parts = ("year",)
            raise ValueError(gettext("%(subject)s must have a year with 4 numbers", subject=self.subject))
        ends = {"day": (1, 31), "month": (1, 12), "year": (1900, 2199)}
        self.bad_parts = tuple(p for p in PARTS if not ends[p][0] <= numbers[p] <= ends[p][1])
        if not self.bad_parts:
            try:
                return date(numbers["year"], numbers["month"], numbers["day"])
            except ValueError:
                self.bad_parts = ("day",)
        raise ValueError(gettext("%(subject)s must be a real date, like 27 3 2026", subject=self.subject))

    def _must_include(self, absent: tuple[str, ...]) -> str:
        say = {
            ("day",): gettext("%(subject)s must include a day", subject=self.subject),
            ("month",): gettext("%(subject)s must include a month", subject=self.subject),
            ("year",): gettext("%(subject)s must include a year", subject=self.subject),
            ("day", "month"): gettext("%(subject)s must include a day and a month", subject=self.subject),
            ("day", "year"): gettext("%(subject)s must include a day and a year", subject=self.subject),
            ("month", "year"): gettext("%(subject)s must include a month and a year", subject=self.subject),
        }
        return say[absent]

    def is_blank(self) -> bool:
        """Whether all three parts are empty."""
        return not any(self.parts.values())

    @property
    def focus_id(self) -> str:
        """The first part that is wrong, or the day."""
        return f"{self.id}-{(self.bad_parts or PARTS)[0]}"

    def part_is_bad(self, part: str) -> bool:
        """Whether this part is marked; all are when no single one can be blamed."""
        return bool(self.errors) and (not self.bad_parts or part in self.bad_parts)

    def check(self) -> None:
        """Inside the two ends."""
        earliest = self._earliest() if callable(self._earliest) else self._earliest
        latest = self._latest() if callable(self._latest) else self._latest
        if earliest is not None and self.data < earliest:
            raise ValidationError(
                str(self._too_early)
                if self._too_early
                else gettext("%(subject)s must be on or after %(day)s", subject=self.subject, day=day(earliest))
            )
        if latest is not None and self.data > latest:
            raise ValidationError(
                str(self._too_late)
                if self._too_late
                else gettext("%(subject)s must be on or before %(day)s", subject=self.subject, day=day(latest))
            )


def _month(typed: str) -> int | None:
    if typed.isdecimal():
        return text.digits(typed, at_most=2)
    word = typed.casefold().rstrip(".")
    return _month_words("en").get(word) or _month_words(str(get_locale() or "en")).get(word)


@lru_cache(maxsize=32)
def _month_words(language: str) -> dict[str, int]:
    """The months by name and short name in one language, as somebody may write them."""
    words = {"sept": 9} if language == "en" else {}
    widths: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
    for width in widths:
        words |= {name.casefold().rstrip("."): n for n, name in get_month_names(width, locale=language).items()}
    return words


_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.h ]?(?P<minute>[0-9]{2}))?\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE)
_WORDS = {
    "midday": time(12),
    "noon": time(12),
    "12 noon": time(12),
    "midnight": time(0),
    "12 midnight": time(0),
}


class TimeField(Asked):
    """A time of day as people write it: 14:30, 2:30pm, 9am, 0930, midday. The fact is a time or None."""

    kind = "time"

    @property
    def answer(self) -> str:
        """What the answer to a question is called."""
        return gettext("The time")

    def take(self, typed: str) -> time:
        """The time that is meant. "2:30" alone is not guessed at: meetings are not held at night."""
        said = text.plain_digits(typed).strip().casefold()
        if said in _WORDS:
            return _WORDS[said]
        wrong = gettext("%(subject)s must be a time, like 9:30am or 14:30", subject=self.subject)
        match = _TIME.fullmatch(said)
        if not match:
            raise ValueError(wrong)
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        half = (match["half"] or "").replace(".", "")
        if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
            raise ValueError(wrong)
        if half:
            return time(hour % 12 + (12 if half == "pm" else 0), minute)
        if not match["minute"] or (1 <= hour <= 6 and not match["hour"].startswith("0")):
            raise ValueError(gettext("%(subject)s must say am or pm, like 2:30pm", subject=self.subject))
        return time(hour, minute)

    def _value(self) -> str:
        if self.raw_data:
            return self.typed
        return f"{self.data.hour:02}:{self.data.minute:02}" if isinstance(self.data, time) else ""
