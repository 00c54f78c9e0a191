"""Bad input, a page left too soon, a keyboard alone: what was typed is still there, and the way on is shown."""

from collections.abc import Callable
from datetime import date, timedelta

from coordination import clock
from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


def opens_the_action_form(lead: Person, demo: DemoCopy, child: str = "ama") -> None:
    """The form that asks somebody to do something."""
    lead.goes_to(f"/children/{demo.children[child]}/plan").presses("Add an action").sees("Who it is for")


class TestAFormWithErrors:
    def test_keeps_what_was_typed_and_leads_to_what_is_wrong(self, person: SitDown, demo: DemoCopy) -> None:
        lead = person("lead")
        opens_the_action_form(lead, demo)
        lead.fills("What will be done?", "Ring the swimming teacher")
        group = lead.page.get_by_role("group", name="Due by").first
        group.get_by_label("Day", exact=True).fill("31")
        group.get_by_label("Month", exact=True).fill("Smarch")
        group.get_by_label("Year", exact=True).fill("20026")
        lead.presses("Add the action").sees("There is a problem").finds_nothing_in_the_way()
        assert lead.page.title().startswith("Error: ")
        # The summary has the focus, and its first link leads to the field.
        assert lead.is_at().startswith("There is a problem")
        lead.hits("Tab", "Enter")
        named = lead.page.evaluate("document.activeElement.tagName")
        assert named in {"INPUT", "SELECT", "TEXTAREA"}, named
        outline = lead.page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle + ' ' + s.outlineWidth + ' ' + s.boxShadow })()"
        )
        assert not outline.startswith("none 0px none"), "the focus cannot be seen"
        assert lead.page.get_by_label("What will be done?").input_value() == "Ring the swimming teacher"
        again = lead.page.get_by_role("group", name="Due by").first
        assert again.get_by_label("Month", exact=True).input_value() == "Smarch"
        assert again.get_by_label("Year", exact=True).input_value() == "20026"

    def test_of_a_review_keeps_rows_and_words_without_scripts(self, person: SitDown, demo: DemoCopy) -> None:
        lead = person("lead", javascript=False)
        lead.goes_to(f"/children/{demo.children['ama']}/reviews/record")
        lead.page.get_by_label("What kind of meeting was it?").select_option(label="Child in need review")
        lead.presses("Go to the record").sees("1. What")
        lead.fills("Their exact words", "Beth waits for me")
        lead.fills("What will be done?", "Ring the school").presses("Add another action")
        lead.fills("What will be done?", "Meet at the gate", 1)
        lead.enters_day("Held on", _never())
        lead.presses("Save the draft").sees("There is a problem").finds_nothing_in_the_way()
        assert lead.page.get_by_label("Their exact words").first.input_value() == "Beth waits for me"
        kept = lead.page.get_by_label("What will be done?")
        assert [kept.nth(0).input_value(), kept.nth(1).input_value()] == ["Ring the school", "Meet at the gate"]


class TestAPageLeftTooSoon:
    def test_offers_what_was_being_written_and_forgets_it_when_asked(self, person: SitDown, demo: DemoCopy) -> None:
        lead = person("lead")
        opens_the_action_form(lead, demo, "kai")
        lead.fills("What will be done?", "Half a thought about the bus pass")
        with lead.page.expect_response(lambda answer: "/drafts/" in answer.url and answer.ok):
            lead.hits("Tab")
        lead.goes_to("/children")
        opens_the_action_form(lead, demo, "kai")
        lead.sees("You were writing this on").finds_nothing_in_the_way()
        assert lead.page.get_by_label("What will be done?").input_value() == "Half a thought about the bus pass"
        lead.presses("Discard what I was writing").does_not_see("Half a thought")
        assert lead.page.get_by_label("What will be done?").input_value() == ""


class TestAKeyboardAlone:
    def test_skips_to_the_content(self, person: SitDown) -> None:
        lead = person("lead").goes_to("/children")
        lead.hits("Tab")
        assert lead.is_at() == "Skip to main content"
        assert lead.page.locator(".govuk-skip-link").is_visible()
        lead.hits("Enter")
        assert lead.page.evaluate("document.activeElement.id") == "main-content"


def _never() -> date:
    """A day far in the future, on which no review was held."""
    return clock.today() + timedelta(days=400)
