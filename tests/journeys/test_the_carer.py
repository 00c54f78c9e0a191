"""A foster carer opens one page in the evening: what matters tonight, whom to ring, and their own part."""

from collections.abc import Callable

from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


class TestTheCarer:
    def test_finds_what_matters_tonight_and_whom_to_ring(self, person: SitDown, demo: DemoCopy) -> None:
        carer = person("carer")
        assert carer.page.url.split("?")[0].rstrip("/").split("/")[3] == "caring"
        # Another journey of this copy may have put them on a second child's team.
        carer.goes_to(f"/caring/{demo.children['kai']}")
        carer.sees("Caring for Kai").sees("Inhaler in the blue bag").sees("Lights low at bedtime")
        carer.sees("Who to ring").sees("01632 960199").finds_nothing_in_the_way()
        # The number can be rung from the page.
        assert carer.page.locator("#ring a[href='tel:01632960199']").count() >= 1

    def test_marks_their_own_part_as_done_and_may_take_it_back(self, person: SitDown, demo: DemoCopy) -> None:
        carer = person("carer").goes_to(f"/caring/{demo.children['kai']}")
        carer.presses("I have done this")
        carer.sees("Well done").finds_nothing_in_the_way()
        own = carer.page.locator(".family-step--mine").first
        assert "Done" in own.inner_text()

        carer.follows("Say how it is going").finds_nothing_in_the_way()
        carer.chooses("I have begun").fills("Anything to add?", "We shop on Saturdays now").presses("Save")
        carer.sees("The team can see how it is going").finds_nothing_in_the_way()
        lead = person("lead")
        lead.goes_to(f"/children/{demo.children['kai']}/plan").follows("Plan the weekly shop")
        lead.sees("We shop on Saturdays now").sees("In progress")

    def test_finds_nothing_that_is_not_theirs(self, person: SitDown, demo: DemoCopy) -> None:
        carer = person("carer").goes_to(f"/caring/{demo.children['kai']}")
        page = carer.page.content()
        others = [
            held.word
            for held in demo.canaries
            if held.child != "kai" or (held.section == "support_plan" and not held.audiences)
        ]
        assert others
        assert not [word for word in others if word in page]
        carer.does_not_see("debts owed by older friends").does_not_see("Threats were made")
        # And what is theirs is there: this is not an empty page.
        theirs = [
            held.word
            for held in demo.canaries
            if held.child == "kai" and held.section == "profile" and "carer" in held.audiences
        ]
        assert theirs and all(word in page for word in theirs)
