"""Two browsers at one meeting: one writes, one follows and suggests; one is offline for a while. Nothing is lost."""

import re
from collections.abc import Callable

from tests.demo_copy import DemoCopy
from tests.journeys import meeting
from tests.journeys.person import Person

SitDown = Callable[..., Person]
KIND = "Team around the child review"


def test_one_writes_one_follows_and_neither_loses_a_word(person: SitDown, demo: DemoCopy) -> None:
    lead = person("lead")
    lead.goes_to(f"/children/{demo.children['kai']}/reviews")
    meeting.begins_a_record(lead, KIND)
    lead.page.get_by_role("button", name="Everybody else came in person").click()
    lead.fills("Their exact words", "I like cooking with Denise")
    lead.presses("Save the draft").sees("The draft is saved")
    room = lead.path()

    # The SENCO follows from her own browser, without a mouse where it matters.
    senco = person("senco")
    senco.goes_to(room).presses("Follow it live").sees("I like cooking with Denise").finds_nothing_in_the_way()
    senco.page.get_by_label("What is it for?").select_option(label="Decisions")
    senco.fills("What should the minutes say?", "Hannah keeps the Friday lesson")
    senco.presses("Send to whoever takes the minutes").sees("Sent at")

    # Offline she writes another: it is kept where she is, and sent when she is back.
    # The button takes no second press within a second of the first.
    senco.page.wait_for_timeout(1_200)
    senco.page.context.set_offline(True)
    senco.page.get_by_label("What is it for?").select_option(label="New actions")
    senco.fills("What should the minutes say?", "Ring the music service")
    senco.presses("Send to whoever takes the minutes").sees("You are offline. It is kept here")
    senco.page.context.set_offline(False)
    senco.sees("Sent at")

    # The lead takes both in, beside what is typed and not saved yet.
    lead.presses("Go on with the record").sees("2 suggestions wait").finds_nothing_in_the_way()
    lead.fills("What has changed?", "Home: a calmer month") if lead.page.get_by_label(
        "What has changed?"
    ).is_visible() else None
    lead.page.get_by_role("button", name=re.compile("Take it in.*Friday")).click()
    lead.page.wait_for_load_state()
    lead.page.get_by_role("button", name=re.compile("Take it in.*music")).click()
    lead.page.wait_for_load_state()
    assert lead.page.locator('input[name="decisions-0-text"]').input_value() == "Hannah keeps the Friday lesson"
    assert lead.page.locator('input[name="actions-0-text"]').input_value() == "Ring the music service"

    # Saving into nothing is not tried: the words stay on the page.
    lead.page.context.set_offline(True)
    lead.page.get_by_role("button", name="Save the draft").click()
    lead.sees("You are offline. What you typed stays on this page")
    lead.page.context.set_offline(False)
    lead.page.wait_for_timeout(1_200)
    lead.presses("Save the draft").sees("The draft is saved").sees("Hannah keeps the Friday lesson")

    # The SENCO is told that something changed; nothing moves until she asks for it.
    senco.page.get_by_label("What should the minutes say?").focus()
    button = senco.page.get_by_role("button", name=re.compile("^Show [0-9]+ change"))
    button.wait_for(timeout=25_000)
    assert senco.is_at().startswith("What should the minutes say?")
    assert "Hannah keeps the Friday lesson" not in senco.page.locator('[data-part="decisions"]').inner_text()
    button.click()
    senco.sees("Hannah keeps the Friday lesson").finds_nothing_in_the_way()
