"""Two who come to a review from outside the team: the officer who owns its record, and a provider's worker."""

import re
from collections.abc import Callable

from tests.demo_copy import DemoCopy
from tests.journeys import meeting
from tests.journeys.person import Person

SitDown = Callable[..., Person]


class TestTheReviewingOfficer:
    def test_hears_the_child_answers_what_must_be_considered_and_signs(self, person: SitDown, demo: DemoCopy) -> None:
        iro = person("iro")
        iro.goes_to(f"/children/{demo.children['kai']}/reviews").finds_nothing_in_the_way()
        meeting.begins_a_record(iro, "Looked-after review")
        iro.presses("Everybody else came in person").sees("2. Who came")
        iro.fills("Their exact words", "I want to stay until my exams are over")
        iro.page.get_by_label("How did the child take part?").select_option(label="Came and spoke for themself")
        iro.page.get_by_label("Decision", exact=True).first.fill("Kai stays with Denise until after his exams")
        iro.chooses("Go on at the same level")
        _reach(iro, "What this meeting must consider")
        iro.fills("speak with the child in private", "On Monday, at college, for half an hour")
        iro.fills("decisions of the last review been carried out", "All but one: the driving lessons")
        # A manager decided that one of Kai's parents is not told where he lives: each review asks again.
        iro.fills("is it still right not to tell them", "Yes: Kai does not want to be found")
        iro.finds_nothing_in_the_way()
        iro.page.get_by_role("group", name="When is the next review?").get_by_label("Day").fill("1")
        iro.page.get_by_role("group", name="When is the next review?").get_by_label("Month").fill("3")
        iro.page.get_by_role("group", name="When is the next review?").get_by_label("Year").fill("2028")
        iro.presses("Save the draft").sees("The draft is saved").sees("Nothing is missing.").finds_nothing_in_the_way()
        iro.sees("On Monday, at college").presses("Sign the record").sees("The record is signed")
        iro.sees("A manager has not answered yet").finds_nothing_in_the_way()
        room = iro.path()

        manager = person("manager")
        manager.goes_to(room).fills("Do you accept the decisions?", "Yes, all of them")
        manager.presses("Send the answer").sees("Your answer stands in the record").sees("Yes, all of them")
        manager.finds_nothing_in_the_way()


class TestTheProvider:
    def test_contributes_from_their_first_page(self, person: SitDown) -> None:
        provider = person("provider")
        provider.goes_to("/actions").finds_nothing_in_the_way()
        provider.page.get_by_role("link", name=re.compile("Your contribution for")).first.click()
        provider.page.wait_for_load_state()
        provider.fills("What is going well?", "He cooks for the group on Fridays").finds_nothing_in_the_way()
        provider.presses("Send").sees("He cooks for the group on Fridays").finds_nothing_in_the_way()


def _reach(person: Person, box: str) -> None:
    """Open a box of the sheet where it is closed."""
    summary = person.page.locator("summary", has_text=box).first
    if summary.locator("xpath=..").get_attribute("open") is None:
        summary.click()
