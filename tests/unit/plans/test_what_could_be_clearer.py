"""The gentle checks of a plan: each says what to do and why, and says nothing where nothing is amiss."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import pytest

from coordination.plans import quality


@dataclass
class Said:
    """A statement as far as the checks go."""

    kind: str = "need"
    text: str = "Reading takes all his energy"
    audiences: tuple[str, ...] = ()
    wording: dict = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)
    need_id: UUID | None = None
    owner_id: UUID | None = field(default_factory=uuid4)
    due_on: date | None = date(2026, 3, 12)
    check_on: date | None = None
    baseline: str | None = "3 days of 5"
    measure: str | None = "The register"
    target_on: date | None = date(2026, 6, 1)
    status: str = "on_track"
    domain: str | None = None
    hours_per_week: float | None = 2
    how_often: str | None = None
    who: str | None = "A teaching assistant"
    agency_id: UUID | None = None


def what(checks):
    return [check.what for check in checks]


class TestAnAction:
    @pytest.mark.parametrize(
        "text", ["Ring the school", "book a check", "Meet Ama at 4pm", "Write to the landlord", "Buy salt and pepper"]
    )
    def test_a_clear_one_is_left_alone(self, text):
        assert what(quality.of_action(Said("action", text))) == []

    @pytest.mark.parametrize("text", ["Sleep diary", "The school", "???", ""])
    def test_one_without_a_verb(self, text):
        assert what(quality.of_action(Said("action", text))) == ["Start with what will be done"]

    @pytest.mark.parametrize("word", ["Monitor", "support", "Continue"])
    def test_a_verb_that_cannot_be_ticked_off(self, word):
        found = what(quality.of_action(Said("action", f"{word} attendance")))
        assert found == [f"Say what will be done instead of “{word.lower()}”"]

    def test_two_in_one(self):
        assert what(quality.of_action(Said("action", "Ring the school and book a check"))) == [
            "This may be two actions"
        ]

    def test_nobody_and_never(self):
        found = what(quality.of_action(Said("action", "Ring the school", owner_id=None, due_on=None)))
        assert found == ["Name one person", "Give a date, or a day to check on"]


class TestAnOutcome:
    def test_a_clear_one_is_left_alone(self):
        assert quality.of_outcome(Said("outcome"), [object()]) == []

    def test_each_thing_that_is_missing(self):
        bare = Said("outcome", baseline=None, measure="", target_on=None)
        assert what(quality.of_outcome(bare, [])) == [
            "Say where things are now",
            "Say how you will know",
            "Give a date",
            "Add an action",
        ]

    def test_one_that_is_achieved_needs_no_action(self):
        assert quality.of_outcome(Said("outcome", status="achieved"), []) == []


class TestWordsForTheYoungPerson:
    def test_they_are_missing(self):
        found = what(quality.of_statement(Said(audiences=("young_person",))))
        assert found == ["Write it for the young person too"]

    def test_a_professional_word_has_a_plainer_one(self):
        words = {"young_person": {"en": "Your placement is fine"}}
        found = what(quality.of_statement(Said(audiences=("young_person",), wording=words)))
        assert found == ["In the young person's words: “placement” could be “your home”"]

    def test_a_long_sentence(self):
        words = {"young_person": {"en": " ".join(["word"] * 21)}}
        found = what(quality.of_statement(Said(audiences=("young_person",), wording=words)))
        assert found == ["In the young person's words: make the longest sentence two"]

    def test_nothing_is_said_where_they_do_not_see_it(self):
        assert quality.of_statement(Said()) == []


class TestHelpThatIsGiven:
    def test_a_clear_line_is_left_alone(self):
        assert quality.of_provision(Said("provision", "Reading with one adult, in the library")) == []

    def test_how_much_and_who_are_asked_for(self):
        bare = Said("provision", "Reading help", hours_per_week=None, who="")
        assert what(quality.of_provision(bare)) == ["Say how much and how often", "Say who gives it"]

    def test_words_nobody_can_be_held_to(self):
        vague = Said("provision", "Access to a regular key adult as required")
        assert what(quality.of_provision(vague)) == [
            "Say how much instead of “access to”",
            "Say how much instead of “regular”",
            "Say how much instead of “as required”",
        ]


class TestThePlanAsAWhole:
    def test_from_year_nine_it_looks_ahead(self):
        rows = [Said("strength"), Said("outcome")]
        assert what(quality.of_plan(rows, case_kind="early_help", age=14)) == [
            "Add something to work for in adult life"
        ]
        assert quality.of_plan(rows, case_kind="early_help", age=9) == []
        assert quality.of_plan([*rows, Said("outcome", domain="adulthood")], case_kind="early_help", age=14) == []

    def test_a_need_without_an_outcome_is_nobodys_job(self):
        need, answered = Said(), Said()
        rows = [need, answered, Said("outcome", need_id=answered.id), Said("strength")]
        assert [check.about for check in quality.of_plan(rows, case_kind="early_help")] == [need.id]

    def test_some_kinds_of_help_need_a_plan_for_if_things_get_worse(self):
        rows = [Said("strength")]
        assert what(quality.of_plan(rows, case_kind="child_protection")) == ["Say what to do if things get worse"]
        assert quality.of_plan(rows, case_kind="early_help") == []

    def test_an_empty_plan_is_left_alone(self):
        assert quality.of_plan([], case_kind="child_in_need", heard=False) == []

    def test_the_child_is_heard_in_it(self):
        rows = [Said("strength")]
        assert what(quality.of_plan(rows, case_kind="early_help", heard=False)) == ["Write down what the child says"]
        assert quality.of_plan(rows, case_kind="early_help", heard=True) == []

    def test_every_check_gives_its_reason(self):
        bare = Said("outcome", baseline=None, measure=None, target_on=None, audiences=("young_person",))
        checks = quality.of_outcome(bare, []) + quality.of_action(Said("action", "x", owner_id=None, due_on=None))
        assert all(check.why for check in checks)
