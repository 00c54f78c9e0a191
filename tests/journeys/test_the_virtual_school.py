"""The virtual school head looks at an education plan; a personal adviser and a young person write a pathway plan."""

from collections.abc import Callable

from tests.journeys.person import Person

SitDown = Callable[..., Person]


class TestTheVirtualSchoolHead:
    def test_finds_a_plan_in_the_list_of_the_term_and_checks_it(self, person: SitDown) -> None:
        head = person("virtualschool")
        head.goes_to("/virtual-school/peps").sees("Personal education plans").finds_nothing_in_the_way()
        head.sees("Pupil premium plus").follows("Kai")
        head.sees("Personal education plan").sees("Targets for this term").finds_nothing_in_the_way()
        head.presses("Check its quality").finds_nothing_in_the_way()
        for ticked in head.page.locator("input[type=radio][value=green]").all():
            ticked.check(force=True)
        head.page.locator("input[name=rag_targets][value=amber]").check(force=True)
        head.presses("Keep the check").sees("Say what is to be done").finds_nothing_in_the_way()
        head.fills("What is to be done: targets", "Say how you will know")
        head.presses("Keep the check").sees("The check is kept").sees("Say how you will know")


class TestThePersonalAdviser:
    def test_writes_a_theme_that_the_young_person_goes_on_with(self, person: SitDown) -> None:
        young = person("youngperson")
        young.goes_to("/my-plan").sees("What other plans do I have?").follows("My pathway plan")
        young.sees("Write my part").finds_nothing_in_the_way()
        young.page.locator("a[href$='/money']").click()
        young.fills("Where I am now", "I have a bank card").finds_nothing_in_the_way()
        young.presses("Save my words").sees("Your words are saved").sees("I have a bank card")
        there = young.page.url.split("#")[0].rsplit("/", 1)[1]
        adviser = person("adviser")
        adviser.goes_to(f"/statutory-plans/{there}").sees("I have a bank card").finds_nothing_in_the_way()
        adviser.page.locator("a[href$='/themes/money']").click()
        adviser.fills("The goal", "Saves five pounds a week").finds_nothing_in_the_way()
        adviser.presses("Save").sees("Saved.").sees("Saves five pounds a week")
