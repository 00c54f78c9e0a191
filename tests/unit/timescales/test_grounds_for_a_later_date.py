"""What may allow a later date in the EHC process: which ground holds, over which days, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.timescales import BadFact, grounds, rule

REQUEST = date(2026, 6, 15)
SUMMER = {"school_closed_from": date(2026, 7, 22), "school_closed_to": date(2026, 9, 1)}


def ground(letter, facts, rule_id="E8", start=REQUEST):
    return next(each for each in grounds(rule_id, start, facts) if each.ground == letter)


class TestWhichRulesKnowThem:
    @pytest.mark.parametrize("rule_id", ["E1", "E4", "E8", "E13"])
    def test_four_grounds(self, rule_id):
        assert [each.ground for each in rule(rule_id).exemptions] == ["a", "b", "c", "d"]

    def test_an_adviser_has_three(self):
        assert [each.ground for each in rule("E3").exemptions] == ["c", "d", "e"]

    def test_others_have_none(self):
        assert grounds("L3", REQUEST, SUMMER) == ()


class TestASchoolThatIsClosed:
    def test_the_summer_of_2026(self):
        """Closed 22 July to 1 September, both days counted: 42 days; it opens again on 2 September."""
        found = ground("a", SUMMER)
        assert found.window == (date(2026, 7, 15), date(2026, 8, 26))
        assert found.holds is None
        assert "closed for 42 days" in found.sentences[0]

    @pytest.mark.parametrize(
        ("asked_on", "holds"),
        [("2026-07-14", False), ("2026-07-15", True), ("2026-08-26", True), ("2026-08-27", False)],
    )
    def test_it_hangs_on_the_day_the_school_was_asked(self, asked_on, holds):
        assert ground("a", {**SUMMER, "school_advice_requested_on": date.fromisoformat(asked_on)}).holds is holds

    def test_facts_kept_as_text_are_read_alike(self):
        kept = {name: day.isoformat() for name, day in SUMMER.items()}
        assert ground("a", {**kept, "school_advice_requested_on": "2026-07-20"}).holds is True

    def test_a_fortnight_at_easter_gives_no_ground(self):
        found = ground("a", {"school_closed_from": date(2026, 3, 30), "school_closed_to": date(2026, 4, 12)})
        assert (found.holds, found.window) == (False, None)

    def test_twenty_eight_days_are_enough_and_twenty_seven_are_not(self):
        closed = date(2026, 7, 22)
        for days, enough in ((28, True), (27, False)):
            facts = {"school_closed_from": closed, "school_closed_to": closed + timedelta(days=days - 1)}
            assert (ground("a", facts).window is not None) is enough

    def test_an_early_years_provider_has_its_own_closure(self):
        facts = {"early_years_closed_from": date(2026, 7, 22), "early_years_closed_to": date(2026, 9, 1)}
        assert ground("b", facts).window == (date(2026, 7, 15), date(2026, 8, 26))
        assert ground("a", facts).window is None

    def test_half_a_closure_or_one_back_to_front_is_refused(self):
        with pytest.raises(BadFact, match="must both be dates"):
            grounds("E8", REQUEST, {"school_closed_from": date(2026, 7, 22)})
        with pytest.raises(ValueError, match="opens again before it closes"):
            grounds("E8", REQUEST, {"school_closed_from": date(2026, 9, 1), "school_closed_to": date(2026, 7, 22)})

    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(28, 90))
    def test_the_window_is_as_long_as_the_closure_and_a_week_sooner(self, closed_from, days):
        closed_to = closed_from + timedelta(days=days - 1)
        first, last = ground("a", {"school_closed_from": closed_from, "school_closed_to": closed_to}).window
        assert first == closed_from - timedelta(days=7)
        assert (last - first).days == days


class TestCircumstancesAndAbsence:
    def test_circumstances_in_those_weeks_hold_for_the_days_they_share(self):
        found = ground("c", {"circumstances_from": date(2026, 6, 1), "circumstances_to": date(2026, 7, 1)})
        assert (found.holds, found.window) == (True, (REQUEST, date(2026, 7, 1)))

    def test_circumstances_that_go_on_hold_to_the_end(self):
        found = ground("c", {"circumstances_from": date(2026, 8, 1)})
        assert found.window == (date(2026, 8, 1), REQUEST + timedelta(weeks=20))

    def test_circumstances_before_them_do_not(self):
        assert (
            ground("c", {"circumstances_from": date(2026, 1, 1), "circumstances_to": date(2026, 6, 14)}).holds is False
        )

    def test_four_weeks_away_in_a_row_hold(self):
        away = {"absent_from": date(2026, 7, 1), "absent_to": date(2026, 7, 28)}
        assert ground("d", away).holds is True
        assert ground("d", {**away, "absent_to": date(2026, 7, 27)}).holds is False

    def test_weeks_away_before_the_request_do_not_count_towards_them(self):
        found = ground("d", {"absent_from": date(2026, 6, 1), "absent_to": date(2026, 7, 5)})
        assert found.holds is False
        assert "away for 21 days" in found.sentences[0]

    def test_nothing_said_is_nothing_decided(self):
        found = ground("c", {})
        assert (found.holds, found.window) == (None, (REQUEST, REQUEST + timedelta(weeks=20)))
        assert found.sentences == ()

    def test_dates_back_to_front_are_refused(self):
        with pytest.raises(BadFact, match="absent_to is before absent_from"):
            grounds("E8", REQUEST, {"absent_from": date(2026, 8, 1), "absent_to": date(2026, 7, 1)})


class TestAnAdvisersSixWeeks:
    def test_an_appointment_missed_in_them_holds(self):
        asked = date(2026, 6, 1)
        assert ground("e", {"appointment_missed_on": date(2026, 7, 13)}, "E3", asked).holds is True
        assert ground("e", {"appointment_missed_on": date(2026, 7, 14)}, "E3", asked).holds is False

    def test_the_answer_is_plain_values(self):
        sent = ground("e", {"appointment_missed_on": date(2026, 7, 13)}, "E3", date(2026, 6, 1)).as_json()
        assert sent["window"] == ["2026-06-01", "2026-07-13"]
        assert sent["sentences"]
