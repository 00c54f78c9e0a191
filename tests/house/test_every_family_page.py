"""Every page that one of the family, a carer or a young person can come to can be left quickly."""

import pytest
from bs4 import BeautifulSoup

from tests.browsing import Browsing
from tests.house.test_every_route import addresses, keys

__all__ = ["keys"]

FAMILY = ("youngperson", "youngerchild", "parent", "otherparent", "carer", "formercarer")
MOST = 250


def reached(visitor, start):
    """Every page somebody comes to by following links, and what an address they may not open answers."""
    seen, waiting = set(), list(start)
    while waiting and len(seen) < MOST:
        address = waiting.pop(0).split("#")[0]
        if address in seen:
            continue
        seen.add(address)
        answer = visitor.get(address)
        if answer.status_code in (302, 303, 308):
            waiting.insert(0, answer.location)
        elif answer.mimetype == "text/html":
            page = BeautifulSoup(answer.text, "lxml")
            yield address, answer.status_code, page
            waiting += [one["href"] for one in page.find_all("a", href=True) if one["href"].startswith("/")]


def cannot_be_left(pages):
    """The pages without the button, or whose button says or does something else."""
    wrong = []
    for address, status, page in pages:
        links = page.select("a[data-leave]")
        if len(links) != 1 or not links[0]["href"].startswith("https://") or "noreferrer" not in links[0]["rel"]:
            wrong.append((address, status, len(links)))
    return wrong


class TestEveryPageOfTheFamily:
    @pytest.mark.parametrize("who", FAMILY)
    def test_can_be_left_quickly(self, demo_app, demo, keys, who):  # noqa: F811
        visitor = Browsing(demo_app).as_(demo.people[who])
        everywhere = [address for address, _ in addresses(demo_app, keys)]
        pages = list(reached(visitor, ["/", "/account", *everywhere]))
        assert len([status for _, status, _ in pages if status == 200]) >= 3
        assert cannot_be_left(pages) == []

    def test_and_so_can_the_pages_before_they_are_signed_in(self, demo_app):
        visitor = Browsing(demo_app).nobody()
        pages = list(reached(visitor, ["/sign-in", "/forgotten-password", "/choose-password/none", "/family"]))
        assert len(pages) >= 3
        assert cannot_be_left(pages) == []

    def test_whoever_works_there_has_no_such_button(self, demo_app, demo):
        visitor = Browsing(demo_app).as_(demo.people["lead"])
        for address in ("/children", "/account"):
            assert visitor.page(address).select("a[data-leave]") == []
