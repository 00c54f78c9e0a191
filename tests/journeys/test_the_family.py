"""The lead looks at a family by keyboard alone: the drawing, the sentences, another day, and somebody new."""

from collections.abc import Callable

from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


class TestTheFamilyByKeyboard:
    def test_is_walked_from_mark_to_sentence_and_from_day_to_day(self, person: SitDown, demo: DemoCopy) -> None:
        lead = person("lead")
        record = f"/children/{demo.children['kai']}"
        lead.goes_to(record)
        lead.tabs_to("Family").goes_on_by("Enter")
        lead.sees("Family and network").sees("Zara Reid").finds_nothing_in_the_way()

        # From somebody's mark to the sentence about them, and on from there.
        lead.tabs_to("Lorraine Bennett").hits("Enter")
        assert lead.page.url.split("#")[1].startswith("person-")
        lead.tabs_to("Change").goes_on_by("Enter")
        assert "/network/" in lead.path()
        lead.sees("Through whom are they related?").finds_nothing_in_the_way()
        lead.page.go_back()

        # By the slider to the day before Kai moved, when he lived with his mother.
        lead.page.wait_for_load_state()
        lead.page.locator("#days-slider").focus()
        lead.hits("Home")
        lead.tabs_to("Show").goes_on_by("Enter")
        lead.does_not_see("Denise’s home, with Kai").finds_nothing_in_the_way()
        lead.tabs_to("Later change").goes_on_by("Enter")

        lead.goes_to(f"{record}/family").tabs_to("Add somebody").goes_on_by("Enter")
        lead.finds_nothing_in_the_way()
        lead.tabs_to("Name").types("Aunt Carol")
        lead.tabs_to("Relation to the child").types("Aunt")
        lead.page.get_by_role("button", name="Add them").focus()
        lead.goes_on_by("Enter")
        lead.sees("It was added to the record").goes_to(f"{record}/family").sees("Aunt Carol is Kai")
        lead.finds_nothing_in_the_way()

    def test_the_sister_has_a_page_of_her_own_and_the_carer_of_kai_has_none(
        self, person: SitDown, demo: DemoCopy
    ) -> None:
        lead = person("lead")
        lead.goes_to(f"/children/{demo.children['kai']}/family").follows("Open the record")
        assert lead.path() == f"/children/{demo.children['zara']}"
        lead.follows("Family").sees("Kai Bennett").sees("The Hollies").finds_nothing_in_the_way()
