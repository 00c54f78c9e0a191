"""The table of rules is whole, and a row that could mislead is refused when it is read."""

import json
from datetime import date
from importlib.resources import files

import pytest

from coordination.timescales import FACTS, RuleTableError, facts_needed, rule, rules
from coordination.timescales.conditions import CONDITIONS
from coordination.timescales.shape import ROLES
from coordination.timescales.table import read_rule, read_table, version_of

PACKAGED = files("coordination.timescales") / "rules"


def row_of(family: str, rule_id: str) -> dict:
    held = json.loads((PACKAGED / f"{family}.json").read_text(encoding="utf-8"))["rules"]
    return next(row for row in held if row["id"] == rule_id)


ROW = row_of("looked_after", "L3")

# The rows of the law, by family: none may be lost, and none renamed.
FAMILIES_OF_IDS = {"E": 14, "A": 21, "L": 30, "C": 8, "T": 3, "I": 5, "X": 13}


class TestTheRulesCarried:
    def test_every_row_is_there_under_its_own_name_and_in_order(self):
        whole = [f"{letter}{number}" for letter, last in FAMILIES_OF_IDS.items() for number in range(1, last + 1)]
        assert [each.id for each in rules() if each.part_of is None] == whole

    def test_a_further_limit_of_a_row_is_named_after_it(self):
        parts = [each for each in rules() if each.part_of is not None]
        assert {each.part_of for each in parts} <= {each.id for each in rules()}
        assert all(each.id.startswith(f"{each.part_of}.") for each in parts)

    @pytest.mark.parametrize("found", rules(), ids=lambda found: found.id)
    def test_each_has_a_source_a_duty_and_an_owner(self, found):
        assert found.legal_source
        assert found.duty
        assert found.answers_for in ROLES

    @pytest.mark.parametrize("found", [each for each in rules() if each.is_limit], ids=lambda found: found.id)
    def test_each_limit_has_a_beginning_and_each_that_can_be_missed_an_end_and_somebody_told(self, found):
        assert found.triggers
        if str(found.bound) != "may":
            assert found.met_by
            assert found.escalation

    @pytest.mark.parametrize("found", [each for each in rules() if not each.is_limit], ids=lambda found: found.id)
    def test_what_is_no_limit_in_time_runs_no_clock(self, found):
        assert not found.runs
        assert not found.may_be_breached

    @pytest.mark.parametrize("found", [each for each in rules() if each.may_be_breached], ids=lambda found: found.id)
    def test_a_rule_of_law_names_the_law_and_its_first_day(self, found):
        known = ("Regulations", "Regulation", "Act", "Working Together", "statutory guidance", "Rules 2008")
        assert any(word in found.legal_source for word in known)
        assert found.effective_from is not None

    def test_every_chain_runs_from_the_day_the_last_event_happened(self):
        assert {str(each.anchor) for each in rules()} == {"actual"}

    def test_the_list_handed_out_is_the_callers_own(self):
        rules().clear()
        assert rules()

    def test_every_fact_a_rule_asks_for_is_explained_and_no_other(self):
        asked = {name for each in rules() for name in facts_needed(each)}
        assert asked == set(FACTS) - {"occurred_on"}

    def test_every_condition_is_used(self):
        assert set(CONDITIONS) == {name for each in rules() for name in each.applies_if + each.met_if}

    def test_the_people_who_answer_are_roles_of_the_house(self):
        from coordination.access.catalogue import ROLES as ROLES_OF_THE_HOUSE

        assert set(ROLES) <= set(ROLES_OF_THE_HOUSE)


class TestWhichClocksRun:
    """A clock that nothing recorded here could ever meet would only ever be overdue."""

    def test_each_that_runs_knows_what_it_waits_for(self):
        assert all(each.met_by and each.watched for each in rules() if each.runs)

    def test_of_the_ehc_process_every_limit_runs(self):
        ehc = [each for each in rules() if each.id[0] in "EA" and each.is_limit]
        assert [each.id for each in ehc if not each.runs] == ["E14", "A20"]

    def test_those_that_only_allow_something_start_nothing(self):
        assert {each.id for each in rules() if str(each.bound) == "may"} == {"E14", "A20"}


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
            ({"exemptions": ["bad_weather"]}, "bad_weather is not a ground"),
            ({"kind": "content"}, "a rule that is no limit in time counts nothing"),
            ({"kind": "cap", "unit": "none", "n": 3}, "counts nothing"),
            ({"unit": "clock_hour", "n": 70}, "whole days of 24"),
            ({"year_fact": "transfer_year"}, "only a fixed date has a year of its own"),
            ({"age": 16}, "an age is counted from the fact"),
            ({"from_point": "half_term"}, "half_term is not a point of the school year"),
            ({"part_of": "E8"}, "a part of E8 has an id such as E8.2"),
            ({"later_of": [{"n": 1, "unit": "moon", "from_fact": "a", "words": "b"}]}, "moon"),
            ({"later_of": [{"n": 1, "unit": "week", "from_fact": "The Day", "words": "b"}]}, "not the name of a fact"),
        ],
    )
    def test_is_refused_with_its_id(self, changes, words):
        with pytest.raises(RuleTableError, match="Rule L3") as refused:
            read_rule({**ROW, **changes})
        assert words in str(refused.value)

    def test_a_part_needs_its_whole(self):
        with pytest.raises(RuleTableError, match="there is no rule it could be a part of"):
            read_table([{**ROW, "id": "Q1.2", "part_of": "Q1"}])


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
