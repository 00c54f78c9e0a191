"""What two journeys share: a review recorded by keyboard, signed, and its papers issued and opened."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from coordination import clock
from coordination.config import Settings
from coordination.documents import structure
from tests.demo_copy import run_waiting_jobs
from tests.journeys.person import Person


def let_the_worker_work(settings: Settings) -> None:
    """Do everything that waits, in a thread of its own: a browser's own loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_waiting_jobs, settings).result(timeout=120)


def begins_a_record(lead: Person, kind: str) -> None:
    """From the list of reviews to the page on which a review held today is recorded."""
    lead.presses("Record a review that was held").sees("Say what it was and who was asked").finds_nothing_in_the_way()
    lead.page.get_by_label("What kind of meeting was it?").select_option(label=kind)
    lead.presses("Go to the record").sees("1. What").finds_nothing_in_the_way()


def records_by_keyboard(lead: Person, *, view: str, decision: str, actions: Sequence[tuple[str, str]]) -> None:
    """Record a review without a mouse: ``actions`` are what will be done and how its owner's name begins."""
    # Who came is a button that brings the page again: first, while nothing else is typed.
    lead.tabs_to("Everybody else came in person", 120).goes_on_by("Enter")
    assert lead.page.get_by_label("took part").count(), lead.page.url + lead.page.inner_text("main")[:3000]
    assert lead.page.get_by_label("took part").first.input_value() == "in_person"
    lead.tabs_to("Their exact words", 120).types(view)
    lead.tabs_to("How did the child take part?").types("Came and")
    lead.tabs_to("Decision", 200).types(decision)
    lead.tabs_to("Go on at the same level").hits("Space")
    due = clock.today() + timedelta(days=21)
    for number, (text, owner) in enumerate(actions):
        if number:
            lead.tabs_to("Add another action").hits("Enter")
        if not number:
            lead.tabs_to("What will be done?")
        assert "What will be done?" in lead.is_at(), "the focus is not in the new row"
        lead.types(text).hits("Tab").types(owner).hits("Tab")
        _types_a_day(lead, due)
    _types_a_day(lead.tabs_to("Day"), clock.today() + timedelta(days=80))
    lead.finds_nothing_in_the_way()
    lead.tabs_to("Save the draft").goes_on_by("Enter")
    lead.page.wait_for_url(re.compile(r"/reviews/[0-9a-f-]{36}$"))
    lead.sees("The draft is saved").sees(view).sees(decision)
    for text, _owner in actions:
        lead.sees(text)


def _types_a_day(lead: Person, on: date) -> None:
    assert lead.is_at() == "Day", lead.is_at()
    lead.types(str(on.day)).hits("Tab").types(str(on.month)).hits("Tab").types(str(on.year))


def signs(lead: Person) -> None:
    """Send the drafts the same day, then sign."""
    lead.sees("Nothing is missing.").finds_nothing_in_the_way()
    lead.presses("Send draft decisions and actions").sees("been told that there is something to read")
    lead.presses("Sign the record").sees("The record is signed").finds_nothing_in_the_way()
    lead.sees("A signed record does not change")


def issues(lead: Person, settings: Settings, papers: Sequence[str]) -> None:
    """Issue these papers, wait for the worker, and open each: a PDF whose structure can be read aloud."""
    lead.follows("Documents").sees("Issue a pack").finds_nothing_in_the_way()
    for paper in papers:
        lead.chooses(paper)
    lead.presses("Issue the papers").sees(f"{len(papers)} papers are being prepared")
    let_the_worker_work(settings)
    lead.goes_to(lead.path()).sees("Current").does_not_see("Being prepared").finds_nothing_in_the_way()
    for paper in papers:
        name, what = paper.split(":")
        line = lead.page.locator("tr", has_text=name).filter(has_text=re.compile(SHOWN_AS[what.strip()])).first
        address = line.get_by_role("link", name="Open the PDF").get_attribute("href")
        answer = lead.page.request.get(lead.base + address)
        assert answer.status == 200, paper
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF"), paper
        assert structure.check(answer.body()) == [], paper
        told = address.lower() + answer.headers["content-disposition"].lower()
        # A short part of a name may stand in a random code by chance.
        assert not [part for part in name.lower().split() if len(part) > 3 and part in told]
    lead.page.get_by_role("link", name=re.compile("Record of the review")).first.click()
    lead.page.wait_for_load_state()
    lead.sees("Code").sees("Open the PDF").finds_nothing_in_the_way()


SitDown = Callable[..., Person]
SHOWN_AS = {
    "record of the review": "Record of the review",
    "carer’s sheet": "Carer’s sheet",
    "parent’s version": "What we talked about and agreed",
    "school action sheet": "School action sheet",
    "young person’s summary": "My plan",
}
