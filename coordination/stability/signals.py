"""The rules of the signs: what is looked for, over what time, and whose section of the record it rests on. Data.

The numbers are local practice and no statute's; whether each says something true is written down after every stability
meeting (:mod:`coordination.stability.operations`), so that they can be judged and changed.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One sign that is looked for.

    ``section`` and ``field``: who sees that there is one is decided by what the evidence is, and nobody else is told,
    in a count neither. ``least``: how many there are, or by how much it changed. ``told``: how the reason of a meeting
    names it, which everybody asked to the meeting reads; empty for what only some of them may know.
    """

    code: str
    title: str
    section: str
    field: str
    why: str
    least: int
    months: int = 0
    days: int = 0
    told: str = ""

    def since(self, today: date) -> date:
        """The first day that counts; of what waits, the last day that is long enough ago."""
        return today - timedelta(days=self.days or self.months * 365 // 12)


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the page."""
    text = (resources.files(__package__) / "signals.json").read_text()
    return {row["code"]: Rule(**row) for row in json.loads(text)}
