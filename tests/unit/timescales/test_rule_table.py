"""The table of rules is whole, and a row that could mislead is refused when it is read."""

import json
from datetime import date
from importlib.resources import files

import pytest

from coordination.timescales import RuleTableError, rule, rules
from coordination.timescales.table import ROLES, read_rule, read_table, version_of

CARRIED = {
    "L3": (20, "working_day", "statutory"),
    "L4": (3, "month", "statutory"),
    "L5": (6, "month", "statutory"),
    "L6": (1, "week", "statutory"),
    "L7": (6, "week", "statutory"),
    "L8": (3, "month", "statutory"),
    "E3": (6, "week", "statutory"),
    "E7": (15, "calendar_day", "guidance"),
    "E8": (20, "week", "statutory"),
    "A1": (12, "month", "statutory"),
    "C2": (45, "working_day", "statutory"),
    "T1": (6, "week", "local"),
    "T2": (6, "week", "local"),
    "T3": (10, "working_day", "local"),
}
ROW = json.loads(files("coordination.timescales").joinpath("rules.json").read_text())["rules"][0]


class TestTheRulesCarried:
    def test_are_these_with_these_limits(self):
        assert {each.id: (each.n, str(each.unit), str(each.severity)) for each in rules()} == CARRIED

    @pytest.mark.parametrize("found", rules(), ids=lambda found: found.id)
    def test_each_has_a_source_a_duty_an_owner_and_an_end(self, found):
        assert found.legal_source
        assert found.duty
        assert found.answers_for in ROLES
        assert found.triggers
        assert found.met_by
        assert found.escalation

    @pytest.mark.parametrize("found", [each for each in rules() if each.may_be_breached], ids=lambda found: found.id)
    def test_a_rule_of_law_names_the_law_and_its_first_day(self, found):
        assert any(word in found.legal_source for word in ("Regulations", "Act", "Working Together"))
        assert found.effective_from is not None

    def test_every_chain_runs_from_the_day_the_last_event_happened(self):
        assert {str(each.anchor) for each in rules()} == {"actual"}

    def test_the_list_handed_out_is_the_callers_own(self):
        rules().clear()
        assert rules()


class TestARowThatCouldMislead:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"legal_source": ""}, "missing"),
            ({"days": 20}, "not understood"),
            ({"unit": "fortnight"}, "fortnight"),
            ({"severity": "advice"}, "advice"),
            ({"n": 0}, "n must be 1 or more"),
            ({"n": None}, "n must be 1 or more"),
            ({"unit": "fixed_date", "n": None}, "needs a point such as 02-15"),
            ({"unit": "fixed_date", "n": None, "point": "02-30"}, "needs a point such as 02-15"),
            ({"unit": "academic_anchor", "n": None, "point": "half_term"}, "academic_year_end"),
            ({"answers_for": "nobody"}, "nobody is not a role"),
            ({"escalation": [{"days": 1, "tell": "XX"}]}, "XX is not a role"),
            ({"applies_if": ["full_moon"]}, "full_moon is not a condition"),
            ({"met_if": ["full_moon"]}, "full_moon is not a condition"),
            ({"pairs_on": "the adviser"}, "'the adviser' is not the name of a fact"),
            ({"setting": {"least": 1, "most": 30}}, "only a rule of local practice may be set"),
            ({"severity": "local", "setting": {"least": 1, "most": 10}}, "its usual number must be allowed"),
            ({"direction": "before", "inclusive_start": True}, "a count that runs back"),
            ({"effective_from": "1 April 2011"}, "1 April 2011"),
            ({"exemptions": [{"reason": "a"}]}, "reason"),
        ],
    )
    def test_is_refused_with_its_id(self, changes, words):
        with pytest.raises(RuleTableError, match="Rule L3") as refused:
            read_rule({**ROW, **changes})
        assert words in str(refused.value)


class TestWhenTheLawChanges:
    OLD = {**ROW, "n": 28, "effective_from": "1991-10-14", "effective_to": "2011-03-31"}

    def test_two_versions_may_follow_one_another(self):
        found = read_table([self.OLD, ROW])
        assert [each.n for each in found if each.in_force_on(date(2011, 3, 31))] == [28]
        assert [each.n for each in found if each.in_force_on(date(2011, 4, 1))] == [20]

    def test_but_not_overlap(self):
        with pytest.raises(RuleTableError, match="two versions are in force on the same day"):
            read_table([{**self.OLD, "effective_to": None}, ROW])

    def test_the_version_of_the_day_is_the_one_found(self):
        versions = read_table([ROW, self.OLD])
        assert version_of(versions, date(2000, 1, 1)).n == 28
        assert version_of(versions, date(2026, 1, 1)).n == 20
        assert version_of(versions, None).n == 20

    def test_before_any_version_the_first_stands_in(self):
        assert version_of(read_table([ROW, self.OLD]), date(1980, 1, 1)).n == 28
        assert rule("L3", on=date(1980, 1, 1)).n == 20
