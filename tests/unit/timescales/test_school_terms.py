"""A council's own school terms: read from its settings, checked, and ordinary ones until it has set any."""

from datetime import date

import pytest

from coordination.timescales import BadSetting, as_setting, calendar_for, england, explain, read_terms, usual_terms

TERMS = {
    "terms": [
        {"name": "Summer 2026", "starts_on": "2026-04-13", "ends_on": "2026-07-17"},
        {"name": "Autumn 2026", "starts_on": "2026-09-07", "ends_on": "2026-12-11"},
    ],
    "closed": [{"from_on": "2026-05-25", "to_on": "2026-05-29"}, {"from_on": "2026-06-12", "to_on": "2026-06-12"}],
}


class TestReadingThem:
    def test_the_days_inside_a_term_are_school_days_but_for_half_term(self):
        calendar = calendar_for(TERMS, date(2026, 5, 1))
        assert calendar.why_not_school_day(date(2026, 5, 22)) is None
        assert calendar.why_not_school_day(date(2026, 5, 27)) == "school closed"
        assert calendar.why_not_school_day(date(2026, 8, 3)) == "school holidays"

    def test_what_is_kept_reads_back_the_same(self):
        terms = read_terms(TERMS)
        assert read_terms(as_setting(terms)) == terms
        assert as_setting(terms) == TERMS

    def test_terms_may_be_given_in_any_order(self):
        assert read_terms({**TERMS, "terms": TERMS["terms"][::-1]}) == read_terms(TERMS)

    @pytest.mark.parametrize("nothing", [None, {}, []])
    def test_none_set_is_none(self, nothing):
        assert read_terms(nothing) is None

    @pytest.mark.parametrize(
        ("setting", "words"),
        [
            ("September to July", "must be a list of terms"),
            ({"terms": "Autumn"}, "terms must be a list"),
            ({"closed": TERMS["closed"]}, "Give at least one term"),
            ({"terms": [{"starts_on": "2026-09-01", "ends_on": "2026-12-18"}]}, "Each term needs a name"),
            ({"terms": [{"name": "Autumn", "starts_on": "1 September"}]}, "needs starts_on as a date"),
            ({"terms": [{"name": "Autumn", "starts_on": "2026-09-01"}]}, "needs ends_on as a date"),
            ({"terms": [{"name": "Autumn", "starts_on": "2026-12-18", "ends_on": "2026-09-01"}]}, "ends before"),
            ({"terms": [{"name": "Autumn", "starts_on": "2026-09-01", "ends_on": "2027-07-21"}]}, "longer than"),
            ({"terms": [{"name": "Old", "starts_on": "1066-09-01", "ends_on": "1066-12-18"}]}, "needs starts_on"),
            ({"terms": [*TERMS["terms"], {"name": "Extra", "starts_on": "2026-12-01", "ends_on": "2027-03-01"}]},
             "starts before 'Autumn 2026' has ended"),
            ({**TERMS, "closed": [{"from_on": "2026-08-03", "to_on": "2026-08-03"}]}, "2026-08-03 is not in a term"),
            ({**TERMS, "closed": [{"from_on": "2026-06-03", "to_on": "2026-06-01"}]}, "cannot be"),
            ({**TERMS, "closed": ["half term"]}, "closed must be a list"),
            ({"terms": [TERMS["terms"][0]] * 61}, "at most 60 terms"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_with_what_to_do(self, setting, words):
        with pytest.raises(BadSetting, match=words):
            read_terms(setting)


class TestCountingWithThem:
    def test_a_pupils_record_is_due_fifteen_school_days_on(self):
        found = explain("I4", date(2026, 5, 18), calendar=calendar_for(TERMS, date(2026, 5, 18)))
        assert found.due_on == date(2026, 6, 16)
        assert not any("ordinary ones" in sentence for sentence in found.explanation)

    def test_a_personal_education_plan_is_reviewed_in_the_next_term(self):
        calendar = calendar_for(TERMS, date(2026, 5, 18))
        assert explain("L16", date(2026, 5, 18), calendar=calendar).due_on == date(2026, 12, 11)
        assert explain("L16", date(2026, 8, 3), calendar=calendar).due_on == date(2026, 12, 11)

    def test_outside_its_terms_ordinary_ones_are_used_and_say_so(self):
        start = date(2030, 5, 20)
        found = explain("I4", start, calendar=calendar_for(TERMS, start))
        assert any("ordinary ones were used" in sentence for sentence in found.explanation)


class TestOrdinaryTerms:
    @pytest.mark.parametrize("year", [1971, 1999, 2024, 2025, 2026, 2027, 2030, 2060, 2097])
    def test_there_are_three_a_year_and_each_begins_and_ends_on_a_working_day(self, year):
        terms = usual_terms(date(year, 6, 1))
        assert terms.assumed
        names = [term.name for term in terms.terms if term.name.endswith(str(year))]
        assert names == [f"Spring {year}", f"Summer {year}", f"Autumn {year}"]
        for term in terms.terms:
            assert england().is_working_day(term.starts_on)
            assert england().is_working_day(term.ends_on)
