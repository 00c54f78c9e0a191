"""An EHC plan, from the words of a mother to the final plan on her page; and its review, to the plan as amended."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from coordination import clock
from coordination.documents import structure
from tests.demo_copy import DemoCopy
from tests.journeys import ehc_record
from tests.journeys.conftest import AXE
from tests.journeys.meeting import let_the_worker_work
from tests.journeys.person import Person
from tests.journeys.test_the_guest import mailed

SitDown = Callable[..., Person]
ADVICE = {
    "psychologist": ("Understands one instruction at a time", "Thirty minutes, three times a week, in a group of four"),
    "senco": ("Loses the thread in a busy room", "A place to go when it is loud"),
    "lead": ("Her grandmother collects her on Tuesdays", "A family worker every two weeks"),
}
# Section by section: the words of the entry, and what is chosen from a list beside it.
PLAN = (
    ("A", "I want a friend to eat lunch with", {"What is it about?": "soon", "Who said it?": "child"}),
    ("B", "Understands one instruction at a time", {"Area of need": "communication"}),
    ("D", "Two homes have not agreed who collects her", {}),
    ("E", "By the end of year 6 she follows three instructions", {}),
    ("F", "A language group with a planned programme", {}),
    ("H2", "A family worker visits every two weeks", {}),
)
# Before an annual review: the question of the sheet it stands in, who says it, and what.
SAYS = {
    "Health says": ("Dr Leila Farouk", "Her hearing is as it was"),
    "Social care says": ("Priya Nair", "Two homes agree who collects her"),
    "The educational psychologist and others say": ("Ruth Kessler", "She follows two instructions now"),
}


def opens_the_pdf(somebody: Person) -> None:
    """Open the paper the page leads to: a PDF whose structure can be read aloud, and no name in its address."""
    address = somebody.page.get_by_role("button", name=re.compile("Open the PDF")).get_attribute("href")
    answer = somebody.page.request.get(somebody.base + address)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
    assert structure.check(answer.body()) == []
    assert "okafor" not in (address + answer.headers["content-disposition"]).lower()


@pytest.fixture
def guest(browser: Any, served: str) -> Any:
    """A telephone on which nobody has signed in."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="en-GB")
    yield Person(context.new_page(), served, AXE)
    context.close()


