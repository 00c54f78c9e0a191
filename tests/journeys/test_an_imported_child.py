"""A child of a statutory return: found by their local number, named, helped, reviewed, and given their papers."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from coordination import clock, config, create_app
from coordination.db import db
from coordination.exchange.imports import accepting
from tests.demo_copy import DemoCopy
from tests.journeys import meeting
from tests.journeys.person import Person

SitDown = Callable[..., Person]
# Two children of the return, one for each width: their local number and the name they are given.
CHILDREN = {1280: ("384923", "Robyn", "Ashworth"), 320: ("709901", "Idris", "Calloway")}
# As the manager looks for them: a worker by name, family by their address.
TEAM = ("Hannah Doyle", "carer@demo.example", "parent@demo.example")


@pytest.fixture(scope="session")
def imported(demo: DemoCopy) -> DemoCopy:
    """The demo with a return read into it. Skipped where the sample files are not on this machine."""
    shared = Path(os.environ.get("COORDINATION_SHARED") or config.ROOT.parent / "shared")
    sample = shared / "data" / "samples" / "ssda903_dirty"
    if not sample.is_dir():
        pytest.skip("the shared sample files are not on this machine (COORDINATION_SHARED)")
    with create_app(demo.settings, login="owner").app_context():
        outcome = accepting.run("ssda903", sample, authority_code="801", accept=True)
        assert outcome.accepted and outcome.counts()["new"] > 0, outcome.text()
        db.session.commit()
        db.engine.dispose()
    return demo


class TestAnImportedChild:
    def test_is_named_helped_reviewed_and_given_their_papers(self, person: SitDown, imported: DemoCopy) -> None:
        manager = person("manager")
        local, given, family = CHILDREN[manager.page.viewport_size["width"]]
        manager.goes_to("/children/find").finds_nothing_in_the_way()
        manager.page.locator("[name=identifier]").fill(local)
        kind = manager.page.locator("[name=identifier_kind]")
        if kind.count() and kind.first.evaluate("e => e.tagName") == "SELECT":
            kind.select_option(label=kind.locator("option", has_text=re.compile("ocal")).first.inner_text())
        manager.presses("Find").sees(f"Name not recorded (local id {local})").finds_nothing_in_the_way()
        manager.follows(f"Name not recorded (local id {local})").sees("Lead").finds_nothing_in_the_way()
        record = manager.path()

        manager.page.get_by_role("link", name="Care", exact=True).click()
        manager.sees("Placements").finds_nothing_in_the_way()
        assert re.search(r"\d{1,2} \w+ 20\d\d to ", manager.page.inner_text("main")), "no dated history"

        manager.goes_to(f"{record}/identity").finds_nothing_in_the_way()
        manager.fills("Given names", given).fills("Family name", family).presses("Save the change")
        manager.sees(given).finds_nothing_in_the_way()

        manager.goes_to(f"{record}/cases/open").finds_nothing_in_the_way()
        manager.chooses("Child in need").fills("Why does help begin?", "The family asked for help with mornings")
        for label, words in (("Which team answers for it?", "Riverside"), ("Who leads?", "Priya Nair")):
            choice = manager.page.get_by_label(label)
            choice.select_option(label=choice.locator("option", has_text=words).first.inner_text())
        manager.presses("Begin help").sees("Help began")
        for typed in TEAM:
            manager.goes_to(f"{record}/team").presses("Add somebody").sees("Look for a worker by name")
            manager.page.locator("[name=q]").fill(typed)
            manager.page.locator("[name=q]").focus()
            manager.goes_on_by("Enter").sees("1 found")
            manager.page.locator("main ul.govuk-list--spaced a").first.click()
            manager.presses("Add to the team").sees("is on the team")
        manager.finds_nothing_in_the_way()

        lead = person("lead").goes_to(f"{record}/plan")
        lead.presses("Start").sees("Draft").finds_nothing_in_the_way()
        lead.presses("Add an action").sees("Who it is for")
        lead.fills("What will be done?", "Meet at the gate on Mondays")
        owner = lead.page.get_by_label("Who will do it?")
        owner.select_option(label=owner.locator("option", has_text="Hannah Doyle").first.inner_text())
        lead.enters_day("Due by", clock.today() + timedelta(days=14)).presses("Add the action")
        lead.sees("Meet at the gate on Mondays").finds_nothing_in_the_way()

        lead.goes_to(f"{record}/reviews")
        meeting.begins_a_record(lead, "Child in need review")
        meeting.records_by_keyboard(
            lead,
            view="I want mornings to be quiet.",
            decision="Breakfast club from next week",
            actions=(("Book breakfast club", "Hannah"), ("Keep the sleep diary", "Blessing")),
        )
        meeting.signs(lead)
        meeting.issues(
            lead,
            imported.settings,
            (
                "Hannah Doyle: record of the review",
                "Hannah Doyle: school action sheet",
                "Denise Mullins: carer’s sheet",
                "Blessing Okafor: parent’s version",
                f"{given}: young person’s summary",
            ),
        )
