"""A health practitioner without an account contributes to a review by a link, on a phone; the chair reads it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from coordination.db import psycopg_url
from tests.demo_copy import DemoCopy
from tests.journeys.conftest import AXE
from tests.journeys.person import Person


@pytest.fixture
def phone(browser: Any, served: str) -> Iterator[Person]:
    """A telephone on which nobody has signed in."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="en-GB")
    yield Person(context.new_page(), served, AXE)
    context.close()


@pytest.fixture
def chair(browser: Any, served: str, demo: DemoCopy) -> Iterator[Person]:
    """The chair at a desk, signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield Person(context.new_page(), served, AXE).signs_in("iro@demo.example", demo.settings.demo_password)
    context.close()


def mailed(demo: DemoCopy, template: str, what: str, who: str = "health") -> str:
    """What stood in the newest mail of a kind to somebody."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    with engine.connect() as connection:
        body = connection.execute(
            text(
                "select body from outbox_message where template = :template and person_id = :who"
                " order by queued_at desc limit 1"
            ),
            {"template": template, "who": demo.people[who]},
        ).scalar_one()
    engine.dispose()
    found = re.search(what, body)
    assert found, template
    return found.group(1)


class TestAHealthPractitioner:
    def test_contributes_from_the_mail_to_thank_you(self, phone: Person, chair: Person, demo: DemoCopy) -> None:
        token = mailed(demo, "link_contribution", r"(/link/[\w-]+)")
        phone.goes_to(token).sees("First we send you a code").finds_nothing_in_the_way()
        phone.presses("Send me a code").sees("Enter your code").finds_nothing_in_the_way()
        phone.fills("Your code", mailed(demo, "link_code", r"\b(\d{6})\b")).presses("Continue")
        phone.sees("Before the meeting").sees("K.B.").finds_nothing_in_the_way()
        assert "Bennett" not in phone.page.inner_text("body")

        phone.fills("What is going well?", "He comes to every appointment")
        phone.fills("What are you worried about?", "Sleep, since the clocks changed")
        phone.presses("Add another day")
        phone.chooses("In progress")
        phone.fills("Note", "Booked for next week")
        phone.chooses("8")
        phone.page.get_by_label("Yes", exact=True).check(force=True)
        phone.finds_nothing_in_the_way()
        phone.presses("Send").sees("Thank you").finds_nothing_in_the_way()

        answer = phone.page.goto(phone.base + token)
        assert answer is not None
        assert answer.status == 410
        phone.sees("This link opens nothing any more").finds_nothing_in_the_way()

        chair.goes_to(f"/children/{demo.children['kai']}/reviews").follows("Looked-after review")
        chair.sees("He comes to every appointment").sees("by a link").finds_nothing_in_the_way()
        chair.follows("Ask for contributions by one-time links").sees("Used").finds_nothing_in_the_way()


class TestTheOwnerOfAnAction:
    def test_says_how_it_goes_in_a_minute_and_the_lead_reads_it(
        self, phone: Person, browser: Any, served: str, demo: DemoCopy
    ) -> None:
        desk = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        lead = Person(desk.new_page(), served, AXE).signs_in("lead@demo.example", demo.settings.demo_password)
        lead.goes_to(f"/children/{demo.children['kai']}/plan").follows("Review exam access arrangements")
        action = lead.path()
        lead.follows("Ask how it is going by a one-time link").sees("Ask how it is going").finds_nothing_in_the_way()
        lead.presses("Send a link").sees("Not opened yet").finds_nothing_in_the_way()

        phone.goes_to(mailed(demo, "link_action", r"(/link/[\w-]+)", "senco")).presses("Send me a code")
        phone.fills("Your code", mailed(demo, "link_code", r"\b(\d{6})\b", "senco")).presses("Continue")
        phone.sees("K.B.").sees("Review exam access arrangements").finds_nothing_in_the_way()
        phone.chooses("Blocked").presses("Send").sees("Say what is in the way.").finds_nothing_in_the_way()
        phone.fills("Anything to add?", "The exam board has not answered").presses("Send").sees("Thank you")

        lead.goes_to(action).sees("The exam board has not answered").sees("Blocked").finds_nothing_in_the_way()
        desk.close()
