"""A manager and a reviewing officer start from how it stands with all their children, and go to where it is mended."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


def tile(somebody: Person, words: str) -> object:
    """One number of the overview, as a link."""
    return somebody.page.locator(".insight-tile a").filter(has_text=re.compile(words)).first


class TestTheManager:
    def test_goes_from_a_number_to_its_list_and_to_the_page_that_mends_it(self, person: SitDown) -> None:
        manager = person("manager")
        manager.sees("My team").sees("What waits").sees("Nobody’s job").finds_nothing_in_the_way()

        number = int(re.search(r"\d+", tile(manager, "overdue action").inner_text()).group())  # type: ignore[attr-defined, union-attr]
        tile(manager, "overdue action").click()  # type: ignore[attr-defined]
        manager.page.wait_for_load_state()
        manager.sees("Overdue actions").finds_nothing_in_the_way()
        expect(manager.page.locator("tbody tr")).to_have_count(min(number, 25))
        manager.follows("See the action").sees("overdue").finds_nothing_in_the_way()

        manager.goes_to("/team").follows("How organisations take part")
        manager.sees("Alderbrook Academy").sees("Actions on time").finds_nothing_in_the_way()
        manager.follows("Back").sees("My team")

    def test_finds_who_has_no_lead_and_gives_them_one(self, person: SitDown) -> None:
        manager = person("manager")
        manager.goes_to("/team/no_lead").sees("Nobody leads the team").finds_nothing_in_the_way()
        manager.follows("Choose a lead").sees("Team around the child").finds_nothing_in_the_way()

    def test_narrows_it_to_one_lead_without_scripts(self, person: SitDown) -> None:
        manager = person("manager", javascript=False)
        manager.page.select_option("#filter-lead", label="Tom Ashdown")
        manager.presses("Apply").sees("with open help").finds_nothing_in_the_way()
        assert "lead=" in manager.path()


class TestTheReviewingOfficer:
    def test_sees_what_changed_before_and_after_and_marks_it_as_seen(self, person: SitDown, demo: DemoCopy) -> None:
        officer = person("iro")
        officer.sees("Overview").finds_nothing_in_the_way()
        officer.goes_to(f"/children/{demo.children['kai']}/news?back=28")
        officer.sees("What changed").sees("Before:").finds_nothing_in_the_way()
        officer.follows("Since I last looked")
        # At the second width they have seen it already.
        if officer.page.get_by_role("button", name="Mark all as seen").count():
            officer.presses("Mark all as seen").sees("Marked as seen")
        officer.sees("Nothing has changed").finds_nothing_in_the_way()
        officer.follows("The last 28 days").sees("Before:")

    def test_sees_what_is_nobodys_job_for_a_child(self, person: SitDown, demo: DemoCopy) -> None:
        officer = person("iro")
        officer.goes_to(f"/children/{demo.children['kai']}/plan").follows("What is nobody’s job")
        officer.sees("What falls between people").finds_nothing_in_the_way()

    def test_chooses_how_often_to_be_told(self, person: SitDown) -> None:
        officer = person("iro")
        officer.goes_to("/account").follows("how often you are told")
        officer.finds_nothing_in_the_way().chooses("Once a week").presses("Save").sees("Once a week, on Monday")
