"""The pictures of every page: what ``docs/pages.md`` shows exists, is small, and stands at an address that exists.

And the other way round: every page is there, by a picture or as one that looks like another, and every kind of paper.
"""

import csv
import dis
import inspect
import re
from functools import cache
from types import CodeType

import flask
import pytest

from coordination.cases import writing
from coordination.config import ROOT
from coordination.web import forms

DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
# In bytes: of one picture, and of all.
LARGEST, ALL = 60_000, 13_000_000
PAPERS = ROOT / "coordination" / "templates" / "documents"
# What makes a page of an answer.
PAGES = (flask.render_template, forms.page)
# Of an address that is a file, whatever its room's pages are made with.
_A_TEMPLATE = re.compile(r"[\w/]+\.html")
_A_FILE = re.compile(r"/(file|download|photo)$|\.\w+$")


def listed(name):
    with (PICTURES / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows():
    return listed("pages.csv")


@pytest.fixture(scope="module")
def alike():
    return listed("alike.csv")


def codes(code):
    """A function's code, and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def calls(view):
    """What a function may call: what it names, and what it names of a module."""
    held = [step for code in codes(view.__code__) for step in dis.get_instructions(code)]
    named = {step.argval for step in held if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}}
    found = [view.__globals__[name] for name in named if name in view.__globals__]
    attributes = {step.argval for step in held if step.opname in {"LOAD_ATTR", "LOAD_METHOD"}}
    return found + [getattr(module, name, None) for module in filter(inspect.ismodule, found) for name in attributes]


def routes_of(view, seen):
    """A view and what it calls in the routes of any room, and in the pages that write down a history."""
    view = inspect.unwrap(view)
    if view in seen or not (".routes" in view.__module__ or view.__module__ == writing.__name__):
        return
    seen.append(view)
    yield view
    for one in filter(inspect.isfunction, calls(view)):
        yield from routes_of(one, seen)


def makes_a_page(view):
    """Whether a view makes a page: else it sends a file, or sends on."""
    return any(one is maker for route in routes_of(view, []) for one in calls(route) for maker in PAGES)


def templates(view):
    """The templates that a view names, and what it calls."""
    constants = [one for route in routes_of(view, []) for code in codes(route.__code__) for one in code.co_consts]
    return {one for one in constants if isinstance(one, str) and _A_TEMPLATE.fullmatch(one)}


@cache
def rules_of_pages(app):
    """The rule of every address that answers with a page."""
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not _A_FILE.search(rule.rule)
        and makes_a_page(app.view_functions[rule.endpoint])
    }


def pattern(rule):
    """The addresses of a rule, as they are written down: … for a key; a number or a chosen word stands as it is."""
    parts = re.split("(<[^>]+>)", rule)
    return re.compile(
        "".join("…" if part.startswith("<uuid:") else "[^/]+" if part[:1] == "<" else re.escape(part) for part in parts)
    )


@cache
def standing_at(app, address):
    """The rules of the pages that have this address."""
    rules = rules_of_pages(app)
    # "/team/agencies" is a rule of its own, and not a list called "agencies".
    return {address} if address in rules else {rule for rule in rules_of_pages(app) if pattern(rule).fullmatch(address)}


def pictured(app, rows):
    """The rules whose pages have a picture."""
    return set().union(*(standing_at(app, address) for address in {row["address"] for row in rows}))


def shown(page):
    return set(re.findall(r"pictures/([\w-]+\.webp)", (ROOT / page).read_text()))


class TestThePictures:
    def test_are_those_that_the_docs_show(self, rows):
        held = {path.name for path in PICTURES.glob("*.webp")}
        assert held == {f"{row['name']}.webp" for row in rows} == shown("docs/pages.md")
        assert shown("README.md") <= held, "The README shows a picture that is not there."

    def test_are_small(self):
        sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.webp")}
        assert not {name: size for name, size in sizes.items() if size > LARGEST}, "Keep each picture under 60 KB."
        assert sum(sizes.values()) < ALL

    def test_stand_at_addresses_that_exist(self, app, rows):
        known = [pattern(rule.rule) for rule in app.url_map.iter_rules()]
        unknown = {
            row["name"]: row["address"] for row in rows if not any(one.fullmatch(row["address"]) for one in known)
        }
        assert not unknown, f"Take these again with docs/pictures/take.py, or correct their way: {unknown}"

    def test_each_says_what_its_page_is_for(self, rows):
        page = (DOCS / "pages.md").read_text()
        for row in rows:
            assert row["purpose"].endswith(".") and row["purpose"] in page, row["name"]


class TestEveryPage:
    def test_is_pictured_or_said_to_be_like_another(self, app, rows, alike):
        missing = sorted(rules_of_pages(app) - pictured(app, rows) - {row["rule"] for row in alike})
        assert not missing, (
            "These pages are not in the docs. Where one looks like a page that is pictured, add a line to "
            "docs/pictures/alike.csv: its rule, the name of that picture (the first column of pages.csv), and one "
            "sentence that says what it is for. Where it is of a kind of its own, add a row to docs/pictures/pages.csv "
            "and take its picture with docs/pictures/take.py. Then write docs/pages.md anew: "
            ".venv/bin/python docs/pictures/take.py words\n" + "\n".join(missing)
        )

    def test_is_said_to_be_like_a_picture_that_exists_and_what_it_is_for(self, app, rows, alike):
        names = {row["name"] for row in rows}
        page = (DOCS / "pages.md").read_text()
        for row in alike:
            assert row["like"] in names, f"{row['rule']}: there is no picture called {row['like']}."
            assert row["purpose"].endswith(".") and row["purpose"] in page, row["rule"]

    def test_is_like_a_picture_of_the_same_template(self, app, rows, alike):
        views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
        at = {row["name"]: row["address"] for row in rows}
        other = {}
        for row in alike:
            of_its_own = templates(views[row["rule"]]) if row["rule"] in views else set()
            of_the_picture = {one for rule in standing_at(app, at[row["like"]]) for one in templates(views[rule])}
            if of_its_own and not of_its_own & of_the_picture:
                other[row["rule"]] = f"{row['like']} ({sorted(of_its_own)}, not {sorted(of_the_picture)})"
        assert not other, (
            "These pages are not like the picture they are said to be like: give each a picture of its own with "
            f"docs/pictures/take.py, or name one whose page has the same template: {other}"
        )

    def test_is_in_one_of_the_two_lists(self, app, rows, alike):
        said = [row["rule"] for row in alike]
        assert said == sorted(set(said)), "Keep alike.csv in order, each rule once."
        gone = sorted({rule for rule in said if rule.startswith("/")} - rules_of_pages(app))
        assert not gone, f"Take these out of docs/pictures/alike.csv: they are no pages of this product: {gone}"
        twice = sorted(set(said) & pictured(app, rows))
        assert not twice, f"Take these out of docs/pictures/alike.csv: they have a picture: {twice}"


class TestEveryKindOfPaper:
    def test_is_pictured_or_said_to_be_like_another(self, rows, alike):
        kinds = {path.stem for path in PAPERS.glob("*.html")} - {"base", "parts"}
        pictures = {row["paper"] for row in rows} - {""}
        named = {row["rule"] for row in alike if not row["rule"].startswith("/")}
        missing = sorted(kind for kind in kinds - pictures if f"documents/{kind}.html" not in named)
        assert not missing, (
            "These kinds of PDF are not in the docs: add a row to docs/pictures/pages.csv with the template's name in "
            "the column paper, and take it with docs/pictures/take.py; or name it in docs/pictures/alike.csv as "
            f"documents/<its name>.html: {missing}"
        )
        assert pictures <= kinds and named <= {f"documents/{kind}.html" for kind in kinds - pictures}
