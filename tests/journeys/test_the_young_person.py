"""A young person reads their plan, wishes for something, and finds the answer and its reason."""

from collections.abc import Callable

from coordination import clock
from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


class TestAYoungPerson:
    def test_wishes_for_something_and_gets_an_answer_with_a_reason(self, person: SitDown, demo: DemoCopy) -> None:
        kai = person("youngperson")
        assert "/my-plan" in kai.page.url
        # Another journey of this copy may have put them on a second child's team.
        kai.goes_to(f"/my-plan/{demo.children['kai']}")
        kai.sees("My plan").sees("Who is on my team?").sees("Priya").sees("What did I say, and what happened?")
        kai.finds_nothing_in_the_way()

        width = kai.page.viewport_size["width"]
        wish = f"Can I have a key of my own, number {width}?"
        kai.follows("Say something").sees("Who will read it, and when?").sees("0800 1111").finds_nothing_in_the_way()
        kai.fills("What do you want to say?", wish)
        kai.chooses("Something I wish for").presses("Save my words")
        kai.sees("exactly as you wrote them").sees(wish).finds_nothing_in_the_way()
        said = kai.page.locator("figure", has_text=wish)
        assert "There is no answer yet. Priya" in said.inner_text()

        lead = person("lead")
        lead.goes_to(f"/children/{demo.children['kai']}/views").sees(wish).finds_nothing_in_the_way()
        lead.page.locator("article", has_text=wish).get_by_role("link", name="Answer").click()
        lead.page.wait_for_load_state()
        lead.sees(wish).finds_nothing_in_the_way()
        first = lead.page.get_by_role("radio").first
        first.check(force=True)
        answer = str(first.evaluate("radio => radio.labels[0].innerText")).strip()
        lead.fills("Why?", "Denise has one cut on Saturday.").enters_day("When were they told?", clock.today())
        lead.presses("Keep the answer").sees("Denise has one cut on Saturday.").finds_nothing_in_the_way()

        kai.goes_to(f"/my-plan/{demo.children['kai']}")
        said = kai.page.locator("figure", has_text=wish).inner_text()
        assert f"{answer}. Denise has one cut on Saturday." in " ".join(said.split())
        assert "There is no answer yet" not in said
        kai.finds_nothing_in_the_way()

    def test_reads_nothing_that_was_written_for_others(self, person: SitDown, demo: DemoCopy) -> None:
        kai = person("youngperson").goes_to(f"/my-plan/{demo.children['kai']}")
        page = kai.page.content()
        others = [
            held.word
            for held in demo.canaries
            if held.child != "kai" or (held.section in {"support_plan", "alerts"} and not held.audiences)
        ]
        assert others
        assert not [word for word in others if word in page]

    def test_makes_the_page_their_own_and_keeps_their_circles_to_themselves(
        self, person: SitDown, demo: DemoCopy
    ) -> None:
        kai = person("youngperson")
        mine = f"/my-plan/{demo.children['kai']}"
        width = kai.page.viewport_size["width"]
        kai.goes_to(mine).follows("Change my picture and colours").finds_nothing_in_the_way()
        kai.chooses("A rocket").chooses("Plum").presses("Keep it like this")
        kai.sees("looks the way you chose").finds_nothing_in_the_way()
        assert kai.page.locator("html").get_attribute("data-theme") == "plum"
        if kai.javascript:
            assert kai.page.get_by_role("button", name="Read this to me").count() > 5

        kai.follows("Say how I am doing").finds_nothing_in_the_way()
        kai.page.get_by_role("group", name="Feeling safe").get_by_label("8", exact=True).check(force=True)
        kai.presses("Keep my numbers").sees("I say 8").finds_nothing_in_the_way()

        friend = f"Marlon {width}"
        kai.follows("Open my circles").sees("Only you. Nobody else, unless you share them.").finds_nothing_in_the_way()
        kai.fills("Who?", friend).page.get_by_role("radio", name="Close to me", exact=True).check(force=True)
        kai.presses("Put them in my circles")
        kai.sees("Now they are in your circles.").sees(friend).finds_nothing_in_the_way()
        lead = person("lead").goes_to(f"/children/{demo.children['kai']}/doing")
        assert friend not in lead.page.inner_text("main")
        lead.finds_nothing_in_the_way()


class TestAYoungerChild:
    def test_finds_a_shorter_page_in_larger_words_with_a_sign_beside_each_heading(
        self, person: SitDown, demo: DemoCopy
    ) -> None:
        ama = person("youngerchild").goes_to(f"/my-plan/{demo.children['ama']}")
        ama.sees("My plan").sees("Who is on my team?").sees("What will happen next?").finds_nothing_in_the_way()
        assert "young-large" in str(ama.page.locator("html").get_attribute("class"))
        assert ama.page.locator(".young-heading .sign").count() == ama.page.locator(".young-heading").count()
        ama.follows("Change who is there for me").sees("Beth").finds_nothing_in_the_way()
        ama.goes_to(f"/my-plan/{demo.children['ama']}/people").sees("Stop sharing")
        ama.finds_nothing_in_the_way()
