"""The rules of time printed for people: ``docs/time-limits.md``. The same rules always print the same page."""

from pathlib import Path

from coordination.timescales.conditions import CONDITIONS
from coordination.timescales.engine import facts_needed
from coordination.timescales.facts import FACTS
from coordination.timescales.shape import ROLES, Rule
from coordination.timescales.table import FAMILIES, about, rules_of
from coordination.timescales.wording import length_of

TIME_LIMITS_MD = Path(__file__).parents[2] / "docs" / "time-limits.md"
WRITE_COMMAND = ".venv/bin/coordination timescales list --write"

_INTRO = f"""# Time limits

This page is printed from the rules the product counts with (`coordination/timescales/rules/`), so it cannot say
anything else. Change the rules, then print it again with `{WRITE_COMMAND}`.

`coordination timescales explain RULE --from DATE` counts any of them and says why the date is the date. It takes the
facts of a case (`--fact name=value`, listed under each family), term dates (`--terms FILE`) and `--json`.

How time is counted:

- "Within" a number of days of something leaves that day out. "Beginning with the day" counts it as day 1: 15 days that
  begin with the day a plan was served end 14 days after it. The table says "first day counted".
- Weeks run over everything. A month keeps the day number, or ends with the month: from 31 January to 28 or 29
  February.
- A working day is not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday of England and Wales. School
  holidays stop no clock but those counted in school days.
- School days and terms come from the council's own terms. Where it has set none, ordinary ones are used, and the
  explanation says so.
- 72 hours run by the clock. Counted in dates they are 3 days, and end at the hour they began.
- A fact that is not recorded never lengthens a clock: the shorter one runs until somebody says otherwise.

How binding: a limit of the law may be breached; guidance and local aims never are; a time left to the family runs out
without anybody being late. A star: to be confirmed locally before anybody relies on it. The clock column says whether
the product starts the clock by itself; the others can be counted and explained.
"""
_HEAD = "| rule | what | how long | from the day | how binding | answers for it | clock | source |"


def page() -> str:
    """The whole page."""
    lines = [_INTRO]
    for family in FAMILIES:
        found = rules_of(family)
        lines += [f"## {about(family)}", "", _HEAD, "|" + "---|" * 8, *(_line(each) for each in found), ""]
        asked = dict.fromkeys(name for each in found for name in facts_needed(each))
        if asked:
            lines += ["Facts it may ask for:", "", *(f"- `{name}`: {FACTS[name]}" for name in asked), ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(each: Rule) -> str:
    when = "; ".join(CONDITIONS[name].words for name in each.applies_if)
    what = f"{each.title}{f' (where {when})' if when else ''}"
    star = "\\*" if each.confidence == "M" else ""
    runs = "runs" if each.runs else ""
    cells = (
        each.id,
        what,
        length_of(each),
        each.trigger_words,
        f"{each.severity}{star}",
        ROLES[each.answers_for],
        runs,
        each.legal_source,
    )
    return f"| {' | '.join(cells)} |"


def write() -> bool:
    """Print the page anew; False when it was already as the rules say."""
    if TIME_LIMITS_MD.exists() and TIME_LIMITS_MD.read_text(encoding="utf-8") == page():
        return False
    TIME_LIMITS_MD.write_text(page(), encoding="utf-8")
    return True
