"""A young person of 17 reads what comes next and disagrees; an adviser records a move, a visit and a home."""

from collections.abc import Callable
from datetime import timedelta

from coordination import clock
from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]
PHONE = {"width": 390, "height": 844}


def with_a_phone(somebody: Person) -> Person:
    """The same page on a phone."""
    somebody.page.set_viewport_size(PHONE)
    return somebody


class TestAYoungPersonOf17:
    def test_reads_what_comes_next_and_says_what_is_not_right(self, person: SitDown, demo: DemoCopy) -> None:
        kai = with_a_phone(person("youngperson")).goes_to(f"/my-plan/{demo.children['kai']}")
        kai.follows("Growing up").sees("What comes next?").sees("I have a passport or another ID with my photo")
        kai.sees("When I am 18").sees("I stay with my foster carer").sees("Nobody has decided this yet")
        kai.sees("Help until I am 25").finds_nothing_in_the_way()
        kai.page.locator("#photo_id a").click()
        kai.presses("Save my words").sees("Choose what you say").finds_nothing_in_the_way()
        kai.chooses("I do not agree").fills("In your own words", "I asked for the form in the summer.")
        kai.presses("Save my words").sees("Your words are saved").sees("I asked for the form in the summer.")
        kai.finds_nothing_in_the_way()

        adviser = person("adviser")
        adviser.goes_to(f"/children/{demo.children['kai']}/runway").sees("I asked for the form in the summer.")
        adviser.finds_nothing_in_the_way()


class TestAPersonalAdviser:
    def test_finds_who_turns_18_and_finishes_a_step(self, person: SitDown) -> None:
        adviser = with_a_phone(person("adviser"))
        adviser.goes_to("/transitions").sees("Turning 18: what is missing").sees("No income from 18")
        adviser.finds_nothing_in_the_way().follows("Kai").sees("Late for the age").finds_nothing_in_the_way()
        adviser.page.locator("#staying_put a").click()
        adviser.chooses("Done").fills("What shows it?", "The agreement is signed by both").finds_nothing_in_the_way()
        adviser.enters_day("If it is done, when?", clock.today())
        adviser.presses("Save").sees("The agreement is signed by both")
        adviser.page.locator("a[href$='/from-18/income']").first.click()
        adviser.sees("Income from 18").finds_nothing_in_the_way()
        adviser.chooses("Wages or an apprenticeship").enters_day("Since when is it so?", clock.today())
        adviser.page.locator("input[name=sure][value=no]").check(force=True)
        adviser.presses("Record it").sees("Wages or an apprenticeship (planned)")

    def test_records_a_move_a_visit_and_a_home(self, person: SitDown, demo: DemoCopy) -> None:
        adviser = with_a_phone(person("adviser"))
        adviser.goes_to(f"/children/{demo.children['remi']}/runway").sees("First visit after a care leaver moves")
        adviser.finds_nothing_in_the_way().presses("Record a move").finds_nothing_in_the_way()
        adviser.enters_day("When did they move?", clock.today() - timedelta(days=1))
        adviser.page.get_by_label("What kind of home is it?").select_option("E")
        adviser.fills("Is it safe?", "A key of their own").fills("Is it in good repair?", "Yes")
        adviser.fills("Can they pay for it?", "Benefits cover it").fills("Is it near what they need", "Near work")
        adviser.fills("Is the support there that they need?", "A host in the house").chooses("Yes")
        adviser.presses("Record the move").sees("Supported lodgings").sees("A host in the house")
        adviser.presses("Record a visit").chooses("Where they live").chooses("Yes, alone")
        adviser.enters_day("When was the visit?", clock.today())
        adviser.fills("How is the child, and what did you see?", "Settled in, the room is warm")
        adviser.presses("Record the visit").sees("The road to adulthood")
        adviser.does_not_see("First visit after a care leaver moves").finds_nothing_in_the_way()
        adviser.page.locator("a[href$='/from-18/home']").first.click()
        adviser.chooses("Supported accommodation or lodgings").chooses("Yes")
        adviser.enters_day("Since when is it so?", clock.today())
        adviser.presses("Record it").sees("Supported accommodation or lodgings (certain)").finds_nothing_in_the_way()
