"""A person at a browser, in the words of a journey."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError

# What axe is asked, and the one thing it is wrong about: GOV.UK Frontend's own script says on a radio or tick whether
# what it reveals is shown (aria-expanded), which browsers pass on and screen readers say, and the tables of ARIA do
# not list for these roles.
ASKED = """async () => (await axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values:
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}})).violations
    .map(v => ({...v, nodes: v.nodes.filter(n => !(v.id === 'aria-allowed-attr' &&
        /^<input [^>]*class="govuk-(radios|checkboxes)__input"[^>]*aria-expanded/.test(n.html)))}))
    .filter(v => v.nodes.length)
    .map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))"""

# Each element of a page by what axe judges it by: its tag, classes, attributes, whether it has a name, and what it
# stands in; and how the levels of headings follow each other.
STANDING = """() => {
    const one = e => e.tagName + '.' + [...e.classList].sort().join('.');
    const named = e => (e.labels ? e.labels.length : '') + ':' +
        !!((e.innerText || '').trim() || e.getAttribute('aria-label') || e.value || e.alt);
    const around = one(document.body) + document.documentElement.dir;
    const all = new Set();
    let level = '';
    for (const e of document.querySelectorAll('body, body *')) {
        let said = around + one(e) + e.getAttributeNames().sort() + e.getAttribute('role') + e.getAttribute('type');
        if (/^(A|BUTTON|INPUT|SELECT|TEXTAREA|IMG|SVG)$/i.test(e.tagName)) said += named(e);
        for (let up = e.parentElement, i = 0; up && i < 4; up = up.parentElement, i++) said += '<' + one(up);
        all.add(said);
        if (/^H[1-6]$/.test(e.tagName)) { all.add(level + '>' + e.tagName); level = e.tagName; }
    }
    return [...all];
}"""
# What axe looked at by now, by the width of the window.
_LOOKED_AT: dict[int, set[str]] = {}

# Who has signed in through the form already, at which site: the cookies of their browser.
_COOKIES: dict[tuple[str, str], list[Any]] = {}


@cache
def _script(axe: Path) -> str:
    return axe.read_text()


class Person:
    """What somebody does and sees. Every page they come to is checked for accessibility as they go."""

    def __init__(self, page: Any, base: str, axe: Path, *, javascript: bool = True) -> None:
        self.page = page
        self.javascript = javascript
        self.base = base
        self.axe = axe
        self.page.set_default_timeout(10_000)

    def signs_in(self, email: str, password: str) -> "Person":
        """Sign in through the form, as anybody would; the next time their browser still knows them."""
        if held := _COOKIES.get((self.base, email)):
            self.page.context.add_cookies(held)
            self.goes_to("/")
            if "/sign-in" not in self.page.url:
                return self
            self.page.context.clear_cookies()
        self.goes_to("/sign-in")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", password)
        self.page.get_by_role("button", name=re.compile("^Sign in$")).first.click()
        self.page.wait_for_load_state()
        assert "/sign-in" not in self.page.url, self.page.inner_text("main")
        _COOKIES[self.base, email] = self.page.context.cookies()
        return self

    def goes_to(self, path: str) -> "Person":
        """Open an address."""
        try:
            answer = self.page.goto(self.base + path)
        except PlaywrightError as other:
            # The page they are at was about to load itself anew, as one does that waits for papers: let it.
            if not re.search("interrupted by another navigation|ERR_ABORTED", str(other)):
                raise
            self.page.wait_for_load_state()
            answer = self.page.goto(self.base + path)
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        return self

    def path(self) -> str:
        """The address of the page they are at, without the site."""
        return str(self.page.url.removeprefix(self.base).split("#")[0])

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

    def enters_day(self, question: str, on: date, within: Any = None) -> "Person":
        """Enter a date in its three fields, found by the question above them."""
        group = (within or self.page).get_by_role("group", name=question, exact=False).first
        for part, number in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            group.get_by_label(part, exact=True).fill(str(number))
        return self

    def types(self, words: str) -> "Person":
        """Type where the focus is, as on a keyboard."""
        self.page.keyboard.type(words)
        return self

    def hits(self, *keys: str) -> "Person":
        """Hit keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def goes_on_by(self, key: str) -> "Person":
        """Hit a key that brings another page, and be there."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self

    def is_at(self) -> str:
        """The name of what has the focus: its label, or its words."""
        named: str = self.page.evaluate(
            "() => { const e = document.activeElement; return !e || e === document.body ? '' :"
            " (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText || e.textContent || '')"
            ".trim() }"
        )
        return named

    def tabs_to(self, name: str, most: int = 60) -> "Person":
        """Move on with the tab key until something whose name begins so has the focus."""
        passed = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            passed.append(self.is_at())
            if passed[-1].startswith(name):
                return self
        raise AssertionError(f"the tab key does not come to {name!r}, but to {[words[:40] for words in passed]}")

    def sees(self, text: str) -> "Person":
        """Assert that words are on the page."""
        # Asked again for a while: a page that was asked for may not be there yet.
        from playwright.sync_api import expect

        seen = expect(self.page.locator("body"), f"{text!r} is not on {self.path()}")
        seen.to_contain_text(text, use_inner_text=True, timeout=8_000)
        return self

    def does_not_see(self, text: str) -> "Person":
        """Assert that words are nowhere in the page's source."""
        assert text not in self.page.content(), f"{text!r} is on {self.page.url}"
        return self

    def finds_nothing_in_the_way(self) -> "Person":
        """WCAG 2.2 AA by axe and no sideways scroll. Axe is a script: without scripts only the scroll is looked at.

        Axe looks where something stands that it has not looked at in a window of this width. What it has: the same
        element with the same attributes inside the same four others, on this page or another, for anybody.
        """
        if not self.axe.exists():
            pytest.skip("axe-core is not installed: run ./run setup for tests")
        if self.javascript and self._anything_new():
            # Evaluated, not added as a script: the page allows no script but its own.
            if self.page.evaluate("typeof axe === 'undefined'"):
                self.page.evaluate(_script(self.axe))
            found = self.page.evaluate(ASKED)
            assert found == [], f"{self.page.url}: " + "\n".join(found)
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{self.page.url} scrolls sideways by {wider} pixels"
        return self

    def _anything_new(self) -> bool:
        """Whether something stands here that was not looked at yet; from now on it was."""
        looked_at = _LOOKED_AT.setdefault(self.page.viewport_size["width"], set())
        standing = set(self.page.evaluate(STANDING))
        new = not standing <= looked_at
        looked_at |= standing
        return new
