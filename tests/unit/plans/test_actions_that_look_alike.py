"""Whether two actions say much the same: counting shared words, small ones left out."""

import pytest

from coordination.plans.joining import look_alike


class TestLookingAlike:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Ring the school", "Ring the school"),
            ("Ring the school about reading", "ring school about her Reading"),
            ("Book a health check", "Book the annual health check"),
        ],
    )
    def test_much_the_same(self, one, other):
        assert look_alike(one, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Ring the school", "Ring the doctor"),
            ("Ring", "Ring"),
            ("", ""),
            ("Visit the flat on Monday", "Ring the school on Monday"),
            ("1 2 3", "1 2 3"),
        ],
    )
    def test_different(self, one, other):
        assert not look_alike(one, other)
