"""Documents of families are worded in their language, from either side of the page."""

import io
import re

import pikepdf
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from bs4 import BeautifulSoup
from jinja2.ext import babel_extract

from coordination.documents import facts, rendering, structure

KINDS = sorted(facts.KINDS)
OPEN, CLOSE = "⟦", "⟧"

# The choices that a template words itself.
CHOICES = {"draft", "final", "superseded", "yes", "part", "no", "not_yet"}
CHOICES |= {"decide", "decide_and_tell", "ask_first", "others_decide", "not_agreed"}
CHOICES |= {"moss"}


@pytest.fixture
def pseudo_language(tmp_path, monkeypatch):
    """A catalogue, read from the right, that puts every string of the templates between brackets."""
    catalogue = Catalog(locale="he")
    drawn = rendering.TEMPLATES / "components" / "genogram.html"
    for template in (*sorted((rendering.TEMPLATES / "documents").glob("*.html")), drawn):
        with template.open("rb") as source:
            for _, function, found, _ in babel_extract(source, ("_", "ngettext"), [], {}):
                words = [one for one in (found if isinstance(found, tuple) else (found,)) if one]
                put = [f"{OPEN}{one}{CLOSE}" for one in words]
                if function == "ngettext":
                    catalogue.add(tuple(words), (put[0], *[put[1]] * (catalogue.num_plurals - 1)))
                else:
                    catalogue.add(words[0], put[0])
    folder = tmp_path / "he" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    monkeypatch.setattr(rendering, "TRANSLATIONS", tmp_path)
    rendering._environment.cache_clear()
    yield "he"
    rendering._environment.cache_clear()


def _without_facts(sample):
    """The sample with a figure in place of every word, so that the words that are left are the template's."""
    if isinstance(sample, dict):
        return {key: inner if key == "picture" else _without_facts(inner) for key, inner in sample.items()}
    if isinstance(sample, list):
        return [_without_facts(inner) for inner in sample]
    return "7" if isinstance(sample, str) and sample and sample not in CHOICES else sample


def _untranslated(page):
    """The words of a page that did not come from the catalogue, whatever is nested in what did."""
    body = BeautifulSoup(page, "html.parser").body
    margins = ("data-confidential", "data-if-found", "data-running", "data-version")
    number = body["data-before-page"] + body["data-between-pages"] + body["data-after-pages"]
    left = " ".join([*body.stripped_strings, *(body[name] for name in margins), number])
    before = ""
    while left != before:
        before, left = left, re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", left)
    return re.findall(r"[A-Za-z]{2,}", left)


class TestEveryStringOfATemplate:
    @pytest.mark.parametrize("kind", KINDS)
    def test_is_translated(self, kind, sample, pseudo_language):
        page = rendering.markup(kind, _without_facts(sample(kind)), language=pseudo_language)
        assert page.count(OPEN) > 10
        assert _untranslated(page) == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_translated_where_almost_nothing_is_known(self, kind, sample, pseudo_language):
        known = _without_facts(sample(kind))
        bare = {key: [] if isinstance(value, list) else value for key, value in known.items()}
        assert _untranslated(rendering.markup(kind, bare, language=pseudo_language)) == []


class TestALanguageReadFromTheRight:
    @pytest.mark.parametrize("kind", KINDS)
    def test_keeps_its_structure(self, kind, printed, pseudo_language):
        pdf = printed(kind, language=pseudo_language)
        assert structure.check(pdf) == []
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert str(document.Root.Lang) == "he"

    def test_begins_its_lines_at_the_right(self, printed, places_of, pseudo_language):
        for language, starts_left in (("en", True), (pseudo_language, False)):
            places = places_of(printed("parent_version", language=language))
            left = next(place[1] for place in places if place[0].strip("\u2068\u2069") == "Council")
            assert (left < 300) is starts_left

    def test_does_not_turn_a_telephone_number_round(self, printed, places_of, pseudo_language):
        places = places_of(printed("young_person_summary", language=pseudo_language))
        numbers = [place[0] for place in places]
        if "0800" in numbers:
            first, second = (next(place for place in places if place[0] == part) for part in ("0800", "1111"))
            assert first[1] < second[1]
            assert first[2] == second[2]
        else:
            assert any(re.search(r"0800.1111", number) for number in numbers)

    def test_a_sentence_in_english_keeps_its_full_stop_at_its_end(self, sample, pseudo_language):
        page = rendering.markup("parent_version", sample("parent_version"), language=pseudo_language)
        assert "<li>\u2068Jas is on time for school most days.\u2069</li>" in page

    def test_pictures_are_still_found_by_name(self, printed, pseudo_language):
        assert rendering.page_count(printed("young_person_summary", language=pseudo_language)) >= 2


class TestDates:
    def test_are_worded_in_the_language_of_the_page(self, sample):
        page = rendering.markup("parent_version", sample("parent_version"), language="cy")
        assert "12 Mawrth 2027" in page

    def test_words_in_place_of_a_date_are_left_as_they_are(self, sample, printed, words_of):
        assert "Ongoing, check on 23 April" in words_of(printed("review_record"))


class TestALanguageThatDoesNotExist:
    @pytest.mark.parametrize("language", ["zz", "", "../../etc", "en\n"])
    def test_is_refused(self, language, sample):
        with pytest.raises(rendering.RenderingFailed):
            rendering.render("parent_version", sample("parent_version"), language=language)

    def test_one_without_a_catalogue_prints_the_english_of_the_templates(self, printed, words_of):
        assert "What we agreed" in words_of(printed("parent_version", language="cy"))
