"""The few filters and globals of our templates, and how strictly they are rendered.

Dates are words here and nowhere else: "12 March 2026", in the language of the page.
"""

from datetime import date, datetime
from datetime import time as clock_time

from babel.dates import format_date, format_time
from flask import Flask
from flask_babel import get_locale
from jinja2 import StrictUndefined

from coordination import clock
from coordination.web.languages import gettext, ngettext

_WEEKS_FROM = 29


def register(app: Flask) -> None:
    """Make a name that is not given an error, and add the filters."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "day": day,
        "day_with_weekday": day_with_weekday,
        "month": month,
        "time": time_of_day,
        "when": when,
        "words_until": words_until,
    }
    app.jinja_env.tests["past"] = is_past


def _language() -> str:
    return str(get_locale() or "en")


def _date_of(moment: date) -> date:
    return clock.london_date(moment) if isinstance(moment, datetime) else moment


def day(moment: date) -> str:
    """ "12 March 2026". An instant is its London day."""
    return format_date(_date_of(moment), "d MMMM y", locale=_language())


def day_with_weekday(moment: date) -> str:
    """ "Friday 12 March"; with the year where it is not this one: "Friday 12 March 2027"."""
    that = _date_of(moment)
    pattern = "EEEE d MMMM" if that.year == clock.today().year else "EEEE d MMMM y"
    return format_date(that, pattern, locale=_language())


def month(moment: date) -> str:
    """ "March 2026"."""
    return format_date(_date_of(moment), "LLLL y", locale=_language())


def time_of_day(moment: datetime | clock_time) -> str:
    """ "2:30pm", "9am", "midday", "midnight". An instant is told in London; other languages have their own
    way."""
    at = clock.london(moment).time() if isinstance(moment, datetime) else moment
    if not _language().startswith("en"):
        return format_time(at, "short", locale=_language())
    if not at.minute and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def when(moment: datetime) -> str:
    """ "12 March 2026 at 2:30pm", London."""
    return gettext("%(day)s at %(time)s", day=day(moment), time=time_of_day(moment))


def is_past(due: date) -> bool:
    """Whether a due date has gone by: ``{% if action.due_on is past %}``."""
    return _date_of(due) < clock.today()


def words_until(due: date) -> str:
    """How far off a due date is: "due in 3 days", "due tomorrow", "due today", "2 days overdue".

    Four weeks and more are told in whole weeks ("due in 6 weeks"); what is overdue is always told in days.
    """
    days = (_date_of(due) - clock.today()).days
    if days < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -days)
    if days == 0:
        return gettext("due today")
    if days == 1:
        return gettext("due tomorrow")
    if days < _WEEKS_FROM:
        return ngettext("due in %(num)s day", "due in %(num)s days", days)
    return ngettext("due in %(num)s week", "due in %(num)s weeks", days // 7)
