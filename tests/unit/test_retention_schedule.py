"""How long records are kept: rules as data, each with its source, and the one that lasts longest decides."""

from datetime import date
from uuid import uuid4

import pytest

from coordination.rights.retention import printing, schedule

ON = date(2026, 6, 1)


def record(**known: object) -> schedule.Facts:
    """A record of a child born in 1990 whose help ended in 2015."""
    facts: dict[str, object] = {
        "subject_id": uuid4(), "reference": "K7QX-9M2T", "born_on": date(1990, 5, 3), "died_on": None,
        "adopted_on": None, "ended_on": date(2015, 3, 1), "adopted": False, "looked_after": False,
        "child_protection": False, "child_in_need": False, "early_help": False, "special_needs": False,
        "at_school": False, "is_open": False, "being_answered": False, "held": False,
    }  # fmt: skip
    return schedule.Facts(**(facts | known))  # type: ignore[arg-type]


class TestTheSchedule:
    def test_every_rule_has_its_source_and_says_whether_it_is_law(self):
        for rule in schedule.rules():
            assert rule.source and rule.counted and rule.years > 0
            assert rule.basis in ("law", "local")
            assert rule.basis == "law" or (not rule.confirmed and "to be confirmed locally" in rule.basis_words)

    def test_the_page_in_the_docs_is_printed_from_it(self):
        assert printing.PAGE.read_text(encoding="utf-8") == printing.markdown(), (
            "Print it anew: .venv/bin/coordination retention schedule --write"
        )


class TestHowLong:
    @pytest.mark.parametrize(
        ("known", "rule", "due_on"),
        [
            ({"early_help": True}, "R6", date(2021, 3, 1)),
            ({"child_in_need": True, "early_help": True}, "R6", date(2021, 3, 1)),
            ({"child_protection": True, "child_in_need": True}, "R4", date(2025, 5, 3)),
            ({"looked_after": True, "early_help": True}, "R2", date(2065, 5, 3)),
            ({"looked_after": True, "died_on": date(2005, 2, 2)}, "R3", date(2020, 2, 2)),
            ({"looked_after": True, "died_on": date(2020, 2, 2)}, "R2", date(2065, 5, 3)),
            ({"adopted": True, "looked_after": True, "adopted_on": date(1995, 7, 1)}, "R1", date(2095, 7, 1)),
            ({"special_needs": True, "at_school": True}, "R7", date(2021, 5, 3)),
            ({}, "R9", date(2021, 3, 1)),
            ({"looked_after": True, "born_on": date(2000, 2, 29)}, "R2", date(2075, 3, 1)),
        ],
    )
    def test_the_longest_that_applies(self, known, rule, due_on):
        kept = schedule.longest(record(**known))
        assert (kept.rule.id, kept.due_on) == (rule, due_on)

    def test_nobody_can_tell_where_the_day_is_missing_that_a_rule_counts_from(self):
        kept = schedule.longest(record(looked_after=True, early_help=True, born_on=None))
        assert kept.due_on is None
        assert not schedule.is_due(record(looked_after=True, early_help=True, born_on=None), ON)

    @pytest.mark.parametrize("keeps", ["is_open", "being_answered", "held"])
    def test_what_keeps_it_although_its_time_is_over(self, keeps):
        assert schedule.is_due(record(early_help=True), ON)
        assert not schedule.is_due(record(early_help=True, **{keeps: True}), ON)

    def test_not_a_day_too_soon(self):
        assert not schedule.is_due(record(early_help=True), date(2021, 2, 28))
        assert schedule.is_due(record(early_help=True), date(2021, 3, 1))