class TestAnEhcPlan:
    def test_goes_from_the_words_of_a_mother_to_the_final_plan_on_her_page(
        self, person: SitDown, guest: Person, demo: DemoCopy
    ) -> None:
        child = ehc_record.a_child(demo, "Ife")
        mother, officer = person("parent"), person("sendofficer")

        mother.goes_to(f"/my-ehc/{child}").sees("nobody has to agree first").finds_nothing_in_the_way()
        mother.follows("Ask for one").finds_nothing_in_the_way()
        mother.fills("Why do you ask?", "She comes home in tears and cannot follow what is said in class.")
        mother.presses("Send my request").sees("The council is deciding whether to assess").finds_nothing_in_the_way()

        # The officer finds it among the cases, takes it, and is led from step to step.
        officer.goes_to("/ehc").finds_nothing_in_the_way()
        officer.page.locator("tr", has_text="Nobody yet").get_by_role("link", name="Ife Okafor").first.click()
        officer.sees("What to do next").sees("Nobody has this request yet").finds_nothing_in_the_way()
        officer.follows("EHC needs assessment, asked for").sees("comes home in tears")
        officer.page.get_by_label("Caseworker").select_option(label="Jamal Carter")
        officer.presses("Give it to this caseworker").sees("Jamal Carter has this").finds_nothing_in_the_way()
        self.goes_on(officer, child, "Decide whether to assess").finds_nothing_in_the_way()
        officer.page.get_by_label("Assess", exact=True).check(force=True)
        officer.fills("Reasons", "What she needs is not yet clear.").presses("Record the decision")
        officer.sees("Ask for advice about Ife").finds_nothing_in_the_way()
        # Who is on the team, and the service's one psychologist, are proposed.
        assert "Ruth Kessler" in officer.page.get_by_label("Somebody who signs in").nth(2).input_value()
        officer.presses("Ask them").sees("5 were asked").finds_nothing_in_the_way()
        self.tells(officer, child)

        # Everybody gives what they know, each on their own page.
        mother.goes_to(f"/family/{child}").sees("It is wanted by").finds_nothing_in_the_way()
        mother.follows("Write my views").finds_nothing_in_the_way()
        mother.fills("What do you hope for?", "A friend to eat lunch with").presses("Send my views")
        mother.sees("Your views were sent").sees("We will assess")
        for key, (needs, provision) in ADVICE.items():
            adviser = person(key).follows("Your advice about Ife").finds_nothing_in_the_way()
            adviser.fills("Needs", needs).fills("Provision", provision).presses("Send the advice")
            adviser.sees("The advice was sent").sees(needs).finds_nothing_in_the_way()
        officer.goes_to(f"/children/{child}/ehc").sees("4 of 5 have sent their advice")
        officer.presses("See who has not answered").finds_nothing_in_the_way()
        officer.follows("Dr Leila Farouk").presses("Send a link").sees("A link was sent").finds_nothing_in_the_way()
        guest.goes_to(mailed(demo, "link_advice", r"(/link/[\w-]+)")).presses("Send me a code")
        guest.fills("Your code", mailed(demo, "link_code", r"\b(\d{6})\b")).presses("Continue")
        guest.sees("I.O.").does_not_see("Okafor").finds_nothing_in_the_way()
        guest.fills("Needs", "Hearing is within usual limits").presses("Send").sees("Thank you")

        # The panel, the decision, and the plan section by section.
        self.goes_on(officer, child, "Decide about a plan").finds_nothing_in_the_way()
        officer.enters_day("When did the panel meet?", clock.today()).fills(
            "What did the panel say?", "It advises one."
        )
        officer.page.get_by_label("Write an EHC plan").check(force=True)
        officer.fills("Reasons", "What she needs goes beyond what her school can give by itself.")
        officer.presses("Record the decision").sees("Plan being written").finds_nothing_in_the_way()
        self.tells(officer, child)
        self.goes_on(officer, child, "Write the plan").finds_nothing_in_the_way()
        plan = officer.path()
        for letter, words, chosen in PLAN:
            self.writes(officer, plan, letter, words, chosen)
        officer.sees("A family worker visits").finds_nothing_in_the_way()
        self.goes_on(officer, child, "Go on with the plan").presses("Send the draft").sees("Blessing Okafor")
        officer.finds_nothing_in_the_way()
        officer.presses("Send it").sees("The draft is sent").sees("Empty until the plan is final")
        officer.finds_nothing_in_the_way()

        # She answers, and asks for a school; the school is asked, and the plan is made final with it.
        mother.goes_to(f"/my-ehc/{child}").sees("You have not said yet").follows("Draft plan")
        mother.sees("A language group").finds_nothing_in_the_way()
        mother.presses("Say what I think").finds_nothing_in_the_way()
        mother.chooses("I would like something changed").fills("What should be different?", "Say how long each time is")
        mother.fills("school or college", "Willow Lane Primary School").presses("Send")
        mother.sees("Your answer is saved").sees("Say how long each time is")
        officer.goes_to(f"/children/{child}/ehc").sees("Everybody has answered the draft").finds_nothing_in_the_way()
        officer.follows("Schools and colleges asked").sees("would like: Willow Lane").finds_nothing_in_the_way()
        officer.follows("Ask it").finds_nothing_in_the_way()
        officer.page.get_by_label("What type is it?").select_option("mainstream")
        officer.fills("Who asked for it?", "Her mother").chooses("It is asked by letter")
        officer.presses("Save").sees("The setting is asked")
        officer.follows("Write down its answer").chooses("Can meet the needs").presses("Save the answer")
        officer.sees("Can meet the needs").finds_nothing_in_the_way()
        self.goes_on(officer, child, "Make it final").finds_nothing_in_the_way()
        officer.chooses("Willow Lane Primary School").fills("Reasons", "Her school can meet her needs.")
        officer.presses("Sign and send it").sees("The plan is final, and sent")
        officer.sees("Willow Lane Primary School").finds_nothing_in_the_way()
        let_the_worker_work(demo.settings)

        mother.goes_to(f"/my-ehc/{child}").sees("The plan is finished").follows("Final plan")
        mother.sees("Willow Lane Primary School").finds_nothing_in_the_way()
        mother.follows("Open it as a PDF").finds_nothing_in_the_way()
        opens_the_pdf(mother)

    def test_is_reviewed_with_the_words_of_mother_and_child_and_amended(
        self, person: SitDown, guest: Person, demo: DemoCopy
    ) -> None:
        # The meeting is of today and still to come when it is planned.
        if clock.london(clock.now()).time() >= time(23, 45):
            pytest.skip("no later time of this day is left")
        child = ehc_record.with_a_plan(demo, "Nneka", issued_ago=320)
        mother, senco, officer = person("parent"), person("senco"), person("sendofficer")

        # The school plans the meeting; mother and child say what they think before it.
        senco.goes_to(f"/children/{child}/ehc").follows("Annual reviews").finds_nothing_in_the_way()
        senco.presses("Plan the next review").finds_nothing_in_the_way()
        # The day of the meeting, and not that of a move to another place.
        meets = senco.page.get_by_role("group", name="On what day?", exact=True)
        today = clock.today()
        for part, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
            meets.get_by_label(part, exact=True).fill(str(number))
        senco.fills("At what time?", "11:55pm").fills("Where?", "The library")
        # The educational psychologist is not on the team, and is asked by name.
        senco.fills("Name", "Ruth Kessler").page.get_by_label("What they are here for").select_option("EHC")
        senco.presses("Plan the meeting").sees("The meeting is planned").finds_nothing_in_the_way()
        sheet = senco.path()
        mother.goes_to(f"/family/{child}").follows("Add my views")
        mother.finds_nothing_in_the_way().fills("What would help?", "Somebody to read with her")
        mother.chooses("The people at the meeting may read this").presses("Save my views").sees("exactly as you wrote")
        senco.goes_to(sheet).sees("Somebody to read with her")
        self.everybody_contributes(senco, sheet, person, guest, demo)
        senco.goes_to(sheet).follows("Write down what somebody said").finds_nothing_in_the_way()
        senco.page.locator("main textarea").first.fill("I like the small group best")
        senco.page.get_by_label("How?").select_option(index=1)
        senco.presses("Keep these words").sees("I like the small group best")
        senco.goes_to(sheet).sees("I like the small group best")

        # It is held, the sheet is filled in, and the report goes to everybody who was invited.
        senco.page.locator("summary", has_text="The meeting was held").click()
        senco.page.get_by_role("form", name="The day of the meeting").get_by_role("button").click()
        senco.sees("The report still wants").finds_nothing_in_the_way()
        for part in ("progress", "provision", "services", "recommendation"):
            senco.page.locator(f"details#{part} > summary").click()
        senco.page.get_by_label("How is it going?").select_option("expected")
        for given in senco.page.get_by_label("Was it given?").all():
            given.select_option("fully")
        # What was sent for the meeting stands in the sheet already, to be read and saved.
        for question, (who, said) in SAYS.items():
            assert f"{who}: {said}" in senco.page.get_by_label(question).input_value()
        senco.sees("Put in for you").finds_nothing_in_the_way()
        senco.page.locator("#recommendation").get_by_label("Change the plan").check(force=True)
        senco.page.locator("#recommendation").get_by_label("Why").fill("The group should be smaller")
        senco.page.locator("main").get_by_role("button", name="Save", exact=True).click()
        senco.sees("Saved").follows("Send the report to everybody").sees("Blessing Okafor").finds_nothing_in_the_way()
        senco.presses("Send the report").sees("The report is on its way").finds_nothing_in_the_way()

        # The council writes the change, sends notice of it with its decision, and she answers.
        officer.goes_to(f"/children/{child}/ehc").sees("The report of the review is sent").finds_nothing_in_the_way()
        officer.follows("The plan, section by section")
        plan = officer.path()
        officer.goes_to(f"{plan}/sections/F").follows("Change")
        officer.page.locator("main textarea").first.fill("A language group of three, three times a week")
        officer.presses("Save the change")
        officer.goes_to(plan).sees("1 thing is written here").presses("Send notice of changes")
        officer.sees("A language group of three").finds_nothing_in_the_way()
        officer.fills("Why should the plan be changed?", "The review recommends it").presses("Send the notice")
        officer.sees("The notice is sent").finds_nothing_in_the_way()
        self.goes_on(officer, child, "Go on with the review").follows("Record the council’s decision")
        officer.sees("the decision is told with it").finds_nothing_in_the_way()
        officer.chooses("Change the plan").fills("Why?", "A smaller group is needed")
        officer.presses("Record the decision").finds_nothing_in_the_way()
        mother.goes_to(f"/my-ehc/{child}").sees("You have not said yet").follows("Notice of changes")
        mother.sees("It would say:").finds_nothing_in_the_way()
        mother.presses("Say what I think").chooses("I agree with it").presses("Send").sees("Your answer is saved")

        self.goes_on(officer, child, "Make the changes final").chooses("What it says now")
        officer.fills("Reasons", "The review found it").presses("Sign and send it").sees("The plan is final, and sent")
        officer.goes_to(f"/children/{child}/ehc").sees("Nothing now. The plan is kept").finds_nothing_in_the_way()
        let_the_worker_work(demo.settings)
        mother.goes_to(f"/my-ehc/{child}").follows("Amended final plan").sees("A language group of three")
        mother.follows("Open it as a PDF")
        opens_the_pdf(mother)

    def everybody_contributes(self, senco: Person, sheet: str, person: SitDown, guest: Person, demo: DemoCopy) -> None:
        """Health and social care sign in and say what they know; the educational psychologist comes by a link."""
        for key, question in (("health", "Health says"), ("lead", "Social care says")):
            adviser = person(key).follows("Your contribution for Nneka").finds_nothing_in_the_way()
            adviser.sees("may stand in its report").fills("What is going well?", SAYS[question][1])
            adviser.presses("Send your contribution").sees("Your contribution was sent")
            adviser.sees(SAYS[question][1]).finds_nothing_in_the_way()
        senco.goes_to(sheet).follows("by a one-time link").finds_nothing_in_the_way()
        asked = senco.page.locator("section", has_text="Ruth Kessler")
        asked.get_by_label("Work email address").fill("psychologist@demo.example")
        asked.get_by_role("button").click()
        senco.sees("A link was sent to Ruth Kessler").finds_nothing_in_the_way()
        guest.goes_to(mailed(demo, "link_contribution", r"(/link/[\w-]+)", "psychologist")).presses("Send me a code")
        guest.fills("Your code", mailed(demo, "link_code", r"\b(\d{6})\b", "psychologist")).presses("Continue")
        guest.sees("N.O.").does_not_see("Okafor").sees("may stand in its report").finds_nothing_in_the_way()
        guest.fills("What is going well?", SAYS["The educational psychologist and others say"][1])
        guest.presses("Send").sees("Thank you").finds_nothing_in_the_way()
        senco.goes_to(sheet)
        for _, said in SAYS.values():
            senco.sees(said)
        senco.finds_nothing_in_the_way()

    def goes_on(self, officer: Person, child: object, label: str) -> Person:
        """From the child's page by the button it says is next."""
        return officer.goes_to(f"/children/{child}/ehc").sees("What to do next").presses(label)

    def tells(self, officer: Person, child: object) -> None:
        """Write to everybody about a decision: drafted, read, sent, and told by it."""
        self.goes_on(officer, child, "Tell them of the decision").presses("Draft the letters").sees(
            "A letter is drafted"
        )
        officer.follows(", to Blessing Okafor").sees("Send this letter").finds_nothing_in_the_way()
        officer.presses("Send this letter").sees("The letter is sent").finds_nothing_in_the_way()

    def writes(self, officer: Person, plan: str, letter: str, words: str, chosen: dict[str, str]) -> None:
        """Add an entry to a section, tied to all it may answer."""
        officer.goes_to(f"{plan}/sections/{letter}/add")
        officer.page.locator("main textarea").first.fill(words)
        for label, value in chosen.items():
            officer.page.get_by_label(label).select_option(value)
        for box in officer.page.get_by_role("group", name="What does it answer?").get_by_role("checkbox").all():
            box.check(force=True)
        if letter in "AF":
            officer.finds_nothing_in_the_way()
        officer.presses("Add it").sees("It was added").sees(words)
