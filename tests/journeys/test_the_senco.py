"""A SENCO sees what the school was asked to do, says how it goes, and the lead reads it on the plan."""

from collections.abc import Callable

import pytest

from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]
STUDY_PLACE = "Arrange a study place in the library"


def row(somebody: Person, text: str) -> object:
    """One action of the list."""
    return somebody.page.locator("[data-row]").filter(has_text=text).first


class TestTheSenco:
    @pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
    def test_updates_an_action_in_place_and_the_lead_reads_it(
        self, person: SitDown, demo: DemoCopy, javascript: bool
    ) -> None:
        senco = person("senco", javascript=javascript)
        senco.sees("Actions of Alderbrook Academy").finds_nothing_in_the_way()

        status, words = ("blocked", "In the way") if javascript else ("in_progress", "Note")
        note = "The library is shut on Mondays" if javascript else "The librarian has found a desk"
        mine = row(senco, STUDY_PLACE)
        mine.get_by_label("How is it going?").select_option(status)
        mine.get_by_label("Note, or what is in the way").fill(note)
        mine.get_by_role("button", name="Save").click()
        if javascript:
            # Only the row is replaced, and the focus is still in it.
            senco.page.wait_for_selector("[data-row]:focus")
            assert STUDY_PLACE in senco.is_at()
        senco.page.wait_for_load_state()
        assert senco.page.url.split("#")[0].endswith(("/actions", "/"))
        assert note in row(senco, STUDY_PLACE).inner_text()
        senco.sees("Saved").sees(words).finds_nothing_in_the_way()

        lead = person("lead")
        lead.goes_to(f"/children/{demo.children['kai']}/plan").sees(STUDY_PLACE).finds_nothing_in_the_way()
        lead.follows(STUDY_PLACE).sees(note).sees("Blocked" if javascript else "In progress")
        lead.finds_nothing_in_the_way()

    def test_says_what_is_wrong_in_the_row_and_keeps_what_was_typed(self, person: SitDown) -> None:
        senco = person("senco")
        mine = row(senco, STUDY_PLACE)
        mine.get_by_label("How is it going?").select_option("blocked")
        mine.get_by_label("Note, or what is in the way").fill("")
        mine.get_by_role("button", name="Save").click()
        senco.page.wait_for_selector(".plan-row__said--wrong")
        again = row(senco, STUDY_PLACE)
        assert again.get_by_label("How is it going?").input_value() == "blocked"
        assert again.get_by_role("status").inner_text().strip() not in {"", "Saved"}
        senco.finds_nothing_in_the_way()
