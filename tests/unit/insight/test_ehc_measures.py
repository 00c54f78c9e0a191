"""The published measures of the EHC process, and what of them is too few to be shown."""

from datetime import date, timedelta

import pytest

from coordination.insight.ehc_measures import Answered, Share, measures, share, shown

START = date(2025, 3, 3)


def after(days, how_many=1, **more):
    """Things that were answered so many days after they began."""
    return [Answered(START, START + timedelta(days=days), **more)] * how_many


class TestTime:
    @pytest.mark.parametrize(("name", "last"), [("issued", 140), ("decided", 42), ("reviews", 28)])
    def test_the_last_day_is_in_time_and_the_next_is_late(self, name, last):
        rows = after(last, 7) + after(last + 1, 6)
        found = measures(rows, rows, rows)
        assert getattr(found, name) == Share(7, 13)
        assert getattr(found, name).percent == 53.8

    def test_plans_with_an_exception_count_in_the_one_share_and_not_in_the_other(self):
        found = measures([], after(100, 20) + after(200, 10) + after(200, 5, excepted=True), [])
        assert (found.issued, found.issued_without_exceptions) == (Share(20, 35), Share(20, 30))

    def test_of_nothing_there_is_no_share(self):
        assert measures([], [], []).issued.percent is None


class TestTooFew:
    @pytest.mark.parametrize(("early", "late"), [(4, 20), (20, 1)])
    def test_a_share_with_few_in_time_or_few_late_is_hidden(self, early, late):
        found = share(after(1, early) + after(99, late), timedelta(days=42))
        assert found.hidden
        assert found.percent is None

    @pytest.mark.parametrize(("early", "late"), [(5, 5), (0, 9), (9, 0)])
    def test_five_of_each_or_none_is_shown(self, early, late):
        assert not share(after(1, early) + after(99, late), timedelta(days=42)).hidden

    def test_few_exceptions_cannot_be_worked_out_from_the_two_shares(self):
        found = measures([], after(100, 20) + after(200, 10) + after(200, 3, excepted=True), [])
        assert not found.issued.hidden
        assert found.issued_without_exceptions.hidden

    def test_nor_can_the_few_of_them_that_were_in_time(self):
        plans = after(100, 20) + after(200, 10) + after(200, 8, excepted=True) + after(100, 2, excepted=True)
        assert measures([], plans, []).issued_without_exceptions.hidden

    @pytest.mark.parametrize(
        ("counts", "seen"),
        [
            ({"amend": 30, "cease": 9, "maintain": 60}, {"amend": 30, "cease": 9, "maintain": 60}),
            ({"amend": 30, "cease": 2, "maintain": 60}, {"amend": None, "cease": None, "maintain": 60}),
            ({"amend": 3, "cease": 2, "maintain": 60}, {"amend": None, "cease": None, "maintain": 60}),
            ({"amend": 0, "cease": 2, "maintain": 60}, {"amend": 0, "cease": None, "maintain": None}),
            ({"amend": 0, "cease": 2, "maintain": 0}, {"amend": None, "cease": None, "maintain": 0}),
        ],
    )
    def test_a_hidden_outcome_cannot_be_worked_out_from_the_others(self, counts, seen):
        assert shown(counts) == seen

    def test_outcomes_are_counted_by_what_was_decided(self):
        rows = after(1, 9, outcome="amend") + after(1, 7, outcome="maintain") + after(1, 6, outcome="cease")
        assert measures([], [], rows).outcomes == {"amend": 9, "cease": 6, "maintain": 7}
