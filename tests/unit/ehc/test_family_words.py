"""The fixed words of a plan on a family's page: none that a plan may show is missing from what is translated."""

import pytest

from coordination.ehc import words
from coordination.ehc.plan import family_words, issue_view, types, writing
from coordination.plans import words as plan_words
from coordination.web import languages

OF_LISTS = {
    "prompt": words.PROMPTS,
    "said_by": writing.SAID_BY,
    "area": plan_words.AREAS,
    "strand": words.ADULTHOOD,
}


def labels():
    return {
        plan_words.field(kind, name)
        for section in types.elements().values()
        for kind in section.takes
        for name in (*section.fields, "owner_id", "agency_id", "due_on", "status")
        if name not in {"text", "young_text"}
    }


class TestWhatIsTranslated:
    def test_has_the_title_of_every_section(self):
        assert {section.title for section in types.elements().values()} <= family_words.TITLES

    def test_has_every_label_of_an_entry(self):
        assert labels() <= family_words.LABELS

    @pytest.mark.parametrize("name", sorted(OF_LISTS))
    def test_has_every_answer_of_a_list(self, name):
        assert set(OF_LISTS[name].values()) <= family_words.CHOSEN[plan_words.FIELDS[name]]

    def test_has_the_settings_the_budgets_and_the_advisers(self):
        assert set(words.SETTING_TYPES.values()) <= family_words.CHOSEN["Type"]
        assert set(writing.ARRANGEMENTS.values()) <= family_words.CHOSEN["How"]
        assert {one.words for one in words.ADVISERS.values()} <= family_words.CHOSEN["Advice"]
        assert set(words.ADVICE_PARTS.values()) <= family_words.LABELS

    def test_has_what_is_said_where_a_section_has_nothing(self):
        class Issue:
            kind = "draft"
            content: dict[str, object] = {}

        said = {issue_view._more(Issue(), letter)["none"] for letter in ("A", "I", "J", "K")}
        assert said <= family_words.SENTENCES

    @pytest.mark.parametrize("code", ["pl", "uk", "ur"])
    def test_is_said_in_every_language(self, code):
        known = family_words.TITLES | family_words.SENTENCES | family_words.LABELS
        known |= frozenset().union(*family_words.CHOSEN.values())
        assert set(languages.untranslated(code)) & known == set()
