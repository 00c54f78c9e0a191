"""A child of nine with a telephone: tells of a worry, and sees that it was read."""

from collections.abc import Callable

from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

Phone = Callable[[str], Person]


class TestAChildOfNine:
    def test_tells_of_a_worry_and_sees_that_it_was_read_and_answered(self, phone: Phone, demo: DemoCopy) -> None:
        ama = phone("youngerchild").goes_to(f"/my-plan/{demo.children['ama']}")
        ama.sees("Yes. Your gran says the cat can come.").finds_nothing_in_the_way()
        ama.follows("Say something").sees("0800 1111").sees("told again, every hour").finds_nothing_in_the_way()
        ama.chooses("A worry").fills("What do you want to say?", "There is shouting at night").presses("Save my words")
        ama.sees("It is sent").sees("Not yet").does_not_see("shouting").finds_nothing_in_the_way()
        ama.goes_to(f"/my-plan/{demo.children['ama']}").sees("Nobody has read it yet").finds_nothing_in_the_way()

        lead = phone("lead").goes_to("/concerns").sees("A worry of the young person").finds_nothing_in_the_way()
        lead.page.locator("li", has_text="A worry of the young person").filter(has_text="Nobody has read it").filter(
            has_text="Ama"
        ).get_by_role("link").click()
        lead.sees("There is shouting at night").finds_nothing_in_the_way()
        ama.goes_to(f"/my-plan/{demo.children['ama']}").sees("Read by Priya")

        lead.fills("What do you answer?", "I will come and see you today.").chooses("Answered")
        lead.fills("What was done, and why?", "Rang her mother, and visit today").presses("Send the answer")
        lead.sees("I will come and see you today.")
        ama.goes_to(f"/my-plan/{demo.children['ama']}").sees("I will come and see you today.")
        ama.finds_nothing_in_the_way()

    def test_chooses_what_is_in_the_story_and_makes_a_booklet(self, phone: Phone, demo: DemoCopy) -> None:
        ama = phone("youngerchild").goes_to(f"/my-plan/{demo.children['ama']}").follows("My story so far")
        ama.sees("The flat with the yellow door").sees("Do you want it in your booklet?").sees("it must stay private")
        ama.does_not_see("The day at the sea").finds_nothing_in_the_way()
        house = ama.page.locator("section", has_text="The flat with the yellow door")
        house.get_by_role("button", name="Put it in").click()
        ama.sees("It is in your booklet.").finds_nothing_in_the_way()

        ama.follows("Write a part").chooses("A day to remember").fills("What do you call it?", "Pancakes")
        ama.fills("What do you want to tell?", "We had pancakes with Gran.").finds_nothing_in_the_way()
        ama.presses("Keep it in my story").sees("Now it is in your story").sees("Pancakes")
        ama.presses("Make my booklet").sees("My story so far").finds_nothing_in_the_way()
