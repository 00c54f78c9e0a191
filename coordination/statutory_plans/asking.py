"""What the law asks for one child today: which of these plans, why, and by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from coordination import clock
from coordination.access.facts import age_on
from coordination.care import queries as care
from coordination.care.models import CarePeriod, Placement
from coordination.children.models import Child
from coordination.deadlines.models import Clock
from coordination.statutory_plans import leaving
from coordination.statutory_plans.kinds import Regime, every_kind
from coordination.statutory_plans.models import LeavingCare, StatutoryPlan
from coordination.web.filters import day

# From three to the end of compulsory schooling and training: Promoting the education of looked-after children 2018,
# which speaks of plans from pre-school to 18.
_LEARNS_FROM, _LEARNS_TO = 3, 18
_LEAVES_FROM = 16


class Why(NamedTuple):
    """Whether a plan is asked for, and why or why not, in a sentence."""

    asked: bool
    words: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one kind of plan stands for a child: what counts now, what is being written, what was before, and the
    running date of each of its clocks.
    """

    regime: Regime
    why: Why
    agreed: StatutoryPlan | None
    draft: StatutoryPlan | None
    before: list[StatutoryPlan]
    dates: list[Clock]

    @property
    def is_there(self) -> bool:
        """Whether there is anything to show of it: it is asked for, or one was made."""
        return self.why.asked or self.agreed is not None or self.draft is not None or bool(self.before)


def standings(child: Child, plans: Iterable[StatutoryPlan], clocks: Iterable[Clock]) -> list[Standing]:
    """Where each kind of plan stands. ``plans`` and ``clocks``: those of the child."""
    rows, dates = list(plans), list(clocks)
    period = care.period_on(child.id, None)
    home = care.running_placement(child.id) if period is not None else None
    status = leaving.status_of(child.id)
    found = []
    for kind in every_kind().values():
        mine = [row for row in rows if row.kind == kind.code]
        agreed = next((row for row in mine if row.state == "agreed" and _counts(row, home)), None)
        draft = next((row for row in mine if row.state == "draft"), None)
        found.append(
            Standing(
                regime=kind,
                why=_of_leaving(child, period, status) if kind.code == "pathway" else _why(kind, child, period, home),
                agreed=agreed,
                draft=draft,
                before=[row for row in mine if row not in (agreed, draft)],
                dates=[held for held in dates if held.state == "running" and held.rule.partition(".")[0] in kind.rules],
            )
        )
    return found


def _counts(row: StatutoryPlan, home: Placement | None) -> bool:
    """Whether an agreed version is of today: the plan of a home that the child has left is of before."""
    return row.placement_id is None or (home is not None and row.placement_id == home.id)


def _why(kind: Regime, child: Child, period: CarePeriod | None, home: Placement | None) -> Why:
    if period is None:
        return Why(False, "The child is not looked after.")
    if kind.for_each == "placement":
        if home is None:
            return Why(False, "No placement is recorded.")
        return Why(True, f"In this placement since {day(home.from_on)}.")
    since = f"Looked after since {day(period.from_on)}."
    if kind.code == "pep":
        age = _age(child, clock.today())
        if age is not None and not _LEARNS_FROM <= age < _LEARNS_TO:
            return Why(False, "For children from 3 to 17.")
    return Why(True, since)


def _of_leaving(child: Child, period: CarePeriod | None, status: LeavingCare | None) -> Why:
    """A pathway plan is asked for by what the young person is by law, once a person has confirmed it."""
    if status is not None and status.status not in {"none", "qualifying"}:
        return Why(True, f"{leaving.STATUSES[status.status]} since {day(status.from_on)}.")
    if status is not None:
        return Why(False, f"{leaving.STATUSES[status.status]}.")
    age = _age(child, clock.today())
    if age is not None and age >= _LEAVES_FROM:
        return Why(period is not None, "Nobody has confirmed yet what the young person is by law.")
    return Why(False, "From 16.")


def _age(child: Child, on: date) -> int | None:
    return age_on(child.born_on, on) if child.born_on is not None else None
