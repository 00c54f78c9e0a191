"""Somebody of the family leaves a page in a hurry: what was on it does not come back."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.person import Person

SitDown = Callable[..., Person]


def elsewhere(somebody: Person) -> list[str]:
    """Have the site they leave for answered here, and note that it was asked for."""
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><p>Sunny</p>")

    somebody.page.route(re.compile(r"^https://www\.bbc\.co\.uk/"), answer)
    return asked


def is_signed_out(somebody: Person) -> Person:
    """Signing out was sent on the way: on a busy machine it may still be on its way."""
    for _ in range(40):
        somebody.page.wait_for_load_state()
        if somebody.page.get_by_role("heading", name="Sign in").count():
            break
        somebody.page.wait_for_timeout(250)
        somebody.page.reload()
    return somebody.sees("Sign in")


class TestLeavingQuickly:
    @pytest.mark.parametrize("who", ["parent", "youngperson", "carer"])
    def test_the_button_leads_away_and_back_does_not_return(self, person: SitDown, who: str) -> None:
        somebody = person(who)
        somebody.goes_to("/account").finds_nothing_in_the_way()
        asked = elsewhere(somebody)
        with somebody.page.expect_request(lambda sent: sent.url.endswith("/sign-out")):
            somebody.page.get_by_role("button", name="Leave this page").or_(
                somebody.page.get_by_role("link", name="Leave this page")
            ).first.click()
        somebody.page.wait_for_url("https://www.bbc.co.uk/**")
        assert asked
        somebody.page.go_back()
        is_signed_out(somebody).does_not_see("Where you are signed in")

    def test_so_does_shift_three_times_and_capital_letters_do_not(self, person: SitDown) -> None:
        mother = person("parent")
        mother.goes_to("/account").sees("Pressing Shift 3 times leaves too.")
        asked = elsewhere(mother)
        mother.page.keyboard.press("Shift+Tab")
        mother.page.keyboard.press("Shift+Tab")
        mother.page.keyboard.press("Shift+Tab")
        mother.hits("Shift")
        assert "2 more times" in mother.page.inner_text("[data-leave-says]")
        mother.hits("Shift")
        assert "once more" in mother.page.inner_text("[data-leave-says]")
        assert not asked
        mother.hits("Shift")
        mother.page.wait_for_url("https://www.bbc.co.uk/**")
        assert asked
        is_signed_out(mother.goes_to("/account"))

    def test_without_scripts_it_is_a_link(self, person: SitDown) -> None:
        mother = person("parent", javascript=False)
        asked = elsewhere(mother)
        mother.follows("Leave this page")
        mother.page.wait_for_url("https://www.bbc.co.uk/**")
        assert asked
