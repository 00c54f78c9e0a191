"""A social worker's day: a child's record, an action for the school, a review by keyboard, and its papers."""

from collections.abc import Callable
from datetime import timedelta

from coordination import clock
from tests.demo_copy import DemoCopy
from tests.journeys import meeting
from tests.journeys.person import Person

SitDown = Callable[..., Person]
SIX = (
    ("Book the driving theory test", "Kai"),
    ("Write to the college about lunch", "Hannah"),
    ("Send the health passport", "Dr L"),
    ("Go through the week's budget", "Denise"),
    ("Meet Nan and agree the days", "Priya"),
    ("Start the cooking group", "Ellie"),
)


class TestTheSocialWorker:
    def test_adds_an_action_holds_a_review_and_issues_its_papers(self, person: SitDown, demo: DemoCopy) -> None:
        lead = person("lead")
        lead.sees("Children").finds_nothing_in_the_way()
        lead.tabs_to("Kai").hits("Enter")
        lead.page.wait_for_url(f"**/children/{demo.children['kai']}")
        lead.sees("Kai").sees("Ring before you visit the family home").finds_nothing_in_the_way()

        lead.follows("Plan").sees("Kai passes his first year").finds_nothing_in_the_way()
        lead.presses("Add an action").sees("Who it is for").finds_nothing_in_the_way()
        asked = "Ask the exam board for a reader"
        lead.fills("What will be done?", asked)
        owner = lead.page.get_by_label("Who will do it?")
        owner.select_option(label=owner.locator("option", has_text="Hannah Doyle").first.inner_text())
        lead.enters_day("Due by", clock.today() + timedelta(days=14))
        lead.presses("Add the action").sees(asked).finds_nothing_in_the_way()

        lead.goes_to(f"/children/{demo.children['kai']}").follows("Reviews").finds_nothing_in_the_way()
        meeting.begins_a_record(lead, "Team around the child review")
        meeting.records_by_keyboard(
            lead,
            view="I want my own key, and to choose when I see Nan.",
            decision="Kai chooses the days he sees his grandmother",
            actions=SIX,
        )
        meeting.signs(lead)
        meeting.issues(
            lead,
            demo.settings,
            (
                "Hannah Doyle: record of the review",
                "Dr Leila Farouk: record of the review",
                "Hannah Doyle: school action sheet",
                "Denise Mullins: carer’s sheet",
                "Kai Bennett: young person’s summary",
            ),
        )

        # What was decided is where it is worked on: the six actions stand on the plan.
        lead.goes_to(f"/children/{demo.children['kai']}/plan")
        for text, _owner in SIX:
            lead.sees(text)
