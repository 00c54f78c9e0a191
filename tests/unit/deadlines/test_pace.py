"""The present pace: the median of the cases that took longer than this one has, and nothing from fewer than five."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coordination.deadlines.pace import LEAST, forecast, steps

TODAY = date(2026, 7, 14)


def plainly(took, elapsed, allowed):
    """The same, said as one would say it."""
    longer = sorted(days for days in took if days > elapsed)
    if len(longer) < LEAST or allowed < elapsed:
        return None
    half = next(days for days in longer if 2 * sum(1 for other in longer if other <= days) >= len(longer))
    return None if half <= allowed else (half, len(longer))


class TestAForecast:
    @given(
        took=st.lists(st.integers(0, 400), max_size=20),
        elapsed=st.integers(0, 420),
        allowed=st.integers(0, 420),
    )
    def test_is_the_median_of_those_that_took_longer(self, took, elapsed, allowed):
        began = TODAY - timedelta(days=elapsed)
        found = forecast(steps(took), began, began + timedelta(days=allowed), TODAY)
        expected = plainly(took, elapsed, allowed)
        assert (found is None) == (expected is None)
        if found is not None:
            assert (found.median, found.n) == expected
            assert found.expected_on == began + timedelta(days=found.median)
            assert found.late_days == found.median - allowed > 0
            assert found.of == len(took)

    @given(took=st.lists(st.integers(0, 400), max_size=4), elapsed=st.integers(0, 420))
    def test_says_nothing_of_fewer_than_five(self, took, elapsed):
        began = TODAY - timedelta(days=elapsed)
        assert forecast(steps(took), began, TODAY, TODAY) is None

    def test_says_nothing_of_a_date_that_has_passed_or_a_clock_that_has_not_begun(self):
        known = steps([150, 160, 170, 180, 190])
        assert forecast(known, TODAY - timedelta(days=141), TODAY - timedelta(days=1), TODAY) is None
        assert forecast(known, TODAY + timedelta(days=1), TODAY + timedelta(days=141), TODAY) is None

    @given(took=st.lists(st.integers(0, 400), max_size=20))
    def test_stretches_follow_each_other_and_their_medians_never_fall(self, took):
        found = steps(took)
        for earlier, later in zip(found, found[1:], strict=False):
            assert earlier.to_day == later.from_day
            assert earlier.median <= later.median
            assert earlier.n > later.n >= LEAST
