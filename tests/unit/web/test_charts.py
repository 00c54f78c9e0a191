"""Where the marks of a chart go, and what it says to somebody who cannot see it."""

import pytest

from coordination.web import charts


class TestBars:
    def test_reach_as_far_as_their_value(self) -> None:
        chart = charts.bar_chart("c", "Actions", [("Health", 50), ("School", 25), ("Care", 0)], measure="Actions")
        assert [bar.share for bar in chart.bars] == [100, 50, 0]

    def test_are_measured_against_the_highest_there_can_be(self) -> None:
        chart = charts.bar_chart("c", "Done", [("Health", 82)], measure="Share", unit="%", highest=100)
        assert (chart.bars[0].share, chart.bars[0].text) == (82, "82%")

    def test_say_that_a_number_is_not_shown_and_draw_none(self) -> None:
        chart = charts.bar_chart("c", "Children", [("Ash ward", None), ("Elm ward", 12)], measure="Children")
        assert (chart.bars[0].text, chart.bars[0].share) == ("not shown", 0)
        assert chart.table[0] == ("Ash ward", ["not shown"])

    def test_are_told_in_words(self) -> None:
        chart = charts.bar_chart("c", "Cost", [("Home", 1234.5)], measure="Cost")
        assert chart.description == "Home: 1,234.5"

    def test_of_nothing_are_still_a_chart(self) -> None:
        chart = charts.bar_chart("c", "Actions", [], measure="Actions")
        assert (chart.bars, chart.description, chart.height) == ([], "No numbers yet", 1)


class TestLines:
    def test_rise_as_the_values_do(self) -> None:
        line = charts.line_chart("c", "Score", ["May", "June"], [("Mo", [0, 10])]).lines[0]
        (x1, y1), (x2, y2) = line.points
        assert x1 < x2
        assert y1 > y2

    def test_stay_inside_the_picture(self) -> None:
        chart = charts.line_chart("c", "Score", ["May", "June"], [("Mo", [-50, 500])])
        assert all(0 <= y <= chart.height and 0 <= x <= 100 for x, y in chart.lines[0].points)

    def test_break_where_nothing_is_known(self) -> None:
        chart = charts.line_chart("c", "Score", ["May", "June", "July"], [("Mum", [4, None, 6])])
        assert len(chart.lines[0].points) == 2
        assert chart.lines[0].segments == []
        assert chart.table[1] == ("June", ["not known"])

    def test_are_told_from_first_to_last(self) -> None:
        chart = charts.line_chart(
            "c", "Score", ["May", "June", "July"], [("Mo", [3, 5, 7]), ("Mum", [None, None, None])]
        )
        assert chart.description == "Mo: 3 on May, 7 on July. Mum: no numbers yet."

    def test_of_one_mark_stand_in_the_middle(self) -> None:
        chart = charts.line_chart("c", "Score", ["May"], [("Mo", [5])])
        assert chart.marks == [(54.0, "May", "middle")]

    def test_are_no_more_than_can_be_read(self) -> None:
        with pytest.raises(ValueError, match="four lines"):
            charts.line_chart("c", "Score", ["May"], [(str(n), [1]) for n in range(5)])

    def test_have_a_value_for_each_mark(self) -> None:
        with pytest.raises(ValueError, match="one value"):
            charts.line_chart("c", "Score", ["May", "June"], [("Mo", [1])])
