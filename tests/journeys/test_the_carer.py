"""A foster carer opens one page in the evening: what matters tonight, whom to ring, and their own part."""

from collections.abc import Callable

from coordination import clock
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

    def test_asks_what_they_may_decide_and_says_what_they_were_told(self, person: SitDown, demo: DemoCopy) -> None:
        carer = person("carer").goes_to(f"/caring/{demo.children['kai']}")
        carer.sees("Nuts of every kind").sees("A haircut").sees("They decide themselves")
        carer.sees("Piercings").sees("Ask first").sees("Children Act 1989 s.33(7)(a)")
        assert carer.page.locator("#ring .family-now").count() == 1
        carer.follows("Look at each one, or say what I was told").sees("of 12").finds_nothing_in_the_way()
        carer.chooses("What you may decide").chooses("No, I was not told").presses("Save")
        carer.sees("It is kept, and the team can see it").finds_nothing_in_the_way()

    def test_writes_in_a_diary_and_puts_it_right_by_adding(self, person: SitDown, demo: DemoCopy) -> None:
        carer = person("carer").goes_to(f"/caring/{demo.children['kai']}")
        carer.follows("Write in my diary").sees("Is somebody not safe? Ring, do not write").sees("Yvonne Clarke")
        carer.finds_nothing_in_the_way()
        carer.presses("Save in my diary").sees("There is a problem").finds_nothing_in_the_way()
        carer.fills("What happened?", "He made pancakes for everybody").presses("Save in my diary")
        carer.sees("It is in your diary").sees("He made pancakes for everybody").finds_nothing_in_the_way()
        carer.follows("Add to this or put it right").sees("He made pancakes").finds_nothing_in_the_way()
        carer.fills("What do you want to add", "With his nan's recipe").presses("Add it")
        carer.sees("What you wrote before stays as it was").sees("With his nan's recipe")

        supervisor = person("supervisor").goes_to(f"/children/{demo.children['kai']}/care/carer")
        supervisor.sees("He made pancakes for everybody").sees("With his nan's recipe").finds_nothing_in_the_way()

    def test_says_how_they_are_and_the_lead_reads_it(self, person: SitDown, demo: DemoCopy) -> None:
        carer = person("carer").goes_to(f"/caring/{demo.children['kai']}/how-i-am")
        carer.sees("never counted against you").finds_nothing_in_the_way()
        carer.chooses("7").fills("What would help?", "A weekend off").presses("Save")
        carer.sees("Thank you for saying so").sees("you said 7 of 10")
        lead = person("lead").goes_to(f"/children/{demo.children['kai']}/care/carer")
        lead.sees("A weekend off").does_not_see("pancakes").finds_nothing_in_the_way()

    def test_who_left_reads_their_own_diary_and_nothing_else(self, person: SitDown, demo: DemoCopy) -> None:
        former = person("formercarer").sees("Nothing is here today").finds_nothing_in_the_way()
        former.follows("My diary").sees("Kai came with one bag").sees("You no longer care for this child")
        former.does_not_see("his mum").finds_nothing_in_the_way()

    def test_the_lead_agrees_who_decides(self, person: SitDown, demo: DemoCopy) -> None:
        lead = person("lead").goes_to(f"/children/{demo.children['kai']}/care").follows("Delegated authority")
        lead.sees("Kept by law").sees("ss.22(4) and 33(3)").finds_nothing_in_the_way()
        lead.goes_to(f"/children/{demo.children['kai']}/care/authority/passports").finds_nothing_in_the_way()
        lead.page.get_by_label("Applying for a passport").select_option("parent|ask_first")
        lead.chooses("Sharon Bennett").enters_day("When was it agreed?", clock.today()).presses("Keep what is agreed")
        lead.sees("Who decides is kept").sees("Ask first: a parent decides")
        person("carer").goes_to(f"/caring/{demo.children['kai']}").sees("Ask first: a parent decides")

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
