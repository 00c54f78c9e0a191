"""The published measures of the EHC process, and what of them is too few to be shown."""

import pytest

from coordination.insight.ehc_measures import Counted, Share, measures, share, shown


def counted(kind, many, *, late=False, excepted=False, outcome=""):
    """So many things that were answered, in time or late."""
    return [Counted(kind, 2025, not late, excepted, outcome, many)]


class TestShares:
    @pytest.mark.parametrize("name", ["issued", "decided", "reviews"])
    def test_those_in_time_are_told_of_all(self, name):
        found = measures(counted(name, 7) + counted(name, 6, late=True))
        assert getattr(found, name) == Share(7, 13)
        assert getattr(found, name).percent == 53.8

    def test_plans_with_an_exception_count_in_the_one_share_and_not_in_the_other(self):
        late = counted("issued", 10, late=True) + counted("issued", 5, late=True, excepted=True)
        found = measures(counted("issued", 20) + late)
        assert (found.issued, found.issued_without_exceptions) == (Share(20, 35), Share(20, 30))

    def test_of_nothing_there_is_no_share(self):
        assert measures([]).issued.percent is None


class TestTooFew:
    @pytest.mark.parametrize(("early", "late"), [(4, 20), (20, 1)])
    def test_a_share_with_few_in_time_or_few_late_is_hidden(self, early, late):
        found = share(counted("decided", early) + counted("decided", late, late=True))
        assert found.hidden
        assert found.percent is None

    @pytest.mark.parametrize(("early", "late"), [(5, 5), (0, 9), (9, 0)])
    def test_five_of_each_or_none_is_shown(self, early, late):
        assert not share(counted("decided", early) + counted("decided", late, late=True)).hidden

    def test_few_exceptions_cannot_be_worked_out_from_the_two_shares(self):
        late = counted("issued", 10, late=True) + counted("issued", 3, late=True, excepted=True)
        found = measures(counted("issued", 20) + late)
        assert not found.issued.hidden
        assert found.issued_without_exceptions.hidden

    def test_nor_can_the_few_of_them_that_were_in_time(self):
        plans = counted("issued", 20) + counted("issued", 10, late=True)
        plans += counted("issued", 8, late=True, excepted=True) + counted("issued", 2, excepted=True)
        assert measures(plans).issued_without_exceptions.hidden

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
        rows = counted("reviews", 9, outcome="amend") + counted("reviews", 7, outcome="maintain")
        rows += counted("reviews", 6, outcome="cease")
        assert measures(rows).outcomes == {"amend": 9, "cease": 6, "maintain": 7}
