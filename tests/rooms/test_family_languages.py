"""The family's pages in another language: every word of ours is translated, and a page runs from the
right."""

import re
from contextlib import contextmanager

import pytest
from flask_babel import get_babel

from coordination.web import languages
from tests.rooms.test_family_pages import FACES, FAMILY, Team

# What somebody wrote, people's names, numbers and the product's own name are nobody's to translate.
_THEIRS = ("[dir=auto]", "bdi", "time", "a[href^='tel:']", "q", "script", "[aria-hidden=true]", "option")


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translations")
    languages.write_pseudo(folder, "ar")
    return folder


@contextmanager
def speaking(app, folder):
    with app.app_context():
        babel = get_babel()
        kept, before = babel.translation_directories, app.config["BABEL_TRANSLATION_DIRECTORIES"]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{before};{folder}"
    babel.translation_directories = app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";")
    try:
        yield
    finally:
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = before
        babel.translation_directories = kept


def left_in_english(page):
    """Words of the main part that did not go through gettext."""
    main = page.find("main")
    # An Act is cited by its own name, marked as English.
    for theirs in main.select(",".join((*_THEIRS, '[lang="en"]'))):
        theirs.decompose()
    found = []
    for words in main.find_all(string=re.compile(r"[A-Za-z]{3}")):
        if "[" not in words and "]" not in words:
            found.append(" ".join(words.split()))
    return found


class TestAnotherLanguage:
    @pytest.fixture
    def filled(self, app, world, browsing):
        team = Team(app, world)
        for kind in ("strength", "need", "worry", "provision", "contingency"):
            team.says(kind, "Words", *FAMILY, family_text="Words", young_text="Words")
        team.says("outcome", "Words", *FAMILY, progress_at_start=1, progress=4)
        for owner in ("senco", "carer", "parent", "youngperson"):
            team.asks("Words", owner, *FAMILY)
        team.hears("Words", *FAMILY, wish=True)
        return {who: browsing.as_(world.people[who]) for who in FACES}

    def test_every_page_is_whole_and_runs_from_the_right(self, app, world, filled, pseudo):
        more = {
            "youngperson": [f"/my-plan/{world.child_id}/say"],
            "parent": [f"/family/{world.child_id}/views", f"/family/{world.child_id}/disagree"],
            "carer": [
                "/caring/diary",
                *(f"/caring/{world.child_id}/{page}" for page in ("every-day", "how-i-am", "diary/add")),
            ],
        }
        with speaking(app, pseudo):
            for who, address in FACES.items():
                for page_at in [address, *more[who]]:
                    page = filled[who].page(page_at + "?language=ar")
                    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
                    assert left_in_english(page) == [], (who, page_at)

    def test_what_somebody_wrote_stays_as_it_is(self, app, filled, pseudo):
        with speaking(app, pseudo):
            page = filled["youngperson"].page("/my-plan?language=ar")
            assert page.select_one(".family-quote__words").text == "Words"


class TestOurOwnLanguages:
    @pytest.mark.parametrize(
        ("code", "direction", "heading"),
        [
            ("pl", "ltr", "Kto jest w moim zespole?"),
            ("uk", "ltr", "Хто в моїй команді?"),
            ("ur", "rtl", "میری ٹیم میں کون ہے؟"),
        ],
    )
    def test_a_young_person_reads_their_page_in_it(self, browsing, world, code, direction, heading):
        page = browsing.as_(world.people["youngperson"]).page(f"/my-plan?language={code}")
        assert (page.html["lang"], page.html["dir"]) == (code, direction)
        assert page.select_one("#team h2").get_text(strip=True) == heading
