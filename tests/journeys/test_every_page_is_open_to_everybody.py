"""Every kind of page that each kind of reader can come to by links, at a desk and on a small telephone."""

import re
from collections import deque
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.demo_copy import DemoCopy
from tests.journeys.conftest import AXE
from tests.journeys.person import Person
from tests.turns import NOT_NOW, has_its_turn

READERS = ("lead", "carer", "parent", "youngperson", "youngerchild")
# These by turns: a quarter of them in a run.
BY_TURNS = (
    "senco",
    "admin",
    "sendofficer",
    "psychologist",
    "privacy",
    "analyst",
    "iro",
    "manager",
    "health",
    "provider",
    "dsl",
    "advocate",
    "otherparent",
    "commissioner",
)
TURNS = 4
WIDTHS = (1280, 320)
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_NUMBER = re.compile(r"/\d+(?=/|$)")
# A file is not a page; signing out ends the crawl.
_NOT_A_PAGE = re.compile(r"/sign-out|/static/|/file$|\.(pdf|csv|ics|svg|zip)$")


def shape(address: str) -> str:
    """One name for all addresses of the same kind of page."""
    return _NUMBER.sub("/<number>", _KEY.sub("<id>", address.split("?")[0].split("#")[0]))


def links(page: Any) -> list[str]:
    """The addresses of this site a page leads to, in the order they stand."""
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "all => all.filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"
    )
    return [address for address in found if not _NOT_A_PAGE.search(address.split("?")[0])]


def walk(somebody: Person) -> tuple[dict[str, str], list[str]]:
    """Every kind of page from the start, each opened once: where each was found, and what is in somebody's way."""
    waiting, seen = deque(["/"]), {"/": "/"}
    wrong: list[str] = []
    while waiting:
        address = waiting.popleft()
        try:
            opened = somebody.page.goto(somebody.base + address)
        except PlaywrightError as other:
            # A file, which is kept and not shown.
            assert "Download is starting" in str(other), address
            continue
        assert opened is not None
        if opened.status >= 400:
            wrong.append(f"a link leads to {address}, which answers {opened.status}")
            continue
        for width in WIDTHS:
            somebody.page.set_viewport_size({"width": width, "height": 900})
            try:
                somebody.finds_nothing_in_the_way()
            except AssertionError as found:
                wrong.append(f"at {width} px: {str(found).splitlines()[0]} {' '.join(str(found).splitlines()[1:4])}")
        for link in links(somebody.page):
            if shape(link) not in seen:
                seen[shape(link)] = link
                waiting.append(link)
    return seen, wrong


class TestEveryKindOfPage:
    @pytest.mark.parametrize("reader", (*READERS, *BY_TURNS))
    def test_can_be_read_by_everybody_at_a_desk_and_on_a_telephone(
        self, reader: str, browser: Any, served: str, demo: DemoCopy
    ) -> None:
        if reader in BY_TURNS and not has_its_turn(BY_TURNS.index(reader), TURNS):
            pytest.skip(NOT_NOW)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        try:
            somebody = Person(context.new_page(), served, AXE)
            somebody.signs_in(f"{reader}@demo.example", demo.settings.demo_password)
            seen, wrong = walk(somebody)
        finally:
            context.close()
        assert len(seen) > 3, f"{reader} came to {sorted(seen)} only"
        assert not wrong, "\n".join(wrong)
