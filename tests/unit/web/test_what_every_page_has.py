"""What every page made of our layouts and components has in common, whatever is on it."""

import re
from pathlib import Path

import pytest
import styleguide
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError

import coordination

TEMPLATES = Path(coordination.__file__).parent / "templates"
OURS = ("layouts", "components", "errors")
PAGES = ("/base", "/", "/record", "/form", "/family", "/family?language=ar")
ERRORS = tuple(sorted(path.stem for path in (TEMPLATES / "errors").glob("[0-9]*.html")))
VENDOR = Path(coordination.__file__).parent / "static" / "vendor"


def soup(client: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser")


@pytest.fixture(params=[*PAGES, *(f"/error/{code}" for code in ERRORS)])
def page(request: pytest.FixtureRequest, client: FlaskClient) -> BeautifulSoup:
    return soup(client, request.param)


class TestEveryPage:
    def test_has_one_main_heading(self, page: BeautifulSoup) -> None:
        assert len(page.find_all("h1")) == 1

    def test_says_in_its_title_what_it_is_and_whose_service(self, page: BeautifulSoup) -> None:
        title = page.title.get_text() if page.title else ""
        assert re.fullmatch(r"\S.* – Coordination", title)

    def test_steps_down_its_headings_one_at_a_time(self, page: BeautifulSoup) -> None:
        main = page.find("main")
        assert isinstance(main, Tag)
        levels = [int(heading.name[1]) for heading in main.find_all(re.compile(r"^h[1-6]$"))]
        # A banner at the top of the page has a second-level heading before the first: its place is fixed by
        # GOV.UK.
        steps = levels[levels.index(1) :]
        assert all(after <= before + 1 for before, after in zip(steps, steps[1:], strict=False)), levels

    def test_says_its_language_and_direction(self, page: BeautifulSoup) -> None:
        assert page.html is not None
        assert page.html["lang"]
        assert page.html["dir"] in ("ltr", "rtl")

    def test_runs_nothing_that_stands_in_the_page_itself(self, page: BeautifulSoup) -> None:
        assert not [s for s in page.find_all("script") if not s.get("src")]
        assert not page.find_all("style")
        assert not page.find_all(style=True)
        handlers = [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert not handlers

    def test_fetches_nothing_from_elsewhere(self, page: BeautifulSoup) -> None:
        fetched = [tag.get("src") or tag.get("href") for tag in page.find_all(["script", "link", "img"])]
        assert fetched
        assert all(str(address).startswith("/static/") for address in fetched)

    def test_lets_the_keyboard_skip_to_what_matters(self, page: BeautifulSoup) -> None:
        first = page.find("a")
        assert isinstance(first, Tag)
        assert first["href"] == "#main-content"
        assert page.find(id="main-content") is not None

    def test_gives_an_id_once(self, page: BeautifulSoup) -> None:
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]

    def test_names_every_question(self, page: BeautifulSoup) -> None:
        unnamed = [
            field
            for field in page.find_all(["input", "select", "textarea"])
            if field.get("type") != "hidden" and not page.find("label", attrs={"for": field["id"]})
        ]
        assert not unnamed

    def test_points_only_at_what_is_there(self, page: BeautifulSoup) -> None:
        pointing = ("aria-describedby", "aria-labelledby", "aria-controls", "data-aria-controls")
        ids = {tag["id"] for tag in page.find_all(id=True)}
        pointed = {i for tag in page.find_all(True) for name in pointing for i in str(tag.get(name, "")).split()}
        assert pointed <= ids

    def test_names_nobody_elses_brand(self, page: BeautifulSoup) -> None:
        text = page.get_text()
        assert "GOV.UK" not in text
        assert not page.select(".govuk-header__logotype, .govuk-footer__copyright-logo")


class TestTemplates:
    def test_compile_and_hold_no_escape_hatch(self, app: Flask) -> None:
        for folder in OURS:
            for path in (TEMPLATES / folder).glob("*.html"):
                source = path.read_text()
                app.jinja_env.compile(source)
                assert "|safe" not in source.replace(" ", ""), path
                assert "autoescape" not in source, path

    def test_stop_at_a_name_that_was_not_given(self, app: Flask) -> None:
        with app.test_request_context("/"), pytest.raises(UndefinedError):
            app.jinja_env.from_string("{{ nobody_gave_this }}").render()

    def test_use_only_classes_that_have_a_style(self, client: FlaskClient) -> None:
        styles = [VENDOR / "govuk-frontend.min.css", VENDOR / "govuk-frontend.min.js"]
        if not all(path.exists() for path in styles):
            pytest.skip("the front-end assets were not fetched")
        known = "".join(path.read_text() for path in styles)
        used = {
            name
            for address in PAGES
            for tag in soup(client, address).find_all(class_=True)
            for name in tag["class"]
            if name.startswith("govuk-")
        }
        # Said by GOV.UK's own markup and styled by nothing.
        unstyled = {
            "govuk-error-summary__body",
            "govuk-service-navigation__active-fallback",
            "govuk-table__body",
            "govuk-table__row",
            "govuk-template__footer",
            "govuk-template__header",
        }
        missing = sorted(name for name in used - unstyled if name not in known)
        assert missing == []


class TestTheLayouts:
    def test_a_visitor_is_offered_no_account(self, client: FlaskClient) -> None:
        page = soup(client, "/base")
        assert not page.select(".app-account")
        assert "Demo" not in page.get_text()

    def test_a_worker_sees_who_they_are_and_signs_out_by_a_post_with_a_token(self, client: FlaskClient) -> None:
        account = soup(client, "/").select_one(".app-account")
        assert account is not None
        assert "Sam Rivers" in account.get_text()
        form = account.select_one("form[method=post]")
        assert form is not None
        assert form["action"] == "/sign-out"
        assert form.select_one("input[name=csrf_token]")["value"]

    def test_a_worker_sees_where_they_are(self, client: FlaskClient) -> None:
        here = soup(client, "/").select(".govuk-service-navigation [aria-current]")
        assert [link.get_text(strip=True) for link in here] == ["Children"]

    def test_the_demo_says_so_on_the_page(self, client: FlaskClient) -> None:
        assert "Demo: invented people" in soup(client, "/").get_text()

    def test_a_record_says_whose_it_is_before_anything_else(self, client: FlaskClient) -> None:
        page = soup(client, "/record")
        strip = page.select_one(".app-record")
        assert strip is not None
        for words in ("Mo <script>", "9 years old", "7K2M-9QXA", "Sam Rivers", "Allergic to nuts"):
            assert words in strip.get_text(" ", strip=True)
        assert [tab.get_text() for tab in strip.select("[aria-current=page]")] == ["Plan"]

    def test_a_message_is_shown_once_and_as_text(self, client: FlaskClient) -> None:
        page = soup(client, "/")
        banners = page.select("main > .govuk-notification-banner")[:2]
        assert [banner["role"] for banner in banners] == ["alert", "region"]
        assert '<script>alert("x")</script>' in banners[1].get_text()

    def test_the_family_page_offers_languages_in_their_own_names(self, client: FlaskClient) -> None:
        offered = soup(client, "/family").select("[hreflang]")
        assert [(link["lang"], link.get_text()) for link in offered] == [("ar", "العربية"), ("cy", "Cymraeg")]

    def test_markup_that_somebody_typed_is_shown_as_they_typed_it(self, client: FlaskClient) -> None:
        for address, shown in (("/", 4), ("/record", 2)):
            assert soup(client, address).get_text().count(styleguide.HOSTILE) >= shown


class TestErrorPages:
    def test_cover_what_can_go_wrong(self) -> None:
        assert {"400", "401", "403", "404", "405", "409", "413", "422", "429", "500", "503"} <= set(ERRORS)

    @pytest.mark.parametrize("code", ERRORS)
    def test_say_what_to_do_and_whom_to_call(self, client: FlaskClient, code: str) -> None:
        main = soup(client, f"/error/{code}").select_one("main")
        assert main is not None
        words = main.get_text(" ", strip=True)
        assert "01632 960 001" in words
        assert "call 999" in words
        assert len(main.select("p")) >= 4
        assert not re.search(r"traceback|exception|error code|\b[45]\d\d\b", words, re.IGNORECASE)

    def test_say_what_an_operation_would_not_do(self, app: Flask) -> None:
        with app.test_request_context("/"):
            words = app.jinja_env.get_template("errors/422.html").render(sentence="A closed plan takes no actions.")
        assert "A closed plan takes no actions." in words
        assert "one of the answers" not in words

    def test_stand_without_any_name_from_the_application(self, app: Flask) -> None:
        bare = app.jinja_env.get_template("errors/503.html")
        with app.test_request_context("/"):
            words = bare.render()
        assert "not available" in words


class TestComponents:
    def test_a_status_is_a_word_and_a_shape_not_only_a_colour(self, client: FlaskClient) -> None:
        page = soup(client, "/")
        shapes = {}
        for status in page.select(".app-rag"):
            word = status.select_one(".app-rag__word")
            drawn = status.select_one("svg > *")
            assert word is not None and drawn is not None
            assert word.get_text(strip=True)
            shapes[status["class"][1]] = str(drawn)
        assert len(shapes) == 4
        assert len(set(shapes.values())) == 4

    def test_a_late_action_says_how_late(self, client: FlaskClient) -> None:
        late = soup(client, "/").select_one(".app-action .app-due--late")
        assert late is not None
        assert late.get_text(" ", strip=True) == "10 March 2026 2 days overdue"

    def test_a_table_can_be_scrolled_by_the_keyboard_and_is_named(self, client: FlaskClient) -> None:
        page = soup(client, "/")
        region = page.select_one("#children")
        assert region is not None
        assert (region["role"], region["tabindex"]) == ("region", "0")
        assert page.find(id=region["aria-labelledby"]).get_text() == "Children"
        assert all(head.get("scope") for head in page.select("th"))

    def test_a_chart_has_a_title_a_description_and_its_numbers(self, client: FlaskClient) -> None:
        for figure in soup(client, "/").select(".app-chart"):
            picture = figure.select_one("svg[role=img]")
            assert picture is not None
            assert picture.title is not None and picture.title.get_text()
            assert picture.desc is not None and picture.desc.get_text()
            assert figure.select("table tbody td")

    def test_words_somebody_said_carry_their_language(self, client: FlaskClient) -> None:
        said = soup(client, "/").select_one("blockquote")
        assert said is not None
        assert (said["lang"], said["dir"]) == ("en", "auto")
        assert said.get_text() == "I want to see Nan more.\nAnd my dog."

    def test_who_can_see_it_is_told_in_words(self, client: FlaskClient) -> None:
        ticks = [tick.get_text(strip=True) for tick in soup(client, "/").select(".app-audience__item")]
        assert ticks == ["Team: yes", "School: yes", "Parents: no", "Mo: yes"]

    def test_a_button_that_changes_something_posts_with_a_token(self, client: FlaskClient) -> None:
        form = soup(client, "/").select_one(".app-post-button")
        assert form is not None
        assert form["method"] == "post"
        assert form.select_one("input[name=csrf_token]") is not None
