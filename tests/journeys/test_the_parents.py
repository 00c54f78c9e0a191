"""Two parents who live apart: each reads, answers and disagrees on a page of their own."""

from collections.abc import Callable

from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


class TestTheParents:
    def test_a_mother_answers_the_invitation_and_says_what_she_thinks(self, person: SitDown, demo: DemoCopy) -> None:
        mother = _at_amas_page(person("parent"))
        mother.sees("The plan for Ama").sees("Mornings are calmer").sees("The answer:").finds_nothing_in_the_way()
        mother.does_not_see("I never raised my voice").does_not_see("Daniel").does_not_see("Ring Ama on Wednesdays")
        mother.follows("Change my answer").finds_nothing_in_the_way()
        mother.chooses("Perhaps").fills("Is there anything we should know?", "I work until two").presses(
            "Save my answer"
        )
        mother.sees("Your answer is kept").sees("You said: Perhaps.")

        mother.follows("Add my views").sees("The team meets on").sees("999").finds_nothing_in_the_way()
        mother.fills("What would help?", "A call on Fridays").chooses("Partly")
        mother.fills("What do you want to say about that?", "Start the sessions sooner").presses("Save my views")
        mother.sees("exactly as you wrote them").sees("Start the sessions sooner").finds_nothing_in_the_way()

    def test_a_father_finds_his_own_and_says_that_he_disagrees(self, person: SitDown, demo: DemoCopy) -> None:
        father = _at_amas_page(person("otherparent"))
        father.sees("Dad rings Ama on Wednesdays at six").sees("I never raised my voice")
        father.does_not_see("Mornings are calmer").does_not_see("Blessing").does_not_see("A call on Fridays")
        father.finds_nothing_in_the_way()
        father.follows("Say that I disagree").finds_nothing_in_the_way()
        father.fills("What do you see differently?", "I was at every meeting").presses("Save")
        father.sees("stands in the plan in your words").sees("I was at every meeting").finds_nothing_in_the_way()
        assert father.page.locator("a[data-leave]").is_visible()

    def test_it_works_without_scripts(self, person: SitDown, demo: DemoCopy) -> None:
        mother = _at_amas_page(person("parent", javascript=False))
        mother.follows("Add my views").fills("What is hard?", "Mondays").presses("Save my views")
        mother.sees("Mondays").finds_nothing_in_the_way()
        assert mother.page.locator("a[data-leave]").get_attribute("href").startswith("https://")


def _at_amas_page(parent: Person) -> Person:
    """Their page about Ama: other journeys may have put them on the team of another child too."""
    if "Whose page do you want to open?" in parent.page.inner_text("main"):
        parent.follows("Ama")
    return parent
