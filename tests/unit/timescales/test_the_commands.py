"""``coordination timescales list`` and ``explain``: for people, for scripts, and for whoever types something wrong."""

import json

import pytest
from click.testing import CliRunner

from coordination import timescales
from coordination.cli import commands
from coordination.timescales import printing


def run(*typed: str):
    return CliRunner().invoke(commands, ["timescales", *typed])


def answer(*typed: str):
    done = run(*typed, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


class TestListing:
    def test_every_rule_of_every_family_under_its_own_name(self):
        listed = answer("list")
        assert [row["rule"] for row in listed[:3]] == ["E1", "E2", "E3"]
        assert {row["rule"][0] for row in listed} == set("EALCTIX")
        assert next(row for row in listed if row["rule"] == "E9")["also"][0]["rule"] == "E9.2"

    def test_a_rule_that_is_no_limit_says_what_it_is(self):
        kinds = {row["rule"]: (row["kind"], row["length"]) for row in answer("list")}
        assert kinds["E2"] == ("as_soon_as_practicable", "as soon as practicable")
        assert kinds["A11"] == ("content", "no limit in time: what must be done or written")
        assert kinds["L25"] == ("cap", "no limit in time: the most there may be")

    def test_it_names_the_facts_each_rule_asks_for(self):
        facts = {row["rule"]: row["facts"] for row in answer("list")}
        assert set(facts["A7"]) == {"meeting_on"}
        assert facts["A8"]["transfer_year"] == "the calendar year of that move"

    def test_for_people_it_is_a_table(self):
        lines = run("list").output.splitlines()
        assert lines[0].split()[:2] == ["Rule", "How"]
        assert any(line.startswith("E6 ") and "at least 15 calendar days, first day counted" in line for line in lines)
        assert any(line.startswith("A2 ") and "2 weeks before" in line for line in lines)


class TestThePageInTheDocs:
    def test_is_as_the_rules_say(self):
        printed = printing.TIME_LIMITS_MD.read_text(encoding="utf-8")
        assert printed == printing.page(), f"docs/time-limits.md is out of date: run {printing.WRITE_COMMAND}"

    def test_has_every_rule(self):
        printed = printing.page()
        assert all(f"| {each.id} | " in printed for each in timescales.rules())


class TestExplaining:
    @pytest.mark.parametrize("rule", [each.id for each in timescales.rules()])
    def test_every_rule_has_an_answer(self, rule):
        told = answer("explain", rule, "--from", "2026-05-01")
        assert {"rule", "from", "due_on", "source", "explanation"} <= set(told)
        assert (told["rule"], told["from"]) == (rule, "2026-05-01")
        assert told["explanation"]
        assert told["source"]

    def test_facts_are_given_by_name(self):
        told = answer("explain", "A18", "--from", "2026-05-01", "--fact", "certificate_on=2026-06-20")
        assert told["due_on"] == "2026-07-20"
        assert (told["earliest_on"], told["latest_on"]) == ("2026-07-21", None)
        told = answer("explain", "A8", "--from", "2026-05-01", "--fact", "transfer=primary_to_secondary",
                      "--fact", "transfer_year=2028")  # fmt: skip
        assert (told["due_on"], told["applies"]) == ("2028-02-14", True)
        assert answer("explain", "E1", "--from", "2026-05-01", "--fact", "absent_from=2026-05-02")["grounds"]

    def test_the_grounds_for_a_later_date_are_weighed(self):
        told = answer(
            "explain", "E8", "--from", "2026-06-15",
            "--fact", "school_closed_from=2026-07-22", "--fact", "school_closed_to=2026-09-01",
            "--fact", "school_advice_requested_on=2026-07-20",
        )  # fmt: skip
        school = told["grounds"][0]
        assert (school["ground"], school["holds"], school["window"]) == ("a", True, ["2026-07-15", "2026-08-26"])

    def test_terms_come_from_a_file(self, tmp_path):
        terms = {"terms": [{"name": "Summer", "starts_on": "2026-04-13", "ends_on": "2026-07-17"}]}
        (tmp_path / "terms.json").write_text(json.dumps(terms))
        told = answer("explain", "I4", "--from", "2026-05-01", "--terms", str(tmp_path / "terms.json"))
        assert told["due_on"] == "2026-05-26"
        assert not any("ordinary ones" in sentence for sentence in told["explanation"])

    def test_what_is_no_limit_in_time_is_answered_in_sentences(self):
        done = run("explain", "A11", "--from", "2026-05-01")
        assert done.exit_code == 0
        assert "This is not a limit in time: it says what must be done or written, not by when." in done.output
        assert answer("explain", "A11", "--from", "2026-05-01")["due_on"] is None


class TestWhatIsTypedWrong:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            (("E99", "--from", "2026-05-01"), "There is no rule 'E99'"),
            (("E8", "--from", "1/5/2026"), "is not a date"),
            (("A7", "--from", "2026-05-01", "--fact", "meeting_on"), "is not a fact"),
            (("A7", "--from", "2026-05-01", "--fact", "meeting=2026-04-01"), "A7 knows no fact 'meeting'"),
            (("C6", "--from", "2026-05-01", "--fact", "born_on=2020-01-01"), "It knows none"),
            (("A7", "--from", "2026-05-01", "--fact", "meeting_on=soon"), "must be a date without a time"),
        ],
    )
    def test_is_answered_with_a_sentence_that_says_what_to_do(self, typed, words):
        done = run("explain", *typed)
        assert isinstance(done.exception, timescales.TimescaleError)
        assert words in str(done.exception)

    def test_a_file_of_terms_that_is_none(self, tmp_path):
        (tmp_path / "terms.json").write_text("September to July")
        done = run("explain", "I4", "--from", "2026-05-01", "--terms", str(tmp_path / "terms.json"))
        assert "is not a JSON file of term dates" in str(done.exception)
