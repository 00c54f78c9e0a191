"""Which clocks an event starts, meets or stops, on the facts of the case."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from coordination.timescales.conditions import all_hold, event_day
from coordination.timescales.engine import facts_needed
from coordination.timescales.facts import Facts
from coordination.timescales.shape import Rule
from coordination.timescales.table import rule, rules, running_rules


def _by_kind(which: str) -> Mapping[str, tuple[Rule, ...]]:
    """The rules whose clocks run, by the kinds of event in one of their lists. Asked at every event: made once."""
    held: dict[str, list[Rule]] = {}
    for each in running_rules():
        for kind in dict.fromkeys(getattr(each, which)):
            held.setdefault(kind, []).append(each)
    return MappingProxyType({kind: tuple(found) for kind, found in held.items()})


@lru_cache(maxsize=1)
def _triggered() -> Mapping[str, tuple[Rule, ...]]:
    return _by_kind("triggers")


@lru_cache(maxsize=1)
def _met() -> Mapping[str, tuple[Rule, ...]]:
    return _by_kind("met_by")


@lru_cache(maxsize=1)
def _stopped() -> Mapping[str, tuple[Rule, ...]]:
    return _by_kind("stopped_by")


def rules_triggered_by(event_kind: str) -> list[Rule]:
    """Every rule whose clock an event of this kind can start, whatever the facts."""
    return list(_triggered().get(event_kind, ()))


def rules_met_by(event_kind: str) -> list[Rule]:
    """Every rule whose clock an event of this kind can meet, whatever the facts."""
    return list(_met().get(event_kind, ()))


def starts(event_kind: str, facts: Facts | None = None) -> list[Rule]:
    """The rules whose clocks start with this event, on these facts (see :mod:`.conditions`).

    Where the facts say ``occurred_on``, only the versions in force that day. A chain asks this again at each
    event, and starts the next clock from :meth:`Rule.starts_from`.
    """
    known = facts or {}
    return [each for each in _in_force(rules_triggered_by(event_kind), known) if all_hold(each.applies_if, known)]


def meets(event_kind: str, facts: Facts | None = None) -> list[str]:
    """The ids of the rules whose open clocks this event meets, on these facts."""
    known = facts or {}
    return _ids([each for each in rules_met_by(event_kind) if all_hold(each.met_if, known)])


def stops(event_kind: str, facts: Facts | None = None) -> list[str]:
    """The ids of the rules whose open clocks this event ends unmet, because the duty itself has gone."""
    del facts  # taken so that the three questions are asked alike; no rule yet needs them
    return _ids(list(_stopped().get(event_kind, ())))


def is_met(rule_id: str, started: Facts, event_kind: str, facts: Facts) -> bool:
    """Whether this event meets a clock of this rule that began with an event of the facts ``started``.

    Of a rule whose clocks run beside each other, only the clock that its own fact names: the answer of one adviser
    never ends the wait for another's.
    """
    if rule_id not in meets(event_kind, facts):
        return False
    name = rule(rule_id).pairs_on
    return name is None or started.get(name) == facts.get(name)


def is_stopped(rule_id: str, started: Facts, event_kind: str, facts: Facts) -> bool:
    """Whether this event ends a clock of this rule unmet. One that names no adviser of its own ends them all."""
    if rule_id not in stops(event_kind, facts):
        return False
    name = rule(rule_id).pairs_on
    return name is None or name not in facts or started.get(name) == facts[name]


def asks_for_age(event_kind: str) -> bool:
    """Whether what this event starts hangs on the child's date of birth."""
    return any("born_on" in facts_needed(each) for each in rules_triggered_by(event_kind))


def event_kinds() -> frozenset[str]:
    """Every kind of event a rule names, so that the list of events can be checked against it."""
    return frozenset(kind for each in rules() for kind in each.triggers + each.met_by + each.stopped_by)


def moving_kinds() -> frozenset[str]:
    """The kinds of event that move clocks."""
    return frozenset(kind for each in running_rules() for kind in each.triggers + each.met_by + each.stopped_by)


def _in_force(found: list[Rule], facts: Facts) -> list[Rule]:
    day: date | None = event_day(facts)
    return found if day is None else [each for each in found if each.in_force_on(day)]


def _ids(found: list[Rule]) -> list[str]:
    return list(dict.fromkeys(each.id for each in found))
