"""Which language a page speaks, and that every word of a family's page can be in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from coordination.web import languages


def spoken(client: FlaskClient, address: str, **more: object) -> tuple[str, str]:
    page = BeautifulSoup(client.get(address, **more).text, "html.parser")
    assert page.html is not None
    return str(page.html["lang"]), str(page.html["dir"])


class TestAFamilysPage:
    def test_is_english_unless_another_is_asked_for(self, client: FlaskClient) -> None:
        assert spoken(client, "/family") == ("en", "ltr")

    def test_follows_the_address_and_turns_round(self, client: FlaskClient) -> None:
        assert spoken(client, "/family?language=ar") == ("ar", "rtl")

    def test_remembers_what_was_chosen(self, client: FlaskClient) -> None:
        client.get("/family?language=cy")
        assert spoken(client, "/family") == ("cy", "ltr")

    def test_follows_the_browser_where_nothing_was_chosen(self, client: FlaskClient) -> None:
        assert spoken(client, "/family", headers={"Accept-Language": "cy-GB, en;q=0.5"}) == ("cy", "ltr")

    @pytest.mark.parametrize("asked", ["xx", "../../etc", "de", "ar%00", "<b>", "a" * 500])
    def test_stays_english_for_a_language_we_do_not_have(self, client: FlaskClient, asked: str) -> None:
        answer = client.get(f"/family?language={asked}")
        assert 'lang="en"' in answer.text
        assert client.get_cookie("language") is None

    def test_keeps_no_more_than_the_language_in_its_cookie(self, client: FlaskClient) -> None:
        set_cookies = client.get("/family?language=ar").headers.getlist("Set-Cookie")
        cookie = next(cookie for cookie in set_cookies if cookie.startswith("language="))
        assert cookie.startswith("language=ar;")
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie

    def test_speaks_the_language_somebody_keeps_in_their_account(self, translations: Path) -> None:
        app = Flask("coordination")
        app.config |= {"SECRET_KEY": "x", "BABEL_TRANSLATION_DIRECTORIES": str(translations)}
        languages.register(app, actor_language=lambda: "ar")
        family = languages.speaks(Blueprint("family", __name__))
        family.add_url_rule("/mine", view_func=lambda: languages.language_now().direction)
        app.register_blueprint(family)
        assert app.test_client().get("/mine").text == "rtl"


class TestAWorkersPage:
    def test_is_english_whatever_is_asked_for(self, client: FlaskClient) -> None:
        assert spoken(client, "/record?language=ar", headers={"Accept-Language": "ar"}) == ("en", "ltr")


class TestThePseudoLanguage:
    def test_leaves_placeholders_and_tags_alone(self) -> None:
        dressed = languages.pseudo('Call <a href="tel:1">%(number)s</a> by %(day)s, 100%% free')
        assert re.findall(r"%\([a-z]+\)s|<[^>]+>|%%", dressed) == [
            '<a href="tel:1">',
            "%(number)s",
            "</a>",
            "%(day)s",
            "%%",
        ]
        assert dressed.startswith("[") and dressed.endswith("]")

    def test_is_longer_than_english(self) -> None:
        assert len(languages.pseudo("Sign out")) > len("Sign out") + 3

    def test_shows_every_word_of_the_layout_going_through_translation(self, client: FlaskClient) -> None:
        page = BeautifulSoup(client.get("/family?language=ar").text, "html.parser")
        for part in page.select("main, .app-family-navigation, footer ul, .app-header__logo, .app-account__who"):
            part.decompose()
        words = [text.strip() for text in _words(page) if text.strip()]
        own = {"01632 960 001", "help@two-rivers.example"}
        assert len(words) >= 4
        assert {word for word in words if word not in own and not word.startswith("[")} == set()

    def test_shows_every_word_of_a_form_going_through_translation(self, unguarded: FlaskClient) -> None:
        page = BeautifulSoup(unguarded.post("/family?language=ar", data={"score": "99"}).text, "html.parser")
        summary = page.select_one(".govuk-error-summary")
        assert summary is not None
        assert all(text.strip().startswith("[") for text in summary.stripped_strings)
        assert page.title is not None and page.title.get_text().startswith("[Érrór:")
        assert page.select_one(".govuk-character-count__message").get_text().startswith("[")

    def test_has_every_message_of_the_error_pages(self) -> None:
        wanted = {message.id for message in languages.messages()}
        for sentence in (
            "Page not found",
            "Sorry, something went wrong",
            "There is a problem",
            "Skip to main content",
        ):
            assert sentence in wanted


class TestWhatIsToBeTranslated:
    def test_is_written_down_for_translators(self, tmp_path: Path) -> None:
        written = tmp_path / "messages.pot"
        assert languages.write_template(written) > 100
        assert 'msgid "There is a problem"' in written.read_text()

    def test_is_written_the_same_each_time(self, tmp_path: Path) -> None:
        first, second = tmp_path / "a.pot", tmp_path / "b.pot"
        languages.write_template(first)
        languages.write_template(second)
        assert first.read_text() == second.read_text()

    def test_a_language_knows_its_own_name_and_direction(self) -> None:
        assert languages.language("ur") == ("ur", "rtl", "اردو")
        assert languages.language("pt_BR").code == "pt-BR"
        assert languages.is_language("pl") and languages.is_language("pt-BR")
        assert not languages.is_language("nonsense") and not languages.is_language("../x")


def _words(page: BeautifulSoup) -> Iterator[str]:
    body = page.body
    assert body is not None
    for text in body.find_all(string=True):
        if text.parent is not None and text.parent.name not in ("script", "style", "template"):
            yield str(text)
