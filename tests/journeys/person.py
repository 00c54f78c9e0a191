"""A person at a browser, in the words of a journey."""

import re
from pathlib import Path
from typing import Any

import pytest


class Person:
    """What somebody does and sees. Every page they come to is checked for accessibility as they go."""

    def __init__(self, page: Any, base: str, axe: Path) -> None:
        self.page = page
        self.base = base
        self.axe = axe
        self.page.set_default_timeout(10_000)

    def signs_in(self, email: str, password: str) -> "Person":
        """Sign in through the form, as anybody would."""
        self.goes_to("/sign-in")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", password)
        self.page.get_by_role("button", name=re.compile("^Sign in$")).first.click()
        self.page.wait_for_load_state()
        assert "/sign-in" not in self.page.url, self.page.inner_text("main")
        return self

    def goes_to(self, path: str) -> "Person":
        """Open an address."""
        answer = self.page.goto(self.base + path)
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        return self

    def follows(self, name: str) -> "Person":
        """Follow a link by its words."""
        self.page.get_by_role("link", name=name, exact=False).first.click()
        self.page.wait_for_load_state()
        return self

    def presses(self, name: str) -> "Person":
        """Press a button by its words."""
        self.page.get_by_role("button", name=name, exact=False).first.click()
        self.page.wait_for_load_state()
        return self

    def fills(self, label: str, text: str, nth: int = 0) -> "Person":
        """Type into a field by its label."""
        self.page.get_by_label(label, exact=False).nth(nth).fill(text)
        return self

    def chooses(self, label: str, nth: int = 0) -> "Person":
        """Choose a radio or tick by its label."""
        self.page.get_by_label(label, exact=False).nth(nth).check(force=True)
        return self

    def sees(self, text: str) -> "Person":
        """Assert that words are on the page."""
        body = " ".join(self.page.inner_text("body").split())
        assert text in body, f"{text!r} is not on {self.page.url}:\n{body[:1500]}"
        return self

    def does_not_see(self, text: str) -> "Person":
        """Assert that words are nowhere in the page's source."""
        assert text not in self.page.content(), f"{text!r} is on {self.page.url}"
        return self

    def finds_nothing_in_the_way(self) -> "Person":
        """WCAG 2.2 AA by axe, no sideways scroll, and nothing wrong in the console."""
        if not self.axe.exists():
            pytest.skip("axe-core is not installed: run ./run setup for tests")
        # Evaluated, not added as a script: the page allows no script but its own.
        self.page.evaluate(self.axe.read_text())
        found = self.page.evaluate(
            "async () => (await axe.run(document, {runOnly: {type: 'tag', values:"
            " ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}})).violations"
            ".map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))"
        )
        assert found == [], f"{self.page.url}: " + "\n".join(found)
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{self.page.url} scrolls sideways by {wider} pixels"
        return self
