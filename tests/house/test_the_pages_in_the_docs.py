"""The pictures of every page: what ``docs/pages.md`` shows exists, is small, and stands at an address that exists."""

import csv
import re

import pytest

from coordination.config import ROOT

DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
# In bytes: of one picture, and of all.
LARGEST, ALL = 60_000, 6_000_000


@pytest.fixture(scope="module")
def rows():
    with (PICTURES / "pages.csv").open(newline="") as file:
        return list(csv.DictReader(file))


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
        rules = [re.sub(r"<[^>]+>", "…", rule.rule) for rule in app.url_map.iter_rules()]
        # A word of an address that is chosen from a few stands as it is.
        known = re.compile("|".join(re.escape(rule).replace("…", "[^/]+") for rule in rules))
        unknown = {row["name"]: row["address"] for row in rows if not known.fullmatch(row["address"])}
        assert not unknown, f"Take these again with docs/pictures/take.py, or correct their way: {unknown}"

    def test_each_says_what_its_page_is_for(self, rows):
        page = (DOCS / "pages.md").read_text()
        for row in rows:
            assert row["purpose"].endswith(".") and row["purpose"] in page, row["name"]
